//! The loop around `next` and `observe` against the toy portal, on simulated time, as the engine does it. At every step
//! it asserts its rules.

mod answers;
mod rules;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    time::Duration,
};

use super::toy::{Meddling, Spot, Toy};
use crate::{
    domain::{FileId, PortalName, RoomId},
    plan::{Consent, Plan, tests::builder::ROOM},
    run::{
        CancelRung, Handover, HandoverAnswer, Manner, Progress, Record, RunEvent, RunId, RunState,
        SendId, Sighting, Step, next,
    },
};

/// No test here needs nearly as many.
const MOST_STEPS: u32 = 50_000;
/// Nor nearly as long.
const LONGEST: Duration = Duration::from_hours(24);
const LOST_ANSWER: Duration = Duration::from_secs(30);

/// What the user does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Control {
    Cancel,
    Pause,
    Resume,
}

enum UnderWay {
    Arriving(Step),
    Answering(Step, Answer),
}

enum Answer {
    Events(Vec<RunEvent>),
    /// The target, before files are renamed in it.
    Titles(Vec<(FileId, String)>),
    /// One of the two lists of the last look; the other one is made when the answer is taken.
    Listed(Spot, (Vec<FileId>, bool)),
}

/// What was seen to happen.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) records: Vec<Record>,
    pub(super) sends: Vec<(Duration, SendId, Vec<FileId>)>,
    /// Time of each look at an operation that was not its first.
    pub(super) repeated_looks: Vec<Duration>,
    pub(super) looks: u32,
    pub(super) folders_made: u32,
    /// Jobs at work on the portal at once, whose records could be read.
    pub(super) most_running: usize,
    pub(super) listed_room: Option<BTreeSet<FileId>>,
    pub(super) listed_target: Option<BTreeSet<FileId>>,
    /// What lay in the target when titles were looked for.
    before_renaming: BTreeSet<FileId>,
    pub(super) read_last: HashMap<FileId, Sighting>,
    /// In how many requests each file was that were not refused.
    pub(super) may_have_moved: BTreeMap<FileId, i32>,
}

pub(super) struct Driver<'p> {
    plan: &'p Plan,
    pub(super) state: RunState,
    pub(super) toy: Toy,
    pub(super) log: Log,
    manner: Manner,
    pub(super) clock: Duration,
    /// When the present engine began.
    start: Duration,
    under_way: BTreeMap<(Duration, u32), UnderWay>,
    looked_at: BTreeSet<SendId>,
    meddlings: VecDeque<(Duration, Meddling)>,
    controls: VecDeque<(Duration, Control)>,
    /// The engine is killed when so many records have been written.
    kills: BTreeSet<usize>,
    steps: u32,
}

impl<'p> Driver<'p> {
    pub(super) fn new(plan: &'p Plan, toy: Toy, manner: Manner) -> Self {
        Self {
            plan,
            state: RunState::new(plan),
            toy,
            log: Log::default(),
            manner,
            clock: Duration::ZERO,
            start: Duration::ZERO,
            under_way: BTreeMap::new(),
            looked_at: BTreeSet::new(),
            meddlings: VecDeque::new(),
            controls: VecDeque::new(),
            kills: BTreeSet::new(),
            steps: 0,
        }
    }

    pub(super) fn meddling(mut self, mut meddlings: Vec<(Duration, Meddling)>) -> Self {
        meddlings.sort_by_key(|(at, _)| *at);
        self.meddlings = meddlings.into();
        self
    }

    pub(super) fn controlled(mut self, mut controls: Vec<(Duration, Control)>) -> Self {
        controls.sort_by_key(|(at, _)| *at);
        self.controls = controls.into();
        self
    }

    pub(super) fn killed(mut self, kills: BTreeSet<usize>) -> Self {
        self.kills = kills;
        self
    }

    /// Runs to the end.
    pub(super) fn run(mut self) -> Self {
        self.record(began(self.plan, self.manner));
        while !self.state.is_finished() {
            self.steps += 1;
            assert!(self.steps < MOST_STEPS, "it does not end");
            assert!(self.clock < LONGEST, "it lasts too long");
            self.toy.advance(self.clock);
            if self.kills.remove(&self.log.records.len()) {
                self.kill();
                continue;
            }
            let wake = self.start_steps();
            if !self.state.is_finished() {
                self.let_time_pass(wake);
            }
        }
        self
    }

    fn now(&self) -> Duration {
        self.clock.saturating_sub(self.start)
    }

