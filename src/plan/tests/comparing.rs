//! What has changed since a plan was made.

use super::builder::{self, ROOT, TARGET, choices, facts, folder, person, with_target};
use crate::{
    domain::{FileId, FolderId, PortalName, RoomId},
    plan::{
        CollisionPolicy, Difference, Facts, GuestChoice, OtherRoom, Plan, Refusal, RevokeScope,
        compare,
    },
};

const FILES: [&str; 4] = ["a.txt", "b.txt", "F/A.txt", "l.txt !locked"];

fn make(facts: Facts, policy: CollisionPolicy) -> Plan {
    Plan::make(facts, choices(policy, 100)).unwrap()
}

/// Differences between a plan of [`FILES`] and one of changed facts.
fn changed(change: impl FnOnce(&mut Facts)) -> Vec<Difference> {
    let mut fresh = with_target(facts(&FILES), &["t.txt"]);
    change(&mut fresh);
    let confirmed = make(
        with_target(facts(&FILES), &["t.txt"]),
        CollisionPolicy::KeepBoth,
    );
    compare(&confirmed, &make(fresh, CollisionPolicy::KeepBoth))
}

fn now_listed(files: &'static [&'static str]) -> impl FnOnce(&mut Facts) {
    move |facts| facts.inventory = std::sync::Arc::new(builder::inventory(files))
}

fn place(differences: &[Difference]) -> &str {
    match differences {
        [Difference::Place { what }] => what,
        other => panic!("not one difference of place: {other:?}"),
    }
}

fn id(number: i32) -> FileId {
    FileId::number(number)
}

#[test]
fn nothing_changed_is_no_difference() {
    assert_eq!(changed(|_| ()), []);
    assert_eq!(
        changed(|facts| facts.listed_at += jiff::SignedDuration::from_secs(60)),
        []
    );
}

#[test]
fn another_place_blocks() {
    type Change = fn(&mut Facts);
    let table: [(Change, &str); 6] = [
        (
            |facts| facts.portal = PortalName("other".into()),
            "the plan is for docspace.example.com, this is other",
        ),
        (
            |facts| facts.room.id = RoomId::number(11),
            "the plan is for room 10, this is room 11",
        ),
        (
            |facts| {
                facts.me.person = person("eve", "Eve");
                facts.room.owner = person("eve", "Eve");
            },
            "the key belongs to somebody else than the plan's",
        ),
        (
            |facts| facts.place.root.folder.id = FolderId::number(31),
            "the archive root is another folder",
        ),
        (
            |facts| facts.place.targets_found[0].id = FolderId::number(41),
            "the target was folder 40 and is folder 41",
        ),
        (
            |facts| facts.place.targets_found.clear(),
            "the target folder 40 is gone",
        ),
    ];
    for (change, what) in table {
        let differences = changed(change);
        assert_eq!(place(&differences), what);
        assert!(differences[0].blocks());
    }
}

#[test]
fn another_title_of_the_target_blocks() {
    let confirmed = make(facts(&FILES), CollisionPolicy::KeepBoth);
    let mut other = choices(CollisionPolicy::KeepBoth, 100);
    other.client_name = "Contoso".into();
    let fresh = Plan::make(facts(&FILES), other).unwrap();
    assert_eq!(
        place(&compare(&confirmed, &fresh)),
        "the target has another title"
    );
}

#[test]
fn a_target_made_meanwhile_is_used() {
    let confirmed = make(facts(&FILES), CollisionPolicy::KeepBoth);
    let fresh = make(
        with_target(facts(&FILES), &["t.txt"]),
        CollisionPolicy::KeepBoth,
    );
    assert_eq!(compare(&confirmed, &fresh), []);
}

#[test]
fn a_twin_of_the_target_blocks_once() {
    let differences = changed(|facts| {
        facts
            .place
            .targets_found
            .push(folder(41, "Contoso Ltd", ROOT));
    });
    let twins = Refusal::TargetTwins {
        folders: vec![FolderId::number(TARGET), FolderId::number(41)],
    };
    assert_eq!(place(&differences), twins.what());
}

#[test]
fn a_right_that_was_taken_away_blocks() {
    for (change, refusal) in [
        (
            (|facts| facts.place.root.folder.rights.move_to = false) as fn(&mut Facts),
            Refusal::TargetNoRight {
                owner: Some("Olga Archer".into()),
            },
        ),
        (|facts| facts.room.private = true, Refusal::RoomPrivate),
    ] {
        assert_eq!(place(&changed(change)), refusal.what());
    }
}

#[test]
fn a_file_that_is_gone_blocks_only_if_it_was_to_move() {
    let differences = changed(now_listed(&["a.txt", "b.txt", "F/A.txt"]));
    assert_eq!(differences, [], "the locked one was to stay anyhow");
    let mut fresh = builder::inventory(&["a.txt", "x.txt", "F/A.txt", "l.txt !locked"]);
    fresh.files.retain(|file| &*file.title != "x.txt");
    let differences = changed(|facts| facts.inventory = std::sync::Arc::new(fresh));
    assert_eq!(
        differences,
        [Difference::Gone {
            file: id(1002),
            path: "b.txt".into()
        }]
    );
    assert!(differences[0].blocks());
}

