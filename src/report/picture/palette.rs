//! The colours of pictures: fixed values for the terminal's named colours, on a dark ground.

use ratatui::style::{Color, Modifier};

use super::grid::Look;

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rgb(pub(super) u8, pub(super) u8, pub(super) u8);

/// The ground, where a cell names no background.
pub(super) const GROUND: Rgb = Rgb(0x15, 0x18, 0x1e);
/// The ground of the header.
pub(super) const HEADER: Rgb = Rgb(0x23, 0x28, 0x31);
/// The text, where a cell names no foreground.
pub(super) const TEXT: Rgb = Rgb(0xd5, 0xdb, 0xe3);

/// The sixteen named colours in the terminal's order.
const NAMED: [Rgb; 16] = [
    Rgb(0x0c, 0x0e, 0x12),
    Rgb(0xe0, 0x55, 0x4f),
    Rgb(0x5b, 0xb0, 0x62),
    Rgb(0xd2, 0x9f, 0x3c),
    Rgb(0x56, 0x94, 0xe8),
    Rgb(0xb0, 0x7b, 0xd8),
    Rgb(0x41, 0xb4, 0xbf),
    Rgb(0xaa, 0xb3, 0xbf),
    Rgb(0x6f, 0x7a, 0x88),
    Rgb(0xff, 0x8a, 0x80),
    Rgb(0x82, 0xd6, 0x8a),
    Rgb(0xf2, 0xc9, 0x6d),
    Rgb(0x86, 0xb6, 0xff),
    Rgb(0xd2, 0xa8, 0xf2),
    Rgb(0x74, 0xd9, 0xe2),
    Rgb(0xff, 0xff, 0xff),
];

/// A glyph's foreground and background, with `REVERSED` carried out.
pub(super) fn inks(look: Look, ground: Rgb) -> (Rgb, Rgb) {
    let foreground = rgb(look.foreground).unwrap_or(TEXT);
    let background = rgb(look.background).unwrap_or(ground);
    if look.modifier.contains(Modifier::REVERSED) {
        (background, foreground)
    } else {
        (foreground, background)
    }
}

/// A colour's value; `None` for the terminal's own.
fn rgb(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Rgb(red, green, blue) => Some(Rgb(red, green, blue)),
        Color::Indexed(index) => Some(indexed(index)),
        named => number(named).map(indexed),
    }
}

/// A named colour's place in the terminal's order; `None` for the terminal's own and for values.
pub(super) fn number(colour: Color) -> Option<u8> {
    Some(match colour {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Reset | Color::Rgb(..) | Color::Indexed(_) => return None,
    })
}

/// A colour of the 256: the named ones, a cube of six levels each, 24 greys.
fn indexed(index: u8) -> Rgb {
    let level = |step: u8| if step == 0 { 0 } else { 55 + step * 40 };
    match index {
        0..=15 => NAMED[usize::from(index)],
        16..=231 => {
            let cube = index - 16;
            Rgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        232..=255 => {
            let grey = 8 + (index - 232) * 10;
            Rgb(grey, grey, grey)
        }
    }
}

impl std::fmt::Display for Rgb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}
