//! Records in few letters, and states in words, for tables.

use crate::{
    domain::{FileId, FolderId, OperationId},
    plan::{
        Blocker, CollisionPolicy, Plan,
        tests::builder::{FIRST_FILE, choices, facts, with_target},
    },
    run::{
        Record, RefusedBecause, RunState, SendId, SendRefusal, Sighting, Standing, UnknownBecause,
    },
};

/// Files `a`, `b`, … of a room, with a target that exists, in chunks of this size.
pub(super) fn plan(files: &[&str], chunk_size: u32) -> Plan {
    let facts = with_target(facts(files), &[]);
    Plan::make(facts, choices(CollisionPolicy::KeepBoth, chunk_size)).unwrap()
}

/// The file at this position of the notation.
pub(super) fn id(position: i32) -> FileId {
    FileId::number(FIRST_FILE + position)
}

pub(super) fn ids(positions: &[i32]) -> Vec<FileId> {
    positions.iter().map(|position| id(*position)).collect()
}

pub(super) fn intended(plan: &Plan, state: &RunState, send: u32) -> Record {
    let request = state.send(SendId(send)).unwrap();
    Record::SendIntended {
        send: SendId(send),
        chunk: request.chunk,
        conflict: request.conflict,
        files: super::driver::files_of(plan, state, SendId(send)),
    }
}

pub(super) fn accepted(send: u32) -> Record {
    Record::SendAccepted {
        send: SendId(send),
        operation: operation(send),
    }
}

pub(super) fn operation(send: u32) -> OperationId {
    OperationId(format!("op-{send}").into())
}

pub(super) fn refused(send: u32) -> Record {
    Record::SendRefused {
        send: SendId(send),
        refusal: SendRefusal {
            status: 403,
            text: "denied".into(),
            at_the_door: false,
        },
    }
}

pub(super) fn refused_at_the_door(send: u32) -> Record {
    Record::SendRefused {
        send: SendId(send),
        refusal: SendRefusal {
            status: 401,
            text: "key".into(),
            at_the_door: true,
        },
    }
}

pub(super) fn lost(send: u32) -> Record {
    Record::SendLost {
        send: SendId(send),
        why: "timeout".into(),
    }
}

pub(super) fn vanished(send: u32) -> Record {
    Record::OperationLost { send: SendId(send) }
}

pub(super) fn ended(send: u32, moved: &[i32], error: Option<&str>) -> Record {
    Record::OperationEnded {
        send: SendId(send),
        moved: ids(moved),
        error: error.map(str::to_owned),
    }
}

/// Where a file was seen: `(position, at)`.
pub(super) type Seen<'a> = &'a [(i32, Sighting)];

pub(super) fn read(send: u32, seen: Seen<'_>, last: bool) -> Record {
    Record::FilesRead {
        send: Some(SendId(send)),
        seen: sightings(seen),
        target_open: true,
        last,
    }
}

pub(super) fn read_last(seen: Seen<'_>) -> Record {
    Record::FilesRead {
        send: None,
        seen: sightings(seen),
        target_open: true,
        last: true,
    }
}

pub(super) fn editors_read(seen: Seen<'_>) -> Record {
    Record::EditorsRead {
        seen: sightings(seen),
    }
}

fn sightings(seen: Seen<'_>) -> Vec<(FileId, Sighting)> {
    seen.iter()
        .map(|(position, at)| (id(*position), at.clone()))
        .collect()
}

pub(super) fn listed(missing: &[i32], found: &[i32], in_room: &[i32]) -> Record {
    Record::FinalListed {
        titles: Vec::new(),
        missing: ids(missing),
        found: ids(found),
        in_room: ids(in_room),
        new: Vec::new(),
        complete: true,
        room_not_visible: 0,
    }
}

pub(super) const TARGET: Sighting = Sighting::Target;
pub(super) const ROOM: Sighting = Sighting::Room { blocker: None };
pub(super) const NOWHERE: Sighting = Sighting::Nowhere;
pub(super) const EDITED: Sighting = Sighting::Room {
    blocker: Some(Blocker::Editing),
};

pub(super) fn elsewhere() -> Sighting {
    Sighting::Elsewhere {
        folder: FolderId::number(super::toy::ELSEWHERE),
    }
}

pub(super) fn unreadable() -> Sighting {
    Sighting::Unreadable {
        why: "timeout".into(),
    }
}

/// The standings in words, in the order of the inventory.
pub(super) fn words(state: &RunState) -> String {
    let words: Vec<String> = state.standings().iter().map(word).collect();
    words.join(", ")
}

fn word(standing: &Standing) -> String {
    match standing {
        Standing::Left(_) => "left".into(),
        Standing::Waiting => "waiting".into(),
        Standing::Sent => "sent".into(),
        Standing::Arrived => "arrived".into(),
        Standing::Archived => "archived".into(),
        Standing::Gone(None) => "gone".into(),
        Standing::Gone(Some(folder)) => format!("gone to {folder}"),
        Standing::Refused(because) => match because {
            RefusedBecause::Blocked(blocker) => format!("refused: {}", blocker.word()),
            RefusedBecause::Portal(text) => format!("refused: says {text}"),
            RefusedBecause::LockStays(_) => "refused: lock stays".into(),
            RefusedBecause::Silent => "refused: silent".into(),
            RefusedBecause::RecordContradicted => "refused: contradicted".into(),
            RefusedBecause::NotSent => "refused: not sent".into(),
        },
        Standing::Unknown(because) => match because {
            UnknownBecause::NotAwaited => "unknown: not awaited".into(),
            UnknownBecause::NotListed(_) => "unknown: not listed".into(),
            UnknownBecause::NotReadable(_) => "unknown: not readable".into(),
            UnknownBecause::NotSeen => "unknown: not seen".into(),
            UnknownBecause::InNeitherList => "unknown: in neither list".into(),
            UnknownBecause::InBothLists => "unknown: in both lists".into(),
            UnknownBecause::SeenOnce => "unknown: seen once".into(),
            UnknownBecause::SeenByReadingOnly => "unknown: seen by reading only".into(),
        },
    }
}

/// The state after these records. The intent of a request is put before its answer.
pub(super) fn after(plan: &Plan, records: &[Record]) -> RunState {
    let mut state = RunState::new(plan);
    for record in records {
        if let Record::SendAccepted { send, .. }
        | Record::SendRefused { send, .. }
        | Record::SendLost { send, .. } = record
        {
            state.apply(&intended(plan, &state, send.0));
        }
        state.apply(record);
    }
    state
}

/// Two files.
pub(super) const AB: [&str; 2] = ["a", "b"];

/// Checks rows of `(records, standings in words)` on two files in one chunk.
pub(super) fn check(rows: &[(&[Record], &str)]) {
    let plan = plan(&AB, 100);
    for (records, expected) in rows {
        assert_eq!(words(&after(&plan, records)), *expected, "{records:#?}");
    }
}
