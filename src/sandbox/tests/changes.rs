//! Rights, guests and owners, as they are changed.

use serde_json::{Value, json};

use super::sharing::{FOREIGN_ROOM, ROOM, TARGET, as_person, world};
use super::support::{call, get, given, ids, with};
use crate::sandbox::seed::{MemberSpec, RoomSpec};
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
            (options.profile, options.world) = (profile, WorldSource::Given(Box::new(world())));
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
        (options.profile, options.world) = (Profile::V36, WorldSource::Given(Box::new(world())));
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
        });
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
