//! Being stopped: by Ctrl-C, by a reader that goes away, by another run.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use crate::theatre::{Portal, told};

/// A portal slow enough to be interrupted in the middle of a run.
fn slow() -> Portal {
    Portal::start(&["--per-file", "10"])
}

fn interrupt(child: &Child) {
    let status = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn the_first_interrupt_finishes_what_is_in_flight() {
    let portal = slow();
    let mut child = portal
        .closeout(&["run", "--yes", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut seen = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        if line["record"] == "send-accepted" && !seen.iter().any(|record| record == "send-accepted")
        {
            interrupt(&child);
        }
        if line["record"] == "cancel-asked" || line["record"] == "send-accepted" {
            seen.push(line["record"].as_str().unwrap().to_owned());
        }
        if let Some(summary) = line.get("summary") {
            let counts = &summary["result"]["counts"];
            assert_eq!(summary["exitCode"], 130);
            assert_eq!(counts["unknown"], 0, "what was in flight was awaited");
            assert!(counts["archived"].as_u64().unwrap() > 0);
            assert!(
                counts["refused"].as_u64().unwrap() > 0,
                "what was not sent is said so"
            );
            seen.push("summary".into());
        }
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(
        seen.contains(&"cancel-asked".to_owned()) && seen.contains(&"summary".to_owned()),
        "{seen:?}"
    );
}

#[test]
fn a_reader_that_goes_away_stops_a_run_and_hurts_no_list() {
    let portal = slow();
    let mut child = portal
        .closeout(&["run", "--yes", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    drop(out);
    assert_eq!(child.wait().unwrap().code(), Some(130));

    let mut child = portal
        .closeout(&["rooms"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_room_that_is_being_worked_on_is_left_alone() {
    let portal = slow();
    let mut first = portal
        .closeout(&["run", "--yes", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().contains("began"));

    let second = told(&mut portal.closeout(&["run", "--yes"]));
    assert_eq!(second.code, 6, "{}", second.talk);
    assert!(second.talk.contains("being worked on"), "{}", second.talk);
    let skipped = told(&mut portal.closeout(&["run", "--yes", "--if-locked", "skip"]));
    assert_eq!(skipped.code, 0, "{}", skipped.talk);

    for line in lines {
        line.unwrap();
    }
    assert_eq!(first.wait().unwrap().code(), Some(3));
    let after = told(&mut portal.closeout(&["run", "--yes", "--if-locked", "wait"]));
    assert_eq!(after.code, 3, "{}", after.talk);
}
