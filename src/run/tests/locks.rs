//! Locks of other people are broken right before their files are sent, and only those of the plan.

use std::time::Duration;

use super::{
    driver::began,
    records::{accepted, after, ended, id, ids, words},
};
use crate::{
    plan::{
        CollisionPolicy, Plan, Unlock,
        tests::builder::{choices, facts, with_target},
    },
    run::{FileNote, Manner, Record, SendId, Step, Summary, UnlockAnswers, next},
};

/// `a` moves freely; `b` and `c` are locked and travel in the second chunk.
fn plan() -> Plan {
    let lines = [
        "a.txt",
        "b.txt !unlockable",
        "c.txt !unlockable",
        "d.txt !locked",
    ];
    let mut choices = choices(CollisionPolicy::Rename, 100);
    choices.unlock = Unlock::All;
    Plan::make(with_target(facts(&lines), &[]), choices).unwrap()
}

fn steps(plan: &Plan, records: &[Record]) -> Vec<Step> {
    next(plan, &after(plan, records), Duration::ZERO)
}

fn unlock(send: u32, positions: &[i32]) -> Step {
    Step::Unlock {
        send: SendId(send),
        files: ids(positions),
    }
}

fn asked(send: u32, positions: &[i32]) -> Record {
    Record::UnlockIntended {
        send: SendId(send),
        files: ids(positions),
    }
}

fn answered(send: u32, unlocked: &[i32], free: &[i32], refused: &[i32], lost: &[i32]) -> Record {
    let notes = |positions: &[i32]| {
        let notes = positions.iter().map(|position| FileNote {
            file: id(*position),
            why: "no".into(),
        });
        notes.collect()
    };
    Record::UnlockAnswered {
        send: SendId(send),
        answers: UnlockAnswers {
            unlocked: ids(unlocked),
            free: ids(free),
            refused: notes(refused),
            lost: notes(lost),
        },
    }
}

#[test]
fn a_lock_is_taken_off_before_its_file_is_sent() {
    let plan = plan();
    assert_eq!(
        steps(&plan, &[]),
        [Step::Send(SendId(0)), unlock(1, &[1, 2])]
    );
    let first = [accepted(0), ended(0, &[0], None)];
    assert_eq!(steps(&plan, &first), [unlock(1, &[1, 2])]);
    let mut records = first.to_vec();
    records.extend([asked(1, &[1, 2]), answered(1, &[1], &[2], &[], &[])]);
    assert_eq!(steps(&plan, &records), [Step::Send(SendId(1))]);
    let state = after(&plan, &records);
    assert_eq!(state.locks_broken(), 1, "the other one had gone by itself");
    assert_eq!(words(&state), "arrived, waiting, waiting, left");
}

#[test]
fn a_lock_that_stays_costs_its_own_file_only() {
    let plan = plan();
    let records = [
        accepted(0),
        ended(0, &[0], None),
        asked(1, &[1, 2]),
        answered(1, &[1], &[], &[2], &[]),
    ];
    let state = after(&plan, &records);
    assert_eq!(words(&state), "arrived, waiting, refused: lock stays, left");
    assert_eq!(
        next(&plan, &state, Duration::ZERO),
        [Step::Send(SendId(2))],
        "the rest travels"
    );
    let line = Summary::of(&plan, &state).not_archived;
    let reason = &line.iter().find(|line| line.id == id(2)).unwrap().reason;
    assert_eq!(reason, "the lock on it could not be broken: no");
    // Nobody is left to be sent.
    let records = [
        accepted(0),
        ended(0, &[0], None),
        asked(1, &[1, 2]),
        answered(1, &[], &[], &[1, 2], &[]),
    ];
    assert_eq!(steps(&plan, &records), [Step::ListAll]);
}

#[test]
fn a_lost_answer_is_asked_once_more() {
    let plan = plan();
    let mut records = vec![
        accepted(0),
        ended(0, &[0], None),
        asked(1, &[1, 2]),
        answered(1, &[1], &[], &[], &[2]),
    ];
    assert_eq!(steps(&plan, &records), [unlock(1, &[2])]);
    let again = |answer: Record| {
        let mut records = records.clone();
        records.extend([asked(1, &[2]), answer]);
        after(&plan, &records)
    };
    let free = again(answered(1, &[], &[2], &[], &[]));
    assert_eq!(free.locks_broken(), 2, "it was our own call");
    assert_eq!(next(&plan, &free, Duration::ZERO), [Step::Send(SendId(1))]);
    let lost = again(answered(1, &[], &[], &[], &[2]));
    // Whether it is off is seen when the file is sent.
    assert_eq!(words(&lost), "arrived, waiting, waiting, left");
    assert_eq!(next(&plan, &lost, Duration::ZERO), [Step::Send(SendId(1))]);
    // An intent that nobody is working on comes from another process.
    records.push(asked(1, &[2]));
    assert_eq!(steps(&plan, &records), [unlock(1, &[2])]);
}

#[test]
fn no_more_locks_are_broken_ahead_than_requests_may_be_in_flight() {
    let lines = [
        "a !unlockable",
        "b !unlockable",
        "c !unlockable",
        "d !unlockable",
    ];
    let mut choices = choices(CollisionPolicy::Rename, 1);
    choices.unlock = Unlock::All;
    let plan = Plan::make(with_target(facts(&lines), &[]), choices).unwrap();
    let mut state = after(&plan, &[]);
    let first: Vec<_> = (0..3)
        .map(|at| unlock(at, &[i32::try_from(at).unwrap()]))
        .collect();
    assert_eq!(next(&plan, &state, Duration::ZERO), first);
    for step in &first {
        state.began(step, Duration::ZERO);
    }
    assert_eq!(next(&plan, &state, Duration::ZERO), [], "all are under way");
    state.apply(&asked(0, &[0]));
    state.apply(&answered(0, &[0], &[], &[], &[]));
    state.ended(&first[0], Duration::ZERO);
    let steps = next(&plan, &state, Duration::ZERO);
    assert_eq!(steps, [Step::Send(SendId(0))], "it has a place already");
}

#[test]
fn what_is_unlocked_is_sent_before_another_lock_is_broken() {
    let lines = ["a !unlockable", "b !unlockable", "c !unlockable"];
    let mut choices = choices(CollisionPolicy::Rename, 2);
    choices.unlock = Unlock::All;
    let plan = Plan::make(with_target(facts(&lines), &[]), choices).unwrap();
    let records = [
        began(&plan, Manner::GENTLE),
        asked(0, &[0, 1]),
        answered(0, &[1], &[], &[0], &[]),
    ];
    assert_eq!(steps(&plan, &records), [Step::Send(SendId(2))]);
}

#[test]
fn who_stopped_the_run_wants_no_lock_broken() {
    let plan = plan();
    let records = [
        accepted(0),
        ended(0, &[0], None),
        Record::CancelAsked {
            rung: crate::run::CancelRung::Finish,
        },
    ];
    assert_eq!(steps(&plan, &records), [Step::ListAll]);
}

#[test]
fn locks_broken_in_vain_are_followed_by_the_last_look() {
    let lines = ["b.txt !unlockable"];
    let mut choices = choices(CollisionPolicy::Rename, 100);
    choices.unlock = Unlock::All;
    let plan = Plan::make(with_target(facts(&lines), &[]), choices).unwrap();
    let records = [asked(0, &[0]), answered(0, &[], &[], &[0], &[])];
    assert_eq!(steps(&plan, &records), [Step::ListAll]);
}
