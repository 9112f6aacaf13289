//! What the portal shall do when a title is already taken where a file is moved to.

use serde::{Deserialize, Serialize};

/// The portal's conflict rule for one chunk. The portal knows a third one, which destroys the moved file together
/// with its version history; it is not a value of this type, so that it cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conflict {
    /// The file stays where it is. The portal says nothing about it: no error, no mention in the result.
    Skip,
    /// The file arrives beside its namesake under the same title.
    Duplicate,
}

impl Conflict {
    /// The portal's number for it (`conflictResolveType`).
    pub const fn number(self) -> u8 {
        match self {
            Self::Skip => 0,
            Self::Duplicate => 2,
        }
    }
}
