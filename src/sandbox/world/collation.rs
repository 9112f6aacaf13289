//! How the portal's database compares titles: one weight per character, case- and accent-insensitive.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Code points that weigh something else than themselves, one `code TAB weight` line each, in hexadecimal.
const TABLE: &str = include_str!("../../../assets/utf8_general_ci.tsv");

static WEIGHTS: LazyLock<HashMap<u32, u32>> = LazyLock::new(|| {
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(code, weight)| {
            Some((
                u32::from_str_radix(code, 16).ok()?,
                u32::from_str_radix(weight.trim(), 16).ok()?,
            ))
        })
        .collect()
});

/// The weights of a title; trailing spaces (U+0020 only) do not count.
fn weights(title: &str) -> impl Iterator<Item = u32> + '_ {
    title.trim_end_matches(' ').chars().map(|character| {
        let code = u32::from(character);
        WEIGHTS.get(&code).copied().unwrap_or(code)
    })
}

/// Whether two titles are one to the database.
pub fn titles_equal(first: &str, second: &str) -> bool {
    weights(first).eq(weights(second))
}

/// The order of two titles in a list sorted by title.
pub fn compare_titles(first: &str, second: &str) -> Ordering {
    weights(first).cmp(weights(second))
}

/// The title reduced to its weights: equal keys mean equal titles.
pub fn title_key(title: &str) -> Vec<u32> {
    weights(title).collect()
}
