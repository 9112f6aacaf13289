//! Closing links: gone, replaced, or still open in spite of a 200.

use closeout::{
    docspace::PortalError,
    domain::{Link, LinkKind, RoomId},
};
use serde_json::json;

use crate::office::{
    ARCHIVED, CLIENT, DATA_FILE, FOREIGN, FORM, FORMS, Office, PROFILES, PUBLIC, PUBLIC_FILE,
    SHARED, refused,
};

async fn titled(office: &Office, room: &RoomId, title: &str) -> Link {
    let links = office.ann.room_links(room).await.unwrap();
    let found = links.into_iter().find(|link| link.title == title);
    found.unwrap_or_else(|| panic!("{title}"))
}

/// Somebody else's link, which nothing here has.
fn unknown() -> Link {
    Link {
        id: "00000000-0000-4000-8000-000000000009".into(),
        title: String::new(),
        kind: LinkKind::External,
        primary: false,
        internal: false,
        expired: false,
        access: closeout::domain::RoomAccess(2),
    }
}

#[tokio::test(start_paused = true)]
async fn the_links_of_a_custom_room_are_closed_for_good() {
    for profile in PROFILES {
        let office = Office::open(profile);
        for (title, kind) in [("Invite", 0), ("Main", 1), ("Other", 1)] {
            let link = titled(&office, &CLIENT, title).await;
            assert_eq!(link.primary, title == "Main");
            assert_eq!(
                office.ann.close_room_link(&CLIENT, &link).await.unwrap(),
                None
            );
            let (call, status, body) = office.writes().pop().unwrap();
            assert_eq!((call.as_str(), status), ("PUT files/rooms/100/links", 200));
            let wanted =
                json!({"linkId": link.id, "linkType": kind, "access": 0, "internal": false});
            assert_eq!(body, wanted);
        }
        assert_eq!(office.ann.room_links(&CLIENT).await.unwrap(), []);
    }
}

#[tokio::test(start_paused = true)]
async fn the_primary_link_of_a_public_or_form_room_is_replaced_by_a_live_one() {
    for profile in PROFILES {
        let office = Office::open(profile);
        for room in [PUBLIC, FORMS] {
            let old = titled(&office, &room, "Main").await;
            let new = office.ann.close_room_link(&room, &old).await.unwrap();
            let new = new.unwrap();
            assert!(new.id != old.id && new.primary);
            let left = office.ann.room_links(&room).await.unwrap();
            assert!(left.contains(&new) && left.iter().all(|link| link.id != old.id));
        }
        let other = titled(&office, &PUBLIC, "Other").await;
        assert_eq!(
            office.ann.close_room_link(&PUBLIC, &other).await.unwrap(),
            None
        );
    }
}

#[tokio::test(start_paused = true)]
async fn links_are_closed_by_managers_of_active_rooms_only() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let link = unknown();
        for room in [FOREIGN, ARCHIVED] {
            let closed = office.ann.close_room_link(&room, &link).await;
            assert!(refused(&closed, 403), "{closed:?}");
        }
        let gary = office.client_of("gary");
        assert!(refused(&gary.close_file_link(&SHARED, &link).await, 403));
        let bob = office.client_of("bob");
        let main = titled(&office, &CLIENT, "Main").await;
        assert_eq!(bob.close_room_link(&CLIENT, &main).await.unwrap(), None);
    }
}

#[tokio::test(start_paused = true)]
async fn an_unknown_link_is_taken_and_nothing_is_closed() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let (room, file) = (
            office.ann.room_links(&CLIENT).await.unwrap(),
            office.ann.file_links(&SHARED).await.unwrap(),
        );
        let link = unknown();
        assert_eq!(
            office.ann.close_room_link(&CLIENT, &link).await.unwrap(),
            None
        );
        assert_eq!(
            office.ann.close_file_link(&SHARED, &link).await.unwrap(),
            None
        );
        assert_eq!(office.ann.room_links(&CLIENT).await.unwrap(), room);
        assert_eq!(office.ann.file_links(&SHARED).await.unwrap(), file);
    }
}

#[tokio::test(start_paused = true)]
async fn a_link_of_a_file_is_closed_and_in_a_public_room_replaced() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let links = office.ann.file_links(&SHARED).await.unwrap();
        let closed = office.ann.close_file_link(&SHARED, &links[0]).await;
        assert_eq!(closed.unwrap(), None);
        assert_eq!(office.ann.file_links(&SHARED).await.unwrap(), []);
        let (call, _, body) = office.writes().pop().unwrap();
        assert_eq!(call, "PUT files/file/3/links");
        let wanted = json!({"linkId": links[0].id, "access": 0, "internal": false});
        assert_eq!(body, wanted);

        let old = office.ann.file_links(&PUBLIC_FILE).await.unwrap().remove(0);
        let new = office
            .ann
            .close_file_link(&PUBLIC_FILE, &old)
            .await
            .unwrap();
        let new = new.unwrap();
        assert_ne!(new.id, old.id);
        assert_eq!(office.ann.file_links(&PUBLIC_FILE).await.unwrap(), [new]);
        // Looking never goes where looking makes a link.
        assert!(office.reads().iter().all(|path| !path.ends_with("/link")));
    }
}

#[tokio::test(start_paused = true)]
async fn a_link_that_comes_back_as_it_was_is_not_closed() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let link = office.ann.file_links(&DATA_FILE).await.unwrap().remove(0);
        assert!(link.internal);
        let misread = Link {
            internal: false,
            ..link.clone()
        };
        let closed = office.ann.close_file_link(&DATA_FILE, &misread).await;
        let error = closed.unwrap_err();
        assert!(matches!(error, PortalError::LinkLeftOpen), "{error:?}");
        assert!(!error.may_have_had_effect() && !error.is_about_access());
        assert_eq!(office.writes().pop().unwrap().1, 200);
        let still = office.ann.file_links(&DATA_FILE).await.unwrap();
        assert_eq!(still, std::slice::from_ref(&link));

        // As it was listed, it is.
        let closed = office.ann.close_file_link(&DATA_FILE, &link).await;
        assert_eq!(closed.unwrap(), None);
        assert_eq!(office.ann.file_links(&DATA_FILE).await.unwrap(), []);
    }
}

#[tokio::test(start_paused = true)]
async fn the_link_of_a_form_is_the_rooms() {
    for profile in PROFILES {
        let office = Office::open(profile);
        let old = titled(&office, &FORMS, "Main").await;
        let new = office.ann.close_file_link(&FORM, &old).await.unwrap();
        let left = office.ann.room_links(&FORMS).await.unwrap();
        assert!(new.is_some_and(|new| new.id != old.id && left.contains(&new)));
        let other = office.ann.close_file_link(&FORM, &unknown()).await;
        assert!(refused(&other, 403), "{other:?}");
    }
}
