//! Writing into a buffer: clipped, by role, with the cursor's place remembered.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::{Block, Clear, Widget},
};

use super::text;
use crate::tui::theme::{Glyphs, Role, Theme};

/// Some text in a role.
pub type Piece = (Role, String);

/// Everything that draws draws with this.
pub struct Pen<'a> {
    buffer: &'a mut Buffer,
    theme: Theme,
    /// Where the terminal's own cursor is to be put.
    pub cursor: Option<Position>,
}

/// One cell of a row of a table.
pub struct Column {
    /// Columns it takes.
    pub width: u16,
    /// At the right edge.
    pub right: bool,
    /// How it is meant.
    pub role: Role,
    /// Already made visible and cut.
    pub text: String,
}

impl<'a> Pen<'a> {
    /// A pen for a buffer.
    pub fn new(buffer: &'a mut Buffer, theme: Theme) -> Self {
        Self {
            buffer,
            theme,
            cursor: None,
        }
    }

    /// Symbols.
    pub fn glyphs(&self) -> Glyphs {
        self.theme.glyphs
    }

    /// What stands where something was cut out.
    pub fn cut(&self) -> &'static str {
        self.theme.glyphs.cut
    }

    /// Writes a text from the left edge of `area`'s first row, cut at its right edge. Returns the columns used.
    pub fn text(&mut self, area: Rect, role: Role, text: &str) -> u16 {
        self.styled(area, self.theme.style(role), text)
    }

    fn styled(&mut self, area: Rect, style: Style, text: &str) -> u16 {
        let area = area.intersection(self.buffer.area);
        if area.is_empty() || text.is_empty() {
            return 0;
        }
        let shown = text::cut_end(text, usize::from(area.width), self.theme.glyphs.cut);
        let (x, _) =
            self.buffer
                .set_stringn(area.x, area.y, &*shown, usize::from(area.width), style);
        x.saturating_sub(area.x)
    }

    /// Writes pieces one after the other. Returns the columns used.
    pub fn pieces(&mut self, area: Rect, pieces: &[Piece]) -> u16 {
        let mut used = 0;
        for (role, text) in pieces {
            let rest = Rect {
                x: area.x.saturating_add(used),
                width: area.width.saturating_sub(used),
                ..area
            };
            used += self.text(rest, *role, text);
        }
        used
    }

    /// Writes as many of the pieces as fit whole, from the first on, and `at_least` so many, cut where they must be.
    /// Returns the columns used.
    pub fn pieces_that_fit(&mut self, area: Rect, at_least: usize, pieces: &[Piece]) -> u16 {
        let mut columns = 0;
        let fitting = pieces
            .iter()
            .take_while(|(_, text)| {
                columns += text::width(text);
                columns <= usize::from(area.width)
            })
            .count()
            .max(at_least);
        self.pieces(area, &pieces[..fitting.min(pieces.len())])
    }

    /// Writes pieces at the right edge. Returns the columns used; nothing is written when they do not fit.
    pub fn pieces_right(&mut self, area: Rect, pieces: &[Piece]) -> u16 {
        let width = pieces
            .iter()
            .map(|(_, text)| text::width(text))
            .sum::<usize>();
        let Ok(width) = u16::try_from(width) else {
            return 0;
        };
        if width > area.width {
            return 0;
        }
        self.pieces(
            Rect {
                x: area.x + area.width - width,
                width,
                ..area
            },
            pieces,
        )
    }

    /// Writes a row of cells with one column between them.
    pub fn columns(&mut self, area: Rect, columns: &[Column]) {
        let mut x = area.x;
        for column in columns {
            let width = column.width.min(area.right().saturating_sub(x));
            let used = u16::try_from(text::width(&column.text))
                .unwrap_or(u16::MAX)
                .min(width);
            let indent = if column.right { width - used } else { 0 };
            let cell = Rect {
                x: x + indent,
                width: width - indent,
                ..area
            };
            self.text(cell, column.role, &column.text);
            x = x.saturating_add(width + 1);
            if x >= area.right() {
                break;
            }
        }
    }

    /// Gives a whole row a role, over what is written there.
    pub fn mark_row(&mut self, area: Rect, role: Role) {
        let style = self.theme.style(role);
        self.buffer.set_style(
            Rect { height: 1, ..area }.intersection(self.buffer.area),
            style,
        );
    }

    /// Shows that the cursor of a list is on a row: by colour, by a glyph in its first column, and where the list has
    /// the keys by the terminal's own cursor.
    pub fn select_row(&mut self, area: Rect, has_focus: bool) {
        let role = if has_focus {
            Role::Selected
        } else {
            Role::SelectedAway
        };
        let first = Rect { width: 1, ..area };
        self.text(first, role, self.theme.glyphs.cursor);
        self.mark_row(area, role);
        if has_focus {
            self.cursor_at(area);
        }
    }

    /// Puts the terminal's cursor at the beginning of a row, for screen readers and magnifiers.
    pub fn cursor_at(&mut self, area: Rect) {
        self.cursor = Some(Position::new(area.x, area.y));
    }

    /// Draws a box and returns what is inside. The title is cut.
    pub fn boxed(&mut self, area: Rect, title: &str, has_focus: bool) -> Rect {
        let area = area.intersection(self.buffer.area);
        let role = if has_focus {
            Role::BorderFocus
        } else {
            Role::Border
        };
        let block = Block::bordered()
            .border_set(self.theme.border)
            .border_style(self.theme.style(role));
        let inner = block.inner(area);
        block.render(area, self.buffer);
        if area.width > 4 {
            let title_area = Rect {
                x: area.x + 1,
                width: area.width - 2,
                height: 1,
                ..area
            };
            let shown = text::cut_end(title, usize::from(area.width - 4), self.theme.glyphs.cut);
            self.text(
                title_area,
                if has_focus {
                    Role::Heading
                } else {
                    Role::Plain
                },
                &format!(" {shown} "),
            );
        }
        inner
    }

    /// Empties an area for a box over the screen.
    pub fn clear(&mut self, area: Rect) {
        Clear.render(area.intersection(self.buffer.area), self.buffer);
    }

    /// A thumb on the right box line, where not all rows are seen. `area` is the box.
    pub fn scrollbar(&mut self, area: Rect, len: usize, first: usize, height: usize) {
        if len <= height || area.height < 4 || height == 0 {
            return;
        }
        let track = usize::from(area.height - 2);
        let thumb = (track * height / len).clamp(1, track);
        let top = (first * (track - thumb))
            .div_ceil(len - height)
            .min(track - thumb);
        for row in top..top + thumb {
            let cell = Rect {
                x: area.right().saturating_sub(1),
                y: area.y + 1 + u16::try_from(row).unwrap_or(0),
                width: 1,
                height: 1,
            };
            self.text(cell, Role::Key, self.theme.glyphs.bar_full);
        }
    }

    /// A bar of `width` columns: so much of `of` is proved, so much more is reported.
    pub fn bar(&mut self, area: Rect, proved: u64, reported: u64, of: u64) {
        let width = u64::from(area.width);
        let part = |files: u64| (files.min(of) * width).checked_div(of).unwrap_or(0);
        let full = part(proved);
        let half = part(proved.saturating_add(reported)).saturating_sub(full);
        let times = |glyph: &str, columns: u64| glyph.repeat(usize::try_from(columns).unwrap_or(0));
        let glyphs = self.theme.glyphs;
        self.pieces(
            area,
            &[
                (Role::Good, times(glyphs.bar_full, full)),
                (Role::Busy, times(glyphs.bar_half, half)),
                (Role::Quiet, times(glyphs.bar_empty, width - full - half)),
            ],
        );
    }

    /// A field to type into, with the cursor after `cursor` characters; the part around the cursor is shown.
    pub fn field(&mut self, area: Rect, value: &str, cursor: usize) {
        let shown = crate::domain::titles::visible(value);
        let before =
            crate::domain::titles::visible(&value.chars().take(cursor).collect::<String>())
                .into_owned();
        let width = usize::from(area.width).saturating_sub(1).max(1);
        let mut skipped = 0;
        let mut rest = &*shown;
        // Characters are left out on the left until the cursor is in sight.
        while text::width(&before) - skipped > width {
            let Some(first) = rest.chars().next() else {
                break;
            };
            skipped += text::width(&first.to_string());
            rest = &rest[first.len_utf8()..];
            if skipped > text::width(&before) {
                break;
            }
        }
        let style = self
            .theme
            .style(Role::Plain)
            .add_modifier(ratatui::style::Modifier::UNDERLINED);
        self.styled(area, style, &" ".repeat(usize::from(area.width)));
        self.buffer.set_style(
            Rect { height: 1, ..area }.intersection(self.buffer.area),
            style,
        );
        self.styled(area, style, rest);
        let at = text::width(&before)
            .saturating_sub(skipped)
            .min(usize::from(area.width.saturating_sub(1)));
        self.cursor = Some(Position::new(
            area.x + u16::try_from(at).unwrap_or(0),
            area.y,
        ));
    }

    /// Wrapped text from the top of `area`. Returns the rows used.
    pub fn wrapped(&mut self, area: Rect, role: Role, text: &str) -> u16 {
        let mut used = 0;
        for line in text::wrap(text, usize::from(area.width)) {
            if used >= area.height {
                break;
            }
            self.text(row(area, used), role, &line);
            used += 1;
        }
        used
    }
}

/// One row of an area.
pub fn row(area: Rect, at: u16) -> Rect {
    if at >= area.height {
        return Rect { height: 0, ..area };
    }
    Rect {
        y: area.y + at,
        height: 1,
        ..area
    }
}
