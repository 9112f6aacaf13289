//! What the portal does to titles, and how titles are shown.
//!
//! Three questions, three functions: which title will be stored ([`sanitise_folder_title`]), which titles are the
//! same to the portal ([`fold`]), and how a title is shown without obeying it ([`visible`]).

use std::{borrow::Cow, collections::HashMap, fmt::Write as _, sync::LazyLock};

/// The longest folder title the portal takes, in UTF-16 units, counted before trimming.
pub const LONGEST_FOLDER_TITLE: usize = 165;

/// Why a name cannot become a folder title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TitleError {
    /// Nothing is left after trimming.
    #[error("the name is empty")]
    Empty,
    /// More than [`LONGEST_FOLDER_TITLE`] UTF-16 units.
    #[error("the name has {units} characters, the portal takes {LONGEST_FOLDER_TITLE}")]
    TooLong {
        /// UTF-16 units before trimming.
        units: usize,
    },
}

/// The title the portal will store for a new folder: trimmed, with TAB and `* + : " < > ? | \ /` and both halves of
/// characters beyond the basic plane each replaced by `_`. Everything else stays, line breaks and dots included.
pub fn sanitise_folder_title(name: &str) -> Result<String, TitleError> {
    let units = name.encode_utf16().count();
    if units > LONGEST_FOLDER_TITLE {
        return Err(TitleError::TooLong { units });
    }
    let trimmed = name.trim_matches(char::is_whitespace);
    if trimmed.is_empty() {
        return Err(TitleError::Empty);
    }
    let mut stored = String::with_capacity(trimmed.len());
    for c in trimmed.chars() {
        match c {
            '\t' | '*' | '+' | ':' | '"' | '<' | '>' | '?' | '|' | '\\' | '/' => stored.push('_'),
            beyond if beyond.len_utf16() == 2 => stored.push_str("__"),
            other => stored.push(other),
        }
    }
    Ok(stored)
}

/// A key that is equal for two titles exactly when the portal's database calls them equal (`utf8_general_ci`: case
/// and accents do not count, nor do trailing spaces; nothing expands). Installations on PostgreSQL tell more titles
/// apart, so there this key only sees more collisions than there are.
pub fn fold(title: &str) -> String {
    let padded = title.trim_end_matches(' ');
    let mut key = String::with_capacity(padded.len());
    for c in padded.chars() {
        key.push(if c.is_ascii() {
            c.to_ascii_uppercase()
        } else {
            weight(c)
        });
    }
    key
}

/// Weight of a character that is not ASCII.
fn weight(c: char) -> char {
    static WEIGHTS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let table = include_str!("../../assets/utf8_general_ci.tsv");
        let code_point = |hex: &str| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
        table
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(from, to)| Some((code_point(from)?, code_point(to.trim())?)))
            .collect()
    });
    WEIGHTS.get(&c).copied().unwrap_or(c)
}

/// The text with everything made visible that could steer a terminal, reorder what is read, or hide: controls become
/// their pictures (`␛`), bidirectional marks, zero-width and other unseen characters become `<U+202E>`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\u{0}'..='\u{1f}' => shown.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('?')),
            '\u{7f}' => shown.push('␡'),
            c if is_hostile(c) => {
                // Writing into a string cannot fail.
                let _ = write!(shown, "<U+{:04X}>", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// JSON text with every such character written as an escape: the same value to a program, inert on a terminal.
pub fn inert_json(json: String) -> String {
    if !json.chars().any(is_hostile) {
        return json;
    }
    let mut inert = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_hostile(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing into a string cannot fail.
                let _ = write!(inert, "\\u{unit:04x}");
            }
        } else {
            inert.push(c);
        }
    }
    inert
}

/// Whether a character is shown as something else by [`visible`].
fn is_hostile(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles_are_stored_as_the_portal_does() {
        for (name, stored) in [
            ("Acme Ltd", "Acme Ltd"),
            ("  Acme Ltd\u{a0}", "Acme Ltd"),
            ("A/B\\C", "A_B_C"),
            ("Acme 🚀 Ltd", "Acme __ Ltd"),
            ("C++", "C__"),
            ("Acme...", "Acme..."),
            ("\u{200b}Acme", "\u{200b}Acme"),
            ("a\nb", "a\nb"),
        ] {
            assert_eq!(
                sanitise_folder_title(name).as_deref(),
                Ok(stored),
                "{name:?}"
            );
        }
        assert_eq!(sanitise_folder_title(" \u{3000} "), Err(TitleError::Empty));
        assert_eq!(
            sanitise_folder_title(&"x".repeat(166)),
            Err(TitleError::TooLong { units: 166 })
        );
        assert_eq!(
            sanitise_folder_title(&"😀".repeat(82)).unwrap(),
            "_".repeat(164)
        );
    }

    #[test]
    fn the_portals_comparison() {
        for (one, other) in [
            ("resume.DOCX", "Résumé.docx"),
            ("straße", "STRASE"),
            ("a", "a   "),
            ("ł", "Ł"),
            ("ς", "Σ"),
            ("е", "ё"),
        ] {
            assert_eq!(fold(one), fold(other), "{one:?} {other:?}");
        }
        for (one, other) in [
            ("ss", "ß"),
            ("l", "ł"),
            ("и", "й"),
            ("é", "e\u{301}"),
            ("a", " a"),
            ("a", "a\u{a0}"),
        ] {
            assert_ne!(fold(one), fold(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn hostile_titles_are_shown() {
        assert_eq!(visible("plain é 漢"), "plain é 漢");
        assert_eq!(visible("\u{1b}[31mred\u{7}"), "␛[31mred␇");
        assert_eq!(visible("exe\u{202e}cod"), "exe<U+202E>cod");
        assert_eq!(visible("a\u{200b}b\n"), "a<U+200B>b␊");
    }

    #[test]
    fn json_is_the_same_value_and_inert() {
        let hostile = "a\u{1b}[2J\u{9b}31m\u{202e}\u{e0041}b\n";
        let json = inert_json(serde_json::to_string(hostile).unwrap());
        assert!(json.chars().all(|c| c.is_ascii_graphic()), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
    }

    proptest! {
        #[test]
        fn folding_is_idempotent_and_ignores_trailing_spaces(title in "\\PC{0,40}") {
            prop_assert_eq!(fold(&fold(&title)), fold(&title));
            prop_assert_eq!(fold(&format!("{title}  ")), fold(&title));
        }

        #[test]
        fn shown_text_is_inert_and_stable(title in any::<String>()) {
            let shown = visible(&title).into_owned();
            prop_assert!(!shown.chars().any(is_hostile));
            prop_assert_eq!(visible(&shown), shown.as_str());
        }

        #[test]
        fn a_stored_title_is_stored_as_itself(title in any::<String>()) {
            if let Ok(stored) = sanitise_folder_title(&title) {
                prop_assert_eq!(sanitise_folder_title(&stored), Ok(stored.clone()));
            }
        }
    }
}
