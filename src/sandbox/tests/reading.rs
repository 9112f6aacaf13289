//! Listings, pages, fields, shapes of refusals.

use std::collections::BTreeSet;

use super::support::{call, demo, generated, get, ids, send, with};
use crate::sandbox::seed::generated_ids::{ARCHIVE_ROOT, CLIENT_ROOM};
use serde_json::json;

#[tokio::test]
async fn a_page_holds_1_to_100_and_says_400_outside() {
    let sandbox = generated(250, 5);
    for bad in ["0", "101", "x"] {
        let got = get(&sandbox, &format!("files/{CLIENT_ROOM}?count={bad}")).await;
        assert_eq!(got.status, 400, "{bad}");
        assert_eq!(got.json()["statusCode"], 400);
        assert!(got.json()["error"].is_null());
        assert_eq!(got.json()["response"]["status"], 400);
    }
    let unasked = get(&sandbox, &format!("files/{CLIENT_ROOM}?filterType=1"))
        .await
        .response();
    assert_eq!(unasked["files"].as_array().unwrap().len(), 100);
    assert_eq!(unasked["total"], 250);
    let negative = get(&sandbox, &format!("files/{CLIENT_ROOM}?startIndex=-1")).await;
    assert_eq!(
        (
            negative.status,
            negative.json()["error"]["message"].is_string()
        ),
        (400, true)
    );
    let beyond = get(&sandbox, &format!("files/{CLIENT_ROOM}?startIndex=5000"))
        .await
        .response();
    assert_eq!(beyond["count"], 0);
}

#[tokio::test]
async fn before_3_7_a_400_says_200_inside() {
    let sandbox = with(|options| options.profile = crate::sandbox::Profile::V36);
    let got = get(&sandbox, "files/rooms?count=0").await;
    assert_eq!(
        (
            got.status,
            got.json()["statusCode"].as_u64(),
            got.json()["status"].as_u64()
        ),
        (400, Some(200), Some(0))
    );
}

#[tokio::test]
async fn the_recursive_listing_is_complete_page_by_page() {
    let sandbox = generated(250, 20);
    let mut seen = BTreeSet::new();
    for start in [0, 100, 200] {
        let path = format!(
            "files/{CLIENT_ROOM}?filterType=1&withSubFolders=true&sortBy=AZ&sortOrder=ascending&startIndex={start}"
        );
        seen.extend(ids(&get(&sandbox, &path).await.response()["files"]));
    }
    assert_eq!(seen.len(), 250);
    let folders = get(&sandbox, &format!("files/{CLIENT_ROOM}?filterType=2"))
        .await
        .response();
    assert_eq!(
        (
            folders["total"].as_u64(),
            folders["files"].as_array().unwrap().len()
        ),
        (Some(20), 0)
    );
    let direct = get(
        &sandbox,
        &format!("files/{CLIENT_ROOM}?withSubFolders=true"),
    )
    .await
    .response();
    assert!(direct["total"].as_u64().unwrap() < 270);
    let direct_only = get(
        &sandbox,
        &format!("files/{CLIENT_ROOM}?filterType=1&withSubFolders=false"),
    )
    .await
    .response();
    assert!(direct_only["total"].as_u64().unwrap() < 250);
}

#[tokio::test]
async fn folders_come_before_files_over_one_sequence() {
    let sandbox = generated(60, 60);
    let all = get(
        &sandbox,
        &format!("files/{CLIENT_ROOM}?sortBy=AZ&sortOrder=ascending"),
    )
    .await
    .response();
    let (folders, files) = (ids(&all["folders"]), ids(&all["files"]));
    assert!(!folders.is_empty() && !files.is_empty());
    let start = folders.len() - 1;
    let page = get(
        &sandbox,
        &format!("files/{CLIENT_ROOM}?sortBy=AZ&sortOrder=ascending&count=2&startIndex={start}"),
    )
    .await
    .response();
    assert_eq!(
        (ids(&page["folders"]), ids(&page["files"])),
        (vec![folders[start]], vec![files[0]])
    );
    assert_eq!(page["count"], 2);
}

#[tokio::test]
async fn converting_files_are_hidden_after_the_page_was_cut() {
    let sandbox = with(|options| {
        options.world = crate::sandbox::WorldSource::Generated {
            files: 150,
            folders: 2,
        };
        options.converting = 3;
    });
    let base = format!("files/{CLIENT_ROOM}?filterType=1&sortBy=AZ&sortOrder=ascending");
    let (first, second) = (
        get(&sandbox, &base).await.response(),
        get(&sandbox, &format!("{base}&startIndex=100"))
            .await
            .response(),
    );
    let lengths: Vec<usize> = [&first, &second]
        .iter()
        .map(|page| page["files"].as_array().unwrap().len())
        .collect();
    assert_eq!(lengths.iter().sum::<usize>(), 147);
    for (page, (full, length)) in [&first, &second].iter().zip([100, 50].iter().zip(&lengths)) {
        assert_eq!(
            usize::try_from(page["total"].as_u64().unwrap()).unwrap(),
            150 - (full - length)
        );
    }
    assert_eq!(first["current"]["filesCount"], 150);
}

