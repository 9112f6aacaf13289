//! Share lists, links, people and histories, as they are looked at.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::{call, get, given, ids, send};
use crate::sandbox::seed::{
    FileSpec, FolderSpec, GroupSpec, LinkSpec, MemberSpec, PersonSpec, RoomSpec,
};
use crate::sandbox::world::{Access, Credential, PersonId, PersonKind, RoomKind};
use crate::sandbox::{Sandbox, WorldSpec};

pub(super) const ROOM: i32 = 100;
pub(super) const FOREIGN_ROOM: i32 = 200;
pub(super) const TARGET: i32 = 301;

/// Ann (portal admin) owns a room with two guests, a group, Everyone and links; Bob owns one she only sees as admin.
pub(super) fn world() -> WorldSpec {
    let member = |who: &str, access, given_by: &str| MemberSpec {
        who: who.into(),
        access,
        given_by: Some(given_by.into()),
        ..MemberSpec::default()
    };
    let guest = |handle: &str, by: &str| PersonSpec {
        invited_by: vec![by.into()],
        ..PersonSpec::named(handle, PersonKind::Guest)
    };
    WorldSpec {
        people: vec![
            PersonSpec::named("ann", PersonKind::DocSpaceAdmin),
            PersonSpec::named("bob", PersonKind::RoomAdmin),
            PersonSpec::named("carl", PersonKind::User),
            guest("gary", "ann"),
            guest("gina", "bob"),
        ],
        groups: vec![GroupSpec {
            handle: "team".into(),
            name: "Team".into(),
            members: vec!["carl".into()],
        }],
        rooms: vec![
            RoomSpec {
                id: Some(ROOM),
                members: vec![
                    member("gary", Access::Read, "ann"),
                    member("gina", Access::Editing, "bob"),
                    member("bob", Access::Manager, "ann"),
                    member("team", Access::Comment, "ann"),
                    member("everyone", Access::Read, "ann"),
                ],
                links: vec![
                    LinkSpec {
                        title: "Invite".into(),
                        invitation: true,
                        ..LinkSpec::default()
                    },
                    LinkSpec {
                        title: "Main".into(),
                        primary: true,
                        ..LinkSpec::default()
                    },
                ],
                files: vec![
                    FileSpec {
                        id: Some(1),
                        links: vec![LinkSpec {
                            title: "File link".into(),
                            primary: true,
                            ..LinkSpec::default()
                        }],
                        ..FileSpec::titled("a.docx")
                    },
                    FileSpec {
                        id: Some(2),
                        ..FileSpec::titled("b.docx")
                    },
                ],
                ..RoomSpec::titled("Room")
            },
            RoomSpec {
                id: Some(FOREIGN_ROOM),
                owner: Some("bob".into()),
                kind: RoomKind::Public,
                links: vec![LinkSpec {
                    title: "Main".into(),
                    primary: true,
                    ..LinkSpec::default()
                }],
                files: vec![FileSpec {
                    id: Some(50),
                    ..FileSpec::titled("foreign.docx")
                }],
                ..RoomSpec::titled("Foreign")
            },
            RoomSpec {
                id: Some(300),
                folders: vec![FolderSpec {
                    id: Some(TARGET),
                    ..FolderSpec::titled("Clients")
                }],
                ..RoomSpec::titled("Archive")
            },
        ],
        ..WorldSpec::default()
    }
}

/// Makes a key for somebody else, and sends with it.
pub(super) async fn as_person(
    sandbox: &Sandbox,
    person: usize,
    method: &str,
    path: &str,
    body: Value,
) -> super::support::Got {
    let secret = format!("sk-other{person}");
    sandbox.edit(|world, _| {
        let first = world.credentials[0].clone();
        world.credentials.push(Credential {
            secret: secret.clone(),
            person: PersonId(person),
            ..first
        });
    });
    let body = (!body.is_null()).then(|| body.to_string());
    send(
        sandbox,
        method,
        path,
        Some(&format!("Bearer {secret}")),
        body,
    )
    .await
}

#[tokio::test]
async fn a_share_list_begins_with_the_owner_and_tells_kinds_apart() {
    let sandbox = given(world());
    let got = get(&sandbox, &format!("files/rooms/{ROOM}/share")).await;
    let rows = got.response();
    assert_eq!(
        (got.json()["total"].as_u64(), got.json()["count"].as_u64()),
        (Some(6), Some(6))
    );
    assert_eq!(
        (
            &rows[0]["isOwner"],
            &rows[0]["access"],
            &rows[0]["isLocked"]
        ),
        (&json!(true), &json!(1), &json!(true))
    );
    assert_eq!(
        (
            &rows[1]["sharedToUser"]["isVisitor"],
            &rows[1]["access"],
            &rows[1]["subjectType"]
        ),
        (&json!(true), &json!(2), &json!(0))
    );
    assert_eq!(
        (
            &rows[5]["sharedToGroup"]["isSystem"],
            &rows[5]["subjectType"]
        ),
        (&json!(true), &json!(2))
    );
    for (filter, expected) in [(16, 4), (32, 2), (1, 1), (2, 1), (4, 0), (8, 1), (15, 2)] {
        let rows = get(
            &sandbox,
            &format!("files/rooms/{ROOM}/share?filterType={filter}"),
        )
        .await
        .response();
        assert_eq!(rows.as_array().unwrap().len(), expected, "{filter}");
    }
    assert_eq!(get(&sandbox, "files/rooms/4242/share").await.status, 404);
}

