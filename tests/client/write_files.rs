//! Renaming, locking, and putting a small file into a folder.

use closeout::{
    docspace::PortalError,
    domain::{
        FileFlags, FileId, FolderId,
        titles::{numbered_title, renamed_file_title},
    },
    sandbox::Profile,
};
use serde_json::json;

use crate::office::{EDITED, FOREIGN_FILE, LOCKED, NOBODYS, Office, PLAIN, PROFILES, refused};

const INVOICES: FolderId = FolderId::number(110);

#[tokio::test(start_paused = true)]
async fn a_file_is_renamed_as_foretold() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let mut title = "Contract.docx".to_owned();
        for asked in [
            "Contract (2).docx",
            "a/b:c.docx",
            "plain",
            "x.pdf",
            "  padded.DOCX ",
            "Locked.docx",
        ] {
            let foretold = renamed_file_title(&title, asked).unwrap();
            let seen = office.ann.rename_file(&PLAIN, asked).await.unwrap();
            assert_eq!((&*seen.title, &seen.id), (foretold.as_str(), &PLAIN));
            let read = office.ann.file(&PLAIN).await.unwrap().unwrap();
            assert_eq!((&read.title, read.version), (&seen.title, 1));
            title = seen.title.into();
        }
        let (call, _, body) = office.writes().swap_remove(0);
        assert_eq!(call, "PUT files/file/1");
        assert_eq!(body, json!({"title": "Contract (2).docx"}));
    }
}

