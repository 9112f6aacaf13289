//! What each record means.

use super::records::{
    AB, EDITED, NOWHERE, ROOM, TARGET, accepted, after, check, elsewhere, ended, id, intended,
    lost, plan, read, read_last, refused, refused_at_the_door, unreadable, vanished, words,
};
use crate::{
    domain::{Conflict, FolderId},
    plan::{
        CollisionPolicy, Plan,
        tests::builder::{choices, facts, with_target},
    },
    run::{CancelRung, Manner, Record, RunState, SendId, Stage, Stop, tests::driver::began},
};

#[test]
fn answers_to_a_move_request() {
    let plan = plan(&AB, 100);
    assert_eq!(words(&after(&plan, &[])), "waiting, waiting");
    let intent = intended(&plan, &RunState::new(&plan), 0);
    assert_eq!(words(&after(&plan, &[intent])), "sent, sent");
    check(&[
        (&[accepted(0)], "sent, sent"),
        (&[lost(0)], "sent, sent"),
        (&[refused(0)], "sent, sent"),
        (&[refused_at_the_door(0)], "waiting, waiting"),
        (&[accepted(0), vanished(0)], "sent, sent"),
    ]);
}

#[test]
fn the_end_of_an_operation() {
    check(&[
        (&[accepted(0), ended(0, &[0, 1], None)], "arrived, arrived"),
        (&[accepted(0), ended(0, &[1], None)], "sent, arrived"),
        (&[accepted(0), ended(0, &[], Some("no"))], "sent, sent"),
        // What does not belong to the request proves nothing.
        (&[accepted(0), ended(0, &[0, 77], None)], "arrived, sent"),
    ]);
}

#[test]
fn files_read_after_an_operation_that_ended() {
    let records = |seen| [accepted(0), ended(0, &[0], None), read(0, seen, true)];
    check(&[
        (&records(&[(1, TARGET)]), "arrived, arrived"),
        // Still in the room without a reason: sent once more.
        (&records(&[(1, ROOM)]), "arrived, waiting"),
        (
            &records(&[(1, EDITED)]),
            "arrived, refused: open in an editor",
        ),
        (&records(&[(1, NOWHERE)]), "arrived, gone"),
        (&records(&[(1, elsewhere())]), "arrived, gone to 777"),
        (
            &records(&[(1, unreadable())]),
            "arrived, unknown: not readable",
        ),
    ]);
}

#[test]
fn a_lost_request_is_waited_for_before_anything_follows_from_it() {
    for lost in [vec![lost(0)], vec![accepted(0), vanished(0)]] {
        let with = |last| {
            let mut records = lost.clone();
            records.push(read(0, &[(0, TARGET), (1, ROOM)], last));
            records
        };
        let nobody_in_the_way = |last| {
            let mut records = lost.clone();
            records.push(read(0, &[(0, NOWHERE), (1, EDITED)], last));
            records
        };
        check(&[
            (&with(false), "arrived, sent"),
            (&with(true), "arrived, waiting"),
            (&nobody_in_the_way(false), "sent, sent"),
            (&nobody_in_the_way(true), "gone, refused: open in an editor"),
        ]);
    }
}

#[test]
fn an_intent_without_outcome_is_settled_by_reading() {
    let plan = plan(&AB, 100);
    let intent = intended(&plan, &RunState::new(&plan), 0);
    for (last, expected) in [(false, "arrived, sent"), (true, "arrived, waiting")] {
        let seen = read(0, &[(0, TARGET), (1, ROOM)], last);
        assert_eq!(words(&after(&plan, &[intent.clone(), seen])), expected);
    }
}

