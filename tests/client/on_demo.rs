//! The client on the demo world: every kind of room there is.

use closeout::{
    docspace::{Client, Credential, InProcessTransport, RoomsArea},
    domain::{
        Completeness, FileFlags, FileId, FolderId, FolderRole, LinkKind, ListingMethod, MemberKind,
        MyRole, PortalName, Room, RoomId, RoomKind, Section,
    },
    engine::scan::scan,
    sandbox::{Profile, Sandbox, SandboxOptions, seed::demo},
};

fn start(profile: Profile) -> (Client<InProcessTransport>, Sandbox) {
    let options = SandboxOptions {
        profile,
        ..SandboxOptions::default()
    };
    let sandbox = Sandbox::new(options).unwrap();
    let transport = InProcessTransport::new(sandbox.router());
    let credential = Credential::parse(sandbox.key()).unwrap();
    (
        Client::new(transport, PortalName("demo".into()), credential),
        sandbox,
    )
}

async fn room(client: &Client<InProcessTransport>, id: i32) -> Room {
    client.room(&RoomId::number(id)).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn every_room_can_be_listed_to_its_end() {
    for profile in [Profile::V36, Profile::V37] {
        let (client, sandbox) = start(profile);
        let order = client.saved_order().await.unwrap();
        let rooms = client
            .all_rooms(RoomsArea::Any, &order, |_| {})
            .await
            .unwrap()
            .rooms;
        assert!(rooms.len() > 120, "{}", rooms.len());
        for room in &rooms {
            let inventory = scan(&client, room, |_| {}).await.unwrap();
            assert_eq!(
                inventory.proof.completeness,
                Completeness::Complete,
                "{}: {:?}",
                room.title,
                inventory.proof
            );
            let walked = inventory.proof.methods.contains(&ListingMethod::Walk);
            let must_walk = room.is_third_party() || room.kind == RoomKind::Ai;
            assert_eq!(walked, must_walk, "{}", room.title);
            if !must_walk {
                assert_eq!(
                    inventory.files.len() as u64,
                    room.files_count,
                    "{}",
                    room.title
                );
            }
        }
        assert_eq!(client.saved_order().await.unwrap(), order);
        assert!(
            !sandbox
                .requests()
                .iter()
                .any(closeout::sandbox::LoggedRequest::is_write)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_stands_in_the_way_of_a_file_is_seen() {
    let (client, _) = start(Profile::V37);
    let contoso = room(&client, demo::CONTOSO_ROOM).await;
    let inventory = scan(&client, &contoso, |_| {}).await.unwrap();
    let of = |id: i32| {
        let mut files = inventory.indexed_files();
        let (index, file) = files
            .find(|(_, file)| file.id == FileId::number(id))
            .unwrap();
        (file.flags, inventory.holders.contains_key(&index))
    };
    let (locked, has_holder) = of(demo::LOCKED_FILE);
    assert!(locked.has(FileFlags::LOCKED_BY_OTHER) && locked.has(FileFlags::MAY_UNLOCK));
    assert!(!locked.has(FileFlags::MOVABLE) && has_holder);
    let (edited, has_holder) = of(demo::EDITED_FILE);
    assert!(edited.has(FileFlags::EDITING) && has_holder);
    let (frozen, _) = of(demo::FROZEN_FILE);
    assert!(!frozen.has(FileFlags::MOVABLE) && !frozen.has(FileFlags::LOCKED_BY_OTHER));
    let (linked, _) = of(demo::LINKED_FILE);
    assert!(linked.has(FileFlags::SHARED_BY_LINK) && linked.has(FileFlags::MOVABLE));
    let links = client
        .file_links(&FileId::number(demo::LINKED_FILE))
        .await
        .unwrap();
    assert_eq!((links.len(), links[0].kind), (1, LinkKind::External));

    // Seen on 3.6 as well, where the portal does not name who has a file open.
    let (client, _) = start(Profile::V36);
    let file = client
        .file(&FileId::number(demo::EDITED_FILE))
        .await
        .unwrap()
        .unwrap();
    assert!(file.flags.has(FileFlags::EDITING));
}

#[tokio::test(start_paused = true)]
async fn rooms_show_what_makes_them_special() {
    let (client, _) = start(Profile::V37);
    let me = client.me().await.unwrap();
    assert_eq!(
        room(&client, demo::CONTOSO_ROOM).await.my_role(&me),
        MyRole::Owner
    );
    assert_eq!(
        room(&client, demo::FOREIGN_ROOM).await.my_role(&me),
        MyRole::AdminNotMember
    );
    assert!(room(&client, demo::PRIVATE_ROOM).await.private);
    assert_eq!(
        room(&client, demo::PUBLIC_ROOM).await.kind,
        RoomKind::Public
    );
    assert_eq!(
        room(&client, demo::ARCHIVED_ROOM).await.section,
        Section::Archive
    );
    assert!(room(&client, demo::LIFETIME_ROOM).await.lifetime.is_some());
    let data = room(&client, demo::DATA_ROOM).await;
    assert!(data.indexing && data.deny_download);
    let drive = RoomId::parse(&format!("drive-{}", demo::THIRD_PARTY_ROOM)).unwrap();
    assert!(client.room(&drive).await.unwrap().is_third_party());
    let forms = room(&client, demo::FORM_ROOM).await;
    let inventory = scan(&client, &forms, |_| {}).await.unwrap();
    let has = |role| inventory.folders.iter().any(|folder| folder.role == role);
    assert!(has(FolderRole::FormSection) && has(FolderRole::FormResults));
    let target = client
        .destination(&FolderId::number(demo::LIFETIME_ROOT))
        .await
        .unwrap();
    assert!(target.room.unwrap().lifetime.is_some());
}

#[tokio::test(start_paused = true)]
async fn who_can_reach_a_room_is_read() {
    let (client, _) = start(Profile::V37);
    let id = RoomId::number(demo::CONTOSO_ROOM);
    let members = client.members(&id).await.unwrap();
    assert!(members[0].is_owner);
    let guests: Vec<&str> = members
        .iter()
        .filter_map(|member| match &member.kind {
            MemberKind::Person {
                person,
                is_guest: true,
                ..
            } => Some(&*person.id.0),
            _ => None,
        })
        .collect();
    assert!(guests.contains(&demo::GUEST_OF_ANN), "{guests:?}");
    let links = client.room_links(&id).await.unwrap();
    assert!(
        links.iter().any(|link| link.kind == LinkKind::Invitation),
        "{links:?}"
    );
    assert!(
        links.iter().any(|link| link.kind == LinkKind::External),
        "{links:?}"
    );
    let everyone = client
        .members(&RoomId::number(demo::EVERYONE_ROOM))
        .await
        .unwrap();
    assert!(everyone.iter().any(|member| matches!(
        &member.kind,
        MemberKind::Group {
            is_system: true,
            ..
        }
    )));
}
