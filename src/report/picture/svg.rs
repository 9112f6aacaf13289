//! The grid as SVG.
//!
//! Every run of plain characters is one text element stretched to the exact width of its cells, and every wide or rare
//! character stands alone in its place, so that columns stay columns whatever font the reader has.

use std::fmt::{self, Display, Write as _};

use ratatui::style::Modifier;

use super::{
    grid::{Glyph, Grid, Look},
    palette::{self, GROUND, HEADER, Rgb, TEXT},
};

/// All lengths are hundredths of a pixel, so that they are exact. The cell is that of the font `DejaVu Sans Mono`
/// at 14 px: with these sizes the lines of boxes meet.
const CELL_WIDTH: u32 = 843;
const CELL_HEIGHT: u32 = 1630;
const BASELINE: u32 = 1300;
const UNDERLINE: u32 = 1450;
const STRIKE: u32 = 880;
const LINE: u32 = 100;
const MARGIN: u32 = 1000;
/// Between the header and the buffer.
const HEADER_GAP: u32 = 800;

/// Hundredths of a pixel, written as pixels.
struct Pixels(u32);

impl Display for Pixels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// A run of text: first column, columns, and what is written.
struct Run<'a> {
    column: u16,
    width: u16,
    text: String,
    look: &'a Look,
}

/// The whole document.
pub(super) fn document(grid: &Grid<'_>) -> String {
    let rows: Vec<Vec<Glyph<'_>>> = grid.rows().collect();
    let header = if grid.has_header() { HEADER_GAP } else { 0 };
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let width = 2 * MARGIN + u32::from(grid.columns) * CELL_WIDTH;
    let height = 2 * MARGIN + header + count * CELL_HEIGHT;
    // Whole pixels, so that a PNG cuts nothing off.
    let (width, height) = (width.next_multiple_of(100), height.next_multiple_of(100));
    let mut svg = Svg(String::new());
    svg.open(width, height, &grid.caption);
    if grid.has_header() {
        let bar = MARGIN + CELL_HEIGHT + HEADER_GAP / 2;
        svg.rect(0, 0, width, bar, HEADER);
    }
    for (number, row) in (0..).zip(&rows) {
        let is_header = grid.has_header() && number == 0;
        let gap = if is_header { 0 } else { header };
        let ground = if is_header { HEADER } else { GROUND };
        let top = MARGIN + gap + number * CELL_HEIGHT;
        svg.backgrounds(row, top, ground);
        svg.texts(row, top, ground);
        svg.lines(row, top, ground);
    }
    svg.0.push_str("</svg>\n");
    svg.0
}

/// A document being written. Writing into a string cannot fail, so the results of `write!` are dropped.
struct Svg(String);

impl Svg {
    fn open(&mut self, width: u32, height: u32, caption: &str) {
        let (width, height) = (Pixels(width), Pixels(height));
        let _ = writeln!(
            self.0,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"'DejaVu Sans Mono',Menlo,Consolas,monospace\" \
             font-size=\"14\" fill=\"{TEXT}\">"
        );
        if !caption.is_empty() {
            let _ = writeln!(self.0, "<title>{}</title>", Escaped(caption));
        }
        let _ = writeln!(
            self.0,
            "<rect width=\"{width}\" height=\"{height}\" fill=\"{GROUND}\"/>"
        );
    }

    fn rect(&mut self, x: u32, y: u32, width: u32, height: u32, fill: Rgb) {
        let _ = writeln!(
            self.0,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\" shape-rendering=\"crispEdges\"/>",
            Pixels(x),
            Pixels(y),
            Pixels(width),
            Pixels(height)
        );
    }

