//! Worlds from files and numbers: what is asked for is what there is, and the same seed gives the same.

use std::path::PathBuf;

use serde_json::json;

use super::support::{get, with};
use crate::sandbox::seed::generated_ids::CLIENT_ROOM;
use crate::sandbox::{Sandbox, SandboxError, SandboxOptions, WorldSource};

#[tokio::test(start_paused = true)]
async fn a_world_file_is_served_as_written() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/worlds/small.json");
    let sandbox = with(|options| options.world = WorldSource::File(path.clone()));
    let room = get(&sandbox, "files/rooms/100").await.response();
    assert_eq!(
        (&room["title"], &room["filesCount"]),
        (&json!("Client_ A_B"), &json!(6))
    );
    assert!(room["created"].as_str().unwrap().ends_with("+01:00"));
    let shown = |sandbox: Sandbox| async move {
        get(&sandbox, "files/100?filterType=1").await.response()["total"].clone()
    };
    assert_eq!(shown(sandbox.clone()).await, 5);
    tokio::time::advance(std::time::Duration::from_secs(31)).await;
    assert_eq!(shown(sandbox.clone()).await, 6);
    assert_eq!(
        get(&sandbox, "files/rooms/300").await.response()["lifetime"]["value"],
        6
    );
}

#[tokio::test]
async fn a_bad_world_is_refused_with_its_reason() {
    let missing = SandboxOptions {
        world: WorldSource::File("/nowhere/world.json".into()),
        ..SandboxOptions::default()
    };
    assert!(matches!(
        Sandbox::new(missing),
        Err(SandboxError::ReadWorld { .. })
    ));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    for (text, understood) in [
        ("{\"rooms\": 5}", false),
        (
            "{\"rooms\": [{\"title\": \"x\", \"owner\": \"nobody\"}]}",
            true,
        ),
    ] {
        std::fs::write(&path, text).unwrap();
        let options = SandboxOptions {
            world: WorldSource::File(path.clone()),
            ..SandboxOptions::default()
        };
        match Sandbox::new(options) {
            Err(SandboxError::Inconsistent { .. }) => assert!(understood),
            Err(SandboxError::ParseWorld { .. }) => assert!(!understood),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn the_same_seed_gives_the_same_world_and_key() {
    let make = |seed| {
        with(|options| {
            (options.seed, options.world) = (
                seed,
                WorldSource::Generated {
                    files: 300,
                    folders: 20,
                },
            );
        })
    };
    let path = format!("files/{CLIENT_ROOM}?filterType=1&sortBy=Size&sortOrder=descending");
    let (first, second, other) = (make(7), make(7), make(8));
    assert_eq!(
        get(&first, &path).await.text,
        get(&second, &path).await.text
    );
    assert_eq!(first.key(), second.key());
    assert_ne!(first.key(), other.key());
    assert!(first.key().starts_with("sk-") && first.key().len() == 67);
}

#[tokio::test]
async fn some_files_share_their_second_with_others() {
    let sandbox = with(|options| {
        options.world = WorldSource::Generated {
            files: 5000,
            folders: 50,
        }
    });
    let shared = sandbox.edit(|world, _| {
        let mut dates: Vec<i64> = world.tree.files().map(|file| file.created).collect();
        dates.sort_unstable();
        dates
            .chunk_by(|one, other| one == other)
            .filter(|run| run.len() > 1)
            .map(<[i64]>::len)
            .sum::<usize>()
    });
    assert!((350..=1250).contains(&shared), "{shared} of 5000");
}
