//! The help, made of the keymap.

use super::super::{
    keymap::{Context, KEYMAP},
    widgets::text,
};

/// Columns for the names of keys.
const KEYS: usize = 18;
/// Columns left of what the keys do.
const LEFT: usize = KEYS + 4;

/// A line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpLine {
    /// A heading.
    Heading(&'static str),
    /// Keys and what they do; a line that goes on has no keys.
    Keys {
        /// As they are named, filled up to the column of what they do.
        keys: String,
        /// A sentence, or a part of it.
        what: String,
    },
    /// Nothing.
    Blank,
}

/// All lines for a box of so many columns: the contexts that hold now first, then all others.
pub fn help_lines(now: &[Context], columns: usize) -> Vec<HelpLine> {
    let others = Context::ALL.iter().filter(|context| !now.contains(context));
    let mut lines = Vec::new();
    for context in now.iter().chain(others) {
        if !lines.is_empty() {
            lines.push(HelpLine::Blank);
        }
        lines.push(HelpLine::Heading(context.heading()));
        for binding in KEYMAP.iter().filter(|binding| binding.context == *context) {
            let keys = binding
                .keys
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ");
            let mut keys = format!("   {keys:<KEYS$} ");
            for what in text::wrap(binding.long, columns.saturating_sub(LEFT).max(10)) {
                lines.push(HelpLine::Keys { keys, what });
                keys = " ".repeat(LEFT);
            }
        }
    }
    lines
}