#[tokio::test(start_paused = true)]
async fn numbered_titles_are_stored_as_they_are() {
    for profile in PROFILES {
        let office = Office::open(profile);
        for title in [
            "Contract.docx".to_owned(),
            format!("{}.docx", "Vertrag ".repeat(20)),
            format!("{}.docx", "x".repeat(160)),
        ] {
            office.ann.rename_file(&PLAIN, &title).await.unwrap();
            for number in [2, 10, 4_000_000_000] {
                let numbered = numbered_title(&title, number);
                let seen = office.ann.rename_file(&PLAIN, &numbered).await.unwrap();
                assert_eq!(*seen.title, *numbered);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_or_a_blank_title_changes_nothing() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let state = || {
            office.sandbox.edit(|world, _| {
                let file = world.tree.file(world.resolve_file("1").unwrap()).unwrap();
                (file.title.clone(), file.updated, file.updated_by)
            })
        };
        let before = state();
        for asked in ["Contract.docx", "   ", ""] {
            let seen = office.ann.rename_file(&PLAIN, asked).await.unwrap();
            assert_eq!(&*seen.title, "Contract.docx");
            assert_eq!(state(), before, "{asked:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_refusal_of_a_title_has_its_shape() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let locked = office.ann.rename_file(&LOCKED, "x.docx").await;
        assert!(refused(&locked, 500), "{locked:?}");
        assert!(refused(
            &office.ann.rename_file(&FOREIGN_FILE, "x").await,
            403
        ));
        let gary = office.client_of("gary");
        assert!(refused(&gary.rename_file(&PLAIN, "x").await, 403));
        let missing = office.ann.rename_file(&FileId::number(NOBODYS), "x").await;
        assert!(
            matches!(missing, Err(PortalError::NotFound { .. })),
            "{missing:?}"
        );
        let long = office.ann.rename_file(&PLAIN, &"x".repeat(166)).await;
        assert!(
            matches!(long, Err(PortalError::Validation { .. })),
            "{long:?}"
        );
        // Open in an editor is no hindrance.
        let edited = office.ann.rename_file(&EDITED, "y.docx").await.unwrap();
        assert_eq!(&*edited.title, "y.docx");
    }
}

#[tokio::test(start_paused = true)]
async fn a_dead_key_is_not_taken_for_a_missing_right() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let nobody = office.client_with_a_dead_key();
        let renamed = nobody.rename_file(&PLAIN, "x.docx").await;
        assert!(
            matches!(renamed, Err(PortalError::KeyRefused)),
            "{renamed:?}"
        );
        let unlocked = nobody.set_lock(&LOCKED, false).await;
        assert!(
            matches!(unlocked, Err(PortalError::KeyRefused)),
            "{unlocked:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_lock_of_somebody_else_is_broken_where_that_is_allowed() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let seen = office.ann.file(&LOCKED).await.unwrap().unwrap();
        assert!(
            seen.flags.has(FileFlags::LOCKED_BY_OTHER) && seen.flags.has(FileFlags::MAY_UNLOCK)
        );
        // 200, and Bob keeps it.
        let kept = office.ann.set_lock(&LOCKED, true).await.unwrap();
        assert_eq!(
            (
                kept.flags.has(FileFlags::LOCKED_BY_OTHER),
                kept.holder.as_deref()
            ),
            (true, Some("Bob"))
        );
        let free = office.ann.set_lock(&LOCKED, false).await.unwrap();
        assert!(!free.flags.has(FileFlags::LOCKED_BY_OTHER) && free.flags.has(FileFlags::MOVABLE));
        assert_eq!((free.version, free.holder), (seen.version, None));
        let writes = office.writes();
        let bodies: Vec<_> = writes
            .iter()
            .map(|(call, _, body)| (call.as_str(), body))
            .collect();
        assert_eq!(
            bodies,
            [
                ("PUT files/file/2/lock", &json!({"lockFile": true})),
                ("PUT files/file/2/lock", &json!({"lockFile": false})),
            ]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_needless_unlocking_overwrites_the_comment() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let comment = || {
            office.sandbox.edit(|world, _| {
                let file = world.tree.file(world.resolve_file("1").unwrap());
                file.unwrap().comment.clone()
            })
        };
        let before = comment();
        office.ann.set_lock(&PLAIN, true).await.unwrap();
        assert_eq!(comment(), before);
        office.ann.set_lock(&PLAIN, false).await.unwrap();
        office.ann.set_lock(&PLAIN, false).await.unwrap();
        assert_ne!(comment(), before);
    }
}

#[tokio::test(start_paused = true)]
async fn locks_of_others_rooms_stay() {
    for profile in PROFILES {
        let office = Office::open(profile);
        assert!(refused(
            &office.ann.set_lock(&FOREIGN_FILE, true).await,
            403
        ));
        let gary = office.client_of("gary");
        assert!(refused(&gary.set_lock(&LOCKED, false).await, 403));
        let missing = office.ann.set_lock(&FileId::number(NOBODYS), false).await;
        match profile {
            Profile::V36 => assert!(refused(&missing, 403), "{missing:?}"),
            Profile::V37 => assert!(matches!(missing, Err(PortalError::NotFound { .. }))),
        }
        let still = office.ann.file(&LOCKED).await.unwrap().unwrap();
        assert!(still.flags.has(FileFlags::LOCKED_BY_OTHER));
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_put_into_a_folder_never_takes_the_place_of_another() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let mut made = Vec::new();
        for title in ["list.csv", "LIST.csv", "r\u{e9}sum\u{e9} \"1\".csv"] {
            let put = office
                .ann
                .put_file(&INVOICES, title, "id,path\n".into())
                .await
                .unwrap();
            let file = office.ann.file(&put.id).await.unwrap().unwrap();
            assert_eq!((&file.folder, file.version, file.size), (&INVOICES, 1, 8));
            assert_eq!((&put.id, &put.title), (&file.id, &file.title));
            made.push((file.id, file.title));
        }
        assert!(made[0].0 != made[1].0 && made[1].0 != made[2].0);
        let titles: Vec<&str> = made.iter().map(|(_, title)| &**title).collect();
        assert_eq!(
            titles,
            ["list.csv", "LIST (1).csv", "r\u{e9}sum\u{e9} _1_.csv"]
        );
        let (call, _, _) = office.writes().swap_remove(0);
        assert_eq!(call, "POST files/110/insert");
    }
}

#[tokio::test(start_paused = true)]
async fn each_refusal_of_a_file_put_into_a_folder_has_its_shape() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let put = |folder| {
            let client = office.ann.clone();
            async move {
                client
                    .put_file(&FolderId::number(folder), "x.csv", "x".into())
                    .await
            }
        };
        for folder in [200, 240] {
            assert!(refused(&put(folder).await, 403), "{folder}");
        }
        let missing = put(NOBODYS).await;
        assert!(
            matches!(missing, Err(PortalError::NotFound { .. })),
            "{missing:?}"
        );
    }
}

/// What lies between the boundaries is what was given, whatever it is.
#[tokio::test(start_paused = true)]
async fn a_file_may_hold_what_parts_the_form() {
    let office = Office::open(Profile::V37);
    let content = "a\r\n------closeout-form\r\nb\r\n------closeout-formx--\r\n";
    let put = office
        .ann
        .put_file(&INVOICES, "odd.csv", content.into())
        .await
        .unwrap();
    assert_eq!(put.size, content.len() as u64);
}
