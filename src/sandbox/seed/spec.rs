//! A world as data. The same shape is read from a world file and written by the generators.
//!
//! People and groups are named by handles (`"ann"`); every title goes through the portal's own sanitiser when the world is
//! built. Ids are optional: what has none gets the next free one.

use serde::Deserialize;

use crate::sandbox::world::{Access, FormFolder, Lifetime, PersonKind, PersonStatus, RoomKind};

/// A whole world.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorldSpec {
    /// Who has an account. The first one is the key's owner unless `caller` says otherwise.
    pub people: Vec<PersonSpec>,
    /// Handle of the key's owner.
    pub caller: Option<String>,
    /// Groups beside the system group, which every world has under the handle `everyone`.
    pub groups: Vec<GroupSpec>,
    /// Rooms, in the order in which they were made.
    pub rooms: Vec<RoomSpec>,
    /// Folders in the caller's own documents.
    pub my_folders: Vec<FolderSpec>,
    /// The portal's time zone, minutes east of UTC.
    pub utc_offset_minutes: i32,
    /// The room whose files are meant by the switch that puts files into conversion; the first room if missing.
    pub main_room: Option<i32>,
}

/// An account.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PersonSpec {
    /// The name the rest of the world uses.
    pub handle: String,
    /// The id on the wire; made up from the seed if missing.
    pub guid: Option<String>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address; made up from the handle if missing.
    pub email: Option<String>,
    /// Kind of account.
    pub kind: PersonKind,
    /// Whether it is in use.
    pub status: PersonStatus,
    /// Handles of those who invited this person, the first one first.
    pub invited_by: Vec<String>,
    /// Bytes allowed in the own documents; without limit if missing.
    pub quota_limit: Option<i64>,
}

/// A group.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GroupSpec {
    /// The name the rest of the world uses.
    pub handle: String,
    /// Its title.
    pub name: String,
    /// Handles of its members.
    pub members: Vec<String>,
}

/// A room.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent settings of a room, as the portal has them"
)]
pub struct RoomSpec {
    /// Its id.
    pub id: Option<i32>,
    /// Its title.
    pub title: String,
    /// Its type.
    pub kind: RoomKind,
    /// Handle of its owner; the caller if missing.
    pub owner: Option<String>,
    /// Who was given what.
    pub members: Vec<MemberSpec>,
    /// Links into it.
    pub links: Vec<LinkSpec>,
    /// Lies in the Archive section.
    pub archived: bool,
    /// Encrypted.
    pub private: bool,
    /// A manual order.
    pub indexing: bool,
    /// Readers cannot download.
    pub deny_download: bool,
    /// Viewers see a watermark.
    pub watermark: bool,
    /// Pinned.
    pub pinned: bool,
    /// Custom tags.
    pub tags: Vec<String>,
    /// Deletes old files.
    pub lifetime: Option<Lifetime>,
    /// Quota in bytes.
    pub quota_limit: Option<i64>,
    /// Third-party storage, for example `GoogleDrive`; its ids are strings.
    pub provider: Option<String>,
    /// When it was changed last, in days before the world begins; the order of the list makes up one if missing.
    pub changed_days_ago: Option<i64>,
    /// Folders in it.
    pub folders: Vec<FolderSpec>,
    /// Files directly in it.
    pub files: Vec<FileSpec>,
}

/// Somebody's right in a room.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemberSpec {
    /// Handle of a person or a group.
    pub who: String,
    /// What was given.
    pub access: Access,
    /// Handle of the giver; the owner if missing.
    pub given_by: Option<String>,
    /// Holds a role of a form in a data room.
    pub holds_form_role: bool,
}

/// A link into a room or onto a file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinkSpec {
    /// The id on the wire; made up if missing.
    pub guid: Option<String>,
    /// Its title.
    pub title: String,
    /// An invitation instead of an external link.
    pub invitation: bool,
    /// The main one.
    pub primary: bool,
    /// Only for people of the portal.
    pub internal: bool,
    /// What it gives.
    pub access: Access,
}

/// A folder.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FolderSpec {
    /// Its id.
    pub id: Option<i32>,
    /// Its title.
    pub title: String,
    /// A system folder of a form-filling room.
    pub form: Option<FormFolder>,
    /// External links on it.
    pub links: Vec<LinkSpec>,
    /// User rows lie on it.
    pub shared_for_user: bool,
    /// Folders in it.
    pub folders: Vec<FolderSpec>,
    /// Files in it.
    pub files: Vec<FileSpec>,
}

/// A file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent marks of a file, as the portal has them"
)]
pub struct FileSpec {
    /// Its id.
    pub id: Option<i32>,
    /// Its title with the extension.
    pub title: String,
    /// Bytes; made up if missing.
    pub size: Option<i64>,
    /// Current version; 1 if missing.
    pub version: Option<u32>,
    /// When it was made, in seconds before the world begins; made up in bursts if missing.
    pub seconds_ago: Option<i64>,
    /// Handle of its author; the room's owner if missing.
    pub author: Option<String>,
    /// Handle of who locked it.
    pub locked_by: Option<String>,
    /// Handle of who has it open in an editor.
    pub edited_by: Option<String>,
    /// The editor is closed so many seconds after the world begins; never if missing.
    pub edited_for_seconds: Option<u64>,
    /// In conversion.
    pub converting: bool,
    /// The conversion ends so many seconds after the world begins; never if missing.
    pub converting_for_seconds: Option<u64>,
    /// Nobody may move it.
    pub frozen: bool,
    /// Leftover user rows lie on it.
    pub shared_for_user: bool,
    /// Handles of those with a "restrict" row on it.
    pub restricted_for: Vec<String>,
    /// Encrypted.
    pub encrypted: bool,
    /// A PDF form.
    pub is_form: bool,
    /// External links on it.
    pub links: Vec<LinkSpec>,
}

impl FileSpec {
    /// A file of that title and nothing special.
    pub fn titled(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }
}

impl FolderSpec {
    /// An empty folder of that title.
    pub fn titled(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// The folder with these files in it.
    #[must_use]
    pub fn with_files<T: Into<String>>(mut self, titles: impl IntoIterator<Item = T>) -> Self {
        self.files.extend(titles.into_iter().map(FileSpec::titled));
        self
    }
}

impl RoomSpec {
    /// An empty custom room of the caller.
    pub fn titled(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// The room with these files directly in it.
    #[must_use]
    pub fn with_files<T: Into<String>>(mut self, titles: impl IntoIterator<Item = T>) -> Self {
        self.files.extend(titles.into_iter().map(FileSpec::titled));
        self
    }
}

impl PersonSpec {
    /// An account with a handle and a kind; everything else is made up.
    pub fn named(handle: &str, kind: PersonKind) -> Self {
        let mut letters = handle.chars();
        let first_name = letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect())
            .unwrap_or_default();
        Self {
            handle: handle.to_owned(),
            first_name,
            kind,
            ..Self::default()
        }
    }
}
