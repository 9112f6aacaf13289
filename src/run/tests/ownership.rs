//! Taking a room over and handing it back, step by step.

use std::time::Duration;

use super::{
    driver::replayed,
    records::{accepted, ended, intended, listed},
    room_owner::somebody,
};
use crate::{
    domain::Person,
    plan::{
        OwnerStanding, Plan, Unlock,
        tests::{
            builder::{facts, me, with_target},
            ownership::{as_admin, taken},
        },
    },
    run::{
        CancelRung, Ending, Handover, HandoverAnswer, OwnershipOutcome, Record, RunEvent, RunState,
        SendId, Step, Stop, Summary, next,
    },
};

const ZERO: Duration = Duration::ZERO;

/// One file, in Boris's room; the target exists.
fn plan_with(standing: OwnerStanding) -> Plan {
    let facts = with_target(facts(&["a"]), &[]);
    taken(as_admin(facts, standing), Unlock::None)
}

fn plan() -> Plan {
    plan_with(OwnerStanding::Fit)
}

fn asked(change: Handover) -> Record {
    Record::OwnershipIntended { change }
}

fn answered(change: Handover, answer: HandoverAnswer) -> Record {
    Record::OwnershipAnswered { change, answer }
}

fn done(change: Handover) -> Record {
    answered(change, HandoverAnswer::Done)
}

fn lost(change: Handover) -> Record {
    let why = "timeout".into();
    answered(change, HandoverAnswer::Lost { why })
}

fn refused(change: Handover) -> Record {
    let why = "denied".into();
    answered(change, HandoverAnswer::Refused { why })
}

fn seen(change: Handover, owner: Person, listed: Option<bool>) -> Record {
    Record::OwnershipSeen {
        change,
        owner,
        listed,
    }
}

fn unseen(change: Handover) -> Record {
    let why = "timeout".into();
    Record::OwnershipNotSeen { change, why }
}

fn boris(plan: &Plan) -> Person {
    plan.room.owner.clone()
}

/// Taken, and seen to be.
fn take(plan: &Plan) -> Vec<Record> {
    vec![
        seen(Handover::Take, boris(plan), None),
        asked(Handover::Take),
        done(Handover::Take),
        seen(Handover::Take, me().person, None),
    ]
}

/// Taken, the file moved, both lists made.
fn moved(plan: &Plan) -> Vec<Record> {
    let mut records = take(plan);
    records.extend([
        intended(plan, &RunState::new(plan), 0),
        accepted(0),
        ended(0, &[0], None),
        listed(&[], &[], &[]),
    ]);
    records
}

fn observed(plan: &Plan, records: &[Record]) -> RunState {
    let mut state = RunState::new(plan);
    for record in records {
        state.observe(&RunEvent::Record(record.clone()), ZERO);
    }
    state
}

/// What comes next after these records, in the same process.
fn then(plan: &Plan, records: &[Record]) -> Vec<Step> {
    next(plan, &observed(plan, records), ZERO)
}

#[test]
fn look_take_look_and_only_then_the_run() {
    let plan = plan();
    let records = take(&plan);
    assert_eq!(then(&plan, &[]), [Step::LookAtOwner(Handover::Take)]);
    assert_eq!(
        then(&plan, &records[..1]),
        [Step::ChangeOwner(Handover::Take)]
    );
    for answer in [done(Handover::Take), lost(Handover::Take)] {
        let records = [records[0].clone(), records[1].clone(), answer];
        assert_eq!(then(&plan, &records), [Step::LookAtOwner(Handover::Take)]);
    }
    assert_eq!(then(&plan, &records), [Step::Send(SendId(0))]);
}

#[test]
fn nothing_is_taken_while_paused_or_after_a_cancel() {
    let plan = plan();
    let mut state = observed(&plan, &[]);
    state.paused = true;
    assert_eq!(next(&plan, &state, ZERO), []);
    let cancel = Record::CancelAsked {
        rung: CancelRung::Finish,
    };
    assert_eq!(then(&plan, &[cancel]), [Step::Finish]);
}

