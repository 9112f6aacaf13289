//! The words for titles that meet, locks and open editors.

use serde_json::Value;

use crate::theatre::{Portal, told};

#[test]
fn the_plan_tells_file_by_file_what_becomes_of_titles() {
    let portal = Portal::start(&[]);
    let plan = told(&mut portal.closeout(&["plan"]));
    assert!(plan.out.contains("meet in the target (rename: "));
    let renamed = plan.out.lines().filter(|line| line.contains(": becomes "));
    let planned = told(&mut portal.closeout(&["plan", "--json"]));
    let titles = planned.json()[0]["newTitles"].as_object().unwrap().len();
    assert!(titles > 0);
    assert_eq!(renamed.count(), titles);
    assert!(
        plan.out.contains("A renamed file counts as changed"),
        "{}",
        plan.out
    );
    assert!(
        plan.out
            .contains("Files open in an editor are looked at once more at the end of the run"),
        "{}",
        plan.out
    );
    for (policy, words) in [
        ("keep-both", "all of them move under their own titles"),
        ("leave", "the others stay"),
    ] {
        let plan = told(&mut portal.closeout(&["plan", "--collisions", policy]));
        assert!(plan.out.contains(words), "{}", plan.out);
        assert!(!plan.out.contains(": becomes "), "{}", plan.out);
    }
}

#[test]
fn a_run_renames_and_says_so() {
    let portal = Portal::start(&[]);
    let run = told(&mut portal.closeout(&["run", "--yes"]));
    assert_eq!(run.code, 3, "{}", run.talk);
    assert!(run.out.contains("Renamed in the target: "), "{}", run.out);
    let renames: Vec<_> = portal
        .writes()
        .into_iter()
        .filter(|request| request["body"]["title"].is_string())
        .filter(|request| request["path"].as_str().unwrap().contains("files/file/"))
        .collect();
    assert!(!renames.is_empty());
    assert!(renames.iter().all(|request| request["status"] == 200));
    let kept = Portal::start(&[]);
    told(&mut kept.closeout(&["run", "--yes", "--collisions", "keep-both"]));
    assert!(
        !kept
            .writes()
            .iter()
            .any(|request| request["path"].as_str().unwrap().contains("files/file/"))
    );
}

#[test]
fn locks_are_broken_when_that_was_typed_and_never_by_yes_alone() {
    let portal = Portal::start(&[]);
    let file = portal.folder.path().join("p.json");
    let file = file.to_str().unwrap();
    let plan = told(&mut portal.closeout(&["plan", "--unlock", "all", "--out", file]));
    assert!(
        plan.out
            .contains("Price list 2026.xlsx, held by Boris Brandt"),
        "{}",
        plan.out
    );
    assert!(
        plan.out.contains("Locks of other people that are broken before their files move: 1. The portal overwrites the comment"),
        "{}",
        plan.out
    );
    assert!(plan.out.contains("A run needs your consent: --unlock"));
    assert_eq!(portal.writes(), [] as [Value; 0]);

    let silent = told(&mut portal.closeout(&["run", "--plan", file, "--yes"]));
    assert_eq!(silent.code, 5, "{}", silent.talk);
    assert!(silent.talk.contains("--unlock"), "{}", silent.talk);
    let other = told(&mut portal.closeout(&["run", "--plan", file, "--yes", "--unlock", "7"]));
    assert_eq!(other.code, 5, "{}", other.talk);
    assert_eq!(portal.writes(), [] as [Value; 0]);

    let run = told(&mut portal.closeout(&["run", "--plan", file, "--yes", "--unlock", "all"]));
    assert_eq!(run.code, 3, "{}", run.talk);
    assert!(
        run.out.contains("Locks of other people broken: 1"),
        "{}",
        run.out
    );
    assert!(!run.out.contains("Price list 2026.xlsx (id"), "{}", run.out);
    let unlocks: Vec<_> = portal
        .writes()
        .into_iter()
        .filter(|request| request["path"].as_str().unwrap().ends_with("/lock"))
        .collect();
    assert_eq!(unlocks.len(), 1);
    assert_eq!(unlocks[0]["body"]["lockFile"], false);
}

#[test]
fn what_cannot_be_unlocked_is_said() {
    let portal = Portal::start(&[]);
    let plan = told(&mut portal.closeout(&["plan", "--unlock", "1,2"]));
    assert!(
        plan.out
            .contains("Mind: Named to be unlocked, and left alone"),
        "{}",
        plan.out
    );
    for arguments in [["--unlock", "all,1"], ["--unlock", "some"]] {
        let bad = told(&mut portal.closeout(&["plan", arguments[0], arguments[1]]));
        assert_eq!(bad.code, 2, "{}", bad.talk);
        assert!(bad.talk.contains("--unlock"), "{}", bad.talk);
    }
}
