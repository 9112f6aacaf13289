//! Operations as their starter sees them: records that are read once, and vanish.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::entries::EntryId;
use super::moves::{Conflict, MovePlan};
use super::people::PersonId;
use crate::sandbox::faults::Fault;

/// A move as it was asked for. Ids are resolved when the operation is checked, in the order they came.
#[derive(Clone, Debug, Default)]
pub(in crate::sandbox) struct MoveRequest {
    /// Files, as sent.
    pub(in crate::sandbox) files: Vec<String>,
    /// Folders, as sent.
    pub(in crate::sandbox) folders: Vec<String>,
    /// The target folder, as sent; empty when missing.
    pub(in crate::sandbox) target: String,
    /// What to do with equal titles.
    pub(in crate::sandbox) conflict: Conflict,
    /// `!deleteAfter`: keep the finished record for one reading.
    pub(in crate::sandbox) hold: bool,
}

/// Where the job behind a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JobState {
    /// In a slot, behind another one or not begun; can begin from this instant on.
    Waiting(Instant),
    /// Doing a step that ends at this instant.
    Running(Instant),
    /// Ended at this instant.
    Ended(Instant),
    /// The event was lost: it will never run.
    Lost,
}

/// One thing an operation does.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Move a file; `listed` if the result lists it.
    File {
        id: String,
        target: EntryId,
        listed: bool,
    },
    /// Move a folder: as a whole, or file by file into a folder of the same title.
    Folder {
        id: String,
        target: EntryId,
        listed: bool,
    },
    /// Delete a merged folder if nothing is left in it.
    RemoveIfEmpty(EntryId),
    /// Move a room into another section.
    Room { room: EntryId, section: EntryId },
}

/// An operation: its record and its job.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent marks of a record, which the portal keeps apart, too"
)]
pub(super) struct Operation {
    pub(super) guid: String,
    pub(super) owner: PersonId,
    pub(super) hold: bool,
    pub(super) plan: MovePlan,
    pub(super) steps: VecDeque<Step>,
    pub(super) total: usize,
    pub(super) attempted: usize,
    pub(super) processed: usize,
    pub(super) moved: Vec<EntryId>,
    pub(super) error: String,
    pub(super) state: JobState,
    /// Accepted by a worker: from then on the record says it is running.
    pub(super) accepted: bool,
    /// The record is in the list.
    pub(super) listed: bool,
    pub(super) published: Instant,
    pub(super) cancelled: bool,
    /// Terminated by its owner: the last publication brings the record back for a few seconds.
    pub(super) reappears: bool,
    pub(super) unclean: bool,
    pub(super) spoil: Option<Fault>,
    /// The file a fault is about; for a lie, the one that stays while the record says it moved.
    pub(super) victim: Option<EntryId>,
}

/// What a reader sees of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationView {
    /// The id on the wire.
    pub guid: String,
    /// 0 to 100; attempted entries, not moved ones.
    pub progress: usize,
    /// The last error text, or nothing.
    pub error: String,
    /// Entries really moved.
    pub processed: usize,
    /// The job has ended, for whatever reason.
    pub finished: bool,
    /// 0 created, 1 running, 2 completed.
    pub status: u8,
    /// Files moved so far.
    pub files: Vec<EntryId>,
    /// Folders of the result: the target while running, and at an end without success or an unclean end.
    pub folders: Vec<EntryId>,
    /// The record says of this file that it lies in the target, and lies.
    pub lie: Option<(EntryId, EntryId)>,
}

/// All operations, and the slots they run in.
#[derive(Debug)]
pub(in crate::sandbox) struct Operations {
    pub(super) all: Vec<Operation>,
    pub(super) slots: [VecDeque<usize>; 10],
    pub(super) next_slot: usize,
    pub(super) next_tick: Instant,
    /// How long an operation spends on each file.
    pub(in crate::sandbox) time_per_file: Duration,
    /// Lose an operation when more than ten records are listed.
    pub(in crate::sandbox) drop_when_busy: bool,
    /// How long a finished record still says "running".
    pub(in crate::sandbox) completion_lag: Duration,
    /// Faults waiting for a move to spoil.
    pub(in crate::sandbox) spoils: VecDeque<Fault>,
}

impl Operations {
    pub(super) fn new(begun: Instant) -> Self {
        Self {
            all: Vec::new(),
            slots: Default::default(),
            next_slot: 0,
            next_tick: begun,
            time_per_file: Duration::ZERO,
            drop_when_busy: false,
            completion_lag: Duration::ZERO,
            spoils: VecDeque::new(),
        }
    }

    /// Operations whose job is queued or running.
    pub(in crate::sandbox) fn running(&self) -> usize {
        self.slots.iter().map(VecDeque::len).sum()
    }
}

impl Operation {
    pub(super) fn view(&self, now: Instant, lag: Duration) -> OperationView {
        let ended = match self.state {
            JobState::Ended(at) => Some(at),
            _ => None,
        };
        let completed = ended.is_some_and(|at| at + lag <= now);
        let attempted = (100 * self.attempted)
            .checked_div(self.total)
            .unwrap_or(100)
            .min(100);
        let nothing = self.moved.is_empty();
        let shows_target = ended.is_none() || nothing || self.unclean;
        let folders = if shows_target && self.accepted {
            self.plan.target.into_iter().collect()
        } else {
            Vec::new()
        };
        OperationView {
            guid: self.guid.clone(),
            progress: if ended.is_some() { 100 } else { attempted },
            error: self.error.clone(),
            processed: self.processed,
            finished: ended.is_some(),
            status: match (completed, self.accepted) {
                (true, _) => 2,
                (false, true) => 1,
                (false, false) => 0,
            },
            files: self.moved.clone(),
            folders,
            lie: self
                .victim
                .filter(|_| self.spoil == Some(Fault::RecordLies))
                .zip(self.plan.target),
        }
    }
}
