//! Rooms and places that cannot be used: planned and looked at all the same, refused with the reason, exit code 5, and
//! not one request that writes.

use closeout::{
    app::ExitCode,
    sandbox::world::{Access, Lifetime, RoomKind},
};

use super::{ARCHIVE, MY_DOCUMENTS, ROOM, Row, folder, member};

/// Numbers of the sections in every practice portal.
const ROOMS: i32 = 14;
const ARCHIVE_SECTION: i32 = 15;
const AGENTS: i32 = 16;

fn refused(name: &'static str, words: &'static str) -> Row {
    Row::ordinary(name).says(words).exits(ExitCode::Refused)
}

#[tokio::test(start_paused = true)]
async fn sections_of_the_portal_are_no_archive_roots() {
    let archive_section = "takes whole rooms and refuses files";
    refused("the built-in Archive", archive_section)
        .root(&ARCHIVE_SECTION)
        .plays()
        .await;
    refused("an archived room", archive_section)
        .archive(|room| room.archived = true)
        .plays()
        .await;
    refused("the Rooms section", "is not a folder that takes folders")
        .root(&ROOMS)
        .plays()
        .await;
    refused("the agents' section", "lies in an AI room")
        .root(&AGENTS)
        .plays()
        .await;
    refused("the trash", "is not a folder that takes folders")
        .root(&(MY_DOCUMENTS + 1))
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn rooms_that_take_no_files_are_no_archive_roots() {
    refused("private", "lies in a private room")
        .archive(|room| room.private = true)
        .plays()
        .await;
    refused("form filling", "lies in a form-filling room")
        .archive(|room| room.kind = RoomKind::FormFilling)
        .plays()
        .await;
    refused("AI", "lies in an AI room")
        .archive(|room| room.kind = RoomKind::Ai)
        .plays()
        .await;
    refused("lifetime", "deletes files after a set time")
        .archive(|room| room.lifetime = Some(Lifetime::default()))
        .plays()
        .await;
    refused("third-party", "lies in third-party storage")
        .archive(|room| room.provider = Some("GoogleDrive".into()))
        .root(&format!("drive-{ARCHIVE}"))
        .says_not("could not be seen")
        .plays()
        .await;
    refused("member without rights", "The owner of that room is Bob.")
        .archive(|room| {
            room.owner = Some("bob".into());
            room.members = vec![member("ann", Access::Read)];
        })
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn too_little_quota_is_found_before_the_run() {
    let sized = |row: Row| {
        row.client(|room| {
            for file in &mut room.files {
                file.size = Some(600);
            }
        })
    };
    sized(refused(
        "room",
        "has 1000 bytes free, and the files take 1200 bytes",
    ))
    .archive(|room| room.quota_limit = Some(1000))
    .plays()
    .await;
    sized(Row::ordinary("room with enough"))
        .archive(|room| room.quota_limit = Some(1200))
        .plays()
        .await;
    sized(Row::ordinary("room without a limit"))
        .archive(|room| room.quota_limit = Some(-1))
        .plays()
        .await;
    let mine = |row: Row, limit| {
        let mut row = sized(row).root(&MY_DOCUMENTS);
        row.world.people[0].quota_limit = Some(limit);
        row
    };
    let words = "in your own documents, where you have 1199 bytes free";
    mine(refused("person", words), 1199).plays().await;
    mine(Row::ordinary("person with enough"), 1200)
        .plays()
        .await;
    mine(Row::ordinary("person without a limit"), -1)
        .plays()
        .await;
    // A room's quota is the room's: the person's own does not matter there.
    let mut row = sized(Row::ordinary("person's quota, but a room"));
    row.world.people[0].quota_limit = Some(1);
    row.plays().await;
}

#[tokio::test(start_paused = true)]
async fn the_clients_room_is_no_archive_root() {
    let words = "is the client's own room, or lies in it";
    refused("itself", words).root(&ROOM).plays().await;
    refused("a folder in it", words)
        .client(|room| room.folders = vec![folder(110, "Archive")])
        .root(&110)
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn twins_are_listed_and_not_chosen_among() {
    refused("twins", "have the target's title: 210, 211.")
        .archive(|room| room.folders = vec![folder(210, "Client"), folder(211, "Client")])
        .says("--target ID")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn rooms_that_cannot_be_emptied() {
    refused("private", "Its encrypted files can never leave it")
        .client(|room| {
            room.private = true;
            for file in &mut room.files {
                file.encrypted = true;
            }
        })
        .plays()
        .await;
    refused("archived", "moves nothing out of an archived room")
        .client(|room| room.archived = true)
        .plays()
        .await;
    refused("third-party", "copies every file to a new id")
        .client(|room| room.provider = Some("GoogleDrive".into()))
        .room(&format!("drive-{ROOM}"))
        .plays()
        .await;
    refused("AI", "This is an AI room")
        .client(|room| room.kind = RoomKind::Ai)
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_admin_who_is_no_member_gets_one_blocker_and_the_text_to_send() {
    let mut row = refused(
        "admin, not member",
        "You see this room as portal admin. DocSpace lets admins read it, not move its files. The owner is Bob.",
    )
    .client(|room| room.owner = Some("bob".into()))
    .archive(|room| room.owner = Some("adam".into()))
    .says("Send to Bob: \"Please invite me to the room 'Client' as room manager");
    row.world.caller = Some("adam".into());
    row.plays().await;
}
