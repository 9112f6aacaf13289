//! What has changed since a plan was made.

mod guest;

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::{Blocker, ConsentItem, Fate, Plan, Refusal, hazard, ownership};
use crate::domain::{Conflict, FileId, FileIndex, titles::visible};

/// One change between the plan that was confirmed and a plan made just now from the same choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(
    rename_all = "kebab-case",
    tag = "difference",
    rename_all_fields = "camelCase"
)]
pub enum Difference {
    /// Portal, room, caller or target is another one, or may not be used any more. Blocks.
    Place {
        /// In words.
        what: String,
    },
    /// A file that was to move is gone. Blocks.
    Gone {
        /// Its id.
        file: FileId,
        /// Its path in the room when the plan was made.
        path: String,
    },
    /// A file that was to move would stay now, or meets a title it did not meet. Blocks.
    Blocked {
        /// Its id.
        file: FileId,
        /// Its path.
        path: String,
        /// In words.
        what: String,
    },
    /// A file that was not there; it is not touched and ends as `new`. Only reported.
    Added {
        /// Its id.
        file: FileId,
        /// Its path.
        path: String,
    },
    /// A file has a newer version. Only reported.
    NewerVersion {
        /// Its id.
        file: FileId,
        /// Its path.
        path: String,
    },
}

impl Difference {
    /// In words.
    pub fn sentence(&self) -> String {
        match self {
            Self::Place { what } => what.clone(),
            Self::Gone { path, .. } => format!("{path} is gone"),
            Self::Blocked { path, what, .. } => format!("{path}: {what}"),
            Self::Added { path, .. } => format!("{path} was added"),
            Self::NewerVersion { path, .. } => format!("{path} has a newer version"),
        }
    }

    /// Whether the plan must not be run any more.
    pub fn blocks(&self) -> bool {
        matches!(
            self,
            Self::Place { .. } | Self::Gone { .. } | Self::Blocked { .. }
        )
    }
}

/// Compares a plan with one made just now. Empty when nothing has changed.
pub fn compare(confirmed: &Plan, fresh: &Plan) -> Vec<Difference> {
    let mut differences = places(confirmed, fresh);
    let now: HashMap<&FileId, FileIndex> = fresh
        .inventory
        .indexed_files()
        .map(|(index, file)| (&file.id, index))
        .collect();
    let then: HashMap<&FileId, FileIndex> = confirmed
        .inventory
        .indexed_files()
        .map(|(index, file)| (&file.id, index))
        .collect();
    let meeting = meeting(confirmed, &then, fresh);
    for (index, file) in confirmed.inventory.indexed_files() {
        if !confirmed.moves(index) {
            continue;
        }
        let path = || confirmed.inventory.file_path(index);
        let Some(&seen) = now.get(&file.id) else {
            differences.push(Difference::Gone {
                file: file.id.clone(),
                path: path(),
            });
            continue;
        };
        if let Some(what) = newly_blocked(confirmed, index, fresh, seen, &meeting) {
            differences.push(Difference::Blocked {
                file: file.id.clone(),
                path: path(),
                what,
            });
        } else if fresh
            .inventory
            .file(seen)
            .is_some_and(|entry| entry.version > file.version)
        {
            differences.push(Difference::NewerVersion {
                file: file.id.clone(),
                path: path(),
            });
        }
    }
    for (index, file) in fresh.inventory.indexed_files() {
        if !then.contains_key(&file.id) {
            differences.push(Difference::Added {
                file: file.id.clone(),
                path: fresh.inventory.file_path(index),
            });
        }
    }
    differences
}

