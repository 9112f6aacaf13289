//! What the portal does to titles, and how titles are shown.
//!
//! One question, one function: which title a new folder gets ([`sanitise_folder_title`]) and a renamed file
//! ([`renamed_file_title`]), how equal titles are told apart ([`numbered_title`]), which titles are the same to the
//! portal ([`fold`]), and how a title is shown without obeying it ([`visible`]).

use std::{borrow::Cow, collections::HashMap, fmt::Write as _, sync::LazyLock};

/// The longest folder title the portal takes, in UTF-16 units, counted before trimming.
pub const LONGEST_FOLDER_TITLE: usize = 165;

/// The longest title the call that renames a file takes, in UTF-16 units, counted before trimming. (Up to 170 are
/// stored, so a file may carry a title that it could not be given.)
pub const LONGEST_FILE_TITLE: usize = 165;

/// Why a name cannot become a title.
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
    let units = units(name);
    if units > LONGEST_FOLDER_TITLE {
        return Err(TitleError::TooLong { units });
    }
    let trimmed = name.trim_matches(char::is_whitespace);
    if trimmed.is_empty() {
        return Err(TitleError::Empty);
    }
    Ok(storable(trimmed))
}

/// A trimmed title with what cannot be stored replaced. Its number of UTF-16 units stays.
fn storable(trimmed: &str) -> String {
    let mut stored = String::with_capacity(trimmed.len());
    for c in trimmed.chars() {
        match c {
            '\t' | '*' | '+' | ':' | '"' | '<' | '>' | '?' | '|' | '\\' | '/' => stored.push('_'),
            beyond if beyond.len_utf16() == 2 => stored.push_str("__"),
            other => stored.push(other),
        }
    }
    stored
}

/// The title the portal will store when the file `old` is renamed to `asked`: sanitised like a folder's, with the old
/// extension put behind it if the new one differs by more than case. [`TitleError::Empty`] means that the portal
/// answers 200 and renames nothing. Titles equal to others in the folder are taken.
pub fn renamed_file_title(old: &str, asked: &str) -> Result<String, TitleError> {
    let units = units(asked);
    if units > LONGEST_FILE_TITLE {
        return Err(TitleError::TooLong { units });
    }
    let trimmed = asked.trim_matches(char::is_whitespace);
    if trimmed.is_empty() {
        return Err(TitleError::Empty);
    }
    let mut stored = storable(trimmed);
    let (_, kept) = split_extension(old);
    let (_, given) = split_extension(&stored);
    if !kept.is_empty() && given.to_lowercase() != kept.to_lowercase() {
        stored.push_str(kept);
    }
    Ok(stored)
}

/// `Contract (2).docx`: the title with a number before its extension, at most [`LONGEST_FILE_TITLE`] UTF-16 units.
///
/// The stem is shortened where need be, by whole characters, and the extension never, because the portal would put
/// the old one behind a different one. An extension is whatever follows the last dot, as the portal sees it, so
/// `Mr. Smith` becomes `Mr (2). Smith`. Only one that leaves no room for a stem and the number is cut after all; no
/// such title can be given a number, and the file's title as answered shows what became of it.
pub fn numbered_title(title: &str, number: u32) -> String {
    let mark = format!("({number})");
    // Behind a stem stands a space as well.
    let mark_units = mark.len() + 1;
    let (mut stem, mut extension) = split_extension(title);
    if units(extension) + mark_units >= LONGEST_FILE_TITLE {
        (stem, extension) = (title, "");
    }
    let stem = first_units(
        stem,
        LONGEST_FILE_TITLE.saturating_sub(mark_units + units(extension)),
    )
    .trim_end();
    if stem.is_empty() {
        // A leading space would be trimmed off by the portal.
        return format!("{mark}{extension}");
    }
    format!("{stem} {mark}{extension}")
}

