//! What is told at the end, and on the way.

use super::records::{
    EDITED, NOWHERE, ROOM, accepted, after, elsewhere, ended, id, intended, listed, lost, plan,
    read, read_last, refused, refused_at_the_door, unreadable,
};
use crate::{
    domain::FolderId,
    plan::{Plan, tests::builder::TARGET},
    run::{
        CancelRung, ChunkStatus, Ending, LastListing, NewFile, Outcome, Progress, Record, RunEvent,
        RunState, SendId, Sighting, Stop, Summary,
    },
};

fn summary(plan: &Plan, records: &[Record]) -> Summary {
    Summary::of(plan, &after(plan, records))
}

fn cancel(rung: CancelRung) -> Record {
    Record::CancelAsked { rung }
}

fn stop(stop: Stop) -> Record {
    Record::Stopped { stop }
}

fn key() -> Record {
    stop(Stop::Key { why: "401".into() })
}

fn limits() -> Record {
    stop(Stop::Limits { why: "429".into() })
}

fn new_file(complete: bool) -> Record {
    Record::FinalListed {
        titles: Vec::new(),
        missing: Vec::new(),
        found: Vec::new(),
        in_room: Vec::new(),
        new: vec![NewFile {
            id: id(7),
            path: "F/new".into(),
        }],
        complete,
        room_not_visible: u64::from(!complete),
    }
}

fn incomplete() -> Record {
    Record::FinalListed {
        titles: Vec::new(),
        missing: Vec::new(),
        found: Vec::new(),
        in_room: Vec::new(),
        new: Vec::new(),
        complete: false,
        room_not_visible: 1,
    }
}

#[test]
fn how_a_run_ended() {
    let two = plan(&["a", "b"], 1);
    let arrived = [
        accepted(0),
        ended(0, &[0], None),
        accepted(1),
        ended(1, &[1], None),
    ];
    let all = |more: &[Record]| [&arrived, more].concat();
    let half = |more: &[Record]| [&arrived[..2], more].concat();
    let clean = listed(&[], &[], &[]);
    for (records, ending) in [
        (all(&[clean.clone(), Record::Finished]), Ending::Done),
        (
            half(&[listed(&[], &[], &[1]), Record::Finished]),
            Ending::Partly,
        ),
        (
            all(&[listed(&[], &[], &[1]), Record::Finished]),
            Ending::Partly,
        ),
        (all(&[new_file(true), Record::Finished]), Ending::Partly),
        (all(&[incomplete(), Record::Finished]), Ending::Partly),
        (
            all(&[
                Record::FinalListingFailed { why: "no".into() },
                Record::Finished,
            ]),
            Ending::Partly,
        ),
        (vec![key(), Record::Finished], Ending::Key),
        (half(&[key(), Record::Finished]), Ending::Key),
        (half(&[limits(), Record::Finished]), Ending::Limits),
        (
            vec![
                stop(Stop::Target {
                    why: "twins".into(),
                }),
                Record::Finished,
            ],
            Ending::NothingMoved,
        ),
        (
            vec![stop(Stop::EightRefusals), Record::Finished],
            Ending::NothingMoved,
        ),
        (
            half(&[
                stop(Stop::EightRefusals),
                listed(&[], &[], &[1]),
                Record::Finished,
            ]),
            Ending::Partly,
        ),
        // Something under way may have moved, so "nothing moved" would be a guess.
        (
            vec![accepted(0), stop(Stop::EightRefusals), Record::Finished],
            Ending::Partly,
        ),
        // A cancel outweighs all, the key everything else.
        (
            all(&[cancel(CancelRung::Finish), clean, Record::Finished]),
            Ending::Cancelled,
        ),
        (
            vec![cancel(CancelRung::Abandon), Record::Finished],
            Ending::Cancelled,
        ),
        (
            half(&[key(), cancel(CancelRung::Finish), Record::Finished]),
            Ending::Cancelled,
        ),
        (half(&[limits(), key(), Record::Finished]), Ending::Key),
    ] {
        assert_eq!(summary(&two, &records).ending, ending, "{records:#?}");
    }
}

#[test]
fn an_empty_room_is_done_and_a_room_of_blocked_files_partly() {
    let ending = |files: &[&str]| summary(&plan(files, 1), &[Record::Finished]).ending;
    assert_eq!(ending(&[]), Ending::Done);
    assert_eq!(ending(&["a !locked"]), Ending::Partly);
}

