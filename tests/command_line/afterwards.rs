//! The words and exit codes of what follows a run.

use crate::theatre::{Portal, told};

/// A room of the demo in which every file moves.
const WHOLE_ROOM: &str = "539600";

#[test]
fn the_manifest_lies_here_and_the_rest_is_only_offered() {
    let portal = Portal::start(&[]);
    let run = told(&mut portal.closeout(&["run", "--yes", "--room", WHOLE_ROOM]));
    assert_eq!(run.code, 0, "{}{}", run.out, run.talk);
    let manifest = run
        .out
        .lines()
        .find_map(|line| line.strip_prefix("Manifest "));
    let text = std::fs::read_to_string(manifest.unwrap()).unwrap();
    let archived = run
        .out
        .lines()
        .find_map(|line| line.strip_prefix("Archived "))
        .unwrap();
    let files: usize = archived
        .split_whitespace()
        .next()
        .unwrap()
        .replace(',', "")
        .parse()
        .unwrap();
    assert_eq!(text.lines().count(), files + 1);
    assert!(
        run.out.contains(
            "The emptied room stays where it is. The same command with --archive-room archives it"
        ),
        "{}",
        run.out
    );
    let after = |path: &str| path.ends_with("/insert") || path.ends_with("/archive");
    assert!(
        !portal
            .writes()
            .iter()
            .any(|request| after(request["path"].as_str().unwrap()))
    );

    // The room is empty by now: a second run moves nothing, and archives the room without touching anything else.
    let before = portal.writes().len();
    let order = ["run", "--room", WHOLE_ROOM, "--archive-room"];
    let unconfirmed = told(&mut portal.closeout(&order));
    assert_eq!(
        unconfirmed.code, 2,
        "nobody can be asked: {}",
        unconfirmed.talk
    );
    assert_eq!(portal.writes().len(), before);
    let second = told(portal.closeout(&order).arg("--yes"));
    assert_eq!(second.code, 0, "{}{}", second.out, second.talk);
    assert!(
        second
            .out
            .contains("Room in the portal's Archive: seen there"),
        "{}",
        second.out
    );
    let writes = portal.writes().split_off(before);
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert!(
        writes[0]["path"]
            .as_str()
            .unwrap()
            .ends_with("files/rooms/539600/archive")
    );
}

#[test]
fn what_was_ordered_and_cannot_be_done_is_said_and_exit_3() {
    let portal = Portal::start(&[]);
    let run = told(&mut portal.closeout(&["run", "--yes", "--put-manifest", "--archive-room"]));
    assert_eq!(run.code, 3, "{}{}", run.out, run.talk);
    assert!(
        run.out.contains("Manifest in the target: seen there"),
        "{}",
        run.out
    );
    assert!(
        run.talk
            .contains("Room in the portal's Archive: not done, because the room is not empty (3)"),
        "{}",
        run.talk
    );
    let writes = portal.writes();
    let inserts = writes
        .iter()
        .filter(|request| request["path"].as_str().unwrap().ends_with("/insert"));
    assert_eq!(inserts.count(), 1);
    assert!(
        !writes
            .iter()
            .any(|request| request["path"].as_str().unwrap().ends_with("/archive"))
    );
}

#[test]
fn as_json_every_record_is_a_line_and_the_summary_the_last() {
    let portal = Portal::start(&[]);
    let order = [
        "run",
        "--yes",
        "--json",
        "--room",
        WHOLE_ROOM,
        "--put-manifest",
        "--archive-room",
    ];
    let run = told(&mut portal.closeout(&order));
    assert_eq!(run.code, 0, "{}{}", run.out, run.talk);
    let lines = run.json();
    let summary = &lines.last().unwrap()["summary"];
    assert_eq!(summary["result"]["afterwards"].as_array().unwrap().len(), 2);
    assert_eq!(summary["result"]["offers"].as_array().unwrap().len(), 0);
    assert!(std::path::Path::new(summary["manifest"].as_str().unwrap()).exists());
    let ended = lines.iter().filter(|line| line["record"] == "after-ended");
    assert_eq!(ended.count(), 2);
}
