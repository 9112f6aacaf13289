//! What each call sends, and what it makes of the answer, versions and odd shapes included.

use crate::script::{Answer, KEY, Seen, client_of, order, router};
use closeout::{
    docspace::{FolderSeen, Listing, MoveOrder, PortalError, RoomsArea},
    domain::{
        Conflict, FileFlags, FileId, FolderId, FolderRole, LinkKind, MemberKind, MyRole,
        OperationId, PortalVersion, RemoteId, RoomAccess, RoomId, RoomKind, SavedOrder, Scope,
        Section,
    },
};
use serde_json::{Value, json};

fn file(id: i32, folder: i32, title: &str) -> Value {
    json!({ "id": id, "folderId": folder, "title": title, "fileExst": ".docx", "version": 3,
        "pureContentLength": 18873, "fileStatus": 0, "security": { "Move": true, "Download": true } })
}

#[tokio::test]
async fn the_version_is_asked_as_nobody() {
    let (router, log) =
        router(|_| Answer::ok(&json!({ "docSpace": "3.7.2", "documentServer": "9.0" })));
    let version = client_of(router).version().await.unwrap();
    assert_eq!(
        version,
        PortalVersion {
            major: 3,
            minor: 7,
            patch: 2
        }
    );
    let log = log.lock().unwrap();
    assert_eq!(
        (log[0].path.as_str(), &log[0].authorization),
        ("settings/version/build", &None)
    );
}

#[tokio::test]
async fn who_am_i() {
    let (router, log) = router(|_| {
        Answer::ok(
            &json!({ "id": "66faa6e4", "displayName": "O&#39;Brien &amp; Co", "email": "a@x.example",
            "isAdmin": false, "isOwner": true, "isVisitor": false, "isRoomAdmin": false }),
        )
    });
    let me = client_of(router).me().await.unwrap();
    assert_eq!(
        (me.person.name.as_str(), me.is_admin, me.is_guest),
        ("O'Brien & Co", true, false)
    );
    assert_eq!(
        log.lock().unwrap()[0].authorization.as_deref(),
        Some(format!("Bearer {KEY}").as_str())
    );
}

#[tokio::test]
async fn key_scopes_and_what_unrestricted_looks_like() {
    for (key, unrestricted) in [
        (
            json!({ "permissions": ["rooms:write", "files:write"] }),
            false,
        ),
        (json!({ "permissions": ["files:read", "*"] }), true),
        (json!({ "permissions": [] }), true),
        (json!({ "name": "k" }), true),
    ] {
        let scopes = client_of(router(move |_| Answer::ok(&key)).0)
            .key_scopes()
            .await
            .unwrap();
        assert_eq!(scopes.permissions.is_none(), unrestricted);
        assert!(scopes.allows(Scope::FilesRead));
        assert_eq!(scopes.allows(Scope::SelfRead), unrestricted);
    }
    // An API key that makes the portal fail is not taken for an unrestricted token.
    let (router, _) = router(|_| Answer::json(500, &json!({ "error": { "message": "x" } })));
    assert!(client_of(router).key_scopes().await.is_err());
}

#[tokio::test]
async fn the_saved_order_has_two_spellings() {
    for (settings, sort_by, ascending) in [
        (
            json!({ "defaultOrder": { "is_asc": false, "property": 0 } }),
            "DateAndTime",
            false,
        ),
        (
            json!({ "defaultOrder": { "isAsc": true, "sortedBy": 1 } }),
            "AZ",
            true,
        ),
        (
            json!({ "defaultOrder": { "is_asc": true, "property": 77 } }),
            "77",
            true,
        ),
    ] {
        let saved = client_of(router(move |_| Answer::ok(&settings)).0)
            .saved_order()
            .await
            .unwrap();
        assert_eq!(
            saved,
            SavedOrder {
                sort_by: sort_by.into(),
                ascending
            }
        );
    }
    let error = client_of(router(|_| Answer::ok(&json!({}))).0)
        .saved_order()
        .await
        .unwrap_err();
    assert!(matches!(error, PortalError::UnexpectedShape { .. }));
}

