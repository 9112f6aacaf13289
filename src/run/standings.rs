//! Where every file of a plan stands, and how many are not archived.
//!
//! The count guards the guest's access, so nothing outside can change a standing and leave an old count behind.

use std::sync::OnceLock;

use super::state::Standing;
use crate::domain::FileIndex;

/// One standing per file, in the order of the inventory.
#[derive(Debug, Clone)]
pub(super) struct Standings {
    files: Vec<Standing>,
    /// Counted once, until a file stands otherwise.
    counted: OnceLock<NotThere>,
}

/// How many files are not archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotThere {
    /// They stay by plan.
    pub(super) left: u64,
    /// All others.
    pub(super) not_archived: u64,
}

impl Standings {
    pub(super) fn new(files: Vec<Standing>) -> Self {
        Self {
            files,
            counted: OnceLock::new(),
        }
    }

    pub(super) fn as_slice(&self) -> &[Standing] {
        &self.files
    }

    pub(super) fn get(&self, index: FileIndex) -> Option<&Standing> {
        self.files.get(index.0 as usize)
    }

    /// A file stands otherwise.
    pub(super) fn set(&mut self, index: FileIndex, standing: Standing) {
        self.counted.take();
        if let Some(slot) = self.files.get_mut(index.0 as usize) {
            *slot = standing;
        }
    }

    /// Lets every file stand otherwise.
    pub(super) fn change_each(&mut self, mut change: impl FnMut(FileIndex, &mut Standing)) {
        self.counted.take();
        for (index, standing) in (0u32..).map(FileIndex).zip(&mut self.files) {
            change(index, standing);
        }
    }

    pub(super) fn not_there(&self) -> NotThere {
        *self.counted.get_or_init(|| {
            let (mut left, mut not_archived) = (0, 0);
            for standing in &self.files {
                match standing {
                    Standing::Archived => {}
                    Standing::Left(_) => left += 1,
                    _ => not_archived += 1,
                }
            }
            NotThere { left, not_archived }
        })
    }
}
