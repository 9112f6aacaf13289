//! What the listing after the last operation means, and the end.

use super::records::{
    AB, EDITED, NOWHERE, ROOM, TARGET, accepted, after, check, elsewhere, ended, id, listed, lost,
    plan, read, read_last, unreadable,
};
use crate::run::{LastListing, NewFile, Record};

#[test]
fn the_final_listing_outweighs_every_record() {
    let arrived = [accepted(0), ended(0, &[0, 1], None)];
    let with = |records: &[Record]| [&arrived, records].concat();
    check(&[
        (&with(&[listed(&[], &[], &[])]), "archived, archived"),
        (
            &with(&[listed(&[1], &[], &[])]),
            "archived, unknown: not seen",
        ),
        (
            &with(&[listed(&[1], &[], &[1])]),
            "archived, refused: contradicted",
        ),
        // In both lists: it is on the way, and has to be read.
        (
            &with(&[listed(&[], &[], &[1])]),
            "archived, unknown: in both lists",
        ),
        (
            &with(&[listed(&[], &[], &[1]), read_last(&[(1, TARGET)])]),
            "archived, archived",
        ),
        (
            &with(&[listed(&[], &[], &[1]), read_last(&[(1, ROOM)])]),
            "archived, refused: contradicted",
        ),
        (
            &with(&[listed(&[1], &[], &[]), read_last(&[(1, ROOM)])]),
            "archived, refused: contradicted",
        ),
        (
            &with(&[listed(&[1], &[], &[]), read_last(&[(1, NOWHERE)])]),
            "archived, gone",
        ),
        (
            &with(&[listed(&[1], &[], &[]), read_last(&[(1, unreadable())])]),
            "archived, unknown: not readable",
        ),
        // A second listing comes from no engine.
        (
            &with(&[listed(&[1], &[], &[]), listed(&[], &[], &[])]),
            "archived, unknown: not seen",
        ),
        // Without the listing nothing is archived.
        (
            &with(&[Record::Finished]),
            "unknown: seen once, unknown: seen once",
        ),
        (
            &with(&[Record::FinalListingFailed { why: "no".into() }]),
            "unknown: not listed, unknown: not listed",
        ),
    ]);
}

#[test]
fn the_final_listing_finds_what_was_given_up() {
    let given_up = [
        accepted(0),
        ended(0, &[], None),
        read(0, &[(0, elsewhere()), (1, unreadable())], true),
    ];
    let with = |records: &[Record]| [&given_up, records].concat();
    check(&[
        (&given_up, "gone to 777, unknown: not readable"),
        // The listing alone is one sight; the reading after it is the second.
        (&with(&[listed(&[], &[0, 1], &[])]), "arrived, arrived"),
        (
            &with(&[
                listed(&[], &[0, 1], &[]),
                read_last(&[(0, TARGET), (1, ROOM)]),
            ]),
            "archived, refused: silent",
        ),
        (
            &with(&[
                listed(&[], &[0, 1], &[]),
                read_last(&[(0, NOWHERE), (1, unreadable())]),
            ]),
            "gone, unknown: not readable",
        ),
        (
            &with(&[listed(&[], &[0, 1], &[]), Record::Finished]),
            "unknown: seen once, unknown: seen once",
        ),
        // Found in the target and in the room: one more look decides.
        (
            &with(&[
                listed(&[], &[0, 1], &[0, 1]),
                read_last(&[(0, TARGET), (1, ROOM)]),
            ]),
            "archived, refused: contradicted",
        ),
        (
            &with(&[listed(&[], &[], &[0, 1])]),
            "refused: silent, refused: silent",
        ),
        (
            &with(&[listed(&[], &[], &[]), read_last(&[(1, EDITED)])]),
            "gone to 777, refused: open in an editor",
        ),
        // One look that the listing does not bear out proves nothing.
        (
            &with(&[listed(&[], &[], &[]), read_last(&[(1, TARGET)])]),
            "gone to 777, unknown: seen by reading only",
        ),
    ]);
}

#[test]
fn what_a_record_showed_and_the_listing_did_not_is_archived_by_a_second_look() {
    let rows = [
        vec![accepted(0), ended(0, &[0, 1], None)],
        vec![lost(0), read(0, &[(0, TARGET), (1, TARGET)], false)],
    ];
    for mut records in rows {
        records.push(listed(&[0, 1], &[], &[]));
        records.push(read_last(&[(0, TARGET), (1, ROOM)]));
        check(&[(&records, "archived, refused: contradicted")]);
    }
}

#[test]
fn what_was_thought_to_be_in_the_room_and_is_in_neither_list_is_read() {
    let refused = [
        lost(0),
        read(0, &[(0, EDITED), (1, ROOM)], true),
        listed(&[], &[], &[]),
    ];
    let with = |records: &[Record]| [&refused, records].concat();
    check(&[
        (&refused, "refused: open in an editor, waiting"),
        (
            &with(&[read_last(&[(0, TARGET), (1, NOWHERE)])]),
            "unknown: seen by reading only, gone",
        ),
        // Seen where it was said to be: the reason known already is the better one.
        (
            &with(&[read_last(&[(0, ROOM), (1, ROOM)]), Record::Finished]),
            "refused: open in an editor, refused: not sent",
        ),
        (
            &with(&[read_last(&[(0, unreadable()), (1, elsewhere())])]),
            "unknown: not readable, gone to 777",
        ),
        (
            &with(&[Record::Finished]),
            "unknown: in neither list, unknown: in neither list",
        ),
    ]);
}

#[test]
fn what_the_listing_was_worth_is_kept() {
    let plan = plan(&AB, 100);
    let new = NewFile {
        id: id(9),
        path: "F/new".into(),
    };
    let list = |complete| Record::FinalListed {
        titles: Vec::new(),
        missing: Vec::new(),
        found: Vec::new(),
        in_room: Vec::new(),
        new: vec![new.clone()],
        complete,
        room_not_visible: u64::from(!complete),
    };
    assert_eq!(after(&plan, &[]).last_listing(), LastListing::NotMade);
    for (record, worth) in [
        (list(true), LastListing::Complete),
        (list(false), LastListing::Incomplete),
    ] {
        let state = after(&plan, &[record]);
        assert_eq!(state.last_listing(), worth);
        assert_eq!(state.new_files(), std::slice::from_ref(&new));
        assert!(state.is_listed());
    }
    let failed = after(&plan, &[Record::FinalListingFailed { why: "no".into() }]);
    assert_eq!(failed.last_listing(), LastListing::Failed);
}

#[test]
fn the_end_leaves_nothing_open() {
    check(&[
        (&[Record::Finished], "refused: not sent, refused: not sent"),
        (
            &[accepted(0), Record::Finished],
            "unknown: not awaited, unknown: not awaited",
        ),
        // After the end nothing counts.
        (
            &[accepted(0), Record::Finished, ended(0, &[0, 1], None)],
            "unknown: not awaited, unknown: not awaited",
        ),
        (
            &[accepted(0), Record::Finished, listed(&[], &[0, 1], &[])],
            "unknown: not awaited, unknown: not awaited",
        ),
    ]);
    let plan = plan(&AB, 1);
    let state = after(&plan, &[accepted(0), Record::Finished]);
    for status in state.chunk_statuses() {
        assert_eq!(status.queued + status.sent + status.running, 0);
    }
}
