//! Faults, limits and switches.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::support::{Got, call, get, ids, with};
use crate::sandbox::seed::generated_ids::{ARCHIVE_ROOT, CLIENT_ROOM};
use crate::sandbox::{Fault, Sandbox};

fn faulty(fault: Fault) -> Sandbox {
    with(|options| options.faults = vec![fault])
}

async fn room_files(sandbox: &Sandbox) -> Vec<i64> {
    ids(&get(sandbox, &format!("files/{CLIENT_ROOM}?filterType=1"))
        .await
        .response()["files"])
}

/// Moves all files of the room; the answer to the request, and the record a moment later.
async fn move_all(sandbox: &Sandbox) -> (Got, Value) {
    let files = room_files(sandbox).await;
    let body =
        json!({"fileIds": files, "destFolderId": ARCHIVE_ROOT, "returnSingleOperation": true});
    let answer = call(sandbox, "PUT", "files/fileops/move", body).await;
    tokio::time::advance(Duration::from_secs(1)).await;
    let record = get(sandbox, "files/fileops/0").await.response()[0].clone();
    (answer, record)
}

#[tokio::test(start_paused = true)]
async fn a_record_lies_once() {
    let sandbox = faulty(Fault::RecordLies);
    let (_, record) = move_all(&sandbox).await;
    assert_eq!(record["files"].as_array().unwrap().len(), 20);
    assert!(
        record["files"]
            .as_array()
            .unwrap()
            .iter()
            .all(|file| file["folderId"] == ARCHIVE_ROOT)
    );
    assert_eq!(room_files(&sandbox).await.len(), 1);
    move_all(&sandbox).await;
    assert_eq!(room_files(&sandbox).await.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_record_vanishes_while_the_job_runs_on() {
    let sandbox = faulty(Fault::RecordVanishes);
    let (answer, record) = move_all(&sandbox).await;
    assert_eq!((answer.status, record), (200, Value::Null));
    assert_eq!(room_files(&sandbox).await.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_has_had_its_effect_or_not() {
    for (fault, left) in [
        (Fault::WriteLostAfterEffect, 0),
        (Fault::WriteLostBeforeEffect, 20),
    ] {
        let sandbox = faulty(fault);
        let (answer, _) = move_all(&sandbox).await;
        assert_eq!(
            (answer.status, answer.text.starts_with("<html>")),
            (504, true)
        );
        assert_eq!(room_files(&sandbox).await.len(), left);
        assert_eq!(
            call(
                &sandbox,
                "PUT",
                "files/fileops/move",
                json!({"fileIds": []})
            )
            .await
            .status,
            200
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_said_of_one_file_is_not_what_happened_to_it() {
    for (fault, left, error, listed) in [
        (Fault::MovedButFailed, 0, true, 19),
        (Fault::Swallowed, 10, false, 10),
        (Fault::LockedMidRun, 1, true, 19),
        (Fault::EditedMidRun, 1, true, 19),
        (Fault::DeletedMidRun, 0, true, 19),
    ] {
        let sandbox = faulty(fault);
        let (_, record) = move_all(&sandbox).await;
        assert_eq!(record["finished"], true, "{fault}");
        assert_eq!(record["error"] != "", error, "{fault}");
        assert_eq!(record["files"].as_array().unwrap().len(), listed, "{fault}");
        assert_eq!(room_files(&sandbox).await.len(), left, "{fault}");
    }
    let (_, record) = move_all(&faulty(Fault::StolenResult)).await;
    assert_eq!(record, Value::Null);
}

#[tokio::test(start_paused = true)]
async fn slow_is_two_seconds_a_request_and_fifty_times_a_file() {
    let sandbox = with(|options| {
        options.faults = vec![Fault::Slow];
        options.time_per_file = Duration::from_millis(10);
    });
    let start = Instant::now();
    let (_, record) = move_all(&sandbox).await;
    assert_eq!(start.elapsed(), Duration::from_secs(7));
    assert_eq!(
        (&record["finished"], &record["processed"]),
        (&json!(false), &json!("6"))
    );
}

#[tokio::test]
async fn every_seventh_request_and_every_ninth_get() {
    let sandbox = faulty(Fault::TooManyRequests);
    let mut statuses = Vec::new();
    for _ in 0..14 {
        let got = get(&sandbox, "files/rooms").await;
        if got.status == 429 {
            assert_eq!(
                (
                    got.headers["x-ratelimit-limit"].to_str().unwrap(),
                    got.text.as_str()
                ),
                ("1500", "")
            );
            assert!(!got.headers.contains_key("retry-after"));
        }
        statuses.push(got.status);
    }
    assert_eq!(
        (
            statuses[6],
            statuses[13],
            statuses.iter().filter(|status| **status == 429).count()
        ),
        (429, 429, 2)
    );
    let sandbox = faulty(Fault::Html502);
    for number in 1..=18 {
        let got = get(&sandbox, "files/rooms").await;
        assert_eq!(got.status == 502, number % 9 == 0);
    }
    sandbox.clear(Fault::Html502);
    for _ in 0..9 {
        assert_eq!(get(&sandbox, "files/rooms").await.status, 200);
    }
}

#[tokio::test]
async fn listings_can_be_bare_or_silently_flat() {
    let sandbox = with(|options| {
        options.world = crate::sandbox::WorldSource::Generated {
            files: 200,
            folders: 10,
        }
    });
    sandbox.inject(Fault::FlatArray);
    let bare = get(&sandbox, &format!("files/{CLIENT_ROOM}"))
        .await
        .response();
    let kinds: Vec<i64> = bare
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["fileEntryType"].as_i64().unwrap())
        .collect();
    assert!(
        kinds.is_sorted() && kinds.contains(&1) && kinds.contains(&2),
        "{kinds:?}"
    );
    sandbox.clear(Fault::FlatArray);
    sandbox.inject(Fault::NotRecursive);
    let direct = get(&sandbox, &format!("files/{CLIENT_ROOM}?filterType=1"))
        .await
        .response();
    assert!(direct["total"].as_u64().unwrap() < 200);
    assert_eq!(direct["current"]["filesCount"], 200);
    sandbox.clear(Fault::NotRecursive);
    assert_eq!(
        get(&sandbox, &format!("files/{CLIENT_ROOM}?filterType=1"))
            .await
            .response()["total"],
        200
    );
}

#[tokio::test]
async fn writes_are_rejected_and_logged() {
    let sandbox = with(|options| options.reject_writes = true);
    let got = call(
        &sandbox,
        "POST",
        &format!("files/folder/{ARCHIVE_ROOT}"),
        json!({"title": "x"}),
    )
    .await;
    assert_eq!(
        (got.status, &got.json()["error"]["message"]),
        (403, &json!("Access denied"))
    );
    assert!(sandbox.requests()[0].is_write());
    assert_eq!(sandbox.requests()[0].body, Some(json!({"title": "x"})));
    assert_eq!(get(&sandbox, "files/rooms").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn the_limiter_counts_what_is_in_flight() {
    let sandbox = with(|options| {
        options.limiter = true;
        options.latency = Duration::from_millis(100);
    });
    let requests = (0..60).map(|_| get(&sandbox, "files/rooms?count=1"));
    let statuses: Vec<u16> = futures_util::future::join_all(requests)
        .await
        .iter()
        .map(|got| got.status)
        .collect();
    assert!(statuses.contains(&429) && statuses.contains(&200));
    assert_eq!(
        sandbox
            .requests()
            .iter()
            .map(|request| request.in_flight)
            .max(),
        Some(60)
    );
    assert_eq!(get(&sandbox, "files/rooms").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_request_leaves_the_flight_and_has_no_effect_before_half_its_latency() {
    let sandbox = with(|options| options.latency = Duration::from_millis(100));
    let path = format!("files/folder/{ARCHIVE_ROOT}");
    let made = call(&sandbox, "POST", &path, json!({"title": "x"}));
    assert!(
        tokio::time::timeout(Duration::from_millis(40), made)
            .await
            .is_err()
    );
    let made = call(&sandbox, "POST", &path, json!({"title": "y"}));
    assert!(
        tokio::time::timeout(Duration::from_millis(60), made)
            .await
            .is_err()
    );
    let start = Instant::now();
    let subfolders = get(&sandbox, &format!("files/{ARCHIVE_ROOT}/subfolders"))
        .await
        .response();
    assert_eq!(
        (
            subfolders.as_array().unwrap().len(),
            &subfolders[0]["title"]
        ),
        (1, &json!("y"))
    );
    assert_eq!(start.elapsed(), Duration::from_millis(100));
    let log = sandbox.requests();
    assert_eq!(
        (
            log[0].status,
            log[1].status,
            log[2].status,
            log[2].in_flight
        ),
        (0, 0, 200, 1)
    );
}

#[tokio::test]
async fn the_log_file_has_one_line_a_request_and_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("requests.jsonl");
    let sandbox = with(|options| options.log = Some(path.clone()));
    get(&sandbox, "files/rooms").await;
    call(
        &sandbox,
        "PUT",
        "files/fileops/move",
        json!({"fileIds": []}),
    )
    .await;
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (lines.len(), &lines[1]["method"], &lines[1]["status"]),
        (2, &json!("PUT"), &json!(200))
    );
    assert!(!text.contains(sandbox.key()));
}
