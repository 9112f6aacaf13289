//! Files and folders of an inventory, laid out so that a million of them fit: at most 150 bytes per file, title included.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{FileId, FolderId, FolderIndex};

/// One file as listed. The folder is an index into the inventory's folders, not an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// The file's id, which a move inside internal storage keeps.
    pub id: FileId,
    /// Title with extension, exactly as stored (hostile characters included: show it through
    /// [`visible`](super::titles::visible)).
    pub title: Box<str>,
    /// Where it lies, as an index into [`Inventory::folders`](super::Inventory::folders).
    pub folder: FolderIndex,
    /// Content length in bytes. The portal leaves the field out for an empty file.
    pub size: u64,
    /// Current version number; a newer one later is only reported.
    pub version: u32,
    /// What the portal says the caller may do with it, and its state.
    pub flags: FileFlags,
}

/// What is known about a file beside its name, as bits (16, so that a million files stay small).
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileFlags(pub u16);

impl FileFlags {
    /// The caller may move it (`security.Move`).
    pub const MOVABLE: Self = Self(1);
    /// The caller may download it (`security.Download`), which a move needs as well.
    pub const DOWNLOADABLE: Self = Self(1 << 1);
    /// Somebody has it open in an editor.
    pub const EDITING: Self = Self(1 << 2);
    /// Somebody else holds a lock on it. A lock held by the caller does not stop a move and is not flagged.
    pub const LOCKED_BY_OTHER: Self = Self(1 << 3);
    /// The caller may break a foreign lock (`security.Lock`).
    pub const MAY_UNLOCK: Self = Self(1 << 4);
    /// Encrypted: it can never leave its private room.
    pub const ENCRYPTED: Self = Self(1 << 5);
    /// It carries an external link of its own, which a move keeps alive.
    pub const SHARED_BY_LINK: Self = Self(1 << 6);
    /// A PDF form.
    pub const FORM: Self = Self(1 << 7);
    /// A user or group row lies on the file itself (a left-over; such a person reads it without being a member).
    pub const SHARED_WITH_PEOPLE: Self = Self(1 << 8);
    /// The caller may rename it (`security.Rename`).
    pub const RENAMABLE: Self = Self(1 << 9);

    /// Whether all bits of `other` are set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// This with the bits of `other` set when `on`.
    #[must_use]
    pub const fn with(self, other: Self, on: bool) -> Self {
        if on {
            Self(self.0 | other.0)
        } else {
            Self(self.0 & !other.0)
        }
    }
}

impl fmt::Debug for FileFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#012b}", self.0)
    }
}

/// One folder of the inventory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FolderEntry {
    /// The folder's id; index 0 is the room itself.
    pub id: FolderId,
    /// Title as stored.
    pub title: Box<str>,
    /// The folder above, `None` for the room itself.
    pub parent: Option<FolderIndex>,
    /// System folders of form-filling rooms hold files that cannot be moved.
    #[serde(default, skip_serializing_if = "FolderRole::is_ordinary")]
    pub role: FolderRole,
    /// The portal's own count of files in the whole subtree: a hint that may drift, never a proof.
    pub files_below: u64,
}

/// What the portal uses a folder for (`type` 25 to 28, 32, 33 of a folder item).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FolderRole {
    /// A folder that people made.
    #[default]
    Ordinary,
    /// Form-filling room: the folder of finished forms (25) or of forms in process (26). Itself not movable.
    FormSection,
    /// Form-filling room: the folder of one form's results (27) or drafts (28). Its files cannot be moved.
    FormResults,
    /// Knowledge (32) or result storage (33) of an AI room.
    Ai,
}

impl FolderRole {
    /// Whether people made it.
    pub fn is_ordinary(&self) -> bool {
        *self == Self::Ordinary
    }
}
