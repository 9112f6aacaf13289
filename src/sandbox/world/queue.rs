//! The simulation: ten slots, one step after another in each, and the cleaner that looks at ages only.

use std::time::Duration;

use tokio::time::Instant;

use super::moves::MoveRefusal;
use super::operations::{JobState, Step};
use super::{Profile, World};
use crate::sandbox::faults::Fault;

/// How often the cleaner looks.
const TICK: Duration = Duration::from_secs(10);

/// How old the last publication of a record may be.
const LONGEST_SILENCE: Duration = Duration::from_secs(60);

impl World {
    /// Plays everything that is due until `now`, in the order in which it is due.
    pub fn advance(&mut self, now: Instant) {
        self.skip_idle_ticks(now);
        self.accept_waiting(now);
        loop {
            let job = self.next_due_job();
            let tick = self.any_listed().then_some(self.operations.next_tick);
            match (job, tick) {
                (Some((at, number)), tick) if at <= now && tick.is_none_or(|tick| at <= tick) => {
                    self.play(number, at);
                }
                (_, Some(tick)) if tick <= now => self.clean(tick),
                _ => break,
            }
        }
        self.skip_idle_ticks(now);
    }

    fn skip_idle_ticks(&mut self, now: Instant) {
        let listed = self.any_listed();
        if !listed && self.operations.next_tick <= now {
            let ticks = self.clock.age(now).as_secs() / TICK.as_secs() + 1;
            self.operations.next_tick =
                self.clock.begun() + Duration::from_secs(ticks * TICK.as_secs());
        }
    }

    /// The newest records are at the end, and most likely still listed.
    fn any_listed(&self) -> bool {
        self.operations
            .all
            .iter()
            .rev()
            .any(|operation| operation.listed)
    }

    fn next_due_job(&self) -> Option<(Instant, usize)> {
        self.operations
            .slots
            .iter()
            .filter_map(|slot| slot.front().copied())
            .filter_map(|number| match self.operations.all.get(number)?.state {
                JobState::Waiting(at) | JobState::Running(at) => Some((at, number)),
                JobState::Ended(_) | JobState::Lost => None,
            })
            .min()
    }

    fn play(&mut self, number: usize, at: Instant) {
        let Some(operation) = self.operations.all.get(number) else {
            return;
        };
        match operation.state {
            JobState::Waiting(_) => self.begin(number, at),
            JobState::Running(_) => self.step(number, at),
            JobState::Ended(_) | JobState::Lost => {}
        }
    }

    /// A worker takes what is queued into its slots at once: the records say so, even where the job waits.
    fn accept_waiting(&mut self, at: Instant) {
        for operation in &mut self.operations.all {
            if !operation.accepted
                && matches!(operation.state, JobState::Waiting(since) if since <= at)
            {
                operation.accepted = true;
            }
        }
    }

    fn begin(&mut self, number: usize, at: Instant) {
        let Some(operation) = self.operations.all.get(number) else {
            return;
        };
        let (owner, plan) = (operation.owner, operation.plan.clone());
        let refusal = if plan.is_room {
            None
        } else {
            self.general_check(owner, &plan.request, at).err()
        };
        let checked_before = self.profile == Profile::V37;
        if let Some(refusal) = refusal {
            if let Some(operation) = self.operations.all.get_mut(number) {
                // A target that vanished after the check ends the operation without a word.
                if !(checked_before && refusal == MoveRefusal::FolderMissing) {
                    operation.error = refusal.text();
                }
                operation.steps.clear();
                operation.attempted = operation.total;
            }
            return self.end(number, at);
        }
        self.spoil_begin(number);
        let duration = self.operations.time_per_file;
        let Some(operation) = self.operations.all.get_mut(number) else {
            return;
        };
        operation.published = at;
        if operation.steps.is_empty() {
            return self.end(number, at);
        }
        operation.state = JobState::Running(at + duration);
    }

    fn step(&mut self, number: usize, at: Instant) {
        let Some(operation) = self.operations.all.get_mut(number) else {
            return;
        };
        let Some(step) = operation.steps.pop_front() else {
            return self.end(number, at);
        };
        self.perform(number, step, at);
        let duration = self.operations.time_per_file;
        let Some(operation) = self.operations.all.get_mut(number) else {
            return;
        };
        operation.published = at;
        let swallowed =
            operation.spoil == Some(Fault::Swallowed) && operation.attempted * 2 >= operation.total;
        let vanishes = operation.spoil == Some(Fault::RecordVanishes)
            && operation.attempted * 2 >= operation.total;
        if vanishes {
            operation.listed = false;
        }
        if operation.cancelled || swallowed {
            operation.unclean = !operation.steps.is_empty();
            operation.steps.clear();
        }
        let next_takes_time = operation
            .steps
            .front()
            .is_some_and(|step| !matches!(step, Step::RemoveIfEmpty(_)));
        if operation.steps.is_empty() {
            return self.end(number, at);
        }
        operation.state = JobState::Running(if next_takes_time { at + duration } else { at });
    }

    fn end(&mut self, number: usize, at: Instant) {
        if let Some(operation) = self.operations.all.get_mut(number) {
            operation.state = JobState::Ended(at);
            operation.published = at;
            if operation.reappears {
                operation.listed = true;
                // The list already forgot it: the cleaner takes it at its next look.
                operation.published = at.checked_sub(LONGEST_SILENCE).unwrap_or(at);
            }
            if operation.spoil == Some(Fault::StolenResult) {
                operation.listed = false;
            }
        }
        let mut follower = None;
        for slot in &mut self.operations.slots {
            if slot.front() == Some(&number) {
                slot.pop_front();
                follower = slot.front().copied();
            }
        }
        if let Some(operation) = follower.and_then(|next| self.operations.all.get_mut(next))
            && let JobState::Waiting(since) = operation.state
        {
            operation.state = JobState::Waiting(since.max(at));
        }
    }

    /// Drops what has not been published for a minute. A running job is cancelled with its record, a waiting one runs on unseen.
    fn clean(&mut self, tick: Instant) {
        self.operations.next_tick = tick + TICK;
        for operation in &mut self.operations.all {
            if operation.listed
                && tick.saturating_duration_since(operation.published) > LONGEST_SILENCE
            {
                operation.listed = false;
                if matches!(operation.state, JobState::Running(_)) {
                    operation.cancelled = true;
                }
            }
        }
    }

    /// The faults that happen to a file after its move was accepted.
    fn spoil_begin(&mut self, number: usize) {
        let Some((spoil, victim)) = self
            .operations
            .all
            .get(number)
            .and_then(|operation| operation.spoil.zip(operation.victim))
        else {
            return;
        };
        let stranger = self.stranger_to(number);
        match spoil {
            Fault::LockedMidRun => {
                if let Some(file) = self.tree.file_mut(victim) {
                    file.locked_by = stranger;
                }
            }
            Fault::EditedMidRun => {
                if let (Some(file), Some(by)) = (self.tree.file_mut(victim), stranger) {
                    file.editing = Some(super::Editing { by, until: None });
                }
            }
            Fault::DeletedMidRun => drop(self.tree.remove_file(victim)),
            _ => {}
        }
    }

    fn stranger_to(&self, number: usize) -> Option<super::PersonId> {
        let owner = self.operations.all.get(number)?.owner;
        (0..self.people.len())
            .map(super::PersonId)
            .find(|person| *person != owner)
    }
}
