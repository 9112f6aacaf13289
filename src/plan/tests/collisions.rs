//! Titles that meet in the target.

use super::builder::{at, choices, facts, paths, with_target};
use crate::{
    domain::Conflict,
    plan::{Blocker, Choices, CollisionPolicy, Fate, Plan},
};

/// What one world comes to under one policy: chunks as `rule: paths`, then who stays.
fn settled(files: &[&str], there: &[&str], policy: CollisionPolicy) -> (Vec<String>, Vec<String>) {
    let facts = if there.is_empty() {
        facts(files)
    } else {
        with_target(facts(files), there)
    };
    let plan = Plan::make(facts, choices(policy, 100)).unwrap();
    let chunks = plan
        .chunks
        .iter()
        .map(|chunk| {
            let rule = match chunk.conflict {
                Conflict::Skip => "skip",
                Conflict::Duplicate => "duplicate",
            };
            format!("{rule}: {}", paths(&plan, &chunk.files).join(", "))
        })
        .collect();
    let staying = plan
        .staying()
        .map(|(index, blocker)| {
            assert_eq!(blocker, Blocker::TitleTaken);
            plan.inventory.file_path(index)
        })
        .collect();
    (chunks, staying)
}

fn both(files: &[&str], there: &[&str]) -> Vec<String> {
    let (chunks, staying) = settled(files, there, CollisionPolicy::KeepBoth);
    assert!(staying.is_empty(), "keep-both leaves nobody behind");
    chunks
}

fn leave(files: &[&str], there: &[&str]) -> (Vec<String>, Vec<String>) {
    settled(files, there, CollisionPolicy::Leave)
}

#[test]
fn without_meetings_all_travel_with_skip() {
    let files = ["a.docx", "b.docx", "F/c.docx"];
    assert_eq!(both(&files, &[]), ["skip: a.docx, b.docx, F/c.docx"]);
    assert_eq!(
        both(&files, &["d.docx"]),
        ["skip: a.docx, b.docx, F/c.docx"]
    );
    assert_eq!(leave(&files, &["d.docx"]).1, Vec::<String>::new());
}

#[test]
fn meetings_inside_the_set() {
    let files = ["a.docx", "b.docx", "F/a.docx", "G/a.docx"];
    assert_eq!(
        both(&files, &[]),
        ["skip: b.docx", "duplicate: a.docx, F/a.docx, G/a.docx"]
    );
    let (chunks, staying) = leave(&files, &[]);
    assert_eq!(chunks, ["skip: a.docx, b.docx"]);
    assert_eq!(staying, ["F/a.docx", "G/a.docx"]);
}

#[test]
fn meetings_with_what_lies_in_the_target() {
    let files = ["a.docx", "b.docx"];
    assert_eq!(
        both(&files, &["b.docx"]),
        ["skip: a.docx", "duplicate: b.docx"]
    );
    let (chunks, staying) = leave(&files, &["b.docx", "b.docx"]);
    assert_eq!(chunks, ["skip: a.docx"]);
    assert_eq!(staying, ["b.docx"]);
    // Nobody moves under a title that is taken in the target, be he the first in path order or not.
    let (chunks, staying) = leave(&["a.docx", "F/a.docx"], &["A.DOCX"]);
    assert_eq!(chunks, Vec::<String>::new());
    assert_eq!(staying, ["a.docx", "F/a.docx"]);
}

#[test]
fn titles_are_compared_as_the_portal_does() {
    for (one, other, meet) in [
        ("resume.DOCX", "Résumé.docx", true),
        ("a.txt", "A.TXT", true),
        ("STRASE", "straße", true),
        ("a", "a   ", true),
        ("a", "a\t", false),
        ("a", "a\u{a0}", false),
        ("a", " a", false),
        ("ss", "ß", false),
        ("и", "й", false),
        ("é", "e\u{301}", false),
        ("l", "ł", false),
    ] {
        let other_path = format!("F/{other}");
        let in_set = both(&[one, &other_path], &[]);
        let in_target = both(&[one], &[other]);
        if meet {
            assert_eq!(in_set, [format!("duplicate: {one}, {other_path}")]);
            assert_eq!(in_target, [format!("duplicate: {one}")]);
        } else {
            assert_eq!(in_set, [format!("skip: {one}, {other_path}")]);
            assert_eq!(in_target, [format!("skip: {one}")]);
        }
    }
}

