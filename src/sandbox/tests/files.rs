//! Single files: names, locks, small uploads, and places that do not take them.

use std::time::Duration;

use serde_json::{Value, json};

use super::sharing::{FOREIGN_ROOM, TARGET, as_person, world};
use super::support::{call, get, given};
use crate::sandbox::seed::{FileSpec, RoomSpec};
use crate::sandbox::world::{PersonId, RoomKind};

#[tokio::test]
async fn a_file_is_renamed_by_who_may() {
    let sandbox = given(world());
    let before = get(&sandbox, "files/file/1").await.response();
    let rename = |file: i32, title: &str| {
        let (sandbox, body) = (sandbox.clone(), json!({"title": title}));
        async move { call(&sandbox, "PUT", &format!("files/file/{file}"), body).await }
    };
    let renamed = rename(1, "b.pdf").await.response();
    assert_eq!(
        (&renamed["title"], &renamed["version"], &renamed["created"]),
        (&json!("b.pdf.docx"), &json!(1), &before["created"])
    );
    assert_ne!(renamed["updated"], before["updated"]);
    assert_eq!(rename(1, "   ").await.response()["title"], "b.pdf.docx");
    assert_eq!(rename(1, &"x".repeat(166)).await.status, 400);
    assert_eq!(rename(50, "x.docx").await.status, 403);
    assert_eq!(rename(4242, "x.docx").await.status, 404);
    sandbox.edit(|world, _| world.tree.file_mut(1).unwrap().locked_by = Some(PersonId(1)));
    assert_eq!(rename(1, "c.docx").await.status, 500);
    assert_eq!(
        rename(2, "b.pdf.docx").await.response()["title"],
        "b.pdf.docx"
    );
    assert_eq!(
        call(&sandbox, "PUT", "files/file/2", json!({"lastVersion": 1}))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn a_lock_is_broken_by_who_manages_and_kept_by_who_holds_it() {
    let sandbox = given(world());
    sandbox.edit(|world, _| world.tree.file_mut(1).unwrap().locked_by = Some(PersonId(1)));
    let lock = |file: i32, body: Value| {
        let sandbox = sandbox.clone();
        async move { call(&sandbox, "PUT", &format!("files/file/{file}/lock"), body).await }
    };
    assert_eq!(
        lock(1, json!({"lockFile": true})).await.response()["lockedBy"],
        "Bob"
    );
    let free = lock(1, json!({})).await.response();
    assert_eq!(
        (&free["locked"], &free["security"]["Move"]),
        (&Value::Null, &json!(true))
    );
    let mine = lock(1, json!({"lockFile": true})).await.response();
    assert_eq!(
        (&mine["locked"], &mine["lockedBy"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(lock(50, json!({"lockFile": true})).await.status, 403);
    assert_eq!(lock(4242, json!({})).await.status, 404);
    let creator = as_person(
        &sandbox,
        2,
        "PUT",
        "files/file/1/lock",
        json!({"lockFile": false}),
    )
    .await;
    assert_eq!(creator.status, 403);
}

#[tokio::test]
async fn small_files_are_put_into_a_folder() {
    let sandbox = given(world());
    let made = call(
        &sandbox,
        "POST",
        &format!("files/{TARGET}/text"),
        json!({"title": "manifest", "content": "id,path\n"}),
    )
    .await
    .response();
    assert_eq!(
        (
            &made["title"],
            &made["pureContentLength"],
            &made["folderId"]
        ),
        (&json!("manifest.txt"), &json!(8), &json!(TARGET))
    );
    // The switch works the wrong way round on this route.
    let path = format!("files/{TARGET}/text");
    for (switch, version) in [(false, 1), (true, 2)] {
        let body = json!({"title": "manifest.txt", "content": "id\n", "createNewIfExist": switch});
        let again = call(&sandbox, "POST", &path, body).await.response();
        assert_eq!(
            (again["id"] == made["id"], &again["version"]),
            (switch, &json!(version))
        );
    }
    let path = format!("files/{TARGET}/insert?title=manifest.csv");
    let key = format!("Bearer {}", sandbox.key());
    let first = super::support::send(&sandbox, "POST", &path, Some(&key), Some("a,b\n".into()))
        .await
        .response();
    let again = super::support::send(&sandbox, "POST", &path, Some(&key), Some("a,b,c\n".into()))
        .await
        .response();
    assert_eq!(
        (&again["id"], &again["version"], &again["pureContentLength"]),
        (&first["id"], &json!(2), &json!(6))
    );
    let both = super::support::send(
        &sandbox,
        "POST",
        &format!("{path}&createNewIfExist=true"),
        Some(&key),
        Some("x".into()),
    )
    .await
    .response();
    assert_eq!(both["title"], "manifest (1).csv");
    assert_eq!(
        call(
            &sandbox,
            "POST",
            &format!("files/{FOREIGN_ROOM}/text"),
            json!({"title": "x", "content": ""})
        )
        .await
        .status,
        403
    );
    assert_eq!(
        call(
            &sandbox,
            "POST",
            "files/4242/text",
            json!({"title": "x", "content": ""})
        )
        .await
        .status,
        404
    );
}

#[tokio::test]
async fn a_multipart_body_names_its_file() {
    let sandbox = given(world());
    let body = "--b\r\nContent-Disposition: form-data; name=\"Title\"\r\n\r\nlist.csv\r\n--b\r\nContent-Disposition: form-data; name=\"File\"; filename=\"raw.csv\"\r\nContent-Type: text/csv\r\n\r\n1,2,3\r\n--b--\r\n";
    let request = axum::http::Request::builder()
        .method("POST")
        .uri(format!("/api/2.0/files/{TARGET}/insert"))
        .header("authorization", format!("Bearer {}", sandbox.key()))
        .header("content-type", "multipart/form-data; boundary=b")
        .body(axum::body::Body::from(body))
        .unwrap();
    let response = tower::ServiceExt::oneshot(sandbox.router(), request)
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let target = get(&sandbox, &format!("files/{TARGET}")).await.response();
    assert_eq!(
        (
            &target["files"][0]["title"],
            &target["files"][0]["pureContentLength"]
        ),
        (&json!("list.csv"), &json!(5))
    );
}

#[tokio::test(start_paused = true)]
async fn form_rooms_private_rooms_and_quotas_say_no() {
    let mut spec = world();
    let form = |id: i32, title: &str| FileSpec {
        id: Some(id),
        is_form: true,
        ..FileSpec::titled(title)
    };
    spec.rooms.push(RoomSpec {
        id: Some(500),
        kind: RoomKind::FormFilling,
        ..RoomSpec::titled("Forms")
    });
    spec.rooms.push(RoomSpec {
        id: Some(600),
        private: true,
        files: vec![FileSpec {
            id: Some(61),
            encrypted: true,
            ..FileSpec::titled("p.docx")
        }],
        ..RoomSpec::titled("Private")
    });
    spec.rooms.push(RoomSpec {
        id: Some(700),
        quota_limit: Some(10),
        ..RoomSpec::titled("Small")
    });
    spec.rooms[0]
        .files
        .extend([form(11, "f.pdf"), form(12, "g.pdf")]);
    let sandbox = given(spec);
    let start = |files: Value, target: i32| {
        let sandbox = sandbox.clone();
        async move {
            call(
                &sandbox,
                "PUT",
                "files/fileops/move",
                json!({"fileIds": files, "destFolderId": target, "returnSingleOperation": true}),
            )
            .await
        }
    };
    for (files, target, status) in [
        (json!([1]), 500, 403),
        (json!([11, 12]), 500, 403),
        (json!([11]), 500, 200),
        (json!([61]), TARGET, 403),
        (json!([1]), 600, 403),
    ] {
        assert_eq!(
            start(files.clone(), target).await.status,
            status,
            "{files} {target}"
        );
    }
    let quota = start(json!([1]), 700).await.response();
    tokio::time::advance(Duration::from_millis(1)).await;
    let done = get(
        &sandbox,
        &format!("files/fileops/0?id={}", quota[0]["id"].as_str().unwrap()),
    )
    .await
    .response();
    assert_ne!(done[0]["error"], "");
    assert_eq!(
        (&done[0]["processed"], done[0]["folders"][0]["id"].as_i64()),
        (&json!("0"), Some(700))
    );
}

#[tokio::test(start_paused = true)]
async fn a_file_that_changes_its_storage_gets_another_id() {
    let mut spec = world();
    let files = vec![FileSpec {
        id: Some(81),
        ..FileSpec::titled("cloud.docx")
    }];
    spec.rooms.push(RoomSpec {
        id: Some(800),
        provider: Some("GoogleDrive".into()),
        files,
        ..RoomSpec::titled("Drive")
    });
    let sandbox = given(spec);
    assert_eq!(get(&sandbox, "files/file/81").await.status, 404);
    let listed = get(&sandbox, "files/drive-800").await.response()["files"][0]["id"].clone();
    assert_eq!(listed, "drive-800-f81");
    let move_to = |id: Value, target: Value| {
        let sandbox = sandbox.clone();
        async move {
            let body =
                json!({"fileIds": [id], "destFolderId": target, "returnSingleOperation": true});
            call(&sandbox, "PUT", "files/fileops/move", body)
                .await
                .response();
            tokio::time::advance(Duration::from_millis(1)).await;
            get(&sandbox, "files/fileops/0").await.response()[0]["files"][0]["id"].clone()
        }
    };
    let inside = move_to(listed, json!(TARGET)).await;
    assert!(inside.is_i64() && inside != 81);
    assert_eq!(
        get(&sandbox, &format!("files/file/{inside}"))
            .await
            .response()["folderId"],
        TARGET
    );
    let back = move_to(inside, json!("drive-800")).await;
    assert!(back.as_str().unwrap().starts_with("drive-800-f"));
    let folder = call(
        &sandbox,
        "POST",
        "files/folder/drive-800",
        json!({"title": "new"}),
    )
    .await
    .response();
    assert!(folder["id"].as_str().unwrap().starts_with("drive-800-d"));
    assert_eq!(folder["parentId"], "drive-800");
    assert_eq!(get(&sandbox, "files/unknown-1").await.status, 404);
}