#[tokio::test]
async fn who_may_not_look_is_told_nothing() {
    let sandbox = given(world());
    let foreign = get(&sandbox, &format!("files/rooms/{FOREIGN_ROOM}/links")).await;
    assert_eq!(
        (foreign.response(), foreign.json()["total"].as_u64()),
        (json!([]), Some(0))
    );
    let carl = as_person(
        &sandbox,
        2,
        "GET",
        &format!("files/rooms/{FOREIGN_ROOM}/share"),
        Value::Null,
    )
    .await;
    assert_eq!(
        (carl.response(), carl.json()["total"].as_u64()),
        (json!([]), Some(0))
    );
    let links = as_person(
        &sandbox,
        2,
        "GET",
        &format!("files/rooms/{ROOM}/links"),
        Value::Null,
    )
    .await;
    assert_eq!(links.response(), json!([]));
    let file = get(&sandbox, "files/file/1/links").await.response();
    assert_eq!(
        (&file[0]["sharedLink"]["title"], &file[0]["subjectType"]),
        (&json!("File link"), &json!(4))
    );
    assert_eq!(
        get(&sandbox, "files/file/50/links").await.response(),
        json!([])
    );
}

#[tokio::test]
async fn looking_at_the_primary_link_makes_one() {
    let sandbox = given(world());
    assert_eq!(
        get(&sandbox, "files/file/2/links").await.response(),
        json!([])
    );
    assert_eq!(get(&sandbox, "files/file/2/link").await.status, 200);
    assert_eq!(
        get(&sandbox, "files/file/2/links")
            .await
            .response()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(get(&sandbox, "files/file/50/link").await.status, 403);
}

#[tokio::test]
async fn everyone_has_no_stored_members() {
    let sandbox = given(world());
    let rows = get(&sandbox, &format!("files/rooms/{ROOM}/share?filterType=32"))
        .await
        .response();
    let [team, everyone] = [0, 1].map(|row: usize| {
        rows[row]["sharedToGroup"]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    });
    let members = get(&sandbox, &format!("files/folder/{ROOM}/group/{team}/share"))
        .await
        .response();
    assert_eq!(members[0]["user"]["firstName"], "Carl");
    assert_eq!(
        get(
            &sandbox,
            &format!("files/folder/{ROOM}/group/{everyone}/share")
        )
        .await
        .response(),
        json!([])
    );
    let elsewhere = get(
        &sandbox,
        &format!("files/folder/{FOREIGN_ROOM}/group/{team}/share"),
    )
    .await;
    assert_eq!(
        (elsewhere.response(), elsewhere.json()["total"].as_u64()),
        (json!([]), Some(1))
    );
}

#[tokio::test]
async fn a_guest_is_in_by_everyone_and_an_admin_sees_without_being_in() {
    let sandbox = given(world());
    let everyone_only = as_person(&sandbox, 2, "GET", &format!("files/{ROOM}"), Value::Null).await;
    assert_eq!(everyone_only.status, 200);
    let foreign = get(&sandbox, &format!("files/{FOREIGN_ROOM}"))
        .await
        .response();
    let file = &foreign["files"][0];
    assert_eq!(
        (
            &file["security"]["Move"],
            &file["security"]["Read"],
            &file["security"]["Copy"]
        ),
        (&json!(false), &json!(true), &json!(false))
    );
    assert_eq!(
        (&foreign["current"]["inRoom"], &foreign["current"]["access"]),
        (&json!(false), &json!(0))
    );
    assert_eq!(
        (
            &foreign["current"]["security"]["Move"],
            &foreign["current"]["security"]["Create"]
        ),
        (&json!(true), &json!(false))
    );
    let body = json!({"fileIds": [50], "destFolderId": TARGET});
    assert_eq!(
        call(&sandbox, "PUT", "files/fileops/move", body)
            .await
            .status,
        403
    );
    assert_eq!(
        call(
            &sandbox,
            "POST",
            &format!("files/folder/{FOREIGN_ROOM}"),
            json!({"title": "x"})
        )
        .await
        .status,
        403
    );
}

#[tokio::test]
async fn rooms_of_a_person_are_found_by_their_own_rows() {
    let sandbox = given(world());
    let guid = sandbox.edit(|world, _| world.people[3].guid.clone());
    let rooms = |query: String| {
        let sandbox = sandbox.clone();
        async move {
            ids(&get(&sandbox, &format!("files/rooms?{query}"))
                .await
                .response()["folders"])
        }
    };
    assert_eq!(
        rooms(format!("subjectId={guid}&subjectFilter=1&searchArea=2")).await,
        [i64::from(ROOM)]
    );
    assert_eq!(
        rooms(format!("subjectId={guid}&subjectFilter=0&searchArea=2")).await,
        Vec::<i64>::new()
    );
    assert_eq!(rooms("type=6".into()).await, [i64::from(FOREIGN_ROOM)]);
    assert_eq!(
        get(&sandbox, "files/rooms?subjectId=412497").await.status,
        500
    );
    assert_eq!(get(&sandbox, "files/rooms?tags=nonsense").await.status, 500);
    assert_eq!(get(&sandbox, "files/rooms?searchArea=99").await.status, 400);
}

#[tokio::test]
async fn people_are_filtered_and_hidden_by_role() {
    let sandbox = given(world());
    let guests = get(&sandbox, "people/filter?area=Guests").await;
    assert_eq!(guests.json()["total"], 2);
    assert!(guests.response()[0]["createdBy"]["id"].is_string());
    assert_eq!(
        get(&sandbox, "people/filter?area=2&invitedByMe=true")
            .await
            .json()["total"],
        1
    );
    let bob = as_person(&sandbox, 1, "GET", "people/filter?area=Guests", Value::Null).await;
    assert_eq!(bob.response()[0]["firstName"], "Gina");
    assert_eq!(
        as_person(&sandbox, 2, "GET", "people/filter", Value::Null)
            .await
            .status,
        403
    );
    assert_eq!(get(&sandbox, "people/412497").await.status, 404);
    assert_eq!(get(&sandbox, "people/guests").await.status, 404);
    assert_eq!(
        get(&sandbox, "people/email?email=gary@portal.example")
            .await
            .response()["isVisitor"],
        true
    );
    assert_eq!(
        get(&sandbox, "people/email?email=nobody@x").await.status,
        404
    );
    assert_eq!(
        get(&sandbox, "people/@self").await.response()["isAdmin"],
        true
    );
}

#[tokio::test(start_paused = true)]
async fn a_move_between_rooms_leaves_one_event_on_each_side() {
    let sandbox = given(world());
    call(
        &sandbox,
        "PUT",
        "files/fileops/move",
        json!({"fileIds": [1, 2], "destFolderId": TARGET}),
    )
    .await
    .response();
    tokio::time::advance(Duration::from_millis(1)).await;
    let source = get(&sandbox, &format!("files/folder/{ROOM}/log")).await;
    assert_eq!(
        (
            source.json()["total"].as_u64(),
            source.json()["count"].as_u64()
        ),
        (Some(2), Some(1))
    );
    let event = source.response()[0].clone();
    assert_eq!(
        (
            &event["action"],
            &event["data"]["parentType"],
            &event["data"]["toFolderId"]
        ),
        (
            &json!({"id": 5015, "key": "FileMoved"}),
            &json!(0),
            &json!("301")
        )
    );
    assert_eq!(event["related"].as_array().unwrap().len(), 1);
    let file = get(&sandbox, "files/file/1/log").await.response();
    assert_eq!(
        (
            &file[0]["data"]["parentTitle"],
            &file[0]["data"]["fromFolderId"]
        ),
        (&json!("Clients"), &Value::Null)
    );
}

#[tokio::test]
async fn sections_are_found_by_name_and_conflicts_before_a_move() {
    let sandbox = given(world());
    let my = get(&sandbox, "files/@my").await.response();
    assert_eq!(my["current"]["rootFolderType"], 5);
    let roots = get(&sandbox, "files/@root?count=1").await.response();
    let types: Vec<i64> = roots
        .as_array()
        .unwrap()
        .iter()
        .map(|root| root["current"]["rootFolderType"].as_i64().unwrap())
        .collect();
    assert_eq!(types, [5, 3, 14, 20]);
    assert_eq!(
        as_person(&sandbox, 3, "GET", "files/@my", Value::Null)
            .await
            .status,
        404
    );
    let path = format!("files/fileops/move?fileIds=1&fileIds=2&fileIds=777&destFolderId={ROOM}");
    assert_eq!(ids(&get(&sandbox, &path).await.response()), [1, 2]);
    assert_eq!(
        get(
            &sandbox,
            &format!("files/fileops/move?fileIds=1&destFolderId={TARGET}")
        )
        .await
        .response(),
        json!([])
    );
    assert_eq!(
        get(&sandbox, "files/fileops/move?fileIds=1").await.status,
        403
    );
    let levels = get(&sandbox, &format!("files/folder/{TARGET}/path"))
        .await
        .response();
    assert_eq!(ids(&levels), [14, 300, i64::from(TARGET)]);
}