/// The titles that files get under `rename`, as `path → title`.
fn renamed(files: &[&str], there: &[&str]) -> Vec<String> {
    let facts = with_target(facts(files), there);
    let plan = Plan::make(facts, choices(CollisionPolicy::Rename, 100)).unwrap();
    assert_eq!(plan.staying().count(), 0, "rename leaves nobody behind");
    plan.new_titles
        .iter()
        .map(|(index, title)| format!("{} → {title}", plan.inventory.file_path(*index)))
        .collect()
}

#[test]
fn the_first_of_a_meeting_keeps_its_title_if_the_target_is_free_of_it() {
    let files = ["a.docx", "b.docx", "F/a.docx", "G/A.DOCX"];
    assert_eq!(
        renamed(&files, &[]),
        ["F/a.docx → a (2).docx", "G/A.DOCX → A (3).DOCX"]
    );
    assert_eq!(
        renamed(&files, &["Á.docx"]),
        [
            "a.docx → a (2).docx",
            "F/a.docx → a (3).docx",
            "G/A.DOCX → A (4).DOCX"
        ]
    );
}

#[test]
fn the_lowest_number_that_is_free_in_the_target_and_among_those_that_arrive() {
    // Two of the numbers are taken: by a file that lies there, and by one that arrives.
    assert_eq!(
        renamed(
            &["a.txt", "F/a (3).txt", "G/a.txt", "H/a.txt"],
            &["A (2).txt"]
        ),
        ["G/a.txt → a (4).txt", "H/a.txt → a (5).txt"]
    );
    // The title that a file of another meeting keeps, or gets, is taken as well.
    assert_eq!(
        renamed(&["a (2).txt", "a.txt", "F/a (2).txt", "F/a.txt"], &[]),
        ["F/a (2).txt → a (2) (2).txt", "F/a.txt → a (3).txt"]
    );
    // Who stays in the room takes no title.
    let facts = with_target(facts(&["a (2).txt !locked", "a.txt", "F/a.txt"]), &[]);
    let plan = Plan::make(facts, choices(CollisionPolicy::Rename, 100)).unwrap();
    let titles: Vec<_> = plan.new_titles.values().map(|title| &**title).collect();
    assert_eq!(titles, ["a (2).txt"]);
}

#[test]
fn a_title_that_cannot_be_numbered_is_kept() {
    let long = format!("a.{}", "x".repeat(163));
    let other = format!("F/{long}");
    assert_eq!(renamed(&[&long, &other], &[]), Vec::<String>::new());
}

#[test]
fn files_that_are_renamed_travel_as_under_keep_both() {
    let files = ["a.docx", "b.docx", "F/a.docx"];
    let (chunks, _) = settled(&files, &[], CollisionPolicy::Rename);
    assert_eq!(chunks, both(&files, &[]));
    assert_eq!(
        Choices::for_client("x").collisions,
        CollisionPolicy::Rename,
        "the default"
    );
}

#[test]
fn blocked_files_meet_nobody() {
    let files = ["a.docx !locked", "F/a.docx", "G/b.docx !editing"];
    for policy in [CollisionPolicy::KeepBoth, CollisionPolicy::Leave] {
        let plan = Plan::make(
            with_target(facts(&files), &["b.docx"]),
            choices(policy, 100),
        )
        .unwrap();
        assert!(plan.collisions.is_empty(), "{:?}", plan.collisions);
        let moving = at(&plan.inventory, "F/a.docx");
        assert_eq!(plan.fates[moving.0 as usize], Fate::Move(0));
        assert_eq!(plan.chunks[0].conflict, Conflict::Skip);
        let first = at(&plan.inventory, "a.docx");
        assert_eq!(
            plan.fates[first.0 as usize],
            Fate::Stay(Blocker::Locked { can_unlock: false }),
            "the lock is the reason, not the title"
        );
    }
}

#[test]
fn meetings_are_told_in_path_order_with_everything_that_meets() {
    let files = ["z.txt", "a.txt", "F/Z.txt", "F/q.txt", "G/a.txt"];
    let plan = Plan::make(
        with_target(facts(&files), &["Q.txt", "z.TXT", "z.txt", "other"]),
        choices(CollisionPolicy::KeepBoth, 100),
    )
    .unwrap();
    let told: Vec<_> = plan
        .collisions
        .iter()
        .map(|collision| (paths(&plan, &collision.files).join(" "), collision.there))
        .collect();
    let expected = [("a.txt G/a.txt", 0), ("z.txt F/Z.txt", 2), ("F/q.txt", 1)];
    assert_eq!(
        told,
        expected.map(|(files, there)| (files.to_owned(), there))
    );
    assert_eq!(plan.totals().colliding, 5);
    assert_eq!(plan.target.files_there, 4);
}
