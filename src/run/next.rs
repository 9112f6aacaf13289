//! What comes next.

use std::time::Duration;

use super::{
    ownership::{Handover, HandoverStep},
    record::{CancelRung, Progress, Record, RunEvent, SendId, Stop},
    state::{LastLook, RunState, Stage, Standing, TargetStage},
    tempo::{BETWEEN_LOOKS, Task},
    titles::NewTitle,
};
use crate::{
    domain::{FileId, FileIndex, OperationId},
    plan::Plan,
};

/// Making the target is asked for at most this often.
const TARGET_TRIES: u8 = 2;

/// One thing to do now. The engine does it and answers with records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Look whom the room belongs to, before or after a change of that.
    LookAtOwner(Handover),
    /// Change who has the room. Journal the intent first.
    ChangeOwner(Handover),
    /// Look under the archive root for the target.
    FindTarget,
    /// Make the target. Journal the intent first.
    MakeTarget,
    /// Break the locks of other people on files of a request that is sent next. Journal the intent first.
    Unlock {
        /// The request.
        send: SendId,
        /// The files.
        files: Vec<FileId>,
    },
    /// Send a move request. Journal the intent first.
    Send(SendId),
    /// Look at a running operation.
    Poll {
        /// The request behind it.
        send: SendId,
        /// The operation.
        operation: OperationId,
    },
    /// Read files one by one.
    Read {
        /// The request they belong to.
        send: SendId,
        /// Those not settled yet.
        files: Vec<FileId>,
        /// Look at the target too: the request was refused.
        and_target: bool,
        /// Waiting is over after this.
        last: bool,
    },
    /// Look once more at files that were open in an editor.
    ReadEditors(Vec<FileId>),
    /// List the target, and find titles that are free by now.
    CheckTitles,
    /// Rename files in the target. Journal the intent first.
    Rename(Vec<NewTitle>),
    /// List room and target.
    ListAll,
    /// Read what the final listing left open.
    ReadLast(Vec<FileId>),
    /// Make a guest call, by its position in the plan. Journal the intent first; the engine asks the state for its
    /// proof that the run is settled.
    Guest(u32),
    /// Read everything the guest calls were about.
    ReadGuestBack,
    /// Write the last record.
    Finish,
    /// Nothing before this time, counted from the engine's beginning.
    Wait(Duration),
}

impl Step {
    fn task(&self) -> Option<Task> {
        match self {
            Self::LookAtOwner(_) | Self::ChangeOwner(_) => Some(Task::Ownership),
            Self::FindTarget | Self::MakeTarget => Some(Task::Target),
            Self::Unlock { send, .. }
            | Self::Send(send)
            | Self::Poll { send, .. }
            | Self::Read { send, .. } => Some(Task::Request(*send)),
            Self::ReadEditors(_)
            | Self::CheckTitles
            | Self::Rename(_)
            | Self::ListAll
            | Self::ReadLast(_) => Some(Task::LastLook),
            Self::Guest(_) | Self::ReadGuestBack => Some(Task::Guest),
            Self::Finish | Self::Wait(_) => None,
        }
    }

    /// Whether a pause holds it back: what changes something on the portal, and looks that such a change is decided by,
    /// which would be old by the time it is made.
    fn waits_in_a_pause(&self) -> bool {
        match self {
            Self::LookAtOwner(_)
            | Self::ChangeOwner(_)
            | Self::FindTarget
            | Self::MakeTarget
            | Self::Unlock { .. }
            | Self::Send(_)
            | Self::ReadEditors(_)
            | Self::CheckTitles
            | Self::Rename(_)
            | Self::Guest(_) => true,
            Self::Poll { .. }
            | Self::Read { .. }
            | Self::ListAll
            | Self::ReadLast(_)
            | Self::ReadGuestBack
            | Self::Finish
            | Self::Wait(_) => false,
        }
    }
}

/// Everything that should be started now, and when to ask again at the latest. Steps already under way are not
/// named again. Empty when only an answer or the user can bring the run on.
pub fn next(plan: &Plan, state: &RunState, now: Duration) -> Vec<Step> {
    if state.finished {
        return Vec::new();
    }
    if state.cancel >= Some(CancelRung::Abandon) {
        return vec![Step::Finish];
    }
    let mut due = Due::new(now, state.is_paused());
    look(plan, state, &mut due);
    let sending = state.cancel.is_none() && state.stop.is_none();
    if sending && !state.queued.is_empty() {
        match state.taking_step() {
            // Nothing else is begun until the room is seen to be the caller's.
            Some(step) if state.tempo.is_idle() => due.step(now, step.into()),
            Some(_) => {}
            None => send(plan, state, &mut due),
        }
    }
    let nothing_to_send = state.queued.is_empty() || !sending;
    if nothing_to_send && state.active.is_empty() && state.tempo.is_idle() {
        let step = before_the_end(plan, state).filter(|_| sending);
        due.step(now, step.unwrap_or_else(|| end(plan, state)));
    }
    due.into_steps()
}