/// Stem and extension, the latter with its dot; a dot at the very end begins none.
fn split_extension(title: &str) -> (&str, &str) {
    match title.rfind('.') {
        Some(dot) if dot + 1 < title.len() => title.split_at(dot),
        _ => (title, ""),
    }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// As many whole characters from the front as `most` UTF-16 units hold.
fn first_units(text: &str, most: usize) -> &str {
    let mut taken = 0;
    let end = text.char_indices().find(|(_, c)| {
        taken += c.len_utf16();
        taken > most
    });
    end.map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
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
    fn numbers_stand_before_the_extension() {
        for (title, numbered) in [
            ("Contract.docx", "Contract (2).docx"),
            ("Contract.DOCX", "Contract (2).DOCX"),
            ("Contract (2).docx", "Contract (2) (2).docx"),
            ("archive.tar.gz", "archive.tar (2).gz"),
            ("plain", "plain (2)"),
            ("Acme.", "Acme. (2)"),
            (".gitignore", "(2).gitignore"),
            ("..docx", ". (2).docx"),
            ("Mr. Smith", "Mr (2). Smith"),
            ("spaced  .docx", "spaced (2).docx"),
        ] {
            assert_eq!(numbered_title(title, 2), numbered, "{title:?}");
        }
    }

    #[test]
    fn a_long_stem_gives_way_to_the_number() {
        for (title, stem_units) in [
            (format!("{}.docx", "x".repeat(165)), 156),
            // 78 pairs are 156 units; one unit more or less never halves a pair.
            (format!("{}.docx", "😀".repeat(82)), 156),
            (format!("{}.doc", "😀".repeat(82)), 156),
        ] {
            let numbered = numbered_title(&title, 2);
            let (stem, extension) = split_extension(&numbered);
            assert_eq!(extension, split_extension(&title).1);
            let stem = stem.strip_suffix(" (2)").unwrap();
            assert!(
                title.starts_with(stem) && units(stem) == stem_units,
                "{numbered}"
            );
        }
        // 165 - 4 - 11 leaves 150 units.
        let numbered = numbered_title(&format!("{}.pdf", "y".repeat(170)), 1_234_567);
        assert_eq!(
            (units(&numbered), numbered.ends_with("y (1234567).pdf")),
            (165, true)
        );
        // Nothing but an extension, and no room beside it.
        let numbered = numbered_title(&format!("a.{}", "z".repeat(170)), 2);
        assert_eq!((units(&numbered), numbered.ends_with("z (2)")), (165, true));
    }

    #[test]
    fn a_renamed_file_keeps_its_extension() {
        assert_eq!(renamed_file_title("a.docx", "b"), Ok("b.docx".into()));
        assert_eq!(renamed_file_title("a.", "b.pdf"), Ok("b.pdf".into()));
        assert_eq!(
            renamed_file_title("a.docx", " \u{3000}"),
            Err(TitleError::Empty)
        );
        let long = "x".repeat(166);
        assert_eq!(
            renamed_file_title("a.docx", &long),
            Err(TitleError::TooLong { units: 166 })
        );
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
        fn a_numbered_title_can_be_given_and_is_stored_as_it_is(
            stem in "\\PC{0,200}",
            extension in prop_oneof![Just(String::new()), "\\.\\PC{1,8}"],
            number in any::<u32>(),
        ) {
            // What lies on the portal was trimmed and sanitised when it came.
            let stored = storable(format!("{stem}{extension}").trim());
            prop_assume!(!stored.is_empty());
            let numbered = numbered_title(&stored, number);
            prop_assert!(units(&numbered) <= LONGEST_FILE_TITLE);
            prop_assert!(numbered.contains(&format!("({number})")), "{}", numbered);
            // A space, two brackets and ten digits.
            let fits = units(split_extension(&stored).1) + 13 < LONGEST_FILE_TITLE;
            if fits {
                prop_assert!(numbered.ends_with(split_extension(&stored).1));
                prop_assert_eq!(renamed_file_title(&stored, &numbered), Ok(numbered.clone()));
            }
        }

        #[test]
        fn numbers_tell_titles_apart(
            title in "\\PC{1,200}",
            one in any::<u32>(),
            other in any::<u32>(),
        ) {
            prop_assume!(one != other);
            prop_assert_ne!(fold(&numbered_title(&title, one)), fold(&numbered_title(&title, other)));
        }

        #[test]
        fn a_title_of_whole_characters_is_cut_between_them(
            title in "[a😀]{0,200}(\\.docx)?",
            number in any::<u32>(),
        ) {
            let numbered = numbered_title(&title, number);
            prop_assert!(units(&numbered) <= LONGEST_FILE_TITLE);
            let (stem, _) = split_extension(&numbered);
            let stem = stem.strip_suffix(&format!("({number})")).unwrap_or(stem).trim_end();
            prop_assert!(title.starts_with(stem));
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
