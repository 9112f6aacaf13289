//! All keys, from the keymap.

use ratatui::layout::Rect;

use super::super::{
    model::{Dialog, HelpLine, Model, Window, contexts_of_screen, help_lines, rows_inside},
    theme::Role,
    widgets::{Pen, row},
};

/// Draws the help.
pub(super) fn draw(model: &Model, window: &Window, pen: &mut Pen<'_>, body: Rect) {
    let area = Dialog::help(body);
    pen.clear(area);
    let inner = pen.boxed(area, "Keys", true);
    let lines = help_lines(contexts_of_screen(model), usize::from(inner.width));
    let height = rows_inside(area, 0);
    let seen = window.visible(lines.len(), height);
    pen.scrollbar(area, lines.len(), seen.start, height);
    for (at, number) in (0u16..).zip(seen) {
        let line = row(inner, at);
        match &lines[number] {
            HelpLine::Heading(heading) => {
                pen.text(line, Role::Heading, &format!(" {heading}"));
            }
            HelpLine::Keys { keys, what } => {
                pen.pieces(
                    line,
                    &[(Role::Key, keys.clone()), (Role::Plain, what.clone())],
                );
            }
            HelpLine::Blank => {}
        }
        if number == window.selected {
            pen.select_row(line, true);
        }
    }
}
