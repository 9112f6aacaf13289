//! Rights, links, guests, owners, names and locks, as they are changed.

use std::time::Duration;

use serde_json::{Value, json};

use super::sharing::{FOREIGN_ROOM, ROOM, TARGET, as_person, world};
use super::support::{call, get, given, ids, with};
use crate::sandbox::seed::{FileSpec, LinkSpec, MemberSpec, RoomSpec};
use crate::sandbox::world::{Access, PersonId, PersonStatus, RoomKind};
use crate::sandbox::{Profile, Sandbox, WorldSource};

fn guid(sandbox: &Sandbox, person: usize) -> String {
    sandbox.edit(|world, _| world.people[person].guid.clone())
}

async fn members(sandbox: &Sandbox, room: i32) -> Vec<String> {
    let rows = get(sandbox, &format!("files/rooms/{room}/share?filterType=16"))
        .await
        .response();
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| {
            row["sharedToUser"]["firstName"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect()
}

async fn remove(sandbox: &Sandbox, person: usize, room: i32, by: usize) -> super::support::Got {
    let body = json!({"invitations": [{"id": guid(sandbox, person), "access": 0}]});
    as_person(
        sandbox,
        by,
        "PUT",
        &format!("files/rooms/{room}/share"),
        body,
    )
    .await
}

#[tokio::test]
async fn removal_from_a_room_is_whoever_gave_the_right() {
    let sandbox = given(world());
    assert_eq!(
        members(&sandbox, ROOM).await,
        ["Ann", "Gary", "Gina", "Bob"]
    );
    let got = remove(&sandbox, 4, ROOM, 0).await.response();
    assert_eq!(got, json!({"members": [], "error": 0}));
    assert_eq!(members(&sandbox, ROOM).await, ["Ann", "Gary", "Bob"]);
    assert_eq!(
        remove(&sandbox, 4, ROOM, 0).await.response()["members"],
        json!([])
    );
    assert_eq!(
        call(
            &sandbox,
            "PUT",
            &format!("files/rooms/{ROOM}/share"),
            json!({"invitations": []})
        )
        .await
        .response(),
        json!({"error": 0})
    );
    assert_eq!(
        call(
            &sandbox,
            "PUT",
            &format!("files/rooms/{ROOM}/share"),
            json!({"entries": [1]})
        )
        .await
        .response(),
        json!({"error": 0})
    );
    assert_eq!(remove(&sandbox, 3, FOREIGN_ROOM, 0).await.status, 403);
    let given_back = json!({"invitations": [{"id": guid(&sandbox, 4), "access": "Read"}]});
    let got = call(
        &sandbox,
        "PUT",
        &format!("files/rooms/{ROOM}/share"),
        given_back,
    )
    .await
    .response();
    assert_eq!(got["members"][0]["access"], 2);
    let manager = json!({"invitations": [{"id": guid(&sandbox, 4), "access": 9}]});
    assert_eq!(
        call(
            &sandbox,
            "PUT",
            &format!("files/rooms/{ROOM}/share"),
            manager
        )
        .await
        .status,
        403
    );
}

#[tokio::test]
async fn a_manager_silently_fails_on_a_guest_he_cannot_see() {
    for (profile, left) in [(Profile::V37, true), (Profile::V36, false)] {
        let sandbox = with(|options| {
            (options.profile, options.world) = (profile, WorldSource::Given(Box::new(world())))
        });
        // Bob manages the room, has no relation to Gary (Ann's guest) and is no portal admin.
        let got = remove(&sandbox, 3, ROOM, 1).await;
        assert_eq!(got.response()["error"], 0);
        assert_eq!(
            members(&sandbox, ROOM).await.contains(&"Gary".to_owned()),
            left
        );
    }
}

#[tokio::test]
async fn an_archived_room_changes_for_nobody_but_the_leaving() {
    let sandbox = given(world());
    call(
        &sandbox,
        "PUT",
        &format!("files/rooms/{ROOM}/archive"),
        json!({"deleteAfter": false}),
    )
    .await
    .response();
    assert_eq!(
        get(&sandbox, &format!("files/rooms/{ROOM}"))
            .await
            .response()["rootFolderType"],
        20
    );
    assert_eq!(remove(&sandbox, 3, ROOM, 0).await.status, 403);
    assert_eq!(remove(&sandbox, 3, ROOM, 3).await.status, 200);
    assert!(!members(&sandbox, ROOM).await.contains(&"Gary".to_owned()));
    let links = get(&sandbox, "files/file/1/links").await;
    assert_eq!(
        (links.response(), links.json()["total"].as_u64()),
        (json!([]), Some(1))
    );
    assert_eq!(
        call(&sandbox, "PUT", "files/file/1", json!({"title": "x.docx"}))
            .await
            .status,
        403
    );
    let body = json!({"fileIds": [1], "destFolderId": TARGET});
    assert_eq!(
        call(&sandbox, "PUT", "files/fileops/move", body)
            .await
            .status,
        403
    );
    let into = json!({"fileIds": [50], "destFolderId": ROOM});
    assert_eq!(
        call(&sandbox, "PUT", "files/fileops/move", into)
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn a_form_role_holds_until_it_is_forced() {
    let mut spec = world();
    spec.rooms.push(RoomSpec {
        id: Some(400),
        kind: RoomKind::VirtualData,
        members: vec![MemberSpec {
            who: "gary".into(),
            access: Access::FillForms,
            holds_form_role: true,
            ..MemberSpec::default()
        }],
        ..RoomSpec::titled("Data")
    });
    let sandbox = given(spec);
    assert_eq!(
        remove(&sandbox, 3, 400, 0).await.response(),
        json!({"error": 1})
    );
    let body = json!({"invitations": [{"id": guid(&sandbox, 3), "access": 0}], "force": true});
    assert_eq!(
        call(&sandbox, "PUT", "files/rooms/400/share", body)
            .await
            .response()["error"],
        0
    );
    assert_eq!(members(&sandbox, 400).await, ["Ann"]);
}

#[tokio::test]
async fn deleting_a_guest_takes_what_the_caller_gave_and_no_more() {
    let sandbox = given(world());
    let delete = |ids: Value| {
        let sandbox = sandbox.clone();
        async move { call(&sandbox, "DELETE", "people/guests", json!({"userIds": ids})).await }
    };
    for (bad, status) in [
        (json!([412_497]), 400),
        (json!(["412497"]), 400),
        (json!([]), 200),
        (json!([guid(&sandbox, 4)]), 403),
        (json!([guid(&sandbox, 1)]), 403),
    ] {
        assert_eq!(delete(bad.clone()).await.status, status, "{bad}");
    }
    assert_eq!(
        call(&sandbox, "DELETE", "people/guests", json!({}))
            .await
            .status,
        400
    );
    assert_eq!(
        delete(json!([guid(&sandbox, 3), guid(&sandbox, 4)]))
            .await
            .status,
        403
    );
    assert_eq!(
        members(&sandbox, ROOM).await,
        ["Ann", "Gary", "Gina", "Bob"]
    );
    let done = delete(json!([guid(&sandbox, 3)])).await;
    assert_eq!(
        (
            done.status,
            done.json()["count"].as_u64(),
            done.json().get("response")
        ),
        (200, Some(0), None)
    );
    assert_eq!(members(&sandbox, ROOM).await, ["Ann", "Gina", "Bob"]);
    assert_eq!(delete(json!([guid(&sandbox, 3)])).await.status, 403);
    assert_eq!(
        get(&sandbox, &format!("people/{}", guid(&sandbox, 3)))
            .await
            .response()["status"],
        1
    );
    let invitation = json!({"invitations": [{"email": "gary@portal.example", "access": 2}]});
    call(
        &sandbox,
        "PUT",
        &format!("files/rooms/{ROOM}/share"),
        invitation,
    )
    .await
    .response();
    assert_eq!(delete(json!([guid(&sandbox, 3)])).await.status, 200);
}

#[tokio::test]
async fn before_3_7_only_room_admins_delete_guests_and_bad_ids_are_skipped() {
    let sandbox = with(|options| {
        (options.profile, options.world) = (Profile::V36, WorldSource::Given(Box::new(world())))
    });
    let body = json!({"userIds": [guid(&sandbox, 3), guid(&sandbox, 4)]});
    assert_eq!(
        call(&sandbox, "DELETE", "people/guests", body.clone())
            .await
            .status,
        403
    );
    assert_eq!(
        as_person(&sandbox, 1, "DELETE", "people/guests", body.clone())
            .await
            .status,
        200
    );
    assert_eq!(members(&sandbox, ROOM).await, ["Ann", "Gary", "Bob"]);
    assert_eq!(
        as_person(&sandbox, 1, "DELETE", "people/guests", body)
            .await
            .status,
        200
    );
}

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
async fn a_room_is_taken_over_and_handed_back() {
    let sandbox = given(world());
    let give = |to: String, room: i32| {
        let sandbox = sandbox.clone();
        async move {
            call(
                &sandbox,
                "POST",
                "files/owner",
                json!({"userId": to, "folderIds": [room], "fileIds": []}),
            )
            .await
        }
    };
    let (ann, bob, gary) = (guid(&sandbox, 0), guid(&sandbox, 1), guid(&sandbox, 3));
    let taken = give(ann.clone(), FOREIGN_ROOM).await.response();
    assert_eq!(
        (
            ids(&taken),
            &taken[0]["createdBy"]["id"],
            &taken[0]["security"]["MoveTo"]
        ),
        (vec![i64::from(FOREIGN_ROOM)], &json!(ann), &json!(true))
    );
    assert_eq!(members(&sandbox, FOREIGN_ROOM).await, ["Ann", "Bob"]);
    assert_eq!(give(bob, FOREIGN_ROOM).await.status, 200);
    assert_eq!(members(&sandbox, FOREIGN_ROOM).await, ["Bob", "Ann"]);
    let left = call(
        &sandbox,
        "DELETE",
        "files/share",
        json!({"folderIds": [FOREIGN_ROOM], "fileIds": []}),
    )
    .await
    .response();
    assert_eq!(
        (left, members(&sandbox, FOREIGN_ROOM).await),
        (json!(true), vec!["Bob".to_owned()])
    );
    assert_eq!(give(gary, FOREIGN_ROOM).await.status, 403);
    assert_eq!(give(ann.clone(), 4242).await.response(), json!([]));
    assert_eq!(give(ann.clone(), TARGET).await.status, 403);
    sandbox.edit(|world, _| world.people[1].status = PersonStatus::Terminated);
    assert_eq!(give(ann, FOREIGN_ROOM).await.status, 200);
    assert_eq!(members(&sandbox, FOREIGN_ROOM).await, ["Ann"]);
}

#[tokio::test]
async fn a_room_goes_to_the_archive_section_and_back() {
    let sandbox = given(world());
    let started = call(
        &sandbox,
        "PUT",
        &format!("files/rooms/{ROOM}/archive"),
        json!({}),
    )
    .await
    .response();
    assert_eq!(
        (&started["Operation"], &started["finished"]),
        (&json!(0), &json!(false))
    );
    let id = started["id"].as_str().unwrap();
    let done = get(&sandbox, &format!("files/fileops/0?id={id}"))
        .await
        .response();
    assert_eq!(
        (&done[0]["finished"], &done[0]["error"]),
        (&json!(true), &json!(""))
    );
    assert_eq!(
        get(&sandbox, "files/rooms?searchArea=1").await.response()["total"],
        1
    );
    call(
        &sandbox,
        "PUT",
        &format!("files/rooms/{ROOM}/unarchive"),
        json!({}),
    )
    .await
    .response();
    assert_eq!(
        get(&sandbox, "files/rooms?searchArea=1").await.response()["total"],
        0
    );
    assert_eq!(
        call(&sandbox, "PUT", "files/rooms/4242/archive", json!({}))
            .await
            .status,
        404
    );
    assert_eq!(
        as_person(
            &sandbox,
            1,
            "PUT",
            &format!("files/rooms/{ROOM}/archive"),
            json!({})
        )
        .await
        .status,
        403
    );
    sandbox.edit(|world, _| {
        world.tree.file_mut(1).unwrap().editing = Some(crate::sandbox::world::Editing {
            by: PersonId(1),
            until: None,
        })
    });
    assert_eq!(
        call(
            &sandbox,
            "PUT",
            &format!("files/rooms/{ROOM}/archive"),
            json!({})
        )
        .await
        .status,
        403
    );
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
