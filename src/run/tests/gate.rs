//! When the gate to the guest's access opens.

use std::time::Duration;

use super::records::{accepted, after, ended, listed, read_last};
use crate::{
    domain::{Completeness, FileId},
    plan::{
        CollisionPolicy, GuestCall, Plan,
        tests::builder::{choices, facts, guest_choice, with_guest, with_target},
    },
    run::{GateClosed, GuestAnswer, Record, Sighting, Step, next},
};

/// Two files and a guest, and about so many more that were not visible when the plan was made.
fn plan(not_visible: u64) -> Plan {
    let mut facts = with_guest(with_target(facts(&["a", "b"]), &[]));
    if not_visible > 0 {
        let mut inventory = (*facts.inventory).clone();
        inventory.proof.completeness = Completeness::CompleteExcept { not_visible };
        facts.inventory = inventory.into();
    }
    let mut choices = choices(CollisionPolicy::KeepBoth, 100);
    choices.guest = Some(guest_choice(false));
    Plan::make(facts, choices).unwrap()
}

fn gate(plan: &Plan, records: &[Record]) -> Option<GateClosed> {
    after(plan, records).settled(plan).err()
}

/// Everything arrived, and the final listing was proved so far.
fn listed_so(now_complete: bool, now_not_visible: u64) -> [Record; 3] {
    let mut last = listed(&[], &[], &[]);
    if let Record::FinalListed {
        complete,
        room_not_visible,
        ..
    } = &mut last
    {
        (*complete, *room_not_visible) = (now_complete, now_not_visible);
    }
    [accepted(0), ended(0, &[0, 1], None), last]
}

#[test]
fn files_that_are_not_visible_are_held_against_what_the_plan_agreed_to() {
    for (agreed, complete, now, closed) in [
        (0, true, 0, None),
        (3, false, 3, None),
        (3, false, 2, None),
        (3, true, 0, None),
        (
            3,
            false,
            4,
            Some(GateClosed::NotVisible {
                files: 4,
                agreed: 3,
            }),
        ),
        (
            0,
            false,
            1,
            Some(GateClosed::NotVisible {
                files: 1,
                agreed: 0,
            }),
        ),
        // The target's list is short.
        (0, false, 0, Some(GateClosed::NotListed)),
    ] {
        let told = gate(&plan(agreed), &listed_so(complete, now));
        assert_eq!(told, closed, "{agreed} agreed, {now} now");
    }
    let sentence = GateClosed::NotVisible {
        files: 4,
        agreed: 3,
    }
    .sentence();
    assert!(sentence.contains("about 4") && sentence.contains("agreed to 3"));
}

#[test]
fn one_look_that_the_listing_does_not_bear_out_keeps_it_closed() {
    let plan = plan(0);
    let records = |seen| {
        [
            accepted(0),
            ended(0, &[0], None),
            listed(&[], &[], &[]),
            read_last(&[(1, seen)]),
        ]
    };
    let closed = GateClosed::NotArchived { files: 1 };
    assert_eq!(gate(&plan, &records(Sighting::Target)), Some(closed));
    let found = [
        accepted(0),
        ended(0, &[0], None),
        listed(&[], &[1], &[]),
        read_last(&[(1, Sighting::Target)]),
    ];
    assert_eq!(
        gate(&plan, &found[..3]),
        Some(GateClosed::NotArchived { files: 1 })
    );
    assert_eq!(gate(&plan, &found), None, "listed, and read after that");
}

#[test]
fn a_journal_of_before_the_number_closes_the_gate_as_it_did() {
    let record = serde_json::json!({
        "record": "final-listed", "missing": [], "found": [], "inRoom": [], "new": [], "complete": false
    });
    let record: Record = serde_json::from_value(record).unwrap();
    let records = [accepted(0), ended(0, &[0, 1], None), record];
    assert_eq!(gate(&plan(0), &records), Some(GateClosed::NotListed));
}

/// A target may hold any number of files with links, however few files the room has.
#[test]
fn many_guest_calls_in_a_small_room_are_made_once_each() {
    let mut plan = plan(0);
    let step = plan.guest.as_mut().unwrap();
    let last = step.calls.pop().unwrap();
    let link = step.facts.room_links[0].clone();
    step.calls
        .extend((0..1_100).map(|file| GuestCall::CloseFileLink {
            file: FileId::number(20_000 + file),
            path: "lies there already".into(),
            link: link.clone(),
            if_archived: false,
        }));
    step.calls.push(last);
    let calls = step.calls.len();
    let mut state = after(&plan, &listed_so(true, 0));
    let mut made = 0;
    while let [Step::Guest(call)] = next(&plan, &state, Duration::ZERO)[..] {
        assert_eq!(call as usize, made, "no call comes twice");
        made += 1;
        state.apply(&Record::GuestCallIntended { call });
        let answer = GuestAnswer::Done;
        state.apply(&Record::GuestCallAnswered { call, answer });
    }
    assert_eq!(made, calls);
    assert_eq!(next(&plan, &state, Duration::ZERO), [Step::ReadGuestBack]);
}
