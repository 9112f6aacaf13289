//! The help, made of the keymap.

use super::super::keymap::{Context, KEYMAP};

/// A line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpLine {
    /// A heading.
    Heading(&'static str),
    /// Keys and what they do.
    Keys {
        /// As they are named.
        keys: String,
        /// A sentence.
        what: &'static str,
    },
    /// Nothing.
    Blank,
}

/// All lines: the contexts that hold now first, then all others.
pub fn help_lines(now: &[Context]) -> Vec<HelpLine> {
    let others = Context::ALL.iter().filter(|context| !now.contains(context));
    let mut lines = Vec::new();
    for context in now.iter().chain(others) {
        if !lines.is_empty() {
            lines.push(HelpLine::Blank);
        }
        lines.push(HelpLine::Heading(context.heading()));
        lines.extend(KEYMAP.iter().filter(|binding| binding.context == *context).map(|binding| {
            HelpLine::Keys {
                keys: binding.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
                what: binding.long,
            }
        }));
    }
    lines
}
