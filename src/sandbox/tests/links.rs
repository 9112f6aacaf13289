//! Links, as they are closed and carried along.

use std::time::Duration;

use serde_json::{Value, json};

use super::sharing::{FOREIGN_ROOM, ROOM, TARGET, world};
use super::support::{call, get, given};
use crate::sandbox::seed::{FileSpec, LinkSpec, RoomSpec};
use crate::sandbox::world::{PersonId, RoomKind};

#[tokio::test]
async fn links_of_rooms_are_closed_or_replaced() {
    let sandbox = given(world());
    sandbox.edit(|world, _| world.tree.folder_mut(FOREIGN_ROOM).unwrap().created_by = PersonId(0));
    let links = |room: i32| {
        let sandbox = sandbox.clone();
        async move {
            let rows = get(&sandbox, &format!("files/rooms/{room}/links"))
                .await
                .response();
            rows.as_array()
                .unwrap()
                .iter()
                .map(|row| {
                    (
                        row["sharedLink"]["id"].clone(),
                        row["sharedLink"]["linkType"].clone(),
                    )
                })
                .collect::<Vec<_>>()
        }
    };
    for (id, kind) in links(ROOM).await {
        let got = call(
            &sandbox,
            "PUT",
            &format!("files/rooms/{ROOM}/links"),
            json!({"linkId": id, "linkType": kind, "access": 0}),
        )
        .await;
        assert_eq!((got.status, got.json().get("response")), (200, None));
    }
    assert_eq!(links(ROOM).await, []);
    let (old, kind) = links(FOREIGN_ROOM).await[0].clone();
    let got = call(
        &sandbox,
        "PUT",
        &format!("files/rooms/{FOREIGN_ROOM}/links"),
        json!({"linkId": old, "linkType": kind, "access": 0}),
    )
    .await
    .response();
    assert_ne!(got["sharedLink"]["id"], old);
    assert_eq!(links(FOREIGN_ROOM).await.len(), 1);
    let made = json!({"linkType": 0, "access": 2, "title": "New"});
    assert_eq!(
        call(&sandbox, "PUT", &format!("files/rooms/{ROOM}/links"), made)
            .await
            .response()["subjectType"],
        3
    );
}

#[tokio::test]
async fn links_of_files_want_their_internal_flag_back() {
    let link = |internal| LinkSpec {
        guid: Some("0f0f0f0f-0000-4000-8000-00000000000a".into()),
        primary: true,
        internal,
        ..LinkSpec::default()
    };
    let mut spec = world();
    for (id, kind, internal) in [
        (500, RoomKind::VirtualData, true),
        (600, RoomKind::Public, false),
        (700, RoomKind::Custom, true),
    ] {
        let file = FileSpec {
            id: Some(id),
            links: vec![link(internal)],
            ..FileSpec::titled("linked.docx")
        };
        spec.rooms.push(RoomSpec {
            kind,
            files: vec![file],
            ..RoomSpec::titled("room")
        });
    }
    let sandbox = given(spec);
    let close = |file: i32, internal: bool| {
        let sandbox = sandbox.clone();
        async move {
            let body = json!({"linkId": "0f0f0f0f-0000-4000-8000-00000000000a", "access": 0, "internal": internal});
            let got = call(&sandbox, "PUT", &format!("files/file/{file}/links"), body).await;
            assert_eq!(got.status, 200);
            let left = get(&sandbox, &format!("files/file/{file}/links"))
                .await
                .response();
            (
                got.json().get("response").is_some(),
                left.as_array().unwrap().len(),
                left[0]["sharedLink"]["id"].clone(),
            )
        }
    };
    assert_eq!(
        close(500, false).await,
        (true, 1, json!("0f0f0f0f-0000-4000-8000-00000000000a"))
    );
    assert_eq!(close(500, true).await, (false, 0, Value::Null));
    let (answered, left, id) = close(600, false).await;
    assert!(answered && left == 1 && id != "0f0f0f0f-0000-4000-8000-00000000000a");
    assert_eq!(close(700, false).await, (false, 0, Value::Null));
    assert_eq!(close(700, false).await, (false, 0, Value::Null));
    let foreign = call(
        &sandbox,
        "PUT",
        "files/file/50/links",
        json!({"linkId": "x", "access": 0}),
    )
    .await;
    assert_eq!(foreign.status, 403);
}

#[tokio::test(start_paused = true)]
async fn links_of_files_survive_a_move() {
    let sandbox = given(world());
    assert_eq!(
        get(&sandbox, "files/file/1").await.response()["shared"],
        true
    );
    call(
        &sandbox,
        "PUT",
        "files/fileops/move",
        json!({"fileIds": [1], "destFolderId": TARGET, "returnSingleOperation": true}),
    )
    .await
    .response();
    tokio::time::advance(Duration::from_millis(1)).await;
    let record = get(&sandbox, "files/fileops/0").await.response();
    assert_eq!(record[0]["files"][0]["shared"], false);
    let moved = get(&sandbox, "files/file/1").await.response();
    assert_eq!(
        (&moved["shared"], &moved["folderId"], &moved["parentShared"]),
        (&json!(true), &json!(TARGET), &json!(false))
    );
}
