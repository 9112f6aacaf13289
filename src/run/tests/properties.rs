//! What holds on every portal: whatever is lost, refused, contradicted or meddled with.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{
    room_owner::ToyOwner,
    scenarios::{Scenario, any_scenario},
    toy::{FAULTS, Fault},
    truths::{asked_for, check_good_titles, check_the_end},
};
use crate::{
    plan::{Fate, tests::builder::cases},
    run::{OwnershipOutcome, Record, Standing, Summary},
};

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
