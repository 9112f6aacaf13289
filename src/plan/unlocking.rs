//! Locks of other people that are to be broken, so that their files move.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Blocker;
use crate::domain::{FileFlags, FileId, FileIndex, FolderRole, Inventory};

/// Which locks of other people are to be broken, where the portal lets the caller.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unlock {
    /// None: locked files stay in the room.
    #[default]
    None,
    /// Those of these files.
    These(BTreeSet<FileId>),
    /// All that can be broken.
    All,
}

impl Unlock {
    /// Whether the lock of this file is to be broken.
    pub fn wants(&self, file: &FileId) -> bool {
        match self {
            Self::None => false,
            Self::These(files) => files.contains(file),
            Self::All => true,
        }
    }

    /// Whether no lock is to be broken.
    pub fn is_none(&self) -> bool {
        match self {
            Self::None => true,
            Self::These(files) => files.is_empty(),
            Self::All => false,
        }
    }

    /// Named files whose lock is not broken by a plan that breaks those of `unlocks`.
    pub(super) fn in_vain(
        &self,
        inventory: &Inventory,
        unlocks: &BTreeSet<FileIndex>,
    ) -> Vec<FileId> {
        let Self::These(files) = self else {
            return Vec::new();
        };
        let broken: BTreeSet<_> = unlocks
            .iter()
            .filter_map(|index| inventory.file(*index))
            .map(|file| &file.id)
            .collect();
        let in_vain = files.iter().filter(|file| !broken.contains(file));
        in_vain.cloned().collect()
    }
}

/// Whether only a lock that may be broken keeps the file in the room. While a lock lasts the portal denies all rights
/// to everybody but its holder, so the right to move cannot be seen; whoever may break foreign locks (owner and
/// managers of the room) has it.
pub(super) fn frees(flags: FileFlags, role: FolderRole) -> bool {
    let without_lock = flags
        .with(FileFlags::LOCKED_BY_OTHER, false)
        .with(FileFlags::MOVABLE, true)
        .with(FileFlags::DOWNLOADABLE, true);
    Blocker::of(flags, role) == Some(Blocker::Locked { can_unlock: true })
        && Blocker::of(without_lock, role).is_none()
}