    /// One rectangle for each run of one background that is not the ground.
    fn backgrounds(&mut self, row: &[Glyph<'_>], top: u32, ground: Rgb) {
        let background = |glyph: &Glyph<'_>| palette::inks(glyph.look, ground).1;
        for run in row.chunk_by(|one, next| background(one) == background(next)) {
            let fill = run.first().map_or(ground, background);
            if fill != ground {
                let (x, width) = extent(run);
                self.rect(x, top, width, CELL_HEIGHT, fill);
            }
        }
    }

    fn texts(&mut self, row: &[Glyph<'_>], top: u32, ground: Rgb) {
        for run in runs(row) {
            let (fill, _) = palette::inks(*run.look, ground);
            let _ = write!(
                self.0,
                "<text x=\"{}\" y=\"{}\"",
                Pixels(left(run.column)),
                Pixels(top + BASELINE)
            );
            if run.text.chars().all(is_plain) {
                let _ = write!(
                    self.0,
                    " textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"",
                    Pixels(u32::from(run.width) * CELL_WIDTH)
                );
            }
            if fill != TEXT {
                let _ = write!(self.0, " fill=\"{fill}\"");
            }
            for (modifier, attribute) in [
                (Modifier::BOLD, " font-weight=\"bold\""),
                (Modifier::ITALIC, " font-style=\"italic\""),
                (Modifier::DIM, " opacity=\"0.6\""),
            ] {
                if run.look.modifier.contains(modifier) {
                    self.0.push_str(attribute);
                }
            }
            let _ = writeln!(self.0, ">{}</text>", Escaped(&run.text));
        }
    }

    /// Underlines and strikes as rectangles, so that they are as long as their cells.
    fn lines(&mut self, row: &[Glyph<'_>], top: u32, ground: Rgb) {
        for (modifier, below) in [
            (Modifier::UNDERLINED, UNDERLINE),
            (Modifier::CROSSED_OUT, STRIKE),
        ] {
            for run in row.chunk_by(|one, next| one.look == next.look) {
                let marked = run
                    .first()
                    .filter(|glyph| glyph.look.modifier.contains(modifier));
                if let Some(glyph) = marked {
                    let (x, width) = extent(run);
                    let (fill, _) = palette::inks(glyph.look, ground);
                    self.rect(x, top + below, width, LINE, fill);
                }
            }
        }
    }
}

/// Left edge of a column.
fn left(column: u16) -> u32 {
    MARGIN + u32::from(column) * CELL_WIDTH
}

/// Left edge and width of some neighbouring glyphs.
fn extent(run: &[Glyph<'_>]) -> (u32, u32) {
    let columns: u32 = run.iter().map(|glyph| u32::from(glyph.width)).sum();
    let x = run.first().map_or(MARGIN, |glyph| left(glyph.column));
    (x, columns * CELL_WIDTH)
}

/// The texts of a row: plain neighbours of one look together, everything else alone, blanks at the edges left out. Two
/// blanks end a run, because readers fold them into one.
fn runs<'a>(row: &'a [Glyph<'_>]) -> Vec<Run<'a>> {
    let mut runs: Vec<Run<'a>> = Vec::new();
    let mut open = false;
    let mut blank_before = false;
    for glyph in row {
        if glyph.is_blank() {
            open = open && !blank_before && glyph.width == 1;
            blank_before = true;
            continue;
        }
        let plain = glyph.width == 1 && glyph.text.chars().all(is_plain);
        match runs.last_mut() {
            Some(run) if open && plain && run.look == &glyph.look => {
                if blank_before {
                    run.text.push(' ');
                }
                run.text.push_str(&glyph.text);
                run.width = glyph.column + glyph.width - run.column;
            }
            _ => runs.push(Run {
                column: glyph.column,
                width: glyph.width,
                text: glyph.text.to_string(),
                look: &glyph.look,
            }),
        }
        open = plain;
        blank_before = false;
    }
    runs
}

/// Whether every usual fixed-width font has this character, in one cell: Latin, Greek, Cyrillic, dashes and quotes,
/// lines and blocks.
fn is_plain(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\u{a1}'..='\u{24f}' | '\u{386}'..='\u{3ce}' | '\u{400}'..='\u{45f}'
        | '\u{2010}'..='\u{2027}' | '\u{2500}'..='\u{259f}')
}

/// Text with what XML would take for markup written as references.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
