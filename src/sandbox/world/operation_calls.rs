//! Starting operations, reading their records (which consumes them), and stopping them.

use std::collections::VecDeque;

use tokio::time::Instant;

use super::entries::EntryId;
use super::moves::{Conflict, MovePlan, MoveRefusal};
use super::operations::{JobState, MoveRequest, Operation, OperationView, Step};
use super::people::PersonId;
use super::refusal::Refusal;
use super::{Profile, World};
use crate::sandbox::faults::Fault;

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
