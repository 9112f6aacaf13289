//! What holds for every plan.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::builder::{cases, choices, confirmed, facts, with_target};
use crate::{
    domain::{
        Conflict, FileFlags, FileIndex,
        titles::{fold, numbered_title},
    },
    plan::{Blocker, CollisionPolicy, Facts, Fate, LARGEST_CHUNK, Plan, Unlock, compare},
};

/// Few titles that meet often, and some that never do.
fn title() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "a.txt", "A.TXT", "á.txt", "a (2).txt", "a (3).TXT", "b.txt", "b.txt  ", "ß", "S", "ss", "é", "e\u{301}", "x", "y",
        ])
        .prop_map(str::to_owned),
        1 => "[c-w]{1,3}",
    ]
}

fn line() -> impl Strategy<Value = String> {
    let folder = prop::sample::select(vec!["", "F/", "F/G/", "H/", "<results>/"]);
    let mark = prop::sample::select(vec![
        "",
        "",
        "",
        "",
        "",
        " !locked",
        " !unlockable",
        " !unlockable !editing",
        " !editing",
        " !fixed",
        " !link",
    ]);
    (folder, title(), mark).prop_map(|(folder, title, mark)| format!("{folder}{title}{mark}"))
}

prop_compose! {
    fn any_plan()(
        lines in prop::collection::vec(line(), 0..60),
        there in prop::collection::vec(title(), 0..6),
        policy in prop::sample::select(vec![
            CollisionPolicy::Rename, CollisionPolicy::KeepBoth, CollisionPolicy::Leave,
        ]),
        unlock in any::<bool>(),
        size in 1u32..=100,
    ) -> Plan {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let there: Vec<&str> = there.iter().map(String::as_str).collect();
        let mut choices = choices(policy, size);
        choices.unlock = if unlock { Unlock::All } else { Unlock::None };
        Plan::make(with_target(facts(&lines), &there), choices).unwrap()
    }
}

fn key(plan: &Plan, index: FileIndex) -> String {
    fold(&plan.inventory.file(index).unwrap().title)
}

