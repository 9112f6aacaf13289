//! What the portal shall do when a title is already taken in the target.

use serde::{Deserialize, Serialize};

/// The rule sent with a move. The portal knows a third one, overwriting; it destroys files, so it has no value here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conflict {
    /// The file stays where it is, and the portal says nothing about it.
    Skip,
    /// The file moves under its own title, so that two files of one title lie side by side.
    Duplicate,
}
