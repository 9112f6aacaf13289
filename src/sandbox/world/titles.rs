//! What the portal makes of a title before it stores it.

/// The longest title a request may carry, in UTF-16 units, counted before trimming.
pub(super) const LONGEST_TITLE: usize = 165;

/// The longest title the database keeps, in UTF-16 units.
const LONGEST_STORED: usize = 170;

/// Why a title is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TitleRefusal {
    /// Longer than 165 units.
    TooLong,
    /// Nothing is left after trimming.
    Blank,
}

/// The stored form of a folder's title.
pub fn stored_title(asked: &str) -> Result<String, TitleRefusal> {
    if asked.encode_utf16().count() > LONGEST_TITLE {
        return Err(TitleRefusal::TooLong);
    }
    let trimmed = asked.trim();
    if trimmed.is_empty() {
        return Err(TitleRefusal::Blank);
    }
    Ok(replace_forbidden(trimmed))
}

/// Replaces what a title cannot hold: one `_` for each forbidden character, two for one beyond the BMP.
pub fn replace_forbidden(title: &str) -> String {
    let mut stored = String::with_capacity(title.len());
    for character in title.chars() {
        match character {
            '\t' | '*' | '+' | ':' | '"' | '<' | '>' | '?' | '|' | '\\' | '/' => stored.push('_'),
            beyond if beyond.len_utf16() == 2 => stored.push_str("__"),
            plain => stored.push(plain),
        }
    }
    stored
}

/// The stored form of a file's new title: sanitised, the old extension kept, cut to 170 units. `None` for a blank title.
pub fn renamed_title(asked: &str, old: &str) -> Option<String> {
    let trimmed = asked.trim();
    if trimmed.is_empty() {
        return None;
    }
    let mut stored = replace_forbidden(trimmed);
    let old_extension = extension(old);
    if !old_extension.is_empty()
        && extension(&stored).to_lowercase() != old_extension.to_lowercase()
    {
        stored.push_str(old_extension);
    }
    Some(cut(&stored))
}

/// The extension with its dot, as typed; empty if there is none. A dot at the very end begins none.
pub fn extension(title: &str) -> &str {
    title
        .rfind('.')
        .and_then(|dot| title.get(dot..))
        .filter(|extension| extension.len() > 1)
        .unwrap_or_default()
}

fn cut(title: &str) -> String {
    let units = |text: &str| text.encode_utf16().count();
    if units(title) <= LONGEST_STORED {
        return title.to_owned();
    }
    let (stem, kept) = match title.rfind('.') {
        Some(dot) if units(title.get(..dot).unwrap_or_default()) > 150 => title.split_at(dot),
        _ => (title, ""),
    };
    let room = LONGEST_STORED.saturating_sub(units(kept));
    let mut shortened: String = stem.chars().take(room).collect();
    shortened.push_str(kept);
    shortened
}

/// The title with a number in brackets before its extension.
pub fn numbered_title(title: &str, number: usize) -> String {
    let kept = extension(title);
    let stem = title.strip_suffix(kept).unwrap_or(title);
    format!("{stem} ({number}){kept}")
}
