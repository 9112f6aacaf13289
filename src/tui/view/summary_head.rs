//! How the run ended, in a few lines.

use ratatui::layout::Rect;

use super::super::{
    message::RunEnd,
    model::{Model, RunModel},
    theme::Role,
    widgets::{Pen, Piece, row, text, words},
};
use crate::{
    domain::titles::visible,
    run::{Ending, GuestOutcome, GuestSummary, Outcome},
};

/// Draws the lines.
pub(super) fn draw(model: &Model, run: &RunModel, end: &RunEnd, pen: &mut Pen<'_>, area: Rect) {
    let (role, glyph, sentence) = ending(end, pen);
    let mut lines: Vec<Vec<Piece>> = vec![vec![(role, format!(" {glyph} {sentence}"))]];
    if let Some(stop) = &end.summary.stop {
        lines.push(vec![(
            Role::Bad,
            format!("   {}", visible(&stop.sentence())),
        )]);
    }
    if let Some(doubt) = end.summary.doubt() {
        let columns = usize::from(area.width).saturating_sub(4);
        let doubt = text::cut_middle(doubt, columns, pen.cut()).into_owned();
        lines.push(vec![(Role::Warning, format!("   {doubt}"))]);
    }
    lines.push(counts(end, pen));
    lines.extend(end.summary.guest.iter().map(|summary| guest(summary, pen)));
    lines.extend(owner(end, usize::from(area.width)));
    let plan = &run.planned.plan;
    let target = text::cut_middle(
        &plan.target.path(),
        usize::from(area.width).saturating_sub(24),
        pen.cut(),
    )
    .into_owned();
    let id = end
        .summary
        .target
        .as_ref()
        .map(|id| format!(" (id {id})"))
        .unwrap_or_default();
    let field = |name: &str, role: Role, text: String| {
        vec![(Role::Quiet, format!(" {name:<8} ")), (role, text)]
    };
    lines.push(field("target", Role::Plain, format!("{target}{id}")));
    let took = words::clock(run.elapsed(model.now));
    let locks = match end.summary.locks_broken {
        0 => String::new(),
        broken => format!("; {} broken", words::count(broken, "lock", "locks")),
    };
    let numbers = format!(
        "{took}; {} by this program so far{locks}",
        words::count(run.requests, "request", "requests")
    );
    lines.push(field("took", Role::Plain, numbers));
    let directory = visible(&end.directory.display().to_string()).into_owned();
    let directory = text::cut_middle(
        &directory,
        usize::from(area.width).saturating_sub(11),
        pen.cut(),
    )
    .into_owned();
    lines.push(field("evidence", Role::Plain, directory));
    if model.options.demo {
        lines.push(field(
            "next",
            Role::Plain,
            "`closeout` opens the same on your own portal".into(),
        ));
    } else if let Some(command) = run.next_command() {
        lines.push(field("next", Role::Heading, command));
    }
    let gap = u16::from(area.height as usize > lines.len() + 1);
    for (at, line) in (gap..).zip(&lines) {
        if at < area.height {
            pen.pieces(row(area, at), line);
        }
    }
}

/// Who has the room, and what is left to be done about it, where it was taken over.
fn owner(end: &RunEnd, columns: usize) -> Vec<Vec<Piece>> {
    let Some(ownership) = &end.summary.ownership else {
        return Vec::new();
    };
    let role = if ownership.is_settled() {
        Role::Plain
    } else {
        Role::Warning
    };
    let next = ownership.next_step();
    let sentences = [ownership.sentence()].into_iter().chain(next);
    let parts = sentences.flat_map(|sentence| text::wrap(&sentence, columns.saturating_sub(11)));
    let mut name = "owner";
    parts
        .map(|part| {
            let name = std::mem::take(&mut name);
            vec![(Role::Quiet, format!(" {name:<8} ")), (role, part)]
        })
        .collect()
}

