//! The inventory: a room's files and folders as listed, with the proof that the list is complete.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{FileEntry, FolderEntry};

/// Position in [`Inventory::folders`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FolderIndex(pub u32);

/// Position in [`Inventory::files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileIndex(pub u32);

/// The room's tree as it was listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Inventory {
    /// How complete the list is, and how that is known.
    pub proof: Proof,
    /// Folders, the room itself at index 0, every parent before its children.
    pub folders: Vec<FolderEntry>,
    /// Files in path order (folder path, then title, then id): the order in which they are shown, planned and sent.
    pub files: Vec<FileEntry>,
    /// Who holds a lock or an open editor, by file: few, so kept aside.
    pub holders: BTreeMap<FileIndex, Box<str>>,
}

/// How the list was made and what it proves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// The verdict.
    pub completeness: Completeness,
    /// Everything that had to be done to reach it, in order.
    pub methods: BTreeSet<ListingMethod>,
    /// Distinct file ids seen.
    pub unique_files: u64,
    /// The largest `total` any page claimed.
    pub largest_total: u64,
    /// The portal's own recursive counter of the room: a hint that may drift.
    pub counter: u64,
    /// Distinct folder ids seen, the room not counted.
    pub unique_folders: u64,
    /// Ids that came twice (the portal's sorts have no tie-break).
    pub repeated: u64,
    /// Listing requests sent.
    pub requests: u64,
}

/// The verdict of a [`Proof`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Completeness {
    /// Unique ids equal the largest total seen, and the counter claims no more.
    Complete,
    /// Everything visible was listed, and about `not_visible` files more are claimed: in conversion, or a drifted
    /// counter. Needs its own consent and keeps the guest's access shut in.
    #[serde(rename_all = "camelCase")]
    CompleteExcept {
        /// About how many.
        not_visible: u64,
    },
}

impl Completeness {
    /// About how many files are claimed and were not seen.
    pub fn not_visible(self) -> u64 {
        match self {
            Self::Complete => 0,
            Self::CompleteExcept { not_visible } => not_visible,
        }
    }
}

/// A way of listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListingMethod {
    /// The recursive listing, pages of 100.
    Recursive,
    /// The pages around a seam where an id came twice, once more with other cuts.
    OtherCuts,
    /// Only those folders whose counter claims more than was seen.
    ClaimedFolders,
    /// The whole tree folder by folder.
    Walk,
    /// The portal gave no totals: read on until a page brought nothing new.
    UntilEmptyPage,
}

impl Inventory {
    /// The entry at `index`.
    pub fn file(&self, index: FileIndex) -> Option<&FileEntry> {
        self.files.get(index.0 as usize)
    }

    /// Files with their index, in path order.
    pub fn indexed_files(&self) -> impl Iterator<Item = (FileIndex, &FileEntry)> {
        (0u32..).map(FileIndex).zip(&self.files)
    }

    /// Titles from the room's first folder down to `folder`, the room itself left out.
    pub fn folder_path(&self, folder: FolderIndex) -> Vec<&str> {
        let mut path = Vec::new();
        let mut at = self.folders.get(folder.0 as usize);
        while let Some(entry) = at {
            // A damaged file could name a parent behind its child: a path longer than the list is a circle.
            let Some(parent) = entry.parent.filter(|_| path.len() < self.folders.len()) else {
                break;
            };
            path.push(&*entry.title);
            at = self.folders.get(parent.0 as usize);
        }
        path.reverse();
        path
    }

    /// Path of a file inside the room, `/` between the titles, as stored (not made visible).
    pub fn file_path(&self, index: FileIndex) -> String {
        let Some(file) = self.file(index) else {
            return String::new();
        };
        let mut path = self.folder_path(file.folder).join("/");
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(&file.title);
        path
    }

    /// Sum of the sizes in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}
