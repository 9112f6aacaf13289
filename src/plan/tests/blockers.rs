//! What stands in the way of a file, and how it is said.

use super::builder::{at, choices, facts, paths, plan};
use crate::{
    domain::{FileFlags, FolderRole},
    plan::{Blocker, CollisionPolicy, Fate, Plan},
};

#[test]
fn each_obstacle_has_its_blocker() {
    let table = [
        ("free.docx", None),
        ("linked.docx !link", None),
        ("form.pdf !form", None),
        (
            "l.docx !locked",
            Some(Blocker::Locked { can_unlock: false }),
        ),
        (
            "u.docx !unlockable",
            Some(Blocker::Locked { can_unlock: true }),
        ),
        ("e.docx !editing", Some(Blocker::Editing)),
        ("f.docx !fixed", Some(Blocker::NoMoveRight)),
        ("s.docx !sealed", Some(Blocker::NoDownloadRight)),
        ("x.docx !encrypted", Some(Blocker::Encrypted)),
        ("<results>/r.pdf", Some(Blocker::FormResults)),
        (
            "<results>/r2.pdf !locked !fixed",
            Some(Blocker::FormResults),
        ),
        // Files directly in the sections of a form room are judged by their own rights.
        ("<section>/i.pdf", None),
        ("<section>/j.pdf !fixed", Some(Blocker::NoMoveRight)),
        // A foreign lock takes the other rights away while it lasts, so it is the reason to name.
        (
            "m.docx !locked !fixed !sealed",
            Some(Blocker::Locked { can_unlock: false }),
        ),
        ("n.docx !editing !fixed", Some(Blocker::Editing)),
        ("o.docx !fixed !sealed", Some(Blocker::NoMoveRight)),
        ("p.docx !encrypted !locked", Some(Blocker::Encrypted)),
    ];
    let plan = plan(facts(&table.map(|(line, _)| line)));
    for (line, blocker) in table {
        let path = line.split(" !").next().unwrap();
        let fate = plan.fates[at(&plan.inventory, path).0 as usize];
        match blocker {
            Some(blocker) => assert_eq!(fate, Fate::Stay(blocker), "{line}"),
            None => assert!(matches!(fate, Fate::Move(_)), "{line}: {fate:?}"),
        }
    }
    let totals = plan.totals();
    assert_eq!(
        (totals.files, totals.moving, totals.staying),
        (17, 4, 13),
        "every file is counted once"
    );
    assert_eq!(plan.staying().count(), 13);
}

#[test]
fn a_file_that_may_not_be_moved_in_a_folder_that_is_not_there_is_blocked_all_the_same() {
    assert_eq!(
        Blocker::of(FileFlags::default(), FolderRole::Ordinary),
        Some(Blocker::NoMoveRight)
    );
}

#[test]
fn reasons_name_the_holder_and_obey_nobody() {
    let mut facts = facts(&["a.docx !locked", "b.docx !editing", "c.docx !unlockable"]);
    let inventory = std::sync::Arc::get_mut(&mut facts.inventory).unwrap();
    let (a, b) = (at(inventory, "a.docx"), at(inventory, "b.docx"));
    inventory.holders.insert(a, "Eve \u{1b}[2J\u{202e}".into());
    inventory.holders.insert(b, "Bob".into());
    let plan = plan(facts);
    let reasons: Vec<_> = plan
        .staying()
        .map(|(index, blocker)| plan.reason(index, blocker))
        .collect();
    assert_eq!(
        reasons,
        [
            "locked by Eve ␛[2J<U+202E>, who has to unlock it",
            "open in an editor: Bob; close it and plan again",
            "locked by somebody else; you may break the lock and move it (--unlock)",
        ]
    );
}

#[test]
fn every_blocker_has_its_own_words() {
    let all = [
        Blocker::Locked { can_unlock: true },
        Blocker::Locked { can_unlock: false },
        Blocker::Editing,
        Blocker::NoMoveRight,
        Blocker::NoDownloadRight,
        Blocker::Encrypted,
        Blocker::FormResults,
        Blocker::TitleTaken,
    ];
    let sentences: std::collections::BTreeSet<_> =
        all.iter().map(|blocker| blocker.sentence(None)).collect();
    assert_eq!(sentences.len(), all.len());
    for blocker in all {
        assert!(!blocker.word().is_empty());
        let json = serde_json::to_string(&blocker).unwrap();
        assert_eq!(serde_json::from_str::<Blocker>(&json).unwrap(), blocker);
    }
}

#[test]
fn an_empty_room_gives_a_plan_without_requests() {
    let plan = plan(facts(&[]));
    assert_eq!(plan.totals().files, 0);
    assert!(plan.chunks.is_empty() && plan.refusals.is_empty() && plan.collisions.is_empty());
    assert_eq!(plan.needs().len(), 0);
    super::builder::confirmed(plan);
}

#[test]
fn chunks_are_cut_at_every_size() {
    let names: Vec<String> = (0..230).map(|n| format!("{n:03}.txt")).collect();
    let lines: Vec<&str> = names.iter().map(String::as_str).collect();
    for size in 1..=100 {
        let plan = Plan::make(facts(&lines), choices(CollisionPolicy::KeepBoth, size)).unwrap();
        assert_eq!(plan.chunks.len(), 230usize.div_ceil(size as usize));
        let (last, full) = plan.chunks.split_last().unwrap();
        assert!(full.iter().all(|chunk| chunk.files.len() == size as usize));
        assert!(!last.files.is_empty() && last.files.len() <= size as usize);
        let sent: Vec<_> = plan
            .chunks
            .iter()
            .flat_map(|chunk| paths(&plan, &chunk.files))
            .collect();
        assert_eq!(sent, names, "in path order");
    }
    for (asked, used) in [(0, 1), (101, 100), (u32::MAX, 100)] {
        let plan = Plan::make(facts(&lines), choices(CollisionPolicy::KeepBoth, asked)).unwrap();
        assert_eq!(plan.chunks[0].files.len(), used, "size {asked}");
    }
}
