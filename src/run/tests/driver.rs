//! The loop around `next` and `observe` against the toy portal, on simulated time, as the engine does it. What must
//! hold at every step is asserted here, whatever a test is about.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    time::Duration,
};

use super::toy::{Fault, Meddling, Spot, Toy};
use crate::{
    domain::{FileEntry, FileId, FolderId, PortalName, RoomId},
    plan::{
        Consent, Fate, Plan,
        tests::builder::{ROOM, TARGET},
    },
    run::{
        CancelRung, GuestAnswer, GuestSeen, Handover, HandoverAnswer, Manner, NewFile, Progress,
        Record, RunEvent, RunId, RunState, SendId, Sighting, Standing, Step, Stop, next,
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

    /// What must hold for every step.
    fn check(&mut self, step: &Step) {
        let stopped =
            self.log.records.iter().any(|record| {
                matches!(record, Record::CancelAsked { .. } | Record::Stopped { .. })
            });
        let writes = self.intent(step).is_some();
        assert!(!(writes && self.state.is_paused()), "{step:?} in a pause");
        match step {
            Step::Wait(until) => assert!(*until > self.now(), "waiting for the past"),
            Step::MakeTarget => {
                assert!(!stopped && self.toy.targets.is_empty(), "a needless folder");
            }
            Step::Send(send) => {
                assert!(!stopped, "sent although it was told to stop");
                assert!(self.state.target().is_some());
                let files = files_of(self.plan, &self.state, *send);
                assert!(!files.is_empty() && files.len() <= 100);
                self.log.sends.push((self.clock, *send, files));
            }
            Step::Poll { send, .. } => {
                self.log.looks += 1;
                if !self.looked_at.insert(*send) {
                    if let Some(before) = self.log.repeated_looks.last() {
                        let pause = self.clock.saturating_sub(*before);
                        assert!(
                            pause >= Duration::from_secs(1),
                            "looked again after {pause:?}"
                        );
                    }
                    self.log.repeated_looks.push(self.clock);
                }
            }
            Step::Read { files, .. } | Step::ReadLast(files) => assert!(!files.is_empty()),
            Step::Unlock { files, .. } => {
                assert!(
                    !stopped && !files.is_empty(),
                    "unlocked though it was told to stop"
                );
                for file in files {
                    let index = self.state.index_of(file).unwrap();
                    assert!(
                        self.plan.unlocks.contains(&index),
                        "{file} was not to be unlocked"
                    );
                }
            }
            Step::ReadEditors(files) => assert!(!stopped && !files.is_empty()),
            Step::CheckTitles => assert!(!stopped && self.everything_is_settled()),
            Step::Rename(renames) => {
                assert!(!stopped, "renamed though it was told to stop");
                assert!(self.everything_is_settled() && (1..=100).contains(&renames.len()));
                for new in renames {
                    let seen = self.log.before_renaming.contains(&new.file);
                    assert!(seen, "{} was not in the target", new.file);
                }
            }
            Step::Guest(_) | Step::ReadGuestBack => {
                assert!(
                    !stopped,
                    "the guest's access was touched though it was told to stop"
                );
                self.check_gate();
            }
            Step::ChangeOwner(Handover::Take) => {
                assert!(!stopped, "took a room although it was told to stop");
            }
            Step::FindTarget
            | Step::ListAll
            | Step::LookAtOwner(_)
            | Step::ChangeOwner(_)
            | Step::Finish => {}
        }
    }

    /// Nothing is on its way or waits for its turn.
    fn everything_is_settled(&self) -> bool {
        let moving = |standing: &Standing| matches!(standing, Standing::Waiting | Standing::Sent);
        !self.state.standings().iter().any(moving)
    }

    /// The gate by what is true on the portal, not by what the run thinks.
    fn check_gate(&self) {
        let stays = |(file, fate): &(&FileEntry, &Fate)| {
            matches!(fate, Fate::Stay(_)) && self.toy.files[&file.id].spot != Spot::Target
        };
        let files = self.plan.inventory.files.iter().zip(&self.plan.fates);
        let staying = files.filter(stays).count();
        let despite_left = self
            .plan
            .guest
            .as_ref()
            .is_some_and(|guest| guest.choice.despite_left);
        assert!(staying == 0 || despite_left, "{staying} files stay");
        assert!(self.toy.uploads.is_empty(), "files came in");
        for (index, file) in self.plan.inventory.indexed_files() {
            if matches!(self.plan.fates[index.0 as usize], Fate::Move(_)) {
                let spot = self.toy.files[&file.id].spot;
                assert_eq!(spot, Spot::Target, "{} and the guest goes", file.id);
            }
        }
        assert!(self.log.listed_room.is_some(), "without the last look");
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

    /// A step reaches the portal.
    fn arrive(&mut self, step: &Step) -> Answer {
        let events = match step {
            Step::FindTarget => vec![RunEvent::Record(self.find_target())],
            Step::MakeTarget => self.make_target(),
            Step::ChangeOwner(change) => vec![RunEvent::Record(self.toy.hand_over(*change))],
            Step::LookAtOwner(change) => {
                vec![RunEvent::Record(self.toy.look_at_owner(self.plan, *change))]
            }
            Step::Guest(call) => vec![RunEvent::Record(Record::GuestCallAnswered {
                call: *call,
                answer: GuestAnswer::Done,
            })],
            Step::ReadGuestBack => vec![RunEvent::Record(Record::GuestReadBack {
                seen: GuestSeen::default(),
            })],
            Step::Send(send) => {
                let conflict = self.state.send(*send).unwrap().conflict;
                let files = files_of(self.plan, &self.state, *send);
                self.toy.take_request(*send, &files, conflict, self.clock)
            }
            Step::Poll { send, operation } => vec![self.toy.look(*send, operation)],
            Step::Unlock { send, files } => vec![RunEvent::Record(self.toy.unlock(*send, files))],
            Step::ReadEditors(files) => {
                let (seen, _) = self.toy.read(files);
                vec![RunEvent::Record(Record::EditorsRead { seen })]
            }
            Step::CheckTitles if self.toy.strikes(Fault::ListFails) => {
                vec![RunEvent::Record(Record::TitlesNotChecked {
                    why: "timeout".into(),
                })]
            }
            Step::CheckTitles => return Answer::Titles(self.toy.target_titles()),
            Step::Rename(renames) => vec![RunEvent::Record(self.toy.rename(renames))],
            Step::Read {
                send,
                files,
                and_target,
                last,
            } => {
                let (seen, open) = self.toy.read(files);
                vec![RunEvent::Record(Record::FilesRead {
                    send: Some(*send),
                    seen,
                    target_open: open || !and_target,
                    last: *last,
                })]
            }
            Step::ReadLast(files) => {
                let (seen, _) = self.toy.read(files);
                vec![RunEvent::Record(Record::FilesRead {
                    send: None,
                    seen,
                    target_open: true,
                    last: true,
                })]
            }
            Step::ListAll if self.toy.strikes(Fault::ListFails) => {
                vec![RunEvent::Record(Record::FinalListingFailed {
                    why: "timeout".into(),
                })]
            }
            Step::ListAll => {
                let spot = [Spot::Room, Spot::Target][usize::from(self.toy.draw(2) == 0)];
                return Answer::Listed(spot, self.toy.list(spot));
            }
            Step::Finish | Step::Wait(_) => Vec::new(),
        };
        Answer::Events(events)
    }

    fn find_target(&self) -> Record {
        let stop = |why: &str| Record::Stopped {
            stop: Stop::Target { why: why.into() },
        };
        match &self.toy.targets[..] {
            [] if self.state.target_tries_used_up() => stop("not there"),
            [] => Record::TargetAbsent,
            [only] => Record::TargetReady {
                folder: only.clone(),
            },
            _ => stop("twins"),
        }
    }

    fn make_target(&mut self) -> Vec<RunEvent> {
        let before = self.toy.strikes(Fault::LostBefore);
        let after = self.toy.strikes(Fault::LostAfter);
        let mut made_now = None;
        if !before {
            let made = i32::try_from(self.toy.targets.len()).unwrap_or_default();
            let folder = FolderId::number(TARGET + made);
            self.toy.targets.push(folder.clone());
            made_now = Some(folder);
            self.log.folders_made += 1;
        }
        vec![RunEvent::Record(match made_now {
            Some(folder) if !after => Record::TargetMade {
                folder,
                title: "as the portal has it".into(),
            },
            _ => Record::TargetNotMade {
                why: "timeout".into(),
            },
        })]
    }

    fn list_other(&mut self, spot: Spot, list: (Vec<FileId>, bool)) -> Record {
        let (room, target) = match spot {
            Spot::Room => (list, self.toy.list(Spot::Target)),
            _ => (self.toy.list(Spot::Room), list),
        };
        let complete = room.1 && target.1;
        let room_not_visible = u64::from(!room.1);
        let in_target: BTreeSet<FileId> = target.0.into_iter().collect();
        let (mut missing, mut found) = (Vec::new(), Vec::new());
        for (index, file) in self.plan.inventory.indexed_files() {
            let seen = in_target.contains(&file.id);
            match self.state.standing(index) {
                Some(Standing::Arrived) if !seen => missing.push(file.id.clone()),
                Some(Standing::Arrived | Standing::Left(_)) | None => {}
                Some(_) if seen => found.push(file.id.clone()),
                Some(_) => {}
            }
        }
        let is_left = |id: &FileId| {
            let index = self.state.index_of(id).unwrap();
            matches!(self.state.standing(index), Some(Standing::Left(_)))
        };
        self.log.listed_room = Some(room.0.iter().cloned().collect());
        self.log.listed_target = Some(in_target);
        let titles = self.toy.target_titles();
        let titles = titles.iter().map(|(file, title)| (file, &**title));
        Record::FinalListed {
            titles: self.state.titles_otherwise(titles),
            missing,
            found,
            in_room: room.0.into_iter().filter(|id| !is_left(id)).collect(),
            new: self
                .toy
                .uploads
                .iter()
                .map(|id| NewFile {
                    id: id.clone(),
                    path: format!("{id}.txt"),
                })
                .collect(),
            complete,
            room_not_visible,
        }
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
