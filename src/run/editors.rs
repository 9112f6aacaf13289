//! Files that are open in an editor get one more look when everything else is done: the mark goes away by itself soon
//! after the last editor is closed. Locks do not; they are never tried again.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    record::Sighting,
    state::{MOST_SENDS, RefusedBecause, RunState, Standing},
};
use crate::{
    domain::{Conflict, FileId, FileIndex},
    plan::{Blocker, CollisionPolicy, Fate, Plan},
};

/// How far the second look at open files is.
#[derive(Debug, Clone, Default)]
pub(super) struct Editors {
    /// The plan moves something: else there is no end of a run to wait for, and a run that was to move nothing sends
    /// nothing.
    any_chunk: bool,
    /// For files that stay by plan: a row of its own behind the plan's chunks.
    chunk_of_the_left: u32,
    looked: bool,
    /// Files that are open when last seen; a set, so that nobody looks through a million files for none.
    open: BTreeSet<FileIndex>,
    /// Files that were to stay by plan, and were sent all the same.
    freed: BTreeSet<FileIndex>,
}

impl Editors {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            any_chunk: !plan.chunks.is_empty(),
            chunk_of_the_left: u32::try_from(plan.chunks.len()).unwrap_or(u32::MAX),
            open: (0u32..)
                .map(FileIndex)
                .zip(&plan.fates)
                .filter(|(_, fate)| **fate == Fate::Stay(Blocker::Editing))
                .map(|(index, _)| index)
                .collect(),
            ..Self::default()
        }
    }

    /// A file stands otherwise from now on.
    pub(super) fn stands(&mut self, index: FileIndex, standing: &Standing) {
        let is_open = matches!(
            standing,
            Standing::Left(Blocker::Editing)
                | Standing::Refused(RefusedBecause::Blocked(Blocker::Editing))
        );
        if is_open {
            self.open.insert(index);
        } else {
            self.open.remove(&index);
        }
    }

    /// Whether a file was to stay by plan, and was sent all the same.
    pub(super) fn freed(&self, index: FileIndex) -> bool {
        self.freed.contains(&index)
    }
}

impl RunState {
    /// Files to be looked at once more, because they were open in an editor when last seen.
    pub(super) fn open_in_editors(&self, plan: &Plan) -> Vec<FileId> {
        if self.editors.looked || !self.editors.any_chunk {
            return Vec::new();
        }
        let open = self.editors.open.iter();
        let open = open.filter(|index| self.attempts(**index) < MOST_SENDS);
        open.filter_map(|index| plan.inventory.file(*index))
            .map(|file| file.id.clone())
            .collect()
    }

    /// Those that are closed by now travel once more.
    pub(super) fn read_editors(&mut self, seen: &[(FileId, Sighting)]) {
        if std::mem::replace(&mut self.editors.looked, true) {
            return;
        }
        let mut again: BTreeMap<(u32, u8), (Conflict, Vec<FileIndex>)> = BTreeMap::new();
        for (file, sighting) in seen {
            let Some(index) = self
                .index_of(file)
                .filter(|at| self.editors.open.contains(at))
            else {
                continue;
            };
            match sighting {
                Sighting::Room { blocker: None } if self.attempts(index) < MOST_SENDS => {
                    let (chunk, conflict) = self.once_more(index);
                    let (_, files) = again
                        .entry((chunk, conflict.number()))
                        .or_insert_with(|| (conflict, Vec::new()));
                    files.push(index);
                }
                other => self.seen_open(index, other),
            }
        }
        for ((chunk, _), (conflict, files)) in again {
            for index in &files {
                if matches!(self.standing(*index), Some(Standing::Left(_))) {
                    self.editors.freed.insert(*index);
                }
            }
            self.queue(chunk, conflict, files);
        }
    }

    /// The chunk and the rule under which a file travels once more. Who has one request left only must not lose it to
    /// a title that is taken, unless the policy has it so.
    fn once_more(&self, index: FileIndex) -> (u32, Conflict) {
        let before = self
            .sends
            .iter()
            .rev()
            .find(|send| send.files.contains(&index));
        let (chunk, conflict) = before
            .map_or((self.editors.chunk_of_the_left, Conflict::Skip), |send| {
                (send.chunk, send.conflict)
            });
        if self.attempts(index) > 0 && self.policy != CollisionPolicy::Leave {
            (chunk, Conflict::Duplicate)
        } else {
            (chunk, conflict)
        }
    }

    /// A file that is not to travel once more. What stays by plan is left whatever became of it.
    fn seen_open(&mut self, index: FileIndex, sighting: &Sighting) {
        let by_plan = matches!(self.standing(index), Some(Standing::Left(_)));
        let now = match sighting {
            Sighting::Target => Standing::Arrived,
            Sighting::Room {
                blocker: Some(blocker),
            } if by_plan => Standing::Left(*blocker),
            // That it could not be read changes nothing about why it is in the room.
            Sighting::Unreadable { .. } => return,
            _ if by_plan => return,
            other => super::apply::settled(other),
        };
        self.set(index, now);
    }
}
