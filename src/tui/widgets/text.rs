//! Cutting and wrapping by display width.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::domain::titles::visible;

/// Columns a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// A stored title, made visible and cut in the middle to at most `columns`.
pub fn title(stored: &str, columns: usize, mark: &str) -> String {
    cut_middle(&visible(stored), columns, mark).into_owned()
}

/// The text, or its beginning and end with `mark` between them, in at most `columns`. The end keeps a little less than
/// half, so that an extension survives.
pub fn cut_middle<'a>(text: &'a str, columns: usize, mark: &str) -> Cow<'a, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let Some(room) = columns.checked_sub(width(mark)) else {
        return Cow::Borrowed("");
    };
    let tail = end(text, room * 2 / 5);
    let head = beginning(text, room - width(tail));
    Cow::Owned(format!("{head}{mark}{tail}"))
}

/// The text, or its beginning followed by `mark`, in at most `columns`.
pub fn cut_end<'a>(text: &'a str, columns: usize, mark: &str) -> Cow<'a, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    match columns.checked_sub(width(mark)) {
        Some(room) => Cow::Owned(format!("{}{mark}", beginning(text, room))),
        None => Cow::Borrowed(""),
    }
}

/// The longest beginning that fits.
fn beginning(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += c.width().unwrap_or(0);
        if taken > columns {
            return &text[..at];
        }
    }
    text
}

/// The longest end that fits and does not begin with a mark that belongs to the character before.
fn end(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    let mut from = text.len();
    for (at, c) in text.char_indices().rev() {
        let columns_of_c = c.width().unwrap_or(0);
        taken += columns_of_c;
        if taken > columns {
            break;
        }
        if columns_of_c > 0 {
            from = at;
        }
    }
    &text[from..]
}

/// Breaks a text into lines of at most `columns`, between words where it can.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let gap = usize::from(!line.is_empty());
        if width(&line) + gap + width(word) <= columns {
            if gap == 1 {
                line.push(' ');
            }
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = word;
        while width(rest) > columns {
            let mut piece = beginning(rest, columns);
            if piece.is_empty() {
                // A character wider than the line: give it a line of its own, to be cut by whoever draws.
                piece = &rest[..rest.chars().next().map_or(rest.len(), char::len_utf8)];
            }
            lines.push(piece.to_owned());
            rest = &rest[piece.len()..];
        }
        line.push_str(rest);
    }
    lines.push(line);
    lines
}

/// The same, with every line but the first moved to the right by so many columns.
pub fn wrap_indented(text: &str, columns: usize, indent: usize) -> Vec<String> {
    let mut lines = wrap(text, columns.saturating_sub(indent));
    for line in lines.iter_mut().skip(1) {
        line.insert_str(0, &" ".repeat(indent));
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn long_names_keep_their_beginning_and_their_extension() {
        assert_eq!(cut_middle("Contract.docx", 13, "…"), "Contract.docx");
        assert_eq!(
            cut_middle("A very long contract title.docx", 16, "…"),
            "A very lo…e.docx"
        );
        assert_eq!(cut_middle("漢字漢字漢字漢字.pdf", 11, "…"), "漢字漢….pdf");
        assert_eq!(cut_middle("abc", 0, "…"), "");
        assert_eq!(cut_end("abcdef", 4, "…"), "abc…");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("", 3), [""]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_asked(text in "\\PC{0,60}", columns in 0usize..40) {
            prop_assert!(width(&cut_middle(&text, columns, "…")) <= columns);
            prop_assert!(width(&cut_end(&text, columns, "…")) <= columns);
            for line in wrap(&text, columns.max(2)) {
                prop_assert!(width(&line) <= columns.max(2));
            }
        }
    }
}
