//! One row of a list that is text.

use ratatui::layout::Rect;

use super::super::{model::TextRow, theme::Role, widgets::Pen};

/// Draws the row of this number.
pub(super) fn draw(rows: &[TextRow], number: usize, pen: &mut Pen<'_>, line: Rect) {
    let (role, text) = match rows.get(number) {
        Some(TextRow::Heading(text)) => (Role::Heading, text),
        Some(TextRow::Good(text)) => (Role::Good, text),
        Some(TextRow::Bad(text)) => (Role::Bad, text),
        Some(TextRow::Warning(text)) => (Role::Warning, text),
        Some(TextRow::Plain(text)) => (Role::Plain, text),
        Some(TextRow::Blank) | None => return,
    };
    pen.text(line, role, &format!(" {text}"));
}