/// What is due now, and when to ask again.
struct Due {
    now: Duration,
    paused: bool,
    steps: Vec<Step>,
    wake: Option<Duration>,
}

impl Due {
    fn new(now: Duration, paused: bool) -> Self {
        Self {
            now,
            paused,
            steps: Vec::new(),
            wake: None,
        }
    }

    /// The step now, if its time has come; else to be asked for again when it has.
    fn step(&mut self, at: Duration, step: Step) {
        if self.paused && step.waits_in_a_pause() {
            return;
        }
        if at > self.now {
            self.wake = Some(self.wake.map_or(at, |earlier| earlier.min(at)));
        } else {
            self.steps.push(step);
        }
    }

    fn into_steps(mut self) -> Vec<Step> {
        self.steps.extend(self.wake.map(Step::Wait));
        self.steps
    }
}

/// What is still tried once every request is settled, before room and target are listed.
fn before_the_end(plan: &Plan, state: &RunState) -> Option<Step> {
    if state.last_look != LastLook::ToCome {
        return None;
    }
    let open = state.open_in_editors(plan);
    if !open.is_empty() {
        return Some(Step::ReadEditors(open));
    }
    if state.titles_to_check() {
        return Some(Step::CheckTitles);
    }
    let renames = state.next_renames(plan);
    (!renames.is_empty()).then_some(Step::Rename(renames))
}

/// Looks at operations and files of requests that are not settled.
fn look(plan: &Plan, state: &RunState, due: &mut Due) {
    let mut again = Vec::new();
    for id in &state.active {
        let Some(request) = state
            .send(*id)
            .filter(|_| !state.tempo.is_busy(Task::Request(*id)))
        else {
            continue;
        };
        let read = |and_target, last| read(plan, state, *id, and_target, last);
        match &request.stage {
            Stage::Running(_) if state.tempo.is_stalled(*id, due.now) => {
                due.step(due.now, read(false, true));
            }
            Stage::Running(operation) => {
                let poll = Step::Poll {
                    send: *id,
                    operation: operation.clone(),
                };
                match state.tempo.look_due(*id) {
                    (at, true) => due.step(at, poll),
                    (at, false) => again.push((at, poll)),
                }
            }
            Stage::Ended(_) => due.step(due.now, read(false, true)),
            Stage::Refused(_) => due.step(due.now, read(true, true)),
            // Only a journal taken up again can show an intent that nobody is working on.
            Stage::Lost | Stage::Intended => {
                let (at, waited_enough) = state.tempo.read_due(*id, due.now);
                due.step(at, read(false, waited_enough));
            }
            Stage::Queued | Stage::Done => {}
        }
    }
    look_again(state, again, due);
}

/// Only one operation is looked at again at a time: the one that has waited longest, or one that asks for it every
/// second would keep the others from being seen.
fn look_again(state: &RunState, mut again: Vec<(Duration, Step)>, due: &mut Due) {
    again.sort_by_key(|(at, _)| *at);
    let mut earliest = state.tempo.repeated_look_due();
    for (at, poll) in again {
        let at = at.max(earliest);
        if at <= due.now {
            earliest = due.now + BETWEEN_LOOKS;
        }
        due.step(at, poll);
    }
}

fn read(plan: &Plan, state: &RunState, send: SendId, and_target: bool, last: bool) -> Step {
    let files = state.files_of(send);
    let open = files
        .iter()
        .filter(|index| state.standing(**index) == Some(&Standing::Sent));
    Step::Read {
        send,
        files: open
            .filter_map(|index| plan.inventory.file(*index))
            .map(|file| file.id.clone())
            .collect(),
        and_target,
        last,
    }
}

/// Move requests, as many as may be in flight; before the first one the target.
fn send(plan: &Plan, state: &RunState, due: &mut Due) {
    let TargetStage::Ready(_) = &state.target else {
        if !state.tempo.is_busy(Task::Target) {
            due.step(state.tempo.target_due(), target_step(state));
        }
        return;
    };
    let at = state.tempo.send_due(|send| state.manner.gap_after(send));
    let idle = state
        .in_order_of_sending()
        .filter(|id| !state.tempo.is_busy(Task::Request(*id)));
    for id in idle.take(free_places(state)) {
        let locked = state.locked_files(id);
        let files = locked
            .iter()
            .filter_map(|index| plan.inventory.file(*index))
            .map(|file| file.id.clone());
        let files: Vec<_> = files.collect();
        if files.is_empty() {
            due.step(at, Step::Send(id));
        } else {
            due.step(due.now, Step::Unlock { send: id, files });
        }
    }
}

