//! What comes next in each state.

use std::time::Duration;

use super::{
    driver::began,
    records::{
        EDITED, ROOM, TARGET, accepted, after, editors_read, ended, id, ids, intended, listed,
        lost, operation, plan, read, refused, vanished,
    },
};
use crate::{
    domain::FolderId,
    plan::{
        CollisionPolicy, Plan,
        tests::builder::{choices, facts, guest_choice, with_guest, with_target},
    },
    run::{
        CancelRung, GuestAnswer, Manner, Progress, Record, RunEvent, RunState, SendId, Step, Stop,
        next,
    },
};

const ZERO: Duration = Duration::ZERO;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn sends(sends: &[u32]) -> Vec<Step> {
    sends.iter().map(|send| Step::Send(SendId(*send))).collect()
}

/// Takes records in at a time, each after its intent.
fn observe(plan: &Plan, state: &mut RunState, records: &[Record], now: Duration) {
    for record in records {
        if let Record::SendAccepted { send, .. }
        | Record::SendRefused { send, .. }
        | Record::SendLost { send, .. } = record
        {
            let intent = intended(plan, state, send.0);
            state.observe(&RunEvent::Record(intent), now);
        }
        state.observe(&RunEvent::Record(record.clone()), now);
    }
}

fn observed(plan: &Plan, records: &[Record]) -> RunState {
    let mut state = RunState::new(plan);
    observe(plan, &mut state, records, ZERO);
    state
}

#[test]
fn an_empty_room_is_finished_at_once() {
    for files in [&[][..], &["a !locked"][..]] {
        let plan = plan(files, 100);
        assert_eq!(next(&plan, &RunState::new(&plan), ZERO), [Step::Finish]);
    }
}

#[test]
fn as_many_requests_as_may_be_in_flight() {
    let plan = plan(&["a", "b", "c", "d", "e"], 1);
    let manner = |operations, gentle| Manner { operations, gentle };
    for (manner, expected) in [
        (Manner::NORMAL, 3),
        (manner(1, false), 1),
        (manner(4, false), 4),
        (manner(200, false), 4),
        (manner(0, false), 1),
        (Manner::GENTLE, 1),
        (manner(3, true), 1),
    ] {
        let state = observed(&plan, &[began(&plan, manner)]);
        assert_eq!(next(&plan, &state, ZERO).len(), expected, "{manner:?}");
    }
    let state = observed(&plan, &[accepted(0)]);
    let steps = next(&plan, &state, ZERO);
    assert_eq!(steps[..2], sends(&[1, 2]));
    assert_eq!(steps[2..], [Step::Wait(millis(100))]);
    // A lost one may still run; one that has ended does not.
    let state = observed(&plan, &[lost(0), accepted(1), ended(1, &[], None)]);
    let steps = next(&plan, &state, ZERO);
    assert!(steps.contains(&Step::Send(SendId(2))) && steps.contains(&Step::Send(SendId(3))));
    assert!(!steps.contains(&Step::Send(SendId(4))));
}

#[test]
fn after_a_vanished_record_one_at_a_time() {
    let plan = plan(&["a", "b", "c", "d"], 1);
    let mut state = observed(&plan, &[accepted(0), vanished(0)]);
    let steps = next(&plan, &state, ZERO);
    assert_eq!(steps, [Step::Wait(seconds(1))], "it may still run");
    observe(&plan, &mut state, &[read(0, &[(0, TARGET)], false)], ZERO);
    assert_eq!(next(&plan, &state, ZERO), sends(&[1]));
}

#[test]
fn the_gentle_manner_pauses_between_requests() {
    let plan = plan(&["a", "b", "c"], 1);
    let mut pauses = Vec::new();
    let mut state = observed(&plan, &[began(&plan, Manner::GENTLE)]);
    for send in 0..2 {
        let moved = i32::try_from(send).unwrap();
        observe(
            &plan,
            &mut state,
            &[accepted(send), ended(send, &[moved], None)],
            seconds(u64::from(send) * 10),
        );
        let steps = next(&plan, &state, seconds(u64::from(send) * 10));
        let [Step::Wait(until)] = steps[..] else {
            panic!("{steps:?}");
        };
        pauses.push(until.saturating_sub(seconds(u64::from(send) * 10)));
        assert_eq!(next(&plan, &state, until), sends(&[send + 1]));
    }
    assert!(
        pauses
            .iter()
            .all(|pause| (500..=750).contains(&pause.as_millis()))
    );
    assert_ne!(pauses[0], pauses[1], "not in step");
    for send in 0..2000 {
        let pause = Manner::GENTLE.gap_after(SendId(send)).as_millis();
        assert!((500..=750).contains(&pause));
    }
}