fn ending(end: &RunEnd, pen: &Pen<'_>) -> (Role, &'static str, String) {
    let glyphs = pen.glyphs();
    let counts = &end.summary.counts;
    let archived = words::count(counts.archived, "file is", "files are");
    match end.summary.ending {
        Ending::Done if counts.archived == 0 => (
            Role::Good,
            glyphs.good,
            "Done. Nothing was to be moved: the room holds no files.".into(),
        ),
        Ending::Done => (
            Role::Good,
            glyphs.good,
            format!("Done: {archived} archived, each seen in the target twice."),
        ),
        Ending::Partly if end.summary.only_the_room_is_left() => (
            Role::Warning,
            glyphs.warning,
            format!("{archived} archived, but the room is not handed back."),
        ),
        Ending::Partly => (
            Role::Warning,
            glyphs.warning,
            format!(
                "Partly done: {archived} archived, {} not.",
                words::number(counts.not_archived())
            ),
        ),
        Ending::RevokeNotConfirmed => (
            Role::Warning,
            glyphs.warning,
            format!("{archived} archived; the guest is not confirmed to be out (exit code 9)."),
        ),
        Ending::NothingMoved => (Role::Bad, glyphs.bad, "Nothing was moved.".into()),
        Ending::Cancelled => (
            Role::Warning,
            glyphs.warning,
            format!("Stopped by you: {archived} archived."),
        ),
        Ending::Key => (
            Role::Bad,
            glyphs.bad,
            format!("The key was refused: {archived} archived until then."),
        ),
        Ending::Limits => (
            Role::Bad,
            glyphs.bad,
            format!("The portal's limits are reached: {archived} archived until then."),
        ),
    }
}

fn counts(end: &RunEnd, pen: &Pen<'_>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = vec![(Role::Plain, "  ".into())];
    for outcome in Outcome::ALL {
        let files = end.summary.counts.of(outcome);
        let (glyph, role) = outcome_glyph(outcome, pen);
        let role = if files == 0 { Role::Quiet } else { role };
        pieces.push((
            role,
            format!(" {glyph} {} {} ", outcome.word(), words::number(files)),
        ));
    }
    pieces
}

/// What became of the guest's access.
fn guest(summary: &GuestSummary, pen: &Pen<'_>) -> Vec<Piece> {
    let glyphs = pen.glyphs();
    let name = visible(&summary.guest);
    let (role, glyph, sentence) = match (summary.outcome, &summary.gate) {
        (GuestOutcome::Revoked, _) => (
            Role::Good,
            glyphs.good,
            format!("{name}: revoked, as read back"),
        ),
        (GuestOutcome::StillOpen, _) => {
            let first = summary.still_open.first().cloned().unwrap_or_default();
            let sentence = format!("{name}: not revoked: {}", visible(&first));
            (Role::Bad, glyphs.bad, sentence)
        }
        (GuestOutcome::NotTried, Some(gate)) => (
            Role::Warning,
            glyphs.warning,
            format!("{name}: untouched, because {}", gate.sentence()),
        ),
        (GuestOutcome::NotTried, None) => (
            Role::Warning,
            glyphs.warning,
            format!("{name}: untouched, because the run was stopped before"),
        ),
    };
    vec![
        (Role::Quiet, format!(" {:<8} ", "guest")),
        (role, format!("{glyph} {sentence}")),
    ]
}

pub(super) fn outcome_glyph(outcome: Outcome, pen: &Pen<'_>) -> (&'static str, Role) {
    let glyphs = pen.glyphs();
    match outcome {
        Outcome::Archived => (glyphs.good, Role::Good),
        Outcome::Left => (glyphs.warning, Role::Warning),
        Outcome::Refused | Outcome::Gone => (glyphs.bad, Role::Bad),
        Outcome::Unknown => ("?", Role::Bad),
        Outcome::New => ("+", Role::Warning),
    }
}
