//! The list beside the tree: what arrives, stays, meets, lies there, who reads it, why nothing can move.

use ratatui::layout::Rect;

use super::{
    super::{
        model::{Lens, MeetRow, Model, Planned, PreviewFocus, PreviewModel, rows_inside},
        theme::Role,
        widgets::{Pen, row, text, words},
    },
    entry, preview_detail, problem, text_row,
};
use crate::{
    domain::{Conflict, FileIndex},
    plan::Fate,
};

/// Draws the list that is chosen.
pub(super) fn draw(model: &Model, preview: &PreviewModel, pen: &mut Pen<'_>, area: Rect) {
    let has_focus = preview.focus == PreviewFocus::Lens;
    let unlockable = preview
        .shown_plan()
        .map_or(0, |planned| planned.could_be_unlocked());
    let inner = if preview.lens == Lens::Stays && unlockable > 0 {
        let locked = words::count(unlockable, "locked file", "locked files");
        let title = format!("{}; U unlocks and moves {locked}", heading(preview.lens));
        pen.boxed(area, &title, has_focus)
    } else {
        pen.boxed(area, heading(preview.lens), has_focus)
    };
    let Some(planned) = preview.shown_plan() else {
        draw_unplanned(preview, pen, inner);
        return;
    };
    if preview.lens == Lens::Guest && preview.choices.guest.is_none() {
        let sentence = "Nobody's access is cut: guests and links of the room stay as they are.";
        problem::empty(
            pen,
            inner,
            sentence,
            "Press x to choose a guest of this room.",
        );
        return;
    }
    if let Some(sentence) = empty(preview.lens, planned) {
        problem::empty(pen, inner, sentence, "");
        return;
    }
    let text = model.lens_text();
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
            Lens::Readers | Lens::WhyNot | Lens::Mind | Lens::Guest => {
                text_row::draw(&text, number, pen, line);
            }
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
        Lens::Guest => "The guest: what is open now, and what is cut",
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
fn empty(lens: Lens, planned: &Planned) -> Option<&'static str> {
    let target = &planned.plan.target;
    match lens {
        Lens::Arrives if planned.totals.moving == 0 => Some("No file would move."),
        Lens::Stays if planned.stays.is_empty() => {
            Some("Nothing stays: every listed file would move.")
        }
        Lens::Meets if planned.meets.is_empty() => {
            Some("No two files share a title, and none is taken there.")
        }
        Lens::There if target.existing.is_none() => Some("The target folder does not exist yet."),
        Lens::There if planned.place.target_files.is_empty() => Some("The target folder is empty."),
        Lens::Readers if target.reader_lines().is_empty() => {
            Some("Who can read the files there could not be found out for this archive root.")
        }
        Lens::Mind if planned.plan.hazards.is_empty() => Some("Nothing special has to be minded."),
        Lens::WhyNot if planned.plan.refusals.is_empty() => Some("Nothing stands in the way."),
        _ => None,
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
    let lock = if planned.plan.unlocks.contains(&file) {
        "lock broken, "
    } else {
        ""
    };
    let note = [(Role::Quiet, format!("{lock}{shares}chunk {}", chunk + 1))];
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
    let reason = preview_detail::stays_because(planned, file, *blocker);
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
                Some(Fate::Move(chunk)) => (
                    Role::Good,
                    format!("{} keeps its title, chunk {}", glyphs.arrow, chunk + 1),
                ),
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
