//! Which titles meet in the target, and who moves then.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Blocker, Collision, CollisionPolicy, Fate, make::TargetFile, naming::free_title};
use crate::domain::{FileIndex, Inventory, titles::fold};

/// What [`settle`] found.
pub(super) struct Settled {
    /// The meetings, in path order of their first file.
    pub(super) collisions: Vec<Collision>,
    /// Movable files that meet nobody, in path order.
    pub(super) alone: Vec<FileIndex>,
    /// Movable files that meet another title and move all the same, in path order.
    pub(super) colliding: Vec<FileIndex>,
    /// Titles that files get in the target after they have arrived.
    pub(super) new_titles: BTreeMap<FileIndex, Box<str>>,
}

/// Finds the meetings among the movable files and with what lies in the target, and settles them by the policy.
/// Files that have to stay because of it are marked in `fates`, where `None` means movable.
///
/// Under `rename` and `keep-both` *every* file of a meeting counts as colliding: they travel in requests of their own,
/// whose rule does not depend on which of them arrives first.
pub(super) fn settle(
    inventory: &Inventory,
    fates: &mut [Option<Fate>],
    there: &[TargetFile],
    policy: CollisionPolicy,
) -> Settled {
    let mut lying: HashMap<String, u32> = HashMap::with_capacity(there.len());
    for file in there {
        *lying.entry(fold(&file.title)).or_default() += 1;
    }
    let movable = || {
        inventory
            .indexed_files()
            .filter(|(index, _)| fates[index.0 as usize].is_none())
    };

    let mut first_of: HashMap<String, FileIndex> = HashMap::with_capacity(inventory.files.len());
    let mut meetings: HashMap<FileIndex, Collision> = HashMap::new();
    let mut order = Vec::new();
    let mut alone = Vec::new();
    for (index, file) in movable() {
        let key = fold(&file.title);
        let there = lying.get(&key).copied().unwrap_or(0);
        let first = *first_of.entry(key).or_insert(index);
        if first == index {
            order.push((first, there));
        } else {
            meetings
                .entry(first)
                .or_insert_with(|| Collision {
                    files: vec![first],
                    there,
                })
                .files
                .push(index);
        }
    }
    let mut collisions = Vec::new();
    for (first, there) in order {
        match meetings.remove(&first) {
            Some(meeting) => collisions.push(meeting),
            None if there > 0 => collisions.push(Collision {
                files: vec![first],
                there,
            }),
            None => alone.push(first),
        }
    }

    let mut colliding = Vec::new();
    for collision in &collisions {
        match policy {
            CollisionPolicy::Rename | CollisionPolicy::KeepBoth => {
                colliding.extend(&collision.files);
            }
            CollisionPolicy::Leave => {
                let (moves, stay) = collision.files.split_at(usize::from(collision.there == 0));
                alone.extend(moves);
                for index in stay {
                    fates[index.0 as usize] = Some(Fate::Stay(Blocker::TitleTaken));
                }
            }
        }
    }
    alone.sort_unstable();
    colliding.sort_unstable();
    let new_titles = if policy == CollisionPolicy::Rename {
        let taken = |key: &String| lying.contains_key(key) || first_of.contains_key(key);
        new_titles(inventory, &collisions, taken)
    } else {
        BTreeMap::new()
    };
    Settled {
        collisions,
        alone,
        colliding,
        new_titles,
    }
}

/// The first file of a meeting keeps its title if the target is free of it, each other gets the lowest free number.
/// `taken` knows the keys of everything that lies or arrives in the target.
fn new_titles(
    inventory: &Inventory,
    collisions: &[Collision],
    taken: impl Fn(&String) -> bool,
) -> BTreeMap<FileIndex, Box<str>> {
    let mut given = HashSet::new();
    let mut titles = BTreeMap::new();
    for collision in collisions {
        // Lower numbers were found taken by the file before, and nothing is ever given back.
        let mut from = 2;
        for index in collision
            .files
            .iter()
            .skip(usize::from(collision.there == 0))
        {
            let Some(file) = inventory.file(*index) else {
                continue;
            };
            let is_free = |title: &str| {
                let key = fold(title);
                !taken(&key) && !given.contains(&key)
            };
            let Some((number, title)) = free_title(&file.title, from, is_free) else {
                continue;
            };
            from = number + 1;
            given.insert(fold(&title));
            titles.insert(*index, title);
        }
    }
    titles
}
