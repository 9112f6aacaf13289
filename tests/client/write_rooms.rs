//! Taking a room over and handing it back, leaving it, archiving it; and what keys and switches forbid.

use std::time::Duration;

use closeout::{
    docspace::{PortalError, TransportError},
    domain::{
        FileId, FolderId, Link, LinkKind, MyRole, RoomAccess, RoomId, Scope, Section, UserId,
    },
    sandbox::Profile,
};
use serde_json::json;

use crate::office::{
    ARCHIVED, CLIENT, EMPTY, FOREIGN, LOCKED, NOBODYS, Office, PLAIN, PROFILES, holds, refused,
};

#[tokio::test(start_paused = true)]
async fn a_room_is_taken_over_handed_back_and_left() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let (ann, bob) = (office.id("ann"), office.id("bob"));
        let me = office.ann.me().await.unwrap();
        let owner = || async { office.ann.room(&FOREIGN).await.unwrap() };
        assert_eq!(owner().await.my_role(&me), MyRole::AdminNotMember);

        // Twice: naming the present owner is no change.
        for _ in 0..2 {
            assert!(office.ann.change_owner(&FOREIGN, &ann).await.unwrap());
        }
        assert_eq!(owner().await.owner.id, ann);
        let members = office.ann.members(&FOREIGN).await.unwrap();
        let old = members
            .iter()
            .find(|row| holds(std::slice::from_ref(row), &bob));
        assert_eq!(old.unwrap().access, RoomAccess::MANAGER);

        assert!(office.ann.change_owner(&FOREIGN, &bob).await.unwrap());
        assert_eq!(owner().await.owner.id, bob);
        assert!(office.stands_in(&FOREIGN, "ann").await, "as manager");
        let left = office.ann.leave_room(&FOREIGN).await.unwrap();
        assert!(!left.still_listed && !office.stands_in(&FOREIGN, "ann").await);

        let calls: Vec<_> = office.writes().into_iter().map(|(call, ..)| call).collect();
        let change = "POST files/owner";
        assert_eq!(calls, [change, change, change, "PUT files/rooms/200/share"]);
        let wanted = json!({"userId": ann, "folderIds": [200], "fileIds": []});
        assert_eq!(office.writes()[0].2, wanted);
    }
}

#[tokio::test(start_paused = true)]
async fn an_unknown_room_is_left_out_without_a_word() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let unknown = RoomId::number(NOBODYS);
        let changed = office.ann.change_owner(&unknown, &office.id("bob")).await;
        assert!(!changed.unwrap());
        assert_eq!(office.writes()[0].1, 200);
    }
}