#[test]
fn a_pause_holds_the_hand_back_and_a_cancel_in_it_does_not() {
    let plan = plan();
    for stop in [None, Some(Stop::EightRefusals)] {
        let mut state = observed(&plan, &moved(&plan));
        if let Some(stop) = stop {
            state.apply(&Record::Stopped { stop });
        }
        state.paused = true;
        assert_eq!(next(&plan, &state, ZERO), []);
        state.apply(&Record::CancelAsked {
            rung: CancelRung::Finish,
        });
        let steps = next(&plan, &state, ZERO);
        assert_eq!(steps, [Step::LookAtOwner(Handover::GiveBack)]);
    }
}

#[test]
fn a_room_of_somebody_else_is_not_taken() {
    let plan = plan();
    for owner in [somebody(), me().person] {
        let name = owner.name.clone();
        let records = [seen(Handover::Take, owner, None)];
        let state = observed(&plan, &records);
        let why = format!("it belongs to {name} by now");
        assert_eq!(state.stop(), Some(&Stop::Ownership { why }));
        assert_eq!(next(&plan, &state, ZERO), [Step::Finish]);
    }
}

#[test]
fn an_order_without_effect_is_given_once_more_and_no_third_time() {
    let plan = plan();
    let once = [
        seen(Handover::Take, boris(&plan), None),
        asked(Handover::Take),
        lost(Handover::Take),
        seen(Handover::Take, boris(&plan), None),
    ];
    assert_eq!(then(&plan, &once), [Step::ChangeOwner(Handover::Take)]);
    let twice = [&once[..], &once[1..]].concat();
    let state = observed(&plan, &twice);
    let why = "timeout".into();
    assert_eq!(state.stop(), Some(&Stop::Ownership { why }));
    // An order that is late may still arrive: the room is looked at once more, and is not given away needlessly.
    assert_eq!(
        next(&plan, &state, ZERO),
        [Step::LookAtOwner(Handover::GiveBack)]
    );
    let back = [
        &twice[..],
        &[seen(Handover::GiveBack, boris(&plan), Some(false))],
    ]
    .concat();
    assert_eq!(then(&plan, &back), [Step::Finish]);
    let late = [&twice[..], &[seen(Handover::GiveBack, me().person, None)]].concat();
    assert_eq!(then(&plan, &late), [Step::ChangeOwner(Handover::GiveBack)]);
}

#[test]
fn a_refusal_stops_the_run_before_anything_is_sent() {
    let plan = plan();
    let records = [
        seen(Handover::Take, boris(&plan), None),
        asked(Handover::Take),
        refused(Handover::Take),
    ];
    let mut state = observed(&plan, &records);
    assert_eq!(next(&plan, &state, ZERO), [Step::Finish]);
    state.apply(&Record::Finished);
    let summary = Summary::of(&plan, &state);
    assert_eq!(summary.ending, Ending::NothingMoved);
    assert_eq!(
        summary.stop.unwrap().sentence(),
        "The room could not be taken over: denied"
    );
    let ownership = summary.ownership.unwrap();
    assert_eq!(ownership.outcome, OwnershipOutcome::NotTaken);
    assert_eq!(
        ownership.sentence(),
        "The room was not taken over from Boris Brandt: denied."
    );
}

