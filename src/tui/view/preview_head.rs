//! The dry run in a few lines: from where, to where, how much, what stays, what meets.

use std::time::Duration;

use ratatui::layout::Rect;

use super::{
    super::{
        model::{Model, Planned, PreviewModel, Remote},
        theme::Role,
        widgets::{Pen, Piece, row, text, words},
    },
    guest_line, preview_files,
};
use crate::{
    app::{ScanPhase, ScanProgress},
    domain::{Completeness, titles::visible},
    plan::Refusal,
};

/// Draws the lines; where there are only three, what stays and what meets are told by the tabs.
pub(super) fn draw(model: &Model, preview: &PreviewModel, pen: &mut Pen<'_>, area: Rect) {
    let lines = [
        ("From", from(preview, pen, area.width)),
        ("To", to(preview, pen, area.width)),
        ("Move", moving(model, preview, pen)),
        ("Stay", preview_files::staying(preview, pen)),
        ("Meet", preview_files::meeting(preview, pen)),
        ("Guest", guest_line::pieces(preview, pen)),
    ];
    for (at, (name, mut pieces)) in (0u16..).zip(lines) {
        pieces.insert(0, (Role::Quiet, format!(" {name:<5} ")));
        if at < area.height {
            // Of what moves and stays, the last facts can be left out; everything else is cut.
            let at_least = match name {
                "Move" => 2,
                "Stay" | "Guest" => 3,
                _ => pieces.len(),
            };
            pen.pieces_that_fit(row(area, at), at_least, &pieces);
        }
    }
}

fn from(preview: &PreviewModel, pen: &Pen<'_>, width: u16) -> Vec<Piece> {
    let dot = pen.glyphs().dot;
    let title = text::title(&preview.room.title, usize::from(width) / 4, pen.cut());
    let mut pieces = vec![(Role::Heading, title)];
    match &preview.listing {
        Remote::Here(listing) => {
            let files = listing.inventory.files.len() as u64;
            let folders = listing.inventory.folders.len().saturating_sub(1) as u64;
            pieces.push((
                Role::Plain,
                format!(
                    " {dot} {} in {}, {}",
                    words::count(files, "file", "files"),
                    words::count(folders, "folder", "folders"),
                    words::bytes(listing.inventory.bytes())
                ),
            ));
            pieces.push(completeness(&listing.inventory.proof.completeness, pen));
        }
        Remote::Waiting(_) => {
            pieces.push((
                Role::Busy,
                format!(" {dot} {}", listing_progress(preview.progress)),
            ));
        }
        Remote::Failed(_) => pieces.push((
            Role::Bad,
            format!(" {dot} {} could not be listed", pen.glyphs().bad),
        )),
        Remote::Absent => {}
    }
    pieces
}

fn listing_progress(progress: Option<ScanProgress>) -> String {
    let Some(progress) = progress else {
        return "listing".into();
    };
    let doing = match progress.phase {
        ScanPhase::Listing => "listing",
        ScanPhase::ClaimedFolders => "looking into folders that claim more files",
        ScanPhase::Waiting => "waiting for conversions to end",
        ScanPhase::Walking => "listing folder by folder",
        ScanPhase::Done => "putting the list together",
    };
    // Pages that are read twice count twice here; nobody is helped by "478 of 460".
    match progress.files_expected {
        Some(expected) => {
            let seen = words::number(progress.files.min(expected));
            format!(
                "{doing}: {seen} of about {}",
                words::count(expected, "file", "files")
            )
        }
        None => format!("{doing}: {}", words::count(progress.files, "file", "files")),
    }
}

fn completeness(completeness: &Completeness, pen: &Pen<'_>) -> Piece {
    let glyphs = pen.glyphs();
    match completeness {
        Completeness::Complete => (Role::Good, format!(" {} the list is complete", glyphs.good)),
        Completeness::CompleteExcept { not_visible } => (
            Role::Warning,
            format!(
                " {} about {} more not visible",
                glyphs.warning,
                words::number(*not_visible)
            ),
        ),
    }
}

