//! Choosing the archive root.

use ratatui::layout::Rect;

use super::{
    super::{
        model::{Dialog, Model, PickerModel, PickerRow, Remote, rows_inside},
        theme::Role,
        widgets::{Pen, Piece, row, text},
    },
    problem,
};
use crate::{domain::titles::visible, tui::message::FolderPage};

/// Draws the picker.
pub(super) fn draw(model: &Model, picker: &PickerModel, pen: &mut Pen<'_>, body: Rect) {
    let area = Dialog::picker(body);
    pen.clear(area);
    let inner = pen.boxed(area, "Archive root: the folder that holds one folder per client", true);
    let below = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    match &picker.page {
        Remote::Failed(failed) => {
            problem::draw(failed, "r tries again, ← goes up", pen, below);
        }
        Remote::Waiting(_) | Remote::Absent => problem::empty(pen, below, "Asking the portal for folders.", ""),
        Remote::Here(page) => {
            pen.pieces(row(inner, 0), &[(Role::Quiet, format!(" {}", way(page, inner.width, pen)))]);
            draw_rows(model, picker, page, pen, area, below);
        }
    }
    if let Some(problem) = &picker.not_made {
        let line = row(inner, inner.height.saturating_sub(1));
        pen.text(line, Role::Bad, &format!(" {} {}", pen.glyphs().bad, visible(&problem.what)));
    }
}

fn way(page: &FolderPage, width: u16, pen: &Pen<'_>) -> String {
    if page.folder.is_none() {
        return "Places you may write to".into();
    }
    let way = page
        .path
        .iter()
        .skip(1)
        .map(|part| visible(&part.title).into_owned())
        .collect::<Vec<_>>()
        .join(" / ");
    text::cut_middle(&way, usize::from(width).saturating_sub(2), pen.cut()).into_owned()
}

fn draw_rows(model: &Model, picker: &PickerModel, page: &FolderPage, pen: &mut Pen<'_>, area: Rect, below: Rect) {
    let rows = picker.rows(!model.options.read_only);
    if rows.is_empty() {
        let next = "Ask to be made manager of a room for archives, or make one in the portal.";
        problem::empty(pen, below, "There is no place your key may write to.", next);
        return;
    }
    let height = rows_inside(area, 1);
    let seen = picker.window.visible(rows.len(), height);
    pen.scrollbar(area, rows.len(), seen.start, height);
    for (at, number) in (0u16..).zip(seen) {
        let line = row(below, at);
        pen.pieces(line, &pieces(rows[number], page, line.width, pen));
        if number == picker.window.selected {
            pen.select_row(line, true);
        }
    }
}

fn pieces(row: PickerRow, page: &FolderPage, width: u16, pen: &Pen<'_>) -> Vec<Piece> {
    let glyphs = pen.glyphs();
    match row {
        PickerRow::UseThis => vec![(Role::Good, format!(" {} Use this folder", glyphs.good))],
        PickerRow::MakeFolder => vec![(Role::Key, " + Make a new folder here…".into())],
        PickerRow::Into(number) => {
            let Some(choice) = page.choices.get(number) else {
                return Vec::new();
            };
            let title = text::title(&choice.title, usize::from(width / 2), glyphs.cut);
            match &choice.hindrance {
                None => vec![
                    (Role::Key, format!(" {} ", glyphs.closed)),
                    (Role::Plain, title),
                    (Role::Quiet, format!("  {}", visible(&choice.kind))),
                ],
                Some(why) => vec![
                    (Role::Bad, format!(" {} ", glyphs.bad)),
                    (Role::Quiet, format!("{title}  {}", visible(why))),
                ],
            }
        }
    }
}