/// How many requests may be begun now.
fn free_places(state: &RunState) -> usize {
    // A record that vanished means that the portal is shedding work: go on with one at a time.
    let limit = if state.operations_vanished > 0 {
        1
    } else {
        usize::from(state.manner.operations.clamp(1, 4))
    };
    // A request whose locks are being broken has its place already: else locks would be broken far ahead, and a run that
    // is stopped would leave them broken on files that were never sent.
    let busy = state.tempo.busy_requests();
    let being_unlocked = busy.filter(|id| state.queued.contains(id)).count();
    let free = limit.saturating_sub(state.in_flight() + being_unlocked);
    if state.manner.gentle {
        free.min(1)
    } else {
        free
    }
}

fn target_step(state: &RunState) -> Step {
    match state.target {
        // A journal taken up again tells what was absent once: only what this process has seen absent is made.
        TargetStage::Absent { .. } if state.tempo.target_is_absent() => Step::MakeTarget,
        _ => Step::FindTarget,
    }
}

/// The last look, what follows from it, and at the very end, whatever came of the run, the room goes back to its owner.
fn end(plan: &Plan, state: &RunState) -> Step {
    match ending(plan, state) {
        Step::Finish => state.hand_back_step().map_or(Step::Finish, Step::from),
        step => step,
    }
}

fn ending(plan: &Plan, state: &RunState) -> Step {
    let key_is_dead = matches!(state.stop, Some(Stop::Key { .. }));
    match state.last_look {
        LastLook::ToCome if key_is_dead => Step::Finish,
        // Nothing was sent and nobody's access depends on it, so there is nothing to prove.
        LastLook::ToCome if !state.anything_sent && !guest_may_go(plan, state) => Step::Finish,
        LastLook::ToCome => Step::ListAll,
        LastLook::Listed => {
            let open = state.open_after_listing();
            let open = open.filter_map(|index| plan.inventory.file(index));
            Step::ReadLast(open.map(|file| file.id.clone()).collect())
        }
        LastLook::Done => guest_step(plan, state),
    }
}

/// Whether somebody's access is to be cut and nothing so far speaks against it.
fn guest_may_go(plan: &Plan, state: &RunState) -> bool {
    plan.guest.is_some() && state.cancel.is_none() && state.stop.is_none()
}

/// The guest goes last, and only through the gate.
fn guest_step(plan: &Plan, state: &RunState) -> Step {
    let step = plan
        .guest
        .as_ref()
        .filter(|_| guest_may_go(plan, state) && state.guest.seen.is_none());
    match step {
        Some(step) => match (state.next_guest_call(step), state.settled(plan)) {
            (Some(call), Ok(_)) => Step::Guest(call),
            (None, Ok(_)) => Step::ReadGuestBack,
            (_, Err(_)) => Step::Finish,
        },
        None => Step::Finish,
    }
}

impl From<HandoverStep> for Step {
    fn from(step: HandoverStep) -> Self {
        match step {
            HandoverStep::Look(change) => Self::LookAtOwner(change),
            HandoverStep::Ask(change) => Self::ChangeOwner(change),
        }
    }
}

impl RunState {
    /// A step was started.
    pub fn began(&mut self, step: &Step, now: Duration) {
        if let Some(task) = step.task() {
            self.tempo
                .began(task, matches!(step, Step::Poll { .. }), now);
        }
    }

    /// A started step is over; its records and progress follow.
    pub fn ended(&mut self, step: &Step, now: Duration) {
        if let Some(task) = step.task() {
            self.tempo.ended(task, now);
        }
    }

    /// Takes in an event, with its time: a record's meaning, and for both what they say about the portal's pace.
    pub fn observe(&mut self, event: &RunEvent, now: Duration) {
        match event {
            RunEvent::Record(record) => {
                let read = match record {
                    Record::FilesRead { send, .. } => send.map(|send| (send, self.arrived(send))),
                    _ => None,
                };
                self.apply(record);
                self.tempo.record(record, now);
                if let Some((send, before)) = read {
                    self.tempo.read(send, self.arrived(send) > before, now);
                }
            }
            RunEvent::Progress(Progress::Paused { paused }) => self.paused = *paused,
            RunEvent::Progress(progress) => self.tempo.progress(progress, now),
        }
    }

    /// Whether making the target was asked for as often as it may be.
    pub fn target_tries_used_up(&self) -> bool {
        matches!(self.target, TargetStage::Absent { tries } | TargetStage::Asked { tries } if tries >= TARGET_TRIES)
    }

    /// How many files of a request have arrived.
    fn arrived(&self, send: SendId) -> usize {
        let files = self.files_of(send).into_iter();
        let has_arrived = |index: &FileIndex| {
            matches!(
                self.standing(*index),
                Some(Standing::Arrived | Standing::Archived)
            )
        };
        files.filter(has_arrived).count()
    }
}
