//! What must hold at the end of every run, by the records, the toy portal and the summary.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    driver::{Driver, replayed},
    room_owner::ToyOwner,
    scenarios::Scenario,
    toy::Spot,
};
use crate::{
    domain::{FileId, titles::fold},
    plan::{Blocker, CollisionPolicy, Fate, Plan, tests::builder::me},
    run::{
        CancelRung, Ending, Handover, Outcome, OwnershipOutcome, Record, Sighting, Standing, Stop,
        Summary, TitleFact,
    },
};

/// Everything that must hold at the end. What must hold on the way is asserted by the driver.
pub(super) fn check_the_end(scenario: &Scenario, driver: &Driver<'_>) {
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

pub(super) fn check_file(
    scenario: &Scenario,
    driver: &Driver<'_>,
    id: &FileId,
    standing: &Standing,
) {
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
pub(super) fn sights_in_target(records: &[Record], id: &FileId) -> usize {
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
pub(super) fn check_titles(plan: &Plan, driver: &Driver<'_>) {
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
pub(super) fn check_good_titles(plan: &Plan, driver: &Driver<'_>) {
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
pub(super) fn check_renames(records: &[Record]) {
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
pub(super) fn check_locks(plan: &Plan, driver: &Driver<'_>) {
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
pub(super) fn check_editors(plan: &Plan, records: &[Record]) {
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
pub(super) fn check_guest_calls(plan: &Plan, records: &[Record]) {
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
pub(super) fn check_ownership(plan: &Plan, driver: &Driver<'_>) {
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

pub(super) fn check_hand_back(plan: &Plan, driver: &Driver<'_>) {
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

pub(super) fn check_summary(plan: &Plan, driver: &Driver<'_>) {
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

pub(super) fn check_replay(plan: &Plan, driver: &Driver<'_>) {
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
