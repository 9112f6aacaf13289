//! What makes a folder a room: its type, its settings, and who was given what in it.

use super::people::PersonId;

/// The type of a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoomKind {
    /// For filling PDF forms.
    FormFilling,
    /// For working together.
    Collaboration,
    /// For anything.
    #[default]
    Custom,
    /// Open to whoever has its link.
    Public,
    /// A virtual data room.
    VirtualData,
    /// An AI agent's room.
    Ai,
}

impl RoomKind {
    /// The room type's number on the wire.
    pub fn number(self) -> u8 {
        match self {
            Self::FormFilling => 1,
            Self::Collaboration => 2,
            Self::Custom => 5,
            Self::Public => 6,
            Self::VirtualData => 8,
            Self::Ai => 9,
        }
    }

    /// The number of the same type in the list of folder types.
    pub fn folder_type(self) -> u8 {
        match self {
            Self::FormFilling => 15,
            Self::Collaboration => 16,
            Self::Custom => 19,
            Self::Public => 22,
            Self::VirtualData => 29,
            Self::Ai => 31,
        }
    }

    /// Whether such a room can have external links.
    pub fn has_external_links(self) -> bool {
        matches!(self, Self::Custom | Self::Public | Self::FormFilling)
    }

    /// Whether a closed primary link is replaced by a new one.
    pub fn replaces_primary_link(self) -> bool {
        matches!(self, Self::Public | Self::FormFilling)
    }
}

/// What somebody may do in a room, or what a link gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Reading.
    #[default]
    Read,
    /// Nothing at all, whatever else was granted.
    Restrict,
    /// Reviewing.
    Review,
    /// Commenting.
    Comment,
    /// Filling forms.
    FillForms,
    /// Everything but ownership.
    Manager,
    /// Editing.
    Editing,
    /// Editing, and creating and moving one's own.
    ContentCreator,
}

impl Access {
    /// The number on the wire.
    pub fn number(self) -> u8 {
        match self {
            Self::Read => 2,
            Self::Restrict => 3,
            Self::Review => 5,
            Self::Comment => 6,
            Self::FillForms => 7,
            Self::Manager => 9,
            Self::Editing => 10,
            Self::ContentCreator => 11,
        }
    }

    /// The right with that number; 0 (nothing) and unknown numbers are `None`.
    pub fn from_number(number: u64) -> Option<Self> {
        [
            Self::Read,
            Self::Restrict,
            Self::Review,
            Self::Comment,
            Self::FillForms,
            Self::Manager,
            Self::Editing,
            Self::ContentCreator,
        ]
        .into_iter()
        .find(|access| u64::from(access.number()) == number)
    }

    /// The right of that name in the portal's list of names.
    pub fn from_name(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "read" => Some(Self::Read),
            "restrict" => Some(Self::Restrict),
            "review" => Some(Self::Review),
            "comment" => Some(Self::Comment),
            "fillforms" => Some(Self::FillForms),
            "roommanager" => Some(Self::Manager),
            "editing" => Some(Self::Editing),
            "contentcreator" => Some(Self::ContentCreator),
            _ => None,
        }
    }
}

/// Who a grant is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One person.
    Person(PersonId),
    /// A group, by its place in the world's list of groups.
    Group(usize),
}

/// A right given to a person or a group in a room.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Who got it.
    pub subject: Subject,
    /// What was given.
    pub access: Access,
    /// Who gave it first; deleting a guest removes what the caller gave.
    pub given_by: PersonId,
    /// In a data room: still holds a role of a form, so that removal needs `force`.
    pub holds_form_role: bool,
}

/// A link into a room, a folder or a file.
#[derive(Clone, Debug)]
pub struct Link {
    /// The id on the wire.
    pub guid: String,
    /// An invitation (an account comes of it), or an external link (no account needed).
    pub invitation: bool,
    /// The one link of its kind that counts as the main one.
    pub primary: bool,
    /// Only for people of the portal.
    pub internal: bool,
    /// What it gives.
    pub access: Access,
    /// Its title.
    pub title: String,
    /// What the URL carries.
    pub token: String,
}

/// How long a room keeps its files.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lifetime {
    /// Deletes for good instead of into the trash.
    pub delete_permanently: bool,
    /// 0 day, 1 month, 2 year.
    pub period: u8,
    /// So many periods.
    pub value: u32,
}

impl Default for Lifetime {
    fn default() -> Self {
        Self {
            delete_permanently: false,
            period: 0,
            value: 30,
        }
    }
}

/// The settings of a room.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches of a room, as the portal has them"
)]
pub struct Room {
    /// Its type.
    pub kind: RoomKind,
    /// Custom tags.
    pub tags: Vec<String>,
    /// Pinned by the key's owner.
    pub pinned: bool,
    /// Encrypted: nothing may leave it or enter it.
    pub private: bool,
    /// A data room with a manual order.
    pub indexing: bool,
    /// Readers cannot download.
    pub deny_download: bool,
    /// Viewers see a watermark.
    pub watermark: bool,
    /// Deletes old files by itself.
    pub lifetime: Option<Lifetime>,
    /// Room quota in bytes; -1 without limit; `None` where quotas are off.
    pub quota_limit: Option<i64>,
    /// Name of the third-party storage it lies on; such rooms have string ids.
    pub provider: Option<String>,
    /// Who was given what, in order; the owner is not in it.
    pub grants: Vec<Grant>,
    /// Links into the room.
    pub links: Vec<Link>,
}
