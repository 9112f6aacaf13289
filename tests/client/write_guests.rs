//! Looking guests up and taking their access away: what the portal takes, refuses, and takes without doing it.

use closeout::{
    docspace::{MemberRemoval, PersonSeen, PortalError},
    domain::{MemberKind, RoomId, UserId},
    sandbox::Profile,
};
use serde_json::json;

use crate::{
    office::{ARCHIVED, CLIENT, DATA, FOREIGN, Office, PROFILES, holds, refused},
    script::{Answer, client_of, router},
};

const GONE: MemberRemoval = MemberRemoval {
    still_listed: false,
    needs_force: false,
};

#[tokio::test(start_paused = true)]
async fn a_share_list_tells_guests_groups_and_what_may_be_changed() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let members = office.ann.members(&CLIENT).await.unwrap();
        let mut rows = Vec::new();
        for member in &members {
            let (name, guest) = match &member.kind {
                MemberKind::Person {
                    person,
                    email,
                    is_guest,
                } => {
                    assert_eq!(person.id, office.id(&person.name.to_lowercase()));
                    assert!(email.as_deref().is_some_and(|email| email.contains('@')));
                    (person.name.as_str(), *is_guest)
                }
                MemberKind::Group {
                    name, is_system, ..
                } => (name.as_str(), *is_system),
            };
            rows.push((name, guest, member.access.0, member.can_edit_access));
        }
        assert_eq!(
            rows[..5],
            [
                ("Ann", false, 1, false),
                ("Gary", true, 2, true),
                ("Gina", true, 10, true),
                ("Bob", false, 9, true),
                ("Team & Co", false, 6, true),
            ]
        );
        // The system group.
        assert_eq!((rows[5].1, rows.len()), (true, 6));
        let foreign = office.ann.members(&FOREIGN).await.unwrap();
        assert!(foreign.iter().all(|member| !member.can_edit_access));
    }
}

#[tokio::test(start_paused = true)]
async fn a_guest_is_taken_off_a_room_whoever_granted_it() {
    for profile in PROFILES {
        let office = Office::open(profile);
        for handle in ["gary", "gina"] {
            let guest = office.id(handle);
            for again in [false, true] {
                let removal = office.ann.remove_member(&CLIENT, &guest, again).await;
                assert_eq!(removal.unwrap(), GONE);
            }
            assert!(!office.stands_in(&CLIENT, handle).await);
        }
        let gary = office.id("gary");
        let (call, status, body) = office.writes().swap_remove(0);
        assert_eq!((call.as_str(), status), ("PUT files/rooms/100/share", 200));
        let wanted =
            json!({"invitations": [{"id": gary, "access": 0}], "notify": false, "force": false});
        assert_eq!(body, wanted);
    }
}

#[tokio::test(start_paused = true)]
async fn neither_a_portal_admin_alone_nor_anybody_in_an_archived_room_takes_a_guest_off() {
    for profile in PROFILES {
        let office = Office::open(profile);
        for (room, guest) in [(FOREIGN, "gina"), (ARCHIVED, "gary")] {
            let guest = office.id(guest);
            let removal = office.ann.remove_member(&room, &guest, false).await;
            assert!(refused(&removal, 403), "{removal:?}");
            assert!(holds(&office.ann.members(&room).await.unwrap(), &guest));
        }
        let missing = RoomId::number(4242);
        let gary = office.id("gary");
        let removal = office.ann.remove_member(&missing, &gary, false).await;
        assert!(matches!(removal, Err(PortalError::NotFound { .. })));
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_in_a_form_keeps_a_guest_until_it_is_insisted() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let gary = office.id("gary");
        let first = office.ann.remove_member(&DATA, &gary, false).await.unwrap();
        assert!(first.needs_force && office.stands_in(&DATA, "gary").await);
        let second = office.ann.remove_member(&DATA, &gary, true).await.unwrap();
        assert!(second == GONE && !office.stands_in(&DATA, "gary").await);
    }
}

