//! A poison file costs one file, and few requests.

use std::time::Duration;

use super::{
    driver::Driver,
    records::{id, plan, words},
    toy::{Meddling, Spot, Toy},
};
use crate::{
    plan::Plan,
    run::{Manner, Record, Standing, Stop},
};

/// A room of so many files in chunks of so many, with poison at these positions.
fn poisoned(files: usize, chunk_size: u32, poison: &[i32], checks_first: bool) -> (Plan, Toy) {
    let names: Vec<String> = (0..files).map(|n| format!("{n:04}")).collect();
    let lines: Vec<&str> = names.iter().map(String::as_str).collect();
    let plan = plan(&lines, chunk_size);
    let mut toy = Toy::new(&plan, &[], 1);
    toy.checks_first = checks_first;
    for position in poison {
        toy.files.get_mut(&id(*position)).unwrap().poison = true;
    }
    (plan, toy)
}

fn refusals(records: &[Record]) -> usize {
    let refused = |record: &&Record| matches!(record, Record::SendRefused { .. });
    records.iter().filter(refused).count()
}

#[test]
fn one_poison_file_in_a_hundred_costs_itself_wherever_it_lies() {
    for position in 0..100 {
        let (plan, toy) = poisoned(100, 100, &[position], true);
        let driver = Driver::new(&plan, toy, Manner::NORMAL).run();
        for (index, file) in plan.inventory.indexed_files() {
            let standing = driver.state.standing(index).unwrap();
            if file.id == id(position) {
                assert!(matches!(standing, Standing::Refused(_)), "{standing:?}");
            } else {
                assert_eq!(standing, &Standing::Archived);
            }
        }
        // Halving a hundred seven times: two requests each time, and the first.
        assert!(
            driver.log.sends.len() <= 15,
            "{} requests",
            driver.log.sends.len()
        );
        assert_eq!(driver.state.stop(), None);
    }
}

#[test]
fn several_poison_files_cost_only_themselves() {
    let poison = [0, 1, 50, 98, 99, 150, 299];
    for chunk_size in [1, 7, 100] {
        let (plan, toy) = poisoned(300, chunk_size, &poison, true);
        let driver = Driver::new(&plan, toy, Manner::NORMAL).run();
        for (index, file) in plan.inventory.indexed_files() {
            let is_poison = poison.iter().any(|position| file.id == id(*position));
            let archived = driver.state.standing(index) == Some(&Standing::Archived);
            assert_eq!(
                archived, !is_poison,
                "chunks of {chunk_size}, file {}",
                file.id
            );
        }
        let sends = driver.log.sends.len();
        assert!(
            sends <= 3 + 15 * poison.len() + 300 / chunk_size as usize,
            "{sends}"
        );
    }
}

#[test]
fn a_file_that_stands_visibly_in_the_way_is_taken_out_without_halving() {
    for meddling in [Meddling::Lock(42), Meddling::Open(42), Meddling::Delete(42)] {
        let (plan, toy) = poisoned(100, 100, &[], true);
        let driver = Driver::new(&plan, toy, Manner::NORMAL)
            .meddling(vec![(Duration::ZERO, meddling)])
            .run();
        assert_eq!(driver.log.sends.len(), 2, "{meddling:?}");
        let archived = driver.state.standings().iter();
        let archived = archived.filter(|at| **at == Standing::Archived).count();
        assert_eq!(archived, 99);
    }
}

#[test]
fn eight_refused_alone_without_one_success_stop_the_run() {
    let all: Vec<i32> = (0..40).collect();
    for chunk_size in [1, 3, 40] {
        let (plan, toy) = poisoned(40, chunk_size, &all, true);
        let driver = Driver::new(&plan, toy, Manner::GENTLE).run();
        assert_eq!(driver.state.stop(), Some(&Stop::EightRefusals));
        let alone = driver
            .log
            .sends
            .iter()
            .filter(|(_, _, files)| files.len() == 1);
        assert_eq!(alone.count(), 8, "chunks of {chunk_size}");
        assert!(
            driver
                .toy
                .files
                .values()
                .all(|file| file.spot == Spot::Room)
        );
        assert!(!words(&driver.state).contains("waiting"));
    }
}

#[test]
fn a_success_in_between_starts_the_count_again() {
    // Seven bad ones, a good one, seven bad ones.
    let poison: Vec<i32> = (0..15).filter(|position| *position != 7).collect();
    let (plan, toy) = poisoned(15, 1, &poison, true);
    let driver = Driver::new(&plan, toy, Manner::GENTLE).run();
    assert_eq!(driver.state.stop(), None);
    assert_eq!(refusals(&driver.log.records), 14);
    assert_eq!(driver.toy.files[&id(7)].spot, Spot::Target);
}

#[test]
fn a_portal_that_looks_only_while_it_works_loses_no_good_file_to_a_bad_one() {
    for position in [0, 1, 50, 99] {
        let (plan, toy) = poisoned(100, 100, &[position], false);
        let driver = Driver::new(&plan, toy, Manner::NORMAL).run();
        for (index, file) in plan.inventory.indexed_files() {
            let archived = driver.state.standing(index) == Some(&Standing::Archived);
            assert_eq!(
                archived,
                file.id != id(position),
                "poison at {position}: {}",
                file.id
            );
        }
        assert!(driver.log.sends.len() <= 3);
    }
}

#[test]
fn a_target_that_is_closed_meanwhile_stops_the_run_after_one_refusal() {
    let (plan, toy) = poisoned(300, 10, &[], true);
    let driver = Driver::new(&plan, toy, Manner::GENTLE)
        .meddling(vec![(Duration::ZERO, Meddling::CloseTarget)])
        .run();
    assert!(matches!(driver.state.stop(), Some(Stop::Target { .. })));
    assert_eq!(driver.log.sends.len(), 1, "no file is doubted for it");
}
