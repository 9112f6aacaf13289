//! What comes next.

use std::time::Duration;

use super::{
    record::{CancelRung, Progress, Record, RunEvent, SendId, Stop},
    state::{LastLook, RunState, Stage, Standing, TargetStage},
    tempo::Task,
};
use crate::{
    domain::{FileId, OperationId},
    plan::Plan,
};

/// Making the target is asked for at most this often.
const TARGET_TRIES: u8 = 2;

/// One thing to do now. The engine does it and answers with records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Look under the archive root for the target.
    FindTarget,
    /// Make the target. Journal the intent first.
    MakeTarget,
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
    /// List room and target.
    ListAll,
    /// Read what the final listing left open.
    ReadLast(Vec<FileId>),
    /// Write the last record.
    Finish,
    /// Nothing before this time, counted from the engine's beginning.
    Wait(Duration),
}

impl Step {
    fn task(&self) -> Option<Task> {
        match self {
            Self::FindTarget | Self::MakeTarget => Some(Task::Target),
            Self::Send(send) | Self::Poll { send, .. } | Self::Read { send, .. } => {
                Some(Task::Request(*send))
            }
            Self::ListAll | Self::ReadLast(_) => Some(Task::LastLook),
            Self::Finish | Self::Wait(_) => None,
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
    let mut steps = Vec::new();
    let mut wake: Option<Duration> = None;
    let mut at = |due: Duration| wake = Some(wake.map_or(due, |earlier| earlier.min(due)));

    for send in &state.active {
        match look_at(plan, state, *send, now) {
            Look::Now(step) => steps.push(step),
            Look::At(due) => at(due),
            Look::UnderWay => {}
        }
    }
    let sending = state.cancel.is_none() && state.stop.is_none();
    if sending && !state.paused && !state.queued.is_empty() {
        match &state.target {
            TargetStage::Ready(_) => {
                for step in sends(state, now) {
                    match step {
                        Step::Wait(due) => at(due),
                        step => steps.push(step),
                    }
                }
            }
            stage if !state.tempo.is_busy(Task::Target) => {
                let due = state.tempo.target_due();
                if due > now {
                    at(due)
                } else {
                    steps.push(target_step(stage))
                }
            }
            _ => {}
        }
    }
    let nothing_to_send = state.queued.is_empty() || !sending;
    if nothing_to_send && state.active.is_empty() && state.tempo.is_idle() {
        steps.extend(ending(plan, state));
    }
    if let Some(due) = wake {
        steps.push(Step::Wait(due));
    }
    steps
}

enum Look {
    Now(Step),
    At(Duration),
    UnderWay,
}

fn look_at(plan: &Plan, state: &RunState, id: SendId, now: Duration) -> Look {
    let Some(send) = state
        .send(id)
        .filter(|_| !state.tempo.is_busy(Task::Request(id)))
    else {
        return Look::UnderWay;
    };
    let read = |and_target: bool, last: bool| {
        let open = send
            .files
            .iter()
            .filter(|index| state.standing(**index) == Some(&Standing::Sent));
        let files = open
            .filter_map(|index| plan.inventory.file(*index))
            .map(|file| file.id.clone())
            .collect();
        Look::Now(Step::Read {
            send: id,
            files,
            and_target,
            last,
        })
    };
    let (read_due, waited_enough) = state.tempo.read_due(id, now);
    match &send.stage {
        Stage::Running(operation) => {
            let due = state.tempo.look_due(id);
            if due > now {
                Look::At(due)
            } else {
                Look::Now(Step::Poll {
                    send: id,
                    operation: operation.clone(),
                })
            }
        }
        Stage::Ended(_) => read(false, true),
        Stage::Refused(_) => read(true, true),
        Stage::Lost if read_due > now => Look::At(read_due),
        Stage::Lost => read(false, waited_enough),
        // Only a journal taken up again can show an intent nobody is working on.
        Stage::Intended => read(false, waited_enough),
        Stage::Queued | Stage::Done => Look::UnderWay,
    }
}

fn sends(state: &RunState, now: Duration) -> Vec<Step> {
    // A record that vanished means that the portal is shedding work: go on with one at a time.
    let limit = if state.operations_vanished > 0 {
        1
    } else {
        usize::from(state.manner.operations.clamp(1, 4))
    };
    let due = state.tempo.send_due(|send| state.manner.gap_after(send));
    let free = limit.saturating_sub(state.in_flight());
    if free == 0 {
        return Vec::new();
    }
    if due > now {
        return vec![Step::Wait(due)];
    }
    let at_once = if state.manner.gentle { 1 } else { free };
    state
        .queued
        .iter()
        .take(at_once)
        .map(|send| Step::Send(*send))
        .collect()
}

fn target_step(stage: &TargetStage) -> Step {
    match stage {
        TargetStage::Absent { .. } => Step::MakeTarget,
        TargetStage::NotLooked | TargetStage::Asked { .. } | TargetStage::Ready(_) => {
            Step::FindTarget
        }
    }
}

fn ending(plan: &Plan, state: &RunState) -> Option<Step> {
    let key_is_dead = matches!(state.stop, Some(Stop::Key { .. }));
    match state.last_look {
        // Nothing was sent, so there is nothing to prove.
        LastLook::ToCome if !state.anything_sent || key_is_dead => Some(Step::Finish),
        LastLook::ToCome => Some(Step::ListAll),
        LastLook::Listed => {
            let open = plan
                .inventory
                .files
                .iter()
                .zip(&state.standings)
                .filter_map(|(file, standing)| {
                    matches!(standing, Standing::Sent | Standing::Unknown(_))
                        .then(|| file.id.clone())
                });
            let open: Vec<_> = open.collect();
            Some(if open.is_empty() {
                Step::Finish
            } else {
                Step::ReadLast(open)
            })
        }
        LastLook::Done => Some(Step::Finish),
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
                let arrived_before = self.arrived();
                self.apply(record);
                self.tempo.record(record, now);
                if let Record::FilesRead {
                    send: Some(send), ..
                } = record
                {
                    self.tempo.read(*send, self.arrived() > arrived_before, now);
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

    fn arrived(&self) -> usize {
        self.standings
            .iter()
            .filter(|standing| matches!(standing, Standing::Arrived | Standing::Archived))
            .count()
    }
}