#[tokio::test(start_paused = true)]
async fn whom_a_manager_no_longer_sees_he_cannot_take_off_and_is_not_told() {
    for (profile, still_there) in [(Profile::V36, false), (Profile::V37, true)] {
        let office = Office::open(profile);
        let (bob, gina) = (office.client_of("bob"), office.id("gina"));
        // Ann put Gina into the room, so this takes nothing from Gina but Bob's sight of her.
        bob.remove_guests(std::slice::from_ref(&gina))
            .await
            .unwrap();
        let removal = bob.remove_member(&CLIENT, &gina, false).await.unwrap();
        assert_eq!(removal.still_listed, still_there);
        assert_eq!(office.stands_in(&CLIENT, "gina").await, still_there);
        assert!(office.writes().iter().all(|(_, status, _)| *status == 200));
    }
}

#[tokio::test(start_paused = true)]
async fn guests_are_removed_only_where_the_caller_let_them_in() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let (bob, gina) = (office.client_of("bob"), office.id("gina"));
        bob.remove_guests(std::slice::from_ref(&gina))
            .await
            .unwrap();
        assert!(!office.sandbox.edit(|world, _| {
            let room = world.resolve_folder("200").unwrap();
            let room = world.tree.folder(room).unwrap().room.clone().unwrap();
            room.grants.iter().any(|grant| grant.given_by.0 == 1)
        }));
        assert!(
            office.stands_in(&CLIENT, "gina").await,
            "Ann let her in there"
        );
        let (call, _, body) = office.writes().swap_remove(0);
        assert_eq!(call, "DELETE people/guests");
        assert_eq!(body, json!({"userIds": [gina], "resendAll": false}));

        let again = bob.remove_guests(&[gina]).await;
        match profile {
            Profile::V36 => assert!(again.is_ok()),
            Profile::V37 => assert!(refused(&again, 403), "{again:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_unsuitable_id_spoils_all_from_3_7_on_and_is_skipped_before() {
    for unsuitable in ["tom", "carl", "gina", "nobody"] {
        for profile in PROFILES {
            let office = Office::open(profile);
            let other = match unsuitable {
                "nobody" => UserId("00000000-0000-4000-8000-000000000001".into()),
                handle => office.id(handle),
            };
            let removal = office.ann.remove_guests(&[office.id("gary"), other]).await;
            // Before 3.7 it is a portal admin who may not.
            assert!(refused(&removal, 403), "{unsuitable}: {removal:?}");
            assert!(office.stands_in(&CLIENT, "gary").await, "{unsuitable}");
        }
        let office = Office::open(Profile::V36);
        let (bob, gary) = (office.client_of("bob"), office.id("gary"));
        bob.remove_guests(&[gary]).await.unwrap();
        assert!(
            office.stands_in(&CLIENT, "gary").await,
            "200, and nothing done"
        );
    }
    let office = Office::open(Profile::V37);
    office.ann.remove_guests(&[office.id("pia")]).await.unwrap();
    office.ann.remove_guests(&[]).await.unwrap();
    let (carl, gary) = (office.client_of("carl"), office.id("gary"));
    assert!(refused(&carl.remove_guests(&[gary]).await, 403));
}

#[tokio::test(start_paused = true)]
async fn a_number_is_no_guest() {
    for profile in PROFILES {
        let office = Office::open(profile);
        for guest in [UserId("412497".into()), UserId("".into())] {
            let removal = office.ann.remove_guests(&[office.id("gary"), guest]).await;
            assert!(
                matches!(removal, Err(PortalError::Validation { .. })),
                "{removal:?}"
            );
        }
        assert!(office.stands_in(&CLIENT, "gary").await);
    }
}

#[tokio::test(start_paused = true)]
async fn the_rooms_of_a_guest_are_those_with_a_row_of_his_own() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let order = office.ann.saved_order().await.unwrap();
        for (guest, wanted) in [
            ("gary", vec![CLIENT, DATA, ARCHIVED]),
            ("gina", vec![CLIENT, FOREIGN]),
            ("ivy", vec![]),
        ] {
            let rooms = office.ann.guest_rooms(&office.id(guest)).await.unwrap();
            let mut rooms: Vec<RoomId> = rooms.into_iter().map(|room| room.id).collect();
            rooms.sort();
            assert_eq!(rooms, wanted, "{guest}");
        }
        assert_eq!(office.ann.saved_order().await.unwrap(), order);
        let reads = office.reads();
        let asked = reads.iter().filter(|path| path.contains("subjectId="));
        assert!(asked.clone().all(|path| {
            path.contains("subjectFilter=1")
                && path.contains("searchArea=2")
                && path.contains("sortBy=DateAndTime&sortOrder=descending")
        }));
        assert_eq!((asked.count(), office.writes().len()), (3, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn the_rooms_of_a_guest_come_page_by_page_also_where_no_total_is_told() {
    for told in [true, false] {
        let (router, log) = router(move |seen| {
            if seen.path.starts_with("files/settings") {
                let order = json!({"defaultOrder": {"is_asc": false, "property": 0}});
                return Answer::ok(&order);
            }
            let start = match seen.path.split("startIndex=").nth(1).unwrap() {
                rest if rest.starts_with("100") => 100,
                rest if rest.starts_with('0') => 0,
                _ => 130,
            };
            let rooms: Vec<_> = (start..130.min(start + 100))
                .map(|id| json!({"id": id, "title": "R", "roomType": 5, "rootFolderType": 14}))
                .collect();
            let mut page = json!({"files": [], "folders": rooms});
            if told {
                page["total"] = json!(130);
            }
            Answer::ok(&page)
        });
        let guest = UserId("7d3f0c55-90d1-4c4e-a6d2-3f6f0b5a1c01".into());
        let rooms = client_of(router).guest_rooms(&guest).await.unwrap();
        assert_eq!(rooms.len(), 130);
        assert_eq!(log.lock().unwrap().len(), if told { 3 } else { 4 });
    }
}

#[tokio::test(start_paused = true)]
async fn somebody_is_looked_up_by_id_and_by_address() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let gina = office.id("gina");
        let seen: PersonSeen = office.ann.person(&gina).await.unwrap().unwrap();
        assert!(seen.is_guest && seen.person.id == gina);
        assert!(seen.is_active && !seen.may_own_rooms);
        let email = seen.email.clone().unwrap();
        assert_eq!(
            office.ann.person_by_email(&email).await.unwrap(),
            Some(seen)
        );
        let carl = office.ann.person(&office.id("carl")).await.unwrap();
        assert!(carl.is_some_and(|carl| !carl.is_guest));
        let ann = office.ann.me().await.unwrap().person.id;
        let ann = office.ann.person(&ann).await.unwrap().unwrap();
        assert!(ann.is_active && ann.may_own_rooms);
        for nobody in ["412497", "00000000-0000-4000-8000-000000000001"] {
            let found = office.ann.person(&UserId(nobody.into())).await.unwrap();
            assert_eq!(found, None);
        }
        let found = office.ann.person_by_email("no+body@x.example").await;
        assert_eq!(found.unwrap(), None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_strange_id_of_a_person_stays_one_segment() {
    let (router, log) = router(|_| Answer::json(404, &json!({"error": {"message": ""}})));
    let client = client_of(router);
    for (id, path) in [
        ("a b", "a%20b"),
        ("..", "%252E%252E"),
        ("a/../b?c#d", "a%2F..%2Fb%3Fc%23d"),
    ] {
        let found = client.person(&UserId(id.into())).await.unwrap();
        assert_eq!(found, None);
        assert_eq!(
            log.lock().unwrap().pop().unwrap().path,
            format!("people/{path}")
        );
    }
}
