//! What the parts of a plan's text have in common.

use crate::{
    domain::{FileIndex, titles::visible},
    plan::Plan,
};

/// How many lines of a kind are shown; JSON and the plan file have all.
pub(super) const SHOWN: usize = 50;

pub(super) fn path(plan: &Plan, index: FileIndex) -> String {
    visible(&plan.inventory.file_path(index)).into_owned()
}

pub(super) fn more(all: usize, shown: usize) -> Option<String> {
    (all > shown).then(|| format!("  … and {} more; --json shows all of them", all - shown))
}