    fn start_steps(&mut self) -> Option<Duration> {
        let mut wake = None;
        for step in next(self.plan, &self.state, self.now()) {
            self.check(&step);
            match step {
                Step::Wait(until) => wake = Some(self.start + until),
                Step::Finish => {
                    self.under_way.clear();
                    self.record(Record::Finished);
                }
                step => self.begin(step),
            }
        }
        wake
    }

    fn begin(&mut self, step: Step) {
        if let Some(intent) = self.intent(&step) {
            self.record(intent);
        }
        self.state.began(&step, self.now());
        if matches!(step, Step::ListAll | Step::LookAtOwner(Handover::GiveBack)) {
            // From here on nobody meddles, so that the lists can be held against the truth.
            self.meddlings.clear();
        }
        let after = Duration::from_millis(2 + self.toy.draw(30));
        self.schedule(after, UnderWay::Arriving(step));
        let mut in_flight = self.log.records.iter().fold(BTreeSet::new(), in_flight);
        in_flight.extend(self.under_way.values().filter_map(being_unlocked));
        let most = usize::from(self.manner.operations);
        assert!(in_flight.len() <= most, "{} in flight", in_flight.len());
    }

    fn intent(&self, step: &Step) -> Option<Record> {
        match step {
            Step::Guest(call) => Some(Record::GuestCallIntended { call: *call }),
            Step::ChangeOwner(change) => Some(Record::OwnershipIntended { change: *change }),
            Step::Unlock { send, files } => Some(Record::UnlockIntended {
                send: *send,
                files: files.clone(),
            }),
            Step::Rename(renames) => Some(Record::RenameIntended {
                renames: renames.clone(),
            }),
            Step::MakeTarget => Some(Record::TargetIntended {
                parent: self.plan.target.root.folder.id.clone(),
                title: self.plan.target.title.clone(),
            }),
            Step::Send(send) => {
                let request = self.state.send(*send).unwrap();
                Some(Record::SendIntended {
                    send: *send,
                    chunk: request.chunk,
                    conflict: request.conflict,
                    files: files_of(self.plan, &self.state, *send),
                })
            }
            _ => None,
        }
    }

    fn let_time_pass(&mut self, wake: Option<Duration>) {
        let arrival = self.under_way.first_key_value().map(|((at, _), _)| *at);
        let control = self.controls.front().map(|(at, _)| *at);
        let meddling = self.meddlings.front().map(|(at, _)| *at);
        let next = [arrival, control, meddling, wake]
            .into_iter()
            .flatten()
            .min();
        let at = next.expect("nothing under way, nothing to wait for, and not at the end");
        self.clock = self.clock.max(at);
        self.toy.advance(self.clock);
        self.log.most_running = self.log.most_running.max(self.toy.running());
        if meddling == Some(at) {
            if let Some((_, meddling)) = self.meddlings.pop_front() {
                self.toy.meddle(meddling);
            }
        } else if control == Some(at) {
            self.control();
        } else if arrival == Some(at) {
            self.go_on();
        }
    }

    fn control(&mut self) {
        let paused = match self.controls.pop_front() {
            Some((_, Control::Cancel)) => {
                let rung = match self.state.cancel() {
                    None => CancelRung::Finish,
                    Some(_) => CancelRung::Abandon,
                };
                return self.record(Record::CancelAsked { rung });
            }
            Some((_, Control::Pause)) => true,
            Some((_, Control::Resume)) | None => false,
        };
        let now = self.now();
        self.state
            .observe(&RunEvent::Progress(Progress::Paused { paused }), now);
    }

    fn go_on(&mut self) {
        match self.under_way.pop_first() {
            Some((_, UnderWay::Arriving(step))) => {
                let answer = self.arrive(&step);
                let after = if is_lost(&answer) {
                    LOST_ANSWER
                } else {
                    Duration::from_millis(2 + self.toy.draw(30))
                };
                self.schedule(after, UnderWay::Answering(step, answer));
            }
            Some((_, UnderWay::Answering(step, answer))) => self.take(&step, answer),
            None => {}
        }
    }

