//! Names and dates as the portal writes them.

use jiff::Timestamp;

/// Decodes the HTML entities in a display name (only names are encoded, titles are not).
pub(super) fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        decoded.push_str(&rest[..start]);
        rest = &rest[start..];
        // A lone `&` stands for itself.
        let (character, length) = entity(rest).unwrap_or(('&', 1));
        decoded.push(character);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    decoded
}

/// The character an entity at the start of `text` stands for, and the entity's length in bytes.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((character, end + 1))
}

/// Reads the portal's dates: seven digits of fraction, the portal's own offset or `Z`; the year 1 means none.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    if text.starts_with("0001-01-01") {
        return None;
    }
    text.parse()
        .or_else(|_| format!("{text}Z").parse::<Timestamp>())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_in_names_are_decoded() {
        for (encoded, decoded) in [
            ("Ann Admin", "Ann Admin"),
            ("O&#39;Brien &amp; Sons", "O'Brien & Sons"),
            ("&lt;b&gt;&quot;&#x41;&#233;&#10;", "<b>\"Aé\n"),
            (
                "a & b &unknown; &#xffffffff; &",
                "a & b &unknown; &#xffffffff; &",
            ),
            ("&amp;lt;", "&lt;"),
            ("&é;", "&é;"),
        ] {
            assert_eq!(decode_entities(encoded), decoded);
        }
    }

    #[test]
    fn dates_are_read_in_every_form() {
        for (text, expected) in [
            (
                "2026-06-30T13:13:11.0000000+03:00",
                Some("2026-06-30T10:13:11Z"),
            ),
            (
                "2026-06-30T13:13:11.1234567Z",
                Some("2026-06-30T13:13:11.1234567Z"),
            ),
            ("2026-06-30T13:13:11", Some("2026-06-30T13:13:11Z")),
            ("0001-01-01T00:00:00.0000000Z", None),
            ("yesterday", None),
        ] {
            assert_eq!(
                moment(text).map(|at| at.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }
}