#[test]
fn the_target_is_looked_for_made_and_looked_for_again() {
    let plan = Plan::make(facts(&["a"]), choices(CollisionPolicy::KeepBoth, 100)).unwrap();
    let mut state = RunState::new(&plan);
    let intent = Record::TargetIntended {
        parent: FolderId::number(1),
        title: "t".into(),
    };
    let not_made = Record::TargetNotMade { why: "?".into() };
    assert_eq!(next(&plan, &state, ZERO), [Step::FindTarget]);
    state.began(&Step::FindTarget, ZERO);
    assert_eq!(next(&plan, &state, ZERO), [], "under way");
    state.ended(&Step::FindTarget, ZERO);
    observe(&plan, &mut state, &[Record::TargetAbsent], ZERO);
    assert_eq!(next(&plan, &state, ZERO), [Step::MakeTarget]);
    observe(&plan, &mut state, std::slice::from_ref(&intent), ZERO);
    assert_eq!(next(&plan, &state, ZERO), [Step::FindTarget], "to be seen");
    // Its order was lost: it is given time to appear, or there would be two in the end.
    observe(&plan, &mut state, &[not_made], ZERO);
    assert_eq!(next(&plan, &state, ZERO), [Step::Wait(seconds(15))]);
    assert_eq!(next(&plan, &state, seconds(15)), [Step::FindTarget]);
    observe(&plan, &mut state, &[Record::TargetAbsent], seconds(15));
    assert_eq!(next(&plan, &state, seconds(15)), [Step::MakeTarget]);
    let ready = Record::TargetReady {
        folder: FolderId::number(40),
    };
    observe(&plan, &mut state, &[intent, ready], seconds(15));
    assert_eq!(next(&plan, &state, seconds(15)), sends(&[0]));
}

#[test]
fn a_target_that_was_made_is_looked_for_and_never_made_again() {
    let plan = Plan::make(facts(&["a"]), choices(CollisionPolicy::KeepBoth, 100)).unwrap();
    let mut state = RunState::new(&plan);
    let intent = Record::TargetIntended {
        parent: FolderId::number(1),
        title: "t".into(),
    };
    let made = Record::TargetMade {
        folder: FolderId::number(40),
        title: "t, as the portal has it".into(),
    };
    let records = [Record::TargetAbsent, intent, made, Record::TargetAbsent];
    observe(&plan, &mut state, &records, ZERO);
    assert_eq!(
        state.made_target(),
        Some((&FolderId::number(40), "t, as the portal has it"))
    );
    assert_eq!(next(&plan, &state, ZERO), [Step::FindTarget]);
    let ready = Record::TargetReady {
        folder: FolderId::number(40),
    };
    observe(&plan, &mut state, &[ready], ZERO);
    assert_eq!(state.made_target(), None);
    assert_eq!(next(&plan, &state, ZERO), sends(&[0]));
}

#[test]
fn an_absence_that_only_the_journal_tells_is_looked_at_again() {
    let plan = Plan::make(facts(&["a"]), choices(CollisionPolicy::KeepBoth, 100)).unwrap();
    let replayed = after(&plan, &[Record::TargetAbsent]);
    assert_eq!(next(&plan, &replayed, ZERO), [Step::FindTarget]);
}

#[test]
fn a_pause_holds_requests_back_and_looks_go_on() {
    let plan = plan(&["a", "b"], 1);
    let mut state = observed(&plan, &[accepted(0)]);
    let paused = |paused| RunEvent::Progress(Progress::Paused { paused });
    state.observe(&paused(true), ZERO);
    assert!(state.is_paused());
    assert_eq!(next(&plan, &state, ZERO), [Step::Wait(millis(100))]);
    let poll = Step::Poll {
        send: SendId(0),
        operation: operation(0),
    };
    assert_eq!(next(&plan, &state, millis(300)), [poll]);
    observe(&plan, &mut state, &[ended(0, &[0], None)], seconds(1));
    assert_eq!(
        next(&plan, &state, seconds(1)),
        [],
        "only the user can go on"
    );
    state.observe(&paused(false), seconds(2));
    assert_eq!(next(&plan, &state, seconds(2)), sends(&[1]));
}

