//! Operations as their starter sees them: records that are read once, and vanish.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::entries::EntryId;
use super::moves::{Conflict, MovePlan, MoveRefusal};
use super::people::PersonId;
use super::refusal::Refusal;
use super::{Profile, World};
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

impl World {
    /// Starts a move; `None` if there was nothing usable in it. At 3.7 the whole request is checked first.
    pub(in crate::sandbox) fn start_move(
        &mut self,
        who: PersonId,
        request: &MoveRequest,
        now: Instant,
    ) -> Result<Option<String>, Refusal> {
        if request.files.is_empty() && request.folders.is_empty() {
            return Ok(None);
        }
        if self.profile == Profile::V37 {
            self.check_whole_request(who, request, now)
                .map_err(MoveRefusal::into_refusal)?;
        }
        let target = self.resolve_folder(&request.target).ok();
        let to = target.unwrap_or(0);
        let mut steps: VecDeque<Step> = request
            .folders
            .iter()
            .map(|id| Step::Folder {
                id: id.clone(),
                target: to,
                listed: true,
            })
            .collect();
        steps.extend(request.files.iter().map(|id| Step::File {
            id: id.clone(),
            target: to,
            listed: true,
        }));
        let below: i64 = request
            .folders
            .iter()
            .filter_map(|id| self.resolve_folder(id).ok())
            .filter_map(|id| self.tree.folder(id))
            .map(|folder| folder.files_count + folder.folders_count)
            .sum();
        let total = steps.len() + usize::try_from(below).unwrap_or(0);
        let plan = MovePlan {
            target,
            conflict: request.conflict,
            request: request.clone(),
            is_room: false,
        };
        let spoil = self.operations.spoils.pop_front();
        Ok(Some(self.enqueue(
            who,
            plan,
            steps,
            (total, request.hold, spoil),
            now,
        )))
    }

    /// Starts moving a room into another section.
    pub(in crate::sandbox) fn start_room_move(
        &mut self,
        who: PersonId,
        room: EntryId,
        section: EntryId,
        hold: bool,
        now: Instant,
    ) -> String {
        let plan = MovePlan {
            target: Some(section),
            conflict: Conflict::Skip,
            request: MoveRequest::default(),
            is_room: true,
        };
        let steps = VecDeque::from([Step::Room { room, section }]);
        self.enqueue(who, plan, steps, (1, hold, None), now)
    }

    fn enqueue(
        &mut self,
        who: PersonId,
        plan: MovePlan,
        steps: VecDeque<Step>,
        (total, hold, spoil): (usize, bool, Option<Fault>),
        now: Instant,
    ) -> String {
        let guid = self.new_guid();
        let listed = self
            .operations
            .all
            .iter()
            .filter(|operation| operation.listed)
            .count();
        let lost = self.operations.drop_when_busy && listed + 1 > 10;
        let number = self.operations.all.len();
        let victim = spoil.and_then(|_| match steps.get(steps.len() / 2) {
            Some(Step::File { id, .. }) => self.resolve_file(id).ok(),
            _ => None,
        });
        self.operations.all.push(Operation {
            guid: guid.clone(),
            owner: who,
            hold,
            plan,
            steps,
            total,
            attempted: 0,
            processed: 0,
            moved: Vec::new(),
            error: String::new(),
            state: if lost {
                JobState::Lost
            } else {
                JobState::Waiting(now)
            },
            accepted: false,
            listed: true,
            published: now,
            cancelled: false,
            reappears: false,
            unclean: false,
            spoil,
            victim,
        });
        if !lost {
            let slot = self.operations.next_slot;
            self.operations.next_slot = (slot + 1) % self.operations.slots.len();
            if let Some(queue) = self.operations.slots.get_mut(slot) {
                queue.push_back(number);
            }
        }
        guid
    }

    /// Reads the caller's records, all or the one of that id. A completed record is consumed by being read, and one whose
    /// starter asked not to hold it is consumed without ever being shown.
    pub fn read_operations(
        &mut self,
        who: PersonId,
        id: Option<&str>,
        now: Instant,
    ) -> Vec<OperationView> {
        let lag = self.operations.completion_lag;
        let mut views = Vec::new();
        for operation in &mut self.operations.all {
            let wanted = operation.listed
                && operation.owner == who
                && id.is_none_or(|id| id.eq_ignore_ascii_case(&operation.guid));
            if !wanted {
                continue;
            }
            let view = operation.view(now, lag);
            if view.status > 1 {
                operation.listed = false;
            }
            if operation.hold || view.progress < 100 {
                views.push(view);
            }
        }
        views
    }

    /// Takes the caller's records away and asks their jobs to stop. A job that still waits in a slot is not stopped.
    pub fn terminate(
        &mut self,
        who: PersonId,
        id: Option<&str>,
        now: Instant,
    ) -> Vec<OperationView> {
        for operation in &mut self.operations.all {
            let wanted = operation.listed
                && operation.owner == who
                && id.is_none_or(|id| id.eq_ignore_ascii_case(&operation.guid));
            if !wanted {
                continue;
            }
            operation.listed = false;
            if matches!(operation.state, JobState::Running(_)) {
                operation.cancelled = true;
                operation.reappears = true;
            }
        }
        self.read_operations(who, None, now)
    }

    /// Every operation of the world with its record as it is, listed or not; for tests.
    pub fn operations_so_far(&self, now: Instant) -> Vec<OperationView> {
        self.operations
            .all
            .iter()
            .map(|operation| operation.view(now, self.operations.completion_lag))
            .collect()
    }
}

impl Operation {
    fn view(&self, now: Instant, lag: Duration) -> OperationView {
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