fn to(preview: &PreviewModel, pen: &Pen<'_>, width: u16) -> Vec<Piece> {
    let glyphs = pen.glyphs();
    if preview.root.is_none() {
        return vec![
            (
                Role::Warning,
                format!("{} no archive root yet: press ", glyphs.warning),
            ),
            (Role::Key, "t".into()),
            (
                Role::Warning,
                " and choose the folder that holds one folder per client".into(),
            ),
        ];
    }
    if let Some(problem) = preview.place.problem() {
        return vec![(
            Role::Bad,
            format!(
                "{} {} t chooses another one.",
                glyphs.bad,
                visible(&problem.what)
            ),
        )];
    }
    let Some(planned) = preview.shown_plan() else {
        let name = text::title(
            &preview.choices.client_name,
            usize::from(width) / 2,
            pen.cut(),
        );
        return vec![
            (Role::Plain, name),
            (
                Role::Busy,
                format!(" {} looking at the archive root", glyphs.dot),
            ),
        ];
    };
    let path = planned.plan.target.path();
    let mut pieces = vec![(
        Role::Heading,
        text::cut_middle(&path, usize::from(width) * 3 / 5, pen.cut()).into_owned(),
    )];
    let is_ambiguous = |refusal: &Refusal| matches!(refusal, Refusal::TargetTwins { .. });
    pieces.push(match &planned.plan.target.existing {
        Some(_) => {
            let there = words::count(planned.plan.target.files_there, "file", "files");
            (
                Role::Plain,
                format!(" {} exists, {there} there", glyphs.dot),
            )
        }
        None if planned.plan.refusals.iter().any(is_ambiguous) => (
            Role::Bad,
            format!(" {} there are several of this title", glyphs.bad),
        ),
        None => (Role::Plain, format!(" {} new, will be made", glyphs.dot)),
    });
    if preview.is_planning() {
        pieces.push((Role::Busy, format!(" {} planning again", glyphs.dot)));
    }
    pieces
}

fn moving(model: &Model, preview: &PreviewModel, pen: &Pen<'_>) -> Vec<Piece> {
    let glyphs = pen.glyphs();
    let Some(planned) = preview.shown_plan() else {
        return nothing_yet(preview, pen);
    };
    if let Some(first) = planned.plan.refusals.first() {
        return vec![(
            Role::Bad,
            format!("{} Cannot be archived: {}", glyphs.bad, first.what()),
        )];
    }
    let totals = &planned.totals;
    if totals.moving == 0 {
        let but = if planned.plan.guest.is_some() {
            ", only the guest's access is cut"
        } else {
            ""
        };
        return vec![(
            Role::Warning,
            format!("{} no file would move{but}", glyphs.warning),
        )];
    }
    let mut pieces = vec![
        (
            Role::Heading,
            format!(
                "{}, {}",
                words::count(totals.moving, "file", "files"),
                words::bytes(totals.moving_bytes)
            ),
        ),
        (
            Role::Plain,
            format!(
                " {} {} of {}",
                glyphs.dot,
                words::count(totals.chunks, "chunk", "chunks"),
                preview.choices.chunk_size
            ),
        ),
        (
            Role::Plain,
            format!(
                " {} about {}, {}",
                glyphs.dot,
                words::count(planned.requests, "request", "requests"),
                least_time(preview, planned)
            ),
        ),
    ];
    if preview.manner.gentle {
        pieces.push((Role::Plain, format!(" {} gently", glyphs.dot)));
    }
    if model.options.read_only {
        pieces.push((
            Role::Warning,
            format!(" {} read-only: plan only", glyphs.warning),
        ));
    }
    pieces
}

fn nothing_yet(preview: &PreviewModel, pen: &Pen<'_>) -> Vec<Piece> {
    if let Some(problem) = preview.planned.problem() {
        return vec![(
            Role::Bad,
            format!("{} {}", pen.glyphs().bad, visible(&problem.what)),
        )];
    }
    let what = if preview.planned.is_waiting() {
        "planning"
    } else {
        "not planned yet"
    };
    vec![(Role::Quiet, what.into())]
}

/// The time below which the run cannot end, from our own pauses: the portal's pace is only known when it was measured.
fn least_time(preview: &PreviewModel, planned: &Planned) -> String {
    let chunks = planned.totals.chunks;
    let at_once = u64::from(preview.manner.operations.max(1));
    let each = Duration::from_millis(if preview.manner.gentle { 950 } else { 300 });
    let turns = u32::try_from(chunks.div_ceil(at_once)).unwrap_or(u32::MAX);
    format!("{} or more", words::about(each.saturating_mul(turns)))
}
