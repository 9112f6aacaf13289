//! What holds on every portal: whatever is lost, refused, contradicted or meddled with.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    time::Duration,
};

use proptest::prelude::*;

use super::{
    driver::{Control, Driver, replayed},
    room_owner::ToyOwner,
    toy::{FAULTS, Fault, Meddling, Spot, Toy},
};
use crate::{
    domain::{FileId, titles::fold},
    plan::{
        Blocker, CollisionPolicy, Fate, OwnerStanding, Plan, Unlock,
        tests::{
            builder::{cases, choices, facts, guest_choice, me, with_guest, with_target},
            ownership::as_admin,
        },
    },
    run::{
        CancelRung, Ending, Handover, Manner, Outcome, OwnershipOutcome, Record, Sighting,
        Standing, Stop, Summary, TitleFact,
    },
};

#[derive(Clone)]
pub(super) struct Scenario {
    plan: Plan,
    manner: Manner,
    chances: [u8; FAULTS],
    checks_first: bool,
    per_file: u64,
    seed: u64,
    meddlings: Vec<(Duration, Meddling)>,
    controls: Vec<(Duration, Control)>,
    kills: BTreeSet<usize>,
}

impl Scenario {
    fn run(&self) -> Driver<'_> {
        let lying: Vec<&str> = if self.plan.target.existing.is_some() {
            vec!["t1", "t2"]
        } else {
            Vec::new()
        };
        let mut toy = Toy::new(&self.plan, &lying, self.seed);
        toy.chances = self.chances;
        toy.checks_first = self.checks_first;
        toy.per_file = Duration::from_millis(self.per_file);
        Driver::new(&self.plan, toy, self.manner)
            .meddling(self.meddlings.clone())
            .controlled(self.controls.clone())
            .killed(self.kills.clone())
            .run()
    }
}

/// Short enough to be read when a property fails.
impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<String> = (self.plan.inventory.indexed_files())
            .zip(&self.plan.fates)
            .map(|((index, _), fate)| format!("{} {fate:?}", self.plan.inventory.file_path(index)))
            .collect();
        write!(
            f,
            "{files:?}\nexists {:?} {:?} {:?} chances {:?} checks first {} {} ms a file, seed {}\n{:?}\n{:?}\nkills {:?}",
            self.plan.target.existing.is_some(),
            self.plan.choices.collisions,
            self.manner,
            self.chances,
            self.checks_first,
            self.per_file,
            self.seed,
            self.meddlings,
            self.controls,
            self.kills
        )
    }
}

fn line() -> impl Strategy<Value = String> {
    let title = prop::sample::select(vec!["t1", "T1", "t2", "t3", "t4", "t5", "t6", "t7"]);
    let folder = prop::sample::select(vec!["", "F/", "G/", "G/H/"]);
    let mark = prop::sample::select(vec![
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        " !locked",
        " !unlockable",
        " !editing",
    ]);
    (folder, title, mark).prop_map(|(folder, title, mark)| format!("{folder}{title}{mark}"))
}

fn any_policy() -> impl Strategy<Value = CollisionPolicy> {
    prop_oneof![
        2 => Just(CollisionPolicy::Rename),
        1 => Just(CollisionPolicy::KeepBoth),
        1 => Just(CollisionPolicy::Leave),
    ]
}

prop_compose! {
    fn any_plan()(
        lines in prop::collection::vec(line(), 0..40),
        exists in any::<bool>(),
        policy in any_policy(),
        unlock in any::<bool>(),
        size in prop_oneof![1u32..6, 6u32..40],
        guest in prop_oneof![2 => Just(None), 1 => any::<bool>().prop_map(Some)],
        owner in any_owner(),
    ) -> Plan {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let facts = if exists { with_target(facts(&lines), &["t1", "t2"]) } else { facts(&lines) };
        let mut choices = choices(policy, size);
        choices.unlock = if unlock { Unlock::All } else { Unlock::None };
        choices.guest = guest.map(guest_choice);
        let facts = if guest.is_some() { with_guest(facts) } else { facts };
        choices.take_ownership = owner.is_some();
        let facts = match owner {
            Some(standing) => as_admin(facts, standing),
            None => facts,
        };
        Plan::make(facts, choices).unwrap()
    }
}