#[tokio::test]
async fn a_listing_sends_the_saved_order_and_reads_every_field() {
    let script = |_: &Seen| {
        Answer::ok(&json!({ "files": [
            { "id": 9001, "folderId": 530, "title": "A.docx", "version": 3, "pureContentLength": 18873, "fileStatus": 1,
              "lockedBy": "Ann &amp; Bob", "isForm": true, "shared": true, "sharedForUser": true, "encrypted": true,
              "security": { "Move": true, "Download": true, "Lock": true, "Rename": true } },
            { "id": "drive-1-a", "folderId": "drive-1", "title": "empty", "editingBy": { "guid": "Eve" } },
          ],
          "folders": [{ "id": 531, "parentId": 530, "title": "Sub", "filesCount": 7, "foldersCount": 1, "type": 27 }],
          "current": { "id": 530, "parentId": 512, "title": "Inv", "filesCount": 9, "foldersCount": 2, "rootFolderType": 14,
            "security": { "Create": true, "MoveTo": true } },
          "pathParts": [{ "id": 14, "title": "Rooms", "folderType": 14 }, { "id": 512, "title": "R", "roomType": 5 }],
          "total": 3, "count": 3 }))
    };
    let (router, log) = router(script);
    let client = client_of(router);
    let page = client
        .listing(&FolderId::number(530), Listing::RecursiveFiles, 0, &order())
        .await
        .unwrap();
    client
        .listing(&FolderId::number(530), Listing::Direct, 200, &order())
        .await
        .unwrap();

    let all = [
        FileFlags::MOVABLE,
        FileFlags::DOWNLOADABLE,
        FileFlags::EDITING,
        FileFlags::LOCKED_BY_OTHER,
        FileFlags::MAY_UNLOCK,
        FileFlags::ENCRYPTED,
        FileFlags::SHARED_BY_LINK,
        FileFlags::FORM,
        FileFlags::SHARED_WITH_PEOPLE,
        FileFlags::RENAMABLE,
    ];
    assert!(all.iter().all(|flag| page.files[0].flags.has(*flag)));
    assert_eq!((page.files[0].size, page.files[0].version), (18873, 3));
    assert_eq!(page.files[0].holder.as_deref(), Some("Ann & Bob"));
    assert_eq!(page.files[1].id.0, RemoteId::Text("drive-1-a".into()));
    assert_eq!(
        (page.files[1].size, page.files[1].holder.as_deref()),
        (0, Some("Eve"))
    );
    assert_eq!(page.files[1].flags, FileFlags::EDITING);
    assert_eq!(
        page.folders,
        [FolderSeen {
            id: FolderId::number(531),
            parent: Some(FolderId::number(530)),
            title: "Sub".into(),
            role: FolderRole::FormResults,
            files_below: Some(7),
            folders_below: Some(1)
        }]
    );
    let current = page.current.unwrap();
    assert_eq!(
        (current.files_count, current.section, current.rights.create),
        (9, Section::Rooms, true)
    );
    assert_eq!(page.path[1].room_kind, Some(RoomKind::Custom));
    assert_eq!(page.total, Some(3));

    let log = log.lock().unwrap();
    assert!(
        log[0].path.starts_with(
            "files/530?count=100&startIndex=0&sortBy=DateAndTime&sortOrder=descending\
        &filterType=1&withSubFolders=true&fields=files.id%2C"
        ),
        "{}",
        log[0].path
    );
    assert!(
        log[1].path.starts_with(
            "files/530?count=100&startIndex=200&sortBy=DateAndTime&sortOrder=descending\
        &fields=files.id%2C"
        ),
        "{}",
        log[1].path
    );
}

