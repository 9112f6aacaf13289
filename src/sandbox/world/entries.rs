//! Files and folders: what they carry.

use std::collections::BTreeSet;

use tokio::time::Instant;

use super::clock::Seconds;
use super::people::PersonId;
use super::rooms::{Link, Room};

/// Ids on internal storage. Files and folders are numbered apart: folder 5 and file 5 may both exist.
pub type EntryId = i32;

/// A section of the portal. Sections are the roots of all folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Active rooms.
    Rooms,
    /// Archived rooms.
    Archive,
    /// One person's own documents.
    My(PersonId),
    /// One person's trash.
    Trash(PersonId),
    /// AI agents.
    Agents,
}

impl Section {
    /// The number in the list of folder types.
    pub fn folder_type(self) -> u8 {
        match self {
            Self::Rooms => 14,
            Self::Archive => 20,
            Self::My(_) => 5,
            Self::Trash(_) => 3,
            Self::Agents => 34,
        }
    }
}

/// A folder that a form-filling room keeps by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormFolder {
    /// Holds the per-form folders of finished forms.
    Complete,
    /// Holds the per-form folders of forms being filled.
    InProcess,
    /// Finished copies of one form.
    FormDone,
    /// Copies of one form that are being filled.
    FormInProgress,
}

impl FormFolder {
    /// The number in the list of folder types.
    pub fn folder_type(self) -> u8 {
        match self {
            Self::Complete => 25,
            Self::InProcess => 26,
            Self::FormDone => 27,
            Self::FormInProgress => 28,
        }
    }

    /// Whether the files directly in it cannot be moved, renamed or locked.
    pub fn keeps_its_files(self) -> bool {
        matches!(self, Self::FormDone | Self::FormInProgress)
    }
}

/// What kind of folder it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FolderKind {
    /// The root of a section.
    Section(Section),
    /// A room.
    Room,
    /// An ordinary folder.
    #[default]
    Plain,
    /// A system folder of a form-filling room.
    Form(FormFolder),
}

/// A folder, a room or a section.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Its number inside the sandbox, and on the wire where `public_id` is none.
    pub id: EntryId,
    /// The folder it lies in; 0 for sections.
    pub parent: EntryId,
    /// Its (sanitised) title.
    pub title: String,
    /// What kind of folder it is.
    pub kind: FolderKind,
    /// When it was made.
    pub created: Seconds,
    /// Who made it; for a room its owner.
    pub created_by: PersonId,
    /// When it was changed last.
    pub updated: Seconds,
    /// Who changed it last.
    pub updated_by: PersonId,
    /// Files below it at any depth, as the counter has it.
    pub files_count: i64,
    /// Folders below it at any depth, as the counter has it.
    pub folders_count: i64,
    /// Bytes below it.
    pub used_space: i64,
    /// Its settings, if it is a room.
    pub room: Option<Box<Room>>,
    /// External links on it.
    pub links: Vec<Link>,
    /// User rows lie on it.
    pub shared_for_user: bool,
    /// The id on the wire of a folder on third-party storage.
    pub public_id: Option<String>,
}

/// Somebody has the file open in an editor.
#[derive(Clone, Copy, Debug)]
pub struct Editing {
    /// Who.
    pub by: PersonId,
    /// Until when; `None` for ever.
    pub until: Option<Instant>,
}

/// The file is being converted, and is hidden from listings meanwhile.
#[derive(Clone, Copy, Debug, Default)]
pub struct Converting {
    /// Until when; `None` for ever.
    pub until: Option<Instant>,
}

/// A file.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent marks of a file, as the portal has them"
)]
pub struct File {
    /// Its number inside the sandbox, and on the wire where `public_id` is none.
    pub id: EntryId,
    /// The folder it lies in.
    pub folder: EntryId,
    /// Its (sanitised) title with the extension.
    pub title: String,
    /// Bytes.
    pub size: i64,
    /// Current version, from 1.
    pub version: u32,
    /// Comment of the current version.
    pub comment: String,
    /// When it was made.
    pub created: Seconds,
    /// Who made it.
    pub created_by: PersonId,
    /// When it was changed last; moves do not touch it.
    pub updated: Seconds,
    /// Who changed it last.
    pub updated_by: PersonId,
    /// Who holds a lock on it.
    pub locked_by: Option<PersonId>,
    /// Open in an editor.
    pub editing: Option<Editing>,
    /// In conversion.
    pub converting: Option<Converting>,
    /// Encrypted, as in private rooms.
    pub encrypted: bool,
    /// A PDF form.
    pub is_form: bool,
    /// A leftover right row takes moving, renaming and deleting from everybody; reading stays.
    pub frozen: bool,
    /// Leftover user rows lie on it.
    pub shared_for_user: bool,
    /// People with an explicit "restrict" row: hidden from their plain listings, not from the recursive one.
    pub restricted_for: BTreeSet<PersonId>,
    /// External links on it.
    pub links: Vec<Link>,
    /// The id on the wire of a file on third-party storage.
    pub public_id: Option<String>,
}

impl Folder {
    /// An empty folder without anything special.
    pub fn plain(id: EntryId, parent: EntryId, title: String, made: (PersonId, Seconds)) -> Self {
        let (person, date) = made;
        Self {
            id,
            parent,
            title,
            kind: FolderKind::Plain,
            created: date,
            created_by: person,
            updated: date,
            updated_by: person,
            files_count: 0,
            folders_count: 0,
            used_space: 0,
            room: None,
            links: Vec::new(),
            shared_for_user: false,
            public_id: None,
        }
    }
}

impl File {
    /// A file of one version without anything special.
    pub fn plain(id: EntryId, folder: EntryId, title: String, made: (PersonId, Seconds)) -> Self {
        let (person, date) = made;
        Self {
            id,
            folder,
            title,
            size: 0,
            version: 1,
            comment: "Created".into(),
            created: date,
            created_by: person,
            updated: date,
            updated_by: person,
            locked_by: None,
            editing: None,
            converting: None,
            encrypted: false,
            is_form: false,
            frozen: false,
            shared_for_user: false,
            restricted_for: BTreeSet::new(),
            links: Vec::new(),
            public_id: None,
        }
    }
}