/// Mostly the room is the caller's own; else it is taken over from such an owner.
fn any_owner() -> impl Strategy<Value = Option<OwnerStanding>> {
    prop_oneof![
        6 => Just(None),
        3 => Just(Some(OwnerStanding::Fit)),
        1 => Just(Some(OwnerStanding::Unseen)),
        1 => Just(Some(OwnerStanding::Inactive)),
    ]
}

fn moment() -> impl Strategy<Value = Duration> {
    prop_oneof![0u64..400, 0u64..4_000, 0u64..120_000].prop_map(Duration::from_millis)
}

fn any_meddling() -> impl Strategy<Value = (Duration, Meddling)> {
    let what = (0u8..40, 0u8..11).prop_map(|(file, kind)| match kind {
        0 => Meddling::Delete(file),
        1 => Meddling::TakeElsewhere(file),
        2 => Meddling::TakeBack(file),
        3 => Meddling::Lock(file),
        4 => Meddling::Open(file),
        5 => Meddling::Free(file),
        6 => Meddling::Poison(file),
        7 => Meddling::TwinInTarget(file),
        8 => Meddling::Upload,
        10 => Meddling::TakeRoom,
        _ if file == 0 => Meddling::CloseTarget,
        _ => Meddling::Poison(file),
    });
    (moment(), what)
}

/// Cancels, and pauses that end.
fn any_controls() -> impl Strategy<Value = Vec<(Duration, Control)>> {
    let pauses = prop::collection::vec((moment(), moment()), 0..3).prop_map(|pauses| {
        let both = |(at, lasts): (Duration, Duration)| {
            [(at, Control::Pause), (at + lasts, Control::Resume)]
        };
        pauses.into_iter().flat_map(both).collect::<Vec<_>>()
    });
    let cancels = prop_oneof![
        5 => Just(Vec::new()),
        2 => prop::collection::vec(moment().prop_map(|at| (at, Control::Cancel)), 1..3),
    ];
    (pauses, cancels).prop_map(|(mut controls, cancels)| {
        // A pause that another pause begins in must end after both.
        controls.push((Duration::from_mins(10), Control::Resume));
        controls.extend(cancels);
        controls
    })
}

fn any_manner() -> impl Strategy<Value = Manner> {
    prop_oneof![
        3 => Just(Manner::NORMAL),
        1 => Just(Manner::GENTLE),
        1 => (1u8..=4, any::<bool>()).prop_map(|(operations, gentle)| Manner { operations, gentle }),
    ]
}

fn any_chances() -> impl Strategy<Value = [u8; FAULTS]> {
    prop::array::uniform(prop_oneof![6 => Just(0u8), 2 => 1u8..15, 1 => 15u8..70])
}

prop_compose! {
    pub(super) fn any_scenario()(
        plan in any_plan(),
        manner in any_manner(),
        chances in any_chances(),
        checks_first in any::<bool>(),
        per_file in prop_oneof![Just(0u64), 1u64..20, 20u64..3_000],
        seed in any::<u64>(),
        meddlings in prop_oneof![
            1 => Just(Vec::new()),
            2 => prop::collection::vec(any_meddling(), 0..12),
        ],
        controls in any_controls(),
        kills in prop_oneof![
            2 => Just(BTreeSet::new()),
            1 => prop::collection::btree_set(1usize..60, 1..4),
        ],
    ) -> Scenario {
        Scenario { plan, manner, chances, checks_first, per_file, seed, meddlings, controls, kills }
    }
}

/// Everything that must hold at the end. What must hold on the way is asserted by the driver.
fn check_the_end(scenario: &Scenario, driver: &Driver<'_>) {
    let (plan, state, log) = (&scenario.plan, &driver.state, &driver.log);
    assert!(matches!(log.records.last(), Some(Record::Finished)));
    assert_eq!(
        log.records
            .iter()
            .filter(|record| matches!(record, Record::Finished))
            .count(),
        1
    );
    assert!(log.folders_made <= 1, "a twin of the target");
    for (file, times) in &log.may_have_moved {
        assert!(
            *times <= 2,
            "{file} was in {times} requests that may have had an effect"
        );
    }
    for (file, times) in &driver.toy.taken {
        assert!(*times <= 2, "{file} was taken {times} times");
    }
    for (index, file) in plan.inventory.indexed_files() {
        check_file(scenario, driver, &file.id, state.standing(index).unwrap());
    }
    check_guest_calls(plan, &log.records);
    check_titles(plan, driver);
    check_renames(&log.records);
    check_locks(plan, driver);
    check_editors(plan, &log.records);
    check_ownership(plan, driver);
    check_summary(plan, driver);
    check_replay(plan, driver);
}

