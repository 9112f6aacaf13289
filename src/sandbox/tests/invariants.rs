//! Whatever is moved, in whatever order and however interrupted: no file is lost or doubled, and the counters are right.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use super::support::{call, with};
use crate::sandbox::seed::Random;
use crate::sandbox::seed::generated_ids::{ARCHIVE_ROOT, CLIENT_ROOM};
use crate::sandbox::world::{EntryId, World};
use crate::sandbox::{Sandbox, WorldSource};

fn recount(world: &World, folder: EntryId) -> (i64, i64, i64) {
    let files = world.tree.files_below(folder);
    let space = files
        .iter()
        .filter_map(|id| world.tree.file(*id))
        .map(|file| file.size)
        .sum();
    let count = |length: usize| i64::try_from(length).unwrap();
    (
        count(files.len()),
        count(world.tree.folders_below(folder).len()),
        space,
    )
}

fn check(sandbox: &Sandbox, seed: u64, files: &BTreeSet<EntryId>) {
    sandbox.edit(|world, _| {
        let now: BTreeSet<EntryId> = world.tree.files().map(|file| file.id).collect();
        assert_eq!(&now, files, "seed {seed}");
        for folder in world.tree.folders() {
            let counted = (folder.files_count, folder.folders_count, folder.used_space);
            assert_eq!(
                counted,
                recount(world, folder.id),
                "seed {seed}, folder {}",
                folder.title
            );
        }
        for file in world.tree.files() {
            assert!(
                world.tree.direct_files(file.folder).contains(&file.id),
                "seed {seed}"
            );
            assert!(
                world
                    .tree
                    .files_titled_like(file.folder, &file.title)
                    .any(|same| same.id == file.id),
                "seed {seed}"
            );
        }
    });
}

async fn random_request(sandbox: &Sandbox, random: &mut Random) {
    let (files, folders) = sandbox.edit(|world, _| {
        let mut files: Vec<EntryId> = world.tree.files().map(|file| file.id).collect();
        let mut folders: Vec<EntryId> = world.tree.folders_below(CLIENT_ROOM);
        folders.extend(world.tree.folders_below(ARCHIVE_ROOT));
        files.sort_unstable();
        folders.sort_unstable();
        (files, folders)
    });
    let some = |random: &mut Random, from: &[EntryId], most: usize| -> Vec<EntryId> {
        (0..random.below(most + 1))
            .filter_map(|_| random.pick(from).copied())
            .collect()
    };
    let conflict = [0, 2][random.below(2)];
    let below = folders[random.below(folders.len())];
    let target = *random.pick(&[ARCHIVE_ROOT, CLIENT_ROOM, below]).unwrap();
    let body = json!({
        "fileIds": some(random, &files, 12),
        "folderIds": some(random, &folders, 2),
        "destFolderId": target,
        "conflictResolveType": conflict,
        "deleteAfter": random.chance(30),
    });
    call(sandbox, "PUT", "files/fileops/move", body).await;
    if random.chance(15) {
        call(
            sandbox,
            "PUT",
            "files/fileops/terminate",
            serde_json::Value::Null,
        )
        .await;
    }
    tokio::time::advance(Duration::from_millis(
        u64::try_from(random.between(0, 4000)).unwrap(),
    ))
    .await;
}

#[tokio::test(start_paused = true)]
async fn no_file_is_lost_and_every_counter_is_right() {
    for seed in 0..12 {
        let sandbox = with(|options| {
            options.seed = seed;
            options.world = WorldSource::Generated {
                files: 60,
                folders: 12,
            };
            options.time_per_file = Duration::from_millis(200);
        });
        let files = sandbox.edit(|world, _| {
            // A few equal titles, so that moves skip, duplicate and merge.
            let mut ids: Vec<EntryId> = world.tree.files().map(|file| file.id).collect();
            ids.sort_unstable();
            for id in ids.iter().step_by(5) {
                world.tree.retitle_file(*id, "Same.docx".into());
            }
            ids.into_iter().collect()
        });
        let mut random = Random::for_purpose(seed, 99);
        for _ in 0..40 {
            random_request(&sandbox, &mut random).await;
        }
        tokio::time::advance(Duration::from_secs(600)).await;
        check(&sandbox, seed, &files);
        let moved = sandbox.edit(|world, now| {
            let operations = world.operations_so_far(now);
            operations
                .iter()
                .filter(|operation| operation.processed > 0)
                .count()
        });
        assert!(
            moved >= 10,
            "seed {seed}: only {moved} operations moved anything"
        );
    }
}
