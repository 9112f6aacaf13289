//! Entries as they come in, each id once, and where ids came twice.

use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry};

use crate::{
    docspace::{FileSeen, FolderSeen, ListingPage, PAGE},
    domain::{FileId, FolderId},
};

/// Files and folders by id.
#[derive(Default)]
pub(super) struct Gathered {
    /// Each file's id with the number of the page that brought it.
    known_files: HashMap<FileId, Option<u32>>,
    /// The files themselves, in the pages' own vectors, so that nothing is copied while a million come in.
    files: Vec<Vec<FileSeen>>,
    folders: BTreeMap<FolderId, (FolderSeen, Option<u32>)>,
    repeated: u64,
    /// Positions in the listing where two pages meet that shared an id.
    seams: BTreeSet<u64>,
}

impl Gathered {
    /// Takes a page in. `number` is its place in a row of pages that meet (page 0 first), `None` for one that was
    /// cut otherwise. Returns how many entries were new.
    pub(super) fn take(&mut self, page: ListingPage, number: Option<u32>) -> usize {
        let before = self.known_files.len() + self.folders.len();
        for folder in page.folders {
            self.take_folder(folder, number);
        }
        let mut files = page.files;
        files.retain(|file| self.is_new_file(&file.id, number));
        files.shrink_to_fit();
        if !files.is_empty() {
            self.files.push(files);
        }
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
    pub(super) fn join(&mut self, other: Self) {
        self.repeated += other.repeated;
        for (folder, _) in other.folders.into_values() {
            self.take_folder(folder, None);
        }
        for mut files in other.files {
            files.retain(|file| self.is_new_file(&file.id, None));
            if !files.is_empty() {
                self.files.push(files);
            }
        }
    }

    fn is_new_file(&mut self, id: &FileId, number: Option<u32>) -> bool {
        let earlier = match self.known_files.entry(id.clone()) {
            Entry::Vacant(place) => {
                place.insert(number);
                return true;
            }
            Entry::Occupied(place) => *place.get(),
        };
        self.note_repeat(earlier, number);
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

    pub(super) fn files(&self) -> impl Iterator<Item = &FileSeen> {
        self.files.iter().flatten()
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

    /// Gives up the folders, by id, and the files, in the pieces they came in.
    pub(super) fn into_parts(self) -> (Vec<FolderSeen>, Vec<Vec<FileSeen>>) {
        let folders = self.folders.into_values().map(|(folder, _)| folder);
        (folders.collect(), self.files)
    }
}