#[test]
fn a_file_is_sent_twice_at_most() {
    let once = [lost(0), read(0, &[(0, ROOM), (1, ROOM)], true)];
    let twice = |answer: Record| {
        let mut records = once.to_vec();
        records.push(answer);
        records.push(read(1, &[(0, ROOM), (1, ROOM)], true));
        records
    };
    check(&[
        (&once, "waiting, waiting"),
        (&twice(lost(1)), "refused: silent, refused: silent"),
        // A refusal provably moved nothing and does not count.
        (&twice(refused(1)), "waiting, waiting"),
    ]);
    let ended_twice = [
        accepted(0),
        ended(0, &[], Some("first")),
        read(0, &[(0, ROOM), (1, ROOM)], true),
        accepted(1),
        ended(1, &[], Some("second")),
        read(1, &[(0, ROOM)], true),
    ];
    check(&[(&ended_twice, "refused: says second, waiting")]);
}

#[test]
fn refused_requests_do_not_count_as_sends() {
    let after_a_refusal = [
        refused(0),
        read(0, &[(0, ROOM), (1, ROOM)], true),
        lost(1),
        read(1, &[(0, ROOM)], true),
    ];
    check(&[(&after_a_refusal, "waiting, waiting")]);
}

#[test]
fn what_stayed_without_a_word_met_its_title_and_is_sent_by_the_policy() {
    for (policy, standings, conflict) in [
        (
            CollisionPolicy::KeepBoth,
            "arrived, waiting",
            Some(Conflict::Duplicate),
        ),
        (CollisionPolicy::Leave, "arrived, refused: silent", None),
    ] {
        let facts = with_target(facts(&AB), &[]);
        let plan = Plan::make(facts, choices(policy, 100)).unwrap();
        let records = [
            accepted(0),
            ended(0, &[0], None),
            read(0, &[(1, ROOM)], true),
        ];
        let state = after(&plan, &records);
        assert_eq!(words(&state), standings);
        assert_eq!(
            state.send(SendId(1)).map(|request| request.conflict),
            conflict
        );
    }
}

#[test]
fn a_lost_request_is_repeated_with_its_own_rule() {
    let plan = plan(&AB, 100);
    let records = [lost(0), read(0, &[(0, ROOM), (1, ROOM)], true)];
    let state = after(&plan, &records);
    let again = state.send(SendId(1)).unwrap();
    assert_eq!((again.conflict, again.files.len()), (Conflict::Skip, 2));
}

#[test]
fn an_operation_that_moved_nothing_may_have_failed_at_its_first_file() {
    let plan = plan(&["a", "b", "c"], 100);
    let seen = [(0, ROOM), (1, ROOM), (2, ROOM)];
    let parts = |moved: &[i32], error| {
        let records = [
            accepted(0),
            ended(0, moved, error),
            read(0, &seen[moved.len()..], true),
        ];
        let state = after(&plan, &records);
        (1..)
            .map_while(|send| state.send(SendId(send)).map(|part| part.files.len()))
            .collect::<Vec<_>>()
    };
    assert_eq!(parts(&[], Some("denied")), [1, 2], "the first one alone");
    assert_eq!(parts(&[0], Some("denied")), [2]);
    assert_eq!(parts(&[], None), [3], "nothing was said to have failed");
}

#[test]
fn a_refused_request_loses_what_is_in_the_way_or_is_halved() {
    let plan = plan(&["a", "b", "c", "d"], 100);
    let all_in_room = [(0, ROOM), (1, ROOM), (2, ROOM), (3, ROOM)];
    let halved = after(&plan, &[refused(0), read(0, &all_in_room, true)]);
    assert_eq!(halved.send(SendId(1)).unwrap().files.len(), 2);
    assert_eq!(halved.send(SendId(2)).unwrap().files.len(), 2);
    assert_eq!(words(&halved), "waiting, waiting, waiting, waiting");

    let seen = [(0, ROOM), (1, EDITED), (2, NOWHERE), (3, unreadable())];
    let cleaned = after(&plan, &[refused(0), read(0, &seen, true)]);
    assert_eq!(
        words(&cleaned),
        "waiting, refused: open in an editor, gone, unknown: not readable"
    );
    assert_eq!(cleaned.send(SendId(1)).unwrap().files.len(), 1);
    assert!(cleaned.send(SendId(2)).is_none());
}

