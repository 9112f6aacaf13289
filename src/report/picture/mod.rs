//! Pictures of screens: a drawn buffer as SVG, plain text, ANSI text, and PNG with the feature `png`.
//!
//! ```text
//!  DEMO  closeout: preview of Contoso Ltd     the header: marker and title, if given
//! ┌ Contoso Ltd ───────────┐
//! │ Contracts          12  │                  the buffer, cell for cell
//! └────────────────────────┘
//! ```
//!
//! The same buffer gives the same bytes on every machine: no clock, no chance, no fonts of the system. Whatever a
//! cell holds, nothing of it is obeyed: control, bidirectional and unseen characters are replaced, hidden text is left
//! out, markup is escaped. SVG is the format to keep (the reader's fonts draw every script); PNG is for where SVG
//! cannot go, and has only the scripts of its two built-in fonts.
//!
//! This module must not know what the screens mean, nor how they are drawn.

mod ansi;
mod grid;
mod palette;
#[cfg(feature = "png")]
mod png;
mod svg;

use ratatui::buffer::Buffer;

use grid::Grid;

#[cfg(feature = "png")]
pub use png::PictureError;

/// The widest picture, in cells. What is beyond is cut off, and the header says so.
pub const MOST_COLUMNS: u16 = 500;
/// The highest picture, in cells, without the header. What is beyond is cut off, and the header says so.
pub const MOST_ROWS: u16 = 200;

/// What a picture is made of.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// The screen as drawn.
    pub buffer: &'a Buffer,
    /// What it shows, for the header; may be empty.
    pub title: &'a str,
    /// A word before the title that must not be missed, such as `DEMO`. A picture with a marker is never too narrow
    /// for it.
    pub marker: Option<&'a str>,
}

/// The picture as an SVG document, self-contained, without scripts or links.
pub fn svg(picture: &Picture<'_>) -> String {
    svg::document(&Grid::of(picture))
}

/// The picture as plain text: one line per row, blanks at the ends cut, each line ended by a line break.
pub fn text(picture: &Picture<'_>) -> String {
    let mut text = String::new();
    for row in Grid::of(picture).rows() {
        let line: String = row.iter().map(|glyph| glyph.text.as_ref()).collect();
        text.push_str(line.trim_end_matches(' '));
        text.push('\n');
    }
    text
}

/// The picture as text with ANSI colours, for a terminal. Every line ends without any style.
pub fn ansi(picture: &Picture<'_>) -> String {
    ansi::lines(&Grid::of(picture))
}

/// The picture as PNG, `scale` (1 to 4) times the size of the SVG.
#[cfg(feature = "png")]
pub fn png(picture: &Picture<'_>, scale: u8) -> Result<Vec<u8>, PictureError> {
    png::encoded(&svg(picture), scale)
}

#[cfg(test)]
mod tests;
