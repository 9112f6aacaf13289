//! A small room with a little of everything, for journeys that are made hundreds of times.

use std::time::Duration;

use closeout::{
    app::Wish,
    sandbox::{
        SandboxOptions, WorldSource, WorldSpec,
        seed::{FileSpec, FolderSpec, PersonSpec, RoomSpec},
        world::PersonKind,
    },
};

use crate::stage::wish;

/// The client's room.
pub(crate) const ROOM: i32 = 101;
/// The archive room, itself the archive root.
pub(crate) const ARCHIVE: i32 = 201;
/// Every file but the locked one.
pub(crate) const MOVABLE: u64 = 44;

/// Forty-five files, some of equal titles, one locked; chunks of eight.
pub(crate) fn world(time_per_file: Duration) -> SandboxOptions {
    let folders = (0..4).map(|folder| {
        let own = (0..10).map(move |file| format!("Letter {folder}{file}.docx"));
        FolderSpec::titled(format!("Folder {folder}"))
            .with_files(own.chain(["Contract.pdf".to_owned()]))
    });
    let locked = FileSpec {
        locked_by: Some("bob".into()),
        ..FileSpec::titled("Locked.docx")
    };
    let spec = WorldSpec {
        people: vec![
            PersonSpec::named("ann", PersonKind::RoomAdmin),
            PersonSpec::named("bob", PersonKind::RoomAdmin),
        ],
        caller: Some("ann".into()),
        rooms: vec![
            RoomSpec {
                id: Some(ROOM),
                folders: folders.collect(),
                files: vec![locked],
                ..RoomSpec::titled("Contoso Ltd")
            },
            RoomSpec {
                id: Some(ARCHIVE),
                ..RoomSpec::titled("Archive")
            },
        ],
        ..WorldSpec::default()
    };
    SandboxOptions {
        world: WorldSource::Given(Box::new(spec)),
        latency: Duration::from_millis(10),
        time_per_file,
        ..SandboxOptions::default()
    }
}

/// That room into that archive, eight files a chunk.
pub(crate) fn wished() -> Wish {
    let mut wished = wish(ROOM, ARCHIVE);
    wished.choices.chunk_size = 8;
    wished
}