#[test]
fn at_the_end_look_give_back_look_leave_look() {
    let plan = plan();
    let mut records = moved(&plan);
    let mut goes_on = |record: Option<Record>, expected: Step| {
        records.extend(record);
        assert_eq!(then(&plan, &records), [expected]);
    };
    let boris = || boris(&plan);
    goes_on(None, Step::LookAtOwner(Handover::GiveBack));
    let mine = seen(Handover::GiveBack, me().person, None);
    goes_on(Some(mine), Step::ChangeOwner(Handover::GiveBack));
    goes_on(
        Some(asked(Handover::GiveBack)),
        Step::LookAtOwner(Handover::GiveBack),
    );
    goes_on(
        Some(done(Handover::GiveBack)),
        Step::LookAtOwner(Handover::GiveBack),
    );
    let back = seen(Handover::GiveBack, boris(), Some(true));
    goes_on(Some(back), Step::ChangeOwner(Handover::Leave));
    goes_on(
        Some(asked(Handover::Leave)),
        Step::LookAtOwner(Handover::Leave),
    );
    goes_on(
        Some(done(Handover::Leave)),
        Step::LookAtOwner(Handover::Leave),
    );
    goes_on(
        Some(seen(Handover::Leave, boris(), Some(false))),
        Step::Finish,
    );
    records.push(Record::Finished);
    let summary = Summary::of(&plan, &observed(&plan, &records));
    assert_eq!(summary.ending, Ending::Done);
    let ownership = summary.ownership.unwrap();
    assert_eq!(ownership.outcome, OwnershipOutcome::HandedBack);
    assert_eq!(
        ownership.sentence(),
        "The room is Boris Brandt's again, and you are no member of it."
    );
    assert_eq!(ownership.next_step(), None);
}

/// After these records it ends so, and says so.
fn ends(plan: &Plan, records: &[Record], outcome: OwnershipOutcome, words: &str) {
    let mut records = records.to_vec();
    assert_eq!(then(plan, &records), [Step::Finish]);
    records.push(Record::Finished);
    let summary = Summary::of(plan, &observed(plan, &records));
    let ownership = summary.ownership.unwrap();
    assert_eq!(ownership.outcome, outcome, "{}", ownership.sentence());
    assert!(
        ownership.sentence().contains(words),
        "{}",
        ownership.sentence()
    );
    assert!(ownership.next_step().is_some());
    assert_ne!(summary.ending, Ending::Done);
    // The records alone tell the same.
    let replay = Summary::of(plan, &replayed(plan, &records))
        .ownership
        .unwrap();
    assert_eq!(replay, ownership);
}

#[test]
fn every_way_in_which_the_room_does_not_go_back_is_told() {
    let plan = plan();
    let after = |more: Vec<Record>| [moved(&plan), more].concat();
    let mine = || seen(Handover::GiveBack, me().person, None);
    let refusal = after(vec![
        mine(),
        asked(Handover::GiveBack),
        refused(Handover::GiveBack),
    ]);
    ends(
        &plan,
        &refusal,
        OwnershipOutcome::StillYours,
        "The room is still yours: denied.",
    );
    let ignored = [
        mine(),
        asked(Handover::GiveBack),
        done(Handover::GiveBack),
        mine(),
    ];
    let ignored = after([&ignored[..], &ignored[1..]].concat());
    ends(
        &plan,
        &ignored,
        OwnershipOutcome::StillYours,
        "changed nothing",
    );
    let taken_away = after(vec![seen(Handover::GiveBack, somebody(), None)]);
    ends(
        &plan,
        &taken_away,
        OwnershipOutcome::Unclear,
        "belongs to Carla Costa by now",
    );
    let unread = after(vec![
        mine(),
        asked(Handover::GiveBack),
        done(Handover::GiveBack),
        unseen(Handover::GiveBack),
    ]);
    ends(
        &plan,
        &unread,
        OwnershipOutcome::Unclear,
        "could not be seen",
    );
    let not_even_looked = after(vec![unseen(Handover::GiveBack)]);
    ends(
        &plan,
        &not_even_looked,
        OwnershipOutcome::StillYours,
        "could not be seen",
    );
    let back = |listed| seen(Handover::GiveBack, boris(&plan), listed);
    let stuck = after(vec![
        back(Some(true)),
        asked(Handover::Leave),
        refused(Handover::Leave),
    ]);
    ends(
        &plan,
        &stuck,
        OwnershipOutcome::StillMember,
        "you may still be its manager: denied.",
    );
    let hidden = |more: u8| {
        let once = [
            asked(Handover::Leave),
            done(Handover::Leave),
            seen(Handover::Leave, boris(&plan), None),
        ];
        let times = (0..more).flat_map(|_| once.clone());
        after([back(None)].into_iter().chain(times).collect())
    };
    assert_eq!(
        then(&plan, &hidden(1)),
        [Step::ChangeOwner(Handover::Leave)]
    );
    ends(
        &plan,
        &hidden(2),
        OwnershipOutcome::StillMember,
        "did not show who is in the room",
    );
}

