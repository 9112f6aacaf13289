//! Locks of other people, broken right before the files they hold are sent.
//!
//! Each file is looked at first: a lock that has gone by itself is not broken. An intent without an answer is repeated,
//! which does no harm for the same reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    record::SendId,
    state::{RefusedBecause, RunState, Stage, Standing},
    titles::FileNote,
};
use crate::{
    domain::{FileId, FileIndex},
    plan::Plan,
};

/// A lock whose breaking ended in a lost answer is tried once more; then its file is sent as if it were off.
const MOST_TRIES: u8 = 2;

/// What came of breaking the locks on some files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnlockAnswers {
    /// The lock is off, by this call.
    pub unlocked: Vec<FileId>,
    /// Nobody held a lock any more, so none was broken.
    pub free: Vec<FileId>,
    /// The lock stays.
    pub refused: Vec<FileNote>,
    /// Nobody knows.
    pub lost: Vec<FileNote>,
}

/// The locks of a run.
#[derive(Debug, Clone, Default)]
pub(super) struct Locks {
    files: BTreeMap<FileIndex, Lock>,
    /// Requests that were waiting when locks on their files were broken.
    opened: BTreeSet<SendId>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Lock {
    tries: u8,
    off: bool,
    broken: bool,
}

impl Locks {
    pub(super) fn new(plan: &Plan) -> Self {
        let files = plan.unlocks.iter();
        Self {
            files: files.map(|index| (*index, Lock::default())).collect(),
            opened: BTreeSet::new(),
        }
    }

    /// A request is on its way, and is none that waits with broken locks.
    pub(super) fn sent(&mut self, send: SendId) {
        self.opened.remove(&send);
    }

    fn holds(&self, index: FileIndex) -> bool {
        self.files.get(&index).is_some_and(|lock| !lock.off)
    }
}

impl RunState {
    /// Files of a request whose lock has to be broken before it is sent.
    pub(super) fn locked_files(&self, send: SendId) -> Vec<FileIndex> {
        if self.locks.files.is_empty() {
            return Vec::new();
        }
        let mut files = self.files_of(send);
        files.retain(|index| self.locks.holds(*index));
        files
    }

    /// Requests not sent yet, those first whose locks are broken already: a file whose lock was broken must not wait.
    pub(super) fn in_order_of_sending(&self) -> impl Iterator<Item = SendId> {
        let opened = self.locks.opened.iter();
        let opened = opened.filter(|id| self.queued.contains(id));
        let others = self.queued.iter();
        let others = others.filter(|id| !self.locks.opened.contains(id));
        opened.chain(others).copied()
    }

    /// How many locks of other people this run has broken, as far as the portal answered.
    pub fn locks_broken(&self) -> u64 {
        let locks = self.locks.files.values();
        locks.filter(|lock| lock.broken).count() as u64
    }

    pub(super) fn ask_unlocks(&mut self, files: &[FileId]) {
        self.anything_sent = true;
        for file in files {
            self.change_lock(file, |lock| lock.tries = lock.tries.saturating_add(1));
        }
    }

    pub(super) fn take_unlock_answers(&mut self, send: SendId, answers: &UnlockAnswers) {
        if self.send(send).map(|send| &send.stage) != Some(&Stage::Queued) {
            return;
        }
        for file in &answers.unlocked {
            self.change_lock(file, |lock| (lock.off, lock.broken) = (true, true));
        }
        for file in &answers.free {
            // After a lost answer it was most likely our own call.
            self.change_lock(file, |lock| {
                (lock.off, lock.broken) = (true, lock.tries > 1);
            });
        }
        for note in &answers.lost {
            // Asked often enough: the request itself will show whether the lock is off.
            self.change_lock(&note.file, |lock| lock.off |= lock.tries >= MOST_TRIES);
        }
        let files = self.files_of(send);
        let mut stay = Vec::new();
        for note in &answers.refused {
            let Some(index) = self.index_of(&note.file).filter(|at| files.contains(at)) else {
                continue;
            };
            let because = RefusedBecause::LockStays(note.why.as_str().into());
            self.set(index, Standing::Refused(because));
            stay.push(index);
        }
        let mut goes_on = Some(send);
        if !stay.is_empty() {
            goes_on = self.leave_behind(send, &stay);
        }
        self.locks.opened.extend(goes_on);
    }

    fn change_lock(&mut self, file: &FileId, change: impl FnOnce(&mut Lock)) {
        let index = self.index_of(file);
        if let Some(lock) = index.and_then(|index| self.locks.files.get_mut(&index)) {
            change(lock);
        }
    }
}
