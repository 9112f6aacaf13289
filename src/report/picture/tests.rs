//! What pictures promise: exact output, nothing obeyed, columns kept, bounds kept.

use proptest::prelude::*;
use ratatui::{
    layout::Rect,
    style::{Color, Modifier, Style},
    text::{Line, Span},
    widgets::{Block, Paragraph, Widget as _},
};
use unicode_width::UnicodeWidthStr as _;

use super::*;

fn picture(buffer: &Buffer) -> Picture<'_> {
    Picture {
        buffer,
        title: "",
        marker: None,
    }
}

/// A small screen with a box, colours, a wide character and one that only few fonts have.
fn screen() -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 5));
    let lines = vec![
        Line::from("Vertrag <1> & Töne"),
        Line::from(vec![
            Span::styled("ok", Style::new().fg(Color::Green)),
            Span::raw("  漢字  "),
            Span::styled("✔ done", Style::new().add_modifier(Modifier::BOLD)),
        ]),
        Line::styled(
            "chosen",
            Style::new()
                .fg(Color::Yellow)
                .add_modifier(Modifier::REVERSED),
        ),
    ];
    Paragraph::new(lines)
        .block(Block::bordered().title("Contoso"))
        .render(buffer.area, &mut buffer);
    buffer
}

#[test]
fn a_small_screen_exactly() {
    let buffer = screen();
    let picture = Picture {
        buffer: &buffer,
        title: "preview",
        marker: Some("DEMO"),
    };
    insta::assert_snapshot!("svg", svg(&picture));
    insta::assert_snapshot!("text", text(&picture));
    insta::assert_snapshot!("ansi", ansi(&picture).replace('\u{1b}', "␛"));
    assert_eq!(svg(&picture), svg(&picture));
}

#[test]
fn a_marker_is_in_every_format_however_small_the_screen() {
    for (width, height) in [(0, 0), (1, 1), (3, 2), (80, 24)] {
        let buffer = Buffer::empty(Rect::new(0, 0, width, height));
        let picture = Picture {
            buffer: &buffer,
            title: "preview",
            marker: Some("DEMO"),
        };
        for output in [svg(&picture), text(&picture), ansi(&picture)] {
            assert!(output.contains("DEMO"), "{width}×{height}: {output}");
        }
        assert_eq!(text(&picture).lines().count(), usize::from(height) + 1);
    }
}

#[test]
fn what_a_cell_holds_is_not_obeyed() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
    let zalgo = format!("z{}", "\u{301}".repeat(500));
    let symbols = [
        "\u{1b}[31m",
        "\u{202e}",
        "\u{200b}",
        "",
        "\n",
        "\u{ffff}",
        &zalgo,
        "ab<",
        "x",
        "y",
    ];
    for (x, symbol) in (0..).zip(symbols) {
        buffer[(x, 0)].set_symbol(symbol);
    }
    buffer[(10, 0)].set_symbol("s").set_style(Modifier::HIDDEN);
    buffer[(11, 0)].set_symbol("漢");
    // A symbol of three columns covers the two cells after it, a wide one has no room in the last column.
    assert_eq!(text(&picture(&buffer)), "��� ���ab< �\n");
    assert!(!ansi(&picture(&buffer)).contains('\u{1b}'));
    well_formed(&svg(&picture(&buffer))).unwrap();
}

#[test]
fn a_hostile_title_is_shown() {
    let buffer = Buffer::empty(Rect::new(0, 0, 60, 1));
    let hostile = Picture {
        buffer: &buffer,
        title: "</title><script>\u{1b}]52;c;x\u{7}\u{202e}",
        marker: None,
    };
    let svg = svg(&hostile);
    well_formed(&svg).unwrap();
    assert!(!svg.contains("<script"));
    assert_eq!(text(&hostile), "</title><script>␛]52;c;x␇<U+202E>\n\n");
}

#[test]
fn a_huge_screen_is_cut_and_says_so() {
    let buffer = Buffer::empty(Rect::new(0, 0, 600, 210));
    let output = text(&picture(&buffer));
    assert_eq!(output.lines().next(), Some("(cut to 500×200 of 600×210)"));
    assert_eq!(output.lines().count(), 201);
}

#[test]
fn the_place_of_the_buffer_on_the_screen_does_not_count() {
    let mut here = Buffer::empty(Rect::new(0, 0, 4, 2));
    let mut there = Buffer::empty(Rect::new(7, 9, 4, 2));
    here.set_string(1, 1, "abc", Style::new());
    there.set_string(8, 10, "abc", Style::new());
    assert_eq!(svg(&picture(&here)), svg(&picture(&there)));
}

