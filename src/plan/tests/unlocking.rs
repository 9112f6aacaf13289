//! Locks that are broken by choice, with a consent of their own.

use std::{collections::BTreeSet, sync::Arc};

use super::builder::{FIRST_FILE, at, choices, confirmed, consent, facts, paths, with_target};
use crate::{
    domain::FileId,
    plan::{
        Blocker, CollisionPolicy, ConsentItem, Difference, Fate, Hazard, NotConfirmed, Plan,
        Unlock, compare,
    },
};

const FILES: [&str; 5] = [
    "a.txt",
    "b.txt !unlockable !fixed",
    "c.txt !locked",
    "d.txt !unlockable !editing",
    "F/b.txt",
];

fn make(files: &[&str], unlock: Unlock) -> Plan {
    let mut choices = choices(CollisionPolicy::Rename, 100);
    choices.unlock = unlock;
    Plan::make(with_target(facts(files), &[]), choices).unwrap()
}

fn these(positions: &[i32]) -> Unlock {
    let ids = positions
        .iter()
        .map(|position| FileId::number(FIRST_FILE + position));
    Unlock::These(ids.collect())
}

#[test]
fn only_locks_that_may_be_broken_and_are_chosen_are_broken() {
    let unlocked = |unlock| {
        let plan = make(&FILES, unlock);
        let files: Vec<_> = plan.unlocks.iter().copied().collect();
        paths(&plan, &files)
    };
    assert_eq!(unlocked(Unlock::None), Vec::<String>::new());
    assert_eq!(unlocked(Unlock::All), ["b.txt"]);
    assert_eq!(unlocked(these(&[1])), ["b.txt"]);
    assert_eq!(unlocked(these(&[0, 2, 3])), Vec::<String>::new());
}

#[test]
fn an_unlocked_file_meets_others_and_travels_by_itself() {
    let plan = make(&FILES, Unlock::All);
    let b = at(&plan.inventory, "b.txt");
    let other = at(&plan.inventory, "F/b.txt");
    assert_eq!(plan.chunks.len(), 3);
    assert_eq!(plan.fates[b.0 as usize], Fate::Move(2));
    assert_eq!(plan.chunks[2].files, [b]);
    assert_eq!(plan.chunks[1].files, [other]);
    assert_eq!(&*plan.new_titles[&other], "b (2).txt");
    let stays: Vec<_> = plan.staying().map(|(_, blocker)| blocker).collect();
    assert_eq!(
        stays,
        [
            Blocker::Locked { can_unlock: false },
            Blocker::Locked { can_unlock: true }
        ]
    );
}

#[test]
fn a_file_that_stays_for_its_title_keeps_its_lock() {
    let mut choices = choices(CollisionPolicy::Leave, 100);
    choices.unlock = Unlock::All;
    let facts = with_target(facts(&["b.txt !unlockable"]), &["b.txt"]);
    let plan = Plan::make(facts, choices).unwrap();
    assert!(plan.unlocks.is_empty());
    assert_eq!(plan.fates, [Fate::Stay(Blocker::TitleTaken)]);
    let _ = confirmed(plan);
}

#[test]
fn breaking_locks_is_agreed_to_by_number() {
    let plan = make(&["a.txt !unlockable", "b.txt !unlockable"], Unlock::All);
    let item = ConsentItem::BreakLocks { files: 2 };
    assert_eq!(plan.needs(), BTreeSet::from([item.clone()]));
    assert!(item.sentence().contains("comment"), "what is lost by it");
    let mut silent = consent(&plan);
    silent.items.clear();
    assert_eq!(
        Arc::new(plan.clone()).confirm(silent).unwrap_err(),
        NotConfirmed::Missing(vec![item])
    );
    let _ = confirmed(plan);
}

#[test]
fn files_named_in_vain_are_told() {
    let in_vain = |unlock| make(&FILES, unlock).hazards;
    assert_eq!(in_vain(these(&[1])), []);
    assert_eq!(in_vain(Unlock::All), []);
    assert_eq!(
        in_vain(these(&[1, 2, 77])),
        [Hazard::NotUnlocked {
            files: vec![FileId::number(1003), FileId::number(1078)]
        }]
    );
}

#[test]
fn a_plan_that_unlocks_other_files_than_it_shows_is_not_confirmed() {
    let good = make(&FILES, Unlock::All);
    let change = |change: fn(&mut Plan)| {
        let mut plan = good.clone();
        change(&mut plan);
        plan.digest = plan.computed_digest().unwrap();
        let consent = consent(&plan);
        Arc::new(plan).confirm(consent)
    };
    for result in [
        change(|plan| plan.unlocks.clear()),
        change(|plan| {
            let free = at(&plan.inventory, "a.txt");
            plan.unlocks.insert(free);
        }),
        change(|plan| plan.choices.unlock = Unlock::None),
        change(|plan| {
            let alone = at(&plan.inventory, "a.txt");
            plan.new_titles.insert(alone, "x.txt".into());
        }),
        change(|plan| {
            for title in plan.new_titles.values_mut() {
                *title = "b (2)?.txt".into();
            }
        }),
        change(|plan| plan.choices.collisions = CollisionPolicy::KeepBoth),
    ] {
        assert_eq!(result.unwrap_err(), NotConfirmed::Damaged);
    }
    assert!(change(|_| ()).is_ok());
}

#[test]
fn locks_that_went_forbid_nothing_and_those_that_came_do() {
    let two = make(&["a.txt !unlockable", "b.txt !unlockable"], Unlock::All);
    let one = make(&["a.txt", "b.txt !unlockable"], Unlock::All);
    assert_eq!(compare(&two, &one), []);
    let [blocked @ Difference::Blocked { file, .. }] = &compare(&one, &two)[..] else {
        panic!("a lock that came is not told")
    };
    assert!(blocked.blocks());
    assert_eq!(*file, FileId::number(FIRST_FILE));
}
