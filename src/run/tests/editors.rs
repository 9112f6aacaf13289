//! Files that are open in an editor get one more look, and one more request, at the end.

use std::time::Duration;

use super::records::{
    EDITED, NOWHERE, ROOM, TARGET, accepted, after, editors_read, ended, id, read, refused,
    unreadable, words,
};
use crate::{
    domain::Conflict,
    plan::{
        Blocker, CollisionPolicy, Plan,
        tests::builder::{choices, facts, with_target},
    },
    run::{CancelRung, Record, SendId, Sighting, Step, next},
};

/// `a` moves, `b` is open in an editor when the plan is made.
fn plan(policy: CollisionPolicy) -> Plan {
    let facts = with_target(facts(&["a.txt", "b.txt !editing"]), &[]);
    Plan::make(facts, choices(policy, 100)).unwrap()
}

fn steps(plan: &Plan, records: &[Record]) -> Vec<Step> {
    next(plan, &after(plan, records), Duration::ZERO)
}

const LOCKED: Sighting = Sighting::Room {
    blocker: Some(Blocker::Locked { can_unlock: false }),
};

#[test]
fn an_open_file_is_looked_at_when_everything_else_is_done_and_sent_if_it_is_closed() {
    let plan = plan(CollisionPolicy::Rename);
    let open = Step::ReadEditors(vec![id(1)]);
    assert!(!steps(&plan, &[accepted(0)]).contains(&open));
    let mut records = vec![accepted(0), ended(0, &[0], None)];
    assert_eq!(steps(&plan, &records), [open]);
    records.push(editors_read(&[(1, ROOM)]));
    assert_eq!(steps(&plan, &records), [Step::Send(SendId(1))]);
    let state = after(&plan, &records);
    let again = state.send(SendId(1)).unwrap();
    assert_eq!((again.chunk, again.conflict), (1, Conflict::Skip));
    records.extend([accepted(1), ended(1, &[1], None)]);
    assert_eq!(words(&after(&plan, &records)), "arrived, arrived");
    assert_eq!(steps(&plan, &records), [Step::ListAll]);
}

#[test]
fn what_is_seen_then_is_told() {
    let plan = plan(CollisionPolicy::Rename);
    for (seen, expected) in [
        (EDITED, "arrived, left"),
        (LOCKED, "arrived, left"),
        (NOWHERE, "arrived, left"),
        (unreadable(), "arrived, left"),
        (TARGET, "arrived, arrived"),
    ] {
        let records = [
            accepted(0),
            ended(0, &[0], None),
            editors_read(&[(1, seen.clone())]),
        ];
        assert_eq!(words(&after(&plan, &records)), expected, "{seen:?}");
        assert_eq!(steps(&plan, &records), [Step::ListAll], "one look only");
    }
}

#[test]
fn a_file_found_open_during_the_run_travels_once_more() {
    let facts = with_target(facts(&["a.txt", "b.txt"]), &[]);
    let plan = Plan::make(facts, choices(CollisionPolicy::Rename, 100)).unwrap();
    // The portal looked first and moved nothing; then it moved what it could.
    let looked_first = vec![
        refused(0),
        read(0, &[(0, ROOM), (1, EDITED)], true),
        accepted(1),
        ended(1, &[0], None),
    ];
    let moved_what_it_could = vec![
        accepted(0),
        ended(0, &[0], Some("open")),
        read(0, &[(1, EDITED)], true),
    ];
    for (mut records, conflict) in [
        (looked_first, Conflict::Skip),
        // One request is left, and must not be lost to a title.
        (moved_what_it_could, Conflict::Duplicate),
    ] {
        assert_eq!(steps(&plan, &records), [Step::ReadEditors(vec![id(1)])]);
        records.push(editors_read(&[(1, ROOM)]));
        let state = after(&plan, &records);
        let [Step::Send(send)] = next(&plan, &state, Duration::ZERO)[..] else {
            panic!("not sent once more")
        };
        let again = state.send(send).unwrap();
        assert_eq!((again.chunk, again.conflict), (0, conflict));
        records.extend([accepted(send.0), ended(send.0, &[], Some("open"))]);
        records.push(read(send.0, &[(1, EDITED)], true));
        assert_eq!(
            words(&after(&plan, &records)),
            "arrived, refused: open in an editor"
        );
        assert_eq!(steps(&plan, &records), [Step::ListAll]);
    }
}

#[test]
fn what_stayed_by_plan_and_is_open_again_is_left_not_refused() {
    let plan = plan(CollisionPolicy::Rename);
    let freed = [
        accepted(0),
        ended(0, &[0], None),
        editors_read(&[(1, ROOM)]),
    ];
    let with = |more: &[Record]| {
        let mut records = freed.to_vec();
        records.extend_from_slice(more);
        words(&after(&plan, &records))
    };
    assert_eq!(with(&[]), "arrived, waiting");
    assert_eq!(
        with(&[refused(1), read(1, &[(1, EDITED)], true)]),
        "arrived, left"
    );
    // Stopped before it was sent.
    assert_eq!(with(&[Record::Finished]), "unknown: seen once, left");
}

#[test]
fn a_late_meeting_of_such_a_file_is_settled_by_the_policy() {
    for (policy, expected) in [
        (CollisionPolicy::Rename, "arrived, waiting"),
        (CollisionPolicy::KeepBoth, "arrived, waiting"),
        (CollisionPolicy::Leave, "arrived, refused: silent"),
    ] {
        let plan = plan(policy);
        let records = [
            accepted(0),
            ended(0, &[0], None),
            editors_read(&[(1, ROOM)]),
            accepted(1),
            ended(1, &[], None),
            read(1, &[(1, ROOM)], true),
        ];
        assert_eq!(words(&after(&plan, &records)), expected);
    }
}

#[test]
fn nothing_is_tried_again_where_nothing_was_to_move_or_somebody_stopped() {
    let facts = with_target(facts(&["b.txt !editing"]), &[]);
    let nothing_moves = Plan::make(facts, choices(CollisionPolicy::Rename, 100)).unwrap();
    assert!(!nothing_moves.tries_editors_again());
    assert_eq!(steps(&nothing_moves, &[]), [Step::Finish]);
    let plan = plan(CollisionPolicy::Rename);
    assert!(plan.tries_editors_again());
    let stopped = [
        accepted(0),
        ended(0, &[0], None),
        Record::CancelAsked {
            rung: CancelRung::Finish,
        },
    ];
    assert_eq!(steps(&plan, &stopped), [Step::ListAll]);
}