#[test]
fn a_target_that_takes_no_files_stops_the_run() {
    let plan = plan(&AB, 100);
    let records = [
        refused(0),
        Record::FilesRead {
            send: Some(SendId(0)),
            seen: vec![(id(0), ROOM), (id(1), EDITED)],
            target_open: false,
            last: true,
        },
    ];
    let state = after(&plan, &records);
    assert_eq!(
        words(&state),
        "refused: says denied, refused: open in an editor"
    );
    assert!(matches!(state.stop(), Some(Stop::Target { .. })));
}

#[test]
fn the_target_on_its_way() {
    let plan = Plan::make(facts(&AB), choices(CollisionPolicy::KeepBoth, 100)).unwrap();
    let intent = Record::TargetIntended {
        parent: FolderId::number(1),
        title: "t".into(),
    };
    let ready = |folder| Record::TargetReady {
        folder: FolderId::number(folder),
    };
    let mut state = RunState::new(&plan);
    for (record, target, used_up) in [
        (Record::TargetAbsent, None, false),
        (intent.clone(), None, false),
        (Record::TargetNotMade { why: "?".into() }, None, false),
        (Record::TargetAbsent, None, false),
        (intent, None, true),
        (Record::TargetAbsent, None, true),
        (ready(41), Some(41), false),
        // Once seen it stays the target.
        (ready(42), Some(41), false),
        (Record::TargetAbsent, Some(41), false),
    ] {
        state.apply(&record);
        assert_eq!(
            state.target().cloned(),
            target.map(FolderId::number),
            "{record:?}"
        );
        assert_eq!(state.target_tries_used_up(), used_up, "{record:?}");
    }
}

#[test]
fn cancels_and_stops_only_grow() {
    let plan = plan(&AB, 100);
    let cancel = |rung| Record::CancelAsked { rung };
    let (finish, abandon) = (cancel(CancelRung::Finish), cancel(CancelRung::Abandon));
    let state = after(&plan, &[abandon, finish]);
    assert_eq!(state.cancel(), Some(CancelRung::Abandon));

    let stopped = |stop: &Stop| Record::Stopped { stop: stop.clone() };
    let key = Stop::Key { why: "dead".into() };
    let limits = Stop::Limits { why: "429".into() };
    for (first, second, stands) in [
        (&limits, &key, &key),
        (&key, &limits, &key),
        (&Stop::EightRefusals, &limits, &Stop::EightRefusals),
    ] {
        let state = after(&plan, &[stopped(first), stopped(second)]);
        assert_eq!(state.stop(), Some(stands));
    }
}

#[test]
fn the_beginning_names_run_and_manner() {
    let plan = plan(&AB, 100);
    let state = after(&plan, &[began(&plan, Manner::GENTLE)]);
    assert_eq!(state.run().unwrap().0, "run-1");
    assert_eq!(state.manner, Manner::GENTLE);
}

#[test]
fn records_that_do_not_fit_change_nothing() {
    let plan = plan(&AB, 1);
    let before = after(&plan, &[accepted(0), ended(0, &[0], None)]);
    let strangers = [
        accepted(0),
        refused(0),
        lost(0),
        vanished(0),
        ended(0, &[], Some("late")),
        read(0, &[(0, ROOM)], true),
        accepted(1),
        refused(1),
        lost(1),
        ended(1, &[1], None),
        read(1, &[(1, NOWHERE)], true),
        accepted(99),
        ended(99, &[1], None),
        Record::SendIntended {
            send: SendId(99),
            chunk: 0,
            conflict: Conflict::Skip,
            files: Vec::new(),
        },
        Record::SendIntended {
            send: SendId(0),
            chunk: 0,
            conflict: Conflict::Skip,
            files: Vec::new(),
        },
        read_last(&[(0, ROOM)]),
    ];
    for record in strangers {
        let mut state = before.clone();
        state.apply(&record);
        assert_eq!(words(&state), "arrived, waiting", "{record:?}");
        assert_eq!(state.active, before.active, "{record:?}");
        assert_eq!(state.queued, before.queued, "{record:?}");
        assert_eq!(state.send(SendId(0)).unwrap().stage, Stage::Done);
    }
}