#[tokio::test]
async fn with_ties_equal_keys_change_their_order_and_others_do_not() {
    let order = |ties: bool| async move {
        let sandbox = with(|options| {
            options.world = crate::sandbox::WorldSource::Generated {
                files: 400,
                folders: 10,
            };
            options.ties = ties;
        });
        let mut pages = Vec::new();
        for _ in 0..2 {
            let path = format!(
                "files/{CLIENT_ROOM}?filterType=1&sortBy=DateAndTimeCreation&sortOrder=ascending"
            );
            pages.push(get(&sandbox, &path).await.response()["files"].clone());
        }
        pages
    };
    let with_ties = order(true).await;
    assert_ne!(ids(&with_ties[0]), ids(&with_ties[1]));
    let dates = |page: &serde_json::Value| {
        page.as_array()
            .unwrap()
            .iter()
            .map(|file| file["created"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(dates(&with_ties[0]), dates(&with_ties[1]));
    let without = order(false).await;
    assert_eq!(ids(&without[0]), ids(&without[1]));
}

#[tokio::test]
async fn a_valid_sort_is_saved_and_nothing_else_is() {
    let sandbox = generated(5, 1);
    let saved =
        || async { get(&sandbox, "files/settings").await.response()["defaultOrder"].clone() };
    assert_eq!(saved().await, json!({"is_asc": false, "property": 0}));
    get(&sandbox, &format!("files/{CLIENT_ROOM}?sortBy=nonsense")).await;
    get(
        &sandbox,
        &format!("files/{CLIENT_ROOM}/subfolders?sortBy=AZ"),
    )
    .await;
    assert_eq!(saved().await, json!({"is_asc": false, "property": 0}));
    get(&sandbox, "files/rooms?sortBy=az&sortOrder=descending").await;
    assert_eq!(saved().await, json!({"is_asc": false, "property": 1}));
    let trimmed = get(&sandbox, "files/settings?fields=defaultOrder")
        .await
        .response();
    assert_eq!(
        trimmed,
        json!({"defaultOrder": {"isAsc": false, "sortedBy": 1}})
    );
}

#[tokio::test]
async fn fields_cut_the_answer() {
    let sandbox = generated(5, 1);
    let got = get(
        &sandbox,
        &format!(
            "files/{CLIENT_ROOM}?filterType=1&fields=files.id,total,current.filesCount&count=2"
        ),
    )
    .await
    .response();
    assert_eq!(got["total"], 5);
    assert_eq!(got["current"], json!({"filesCount": 5}));
    assert_eq!(got["files"][0].as_object().unwrap().len(), 1);
    assert!(got["folders"].is_null());
}

#[tokio::test]
async fn the_shapes_of_refusals() {
    let sandbox = generated(5, 1);
    let key = format!("Bearer {}", sandbox.key());
    for (path, key, status, shape) in [
        ("files/rooms", None, 401, "empty"),
        ("files/rooms", Some("Bearer sk-dead"), 401, "empty"),
        (
            "files/rooms",
            Some(&key.replace("Bearer ", "bearer ")[..]),
            401,
            "empty",
        ),
        ("files/folder/5", Some("Bearer sk-dead"), 403, "problem"),
        ("files/folder/5", Some(&key[..]), 404, "error"),
        ("files/folder/abc", Some(&key[..]), 404, "error"),
        ("files/folder/99999999999", Some(&key[..]), 404, "error"),
        ("nowhere", Some(&key[..]), 404, "empty"),
        ("files/1234567", None, 403, "error"),
    ] {
        let got = send(&sandbox, "GET", path, key, None).await;
        let found = match got.json() {
            body if body["error"].is_object() => "error",
            body if body["traceId"].is_string() => "problem",
            _ if got.text.is_empty() => "empty",
            _ => "other",
        };
        assert_eq!((got.status, found), (status, shape), "{path} {}", got.text);
    }
    let token = send(&sandbox, "GET", "files/rooms", Some(sandbox.token()), None).await;
    assert_eq!(token.status, 200);
    assert_eq!(
        send(&sandbox, "GET", "keys/@self", Some(sandbox.token()), None)
            .await
            .status,
        500
    );
}

#[tokio::test]
async fn scopes_reach_as_far_as_the_table_says() {
    let sandbox =
        with(|options| options.scopes = vec!["rooms:read".into(), "accounts:read".into()]);
    let key = format!("Bearer {}", sandbox.key());
    for (method, path, status) in [
        ("GET", "files/rooms".to_owned(), 200),
        ("GET", format!("files/rooms/{CLIENT_ROOM}"), 200),
        ("GET", format!("files/{CLIENT_ROOM}"), 403),
        ("GET", "people/@self".to_owned(), 403),
        ("GET", "keys/@self".to_owned(), 200),
        ("POST", format!("files/folder/{CLIENT_ROOM}"), 403),
        ("GET", "settings/version/build".to_owned(), 403),
    ] {
        let got = send(&sandbox, method, &path, Some(&key), None).await;
        assert_eq!(got.status, status, "{method} {path}");
        assert!(!got.text.contains("\"error\""), "{method} {path}");
    }
    assert_eq!(
        send(&sandbox, "GET", "settings/version/build", None, None)
            .await
            .response()["docSpace"],
        "3.7.2"
    );
}

#[tokio::test]
async fn folders_are_made_as_asked_even_twice() {
    let sandbox = generated(5, 1);
    let make = |body: serde_json::Value| {
        let sandbox = sandbox.clone();
        async move {
            call(
                &sandbox,
                "POST",
                &format!("files/folder/{ARCHIVE_ROOT}"),
                body,
            )
            .await
        }
    };
    let first = make(json!({"title": "  A/B "})).await.response();
    let second = make(json!({"title": "A_B"})).await.response();
    assert_eq!(
        (&first["title"], &second["title"]),
        (&json!("A_B"), &json!("A_B"))
    );
    assert_ne!(first["id"], second["id"]);
    assert_eq!(
        make(json!({"title": "x".repeat(166)})).await.json()["response"]["status"],
        400
    );
    assert!(make(json!({"title": " "})).await.json()["error"]["message"].is_string());
    assert_eq!(
        make(json!({"title": 5})).await.json()["response"]["status"],
        400
    );
    assert_eq!(make(json!({})).await.json()["response"]["status"], 400);
    assert_eq!(
        call(&sandbox, "POST", "files/folder/4242", json!({"title": "x"}))
            .await
            .status,
        403
    );
    assert_eq!(
        call(&sandbox, "POST", "files/folder/@my", json!({"title": "x"}))
            .await
            .status,
        404
    );
    assert_eq!(
        call(&sandbox, "POST", "files/folder/15", json!({"title": "x"}))
            .await
            .status,
        403
    );
    let subfolders = get(&sandbox, &format!("files/{ARCHIVE_ROOT}/subfolders")).await;
    assert_eq!(
        (
            subfolders.response().as_array().unwrap().len(),
            subfolders.json()["count"].as_u64()
        ),
        (2, Some(1))
    );
}

#[tokio::test]
async fn every_request_is_logged_without_the_key() {
    let sandbox = demo();
    get(&sandbox, "files/rooms?count=5").await;
    send(&sandbox, "GET", "files/rooms", None, None).await;
    let log = sandbox.requests();
    assert_eq!(log.len(), 2);
    assert_eq!(
        (log[0].path.as_str(), log[0].status, log[0].in_flight),
        ("/api/2.0/files/rooms?count=5", 200, 1)
    );
    assert!(log[0].user.is_some() && log[1].user.is_none() && log[1].status == 401);
    assert!(!format!("{log:?}").contains(sandbox.key()));
}

#[tokio::test]
async fn the_other_half_of_an_applied_filter_comes_unfiltered() {
    let sandbox = generated(200, 20);
    let count = |query: &'static str| {
        let sandbox = sandbox.clone();
        async move {
            let page = get(&sandbox, &format!("files/{CLIENT_ROOM}?{query}"))
                .await
                .response();
            (
                page["folders"].as_array().unwrap().len(),
                page["files"].as_array().unwrap().len(),
            )
        }
    };
    let (direct_folders, direct_files) = count("").await;
    assert!(direct_folders < 20 && direct_files < 100);
    assert_eq!(
        count("filterType=1&applyFilterOption=1").await,
        (direct_folders, 100 - direct_folders)
    );
    assert_eq!(
        count("filterType=2&applyFilterOption=2").await,
        (20, direct_files)
    );
    assert_eq!(count("filterType=FoldersOnly").await, (20, 0));
    assert_eq!(count("filterType=26").await.0, 20);
    assert_eq!(count("roomId=5").await, (0, 0));
    assert_eq!(
        get(&sandbox, &format!("files/{CLIENT_ROOM}?filterType=6"))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn a_restrict_row_hides_a_file_from_the_plain_listing_only() {
    let sandbox = generated(40, 0);
    sandbox.edit(|world, _| {
        let id = world.tree.files_below(CLIENT_ROOM)[0];
        world
            .tree
            .file_mut(id)
            .unwrap()
            .restricted_for
            .insert(crate::sandbox::world::PersonId(0));
    });
    assert_eq!(
        get(&sandbox, &format!("files/{CLIENT_ROOM}"))
            .await
            .response()["total"],
        39
    );
    assert_eq!(
        get(&sandbox, &format!("files/{CLIENT_ROOM}?filterType=1"))
            .await
            .response()["total"],
        40
    );
}

#[tokio::test]
async fn a_body_has_to_say_that_it_is_json() {
    let sandbox = generated(1, 1);
    let request = axum::http::Request::builder()
        .method("PUT")
        .uri("/api/2.0/files/fileops/move")
        .header("authorization", format!("Bearer {}", sandbox.key()))
        .body(axum::body::Body::from("{}"))
        .unwrap();
    let response = tower::ServiceExt::oneshot(sandbox.router(), request)
        .await
        .unwrap();
    assert_eq!(response.status(), 415);
    assert_eq!(
        call(&sandbox, "PUT", "files/fileops/move", json!([]))
            .await
            .status,
        400
    );
}
