//! Text with ANSI colours. Named colours stay names, so that the reader's terminal shows its own.

use std::fmt::{Display, Write as _};

use ratatui::style::{Color, Modifier};

use super::{
    grid::{Grid, Look},
    palette,
};

const PLAIN: Look = Look {
    foreground: Color::Reset,
    background: Color::Reset,
    modifier: Modifier::empty(),
};

/// The modifiers that a glyph can have, with their codes.
const MODIFIERS: [(Modifier, u8); 6] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
    (Modifier::CROSSED_OUT, 9),
];

/// Every row as a line. The style is set anew for each run and reset at the end of the line.
pub(super) fn lines(grid: &Grid<'_>) -> String {
    let mut text = String::new();
    for row in grid.rows() {
        let drawn = row
            .iter()
            .rposition(|glyph| !glyph.is_blank() || glyph.look != PLAIN);
        let mut current = PLAIN;
        for glyph in row.iter().take(drawn.map_or(0, |last| last + 1)) {
            if glyph.look != current {
                start(&mut text, current, glyph.look);
                current = glyph.look;
            }
            text.push_str(&glyph.text);
        }
        if current != PLAIN {
            text.push_str("\u{1b}[0m");
        }
        text.push('\n');
    }
    text
}

/// Goes over to another style. One colour per sequence: some readers misread two in one.
fn start(text: &mut String, from: Look, to: Look) {
    if from != PLAIN {
        text.push_str("\u{1b}[0m");
    }
    for (modifier, code) in MODIFIERS {
        if to.modifier.contains(modifier) {
            set(text, code);
        }
    }
    colour(text, to.foreground, 30);
    colour(text, to.background, 40);
}

/// Sets a colour; `base` is 30 for the foreground and 40 for the background.
fn colour(text: &mut String, colour: Color, base: u8) {
    let extended = base + 8;
    let code = match (colour, palette::number(colour)) {
        (_, Some(dark @ 0..=7)) => (base + dark).to_string(),
        (_, Some(light)) => (base + 60 + light - 8).to_string(),
        (Color::Indexed(index), _) => format!("{extended};5;{index}"),
        (Color::Rgb(red, green, blue), _) => format!("{extended};2;{red};{green};{blue}"),
        _ => return,
    };
    set(text, code);
}

/// One sequence. Writing into a string cannot fail.
fn set(text: &mut String, code: impl Display) {
    let _ = write!(text, "\u{1b}[{code}m");
}