#[test]
fn it_goes_back_after_a_stop_and_a_first_cancel_but_not_after_a_second_or_a_dead_key() {
    let plan = plan();
    let look = [Step::LookAtOwner(Handover::GiveBack)];
    let after = |record: Record| [take(&plan), vec![record]].concat();
    let why = || String::from("why");
    for stop in [
        Stop::Limits { why: why() },
        Stop::Target { why: why() },
        Stop::Unreachable { why: why() },
        Stop::EightRefusals,
    ] {
        assert_eq!(then(&plan, &after(Record::Stopped { stop })), look);
    }
    let cancel = |rung| after(Record::CancelAsked { rung });
    assert_eq!(then(&plan, &cancel(CancelRung::Finish)), look);
    let words = "the run was given up before";
    ends(
        &plan,
        &cancel(CancelRung::Abandon),
        OwnershipOutcome::StillYours,
        words,
    );
    let key = after(Record::Stopped {
        stop: Stop::Key { why: why() },
    });
    ends(
        &plan,
        &key,
        OwnershipOutcome::StillYours,
        "no longer accepts the key",
    );
    // Nothing is sent that is not journalled: such a run is over at once.
    let journal = after(Record::Stopped {
        stop: Stop::Journal { why: why() },
    });
    let broken_off = observed(&plan, &[&journal[..], &[Record::Finished]].concat());
    let told = Summary::of(&plan, &broken_off)
        .ownership
        .unwrap()
        .sentence();
    let words = "The room is still yours: the journal could no longer be written.";
    assert_eq!(told, words);
    // Cancelled while the order was under way: what came of it is looked at first.
    let under_way = [
        take(&plan)[..3].to_vec(),
        vec![Record::CancelAsked {
            rung: CancelRung::Finish,
        }],
    ]
    .concat();
    assert_eq!(then(&plan, &under_way), [Step::LookAtOwner(Handover::Take)]);
}

#[test]
fn to_an_account_that_is_not_in_use_nothing_is_handed_back() {
    let plan = plan_with(OwnerStanding::Inactive);
    let words = "the old owner's account is not in use";
    ends(&plan, &moved(&plan), OwnershipOutcome::StillYours, words);
}

#[test]
fn records_alone_tell_a_new_process_where_it_stands() {
    let plan = plan();
    let records = [
        moved(&plan),
        vec![
            seen(Handover::GiveBack, me().person, None),
            asked(Handover::GiveBack),
            done(Handover::GiveBack),
            seen(Handover::GiveBack, boris(&plan), Some(true)),
            asked(Handover::Leave),
        ],
    ]
    .concat();
    let taken_up = |records: &[Record]| next(&plan, &replayed(&plan, records), ZERO)[0].clone();
    let look = Step::LookAtOwner;
    // Before every order the new process looks for itself.
    assert_eq!(taken_up(&records[..1]), look(Handover::Take));
    assert_eq!(taken_up(&records[..2]), look(Handover::Take));
    assert_eq!(taken_up(&records[..4]), Step::Send(SendId(0)));
    assert_eq!(taken_up(&records[..8]), look(Handover::GiveBack));
    assert_eq!(taken_up(&records[..9]), look(Handover::GiveBack));
    assert_eq!(taken_up(&records[..10]), look(Handover::GiveBack));
    assert_eq!(taken_up(&records[..12]), look(Handover::Leave));
    assert_eq!(taken_up(&records), look(Handover::Leave));
    let told = |records: &[Record]| {
        let summary = Summary::of(&plan, &replayed(&plan, records));
        summary.ownership.unwrap().sentence()
    };
    assert_eq!(
        told(&records[..1]),
        "The room was not taken over from Boris Brandt."
    );
    assert_eq!(
        told(&records[..5]),
        "The room is still yours: the run is not over."
    );
    assert!(told(&records).contains("you may still be its manager: the run is not over"));
}
