//! Moves: the check before, the record, the result, time.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::{call, generated, get, given, ids, with};
use crate::sandbox::seed::generated_ids::{ARCHIVE_ROOT, CLIENT_ROOM};
use crate::sandbox::seed::{FolderSpec, PersonSpec, RoomSpec};
use crate::sandbox::world::PersonKind;
use crate::sandbox::{Sandbox, WorldSpec};

async fn files_of_room(sandbox: &Sandbox) -> Vec<i64> {
    ids(&get(sandbox, &format!("files/{CLIENT_ROOM}?filterType=1"))
        .await
        .response()["files"])
}

async fn start(sandbox: &Sandbox, files: &[i64], target: i32) -> Value {
    let body = json!({"fileIds": files, "destFolderId": target, "deleteAfter": false, "returnSingleOperation": true});
    call(sandbox, "PUT", "files/fileops/move", body)
        .await
        .response()[0]
        .clone()
}

#[tokio::test(start_paused = true)]
async fn a_move_takes_its_time_and_its_record_is_read_once() {
    let sandbox = with(|options| options.time_per_file = Duration::from_millis(100));
    let files = files_of_room(&sandbox).await;
    let started = start(&sandbox, &files[..10], ARCHIVE_ROOT).await;
    assert_eq!(
        (
            &started["progress"],
            &started["status"],
            &started["finished"]
        ),
        (&json!(0), &json!(0), &json!(false))
    );
    assert_eq!(
        (
            &started["Operation"],
            &started["processed"],
            &started["error"]
        ),
        (&json!(0), &json!("0"), &json!(""))
    );
    let path = format!("files/fileops/0?id={}", started["id"].as_str().unwrap());
    tokio::time::advance(Duration::from_millis(350)).await;
    let running = get(&sandbox, &path).await.response()[0].clone();
    assert_eq!(
        (
            &running["progress"],
            &running["processed"],
            &running["status"]
        ),
        (&json!(30), &json!("3"), &json!(1))
    );
    assert_eq!(running["folders"][0]["id"], ARCHIVE_ROOT);
    tokio::time::advance(Duration::from_secs(1)).await;
    let done = get(&sandbox, &path).await.response()[0].clone();
    assert_eq!(
        (&done["finished"], &done["progress"], &done["folders"]),
        (&json!(true), &json!(100), &Value::Null)
    );
    assert_eq!(ids(&done["files"]), files[..10]);
    assert!(
        done["files"]
            .as_array()
            .unwrap()
            .iter()
            .all(|file| file["folderId"] == ARCHIVE_ROOT)
    );
    assert_eq!(get(&sandbox, &path).await.response(), json!([]));
    let target = get(&sandbox, &format!("files/{ARCHIVE_ROOT}"))
        .await
        .response();
    assert_eq!(
        (
            target["total"].as_u64(),
            target["current"]["filesCount"].as_u64()
        ),
        (Some(10), Some(10))
    );
}

#[tokio::test(start_paused = true)]
async fn with_delete_after_the_result_is_never_shown() {
    let sandbox = generated(20, 3);
    let files = files_of_room(&sandbox).await;
    let body = json!({"fileIds": files, "destFolderId": ARCHIVE_ROOT, "deleteAfter": true, "returnSingleOperation": true});
    call(&sandbox, "PUT", "files/fileops/move", body)
        .await
        .response();
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(get(&sandbox, "files/fileops").await.response(), json!([]));
    assert_eq!(files_of_room(&sandbox).await.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_equal_title_stays_without_a_word() {
    let sandbox = given(WorldSpec {
        people: vec![PersonSpec::named("ann", PersonKind::RoomAdmin)],
        rooms: vec![
            RoomSpec {
                id: Some(CLIENT_ROOM),
                folders: vec![FolderSpec::titled("sub").with_files(["RÉSUMÉ.docx"])],
                ..RoomSpec::titled("client").with_files(["resume.DOCX", "other.docx"])
            },
            RoomSpec {
                folders: vec![FolderSpec {
                    id: Some(ARCHIVE_ROOT),
                    ..FolderSpec::titled("Archive")
                }],
                ..RoomSpec::titled("archive")
            },
        ],
        ..WorldSpec::default()
    });
    let files = files_of_room(&sandbox).await;
    start(&sandbox, &files, ARCHIVE_ROOT).await;
    tokio::time::advance(Duration::from_millis(1)).await;
    let done = get(&sandbox, "files/fileops/0").await.response()[0].clone();
    assert_eq!(
        (&done["finished"], &done["error"], &done["processed"]),
        (&json!(true), &json!(""), &json!("2"))
    );
    assert_eq!(files_of_room(&sandbox).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn one_bad_file_refuses_all_of_them_at_3_7_and_itself_at_3_6() {
    for (profile, status, left) in [
        (crate::sandbox::Profile::V37, 403, 20),
        (crate::sandbox::Profile::V36, 200, 1),
    ] {
        let sandbox = with(|options| options.profile = profile);
        let files = files_of_room(&sandbox).await;
        let victim = i32::try_from(files[3]).unwrap();
        sandbox.edit(|world, _| {
            let other = world
                .people
                .iter()
                .position(|person| person.first_name == "Bob")
                .map(crate::sandbox::world::PersonId);
            world.tree.file_mut(victim).unwrap().locked_by = other;
        });
        let body =
            json!({"fileIds": files, "destFolderId": ARCHIVE_ROOT, "returnSingleOperation": true});
        let got = call(&sandbox, "PUT", "files/fileops/move", body).await;
        assert_eq!(got.status, status);
        if status == 403 {
            assert_eq!(got.json()["error"]["message"], "Access denied");
        }
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(files_of_room(&sandbox).await.len(), left);
    }
}

#[tokio::test(start_paused = true)]
async fn an_unknown_file_is_404_but_403_in_the_first_place() {
    let sandbox = generated(5, 1);
    let files = files_of_room(&sandbox).await;
    for (list, target, status) in [
        (json!([files[0], 424_242]), json!(ARCHIVE_ROOT), 404),
        (json!([424_242, files[0]]), json!(ARCHIVE_ROOT), 403),
        (json!([files[0]]), json!(424_242), 404),
        (json!([files[0]]), Value::Null, 404),
        (json!([files[0]]), json!("15"), 403),
        (json!([files[0]]), json!(14), 403),
        (json!([99_999_999_999_u64]), json!(ARCHIVE_ROOT), 500),
        (json!([null, {}]), json!(ARCHIVE_ROOT), 200),
    ] {
        let got = call(
            &sandbox,
            "PUT",
            "files/fileops/move",
            json!({"fileIds": list, "destFolderId": target}),
        )
        .await;
        assert_eq!(got.status, status, "{list} {target} {}", got.text);
    }
    assert_eq!(files_of_room(&sandbox).await.len(), 5);
}
