//! Ten slots, the cleaner, stopping, losing: what happens to operations and their records.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::{call, get, ids, with};
use crate::sandbox::seed::generated_ids::{ARCHIVE_ROOT, CLIENT_ROOM};
use crate::sandbox::{Sandbox, WorldSource};

fn sandbox(seconds_per_file: u64) -> Sandbox {
    with(|options| {
        options.world = WorldSource::Generated {
            files: 90,
            folders: 2,
        };
        options.time_per_file = Duration::from_secs(seconds_per_file);
    })
}

async fn room_files(sandbox: &Sandbox) -> Vec<i64> {
    ids(&get(
        sandbox,
        &format!("files/{CLIENT_ROOM}?filterType=1&sortBy=AZ&sortOrder=ascending"),
    )
    .await
    .response()["files"])
}

async fn start(sandbox: &Sandbox, files: &[i64]) -> String {
    let body =
        json!({"fileIds": files, "destFolderId": ARCHIVE_ROOT, "returnSingleOperation": true});
    call(sandbox, "PUT", "files/fileops/move", body)
        .await
        .response()[0]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn record(sandbox: &Sandbox, id: &str) -> Value {
    get(sandbox, &format!("files/fileops/0?id={id}"))
        .await
        .response()[0]
        .clone()
}

#[tokio::test(start_paused = true)]
async fn the_eleventh_operation_waits_behind_the_first() {
    let sandbox = sandbox(1);
    let files = room_files(&sandbox).await;
    let mut operations = vec![start(&sandbox, &files[..20]).await];
    for file in 20..30 {
        operations.push(start(&sandbox, &files[file..=file]).await);
    }
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(record(&sandbox, &operations[9]).await["finished"], true);
    let waiting = record(&sandbox, &operations[10]).await;
    assert_eq!(
        (&waiting["progress"], &waiting["status"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(sandbox.requests().last().unwrap().operations_running, 2);
    tokio::time::advance(Duration::from_secs(16)).await;
    assert_eq!(record(&sandbox, &operations[10]).await["finished"], true);
}

#[tokio::test(start_paused = true)]
async fn a_result_nobody_fetches_is_lost_after_a_minute() {
    let sandbox = sandbox(0);
    let files = room_files(&sandbox).await;
    let id = start(&sandbox, &files[..3]).await;
    tokio::time::advance(Duration::from_secs(75)).await;
    assert_eq!(record(&sandbox, &id).await, Value::Null);
    assert_eq!(room_files(&sandbox).await.len(), 87);
}

#[tokio::test(start_paused = true)]
async fn a_step_of_more_than_a_minute_is_the_last() {
    let sandbox = sandbox(90);
    let files = room_files(&sandbox).await;
    let id = start(&sandbox, &files[..3]).await;
    tokio::time::advance(Duration::from_secs(400)).await;
    assert_eq!(record(&sandbox, &id).await, Value::Null);
    assert_eq!(room_files(&sandbox).await.len(), 89);
}

#[tokio::test(start_paused = true)]
async fn a_waiting_operation_runs_unseen_after_its_record_is_gone() {
    let sandbox = sandbox(5);
    let files = room_files(&sandbox).await;
    start(&sandbox, &files[..20]).await;
    for _ in 1..10 {
        start(&sandbox, &files[30..31]).await;
    }
    let id = start(&sandbox, &files[20..22]).await;
    tokio::time::advance(Duration::from_secs(80)).await;
    assert_eq!(record(&sandbox, &id).await, Value::Null);
    assert!(room_files(&sandbox).await.contains(&files[20]));
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(record(&sandbox, &id).await, Value::Null);
    assert!(!room_files(&sandbox).await.contains(&files[20]));
}

#[tokio::test(start_paused = true)]
async fn terminating_stops_between_files_and_the_record_comes_back_for_a_moment() {
    let sandbox = sandbox(2);
    let files = room_files(&sandbox).await;
    let id = start(&sandbox, &files[..10]).await;
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(
        call(
            &sandbox,
            "PUT",
            &format!("files/fileops/terminate/{id}"),
            Value::Null
        )
        .await
        .response(),
        json!([])
    );
    assert_eq!(record(&sandbox, &id).await, Value::Null);
    tokio::time::advance(Duration::from_millis(1500)).await;
    let last = record(&sandbox, &id).await;
    assert_eq!(
        (&last["finished"], &last["error"], &last["processed"]),
        (&json!(true), &json!(""), &json!("3"))
    );
    assert_eq!(last["folders"][0]["id"], ARCHIVE_ROOT);
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(room_files(&sandbox).await.len(), 87);
}

#[tokio::test(start_paused = true)]
async fn when_busy_an_operation_can_be_accepted_and_never_run() {
    let sandbox = with(|options| {
        options.world = WorldSource::Generated {
            files: 30,
            folders: 1,
        };
        options.drop_when_busy = true;
    });
    let files = room_files(&sandbox).await;
    let mut last = String::new();
    for file in 0..11 {
        last = start(&sandbox, &files[file..=file]).await;
    }
    tokio::time::advance(Duration::from_secs(30)).await;
    let dropped = record(&sandbox, &last).await;
    assert_eq!(
        (
            &dropped["status"],
            &dropped["progress"],
            &dropped["finished"]
        ),
        (&json!(0), &json!(0), &json!(false))
    );
    tokio::time::advance(Duration::from_secs(45)).await;
    assert_eq!(record(&sandbox, &last).await, Value::Null);
    assert!(room_files(&sandbox).await.contains(&files[10]));
}

#[tokio::test(start_paused = true)]
async fn nobody_has_no_operations_and_others_can_steal_a_result() {
    let sandbox = sandbox(0);
    let files = room_files(&sandbox).await;
    let id = start(&sandbox, &files[..2]).await;
    tokio::time::advance(Duration::from_secs(1)).await;
    let anonymous = super::support::send(&sandbox, "GET", "files/fileops", None, None).await;
    assert_eq!(anonymous.response(), json!([]));
    assert_eq!(get(&sandbox, "files/fileops/1").await.response(), json!([]));
    assert_eq!(record(&sandbox, &id).await, Value::Null);
}

#[tokio::test(start_paused = true)]
async fn the_answer_itself_may_be_the_result() {
    let sandbox = with(|options| options.finish_at_once = true);
    let files = room_files(&sandbox).await;
    let body =
        json!({"fileIds": files, "destFolderId": ARCHIVE_ROOT, "returnSingleOperation": true});
    let answer = call(&sandbox, "PUT", "files/fileops/move", body)
        .await
        .response();
    assert_eq!(
        (&answer[0]["finished"], &answer[0]["processed"]),
        (&json!(true), &json!("20"))
    );
    assert_eq!(get(&sandbox, "files/fileops").await.response(), json!([]));
}

#[tokio::test(start_paused = true)]
async fn overwriting_makes_a_version_and_duplicating_makes_a_twin() {
    for (conflict, left, in_target, processed) in [(1, 0, 1, "2"), (2, 0, 2, "2"), (0, 1, 1, "1")] {
        let sandbox = sandbox(0);
        let files = room_files(&sandbox).await;
        let (first, second) = (
            i32::try_from(files[0]).unwrap(),
            i32::try_from(files[1]).unwrap(),
        );
        sandbox.edit(|world, _| {
            world.tree.retitle_file(first, "Same.docx".into());
            world.tree.retitle_file(second, "SAME.docx".into());
        });
        let body = json!({"fileIds": [first, second], "destFolderId": ARCHIVE_ROOT, "conflictResolveType": conflict});
        call(&sandbox, "PUT", "files/fileops/move", body)
            .await
            .response();
        tokio::time::advance(Duration::from_secs(1)).await;
        let done = get(&sandbox, "files/fileops/0").await.response()[0].clone();
        assert_eq!(done["processed"], processed);
        let target = get(&sandbox, &format!("files/{ARCHIVE_ROOT}"))
            .await
            .response();
        assert_eq!(target["total"], in_target);
        assert_eq!(room_files(&sandbox).await.len(), 88 + left);
        if conflict == 1 {
            let kept = &target["files"][0];
            assert_eq!(
                (&kept["id"], &kept["version"], &kept["title"]),
                (&json!(first), &json!(2), &json!("SAME.docx"))
            );
            assert_eq!(ids(&done["files"]), [i64::from(first)]);
            assert_eq!(
                get(&sandbox, &format!("files/file/{second}")).await.status,
                404
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_folder_moves_as_a_whole_or_merges_into_its_twin() {
    let sandbox = sandbox(0);
    let folder = ids(&get(&sandbox, &format!("files/{CLIENT_ROOM}/subfolders"))
        .await
        .response())[0];
    let title = get(&sandbox, &format!("files/folder/{folder}"))
        .await
        .response()["title"]
        .clone();
    let twin = call(
        &sandbox,
        "POST",
        &format!("files/folder/{ARCHIVE_ROOT}"),
        json!({"title": title}),
    )
    .await
    .response()["id"]
        .clone();
    let inside = get(&sandbox, &format!("files/{folder}?filterType=1"))
        .await
        .response()["total"]
        .clone();
    let body = json!({"folderIds": [folder], "destFolderId": ARCHIVE_ROOT});
    call(&sandbox, "PUT", "files/fileops/move", body)
        .await
        .response();
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(
        get(&sandbox, &format!("files/folder/{folder}"))
            .await
            .status,
        404
    );
    let merged = get(&sandbox, &format!("files/{twin}?filterType=1"))
        .await
        .response();
    assert_eq!(merged["total"], inside);
    let back = json!({"folderIds": [twin], "destFolderId": CLIENT_ROOM});
    call(&sandbox, "PUT", "files/fileops/move", back)
        .await
        .response();
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(
        get(&sandbox, &format!("files/folder/{twin}"))
            .await
            .response()["parentId"],
        CLIENT_ROOM
    );
    let counters = get(&sandbox, &format!("files/folder/{CLIENT_ROOM}"))
        .await
        .response();
    assert_eq!(
        (&counters["filesCount"], &counters["foldersCount"]),
        (&json!(90), &json!(2))
    );
}

#[tokio::test(start_paused = true)]
async fn a_finished_record_may_say_running_once_more() {
    let sandbox = with(|options| options.completion_lag = Duration::from_millis(300));
    let files = room_files(&sandbox).await;
    let id = start(&sandbox, &files[..2]).await;
    let early = record(&sandbox, &id).await;
    assert_eq!(
        (&early["finished"], &early["status"]),
        (&json!(true), &json!(1))
    );
    tokio::time::advance(Duration::from_millis(300)).await;
    let late = record(&sandbox, &id).await;
    assert_eq!(
        (&late["finished"], &late["status"]),
        (&json!(true), &json!(2))
    );
    assert_eq!(record(&sandbox, &id).await, Value::Null);
}

#[tokio::test(start_paused = true)]
async fn a_target_that_vanishes_ends_an_operation_without_a_word() {
    let sandbox = sandbox(0);
    let files = room_files(&sandbox).await;
    let id = start(&sandbox, &files[..2]).await;
    // Taken away before anything is played: the operation was accepted, and finds nothing.
    let target = sandbox.edit_unplayed(|world| world.tree.remove_empty_folder(ARCHIVE_ROOT));
    assert!(target.is_some());
    let done = record(&sandbox, &id).await;
    assert_eq!(
        (&done["finished"], &done["error"], &done["processed"]),
        (&json!(true), &json!(""), &json!("0"))
    );
    assert_eq!(room_files(&sandbox).await.len(), 90);
}
