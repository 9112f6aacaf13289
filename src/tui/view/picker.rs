//! Choosing the archive root.

use ratatui::layout::Rect;

use super::{
    super::{
        model::{Dialog, Model, PickerModel, PickerRow, Remote, rows_inside},
        theme::Role,
        widgets::{Pen, Piece, row, text, words},
    },
    problem,
};
use crate::{app::FolderChoice, domain::titles::visible};

/// Draws the picker.
pub(super) fn draw(model: &Model, picker: &PickerModel, pen: &mut Pen<'_>, body: Rect) {
    let area = Dialog::picker(body);
    pen.clear(area);
    let inner = pen.boxed(
        area,
        "Archive root: the folder that holds one folder per client",
        true,
    );
    let below = Rect {
        y: inner.y + 1,
        height: inner.height.saturating_sub(1),
        ..inner
    };
    match &picker.choices {
        Remote::Failed(failed) => {
            problem::draw(failed, "r tries again, ← goes up", pen, below);
        }
        Remote::Waiting(_) | Remote::Absent => {
            problem::empty(pen, below, "Asking the portal for folders.", "");
        }
        Remote::Here(choices) => draw_rows(model, picker, choices, pen, area, below),
    }
    pen.pieces(
        row(inner, 0),
        &[(Role::Quiet, format!(" {}", way(picker, inner.width, pen)))],
    );
    if let Some(problem) = &picker.not_made {
        let line = row(inner, inner.height.saturating_sub(1));
        pen.text(
            line,
            Role::Bad,
            &format!(" {} {}", pen.glyphs().bad, visible(&problem.what)),
        );
    }
}

fn way(picker: &PickerModel, width: u16, pen: &Pen<'_>) -> String {
    if picker.way.is_empty() {
        return "Rooms you may write to".into();
    }
    let way = picker
        .way
        .iter()
        .map(|part| visible(&part.title).into_owned())
        .collect::<Vec<_>>()
        .join(" / ");
    text::cut_middle(&way, usize::from(width).saturating_sub(2), pen.cut()).into_owned()
}

fn draw_rows(
    model: &Model,
    picker: &PickerModel,
    choices: &[FolderChoice],
    pen: &mut Pen<'_>,
    area: Rect,
    below: Rect,
) {
    let rows = picker.rows(!model.options.read_only);
    if rows.is_empty() {
        let (sentence, next) = if picker.way.is_empty() {
            (
                "There is no room your key may write to.",
                "Make a room for archives in the portal, or ask to be made manager of one.",
            )
        } else {
            (
                "No folders here, and you may not make one.",
                "Press ← to go up.",
            )
        };
        problem::empty(pen, below, sentence, next);
        return;
    }
    let height = rows_inside(area, 1);
    let seen = picker.window.visible(rows.len(), height);
    pen.scrollbar(area, rows.len(), seen.start, height);
    for (at, number) in (0u16..).zip(seen) {
        let line = row(below, at);
        pen.pieces(line, &pieces(rows[number], choices, line.width, pen));
        if number == picker.window.selected {
            pen.select_row(line, true);
        }
    }
}

fn pieces(row: PickerRow, choices: &[FolderChoice], width: u16, pen: &Pen<'_>) -> Vec<Piece> {
    let glyphs = pen.glyphs();
    match row {
        PickerRow::UseThis => vec![(Role::Good, format!(" {} Use this folder", glyphs.good))],
        PickerRow::MakeFolder => vec![(Role::Key, " + Make a new folder here…".into())],
        PickerRow::Into(number) => {
            let Some(choice) = choices.get(number) else {
                return Vec::new();
            };
            let title = text::title(&choice.title, usize::from(width / 2), glyphs.cut);
            let inside = words::count(choice.folders, "folder inside", "folders inside");
            let note = if choice.usable {
                inside
            } else {
                format!("{inside}, you may not write here")
            };
            vec![
                (Role::Key, format!(" {} ", glyphs.closed)),
                (Role::Plain, title),
                (Role::Quiet, format!("  {note}")),
            ]
        }
    }
}
