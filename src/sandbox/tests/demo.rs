//! The demo world holds what it promises, and a plan made of it has something to say.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::support::{demo, get, ids};
use crate::sandbox::seed::demo::{
    ARCHIVE_ROOT, CONTOSO_ROOM, EDITED_FILE, EMPTY_ROOM, FABRIKAM_ROOM, FOREIGN_ROOM, FROZEN_FILE,
    GUEST_OF_ANN, LINKED_FILE, LOCKED_FILE,
};
use crate::sandbox::world::{replace_forbidden, titles_equal};

async fn all_files(sandbox: &crate::sandbox::Sandbox, room: i32) -> Vec<Value> {
    let mut files = Vec::new();
    loop {
        let path = format!(
            "files/{room}?filterType=1&sortBy=AZ&sortOrder=ascending&startIndex={}",
            files.len()
        );
        let page = get(sandbox, &path).await.response();
        files.extend(page["files"].as_array().unwrap().clone());
        if files.len() as u64 >= page["total"].as_u64().unwrap() {
            return files;
        }
    }
}

#[tokio::test]
async fn about_130_rooms_on_two_pages() {
    let sandbox = demo();
    let first = get(
        &sandbox,
        "files/rooms?sortBy=AZ&sortOrder=ascending&searchArea=2",
    )
    .await
    .response();
    let total = first["total"].as_u64().unwrap();
    assert!((125..=135).contains(&total), "{total}");
    let second = get(
        &sandbox,
        "files/rooms?sortBy=AZ&sortOrder=ascending&searchArea=2&startIndex=100",
    )
    .await
    .response();
    assert_eq!(
        second["folders"].as_array().unwrap().len() as u64,
        total - 100
    );
    assert!(first["folders"][0]["pinned"].as_bool().unwrap());
    let third_party = get(&sandbox, "files/rooms?storageFilter=2")
        .await
        .response();
    assert_eq!(third_party["folders"][0]["id"], "drive-539640");
    assert_eq!(third_party["folders"][0]["parentId"], "14");
    assert_eq!(third_party["folders"][0]["filesCount"], 0);
    let inside = get(&sandbox, "files/drive-539640?filterType=1")
        .await
        .response();
    assert!(
        inside["files"]
            .as_array()
            .unwrap()
            .iter()
            .all(|file| file["id"].is_string())
    );
    assert_eq!(inside["total"], 2);
    assert_eq!(get(&sandbox, "files/539640").await.status, 404);
    let archived = get(&sandbox, "files/rooms?searchArea=1").await.response();
    assert_eq!(
        (
            archived["total"].as_u64(),
            &archived["folders"][0]["rootFolderType"]
        ),
        (Some(1), &json!(20))
    );
}