#[cfg(feature = "png")]
#[test]
fn a_png_has_the_scaled_size_and_is_the_same_each_time() {
    let buffer = screen();
    let one = png(&picture(&buffer), 1).unwrap();
    let two = png(&picture(&buffer), 2).unwrap();
    // Width and height are the first two numbers after the signature and the name of the first chunk.
    let size = |png: &[u8]| (png[16..20].to_vec(), png[20..24].to_vec());
    assert_eq!(size(&one).0, 223_u32.to_be_bytes());
    assert_eq!(size(&two).0, 446_u32.to_be_bytes());
    assert_eq!(one, png(&picture(&buffer), 1).unwrap());
    let huge = Buffer::empty(Rect::new(0, 0, 500, 200));
    let refused = png(&picture(&huge), 4);
    assert!(matches!(refused, Err(PictureError::TooLarge { .. })));
}

/// Checks what makes XML well-formed, as far as this exporter uses it: tags nest, attributes are quoted and come once,
/// references are known ones, every character is allowed.
fn well_formed(xml: &str) -> Result<(), String> {
    let allowed = |c: char| {
        matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
            && !matches!(c, '\u{7f}'..='\u{9f}')
    };
    if let Some(c) = xml.chars().find(|c| !allowed(*c)) {
        return Err(format!("the character {c:?}"));
    }
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        references(&rest[..start])?;
        let end = rest[start..].find('>').ok_or("a tag without end")? + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> ends what is not open"));
            }
            continue;
        }
        let inner = tag.strip_suffix('/').unwrap_or(tag);
        let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
        self::attributes(attributes)?;
        if inner == tag {
            open.push(name);
        }
    }
    references(rest)?;
    if open.is_empty() && rest.trim().is_empty() {
        Ok(())
    } else {
        Err(format!("left open: {open:?}, left over: {rest:?}"))
    }
}

fn attributes(mut text: &str) -> Result<(), String> {
    let mut names = Vec::new();
    while !text.is_empty() {
        let (name, after) = text.split_once("=\"").ok_or("no quote")?;
        let (value, after) = after.split_once('"').ok_or("no end of a quote")?;
        if name.contains([' ', '\'', '<']) || value.contains('<') || names.contains(&name) {
            return Err(format!("attribute {name}={value}"));
        }
        references(value)?;
        names.push(name);
        text = after.trim_start();
    }
    Ok(())
}

fn references(text: &str) -> Result<(), String> {
    let known = ["amp;", "lt;", "gt;", "quot;", "#39;"];
    let unknown = text
        .split('&')
        .skip(1)
        .find(|after| !known.iter().any(|name| after.starts_with(name)));
    unknown.map_or(Ok(()), |after| Err(format!("&{after}")))
}

/// Any symbols at all, and such as are near the edges of the rules.
fn any_symbol() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]",
        "[\u{0}-\u{9f}]",
        "[漢字🚀é─█☃]",
        "\\PC{0,3}",
        Just("👩\u{200d}👧".to_owned()),
        Just("]]>".to_owned()),
        Just("&amp;<".to_owned()),
    ]
}

fn any_colour() -> impl Strategy<Value = Color> {
    prop_oneof![
        Just(Color::Reset),
        Just(Color::LightRed),
        any::<u8>().prop_map(Color::Indexed),
        any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ]
}

fn any_buffer() -> impl Strategy<Value = Buffer> {
    (1_u16..9, 1_u16..4).prop_flat_map(|(width, height)| {
        let cell = (any_symbol(), any_colour(), any_colour(), any::<u16>());
        let cells = prop::collection::vec(cell, usize::from(width * height));
        cells.prop_map(move |cells| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            for (cell, (symbol, foreground, background, modifier)) in
                buffer.content.iter_mut().zip(cells)
            {
                cell.set_symbol(&symbol);
                cell.fg = foreground;
                cell.bg = background;
                cell.modifier = Modifier::from_bits_truncate(modifier);
            }
            buffer
        })
    })
}

proptest! {
    #[test]
    fn any_screen_is_well_formed_and_keeps_its_columns(buffer in any_buffer(), title in any::<String>()) {
        let picture = Picture { buffer: &buffer, title: &title, marker: None };
        let document = svg(&picture);
        prop_assert_eq!(well_formed(&document), Ok(()));
        #[cfg(feature = "png")]
        prop_assert!(png::parsed(&document).is_ok());
        let grid = Grid::of(&picture);
        for row in grid.rows() {
            let mut column = 0;
            for glyph in &row {
                prop_assert_eq!(glyph.column, column);
                prop_assert_eq!(glyph.text.width(), usize::from(glyph.width), "{:?}", glyph);
                column += glyph.width;
            }
            prop_assert_eq!(column, grid.columns);
        }
        let lines = text(&picture);
        prop_assert_eq!(lines.lines().count(), grid.rows().count());
        prop_assert!(!lines.chars().any(|c| c.is_control() && c != '\n'));
    }
}

#[test]
fn the_check_itself_finds_what_is_wrong() {
    for wrong in [
        "<a>",
        "<a></b>",
        "<a b=c/>",
        "<a>&x;</a>",
        "<a/>x",
        "<a b=\"1\" b=\"2\"/>",
        "<a>\u{1b}</a>",
    ] {
        assert!(well_formed(wrong).is_err(), "{wrong}");
    }
    assert_eq!(well_formed("<a b=\"c\"><d/>&lt;</a>\n"), Ok(()));
}
