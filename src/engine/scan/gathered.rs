//! Entries as they come in, each id once, and where ids came twice.

use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry};

use crate::{
    docspace::{FileSeen, FolderSeen, ListingPage, PAGE},
    domain::{FileEntry, FileId, FolderId, FolderIndex, RemoteId},
};

/// Files and folders by id, small enough for a million: about 120 bytes per file while they come in.
#[derive(Default)]
pub(super) struct Gathered {
    known_files: KnownFiles,
    /// The files, page by page, so that nothing is copied while they come in. Their folder is a position in `places`.
    files: Vec<Vec<FileEntry>>,
    /// Who holds a file locked or open.
    holders: BTreeMap<FileId, Box<str>>,
    /// The folders that files were seen in, with how many.
    places: Vec<(FolderId, u64)>,
    place_of: HashMap<FolderId, u32>,
    folders: BTreeMap<FolderId, (FolderSeen, Option<u32>)>,
    repeated: u64,
    /// Positions in the listing where two pages meet that shared an id.
    seams: BTreeSet<u64>,
}

/// What a [`Gathered`] holds, for building the inventory.
pub(super) struct Parts {
    /// By id.
    pub(super) folders: Vec<FolderSeen>,
    /// In the pieces they came in; the folder is a position in `places`.
    pub(super) files: Vec<Vec<FileEntry>>,
    pub(super) places: Vec<FolderId>,
    pub(super) holders: BTreeMap<FileId, Box<str>>,
}

impl Gathered {
    /// Takes a page in. `number` is its place in a row of pages that meet (page 0 first), `None` for one that was
    /// cut otherwise. Returns how many entries were new.
    pub(super) fn take(&mut self, page: ListingPage, number: Option<u32>) -> usize {
        let before = self.known_files.len() + self.folders.len();
        for folder in page.folders {
            self.take_folder(folder, number);
        }
        let mut piece = Vec::with_capacity(page.files.len());
        for file in page.files {
            if self.is_new_file(&file.id, number) {
                piece.push(self.entry(file));
            }
        }
        self.keep(piece);
        self.known_files.len() + self.folders.len() - before
    }

    /// Adds a folder, or brings a known one up to date.
    pub(super) fn take_folder(&mut self, folder: FolderSeen, number: Option<u32>) {
        match self.folders.get_mut(&folder.id) {
            Some((known, earlier)) => {
                let earlier = *earlier;
                *known = folder;
                self.note_repeat(earlier, number);
            }
            None => {
                self.folders.insert(folder.id.clone(), (folder, number));
            }
        }
    }

    /// Adds what was read elsewhere.
    pub(super) fn join(&mut self, mut other: Self) {
        self.repeated += other.repeated;
        for (folder, _) in std::mem::take(&mut other.folders).into_values() {
            self.take_folder(folder, None);
        }
        let places: Vec<u32> = other.places.iter().map(|(id, _)| self.place(id)).collect();
        for mut piece in other.files {
            piece.retain(|file| self.is_new_file(&file.id, None));
            for file in &mut piece {
                let place = places[file.folder.0 as usize];
                self.places[place as usize].1 += 1;
                file.folder = FolderIndex(place);
            }
            self.keep(piece);
        }
        self.holders.append(&mut other.holders);
    }

    fn entry(&mut self, file: FileSeen) -> FileEntry {
        if let Some(holder) = file.holder {
            self.holders.insert(file.id.clone(), holder);
        }
        let place = self.place(&file.folder);
        self.places[place as usize].1 += 1;
        FileEntry {
            id: file.id,
            title: file.title,
            folder: FolderIndex(place),
            size: file.size,
            version: file.version,
            flags: file.flags,
        }
    }

    fn keep(&mut self, mut piece: Vec<FileEntry>) {
        if !piece.is_empty() {
            piece.shrink_to_fit();
            self.files.push(piece);
        }
    }

    /// Position of a folder in `places`, of which there cannot be 4 billion in memory.
    fn place(&mut self, folder: &FolderId) -> u32 {
        if let Some(place) = self.place_of.get(folder) {
            return *place;
        }
        let place = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.push((folder.clone(), 0));
        self.place_of.insert(folder.clone(), place);
        place
    }

    fn is_new_file(&mut self, id: &FileId, number: Option<u32>) -> bool {
        let Some(earlier) = self.known_files.note(id, number.unwrap_or(NO_PAGE)) else {
            return true;
        };
        self.note_repeat((earlier != NO_PAGE).then_some(earlier), number);
        false
    }

    /// An id came on two pages: their keys tie where the pages meet, and another id may have come on neither.
    fn note_repeat(&mut self, earlier: Option<u32>, later: Option<u32>) {
        if let (Some(one), Some(other)) = (earlier, later) {
            self.repeated += 1;
            self.seams.insert((u64::from(one.min(other)) + 1) * PAGE);
            self.seams.insert(u64::from(one.max(other)) * PAGE);
        }
    }

    pub(super) fn take_seams(&mut self) -> BTreeSet<u64> {
        self.seams.remove(&0);
        std::mem::take(&mut self.seams)
    }

    pub(super) fn file_count(&self) -> u64 {
        self.known_files.len() as u64
    }

    pub(super) fn folder_count(&self) -> u64 {
        self.folders.len() as u64
    }

    pub(super) fn repeated(&self) -> u64 {
        self.repeated
    }

    /// Folders that files were seen in, with how many.
    pub(super) fn file_places(&self) -> impl Iterator<Item = (&FolderId, u64)> {
        let seen_in = self.places.iter().filter(|(_, files)| *files > 0);
        seen_in.map(|(folder, files)| (folder, *files))
    }

    pub(super) fn folders(&self) -> impl Iterator<Item = &FolderSeen> {
        self.folders.values().map(|(folder, _)| folder)
    }

    pub(super) fn folder(&self, id: &FolderId) -> Option<&FolderSeen> {
        self.folders.get(id).map(|(folder, _)| folder)
    }

    /// Corrects a folder's own counter.
    pub(super) fn set_files_below(&mut self, id: &FolderId, count: u64) {
        if let Some((folder, _)) = self.folders.get_mut(id) {
            folder.files_below = Some(count);
        }
    }

    pub(super) fn into_parts(self) -> Parts {
        let folders = self.folders.into_values().map(|(folder, _)| folder);
        Parts {
            folders: folders.collect(),
            files: self.files,
            places: self.places.into_iter().map(|(id, _)| id).collect(),
            holders: self.holders,
        }
    }
}

/// Every file id seen with the page that brought it; 9 bytes a file in internal storage.
#[derive(Default)]
struct KnownFiles {
    numbers: HashMap<i32, u32>,
    texts: HashMap<Box<str>, u32>,
}

/// Stands for a page outside a row of pages that meet.
const NO_PAGE: u32 = u32::MAX;

impl KnownFiles {
    /// Notes a new id; gives the page that brought one that was known already.
    fn note(&mut self, id: &FileId, page: u32) -> Option<u32> {
        match &id.0 {
            RemoteId::Number(number) => match self.numbers.entry(*number) {
                Entry::Vacant(free) => {
                    free.insert(page);
                    None
                }
                Entry::Occupied(known) => Some(*known.get()),
            },
            RemoteId::Text(text) => {
                let known = self.texts.get(text).copied();
                if known.is_none() {
                    self.texts.insert(text.clone(), page);
                }
                known
            }
        }
    }

    fn len(&self) -> usize {
        self.numbers.len() + self.texts.len()
    }
}
