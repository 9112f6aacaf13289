//! The whole order of a listing, out of which pages are cut; equal keys may come in another order each time.

use std::cmp::Ordering;

use super::entries::{EntryId, File, Folder};
use super::listing::Entry;
use crate::sandbox::seed::Random;

/// The whole sequence of a listing, and which entries share a sort key with their neighbours.
#[derive(Clone, Debug, Default)]
pub(super) struct Sequence {
    pub(super) entries: Vec<Entry>,
    /// For each entry the position where its group of equal keys begins.
    group_start: Vec<usize>,
}

/// What an entry is sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Number(i64),
    Title(Vec<u32>),
    Text(String),
}

impl Sequence {
    /// Adds entries in the order of their keys.
    pub(super) fn append(&mut self, mut keyed: Vec<(Key, Entry)>, ascending: bool) {
        keyed.sort_by(|first, second| {
            let compared = first.0.cmp(&second.0);
            if ascending {
                compared
            } else {
                compared.reverse()
            }
        });
        let mut group = self.entries.len();
        let mut previous: Option<&Key> = None;
        for (key, entry) in &keyed {
            if previous.is_none_or(|previous| previous.cmp(key) != Ordering::Equal) {
                group = self.entries.len();
            }
            self.entries.push(*entry);
            self.group_start.push(group);
            previous = Some(key);
        }
    }

    /// The entries from `start` to `end`, groups of equal keys shuffled by the request where asked.
    pub(super) fn window(&self, start: usize, end: usize, shuffle: Option<u64>) -> Vec<Entry> {
        let slice = self.entries.get(start..end).unwrap_or_default();
        let (Some(seed), Some(&first)) = (shuffle, self.group_start.get(start)) else {
            return slice.to_vec();
        };
        let last_group = end
            .checked_sub(1)
            .and_then(|last| self.group_start.get(last))
            .copied()
            .unwrap_or(first);
        let beyond = self
            .group_start
            .get(end..)
            .unwrap_or_default()
            .iter()
            .take_while(|group| **group == last_group)
            .count();
        let mut shuffled = self
            .entries
            .get(first..end + beyond)
            .unwrap_or_default()
            .to_vec();
        let groups = self
            .group_start
            .get(first..end + beyond)
            .unwrap_or_default();
        for run in groups.chunk_by(|one, other| one == other) {
            let from = run.first().copied().unwrap_or(first) - first;
            if let Some(group) = shuffled.get_mut(from..from + run.len()) {
                Random::for_purpose(seed, u64::try_from(from + first).unwrap_or(0)).shuffle(group);
            }
        }
        shuffled.drain(..start - first);
        shuffled.truncate(end - start);
        shuffled
    }
}

/// A room with a manual order mixes folders and files; `sortBy` is ignored.
pub(super) fn manual_order(folders: &[&Folder], files: &[&File]) -> Sequence {
    let mut keyed: Vec<(i64, EntryId, Entry)> = folders
        .iter()
        .map(|folder| (folder.created, folder.id, Entry::Folder(folder.id)))
        .collect();
    keyed.extend(
        files
            .iter()
            .map(|file| (file.created, file.id, Entry::File(file.id))),
    );
    keyed.sort_by_key(|(created, id, _)| (*created, *id));
    let entries: Vec<Entry> = keyed.into_iter().map(|(_, _, entry)| entry).collect();
    let group_start = (0..entries.len()).collect();
    Sequence {
        entries,
        group_start,
    }
}
