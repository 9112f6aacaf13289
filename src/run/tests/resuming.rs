//! Kill it at any record: the records and the same loop bring it to the same end.

use std::{collections::BTreeSet, time::Duration};

use super::{
    driver::{Driver, replayed},
    records::{plan, words},
    toy::{Fault, Spot, Toy},
};
use crate::{
    plan::{
        CollisionPolicy, Plan,
        tests::builder::{choices, facts},
    },
    run::{Manner, Record},
};

#[test]
fn killed_at_any_record_a_run_loses_nothing_and_makes_one_target() {
    let lines = ["a", "b", "c", "d", "e", "A", "F/b", "g"];
    let plan = Plan::make(facts(&lines), choices(CollisionPolicy::KeepBoth, 2)).unwrap();
    let undisturbed = Driver::new(&plan, Toy::new(&plan, &[], 0), Manner::NORMAL).run();
    let records = undisturbed.log.records.len();
    assert!(records > 12, "{records}");
    for kill in 1..records {
        for seed in 0..8 {
            let toy = Toy::new(&plan, &[], seed);
            let driver = Driver::new(&plan, toy, Manner::NORMAL)
                .killed(BTreeSet::from([kill]))
                .run();
            let context = format!("killed at record {kill}, seed {seed}");
            assert_eq!(
                words(&driver.state),
                ["archived"; 8].join(", "),
                "{context}"
            );
            assert!(
                driver
                    .toy
                    .files
                    .values()
                    .all(|file| file.spot == Spot::Target)
            );
            assert_eq!(driver.log.folders_made, 1, "{context}");
            for (file, times) in &driver.log.may_have_moved {
                assert!(*times <= 2, "{context}: {file} {times}");
            }
        }
    }
}

#[test]
fn killed_again_and_again_it_still_ends() {
    let plan = plan(&["a", "b", "c", "d", "e", "f"], 1);
    let kills: BTreeSet<usize> = (1..40).collect();
    for seed in 0..20 {
        let toy = Toy::new(&plan, &[], seed);
        let driver = Driver::new(&plan, toy, Manner::NORMAL)
            .killed(kills.clone())
            .run();
        let lost = words(&driver.state).matches("unknown").count();
        assert_eq!(lost, 0, "seed {seed}: {}", words(&driver.state));
    }
}

#[test]
fn the_records_alone_give_the_state_at_every_moment() {
    let plan = plan(&["a", "b", "c", "d", "e"], 2);
    let mut toy = Toy::new(&plan, &[], 5);
    toy.chances[Fault::LostAfter as usize] = 30;
    toy.chances[Fault::Vanishes as usize] = 20;
    let driver = Driver::new(&plan, toy, Manner::NORMAL).run();
    // Cutting and going on is the same as not cutting.
    for cut in 0..driver.log.records.len() {
        let (before, after) = driver.log.records.split_at(cut);
        let text = serde_json::to_string(before).unwrap();
        let read: Vec<Record> = serde_json::from_str(&text).unwrap();
        let mut state = replayed(&plan, &read);
        for record in after {
            state.apply(record);
        }
        assert_eq!(state.standings(), driver.state.standings(), "cut at {cut}");
    }
    assert!(driver.clock < Duration::from_mins(10));
}
