//! From entries in any order to the inventory: folders as a tree, files in path order.

use std::collections::{BTreeMap, HashMap};

use super::{Gathered, Place, ScanError};
use crate::{
    docspace::FolderSeen,
    domain::{
        FileEntry, FileFlags, FileId, FileIndex, FolderEntry, FolderId, FolderIndex, FolderRole,
        Inventory, Proof,
    },
};

/// Builds the inventory. Folders whose parent nobody knows, or who are each other's parents, hang under the room;
/// so do files whose folder nobody knows.
pub(super) fn inventory(
    top: Place,
    counter: u64,
    gathered: Gathered,
    proof: Proof,
) -> Result<Inventory, ScanError> {
    let mut parts = gathered.into_parts();
    let top_id = top.id.clone();
    let room = FolderEntry {
        id: top.id,
        title: top.title,
        parent: None,
        role: FolderRole::Ordinary,
        files_below: counter,
    };
    let folders = in_path_order(room, parts.folders, &top_id)?;
    let files = files_in_path_order(parts.files, &parts.places, &folders)?;
    Ok(Inventory {
        proof,
        holders: holders(&files, &mut parts.holders),
        folders,
        files,
    })
}

/// One list of the files, with their folders' final positions.
fn files_in_path_order(
    pieces: Vec<Vec<FileEntry>>,
    places: &[FolderId],
    folders: &[FolderEntry],
) -> Result<Vec<FileEntry>, ScanError> {
    let index: HashMap<&FolderId, FolderIndex> = (0u32..)
        .map(FolderIndex)
        .zip(folders)
        .map(|(index, folder)| (&folder.id, index))
        .collect();
    let final_index: Vec<FolderIndex> = places
        .iter()
        .map(|place| index.get(place).copied().unwrap_or(FolderIndex(0)))
        .collect();
    let count = pieces.iter().map(Vec::len).sum();
    u32::try_from(count).map_err(|_| ScanError::TooMany)?;
    let mut files = Vec::with_capacity(count);
    for piece in pieces {
        files.extend(piece.into_iter().map(|file| FileEntry {
            folder: final_index[file.folder.0 as usize],
            ..file
        }));
    }
    // Folders stand in path order, so their positions compare as their paths do.
    files.sort_unstable_by(|one, other| {
        (one.folder, &one.title, &one.id).cmp(&(other.folder, &other.title, &other.id))
    });
    Ok(files)
}

/// Depth first, folders of one parent by title and id: every parent before its children.
fn in_path_order(
    room: FolderEntry,
    mut seen: Vec<FolderSeen>,
    top: &FolderId,
) -> Result<Vec<FolderEntry>, ScanError> {
    seen.retain(|folder| folder.id != *top);
    u32::try_from(seen.len() + 1).map_err(|_| ScanError::TooMany)?;
    seen.sort_unstable_by(|one, other| (&one.title, &one.id).cmp(&(&other.title, &other.id)));
    let mut children = children_of(&seen, top);
    let mut entries = vec![room];
    let mut seen: Vec<Option<FolderSeen>> = seen.into_iter().map(Some).collect();
    // The stack holds positions in `seen` with the parent's position in `entries`, the next one last.
    let mut stack: Vec<(usize, u32)> = Vec::new();
    let push_children = |stack: &mut Vec<(usize, u32)>, below: Vec<usize>, parent: u32| {
        stack.extend(below.into_iter().rev().map(|child| (child, parent)));
    };
    push_children(&mut stack, children.remove(top).unwrap_or_default(), 0);
    while let Some((position, parent)) = stack.pop() {
        let Some(folder) = seen.get_mut(position).and_then(Option::take) else {
            continue;
        };
        let own = u32::try_from(entries.len()).map_err(|_| ScanError::TooMany)?;
        let below = children.remove(&folder.id).unwrap_or_default();
        push_children(&mut stack, below, own);
        entries.push(FolderEntry {
            id: folder.id,
            title: folder.title,
            parent: Some(FolderIndex(parent)),
            role: folder.role,
            files_below: folder.files_below.unwrap_or(0),
        });
    }
    Ok(entries)
}

/// Positions of the folders in each folder. Whoever cannot be reached from the room hangs under it.
fn children_of(seen: &[FolderSeen], top: &FolderId) -> HashMap<FolderId, Vec<usize>> {
    let position: HashMap<&FolderId, usize> = seen
        .iter()
        .enumerate()
        .map(|(at, folder)| (&folder.id, at))
        .collect();
    let mut parents: Vec<Option<usize>> = seen
        .iter()
        .map(|folder| position.get(folder.parent.as_ref()?).copied())
        .collect();
    cut_circles(&mut parents);
    let mut children: HashMap<FolderId, Vec<usize>> = HashMap::new();
    for (child, parent) in parents.into_iter().enumerate() {
        let above = parent.map_or(top, |parent| &seen[parent].id);
        children.entry(above.clone()).or_default().push(child);
    }
    children
}

/// Makes one folder of every circle an orphan.
fn cut_circles(parents: &mut [Option<usize>]) {
    // From which start a folder was first met on the way upwards.
    let mut met_from: Vec<Option<usize>> = vec![None; parents.len()];
    for start in 0..parents.len() {
        let mut at = start;
        while met_from[at].is_none() {
            met_from[at] = Some(start);
            match parents[at] {
                Some(parent) => at = parent,
                None => break,
            }
        }
        // Ending on one's own way, and not at its upper end, is going round.
        if met_from[at] == Some(start) {
            parents[at] = None;
        }
    }
}

fn holders(
    files: &[FileEntry],
    by_id: &mut BTreeMap<FileId, Box<str>>,
) -> BTreeMap<FileIndex, Box<str>> {
    (0u32..)
        .map(FileIndex)
        .zip(files)
        .filter(|(_, file)| {
            file.flags.has(FileFlags::EDITING) || file.flags.has(FileFlags::LOCKED_BY_OTHER)
        })
        .filter_map(|(index, file)| Some((index, by_id.remove(&file.id)?)))
        .collect()
}