#[tokio::test]
async fn entries_without_ids_are_asked_for_again_whole_and_from_then_on_so() {
    let script = |seen: &Seen| {
        let entry = if seen.path.contains("fields=") {
            json!({})
        } else {
            file(1, 2, "a")
        };
        Answer::ok(&json!({ "files": [entry], "folders": [], "total": 1 }))
    };
    let (router, log) = router(script);
    let client = client_of(router);
    for _ in 0..2 {
        let page = client
            .listing(&FolderId::number(2), Listing::Direct, 0, &order())
            .await
            .unwrap();
        assert_eq!(page.files[0].id, FileId::number(1));
    }
    let projected: Vec<bool> = log
        .lock()
        .unwrap()
        .iter()
        .map(|seen| seen.path.contains("fields="))
        .collect();
    assert_eq!(projected, [true, false, false]);
}

#[tokio::test]
async fn a_bare_array_is_a_listing_too() {
    let script = |_: &Seen| {
        Answer::ok(
            &json!([{ "id": 5, "parentId": 2, "title": "folder" }, file(1, 2, "file"), { "id": 6, "fileExst": "", "folderId": 2 }]),
        )
    };
    let page = client_of(router(script).0)
        .listing(&FolderId::number(2), Listing::Direct, 0, &order())
        .await
        .unwrap();
    assert_eq!(
        (page.folders.len(), page.files.len(), page.total),
        (1, 2, None)
    );
}

fn room(id: i32) -> Value {
    json!({ "id": id, "parentId": 14, "title": format!("Room {id}"), "roomType": 5, "rootFolderType": 14, "filesCount": 3,
        "access": 9, "inRoom": true, "createdBy": { "id": "o", "displayName": "Olga" }, "quotaLimit": -1, "usedSpace": 5,
        "tags": ["crm"], "lifetime": { "deletePermanently": true, "period": 1, "value": 6, "enabled": true },
        "updated": "2026-06-29T08:00:00.0000000+03:00", "security": { "EditAccess": true, "Move": true } })
}

#[tokio::test]
async fn all_rooms_come_page_by_page() {
    let script = |seen: &Seen| {
        let start = if seen.path.contains("startIndex=100") {
            100
        } else {
            0
        };
        let folders: Vec<Value> = (start..130.min(start + 100)).map(room).collect();
        Answer::ok(&json!({ "files": [], "folders": folders, "total": 130 }))
    };
    let (router, log) = router(script);
    let mut pages = Vec::new();
    let rooms = client_of(router)
        .all_rooms(RoomsArea::Any, &order(), |page| pages.push(page.len()))
        .await
        .unwrap();
    assert_eq!((rooms.rooms.len(), pages), (130, vec![100, 30]));
    assert_eq!(rooms.not_given, 0);
    let room = &rooms.rooms[0];
    assert_eq!(
        (room.quota, room.used_space, room.owner.name.as_str()),
        (None, Some(5), "Olga")
    );
    assert_eq!(room.lifetime.unwrap().value, 6);
    assert_eq!(room.updated.unwrap().to_string(), "2026-06-29T05:00:00Z");
    assert!(room.rights.edit_access && room.rights.archive);
    assert_eq!(room.access, RoomAccess::MANAGER);
    assert!(log.lock().unwrap().iter().all(|seen| {
        seen.path.contains("searchArea=2")
            && seen
                .path
                .contains("sortBy=DateAndTime&sortOrder=descending")
    }));
}

#[tokio::test]
async fn rooms_of_third_parties_and_unknown_kinds_pass() {
    let strange = json!({ "id": "drive-7-0ABc", "rootFolderId": "14", "title": "Drive", "roomType": 42, "providerItem": true,
        "providerKey": "GoogleDrive", "rootFolderType": 14, "access": "weird", "createdBy": { "id": "o" } });
    let (router, log) = router(move |_| Answer::ok(&strange));
    let id = RoomId::parse("drive-7-0ABc").unwrap();
    let room = client_of(router).room(&id).await.unwrap();
    assert_eq!(
        (room.id.clone(), room.kind, room.is_third_party()),
        (id, RoomKind::Other(42), true)
    );
    let me = json!({ "id": "x", "isAdmin": true });
    let me = client_of(crate::script::router(move |_| Answer::ok(&me)).0)
        .me()
        .await
        .unwrap();
    assert_eq!(room.my_role(&me), MyRole::AdminNotMember);
    assert_eq!(log.lock().unwrap()[0].path, "files/rooms/drive-7-0ABc");
}