/// What comes next after these records while paused, after going on, and when the run is stopped in the pause.
fn in_a_pause(plan: &Plan, records: &[Record]) -> [Vec<Step>; 3] {
    let mut state = observed(plan, records);
    let goes_on = next(plan, &state, ZERO);
    let paused = RunEvent::Progress(Progress::Paused { paused: true });
    state.observe(&paused, ZERO);
    let held = next(plan, &state, ZERO);
    let finish = Record::CancelAsked {
        rung: CancelRung::Finish,
    };
    observe(plan, &mut state, &[finish], ZERO);
    [held, goes_on, next(plan, &state, ZERO)]
}

#[test]
fn a_pause_holds_the_second_look_at_open_files_back() {
    let plan = plan(&["a", "b"], 100);
    let records = [
        accepted(0),
        ended(0, &[0], None),
        read(0, &[(1, EDITED)], true),
    ];
    let [held, goes_on, stopped] = in_a_pause(&plan, &records);
    assert_eq!(held, []);
    assert_eq!(goes_on, [Step::ReadEditors(vec![id(1)])]);
    assert_eq!(stopped, [Step::ListAll]);
}

#[test]
fn a_pause_holds_renames_back() {
    let facts = with_target(facts(&["a", "F/a"]), &[]);
    let plan = Plan::make(facts, choices(CollisionPolicy::Rename, 100)).unwrap();
    let mut records = vec![accepted(0), ended(0, &[0, 1], None)];
    let [held, goes_on, stopped] = in_a_pause(&plan, &records);
    assert_eq!(
        held,
        [],
        "what it would see is old when the renames are made"
    );
    assert_eq!(goes_on, [Step::CheckTitles]);
    assert_eq!(stopped, [Step::ListAll]);
    records.push(Record::TitlesChecked {
        instead: Vec::new(),
        not_seen: Vec::new(),
    });
    let [held, goes_on, stopped] = in_a_pause(&plan, &records);
    assert_eq!(held, []);
    assert!(matches!(goes_on[..], [Step::Rename(_)]), "{goes_on:?}");
    assert_eq!(stopped, [Step::ListAll]);
}

#[test]
fn a_pause_holds_guest_calls_back_and_lists_and_reads_back() {
    let facts = with_guest(with_target(facts(&["a"]), &[]));
    let mut choices = choices(CollisionPolicy::KeepBoth, 100);
    choices.guest = Some(guest_choice(false));
    let plan = Plan::make(facts, choices).unwrap();
    let calls = u32::try_from(plan.guest.as_ref().unwrap().calls.len()).unwrap();
    let mut records = vec![accepted(0), ended(0, &[0], None)];
    let [held, ..] = in_a_pause(&plan, &records);
    assert_eq!(held, [Step::ListAll]);
    records.push(listed(&[], &[], &[]));
    for call in 0..calls {
        let [held, goes_on, stopped] = in_a_pause(&plan, &records);
        assert_eq!(held, []);
        assert_eq!(goes_on, [Step::Guest(call)]);
        assert_eq!(stopped, [Step::Finish]);
        records.extend([
            Record::GuestCallIntended { call },
            Record::GuestCallAnswered {
                call,
                answer: GuestAnswer::Done,
            },
        ]);
    }
    let [held, ..] = in_a_pause(&plan, &records);
    assert_eq!(held, [Step::ReadGuestBack]);
}

#[test]
fn what_is_open_is_read() {
    let plan = plan(&["a", "b", "c"], 100);
    let reading = |files: &[i32], and_target, last| Step::Read {
        send: SendId(0),
        files: ids(files),
        and_target,
        last,
    };
    let state = observed(&plan, &[accepted(0), ended(0, &[1], None)]);
    assert_eq!(next(&plan, &state, ZERO), [reading(&[0, 2], false, true)]);
    let state = observed(&plan, &[refused(0)]);
    assert_eq!(next(&plan, &state, ZERO), [reading(&[0, 1, 2], true, true)]);
    for records in [vec![lost(0)], vec![accepted(0), vanished(0)]] {
        let state = observed(&plan, &records);
        assert_eq!(next(&plan, &state, ZERO), [Step::Wait(seconds(1))]);
        let now = seconds(1);
        assert_eq!(
            next(&plan, &state, now),
            [reading(&[0, 1, 2], false, false)]
        );
    }
}