#[test]
fn an_ending_that_no_file_explains_is_explained() {
    let one = plan(&["a"], 1);
    let arrived = [accepted(0), ended(0, &[0], None)];
    let with = |more: &[Record]| summary(&one, &[&arrived, more].concat());
    let whole = with(&[listed(&[], &[], &[]), Record::Finished]);
    assert_eq!((whole.ending, whole.doubt()), (Ending::Done, None));
    let short = with(&[incomplete(), Record::Finished]);
    assert_eq!((short.ending, short.counts.archived), (Ending::Partly, 1));
    assert!(short.doubt().unwrap().contains("incomplete"));
    let failed = with(&[
        Record::FinalListingFailed { why: "no".into() },
        Record::Finished,
    ]);
    assert!(failed.doubt().unwrap().contains("not listed at the end"));

    let mut facts = crate::plan::tests::builder::facts(&[]);
    let mut inventory = (*facts.inventory).clone();
    inventory.proof.completeness = crate::domain::Completeness::CompleteExcept { not_visible: 2 };
    facts.inventory = inventory.into();
    let choices = crate::plan::tests::builder::choices(crate::plan::CollisionPolicy::KeepBoth, 1);
    let hidden = Plan::make(facts, choices).unwrap();
    let nothing_seen = summary(&hidden, &[Record::Finished]);
    assert_eq!(nothing_seen.ending, Ending::Partly);
    assert!(nothing_seen.doubt().unwrap().contains("more files"));
}

