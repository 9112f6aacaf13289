//! A row with a name on the left and words on the right.

use ratatui::layout::Rect;

use super::super::widgets::{Pen, Piece, text};
use crate::tui::theme::Role;

/// Draws the row. The words get at most three fifths of it, the name what is left, cut in its middle.
pub(super) fn draw(pen: &mut Pen<'_>, line: Rect, indent: u16, stored_name: &str, words: &[Piece]) {
    let columns: usize = words.iter().map(|(_, text)| text::width(text)).sum();
    let most = line.width / 5 * 3;
    let words_columns = u16::try_from(columns).unwrap_or(u16::MAX).min(most);
    let room = line.width.saturating_sub(indent + words_columns + 2);
    let name = text::title(stored_name, usize::from(room), pen.cut());
    let at = |x: u16, width: u16| Rect {
        x: line.x + x,
        width,
        ..line
    };
    pen.text(at(indent.min(line.width), room), Role::Plain, &name);
    pen.pieces(
        at(line.width.saturating_sub(words_columns + 1), words_columns),
        words,
    );
}