#[test]
fn a_cancelled_run_finishes_what_is_in_flight_and_looks_at_the_end() {
    let plan = plan(&["a", "b"], 1);
    let finish = Record::CancelAsked {
        rung: CancelRung::Finish,
    };
    let abandon = Record::CancelAsked {
        rung: CancelRung::Abandon,
    };
    let nothing_sent = observed(&plan, std::slice::from_ref(&finish));
    assert_eq!(next(&plan, &nothing_sent, ZERO), [Step::Finish]);
    let mut state = observed(&plan, &[accepted(0), finish]);
    assert_eq!(next(&plan, &state, ZERO), [Step::Wait(millis(100))]);
    let mut abandoned = state.clone();
    observe(&plan, &mut state, &[ended(0, &[0], None)], ZERO);
    assert_eq!(next(&plan, &state, ZERO), [Step::ListAll]);
    observe(&plan, &mut abandoned, &[abandon], ZERO);
    assert_eq!(next(&plan, &abandoned, ZERO), [Step::Finish]);
}

#[test]
fn a_stopped_run_sends_nothing_more() {
    let plan = plan(&["a", "b"], 1);
    let stopped = |stop| {
        observed(
            &plan,
            &[accepted(0), ended(0, &[0], None), Record::Stopped { stop }],
        )
    };
    let limits = stopped(Stop::Limits { why: "429".into() });
    assert_eq!(next(&plan, &limits, ZERO), [Step::ListAll]);
    let key = stopped(Stop::Key { why: "401".into() });
    assert_eq!(
        next(&plan, &key, ZERO),
        [Step::Finish],
        "with a dead key nothing can be listed"
    );
    let never_sent = observed(
        &plan,
        &[Record::Stopped {
            stop: Stop::Target {
                why: "twins".into(),
            },
        }],
    );
    assert_eq!(next(&plan, &never_sent, ZERO), [Step::Finish]);
}

#[test]
fn the_last_look() {
    let plan = plan(&["a", "b", "c", "d"], 100);
    let mut state = observed(
        &plan,
        &[
            accepted(0),
            ended(0, &[0, 1], None),
            read(0, &[(2, EDITED), (3, EDITED)], true),
        ],
    );
    assert_eq!(
        next(&plan, &state, ZERO),
        [Step::ReadEditors(vec![id(2), id(3)])]
    );
    let open = editors_read(&[(2, EDITED), (3, EDITED)]);
    observe(&plan, &mut state, &[open], ZERO);
    assert_eq!(next(&plan, &state, ZERO), [Step::ListAll]);
    state.began(&Step::ListAll, ZERO);
    assert_eq!(next(&plan, &state, ZERO), [], "under way");
    state.ended(&Step::ListAll, ZERO);
    let mut clean = state.clone();
    observe(&plan, &mut clean, &[listed(&[], &[], &[2, 3])], ZERO);
    assert_eq!(next(&plan, &clean, ZERO), [Step::Finish]);
    // Missing in the target, and missing in the room: both are read.
    observe(&plan, &mut state, &[listed(&[1], &[], &[2])], ZERO);
    assert_eq!(
        next(&plan, &state, ZERO),
        [Step::ReadLast(vec![id(1), id(3)])]
    );
    let last = Record::FilesRead {
        send: None,
        seen: vec![(id(1), TARGET), (id(3), ROOM)],
        target_open: true,
        last: true,
    };
    observe(&plan, &mut state, &[last], ZERO);
    assert_eq!(next(&plan, &state, ZERO), [Step::Finish]);
    observe(&plan, &mut state, &[Record::Finished], ZERO);
    assert_eq!(next(&plan, &state, ZERO), []);
}

#[test]
fn a_last_look_that_failed_is_the_end() {
    let plan = plan(&["a"], 100);
    let failed = Record::FinalListingFailed { why: "no".into() };
    let state = observed(&plan, &[accepted(0), ended(0, &[0], None), failed]);
    assert_eq!(next(&plan, &state, ZERO), [Step::Finish]);
}