#[test]
fn every_file_that_is_not_archived_is_told_with_its_reason() {
    let plan = plan(
        &["F/a @5", "F/b", "F/c", "F/d", "F/e", "F/f", "F/g !locked"],
        100,
    );
    let records = [
        accepted(0),
        ended(0, &[0], Some("it went \u{1b}wrong")),
        read(
            0,
            &[
                (1, EDITED),
                (2, NOWHERE),
                (3, elsewhere()),
                (4, unreadable()),
                (5, ROOM),
            ],
            true,
        ),
        lost(1),
        read(1, &[(5, ROOM)], true),
        new_file(true),
        read_last(&[(1, EDITED), (4, NOWHERE), (5, unreadable())]),
        Record::Finished,
    ];
    let summary = summary(&plan, &records);
    let told: Vec<_> = summary
        .not_archived
        .iter()
        .map(|line| {
            format!(
                "{} {} {}: {}",
                line.id,
                line.path,
                line.outcome.word(),
                line.reason
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "1002 F/b refused: open in an editor; close it and plan again",
            "1003 F/c gone: the portal does not know it any more",
            "1004 F/d gone: somebody moved it to folder 777",
            "1005 F/e gone: the portal does not know it any more",
            "1006 F/f unknown: it could not be read: timeout",
            "1007 F/g left: locked by somebody else, who has to unlock it",
            "1008 F/new new: came into the room after the plan was made",
        ]
    );
    let counts = summary.counts;
    assert_eq!((counts.archived, counts.archived_bytes), (1, 5));
    assert_eq!(counts.not_archived(), 7);
    let each: Vec<u64> = Outcome::ALL.map(|outcome| counts.of(outcome)).to_vec();
    assert_eq!(each, [1, 1, 1, 1, 3, 1]);
    assert_eq!(summary.target, Some(FolderId::number(TARGET)));
    assert_eq!(summary.last_listing, LastListing::Complete);
    let json = serde_json::to_string(&summary).unwrap();
    assert_eq!(serde_json::from_str::<Summary>(&json).unwrap(), summary);
}

#[test]
fn every_reason_has_its_words() {
    let one = plan(&["a"], 1);
    let reason = |records: &[Record]| {
        let summary = summary(&one, records);
        let line = summary.not_archived.first().cloned().unwrap();
        (line.outcome, line.reason)
    };
    let intent = intended(&one, &RunState::new(&one), 0);
    let arrived = [accepted(0), ended(0, &[0], None)];
    let with = |more: &[Record]| [&arrived, more].concat();
    let rows = [
        (vec![], Outcome::Unknown, "not sent yet"),
        (vec![intent], Outcome::Unknown, "under way"),
        (arrived.to_vec(), Outcome::Unknown, "still to come"),
        (with(&[listed(&[0], &[], &[])]), Outcome::Unknown, "nowhere"),
        (
            with(&[listed(&[0], &[], &[0])]),
            Outcome::Refused,
            "the listing shows it in the room",
        ),
        (
            with(&[listed(&[], &[], &[0])]),
            Outcome::Unknown,
            "in the room and in the target",
        ),
        (
            with(&[Record::Finished]),
            Outcome::Unknown,
            "before a second look",
        ),
        (
            with(&[Record::FinalListingFailed { why: "no".into() }]),
            Outcome::Unknown,
            "could not be listed at the end: no",
        ),
        (
            vec![accepted(0), Record::Finished],
            Outcome::Unknown,
            "given up",
        ),
        (
            vec![Record::Finished],
            Outcome::Refused,
            "before it was sent",
        ),
        (
            vec![listed(&[], &[], &[]), Record::Finished],
            Outcome::Unknown,
            "neither in the room nor in the target",
        ),
        (
            vec![
                lost(0),
                read(0, &[(0, ROOM)], true),
                listed(&[], &[], &[]),
                read_last(&[(0, Sighting::Target)]),
            ],
            Outcome::Unknown,
            "one look is no proof",
        ),
        (
            vec![refused(0), read(0, &[(0, ROOM)], true)],
            Outcome::Refused,
            "the portal says: denied",
        ),
        (
            vec![
                lost(0),
                read(0, &[(0, ROOM)], true),
                lost(1),
                read(1, &[(0, ROOM)], true),
            ],
            Outcome::Refused,
            "gave no reason",
        ),
        (
            vec![refused_at_the_door(0), key(), Record::Finished],
            Outcome::Refused,
            "before it was sent",
        ),
    ];
    for (records, outcome, words) in rows {
        let (told, reason) = reason(&records);
        assert_eq!(told, outcome, "{reason}");
        assert!(reason.contains(words), "{reason:?} does not say {words:?}");
    }
}

#[test]
fn stops_and_outcomes_have_words_of_their_own() {
    let stops = [
        Stop::Key { why: "x".into() },
        Stop::Limits { why: "x".into() },
        Stop::Target { why: "x".into() },
        Stop::EightRefusals,
    ];
    let mut said: Vec<String> = stops.iter().map(Stop::sentence).collect();
    said.extend(Outcome::ALL.map(|outcome| outcome.word().to_owned()));
    let distinct: std::collections::BTreeSet<_> = said.iter().collect();
    assert_eq!(distinct.len(), said.len());
    for outcome in Outcome::ALL {
        let json = serde_json::to_string(&outcome).unwrap();
        assert_eq!(json, format!("\"{}\"", outcome.word()));
    }
}

fn statuses(state: &RunState) -> Vec<ChunkStatus> {
    state.chunk_statuses()
}

#[test]
fn where_each_chunk_stands() {
    let plan = plan(&["a", "b", "c", "d"], 2);
    let empty = ChunkStatus {
        files: 2,
        ..ChunkStatus::default()
    };
    let queued = ChunkStatus { queued: 1, ..empty };
    let mut state = RunState::new(&plan);
    assert_eq!(statuses(&state), [queued, queued]);

    state.apply(&intended(&plan, &state, 0));
    assert_eq!(statuses(&state)[0], ChunkStatus { sent: 1, ..empty });
    state.apply(&accepted(0));
    let polled = Progress::Polled {
        send: SendId(0),
        percent: 50,
        moved: 1,
    };
    state.observe(&RunEvent::Progress(polled), std::time::Duration::ZERO);
    let running = ChunkStatus {
        running: 1,
        percent: 50,
        reported: 1,
        ..empty
    };
    assert_eq!(statuses(&state)[0], running, "reported is not arrived");
    state.apply(&ended(0, &[0], None));
    let verifying = ChunkStatus {
        verifying: 1,
        arrived: 1,
        ..empty
    };
    assert_eq!(statuses(&state)[0], verifying);
    state.apply(&read(0, &[(1, ROOM)], true));
    let again = ChunkStatus {
        arrived: 1,
        queued: 1,
        split: true,
        ..empty
    };
    assert_eq!(statuses(&state), [again, queued]);
    state.apply(&intended(&plan, &state, 2));
    state.apply(&accepted(2));
    state.apply(&ended(2, &[1], None));
    assert_eq!(
        statuses(&state)[0],
        ChunkStatus {
            arrived: 2,
            ..empty
        }
    );
    state.apply(&listed(&[], &[], &[2, 3]));
    state.apply(&Record::Finished);
    let archived = ChunkStatus {
        arrived: 2,
        archived: 2,
        ..empty
    };
    let not_sent = ChunkStatus {
        not_archived: 2,
        ..empty
    };
    assert_eq!(statuses(&state), [archived, not_sent]);
}
