//! The words and exit codes of taking a room over.

use serde_json::Value;

use crate::theatre::{Portal, told};

/// "Northwind Traders", which the key sees as portal admin only.
const ROOM: &str = "539620";

#[test]
fn the_plan_offers_it_and_says_what_it_means() {
    let portal = Portal::start(&[]);
    let plan = told(&mut portal.closeout(&["plan", "--room", ROOM]));
    assert_eq!(plan.code, 5, "{}", plan.talk);
    for words in [
        "Cannot be run: You see this room as portal admin.",
        "  Next: Send to Boris Brandt: \"Please invite me to the room 'Northwind Traders'",
        "  Or: take the room over for the run, and hand it back at its end: --take-ownership",
    ] {
        assert!(plan.out.contains(words), "{}", plan.out);
    }
    let plan = told(&mut portal.closeout(&["plan", "--room", ROOM, "--take-ownership"]));
    assert_eq!(plan.code, 0, "{}", plan.talk);
    for words in [
        "Mind: The run first takes the room over from Boris Brandt. Boris Brandt becomes room manager meanwhile",
        "You become the owner of this room until the run ends; Boris Brandt is room manager meanwhile. A run needs \
         your consent: --take-ownership",
    ] {
        assert!(plan.out.contains(words), "{}", plan.out);
    }
    assert!(!plan.out.contains("Cannot be run"), "{}", plan.out);
    let own = told(&mut portal.closeout(&["plan", "--take-ownership"]));
    assert!(
        own.out
            .contains("Mind: There is nothing to take over: your part in this room is \"owner\"."),
        "{}",
        own.out
    );
    assert_eq!(portal.writes(), [] as [Value; 0]);
}

#[test]
fn a_run_takes_it_when_that_was_typed_and_never_by_yes_alone() {
    let portal = Portal::start(&[]);
    let silent = told(&mut portal.closeout(&["run", "--room", ROOM, "--yes"]));
    assert_eq!(silent.code, 5, "{}", silent.talk);
    let file = portal.folder.path().join("p.json");
    let file = file.to_str().unwrap();
    let arguments = ["plan", "--room", ROOM, "--take-ownership", "--out", file];
    assert_eq!(told(&mut portal.closeout(&arguments)).code, 0);
    let silent = told(&mut portal.closeout(&["run", "--plan", file, "--yes"]));
    assert_eq!(silent.code, 5, "{}", silent.talk);
    assert!(silent.talk.contains("--take-ownership"), "{}", silent.talk);
    assert_eq!(portal.writes(), [] as [Value; 0]);

    let run = told(&mut portal.closeout(&["run", "--plan", file, "--yes", "--take-ownership"]));
    assert_eq!(run.code, 0, "{}\n{}", run.out, run.talk);
    for words in [
        "Done: every file was seen in the target.",
        "Owner    The room is Boris Brandt's again, and you are no member of it.",
    ] {
        assert!(run.out.contains(words), "{}", run.out);
    }
    for words in [
        "taking the room over",
        "handing the room back",
        "leaving the room",
    ] {
        assert!(run.talk.contains(words), "{}", run.talk);
    }
    let changes: Vec<_> = portal
        .writes()
        .into_iter()
        .filter(|request| request["path"].as_str().unwrap().ends_with("files/owner"))
        .collect();
    assert_eq!(changes.len(), 2);

    // Beside a plan that takes nothing it is answered in words.
    let arguments = ["plan", "--room", "539600", "--out", file];
    assert_eq!(told(&mut portal.closeout(&arguments)).code, 0);
    let run = told(&mut portal.closeout(&["run", "--plan", file, "--yes", "--take-ownership"]));
    assert_eq!(run.code, 0, "{}", run.talk);
    assert!(
        run.talk.contains("--take-ownership does nothing here"),
        "{}",
        run.talk
    );
}

#[test]
fn machines_are_told_who_has_the_room() {
    let portal = Portal::start(&[]);
    let arguments = ["run", "--room", ROOM, "--take-ownership", "--yes", "--json"];
    let run = told(&mut portal.closeout(&arguments));
    assert_eq!(run.code, 0, "{}", run.talk);
    let lines = run.json();
    let (summary, records) = lines.split_last().unwrap();
    let ownership = &summary["summary"]["result"]["ownership"];
    assert_eq!(ownership["outcome"], "handed-back");
    assert_eq!(ownership["owner"], "Boris Brandt");
    let changes: Vec<_> = records
        .iter()
        .filter(|record| record["record"] == "ownership-intended")
        .map(|record| record["change"].as_str().unwrap())
        .collect();
    assert_eq!(changes, ["take", "give-back", "leave"]);
    let runs = told(&mut portal.closeout(&["runs", "--json"])).json();
    assert_eq!(runs[0]["runs"][0]["ownership"]["outcome"], "handed-back");
}
