//! The tree that files and folders form, with its indexes and its (recursive) counters.

use std::collections::{BTreeSet, HashMap};

use super::collation::title_key;
use super::entries::{EntryId, File, Folder};

/// What lies directly in a folder.
#[derive(Clone, Debug, Default)]
struct Children {
    folders: BTreeSet<EntryId>,
    files: BTreeSet<EntryId>,
}

/// All files and folders, with the index of who lies where.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    folders: HashMap<EntryId, Folder>,
    files: HashMap<EntryId, File>,
    children: HashMap<EntryId, Children>,
    /// Files by folder and weighed title: every move asks for them.
    titles: HashMap<(EntryId, Vec<u32>), BTreeSet<EntryId>>,
    /// Goes up with every change: listings made before are stale.
    revision: u64,
}

impl Tree {
    /// The folder with that number.
    pub fn folder(&self, id: EntryId) -> Option<&Folder> {
        self.folders.get(&id)
    }

    /// The file with that number.
    pub fn file(&self, id: EntryId) -> Option<&File> {
        self.files.get(&id)
    }

    /// The folder, to be changed; never change its `id` or `parent` here.
    pub fn folder_mut(&mut self, id: EntryId) -> Option<&mut Folder> {
        self.revision += 1;
        self.folders.get_mut(&id)
    }

    /// The file, to be changed; never change its `id`, `folder` or `title` here.
    pub fn file_mut(&mut self, id: EntryId) -> Option<&mut File> {
        self.revision += 1;
        self.files.get_mut(&id)
    }

    /// Every folder, in no order.
    pub fn folders(&self) -> impl Iterator<Item = &Folder> {
        self.folders.values()
    }

    /// Every file, in no order.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.files.values()
    }

    /// Goes up with every change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Direct subfolders, by number.
    pub fn subfolders(&self, id: EntryId) -> Vec<EntryId> {
        self.children
            .get(&id)
            .map(|children| children.folders.iter().copied().collect())
            .unwrap_or_default()
    }

    /// Direct files, by number.
    pub fn direct_files(&self, id: EntryId) -> Vec<EntryId> {
        self.children
            .get(&id)
            .map(|children| children.files.iter().copied().collect())
            .unwrap_or_default()
    }

    /// Every folder below, at any depth, without the folder itself.
    pub fn folders_below(&self, id: EntryId) -> Vec<EntryId> {
        let mut found = self.subfolders(id);
        let mut next = 0;
        while let Some(folder) = found.get(next).copied() {
            found.extend(self.subfolders(folder));
            next += 1;
        }
        found
    }

    /// Every file below, at any depth.
    pub fn files_below(&self, id: EntryId) -> Vec<EntryId> {
        let mut found = self.direct_files(id);
        for folder in self.folders_below(id) {
            found.extend(self.direct_files(folder));
        }
        found
    }

    /// The folder and everything above it, from the folder up to its section.
    pub fn ancestors(&self, id: EntryId) -> Vec<EntryId> {
        let mut chain = Vec::new();
        let mut current = id;
        while let Some(folder) = self.folders.get(&current) {
            chain.push(current);
            current = folder.parent;
        }
        chain
    }

    /// Puts a new folder into the tree and counts it.
    pub fn insert_folder(&mut self, folder: Folder) {
        self.revision += 1;
        let (id, parent) = (folder.id, folder.parent);
        self.folders.insert(id, folder);
        self.children.entry(id).or_default();
        if parent != 0 {
            self.children.entry(parent).or_default().folders.insert(id);
            self.count(parent, 0, 1, 0);
        }
    }

    /// Puts a new file into the tree and counts it.
    pub fn insert_file(&mut self, file: File) {
        self.revision += 1;
        let (id, folder, size) = (file.id, file.folder, file.size);
        self.titles
            .entry((folder, title_key(&file.title)))
            .or_default()
            .insert(id);
        self.files.insert(id, file);
        self.children.entry(folder).or_default().files.insert(id);
        self.count(folder, 1, 0, size);
    }

    /// Gives the file another parent; nothing else of it changes.
    pub fn reparent_file(&mut self, id: EntryId, target: EntryId) {
        self.revision += 1;
        let Some(file) = self.files.get_mut(&id) else {
            return;
        };
        let (source, size) = (file.folder, file.size);
        file.folder = target;
        let key = title_key(&file.title);
        self.forget_title(&(source, key.clone()), id);
        self.titles.entry((target, key)).or_default().insert(id);
        self.children.entry(source).or_default().files.remove(&id);
        self.children.entry(target).or_default().files.insert(id);
        self.count(source, -1, 0, -size);
        self.count(target, 1, 0, size);
    }

    /// Gives the folder with all that is in it another parent.
    pub fn reparent_folder(&mut self, id: EntryId, target: EntryId) {
        self.revision += 1;
        let Some(folder) = self.folders.get_mut(&id) else {
            return;
        };
        let (files, folders, space) = (
            folder.files_count,
            folder.folders_count + 1,
            folder.used_space,
        );
        let source = std::mem::replace(&mut folder.parent, target);
        self.children.entry(source).or_default().folders.remove(&id);
        self.children.entry(target).or_default().folders.insert(id);
        self.count(source, -files, -folders, -space);
        self.count(target, files, folders, space);
    }

    /// Gives the file another title.
    pub fn retitle_file(&mut self, id: EntryId, title: String) {
        self.revision += 1;
        let Some(file) = self.files.get_mut(&id) else {
            return;
        };
        let (folder, old) = (file.folder, title_key(&file.title));
        let new = title_key(&title);
        file.title = title;
        self.forget_title(&(folder, old), id);
        self.titles.entry((folder, new)).or_default().insert(id);
    }

    /// The files directly in the folder whose title equals this one to the database.
    pub fn files_titled_like(&self, folder: EntryId, title: &str) -> impl Iterator<Item = &File> {
        let ids = self.titles.get(&(folder, title_key(title)));
        ids.into_iter()
            .flatten()
            .filter_map(|id| self.files.get(id))
    }

    fn forget_title(&mut self, key: &(EntryId, Vec<u32>), id: EntryId) {
        if let Some(ids) = self.titles.get_mut(key) {
            ids.remove(&id);
            if ids.is_empty() {
                self.titles.remove(key);
            }
        }
    }

    /// Takes a file out of the world.
    pub fn remove_file(&mut self, id: EntryId) -> Option<File> {
        self.revision += 1;
        let file = self.files.remove(&id)?;
        self.forget_title(&(file.folder, title_key(&file.title)), id);
        self.children
            .entry(file.folder)
            .or_default()
            .files
            .remove(&id);
        self.count(file.folder, -1, 0, -file.size);
        Some(file)
    }

    /// Takes an empty folder out of the world; a folder with content stays.
    pub fn remove_empty_folder(&mut self, id: EntryId) -> Option<Folder> {
        let empty = self
            .children
            .get(&id)
            .is_none_or(|children| children.files.is_empty() && children.folders.is_empty());
        if !empty {
            return None;
        }
        self.revision += 1;
        let folder = self.folders.remove(&id)?;
        self.children.remove(&id);
        self.children
            .entry(folder.parent)
            .or_default()
            .folders
            .remove(&id);
        self.count(folder.parent, 0, -1, 0);
        Some(folder)
    }

    fn count(&mut self, from: EntryId, files: i64, folders: i64, space: i64) {
        let mut current = from;
        while let Some(folder) = self.folders.get_mut(&current) {
            folder.files_count += files;
            folder.folders_count += folders;
            folder.used_space += space;
            current = folder.parent;
        }
    }
}