    fn take(&mut self, step: &Step, answer: Answer) {
        let now = self.now();
        self.state.ended(step, now);
        let events = match answer {
            Answer::Events(events) => events,
            Answer::Titles(titles) => {
                self.log.before_renaming = titles.iter().map(|(file, _)| file.clone()).collect();
                let lying = titles.iter().map(|(file, title)| (file, &**title));
                vec![RunEvent::Record(self.state.check_titles(self.plan, lying))]
            }
            Answer::Listed(spot, list) => vec![RunEvent::Record(self.list_other(spot, list))],
        };
        for event in events {
            match event {
                RunEvent::Record(record) => self.record(record),
                progress @ RunEvent::Progress(_) => self.state.observe(&progress, now),
            }
        }
    }

    fn record(&mut self, record: Record) {
        self.count(&record);
        self.log.records.push(record.clone());
        let now = self.now();
        self.state.observe(&RunEvent::Record(record), now);
    }

    fn count(&mut self, record: &Record) {
        let (files, by) = match record {
            Record::SendIntended { files, .. } => (files.clone(), 1),
            Record::SendRefused { send, .. } => (files_of(self.plan, &self.state, *send), -1),
            Record::FilesRead {
                send: None, seen, ..
            } => {
                self.log.read_last.extend(seen.iter().cloned());
                return;
            }
            _ => return,
        };
        for file in files {
            *self.log.may_have_moved.entry(file).or_default() += by;
        }
    }

    fn schedule(&mut self, after: Duration, what: UnderWay) {
        self.under_way
            .insert((self.clock + after, self.steps), what);
        self.steps += 1;
    }

    /// The engine dies with everything it has under way; what has left may arrive all the same. Another engine takes
    /// the records up a little later.
    fn kill(&mut self) {
        for (_, what) in std::mem::take(&mut self.under_way) {
            if let UnderWay::Arriving(
                step @ (Step::Send(_)
                | Step::MakeTarget
                | Step::Unlock { .. }
                | Step::Rename(_)
                | Step::ChangeOwner(_)),
            ) = what
                && self.toy.draw(2) == 0
            {
                self.arrive(&step);
            }
        }
        self.clock += Duration::from_millis(self.toy.draw(90_000));
        self.start = self.clock;
        self.looked_at.clear();
        self.log.repeated_looks.clear();
        self.state = replayed(self.plan, &self.log.records);
        self.controls
            .retain(|(_, control)| matches!(control, Control::Cancel));
    }
}

/// The state that records alone give.
pub(super) fn replayed(plan: &Plan, records: &[Record]) -> RunState {
    let mut state = RunState::new(plan);
    for record in records {
        state.apply(record);
    }
    state
}

/// The first record of a run.
pub(super) fn began(plan: &Plan, manner: Manner) -> Record {
    Record::Began {
        run: RunId("run-1".into()),
        plan: plan.digest.clone(),
        portal: PortalName("docspace.example.com".into()),
        room: RoomId::number(ROOM),
        consent: Consent {
            digest: plan.digest.clone(),
            items: BTreeSet::new(),
        },
        manner,
        program: "closeout test".into(),
    }
}

pub(super) fn files_of(plan: &Plan, state: &RunState, send: SendId) -> Vec<FileId> {
    let files = state.send(send).map(|send| send.files.clone());
    files
        .unwrap_or_default()
        .iter()
        .map(|index| plan.inventory.file(*index).unwrap().id.clone())
        .collect()
}

/// Requests that may be running, from the records.
fn in_flight(mut running: BTreeSet<SendId>, record: &Record) -> BTreeSet<SendId> {
    match record {
        Record::SendIntended { send, .. } => {
            running.insert(*send);
        }
        Record::SendRefused { send, .. } | Record::OperationEnded { send, .. } => {
            running.remove(send);
        }
        // What is still open was read: given up, or seen in the target to the last file.
        Record::FilesRead {
            send: Some(send),
            last,
            seen,
            ..
        } if *last || seen.iter().all(|(_, at)| *at == Sighting::Target) => {
            running.remove(send);
        }
        _ => {}
    }
    running
}

/// The request whose locks are being broken.
fn being_unlocked(what: &UnderWay) -> Option<SendId> {
    match what {
        UnderWay::Arriving(Step::Unlock { send, .. })
        | UnderWay::Answering(Step::Unlock { send, .. }, _) => Some(*send),
        _ => None,
    }
}

fn is_lost(answer: &Answer) -> bool {
    matches!(answer, Answer::Events(events) if events.iter().any(|event| matches!(
        event,
        RunEvent::Record(
            Record::SendLost { .. }
                | Record::TargetNotMade { .. }
                | Record::OwnershipAnswered { answer: HandoverAnswer::Lost { .. }, .. }
        )
    )))
}