fn places(confirmed: &Plan, fresh: &Plan) -> Vec<Difference> {
    let mut changed = Vec::new();
    let mut place = |what: String| changed.push(Difference::Place { what });
    if confirmed.portal != fresh.portal {
        place(format!(
            "the plan is for {}, this is {}",
            confirmed.portal, fresh.portal
        ));
    }
    if confirmed.room.id != fresh.room.id {
        place(format!(
            "the plan is for room {}, this is room {}",
            confirmed.room.id, fresh.room.id
        ));
    } else if confirmed.room.title != fresh.room.title {
        place(format!(
            "the plan calls the room {}, the portal {}",
            visible(&confirmed.room.title),
            visible(&fresh.room.title)
        ));
    }
    if confirmed.made_by.person.id != fresh.made_by.person.id {
        place("the key belongs to somebody else than the plan's".into());
    }
    if confirmed.target.root.folder.id != fresh.target.root.folder.id {
        place("the archive root is another folder".into());
    } else if way_to(confirmed) != way_to(fresh) {
        place(format!(
            "the plan archives to {}, the portal has that folder at {}",
            way_to(confirmed),
            way_to(fresh)
        ));
    }
    if confirmed.target.title != fresh.target.title {
        place("the target has another title".into());
    }
    match (&confirmed.target.existing, &fresh.target.existing) {
        (Some(old), Some(new)) if old != new => {
            place(format!("the target was folder {old} and is folder {new}"));
        }
        // Several of them are told below, as the refusal that they are.
        (Some(_), None) if fresh.refusals.iter().any(Refusal::is_about_twins) => {}
        (Some(old), None) => place(format!("the target folder {old} is gone")),
        // A target that has been made meanwhile is found and used; its titles are compared file by file.
        _ => {}
    }
    for item in fresh.needs().difference(&confirmed.needs()) {
        // Fewer locks to break forbid nothing, and a file that was locked since is told by its name. So is everybody
        // who can read the target by now.
        let told_below = matches!(
            item,
            ConsentItem::BreakLocks { .. } | ConsentItem::TakeOwnership { .. }
        );
        if !told_below && !item.is_about_readers() {
            place(item.sentence());
        }
    }
    guest::changes(confirmed, fresh)
        .into_iter()
        .for_each(&mut place);
    if let Some(what) = ownership::changed(confirmed, fresh) {
        place(what);
    }
    for way in hazard::new_ways_in(confirmed, fresh) {
        place(way);
    }
    for refusal in &fresh.refusals {
        if !confirmed.refusals.contains(refusal) {
            place(refusal.what());
        }
    }
    changed
}

/// The way to the archive root as it is shown.
fn way_to(plan: &Plan) -> String {
    let path = plan.target.path();
    let title = visible(&plan.target.title);
    path.strip_suffix(&*title).unwrap_or(&path).to_owned()
}

/// Files of the fresh list that would meet a title if the confirmed plan ran now. Only what that plan moves can meet:
/// files that were added since, or were to stay, do not travel.
fn meeting(
    confirmed: &Plan,
    then: &HashMap<&FileId, FileIndex>,
    fresh: &Plan,
) -> HashSet<FileIndex> {
    let mut meeting = HashSet::new();
    for collision in &fresh.collisions {
        let travelling = collision.files.iter().filter(|index| {
            fresh
                .inventory
                .file(**index)
                .and_then(|file| then.get(&file.id))
                .is_some_and(|old| confirmed.moves(*old))
        });
        let travelling: Vec<_> = travelling.copied().collect();
        if collision.there > 0 || travelling.len() > 1 {
            meeting.extend(travelling);
        }
    }
    meeting
}

fn newly_blocked(
    confirmed: &Plan,
    old: FileIndex,
    fresh: &Plan,
    new: FileIndex,
    meeting: &HashSet<FileIndex>,
) -> Option<String> {
    let rule = |plan: &Plan, index: FileIndex| match plan.fates.get(index.0 as usize) {
        Some(Fate::Move(chunk)) => plan.chunks.get(*chunk as usize).map(|chunk| chunk.conflict),
        _ => None,
    };
    if fresh.unlocks.contains(&new) && !confirmed.unlocks.contains(&old) {
        return Some("somebody has locked it since".into());
    }
    match fresh.fates.get(new.0 as usize) {
        Some(Fate::Stay(Blocker::TitleTaken)) if !meeting.contains(&new) => None,
        Some(Fate::Stay(blocker)) => Some(fresh.reason(new, *blocker)),
        // A meeting that has gone away harms nobody: the file may still travel beside a title that is not there.
        _ => (meeting.contains(&new)
            && rule(confirmed, old) == Some(Conflict::Skip)
            && rule(fresh, new) == Some(Conflict::Duplicate))
        .then(|| "its title is taken by now".into()),
    }
}