#[tokio::test]
async fn a_folder_is_no_room() {
    let (router, _) = router(|_| Answer::ok(&json!({ "id": 530, "title": "Invo\u{1b}ices" })));
    let error = client_of(router)
        .room(&RoomId::number(530))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "“Invo␛ices” is a folder, not a room");
}

#[tokio::test]
async fn strange_ids_stay_one_segment_of_the_path() {
    let (router, log) = router(|_| Answer::json(404, &json!({ "error": { "message": "" } })));
    let client = client_of(router);
    for (id, path) in [
        ("a/../b", "files/file/a%2F..%2Fb"),
        ("..", "files/file/%252E%252E"),
        ("box-1-|a|b", "files/file/box-1-%7Ca%7Cb"),
        ("a?b=c#d", "files/file/a%3Fb%3Dc%23d"),
        ("a+b", "files/file/a%2Bb"),
    ] {
        assert_eq!(
            client.file(&FileId::parse(id).unwrap()).await.unwrap(),
            None
        );
        assert_eq!(log.lock().unwrap().pop().unwrap().path, path);
    }
    // A space can come from the portal, never from a person.
    client
        .file(&FileId(RemoteId::Text("a b".into())))
        .await
        .unwrap();
    assert_eq!(log.lock().unwrap().pop().unwrap().path, "files/file/a%20b");
}

#[tokio::test]
async fn a_destination_knows_the_room_around_it() {
    let script = |seen: &Seen| match seen.path.split('?').next().unwrap() {
        "files/700" => Answer::ok(&json!({ "files": [], "folders": [], "total": 0,
            "current": { "id": 700, "parentId": 600, "title": "Archive", "rootFolderType": 14 },
            "pathParts": [{ "id": 14, "title": "Rooms" }, { "id": 600, "title": "A", "roomType": 5 }, { "id": 700, "title": "Archive" }] })),
        "files/rooms/600" => Answer::ok(&room(600)),
        "files/800" => Answer::ok(&json!({ "files": [], "folders": [],
            "current": { "id": 800, "title": "Mine", "rootFolderType": 5 }, "pathParts": [{ "id": 800, "title": "Mine" }] })),
        other => panic!("{other}"),
    };
    let (router, log) = router(script);
    let client = client_of(router);
    let in_room = client.destination(&FolderId::number(700)).await.unwrap();
    assert_eq!(in_room.room.unwrap().id, RoomId::number(600));
    assert_eq!(
        (in_room.folder.id, in_room.path.len()),
        (FolderId::number(700), 3)
    );
    let mine = client.destination(&FolderId::number(800)).await.unwrap();
    assert_eq!(
        (mine.room, mine.folder.section),
        (None, Section::MyDocuments)
    );
    assert!(
        log.lock()
            .unwrap()
            .iter()
            .all(|seen| !seen.path.contains("sortBy"))
    );
}

#[tokio::test]
async fn a_move_order_is_exactly_this() {
    let script = |_: &Seen| {
        Answer::ok(
            &json!([{ "id": "8f", "Operation": 0, "progress": 0, "error": "", "processed": "0", "finished": false, "status": 0 }]),
        )
    };
    let (router, log) = router(script);
    let client = client_of(router);
    let order = |conflict| MoveOrder {
        files: vec![FileId::number(7), FileId::parse("drive-1-x").unwrap()],
        target: FolderId::number(9),
        conflict,
    };
    let accepted = client.move_files(&order(Conflict::Skip)).await.unwrap();
    assert_eq!(
        (accepted.0.id, accepted.0.finished, accepted.0.error),
        (OperationId("8f".into()), false, None)
    );
    client
        .move_files(&order(Conflict::Duplicate))
        .await
        .unwrap();
    let log = log.lock().unwrap().clone();
    assert_eq!(
        (log[0].method.as_str(), log[0].path.as_str()),
        ("PUT", "files/fileops/move")
    );
    assert_eq!(
        log[0].body,
        Some(
            json!({ "fileIds": [7, "drive-1-x"], "folderIds": [], "destFolderId": 9,
        "conflictResolveType": 0, "deleteAfter": false, "content": false, "returnSingleOperation": true })
        )
    );
    assert_eq!(log[1].body.as_ref().unwrap()["conflictResolveType"], 2);
    let nothing = MoveOrder {
        files: Vec::new(),
        ..order(Conflict::Skip)
    };
    assert!(matches!(
        client.move_files(&nothing).await,
        Err(PortalError::NothingToMove)
    ));
}