fn check_file(scenario: &Scenario, driver: &Driver<'_>, id: &FileId, standing: &Standing) {
    let log = &driver.log;
    let in_room = log
        .listed_room
        .as_ref()
        .is_some_and(|list| list.contains(id));
    let in_target = log
        .listed_target
        .as_ref()
        .is_some_and(|list| list.contains(id));
    let spot = driver.toy.files[id].spot;
    match standing {
        Standing::Waiting | Standing::Sent | Standing::Arrived => {
            panic!("{id} ends as {standing:?}")
        }
        Standing::Left(_) => {
            let index = driver.state.index_of(id).unwrap();
            let fate = scenario.plan.fates[index.0 as usize];
            assert!(matches!(fate, Fate::Stay(_)));
            return;
        }
        Standing::Archived => {
            assert_eq!(spot, Spot::Target, "{id} is called archived");
            assert!(log.listed_target.is_some(), "archived without a list");
            let sights = sights_in_target(&log.records, id) + usize::from(in_target);
            assert!(sights >= 2, "{id} is called archived after one look");
        }
        Standing::Refused(because) if log.listed_room.is_some() => {
            let read = matches!(log.read_last.get(id), Some(Sighting::Room { .. }));
            assert!(
                in_room || read,
                "{id} is refused ({because:?}) and was not in the room"
            );
        }
        Standing::Gone(_) => {
            assert!(!in_room && !in_target, "{id} is called gone and was listed");
        }
        Standing::Refused(_) | Standing::Unknown(_) => {}
    }
    let another_sight = sights_in_target(&log.records, id) > 0;
    if in_target && !in_room && another_sight && !log.read_last.contains_key(id) {
        assert_eq!(
            standing,
            &Standing::Archived,
            "{id} was seen in the target and listed there"
        );
    }
}

/// How many records before the final listing, and readings at any time, show a file in the target.
fn sights_in_target(records: &[Record], id: &FileId) -> usize {
    let shows = |record: &&Record| match record {
        Record::OperationEnded { moved, .. } => moved.contains(id),
        Record::FilesRead { seen, .. } | Record::EditorsRead { seen } => seen
            .iter()
            .any(|(file, sighting)| file == id && *sighting == Sighting::Target),
        _ => false,
    };
    records.iter().filter(shows).count()
}

/// What is told about titles is true: nobody meddles after the final listing.
fn check_titles(plan: &Plan, driver: &Driver<'_>) {
    for (index, fact) in driver.state.title_facts() {
        let file = &plan.inventory.file(index).unwrap().id;
        let title = &driver.toy.files[file].title;
        let listed = driver.log.listed_target.as_ref();
        let was_listed = listed.is_some_and(|list| list.contains(file));
        match fact {
            TitleFact::Given(given) => assert_eq!(*title, *given),
            TitleFact::Kept { wanted, why } => {
                // Where an answer was lost, and the list misses the file, nobody has seen its title.
                assert!(*title != *wanted || !was_listed);
                assert!(!why.is_empty());
            }
        }
    }
}

/// Where nobody meddles every file has the title that the plan foretold, and under `rename` none has its title twice.
fn check_good_titles(plan: &Plan, driver: &Driver<'_>) {
    let given: BTreeMap<_, _> = driver.state.title_facts().into_iter().collect();
    assert_eq!(given.len(), plan.new_titles.len());
    for (index, title) in &plan.new_titles {
        assert_eq!(given[index], TitleFact::Given(title.clone()));
    }
    if plan.choices.collisions != CollisionPolicy::Rename {
        return;
    }
    let mut seen = BTreeSet::new();
    for (file, title) in driver.toy.target_titles() {
        assert!(seen.insert(fold(&title)), "{file} is a second {title}");
    }
}

