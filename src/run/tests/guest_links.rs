//! Links of files that are archived after all: they are closed and read back like those of files that were to move.

use std::time::Duration;

use super::records::{EDITED, ROOM, accepted, after, editors_read, ended, id, listed};
use crate::{
    domain::{FileFlags, FileId, Link, LinkKind, RoomAccess},
    plan::{
        CollisionPolicy, FileLink, GuestCall, GuestChoice, Hazard, Plan, RevokeScope,
        tests::builder::{choices, facts, guest_choice, with_guest, with_target},
    },
    run::{
        GuestAnswer, GuestCallStage, GuestOutcome, GuestSeen, GuestSummary, Record, RunState, Step,
        next,
    },
};

/// A file that lies in the target already, with a link of its own.
const THERE: i32 = 9001;

fn link(id: &str) -> Link {
    Link {
        id: id.into(),
        title: id.into(),
        kind: LinkKind::External,
        primary: true,
        internal: false,
        expired: false,
        access: RoomAccess(2),
    }
}

/// `a` moves, `b` is open in an editor when the plan is made, `c` is locked; all of them carry links, as does a file in
/// the target.
fn plan() -> Plan {
    let files = ["a", "b !editing !link", "c !locked !link"];
    let mut facts = with_guest(with_target(facts(&files), &["t"]));
    let in_room = (facts.inventory.indexed_files()).map(|(index, file)| FileLink {
        file: file.id.clone(),
        path: file.title.to_string(),
        index: Some(index),
        link: link(&file.title),
    });
    let mut links: Vec<_> = in_room.collect();
    links.push(FileLink {
        file: FileId::number(THERE),
        path: "t".into(),
        index: None,
        link: link("t"),
    });
    facts.guest.as_mut().unwrap().file_links = links;
    let mut choices = choices(CollisionPolicy::KeepBoth, 100);
    choices.guest = Some(GuestChoice {
        scope: RevokeScope::Room,
        ..guest_choice(true)
    });
    Plan::make(facts, choices).unwrap()
}

/// Everything is moved that can be; `b` was closed by then, or was not.
fn moved(plan: &Plan, b_is_closed: bool) -> RunState {
    let mut records = vec![accepted(0), ended(0, &[0], None)];
    if b_is_closed {
        records.extend([
            editors_read(&[(1, ROOM)]),
            accepted(1),
            ended(1, &[1], None),
            listed(&[], &[], &[2]),
        ]);
    } else {
        records.extend([editors_read(&[(1, EDITED)]), listed(&[], &[], &[1, 2])]);
    }
    after(plan, &records)
}

/// Makes every call that is asked for, and names those that close a link of a file.
fn closed(plan: &Plan, state: &mut RunState) -> Vec<String> {
    let mut closed = Vec::new();
    loop {
        let steps = next(plan, state, Duration::ZERO);
        let [Step::Guest(call)] = steps[..] else {
            assert_eq!(steps, [Step::ReadGuestBack]);
            return closed;
        };
        state.apply(&Record::GuestCallIntended { call });
        let answer = GuestAnswer::Done;
        state.apply(&Record::GuestCallAnswered { call, answer });
        let step = plan.guest.as_ref().unwrap();
        if let GuestCall::CloseFileLink { path, .. } = &step.calls[call as usize] {
            closed.push(path.clone());
        }
    }
}

/// What is read back when nothing but the room's owner is left.
fn nothing_left(plan: &Plan) -> GuestSeen {
    let members = &plan.guest.as_ref().unwrap().facts.room_members;
    GuestSeen {
        room_members: members.iter().filter(|row| row.is_owner).cloned().collect(),
        ..GuestSeen::default()
    }
}

