//! A buffer as rows of glyphs that fit their cells exactly and are safe to write anywhere.

use std::borrow::Cow;

use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::{Color, Modifier, Style},
};
use unicode_width::UnicodeWidthStr as _;

use super::{MOST_COLUMNS, MOST_ROWS, Picture};
use crate::domain::titles;

/// What stands for a cell's content that cannot be shown in that cell.
const UNSHOWABLE: &str = "\u{fffd}";
/// No honest character has more bytes, its accents included.
const LONGEST_GLYPH: usize = 64;

/// The modifiers that a picture shows. It cannot blink.
const DRAWN: Modifier = Modifier::BOLD
    .union(Modifier::DIM)
    .union(Modifier::ITALIC)
    .union(Modifier::UNDERLINED)
    .union(Modifier::REVERSED)
    .union(Modifier::CROSSED_OUT);

/// One or more cells of a row with what is drawn in them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Glyph<'a> {
    /// First column, from 0.
    pub(super) column: u16,
    /// How many columns it fills: at least one.
    pub(super) width: u16,
    /// What is drawn: printable, and as wide as the glyph.
    pub(super) text: Cow<'a, str>,
    /// How.
    pub(super) look: Look,
}

/// How a glyph is drawn, as the cell says. Hidden text is blank already, and only its background is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) foreground: Color,
    pub(super) background: Color,
    pub(super) modifier: Modifier,
}

impl Glyph<'_> {
    /// Whether nothing is drawn but the background.
    pub(super) fn is_blank(&self) -> bool {
        self.text.chars().all(|c| c == ' ')
    }
}

/// The header and the buffer, cut to the largest size.
pub(super) struct Grid<'a> {
    buffer: &'a Buffer,
    /// One row, or none.
    header: Option<Buffer>,
    /// What the header says, without anything that could be obeyed.
    pub(super) caption: String,
    /// Width of every row.
    pub(super) columns: u16,
    rows: u16,
}

impl<'a> Grid<'a> {
    pub(super) fn of(picture: &Picture<'a>) -> Self {
        let area = picture.buffer.area;
        let rows = area.height.min(MOST_ROWS);
        let marker = picture.marker.map(inert).unwrap_or_default();
        let marker_width = u16::try_from(marker.width() + 2).unwrap_or(MOST_COLUMNS);
        let least = if marker.is_empty() { 0 } else { marker_width };
        let columns = area.width.max(least).min(MOST_COLUMNS);
        let mut title = inert(picture.title);
        if columns < area.width || rows < area.height {
            let (width, height) = (area.width, area.height);
            title = format!("{title} (cut to {columns}×{rows} of {width}×{height})");
        }
        Self {
            buffer: picture.buffer,
            header: header(&marker, title.trim(), columns),
            caption: format!("{marker} {title}").trim().to_owned(),
            columns,
            rows,
        }
    }

    /// Whether the first row is the header.
    pub(super) fn has_header(&self) -> bool {
        self.header.is_some()
    }

    /// The rows from the top, the header among them. The widths of a row's glyphs add up to the grid's columns.
    pub(super) fn rows(&self) -> impl Iterator<Item = Vec<Glyph<'_>>> {
        let header = self.header.iter().map(|header| self.row(header, 0));
        header.chain((0..self.rows).map(|row| self.row(self.buffer, row)))
    }

    fn row<'b>(&self, buffer: &'b Buffer, row: u16) -> Vec<Glyph<'b>> {
        let mut glyphs = Vec::new();
        let mut column = 0;
        while column < self.columns {
            let inside = column < buffer.area.width;
            let place = (
                buffer.area.x.saturating_add(column),
                buffer.area.y.saturating_add(row),
            );
            let cell = if inside { buffer.cell(place) } else { None };
            let room = self.columns.min(buffer.area.width).saturating_sub(column);
            let glyph = glyph(cell.unwrap_or(&Cell::EMPTY), column, room.max(1));
            column += glyph.width;
            glyphs.push(glyph);
        }
        glyphs
    }
}

/// What a cell shows, with `room` columns left for it.
fn glyph(cell: &Cell, column: u16, room: u16) -> Glyph<'_> {
    let (text, width) = shown(cell.symbol(), room);
    let hidden = cell.modifier.contains(Modifier::HIDDEN);
    Glyph {
        column,
        width,
        text: if hidden {
            " ".repeat(usize::from(width)).into()
        } else {
            text.into()
        },
        look: Look {
            foreground: cell.fg,
            background: cell.bg,
            modifier: if hidden {
                cell.modifier & Modifier::REVERSED
            } else {
                cell.modifier & DRAWN
            },
        },
    }
}

/// A cell's symbol and its width, or the sign that it cannot be shown in its place.
fn shown(symbol: &str, room: u16) -> (&str, u16) {
    if symbol.is_empty() {
        return (" ", 1);
    }
    let harmless = symbol.len() <= LONGEST_GLYPH
        && matches!(titles::visible(symbol), Cow::Borrowed(_))
        && !symbol.chars().any(is_noncharacter);
    let width = if harmless { symbol.width() } else { 0 };
    match u16::try_from(width) {
        Ok(width) if (1..=room).contains(&width) => (symbol, width),
        _ => (UNSHOWABLE, 1),
    }
}

/// Text without anything that could be obeyed or is not allowed in XML.
fn inert(text: &str) -> String {
    titles::visible(text).replace(is_noncharacter, UNSHOWABLE)
}

/// The code points that are never characters; XML forbids two of them.
fn is_noncharacter(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// The row above the buffer: the marker as a badge, then the title.
fn header(marker: &str, title: &str, columns: u16) -> Option<Buffer> {
    if marker.is_empty() && title.is_empty() {
        return None;
    }
    let mut header = Buffer::empty(Rect::new(0, 0, columns, 1));
    let mut column = 0;
    if !marker.is_empty() {
        let badge = Style::new()
            .fg(Color::Black)
            .bg(Color::Yellow)
            .add_modifier(Modifier::BOLD);
        let badge_text = format!(" {marker} ");
        (column, _) = header.set_stringn(0, 0, badge_text, usize::from(columns), badge);
        column = column.saturating_add(1);
    }
    if column < columns {
        let left = usize::from(columns - column);
        header.set_stringn(column, 0, title, left, Style::new().fg(Color::Gray));
    }
    Some(header)
}