/// The files of one rule, in the order in which they are sent.
fn sent_with(plan: &Plan, conflict: Conflict) -> Vec<FileIndex> {
    plan.chunks
        .iter()
        .filter(|chunk| chunk.conflict == conflict)
        .flat_map(|chunk| chunk.files.clone())
        .collect()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn every_file_has_exactly_one_fate(plan in any_plan()) {
        prop_assert_eq!(plan.fates.len(), plan.inventory.files.len());
        let mut times_sent = vec![0; plan.fates.len()];
        for (number, chunk) in (0..).zip(&plan.chunks) {
            prop_assert!(!chunk.files.is_empty());
            prop_assert!(chunk.files.len() <= (plan.choices.chunk_size as usize).min(LARGEST_CHUNK));
            for index in &chunk.files {
                prop_assert_eq!(plan.fates[index.0 as usize], Fate::Move(number));
                times_sent[index.0 as usize] += 1;
            }
        }
        for ((fate, sent), file) in plan.fates.iter().zip(times_sent).zip(&plan.inventory.files) {
            prop_assert_eq!(sent, i32::from(matches!(fate, Fate::Move(_))));
            let role = plan.inventory.folders[file.folder.0 as usize].role;
            let blocker = Blocker::of(file.flags, role);
            match (fate, blocker) {
                // It would have been unlocked, and stays for its title.
                (Fate::Stay(Blocker::TitleTaken), Some(Blocker::Locked { can_unlock: true })) => {
                    prop_assert_eq!(&plan.choices.unlock, &Unlock::All);
                }
                (Fate::Stay(stays), Some(blocker)) => prop_assert_eq!(*stays, blocker),
                (Fate::Stay(stays), None) => prop_assert_eq!(*stays, Blocker::TitleTaken),
                (Fate::Move(_), Some(blocker)) => {
                    prop_assert_eq!(blocker, Blocker::Locked { can_unlock: true });
                    prop_assert_eq!(&plan.choices.unlock, &Unlock::All);
                    prop_assert!(!file.flags.has(FileFlags::EDITING));
                }
                (Fate::Move(_), None) => {}
            }
        }
        let totals = plan.totals();
        prop_assert_eq!(totals.moving + totals.staying, totals.files);
    }

    #[test]
    fn no_two_files_under_skip_meet_each_other_or_the_target(
        plan in any_plan(), there in prop::collection::vec(title(), 0..6),
    ) {
        let titles: Vec<&str> = there.iter().map(String::as_str).collect();
        let lines: Vec<String> = plan.inventory.indexed_files().map(|(index, _)| plan.inventory.file_path(index)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let plan = Plan::make(with_target(facts(&lines), &titles), plan.choices).unwrap();
        let mut taken: BTreeSet<String> = there.iter().map(|title| fold(title)).collect();
        let skipping = sent_with(&plan, Conflict::Skip);
        for index in &skipping {
            prop_assert!(taken.insert(key(&plan, *index)), "{} meets", plan.inventory.file_path(*index));
        }
        // Nor does one of them meet a file of the other rule, which may arrive first.
        for index in sent_with(&plan, Conflict::Duplicate) {
            prop_assert!(!skipping.iter().any(|other| key(&plan, *other) == key(&plan, index)));
        }
    }

    #[test]
    fn under_leave_one_of_each_title_moves_at_most_and_never_beside_another(plan in any_plan()) {
        let moving = plan.inventory.indexed_files().map(|(index, _)| index)
            .filter(|index| matches!(plan.fates[index.0 as usize], Fate::Move(_)));
        if plan.choices.collisions == CollisionPolicy::Leave {
            prop_assert!(sent_with(&plan, Conflict::Duplicate).is_empty());
            let mut seen = BTreeSet::new();
            for index in moving {
                prop_assert!(seen.insert(key(&plan, index)));
            }
            for collision in &plan.collisions {
                let movers = collision.files.iter()
                    .filter(|index| matches!(plan.fates[index.0 as usize], Fate::Move(_)));
                prop_assert_eq!(movers.count(), usize::from(collision.there == 0));
            }
        } else {
            prop_assert!(!plan.fates.contains(&Fate::Stay(Blocker::TitleTaken)));
        }
    }

    #[test]
    fn under_rename_no_two_files_of_the_target_end_under_the_same_title(
        plan in any_plan(), there in prop::collection::vec(title(), 0..6),
    ) {
        let titles: Vec<&str> = there.iter().map(String::as_str).collect();
        let facts = Facts {
            inventory: plan.inventory.clone(),
            ..with_target(facts(&[]), &titles)
        };
        let mut choices = plan.choices.clone();
        choices.collisions = CollisionPolicy::Rename;
        let plan = Plan::make(facts.clone(), choices.clone()).unwrap();
        prop_assert_eq!(&plan, &Plan::make(facts, choices).unwrap(), "always the same");
        let arriving: Vec<FileIndex> = plan.inventory.indexed_files().map(|(index, _)| index)
            .filter(|index| matches!(plan.fates[index.0 as usize], Fate::Move(_)))
            .collect();
        let lying: BTreeSet<String> = there.iter().map(|title| fold(title)).collect();
        let own: BTreeSet<String> = arriving.iter().map(|index| key(&plan, *index)).collect();
        let mut ends = lying.clone();
        for index in &arriving {
            let title = plan.new_titles.get(index).map_or_else(|| key(&plan, *index), |title| fold(title));
            prop_assert!(ends.insert(title), "{} is not alone", plan.inventory.file_path(*index));
        }
        // Every number below the one that was given is taken, and by something that lies or arrives.
        for (index, title) in &plan.new_titles {
            prop_assert!(title.encode_utf16().count() <= 165);
            prop_assert!(lying.contains(&key(&plan, *index)) || plan.collisions.iter().any(
                |meeting| meeting.files.contains(index) && meeting.files[0] != *index
            ), "needlessly renamed");
            let numbered = |number| numbered_title(plan.inventory.file(*index).unwrap().title.trim(), number);
            let given = (2..200).find(|number| numbered(*number) == **title).unwrap();
            for lower in 2..given {
                let lower = fold(&numbered(lower));
                let by_new = plan.new_titles.values().any(|title| fold(title) == lower);
                prop_assert!(lying.contains(&lower) || own.contains(&lower) || by_new);
            }
        }
    }

    #[test]
    fn meetings_are_told_completely_and_only_once(plan in any_plan()) {
        let mut told = BTreeSet::new();
        for collision in &plan.collisions {
            prop_assert!(collision.files.len() + collision.there as usize >= 2);
            prop_assert!(!collision.files.is_empty());
            prop_assert!(collision.files.is_sorted());
            let keys: BTreeSet<_> = collision.files.iter().map(|index| key(&plan, *index)).collect();
            prop_assert_eq!(keys.len(), 1);
            for index in &collision.files {
                prop_assert!(told.insert(*index));
            }
        }
        prop_assert!(plan.collisions.windows(2).all(|pair| pair[0].files[0] < pair[1].files[0]));
        for index in sent_with(&plan, Conflict::Duplicate) {
            prop_assert!(told.contains(&index));
        }
    }

    #[test]
    fn files_are_sent_in_path_order(plan in any_plan()) {
        for conflict in [Conflict::Skip, Conflict::Duplicate] {
            let (locked, free): (Vec<_>, Vec<_>) = sent_with(&plan, conflict)
                .into_iter()
                .partition(|index| plan.unlocks.contains(index));
            prop_assert!(locked.is_sorted() && free.is_sorted());
        }
    }

    #[test]
    fn the_same_facts_give_the_same_plan_and_a_file_keeps_it(plan in any_plan()) {
        let lines: Vec<String> = plan.inventory.files.iter().map(|file| file.title.to_string()).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let make = || Plan::make(facts(&lines), plan.choices.clone()).unwrap();
        prop_assert_eq!(make(), make());
        prop_assert!(compare(&plan, &plan).is_empty());
        let read: Plan = serde_json::from_str(&serde_json::to_string(&plan).unwrap()).unwrap();
        prop_assert_eq!(&read, &plan);
        prop_assert!(read.is_whole().unwrap());
    }

    #[test]
    fn every_plan_that_is_made_can_be_confirmed(plan in any_plan()) {
        prop_assert!(plan.refusals.is_empty());
        let _ = confirmed(plan);
    }
}