#[test]
fn the_link_of_an_open_file_is_closed_where_the_file_was_archived_all_the_same() {
    let plan = plan();
    let mut state = moved(&plan, true);
    assert_eq!(closed(&plan, &mut state), ["a", "b", "t"]);
    assert_eq!(
        state.links_to_read_back(&plan),
        [id(0), id(1), FileId::number(THERE)]
    );
    state.apply(&Record::GuestReadBack {
        seen: nothing_left(&plan),
    });
    let told = GuestSummary::of(&plan, &state).unwrap();
    assert_eq!(told.outcome, GuestOutcome::Revoked, "{told:?}");
    assert_eq!(told.calls.len(), plan.guest.as_ref().unwrap().calls.len());
    assert!(
        told.calls
            .iter()
            .all(|(_, answer)| answer.starts_with("taken"))
    );
}

#[test]
fn the_link_of_a_file_that_stays_is_left_open_and_that_is_told() {
    let plan = plan();
    let mut state = moved(&plan, false);
    assert_eq!(closed(&plan, &mut state), ["a", "t"]);
    assert_eq!(
        state.links_to_read_back(&plan),
        [id(0), FileId::number(THERE)]
    );
    // By now a later call was made.
    let calls = &plan.guest.as_ref().unwrap().calls;
    let of_b =
        |call: &GuestCall| matches!(call, GuestCall::CloseFileLink { path, .. } if path == "b");
    let of_b = calls.iter().position(of_b).unwrap();
    assert_eq!(state.guest_call_stage(of_b), GuestCallStage::Skipped);
    state.apply(&Record::GuestReadBack {
        seen: nothing_left(&plan),
    });
    let told = GuestSummary::of(&plan, &state).unwrap();
    assert_eq!(told.calls.len(), calls.len());
    let (call, answer) = &told.calls[of_b];
    assert!(
        call.contains(" of b") && call.contains("if it is archived"),
        "{call}"
    );
    assert_eq!(
        answer,
        "not made: the file is not archived and keeps its link"
    );
}

#[test]
fn before_anything_is_called_nothing_is_skipped() {
    let plan = plan();
    let state = moved(&plan, false);
    for call in 0..plan.guest.as_ref().unwrap().calls.len() {
        assert_eq!(state.guest_call_stage(call), GuestCallStage::Waiting);
    }
    assert_eq!(GuestSummary::of(&plan, &state).unwrap().calls, []);
}

#[test]
fn rows_for_single_people_on_an_archived_file_may_let_the_guest_in() {
    let with_row = |on: usize| {
        let mut plan = plan();
        let mut inventory = (*plan.inventory).clone();
        let flags = &mut inventory.files[on].flags;
        *flags = flags.with(FileFlags::SHARED_WITH_PEOPLE, true);
        plan.inventory = inventory.into();
        plan
    };
    for (on, b_is_closed, open) in [
        (0, false, true),
        (1, true, true),
        (1, false, false),
        (2, true, false),
    ] {
        let plan = with_row(on);
        let mut state = moved(&plan, b_is_closed);
        closed(&plan, &mut state);
        state.apply(&Record::GuestReadBack {
            seen: nothing_left(&plan),
        });
        let told = GuestSummary::of(&plan, &state).unwrap();
        let expected = if open {
            vec![
                "archived files carry rows for single people (1), and Gwen Guest may be among them: look in the portal"
                    .to_owned(),
            ]
        } else {
            Vec::new()
        };
        assert_eq!(told.still_open, expected, "on {on}");
    }
}

#[test]
fn files_that_may_still_be_archived_are_counted_with_those_that_move() {
    let files = ["a", "b !editing !link", "c !locked !link"];
    let hazards = |files: &[&str]| {
        let facts = facts(files);
        Plan::make(facts, choices(CollisionPolicy::KeepBoth, 100))
            .unwrap()
            .hazards
    };
    let b = crate::domain::FileIndex(1);
    assert_eq!(hazards(&files), [Hazard::LinksStayAlive { files: vec![b] }]);
    assert_eq!(hazards(&files[1..]), [], "no run, no second look");
    assert_eq!(plan().hazards, [], "the guest step closes it");
}