#[test]
fn a_file_that_would_stay_now_blocks() {
    let differences = changed(now_listed(&[
        "a.txt",
        "b.txt !editing",
        "F/A.txt",
        "l.txt !locked",
    ]));
    let [Difference::Blocked { file, path, what }] = &differences[..] else {
        panic!("{differences:?}");
    };
    assert_eq!((file, path.as_str()), (&id(1002), "b.txt"));
    assert!(what.starts_with("open in an editor"));
    assert!(differences[0].blocks());
}

#[test]
fn a_file_that_could_move_now_is_left_as_confirmed() {
    let differences = changed(now_listed(&["a.txt", "b.txt", "F/A.txt", "l.txt"]));
    assert_eq!(differences, []);
}

#[test]
fn a_new_meeting_blocks_and_an_old_one_does_not() {
    let new_in_target = |title: &'static str| {
        changed(move |facts| {
            *facts = with_target(facts.clone(), &["t.txt", title]);
        })
    };
    let differences = new_in_target("B.TXT");
    assert_eq!(
        differences,
        [Difference::Blocked {
            file: id(1002),
            path: "b.txt".into(),
            what: "its title is taken by now".into()
        }]
    );
    assert_eq!(
        new_in_target("a.txt"),
        [],
        "a.txt and F/A.txt met before and travel with the rule for it"
    );
    // Under `leave` the newly met would stay.
    let confirmed = make(facts(&FILES), CollisionPolicy::Leave);
    let fresh = make(
        with_target(facts(&FILES), &["b.txt"]),
        CollisionPolicy::Leave,
    );
    let differences = compare(&confirmed, &fresh);
    assert!(
        matches!(&differences[..], [Difference::Blocked { file, .. }] if *file == id(1002)),
        "{differences:?}"
    );
    // A meeting that has gone away harms nobody.
    assert_eq!(
        compare(
            &make(
                with_target(facts(&FILES), &["b.txt"]),
                CollisionPolicy::KeepBoth
            ),
            &make(with_target(facts(&FILES), &[]), CollisionPolicy::KeepBoth)
        ),
        []
    );
}

#[test]
fn added_files_and_newer_versions_are_only_reported() {
    let differences = changed(now_listed(&[
        "a.txt v2",
        "b.txt",
        "F/A.txt",
        "l.txt !locked v9",
        "G/new.txt",
    ]));
    assert_eq!(
        differences,
        [
            Difference::NewerVersion {
                file: id(1001),
                path: "a.txt".into()
            },
            Difference::Added {
                file: id(1005),
                path: "G/new.txt".into()
            },
        ]
    );
    assert!(differences.iter().all(|difference| !difference.blocks()));
}

#[test]
fn files_that_do_not_travel_meet_nobody() {
    let differences = changed(now_listed(&[
        "a.txt",
        "b.txt",
        "F/A.txt",
        "l.txt !locked",
        "G/b.txt",
    ]));
    assert_eq!(
        differences,
        [Difference::Added {
            file: id(1005),
            path: "G/b.txt".into()
        }]
    );
    // Nor does a file that was to stay, be it free by now or not.
    for policy in [CollisionPolicy::KeepBoth, CollisionPolicy::Leave] {
        let confirmed = make(facts(&["a.txt !locked", "F/a.txt"]), policy);
        let fresh = make(facts(&["a.txt", "F/a.txt"]), policy);
        assert_eq!(compare(&confirmed, &fresh), [], "{policy:?}");
    }
}

#[test]
fn travelling_files_that_meet_by_a_new_title_block() {
    let confirmed = make(facts(&["a.txt", "F/b.txt"]), CollisionPolicy::KeepBoth);
    let fresh = make(facts(&["a.txt", "F/a.txt"]), CollisionPolicy::KeepBoth);
    let differences = compare(&confirmed, &fresh);
    assert_eq!(differences.len(), 2, "{differences:?}");
    assert!(differences.iter().all(Difference::blocks));
}

#[test]
fn another_room_of_the_guest_blocks_where_everything_is_taken_away() {
    let made = |scope, rooms: &[i32]| {
        let mut facts = builder::with_guest(facts(&FILES));
        let found = facts.guest.as_mut().unwrap();
        found.other_rooms = rooms
            .iter()
            .map(|id| OtherRoom {
                id: RoomId::number(*id),
                title: format!("Room {id}"),
            })
            .collect();
        let mut choices = choices(CollisionPolicy::KeepBoth, 100);
        choices.guest = Some(GuestChoice {
            scope,
            ..builder::guest_choice(true)
        });
        Plan::make(facts, choices).unwrap()
    };
    let all = |rooms: &[i32]| made(RevokeScope::Guest, rooms);
    let differences = compare(&all(&[51]), &all(&[51, 52, 53]));
    let what: Vec<_> = differences.iter().map(Difference::sentence).collect();
    assert_eq!(
        what,
        [
            "the guest is in the room Room 52 by now, and would lose what you granted there",
            "the guest is in the room Room 53 by now, and would lose what you granted there",
        ]
    );
    assert!(differences.iter().all(Difference::blocks));
    // Less to lose, or nothing lost there, harms nobody.
    assert_eq!(compare(&all(&[51, 52]), &all(&[52])), []);
    let here = |rooms: &[i32]| made(RevokeScope::Room, rooms);
    assert_eq!(compare(&here(&[]), &here(&[51])), []);
}