/// Nothing is sent once renaming has begun, and no file is renamed more than three times, always to the same title.
fn check_renames(records: &[Record]) {
    let mut times: BTreeMap<&FileId, (u32, &str)> = BTreeMap::new();
    for record in records {
        match record {
            Record::RenameIntended { renames } => {
                for new in renames {
                    let (so_far, title) = times.entry(&new.file).or_insert((0, &new.title));
                    *so_far += 1;
                    assert!(*so_far <= 3, "{} was renamed {so_far} times", new.file);
                    assert_eq!(*title, &*new.title, "{} is given two titles", new.file);
                }
            }
            Record::SendIntended { .. } | Record::UnlockIntended { .. } => {
                assert!(times.is_empty(), "something was sent after renaming");
            }
            _ => {}
        }
    }
}

/// Only what the plan names is unlocked, and what it names travels only without a lock, or after asking twice in vain.
fn check_locks(plan: &Plan, driver: &Driver<'_>) {
    let planned: BTreeSet<_> = plan
        .unlocks
        .iter()
        .map(|index| plan.inventory.file(*index).unwrap().id.clone())
        .collect();
    assert!(
        driver
            .toy
            .unlocked
            .keys()
            .all(|file| planned.contains(file))
    );
    let mut off = BTreeSet::new();
    let mut asked: BTreeMap<_, u8> = BTreeMap::new();
    for record in &driver.log.records {
        match record {
            Record::UnlockIntended { files, .. } => {
                for file in files {
                    *asked.entry(file).or_default() += 1;
                }
            }
            Record::UnlockAnswered { answers, .. } => {
                off.extend(answers.unlocked.iter().chain(&answers.free));
                let lost = answers.lost.iter().map(|note| &note.file);
                off.extend(lost.filter(|file| asked[file] >= 2));
            }
            Record::SendIntended { files, .. } => {
                let mut locked = files.iter().filter(|file| planned.contains(file));
                assert!(locked.all(|file| off.contains(file)), "sent with its lock");
            }
            _ => {}
        }
    }
}

/// One more look at most, and what was to stay travels only after it, if it was closed.
fn check_editors(plan: &Plan, records: &[Record]) {
    let mut looks = 0;
    let mut closed = BTreeSet::new();
    for record in records {
        match record {
            Record::EditorsRead { seen } => {
                looks += 1;
                let in_room = |at: &Sighting| *at == Sighting::Room { blocker: None };
                closed.extend(
                    seen.iter()
                        .filter(|(_, at)| in_room(at))
                        .map(|(file, _)| file),
                );
            }
            Record::SendIntended { files, .. } => {
                for (index, file) in plan.inventory.indexed_files() {
                    let fate = plan.fates[index.0 as usize];
                    if files.contains(&file.id) && matches!(fate, Fate::Stay(_)) {
                        assert_eq!(fate, Fate::Stay(Blocker::Editing));
                        assert!(closed.contains(&file.id) && !plan.chunks.is_empty());
                    }
                }
            }
            _ => {}
        }
    }
    assert!(looks <= 1, "looked {looks} times at open files");
}

/// Each call once, in the order of the plan, after everything else.
fn check_guest_calls(plan: &Plan, records: &[Record]) {
    let mut calls = Vec::new();
    for record in records {
        match record {
            Record::GuestCallIntended { call } => calls.push(*call),
            Record::SendIntended { .. } | Record::TargetIntended { .. } => {
                assert!(
                    calls.is_empty(),
                    "something was sent after the guest was gone"
                );
            }
            _ => {}
        }
    }
    let planned = plan.guest.as_ref().map_or(0, |guest| guest.calls.len());
    assert!(calls.len() <= planned);
    assert!(
        (0..).zip(&calls).all(|(expected, call)| expected == *call),
        "{calls:?}"
    );
}

/// The changes of who has the room that were asked for, in order.
pub(super) fn asked_for(records: &[Record]) -> Vec<Handover> {
    let asks = records.iter().filter_map(|record| match record {
        Record::OwnershipIntended { change } => Some(*change),
        _ => None,
    });
    asks.collect()
}

