//! Rooms, folders and the places files can be archived to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FolderId, Me, Person, RoomAccess, RoomId};

/// A room as listed, with what an archiver needs to know about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the portal's own independent yes/no answers"
)]
pub struct Room {
    /// The room's id; a string for third-party storage.
    pub id: RoomId,
    /// Title as stored.
    pub title: String,
    /// What kind of room.
    pub kind: RoomKind,
    /// Which section of the portal it lies in.
    pub section: Section,
    /// The owner (`createdBy`, which a change of owner rewrites).
    pub owner: Person,
    /// About how many files, subfolders included. A counter of the portal that may drift; 0 for third-party rooms.
    pub files_count: u64,
    /// About how many folders, subfolders included.
    pub folders_count: u64,
    /// Bytes used, where the portal says so.
    pub used_space: Option<u64>,
    /// The room's quota in bytes, where one is set.
    pub quota: Option<u64>,
    /// The caller's access number; unreliable for admins who are not members.
    pub access: RoomAccess,
    /// The caller is the owner or was invited in person.
    pub in_room: bool,
    /// What the caller may do with the room.
    pub rights: RoomRights,
    /// Encrypted: nothing may leave it.
    pub private: bool,
    /// Readers cannot download; files moved out lose this protection.
    pub deny_download: bool,
    /// Entries have a manual index, which a move loses.
    pub indexing: bool,
    /// Viewers of this room see a watermark over every document; files moved out lose it.
    #[serde(default)]
    pub watermark: bool,
    /// Files are deleted by the portal after this time.
    pub lifetime: Option<Lifetime>,
    /// Name of the third-party provider, if the room lies in one.
    pub provider: Option<String>,
    /// Pinned rooms are listed first.
    pub pinned: bool,
    /// Tags of the room.
    pub tags: Vec<String>,
    /// Last change.
    pub updated: Option<Timestamp>,
}

impl Room {
    /// The caller's part in this room.
    pub fn my_role(&self, me: &Me) -> MyRole {
        if self.owner.id == me.person.id {
            MyRole::Owner
        } else if self.access == RoomAccess::MANAGER {
            MyRole::Manager
        } else if self.access == RoomAccess::CONTENT_CREATOR {
            MyRole::ContentCreator
        } else if !self.in_room && me.is_admin {
            MyRole::AdminNotMember
        } else {
            MyRole::Other(self.access)
        }
    }

    /// Whether its storage belongs to a third party.
    pub fn is_third_party(&self) -> bool {
        self.provider.is_some() || self.id.0.is_third_party()
    }
}

/// The caller's part in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MyRole {
    /// Owns the room: may move every file.
    Owner,
    /// Room manager: may move every file.
    Manager,
    /// May move only the files he made.
    ContentCreator,
    /// Sees the room as portal admin only: may read everything and move nothing.
    AdminNotMember,
    /// Any lesser access: may move nothing.
    Other(RoomAccess),
}

impl MyRole {
    /// A word or two for tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::ContentCreator => "content creator",
            Self::AdminNotMember => "admin, not member",
            Self::Other(access) => access.word(),
        }
    }

    /// Whether files of the room can be moved at all in this part.
    pub fn may_move(self) -> bool {
        matches!(self, Self::Owner | Self::Manager | Self::ContentCreator)
    }
}

/// Kind of room, by the portal's numbers. Unknown ones are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoomKind {
    /// 1: takes only PDF forms.
    FormFilling,
    /// 2: collaboration.
    Collaboration,
    /// 5: custom.
    Custom,
    /// 6: open to the public through a link.
    Public,
    /// 8: virtual data room.
    VirtualData,
    /// 9: AI room.
    Ai,
    /// A kind this program does not know.
    Other(u32),
}

impl RoomKind {
    /// From the portal's `roomType`.
    pub fn from_number(number: u32) -> Self {
        match number {
            1 => Self::FormFilling,
            2 => Self::Collaboration,
            5 => Self::Custom,
            6 => Self::Public,
            8 => Self::VirtualData,
            9 => Self::Ai,
            other => Self::Other(other),
        }
    }

    /// The word for tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::FormFilling => "form filling",
            Self::Collaboration => "collaboration",
            Self::Custom => "custom",
            Self::Public => "public",
            Self::VirtualData => "data room",
            Self::Ai => "AI",
            Self::Other(_) => "other",
        }
    }
}

/// A section of the portal, by `rootFolderType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// 14: active rooms.
    Rooms,
    /// 20: the Archive section. It holds whole rooms, refuses files, and nothing inside it can be changed.
    Archive,
    /// 5: My documents.
    MyDocuments,
    /// 3: trash.
    Trash,
    /// 30: room templates.
    Templates,
    /// 34: AI agents.
    Ai,
    /// Any other number.
    Other(u32),
}

impl Section {
    /// From the portal's `rootFolderType`.
    pub fn from_number(number: u32) -> Self {
        match number {
            14 => Self::Rooms,
            20 => Self::Archive,
            5 => Self::MyDocuments,
            3 => Self::Trash,
            30 => Self::Templates,
            34 => Self::Ai,
            other => Self::Other(other),
        }
    }
}

/// What the caller may do with a room or folder (`security`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the portal's own independent yes/no answers"
)]
pub struct RoomRights {
    /// Make folders in it.
    pub create: bool,
    /// Move entries into it. The Archive section wrongly says yes.
    pub move_to: bool,
    /// See and change links and members (owner and managers).
    pub edit_access: bool,
    /// Take the room over (owner and portal admins).
    pub change_owner: bool,
    /// For a room: archive the room itself. It says nothing about the room's files.
    pub archive: bool,
}

/// Automatic deletion of a room's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lifetime {
    /// How many periods.
    pub value: u32,
    /// 0 days, 1 months, 2 years.
    pub period: u32,
    /// Past the trash.
    pub permanently: bool,
}

impl Lifetime {
    /// `after 30 days, into the trash`. The age counts from a file's first version.
    pub fn words(self) -> String {
        let units = ["day", "month", "year"];
        let period = usize::try_from(self.period).ok();
        let unit = period.and_then(|at| units.get(at)).unwrap_or(&"period");
        let plural = if self.value == 1 { "" } else { "s" };
        let end = if self.permanently {
            "for good"
        } else {
            "into the trash"
        };
        format!("after {} {unit}{plural}, {end}", self.value)
    }
}

/// A folder looked at by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Folder {
    /// The folder's id.
    pub id: FolderId,
    /// Title as stored.
    pub title: String,
    /// The folder above it.
    pub parent: Option<FolderId>,
    /// Section it lies in.
    pub section: Section,
    /// What the caller may do with it.
    pub rights: RoomRights,
    /// About how many files below.
    pub files_count: u64,
    /// About how many folders below.
    pub folders_count: u64,
    /// Lies in third-party storage.
    pub third_party: bool,
    /// It carries an external link of its own, be it expired or only for signed-in people.
    #[serde(default)]
    pub has_link: bool,
    /// People have rows of their own on it: in My documents whom it is shared with, in a room left-over rows.
    #[serde(default)]
    pub has_people: bool,
}

/// One step of the way from a section's root to a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PathPart {
    /// The folder.
    pub id: FolderId,
    /// Its title.
    pub title: String,
    /// Set on the part that is a room.
    pub room_kind: Option<RoomKind>,
}

/// A place where archived files may go, with the room around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// The folder itself.
    pub folder: Folder,
    /// The way to it, section root first, the folder itself last.
    pub path: Vec<PathPart>,
    /// The room it lies in; `None` in My documents.
    pub room: Option<Room>,
}
