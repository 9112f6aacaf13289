//! Titles for files whose own title is taken in the target: `Contract (2).docx`.
//!
//! Used twice: when the plan is made, with what is known then, and once more before the files are renamed, with what
//! lies in the target by then.

use crate::domain::titles::{LONGEST_FILE_TITLE, numbered_title, renamed_file_title};

/// The title with the lowest number from `from` on that is free, and that number. Numbers begin at 2, because the
/// file that keeps its title is the first. `None` when the title cannot be numbered: its extension is so long that the
/// portal would put it behind every shorter one.
pub fn free_title(
    title: &str,
    from: u32,
    is_free: impl Fn(&str) -> bool,
) -> Option<(u32, Box<str>)> {
    (from.max(2)..).find_map(|number| match numbered(title, number) {
        Some(numbered) if is_free(&numbered) => Some(Some((number, numbered.into()))),
        Some(_) => None,
        None => Some(None),
    })?
}

/// The title as the portal will store it after a renaming to that number.
fn numbered(title: &str, number: u32) -> Option<String> {
    let title = title.trim();
    let stored = renamed_file_title(title, &numbered_title(title, number)).ok()?;
    (stored.encode_utf16().count() <= LONGEST_FILE_TITLE).then_some(stored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_free_number_from_two_on() {
        let free = |taken: &[&str]| {
            free_title("Contract.docx", 0, |title| !taken.contains(&title))
                .map(|(number, title)| (number, title.into_string()))
        };
        assert_eq!(free(&[]), Some((2, "Contract (2).docx".into())));
        assert_eq!(
            free(&["Contract (2).docx", "Contract (4).docx"]),
            Some((3, "Contract (3).docx".into()))
        );
        let (number, _) = free_title("a", 7, |_| true).unwrap();
        assert_eq!(number, 7);
    }

    #[test]
    fn a_title_that_cannot_be_numbered_is_none() {
        // The extension alone leaves no room for a number.
        let title = format!("a.{}", "x".repeat(163));
        assert_eq!(free_title(&title, 2, |_| true), None);
        // With room for it the stem gives way.
        let title = format!("{}.docx", "x".repeat(160));
        let (_, numbered) = free_title(&title, 2, |_| true).unwrap();
        assert_eq!(numbered.encode_utf16().count(), LONGEST_FILE_TITLE);
        assert!(numbered.ends_with(" (2).docx"));
    }
}