/// Nothing is written before the room is seen to be the caller's; it goes back last, whatever came of the run; and what
/// is told about it is true.
fn check_ownership(plan: &Plan, driver: &Driver<'_>) {
    let records = &driver.log.records;
    let asks = asked_for(records);
    let times = |change| asks.iter().filter(|ask| **ask == change).count();
    if plan.ownership.is_none() {
        assert_eq!(asks, []);
        assert_ne!(driver.toy.owner, ToyOwner::Caller);
        return;
    }
    for change in [Handover::Take, Handover::GiveBack, Handover::Leave] {
        assert!(times(change) <= 2, "{change:?} was asked for {asks:?}");
    }
    let (mut is_mine, mut goes_back) = (false, false);
    for record in records {
        match record {
            Record::OwnershipSeen {
                change: Handover::Take,
                owner,
                ..
            } => {
                is_mine = owner.id == me().person.id;
            }
            Record::OwnershipIntended {
                change: Handover::GiveBack | Handover::Leave,
            } => {
                goes_back = true;
            }
            Record::SendIntended { .. }
            | Record::TargetIntended { .. }
            | Record::UnlockIntended { .. }
            | Record::RenameIntended { .. }
            | Record::GuestCallIntended { .. } => {
                assert!(
                    is_mine,
                    "written before the room was seen to be the caller's"
                );
                assert!(!goes_back, "written after the room was to go back");
            }
            _ => {}
        }
    }
    check_hand_back(plan, driver);
}

fn check_hand_back(plan: &Plan, driver: &Driver<'_>) {
    let (records, owner) = (&driver.log.records, driver.toy.owner);
    let summary = Summary::of(plan, &driver.state);
    let told = summary.ownership.unwrap();
    let ended_early = records.iter().any(|record| {
        matches!(
            record,
            Record::CancelAsked {
                rung: CancelRung::Abandon
            } | Record::Stopped {
                stop: Stop::Key { .. }
            }
        )
    });
    let returns = plan.ownership.as_ref().unwrap().may_return();
    let tried = records.iter().any(|record| {
        matches!(
            record,
            Record::OwnershipIntended {
                change: Handover::GiveBack
            } | Record::OwnershipNotSeen {
                change: Handover::GiveBack,
                ..
            }
        )
    });
    if owner == ToyOwner::Caller && returns && !ended_early {
        assert!(tried, "the room was kept");
    }
    let expected: &[ToyOwner] = match told.outcome {
        OwnershipOutcome::HandedBack => &[ToyOwner::Old],
        OwnershipOutcome::StillMember => &[ToyOwner::Old, ToyOwner::OldWithCaller],
        OwnershipOutcome::NotTaken => &[ToyOwner::Old, ToyOwner::Somebody],
        OwnershipOutcome::StillYours => &[ToyOwner::Caller, ToyOwner::Somebody],
        OwnershipOutcome::Unclear => return,
    };
    assert!(expected.contains(&owner), "{told:?} and it is {owner:?}");
    assert_eq!(
        told.is_settled(),
        matches!(
            told.outcome,
            OwnershipOutcome::HandedBack | OwnershipOutcome::NotTaken
        )
    );
    assert!(told.is_settled() || summary.ending != Ending::Done);
}

fn check_summary(plan: &Plan, driver: &Driver<'_>) {
    let summary = Summary::of(plan, &driver.state);
    assert!(summary.finished);
    let counts = summary.counts;
    let new = driver.state.new_files().len() as u64;
    assert_eq!(counts.new, new);
    assert_eq!(
        counts.archived + counts.not_archived() - new,
        plan.inventory.files.len() as u64
    );
    assert_eq!(counts.not_archived(), summary.not_archived.len() as u64);
    for outcome in Outcome::ALL {
        let lines = summary.not_archived.iter();
        let lines = lines.filter(|line| line.outcome == outcome).count() as u64;
        if outcome != Outcome::Archived {
            assert_eq!(counts.of(outcome), lines, "{}", outcome.word());
        }
    }
    assert!(
        summary
            .not_archived
            .iter()
            .all(|line| !line.reason.is_empty())
    );
    if summary.ending == Ending::Done {
        assert_eq!(counts.archived, plan.inventory.files.len() as u64);
    }
}

