//! Being stopped: by Ctrl-C, by a reader that goes away, by another run.

use std::{
    io::{BufRead as _, BufReader, Write as _},
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
        .closeout(&["run", "--yes", "--json", "--put-manifest"])
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
        !records(&portal).contains(&"after-intended".to_owned()),
        "nothing follows a run that was stopped"
    );
    assert!(
        seen.contains(&"cancel-asked".to_owned()) && seen.contains(&"summary".to_owned()),
        "{seen:?}"
    );
}

/// The records of the only run so far, as they lie on the disk.
fn records(portal: &Portal) -> Vec<String> {
    let Ok(runs) = std::fs::read_dir(portal.state().join("runs")) else {
        return Vec::new();
    };
    let journals = runs.map(|run| run.unwrap().path().join("journal.jsonl"));
    let text: String = journals
        .filter_map(|journal| std::fs::read_to_string(journal).ok())
        .collect();
    text.lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|line| Some(line["record"]["record"].as_str()?.to_owned()))
        .collect()
}

/// Waits until the journal has such a record.
fn wait_for(portal: &Portal, record: &str) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !records(portal).iter().any(|seen| seen == record) {
        assert!(std::time::Instant::now() < deadline, "never {record}");
        std::thread::yield_now();
    }
}

/// A run whose stdout is an open pipe that is full and that nobody reads.
fn run_unread(portal: &Portal, arguments: &[&str]) -> (Child, std::io::PipeReader) {
    let (reader, mut writer) = std::io::pipe().unwrap();
    // As much as a pipe holds.
    writer.write_all(&vec![b'x'; 65_536]).unwrap();
    let child = portal
        .closeout(arguments)
        .stdout(writer)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    (child, reader)
}

#[test]
fn a_reader_that_does_not_read_keeps_no_run_from_its_end() {
    for arguments in [&["run", "--yes", "--json"][..], &["run", "--yes"]] {
        let portal = slow();
        let (mut child, reader) = run_unread(&portal, arguments);
        wait_for(&portal, "finished");
        // What has waited for him is there when he reads at last.
        let mut lines = BufReader::new(reader).lines();
        let last = lines.by_ref().map(Result::unwrap).last().unwrap();
        assert!(
            last.contains("summary") || last.contains("manifest"),
            "{last}"
        );
        assert_eq!(child.wait().unwrap().code(), Some(3));
    }
}

#[test]
fn a_run_whose_reader_does_not_read_hears_signals() {
    let portal = slow();
    let (mut child, reader) = run_unread(&portal, &["run", "--yes", "--json"]);
    wait_for(&portal, "send-accepted");
    interrupt(&child);
    wait_for(&portal, "cancel-asked");
    wait_for(&portal, "finished");
    // It waits for its reader, and leaves when it is told to.
    while child.try_wait().unwrap().is_none() {
        interrupt(&child);
        std::thread::yield_now();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(reader);
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

    // A third one waits, and writes nothing until the first is over; then it finds nothing left to do.
    let waiting = portal
        .closeout(&["run", "--yes", "--json", "--if-locked", "wait"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let last = lines.map(Result::unwrap).last().unwrap();
    assert!(last.contains("summary"), "{last}");
    assert_eq!(first.wait().unwrap().code(), Some(3));
    let moved = portal.writes().len();
    let waited = waiting.wait_with_output().unwrap();
    assert_eq!(waited.status.code(), Some(3));
    assert_eq!(portal.writes().len(), moved);
    let waited = String::from_utf8(waited.stdout).unwrap();
    assert!(waited.contains("\"archived\":0"), "{waited}");
}

#[test]
fn a_killed_run_is_told_as_unfinished_and_the_next_one_finishes_the_room() {
    let portal = slow();
    let mut child = portal
        .closeout(&[
            "run",
            "--yes",
            "--json",
            "--room",
            "539600",
            "--chunk-size",
            "10",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("operation-ended")));
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().code(), None, "killed by a signal");

    let runs = told(&mut portal.closeout(&["runs", "--json"]));
    let runs = &runs.json()[0]["runs"];
    assert_eq!(runs[0]["finished"], false);
    assert_eq!(runs[0]["counts"]["archived"], 0, "nothing was seen twice");

    let next = told(&mut portal.closeout(&["run", "--yes", "--room", "539600"]));
    assert!(
        next.out
            .contains("Done: every file was seen in the target."),
        "{}\n{}",
        next.out,
        next.talk
    );
    assert_eq!(next.code, 0);
    let made = portal.writes().into_iter();
    let made = made.filter(|write| write["path"].as_str().unwrap().contains("files/folder/"));
    assert_eq!(made.count(), 1, "one target folder");
}

/// What follows a run hears the same signals.
#[test]
fn an_interrupt_is_heard_after_the_run_too() {
    let portal = Portal::start(&["--latency", "400"]);
    let child = portal
        .closeout(&["run", "--yes", "--room", "539600", "--put-manifest"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for(&portal, "finished");
    interrupt(&child);
    let out = child.wait_with_output().unwrap();
    let talk = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(130), "{talk}");
    assert!(
        talk.contains("Manifest in the target: not done, because the run was stopped")
            || talk.contains("Manifest in the target: stopped."),
        "{talk}"
    );
}