#[tokio::test(start_paused = true)]
async fn who_cannot_own_a_room_does_not_get_it() {
    for profile in PROFILES {
        let office = Office::open(profile);
        for handle in ["carl", "gary", "pia", "tom"] {
            let changed = office.ann.change_owner(&CLIENT, &office.id(handle)).await;
            assert!(refused(&changed, 403), "{handle}: {changed:?}");
        }
        let bob = office.id("bob");
        assert!(refused(
            &office.ann.change_owner(&ARCHIVED, &bob).await,
            403
        ));
        let as_manager = office.client_of("bob").change_owner(&CLIENT, &bob).await;
        assert!(refused(&as_manager, 403), "{as_manager:?}");
        let owner = office.ann.room(&CLIENT).await.unwrap().owner.id;
        assert_eq!(owner, office.id("ann"));
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_reads_a_room_may_leave_it_and_an_owner_stays() {
    for profile in PROFILES {
        let office = Office::open(profile);
        for (handle, room) in [("gary", CLIENT), ("gary", ARCHIVED), ("bob", CLIENT)] {
            office.client_of(handle).leave_room(&room).await.unwrap();
            assert!(!office.stands_in(&room, handle).await, "{handle} {room}");
        }
        office.ann.leave_room(&CLIENT).await.unwrap();
        assert_eq!(
            office.ann.room(&CLIENT).await.unwrap().owner.id,
            office.id("ann")
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_emptied_room_goes_to_the_archive_section() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let mut status = office.ann.archive_room(&EMPTY).await.unwrap();
        while !status.finished {
            tokio::time::sleep(Duration::from_millis(300)).await;
            status = office.ann.operation(&status.id).await.unwrap().unwrap();
        }
        assert_eq!((status.error, status.unclean), (None, false));
        assert_eq!(
            office.ann.room(&EMPTY).await.unwrap().section,
            Section::Archive
        );
        let (call, code, body) = office.writes().swap_remove(0);
        assert_eq!((call.as_str(), code), ("PUT files/rooms/250/archive", 200));
        assert_eq!(body, json!({"deleteAfter": false}));
    }
}

#[tokio::test(start_paused = true)]
async fn who_may_not_archive_is_told() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let bob = office.client_of("bob").archive_room(&CLIENT).await;
        assert!(refused(&bob, 403), "{bob:?}");
        let missing = office.ann.archive_room(&RoomId::number(NOBODYS)).await;
        assert!(
            matches!(missing, Err(PortalError::NotFound { .. })),
            "{missing:?}"
        );
    }
    // Somebody has a file of the room open.
    let office = Office::open(Profile::V37);
    assert!(refused(&office.ann.archive_room(&CLIENT).await, 403));
}

/// Every call that writes, once, with what it answers.
async fn every_write<T: closeout::docspace::Transport>(
    client: &closeout::docspace::Client<T>,
    guest: &UserId,
) -> Vec<(&'static str, Scope, PortalError)> {
    use Scope::{AccountsWrite, FilesWrite, RoomsWrite};
    let link = Link {
        id: "00000000-0000-4000-8000-000000000009".into(),
        title: String::new(),
        kind: LinkKind::External,
        primary: false,
        internal: false,
        expired: false,
        access: RoomAccess(2),
    };
    let (file, folder): (FileId, FolderId) = (PLAIN, FolderId::number(110));
    let guests = std::slice::from_ref(guest);
    vec![
        (
            "member",
            RoomsWrite,
            client
                .remove_member(&CLIENT, guest, true)
                .await
                .unwrap_err(),
        ),
        (
            "leave",
            RoomsWrite,
            client.leave_room(&FOREIGN).await.unwrap_err(),
        ),
        (
            "room link",
            RoomsWrite,
            client.close_room_link(&CLIENT, &link).await.unwrap_err(),
        ),
        (
            "archive",
            RoomsWrite,
            client.archive_room(&EMPTY).await.unwrap_err(),
        ),
        (
            "file link",
            FilesWrite,
            client.close_file_link(&file, &link).await.unwrap_err(),
        ),
        (
            "owner",
            FilesWrite,
            client.change_owner(&FOREIGN, guest).await.unwrap_err(),
        ),
        (
            "rename",
            FilesWrite,
            client.rename_file(&file, "x").await.unwrap_err(),
        ),
        (
            "lock",
            FilesWrite,
            client.set_lock(&LOCKED, false).await.unwrap_err(),
        ),
        (
            "put",
            FilesWrite,
            client.put_file(&folder, "x", "x".into()).await.unwrap_err(),
        ),
        (
            "guests",
            AccountsWrite,
            client.remove_guests(guests).await.unwrap_err(),
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_key_without_the_permission_is_told_which_one() {
    let scopes = [
        "rooms:read",
        "files:read",
        "accounts:read",
        "accounts.self:read",
    ];
    let office = Office::with_scopes(Profile::V37, &scopes);
    for (call, scope, error) in every_write(&office.ann, &office.id("gary")).await {
        let PortalError::ScopeMissing { scope: missing } = error else {
            panic!("{call}: {error:?}");
        };
        assert_eq!(missing, scope, "{call}");
    }
    assert!(office.writes().iter().all(|(_, status, _)| *status == 403));
}

#[tokio::test(start_paused = true)]
async fn a_read_only_program_sends_none_of_it() {
    for profile in PROFILES {
        let office = Office::open(profile);
        for (call, _, error) in every_write(&office.read_only(), &office.id("gary")).await {
            let kept = matches!(
                error,
                PortalError::Transport(TransportError::ReadOnly { .. })
            );
            assert!(kept && !error.may_have_had_effect(), "{call}: {error:?}");
        }
        assert_eq!(office.writes(), []);
    }
}
