//! The list beside the tree: what arrives, stays, meets, lies there, who reads it, why nothing can move.

use ratatui::layout::Rect;

use super::{
    super::{
        model::{
            Lens, MeetRow, Model, Planned, PreviewFocus, PreviewModel, Remote, WhyRow, mind_rows,
            rows_inside, why_rows,
        },
        theme::Role,
        widgets::{Pen, row, text, words},
    },
    entry, problem,
    rooms_side::{link, member},
};
use crate::{
    domain::{Conflict, FileIndex, Section},
    plan::Fate,
};

/// Draws the list that is chosen.
pub(super) fn draw(model: &Model, preview: &PreviewModel, pen: &mut Pen<'_>, area: Rect) {
    let has_focus = preview.focus == PreviewFocus::Lens;
    let inner = pen.boxed(area, heading(preview.lens), has_focus);
    let Some(planned) = preview.shown_plan() else {
        draw_unplanned(preview, pen, inner);
        return;
    };
    if let Some((sentence, next)) = empty(model, preview.lens, planned) {
        problem::empty(pen, inner, &sentence, &next);
        return;
    }
    let text = match preview.lens {
        Lens::WhyNot => why_rows(planned, model.lens_columns()),
        Lens::Mind => mind_rows(planned, model.lens_columns()),
        _ => Vec::new(),
    };
    let (len, height) = (model.lens_len(), rows_inside(area, 0));
    let window = preview.lens_window();
    let seen = window.visible(len, height);
    pen.scrollbar(area, len, seen.start, height);
    for (at, number) in (0u16..).zip(seen) {
        let line = row(inner, at);
        match preview.lens {
            Lens::Arrives => draw_arrival(planned, number, pen, line),
            Lens::Stays => draw_staying(planned, number, pen, line),
            Lens::Meets => draw_meeting(planned, number, pen, line),
            Lens::There => draw_there(planned, number, pen, line),
            Lens::Readers => draw_reader(model, number, pen, line),
            Lens::WhyNot | Lens::Mind => draw_why(&text, number, pen, line),
        }
        if number == window.selected && has_focus {
            pen.select_row(line, true);
        }
    }
}

fn heading(lens: Lens) -> &'static str {
    match lens {
        Lens::Arrives => "Arrives in the target, in this order",
        Lens::Stays => "Stays in the room",
        Lens::Meets => "Titles that meet in the target",
        Lens::There => "Already in the target",
        Lens::Readers => "Who can read the files there",
        Lens::WhyNot => "Why nothing can be moved",
        Lens::Mind => "Worth minding before you go on",
    }
}

fn draw_unplanned(preview: &PreviewModel, pen: &mut Pen<'_>, inner: Rect) {
    if let Some(failed) = preview.planned.problem().or(preview.place.problem()) {
        problem::draw(
            failed,
            "t chooses another archive root, r tries again",
            pen,
            inner,
        );
    } else if preview.root.is_none() {
        let sentence =
            "Files go into one folder per client, under an archive root that you choose once.";
        problem::empty(pen, inner, sentence, "Press t to choose it.");
    } else {
        problem::empty(pen, inner, "The plan is made when the room is listed.", "");
    }
}

/// What is said instead of an empty list.
fn empty(model: &Model, lens: Lens, planned: &Planned) -> Option<(String, String)> {
    let say = |sentence: &str| Some((sentence.to_owned(), String::new()));
    match lens {
        Lens::Arrives if planned.totals.moving == 0 => say("No file would move."),
        Lens::Stays if planned.stays.is_empty() => {
            say("Nothing stays: every listed file would move.")
        }
        Lens::Meets if planned.meets.is_empty() => {
            say("No two files share a title, and none is taken there.")
        }
        Lens::There if planned.plan.target.existing.is_none() => {
            say("The target folder does not exist yet.")
        }
        Lens::There if planned.place.target_files.is_empty() => say("The target folder is empty."),
        Lens::Readers => empty_readers(model, planned),
        Lens::Mind if planned.plan.hazards.is_empty() => say("Nothing special has to be minded."),
        Lens::WhyNot if planned.plan.refusals.is_empty() => say("Nothing stands in the way."),
        _ => None,
    }
}

fn empty_readers(model: &Model, planned: &Planned) -> Option<(String, String)> {
    let destination = &planned.place.root;
    let Some(room) = &destination.room else {
        let sentence = if destination.folder.section == Section::MyDocuments {
            "The target lies in your own documents: only you can read it, and nobody else can take over."
        } else {
            "The target lies in no room."
        };
        return Some((sentence.into(), String::new()));
    };
    match model.access.get(&room.id) {
        Some(Remote::Here(_)) => None,
        Some(Remote::Failed(problem)) => Some((
            format!(
                "Who can read the room around the target could not be found out. {}",
                problem.what
            ),
            problem.next.clone().unwrap_or_default(),
        )),
        _ => Some((
            "Asking who can read the room around the target.".into(),
            String::new(),
        )),
    }
}

