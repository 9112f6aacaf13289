//! The room's tree as a flat list of visible rows: indices only, eight bytes a row, so that a million rows scroll like
//! a hundred.

use crate::domain::{FileIndex, FolderIndex, Inventory};

/// One visible row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeRow {
    /// A folder.
    Folder(FolderIndex),
    /// A file.
    File(FileIndex),
}

/// Which entries lie in which folder, found once per listing.
#[derive(Debug, Clone, Default)]
pub struct TreeShape {
    /// Subfolders of all folders, one folder's after the other's.
    subfolders: Grouped,
    /// Files of all folders likewise.
    files: Grouped,
    depths: Vec<u16>,
}

/// Numbers grouped by a key: `members[starts[key]..starts[key + 1]]`.
#[derive(Debug, Clone, Default)]
struct Grouped {
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Grouped {
    /// Groups `0..` by `keys`, keeping the order inside a group. Keys out of range are left out.
    fn of(groups: usize, keys: impl Iterator<Item = Option<u32>> + Clone) -> Self {
        let mut starts = vec![0u32; groups + 2];
        for key in keys.clone().flatten() {
            if let Some(count) = starts
                .get_mut(key as usize + 2)
                .filter(|_| (key as usize) < groups)
            {
                *count += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut members = vec![0u32; starts.last().copied().unwrap_or(0) as usize];
        for (number, key) in (0u32..).zip(keys) {
            let Some(key) = key.filter(|key| (*key as usize) < groups) else {
                continue;
            };
            let next = &mut starts[key as usize + 1];
            members[*next as usize] = number;
            *next += 1;
        }
        starts.pop();
        Self { starts, members }
    }

    fn group(&self, key: u32) -> &[u32] {
        let at = |index: usize| self.starts.get(index).copied().unwrap_or(0) as usize;
        let key = key as usize;
        self.members.get(at(key)..at(key + 1)).unwrap_or_default()
    }
}

impl TreeShape {
    /// Finds the shape. Linear.
    pub fn of(inventory: &Inventory) -> Self {
        let groups = inventory.folders.len();
        let parents = inventory
            .folders
            .iter()
            .map(|folder| folder.parent.map(|parent| parent.0));
        let homes = inventory.files.iter().map(|file| Some(file.folder.0));
        let mut depths = vec![0u16; groups];
        // Parents come before their children; a damaged list only draws a folder too far left.
        for (at, folder) in inventory.folders.iter().enumerate() {
            let above = folder
                .parent
                .and_then(|parent| depths.get(parent.0 as usize));
            depths[at] = above.map_or(0, |depth| depth.saturating_add(1));
        }
        Self {
            subfolders: Grouped::of(groups, parents),
            files: Grouped::of(groups, homes),
            depths,
        }
    }

    /// How deep a folder lies; the room itself is 0.
    pub fn depth(&self, folder: FolderIndex) -> u16 {
        self.depths.get(folder.0 as usize).copied().unwrap_or(0)
    }

    /// Files directly in a folder.
    pub fn files_in(&self, folder: FolderIndex) -> impl ExactSizeIterator<Item = FileIndex> {
        self.files.group(folder.0).iter().copied().map(FileIndex)
    }
}

/// What is folded, and the rows that are seen because of it.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    folded: Vec<bool>,
    rows: Vec<TreeRow>,
}

impl Tree {
    /// Everything unfolded.
    pub fn unfolded(inventory: &Inventory, shape: &TreeShape) -> Self {
        let mut tree = Self {
            folded: vec![false; inventory.folders.len()],
            rows: Vec::with_capacity(inventory.files.len() + inventory.folders.len()),
        };
        tree.lay_out(shape);
        tree
    }

    /// The visible rows, top to bottom. The room itself is not among them.
    pub fn rows(&self) -> &[TreeRow] {
        &self.rows
    }

    /// Whether a folder's content is hidden.
    pub fn is_folded(&self, folder: FolderIndex) -> bool {
        self.folded.get(folder.0 as usize).copied().unwrap_or(false)
    }

    /// Hides or shows a folder's content.
    pub fn fold(&mut self, folder: FolderIndex, hide: bool, shape: &TreeShape) {
        if let Some(state) = self
            .folded
            .get_mut(folder.0 as usize)
            .filter(|state| **state != hide)
        {
            *state = hide;
            self.lay_out(shape);
        }
    }

    /// Folds all folders, or unfolds all when one is folded. Tells whether all are folded now.
    pub fn fold_all(&mut self, shape: &TreeShape) -> bool {
        let fold = !self.folded.iter().skip(1).any(|folded| *folded);
        for state in self.folded.iter_mut().skip(1) {
            *state = fold;
        }
        self.lay_out(shape);
        fold
    }

    /// The row of a folder.
    pub fn row_of_folder(&self, folder: FolderIndex) -> Option<usize> {
        self.rows
            .iter()
            .position(|row| *row == TreeRow::Folder(folder))
    }

    /// Unfolds everything above a file and tells its row.
    pub fn reveal(
        &mut self,
        file: FileIndex,
        inventory: &Inventory,
        shape: &TreeShape,
    ) -> Option<usize> {
        let mut above = inventory.file(file).map(|file| file.folder);
        for _ in 0..inventory.folders.len() {
            let Some(folder) = above else { break };
            if let Some(state) = self.folded.get_mut(folder.0 as usize) {
                *state = false;
            }
            above = inventory
                .folders
                .get(folder.0 as usize)
                .and_then(|entry| entry.parent);
        }
        self.lay_out(shape);
        self.rows.iter().position(|row| *row == TreeRow::File(file))
    }

    /// Rebuilds the rows: subfolders first, then files, as the portal shows them.
    fn lay_out(&mut self, shape: &TreeShape) {
        self.rows.clear();
        let root = FolderIndex(0);
        let push_files = |rows: &mut Vec<TreeRow>, folder: FolderIndex| {
            rows.extend(shape.files_in(folder).map(TreeRow::File));
        };
        // A stack instead of recursion: folders can be nested as deep as people like.
        let mut stack = vec![(root, 0usize)];
        let mut steps = 0usize;
        while let Some((folder, next)) = stack.pop() {
            let subfolders = shape.subfolders.group(folder.0);
            match subfolders.get(next) {
                Some(child) if steps < self.folded.len() => {
                    steps += 1;
                    let child = FolderIndex(*child);
                    stack.push((folder, next + 1));
                    self.rows.push(TreeRow::Folder(child));
                    if !self.is_folded(child) {
                        stack.push((child, 0));
                    }
                }
                _ => push_files(&mut self.rows, folder),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::domain::{
        Completeness, FileEntry, FileFlags, FileId, FolderEntry, FolderId, FolderRole, Proof,
    };

    /// Folders by parent, and the folder of each file.
    fn inventory(parents: &[Option<u32>], homes: &[u32]) -> Inventory {
        let folders = (0..).zip(parents).map(|(id, parent)| FolderEntry {
            id: FolderId::number(id),
            title: format!("folder {id}").into(),
            parent: parent.map(FolderIndex),
            role: FolderRole::Ordinary,
            files_below: 0,
        });
        let files = (0..).zip(homes).map(|(id, folder)| FileEntry {
            id: FileId::number(id),
            title: format!("file {id}").into(),
            folder: FolderIndex(*folder),
            size: 1,
            version: 1,
            flags: FileFlags::MOVABLE,
        });
        Inventory {
            proof: Proof {
                completeness: Completeness::Complete,
                methods: BTreeSet::new(),
                unique_files: 0,
                largest_total: 0,
                counter: 0,
                unique_folders: 0,
                repeated: 0,
                requests: 0,
            },
            folders: folders.collect(),
            files: files.collect(),
            holders: BTreeMap::new(),
        }
    }

    #[test]
    fn every_entry_has_one_row_and_folding_hides_what_lies_below() {
        let inventory = inventory(&[None, Some(0), Some(1), Some(0)], &[0, 1, 1, 2, 3]);
        let shape = TreeShape::of(&inventory);
        let mut tree = Tree::unfolded(&inventory, &shape);
        let (folder, file) = (
            |at| TreeRow::Folder(FolderIndex(at)),
            |at| TreeRow::File(FileIndex(at)),
        );
        let whole = [
            folder(1),
            folder(2),
            file(3),
            file(1),
            file(2),
            folder(3),
            file(4),
            file(0),
        ];
        assert_eq!(tree.rows(), whole);
        tree.fold(FolderIndex(1), true, &shape);
        assert_eq!(tree.rows(), [folder(1), folder(3), file(4), file(0)]);
        assert_eq!(tree.reveal(FileIndex(3), &inventory, &shape), Some(2));
        assert_eq!(tree.rows(), whole);
        assert!(tree.fold_all(&shape));
        assert_eq!(tree.rows(), [folder(1), folder(3), file(0)]);
        assert!(!tree.fold_all(&shape));
        assert_eq!(tree.rows(), whole);
    }

    #[test]
    fn a_damaged_list_of_folders_draws_and_ends() {
        for parents in [
            &[None, Some(2), Some(1)][..],
            &[Some(0)],
            &[None, Some(9)],
            &[],
        ] {
            let inventory = inventory(parents, &[0, 1, 7]);
            let shape = TreeShape::of(&inventory);
            let mut tree = Tree::unfolded(&inventory, &shape);
            tree.fold_all(&shape);
            tree.reveal(FileIndex(2), &inventory, &shape);
            assert!(tree.rows().len() <= 6);
        }
    }
}