#[tokio::test]
async fn a_key_that_the_limiter_stops_is_not_called_dead() {
    let (router, log) = router(|_| Answer::new(429, "", "").with_header("x-ratelimit-limit", "50"));
    assert!(matches!(
        client_of(router).key_scopes().await,
        Err(PortalError::TooManyRequests { .. })
    ));
    assert_eq!(log.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_operation_is_read_by_id_or_not_there() {
    let script = |seen: &Seen| {
        assert_eq!(seen.path, "files/fileops/0?id=8f");
        Answer::ok(&json!([
            { "id": "other", "finished": true },
            { "id": "8f", "Operation": 0, "progress": 100, "error": "zu\u{1b}", "processed": "1", "finished": true,
              "files": [file(7, 9, "a")], "folders": [{ "id": 9 }], "status": 2 }]))
    };
    let status = client_of(router(script).0)
        .operation(&OperationId("8f".into()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(status.moved, [(FileId::number(7), FolderId::number(9))]);
    assert_eq!(
        (status.finished, status.unclean, status.error.as_deref()),
        (true, true, Some("zu␛"))
    );
    let gone = client_of(router(|_| Answer::ok(&json!([]))).0)
        .operation(&OperationId("8f".into()))
        .await
        .unwrap();
    assert_eq!(gone, None);
}

#[tokio::test]
async fn members_and_links_are_read_to_the_end() {
    let person = |n: usize| json!({ "access": 2, "sharedToUser": { "id": format!("u{n}"), "displayName": "U", "isVisitor": n > 100 } });
    let script = move |seen: &Seen| {
        if seen.path.starts_with("files/rooms/5/share") {
            let range = if seen.path.contains("startIndex=100") {
                100..103
            } else {
                0..100
            };
            let mut rows: Vec<Value> = range.map(person).collect();
            rows[0]["isOwner"] = json!(seen.path.contains("startIndex=0&"));
            rows.push(json!({ "access": 2, "sharedToGroup": { "id": "g", "name": "Everyone", "isSystem": true } }));
            return Answer::json(200, &json!({ "response": rows, "total": 105 }));
        }
        let link = json!({ "access": 2, "subjectType": 4, "sharedLink": { "id": "l1", "title": "T", "linkType": 1, "primary": true, "internal": true } });
        let invitation = json!({ "access": 10, "subjectType": 3, "sharedLink": { "id": "l0", "title": "I", "linkType": 0, "isExpired": true } });
        Answer::ok(&json!(if seen.path.contains("type=0") {
            [invitation]
        } else {
            [link]
        }))
    };
    let client = client_of(router(script).0);
    let members = client.members(&RoomId::number(5)).await.unwrap();
    assert_eq!(members.len(), 105);
    assert!(members[0].is_owner);
    assert!(members.iter().any(|member| matches!(
        member.kind,
        MemberKind::Group {
            is_system: true,
            ..
        }
    )));
    assert!(
        members
            .iter()
            .any(|member| matches!(member.kind, MemberKind::Person { is_guest: true, .. }))
    );
    let links = client.room_links(&RoomId::number(5)).await.unwrap();
    assert_eq!(
        (links[0].kind, links[0].expired, links[0].primary),
        (LinkKind::Invitation, true, false)
    );
    assert_eq!(
        (links[1].kind, links[1].internal, links[1].primary),
        (LinkKind::External, true, true)
    );
    assert_eq!(
        client.file_links(&FileId::number(1)).await.unwrap().len(),
        1
    );
}