fn title_of(planned: &Planned, file: FileIndex) -> &str {
    planned
        .plan
        .inventory
        .file(file)
        .map_or("", |file| &*file.title)
}

fn draw_arrival(planned: &Planned, number: usize, pen: &mut Pen<'_>, line: Rect) {
    let Some((chunk, file)) = planned.arrival(number) else {
        return;
    };
    let shares = planned
        .plan
        .chunks
        .get(chunk)
        .is_some_and(|chunk| chunk.conflict == Conflict::Duplicate);
    let new_title = planned.plan.new_titles.get(&file);
    let shares = match (new_title, shares) {
        (Some(_), _) => "new title, ",
        (None, true) => "shared title, ",
        (None, false) => "",
    };
    let note = [(Role::Quiet, format!("{shares}chunk {}", chunk + 1))];
    let title = new_title.map_or(title_of(planned, file), |title| title);
    entry::draw(pen, line, 1, title, &note);
}

fn draw_staying(planned: &Planned, number: usize, pen: &mut Pen<'_>, line: Rect) {
    let Some(file) = planned.stays.get(number).copied() else {
        return;
    };
    let Some(Fate::Stay(blocker)) = planned.plan.fates.get(file.0 as usize) else {
        return;
    };
    let glyph = pen.glyphs().warning;
    let reason = planned.plan.reason(file, *blocker);
    let room = usize::from(line.width / 5 * 3);
    let reason = text::cut_end(&reason, room.saturating_sub(2), pen.cut()).into_owned();
    entry::draw(
        pen,
        line,
        1,
        title_of(planned, file),
        &[(Role::Warning, format!("{glyph} ")), (Role::Plain, reason)],
    );
}

fn draw_meeting(planned: &Planned, number: usize, pen: &mut Pen<'_>, line: Rect) {
    match planned.meets.get(number) {
        Some(MeetRow::Title(meeting)) => {
            let Some(meeting) = planned.plan.collisions.get(*meeting as usize) else {
                return;
            };
            let title = meeting
                .files
                .first()
                .map_or("", |file| title_of(planned, *file));
            let there = match meeting.there {
                0 => String::new(),
                there => format!(", {there} already there"),
            };
            let files = words::count(meeting.files.len() as u64, "file", "files");
            let room = usize::from(line.width).saturating_sub(26);
            let title = text::title(title, room.max(8), pen.cut());
            pen.pieces(
                line,
                &[
                    (Role::Heading, format!(" {title} ")),
                    (Role::Quiet, format!("{files}{there}")),
                ],
            );
        }
        Some(MeetRow::File(file)) => {
            let fate = planned.plan.fates.get(file.0 as usize);
            let glyphs = pen.glyphs();
            let note = match fate {
                Some(Fate::Move(_)) if planned.plan.new_titles.contains_key(file) => {
                    let title = planned.plan.new_titles.get(file).map_or("", |title| title);
                    let title = text::title(title, usize::from(line.width / 2), pen.cut());
                    (Role::Good, format!("{} {title}", glyphs.arrow))
                }
                Some(Fate::Move(chunk)) => {
                    (Role::Good, format!("{} chunk {}", glyphs.arrow, chunk + 1))
                }
                _ => (Role::Warning, format!("{} stays", glyphs.warning)),
            };
            entry::draw(
                pen,
                line,
                3,
                &planned.plan.inventory.file_path(*file),
                &[note],
            );
        }
        None => {}
    }
}

fn draw_there(planned: &Planned, number: usize, pen: &mut Pen<'_>, line: Rect) {
    if let Some(file) = planned.place.target_files.get(number) {
        entry::draw(
            pen,
            line,
            1,
            &file.title,
            &[(Role::Quiet, format!("id {}", file.id))],
        );
    }
}

fn draw_reader(model: &Model, number: usize, pen: &mut Pen<'_>, line: Rect) {
    let Some(reach) = model.readers() else {
        return;
    };
    match number.checked_sub(reach.members.len()) {
        None => {
            if let Some(found) = reach.members.get(number) {
                member(found, pen, line);
            }
        }
        Some(at) => {
            if let Some(found) = reach.links.get(at) {
                link(found, pen, line);
            }
        }
    }
}

fn draw_why(rows: &[WhyRow], number: usize, pen: &mut Pen<'_>, line: Rect) {
    match rows.get(number) {
        Some(WhyRow::What(text)) => pen.pieces(line, &[(Role::Bad, format!(" {text}"))]),
        Some(WhyRow::Next(text)) => pen.pieces(line, &[(Role::Plain, format!(" {text}"))]),
        Some(WhyRow::Blank) | None => 0,
    };
}