#[tokio::test]
async fn contoso_is_large_tangled_and_partly_blocked() {
    let sandbox = demo();
    let files = all_files(&sandbox, CONTOSO_ROOM).await;
    assert!((370..=430).contains(&files.len()), "{}", files.len());
    let folders = get(&sandbox, &format!("files/{CONTOSO_ROOM}?filterType=2"))
        .await
        .response();
    let folder_count = folders["total"].as_u64().unwrap();
    assert!((36..=44).contains(&folder_count), "{folder_count}");
    let of = |id: i32| files.iter().find(|file| file["id"] == id).unwrap();
    assert_eq!(
        (
            &of(LOCKED_FILE)["lockedBy"],
            &of(LOCKED_FILE)["security"]["Lock"]
        ),
        (&json!("Boris Brandt"), &json!(true))
    );
    assert_eq!(of(LOCKED_FILE)["security"]["Move"], false);
    assert_eq!(of(EDITED_FILE)["fileStatus"], 1);
    assert!(of(EDITED_FILE)["editingBy"].is_object());
    assert_eq!(
        (
            &of(FROZEN_FILE)["security"]["Move"],
            &of(FROZEN_FILE)["lockedBy"]
        ),
        (&json!(false), &Value::Null)
    );
    assert_eq!(of(LINKED_FILE)["shared"], true);
    let mine = files
        .iter()
        .find(|file| file["title"] == "Locked by me.docx")
        .unwrap();
    assert_eq!(
        (
            &mine["locked"],
            &mine["lockedBy"],
            &mine["security"]["Move"]
        ),
        (&json!(true), &Value::Null, &json!(true))
    );
    assert!(
        files
            .iter()
            .find(|file| file["title"] == "Empty.txt")
            .unwrap()["pureContentLength"]
            .is_null()
    );
    let titles: Vec<&str> = files
        .iter()
        .filter_map(|file| file["title"].as_str())
        .collect();
    assert!(
        titles
            .iter()
            .filter(|title| titles_equal(title, "contract.docx"))
            .count()
            > 6
    );
    assert_eq!(
        titles
            .iter()
            .filter(|title| titles_equal(title, "resume.docx"))
            .count(),
        3
    );
    assert!(titles.iter().any(|title| title.contains('\u{202e}')));
    let per_folder = |folder: &Value| {
        files
            .iter()
            .filter(|file| file["folderId"] == *folder)
            .count()
    };
    let homes: BTreeSet<i64> = files
        .iter()
        .filter_map(|file| file["folderId"].as_i64())
        .collect();
    assert!(homes.iter().any(|folder| per_folder(&json!(folder)) > 100));
}

#[tokio::test]
async fn every_seeded_title_has_been_sanitised() {
    let sandbox = demo();
    sandbox.edit(|world, _| {
        let titles = world
            .tree
            .files()
            .map(|file| &file.title)
            .chain(world.tree.folders().map(|folder| &folder.title));
        for title in titles {
            assert_eq!(&replace_forbidden(title.trim()), title);
            assert!(title.encode_utf16().count() <= 170);
        }
    });
}

#[tokio::test]
async fn the_other_rooms_play_their_parts() {
    let sandbox = demo();
    let fabrikam = all_files(&sandbox, FABRIKAM_ROOM).await;
    assert_eq!(fabrikam.len(), 120);
    assert!(
        fabrikam
            .iter()
            .all(|file| file["security"]["Move"] == true && file["fileStatus"] == 0)
    );
    let unique = |first: &Value| {
        fabrikam
            .iter()
            .filter(|second| {
                titles_equal(
                    first["title"].as_str().unwrap(),
                    second["title"].as_str().unwrap(),
                )
            })
            .count()
    };
    assert!(fabrikam.iter().all(|file| unique(file) == 1));
    assert!(all_files(&sandbox, EMPTY_ROOM).await.is_empty());
    let foreign = get(&sandbox, &format!("files/rooms/{FOREIGN_ROOM}"))
        .await
        .response();
    assert_eq!(
        (
            &foreign["inRoom"],
            &foreign["security"]["MoveTo"],
            &foreign["security"]["ChangeOwner"]
        ),
        (&json!(false), &json!(false), &json!(true))
    );
    let clients = get(&sandbox, &format!("files/{ARCHIVE_ROOT}/subfolders"))
        .await
        .response();
    assert_eq!(ids(&clients).len(), 4);
    let guests = get(
        &sandbox,
        &format!("files/rooms/{CONTOSO_ROOM}/share?filterType=16"),
    )
    .await
    .response();
    let guests = guests
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["sharedToUser"]["isVisitor"] == true)
        .count();
    assert_eq!(guests, 2);
    assert_eq!(
        get(&sandbox, &format!("people/{GUEST_OF_ANN}"))
            .await
            .response()["displayName"],
        "Gwen Contoso"
    );
    let agents = get(&sandbox, "files/rooms?searchArea=7").await.response();
    assert_eq!(
        (agents["total"].as_u64(), &agents["folders"][0]["roomType"]),
        (Some(1), &json!(9))
    );
}