fn check_replay(plan: &Plan, driver: &Driver<'_>) {
    let replay = replayed(plan, &driver.log.records);
    assert_eq!(replay.standings(), driver.state.standings());
    assert_eq!(Summary::of(plan, &replay), Summary::of(plan, &driver.state));
    assert_eq!(replay.chunk_statuses(), driver.state.chunk_statuses());
    let text: Vec<String> = driver
        .log
        .records
        .iter()
        .map(|record| serde_json::to_string(record).unwrap())
        .collect();
    let read: Vec<Record> = text
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(read, driver.log.records);
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn every_run_ends_with_the_truth(scenario in any_scenario()) {
        check_the_end(&scenario, &scenario.run());
    }
}

proptest! {
    #![proptest_config(cases(300))]

    /// Where nothing goes wrong, everything that can move has moved, and nothing was asked twice.
    #[test]
    fn on_a_good_portal_one_request_a_chunk_moves_everything(scenario in any_scenario()) {
        let scenario = Scenario {
            chances: [0; FAULTS],
            meddlings: Vec::new(),
            controls: Vec::new(),
            kills: BTreeSet::new(),
            ..scenario
        };
        let driver = scenario.run();
        check_the_end(&scenario, &driver);
        for (standing, fate) in driver.state.standings().iter().zip(&scenario.plan.fates) {
            prop_assert_eq!(*standing == Standing::Archived, matches!(fate, Fate::Move(_)));
        }
        prop_assert_eq!(driver.log.sends.len(), scenario.plan.chunks.len());
        check_good_titles(&scenario.plan, &driver);
        prop_assert_eq!(driver.toy.unlocked.len(), scenario.plan.unlocks.len());
        prop_assert!(driver.toy.unlocked.values().all(|times| *times == 1));
        prop_assert!(driver.log.read_last.is_empty());
        prop_assert!(driver.log.most_running <= usize::from(scenario.manner.operations));
        if let Some(guest) = &scenario.plan.guest {
            let goes = scenario.plan.totals().staying == 0 || guest.choice.despite_left;
            let called = |record: &&Record| matches!(record, Record::GuestCallAnswered { .. });
            let calls = driver.log.records.iter().filter(called).count();
            prop_assert_eq!(calls, if goes { guest.calls.len() } else { 0 });
        }
        if let Some(step) = &scenario.plan.ownership {
            let outcome = Summary::of(&scenario.plan, &driver.state).ownership.unwrap().outcome;
            let returns = step.may_return();
            prop_assert_eq!(outcome == OwnershipOutcome::HandedBack, returns);
            prop_assert_eq!(driver.toy.owner == ToyOwner::Old, returns);
            let asks = asked_for(&driver.log.records);
            prop_assert_eq!(asks.len(), if returns { 3 } else { 1 }, "{:?}", asks);
        }
        let makes = scenario.plan.target.existing.is_none() && !scenario.plan.chunks.is_empty();
        prop_assert_eq!(driver.log.folders_made, u32::from(makes));
    }

    /// Faults that only lose or garble answers cost time, not files: what nobody takes away arrives.
    #[test]
    fn lost_and_lying_answers_cost_no_file(scenario in any_scenario(), chance in 1u8..40) {
        let mut chances = [0; FAULTS];
        for fault in [Fault::LostAfter, Fault::FinishedAtOnce, Fault::Vanishes, Fault::LookFails, Fault::RecordForgets] {
            chances[fault as usize] = chance;
        }
        // A kill swallows orders that were about to leave. A file travels in two requests at most, so that two kills may
        // swallow both; and a room that could not be taken within two orders stays whole.
        let kills = usize::from(scenario.plan.ownership.is_none());
        let scenario = Scenario {
            chances,
            meddlings: Vec::new(),
            controls: Vec::new(),
            kills: scenario.kills.iter().copied().take(kills).collect(),
            ..scenario
        };
        let driver = scenario.run();
        check_the_end(&scenario, &driver);
        for (standing, fate) in driver.state.standings().iter().zip(&scenario.plan.fates) {
            if matches!(fate, Fate::Move(_)) {
                prop_assert_eq!(standing, &Standing::Archived);
            }
        }
        check_good_titles(&scenario.plan, &driver);
    }
}
