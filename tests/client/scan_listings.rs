//! The scan against the ways in which a portal loses entries: nothing is lost, or it is said how much.

use std::{
    collections::BTreeSet,
    sync::{Mutex, atomic::Ordering},
};

use crate::mini_portal::{ROOM, World, assert_in_order, paths_in, paths_of, the_room};
use closeout::{
    docspace::PortalError,
    domain::{Completeness, Inventory, ListingMethod},
    engine::scan::{ScanError, ScanPhase, scan},
};
use proptest::prelude::*;

/// `files` files spread evenly over `folders` folders, ten folders to a parent, in bursts of `burst` equal keys.
fn even_world(files: i32, folders: i32, burst: u32) -> World {
    World {
        folders: (0..folders)
            .map(|n| {
                (
                    100 + n,
                    if n < 10 { ROOM } else { 100 + n / 10 },
                    format!("Folder {n:03}"),
                )
            })
            .collect(),
        files: (0..files)
            .map(|n| {
                (
                    10_000 + n,
                    100 + n % folders.max(1),
                    format!("File {n:05}.docx"),
                    n.unsigned_abs() / burst,
                )
            })
            .collect(),
        ..World::default()
    }
}

/// Scans, checks the order of the result, and gives it with the number of listing requests.
async fn scanned(world: &World) -> (Inventory, usize) {
    let (client, log) = world.clone().start();
    let room = the_room(&client).await;
    let inventory = scan(&client, &room, |_| {}).await.unwrap();
    assert_in_order(&inventory);
    let log = log.lock().unwrap();
    let listings = log
        .iter()
        .filter(|seen| seen.path.contains("count=100"))
        .count();
    assert_eq!(inventory.proof.requests, listings as u64);
    assert!(log.iter().all(|seen| seen.method == "GET"));
    (inventory, listings)
}

fn methods(inventory: &Inventory) -> Vec<ListingMethod> {
    inventory.proof.methods.iter().copied().collect()
}

#[tokio::test(start_paused = true)]
async fn a_clean_room_takes_a_request_per_hundred_entries() {
    let world = even_world(10_000, 500, 1);
    let (inventory, requests) = scanned(&world).await;
    assert_eq!(requests, 105);
    assert_eq!(paths_in(&inventory), paths_of(&world));
    assert_eq!(inventory.proof.completeness, Completeness::Complete);
    assert_eq!(methods(&inventory), [ListingMethod::Recursive]);
    let proof = &inventory.proof;
    assert_eq!(
        (
            proof.unique_files,
            proof.largest_total,
            proof.counter,
            proof.unique_folders
        ),
        (10_000, 10_000, 10_000, 500)
    );
}

#[tokio::test(start_paused = true)]
async fn an_empty_room_is_no_error() {
    let (inventory, requests) = scanned(&World::default()).await;
    assert_eq!(
        (inventory.files.len(), inventory.folders.len(), requests),
        (0, 1, 2)
    );
    assert_eq!(inventory.proof.completeness, Completeness::Complete);
    // Empty folders alone are no reason to walk either: every count agrees that there are no files.
    let (inventory, requests) = scanned(&even_world(0, 40, 1)).await;
    assert_eq!((inventory.folders.len(), requests), (41, 2));
}

#[tokio::test(start_paused = true)]
async fn ties_are_read_again_where_pages_meet() {
    let world = World {
        ties: true,
        ..even_world(10_000, 500, 7)
    };
    let (inventory, requests) = scanned(&world).await;
    assert_eq!(paths_in(&inventory), paths_of(&world));
    assert_eq!(inventory.proof.completeness, Completeness::Complete);
    assert!(
        inventory.proof.repeated > 0,
        "the world has no ties at the seams"
    );
    assert!(methods(&inventory).contains(&ListingMethod::OtherCuts));
    assert!(requests <= 105 + 100, "{requests}");
}

#[tokio::test(start_paused = true)]
async fn files_in_conversion_are_said_to_be_missing() {
    let world = World {
        hidden: BTreeSet::from([10_050, 13_333, 17_777]),
        ..even_world(10_000, 500, 1)
    };
    let (inventory, requests) = scanned(&world).await;
    assert_eq!(inventory.files.len(), 9_997);
    assert_eq!(
        inventory.proof.completeness,
        Completeness::CompleteExcept { not_visible: 3 }
    );
    assert_eq!(
        methods(&inventory),
        [ListingMethod::Recursive, ListingMethod::ClaimedFolders]
    );
    assert_eq!(requests, 105 + 3 + 3);
}

#[tokio::test(start_paused = true)]
async fn a_conversion_that_ends_is_waited_for() {
    let hidden = BTreeSet::from([10_050, 13_333, 17_777]);
    let world = World {
        hidden,
        hidden_until: Some(108),
        ..even_world(10_000, 500, 1)
    };
    let start = tokio::time::Instant::now();
    let (inventory, requests) = scanned(&world).await;
    assert_eq!(paths_in(&inventory), paths_of(&world));
    assert_eq!(inventory.proof.completeness, Completeness::Complete);
    assert_eq!((requests, start.elapsed().as_secs()), (105 + 3 + 3, 2));
}

#[tokio::test(start_paused = true)]
async fn a_first_page_with_hidden_files_does_not_hide_the_last_page() {
    // The first page gives 97 and says there are 99; the truth is 102. Whoever believes it reads no second page.
    let hidden = (10_000..10_003).collect();
    let world = World {
        hidden,
        ..even_world(102, 1, 1)
    };
    let (inventory, _) = scanned(&world).await;
    assert_eq!(inventory.files.len(), 99);
    assert_eq!(
        inventory.proof.completeness,
        Completeness::CompleteExcept { not_visible: 3 }
    );
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_silently_is_not_recursive_is_walked() {
    for world in [
        World {
            not_recursive: true,
            ..even_world(900, 60, 1)
        },
        World {
            not_recursive: true,
            without_counters: true,
            ..even_world(900, 60, 1)
        },
    ] {
        let (client, _) = world.clone().start();
        let mut room = the_room(&client).await;
        if world.without_counters {
            // Third-party storage counts nothing and is never recursive.
            room.provider = Some("GoogleDrive".into());
        }
        let inventory = scan(&client, &room, |_| {}).await.unwrap();
        assert_eq!(paths_in(&inventory), paths_of(&world));
        assert_eq!(inventory.proof.completeness, Completeness::Complete);
        assert!(methods(&inventory).contains(&ListingMethod::Walk));
    }
}

#[tokio::test(start_paused = true)]
async fn a_portal_without_totals_is_read_until_nothing_comes() {
    for not_recursive in [false, true] {
        let world = World {
            flat_array: true,
            not_recursive,
            ..even_world(900, 120, 1)
        };
        let (inventory, _) = scanned(&world).await;
        assert_eq!(paths_in(&inventory), paths_of(&world));
        assert_eq!(inventory.folders.len(), 121);
        assert!(methods(&inventory).contains(&ListingMethod::UntilEmptyPage));
        assert_eq!(inventory.proof.completeness, Completeness::Complete);
        assert_eq!(
            methods(&inventory).contains(&ListingMethod::Walk),
            not_recursive
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_counter_that_drifted_is_said_and_not_believed() {
    let world = World {
        drift: [(105, 4)].into(),
        ..even_world(200, 20, 1)
    };
    let (inventory, requests) = scanned(&world).await;
    assert_eq!(paths_in(&inventory), paths_of(&world));
    assert_eq!(
        inventory.proof.completeness,
        Completeness::CompleteExcept { not_visible: 4 }
    );
    assert_eq!(requests, 3 + 1 + 1);
}

#[tokio::test(start_paused = true)]
async fn counters_that_were_only_late_leave_no_doubt() {
    // Folder 150 lies two levels down: the counters above it are as late as its own.
    let world = World {
        drift: [(150, 4)].into(),
        ..even_world(200, 60, 1)
    };
    let (client, _) = world.clone().start();
    let room = the_room(&client).await;
    let inventory = scan(&client, &room, |progress| {
        if progress.phase == ScanPhase::Waiting {
            world.drift_is_over.store(true, Ordering::Relaxed);
        }
    });
    let inventory = inventory.await.unwrap();
    assert_eq!(paths_in(&inventory), paths_of(&world));
    assert_eq!(inventory.proof.completeness, Completeness::Complete);
    assert_eq!(inventory.proof.counter, 200);
}

#[tokio::test(start_paused = true)]
async fn what_counters_cannot_explain_is_looked_for_everywhere() {
    // 300 files with one key: windows at the seams do not help, and there are no counters to say where to look.
    let world = World {
        ties: true,
        without_counters: true,
        ..even_world(300, 20, 1000)
    };
    let (inventory, _) = scanned(&world).await;
    assert_eq!(paths_in(&inventory), paths_of(&world));
    assert_eq!(inventory.proof.completeness, Completeness::Complete);
    assert!(methods(&inventory).contains(&ListingMethod::Walk));
}

#[tokio::test(start_paused = true)]
async fn folders_that_no_listing_brought_are_asked_for() {
    let world = World {
        unlisted_folders: BTreeSet::from([101, 115]),
        ..even_world(200, 20, 1)
    };
    let (inventory, _) = scanned(&world).await;
    assert_eq!(paths_in(&inventory), paths_of(&world));
}

#[tokio::test(start_paused = true)]
async fn orphans_and_circles_hang_under_the_room() {
    let world = World {
        folders: vec![
            (100, 999, "orphan".into()),
            (101, 102, "a".into()),
            (102, 101, "b".into()),
            (103, 103, "self".into()),
        ],
        files: vec![
            (1, 100, "f1".into(), 1),
            (2, 101, "f2".into(), 2),
            (3, 102, "f3".into(), 3),
            (4, 103, "f4".into(), 4),
            (5, 888, "f5".into(), 5),
        ],
        flat_array: true,
        ..World::default()
    };
    // A portal would not list these below the room; a portal that did must not make the scan lose or repeat them.
    let router = crate::script::router(move |seen| {
        let all = json_listing(&world);
        match seen.path.split('?').next().unwrap() {
            "files/settings" => crate::script::Answer::ok(
                &serde_json::json!({ "defaultOrder": { "is_asc": true, "property": 6 } }),
            ),
            "files/rooms/1" => crate::script::Answer::ok(
                &serde_json::json!({ "id": 1, "title": "Room", "roomType": 5 }),
            ),
            "files/1" if seen.path.contains("filterType=1") => crate::script::Answer::ok(
                &serde_json::json!({ "files": all.1, "total": 5, "current": { "id": 1 } }),
            ),
            "files/1" => crate::script::Answer::ok(
                &serde_json::json!({ "folders": all.0, "total": 4, "current": { "id": 1 } }),
            ),
            _ => {
                crate::script::Answer::json(404, &serde_json::json!({ "error": { "message": "" } }))
            }
        }
    });
    let client = crate::script::client_of(router.0);
    let room = the_room(&client).await;
    let inventory = scan(&client, &room, |_| {}).await.unwrap();
    assert_in_order(&inventory);
    let paths: Vec<String> = paths_in(&inventory)
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert_eq!(paths, ["a/b/f3", "a/f2", "f5", "orphan/f1", "self/f4"]);
}

fn json_listing(world: &World) -> (Vec<serde_json::Value>, Vec<serde_json::Value>) {
    let folders = world.folders.iter().map(
        |(id, parent, title)| serde_json::json!({ "id": id, "parentId": parent, "title": title }),
    );
    let files = world.files.iter().map(|(id, folder, title, _)| serde_json::json!({ "id": id, "folderId": folder, "title": title }));
    (folders.collect(), files.collect())
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_cannot_be_listed_stops_the_scan_and_is_named() {
    let world = World {
        not_recursive: true,
        broken: Some(105),
        ..even_world(200, 20, 1)
    };
    let (client, _) = world.start();
    let room = the_room(&client).await;
    let error = scan(&client, &room, |_| {}).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to list “Folder 005” (folder 105)"
    );
    assert!(matches!(
        error.portal_error(),
        Some(PortalError::Refused { status: 500, .. })
    ));

    let world = World {
        broken: Some(ROOM),
        ..World::default()
    };
    let (client, _) = world.start();
    let room = the_room(&client).await;
    let error = scan(&client, &room, |_| {}).await.unwrap_err();
    assert!(matches!(error, ScanError::Listing { .. }), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn progress_is_told_after_every_page_and_can_be_sent_to_another_thread() {
    let (client, _) = even_world(950, 5, 1).start();
    let room = the_room(&client).await;
    let told = std::sync::Arc::new(Mutex::new(Vec::new()));
    let kept = std::sync::Arc::clone(&told);
    let task = tokio::spawn(async move {
        scan(&client, &room, move |progress| {
            kept.lock().unwrap().push(progress);
        })
        .await
    });
    task.await.unwrap().unwrap();
    let told = told.lock().unwrap();
    let last = told.last().unwrap();
    assert_eq!(
        (
            last.phase,
            last.files,
            last.files_expected,
            last.folders,
            last.requests
        ),
        (ScanPhase::Done, 950, Some(950), 5, 11)
    );
    assert!(
        told.windows(2)
            .all(|pair| pair[0].requests <= pair[1].requests)
    );
}

fn any_world() -> impl Strategy<Value = World> {
    let titles = || prop_oneof!["[a-c]{1,2}", "\\PC{1,6}"];
    let folders = prop::collection::vec((any::<prop::sample::Index>(), titles()), 0..25);
    let files = prop::collection::vec((any::<prop::sample::Index>(), titles(), 0u32..6), 0..420);
    (folders, files).prop_map(|(folders, files)| {
        let mut world = World::default();
        for (n, (parent, title)) in (0i32..).zip(folders) {
            // The room or any folder made before.
            let parent = i32::try_from(parent.index(world.folders.len() + 1)).unwrap();
            world
                .folders
                .push((100 + n, if parent == 0 { ROOM } else { 99 + parent }, title));
        }
        for (n, (folder, title, step)) in (0i32..).zip(files) {
            let folder = i32::try_from(folder.index(world.folders.len() + 1)).unwrap();
            let key = world.files.last().map_or(0, |file| file.3) + step / 5;
            world.files.push((
                1000 + n,
                if folder == 0 { ROOM } else { 99 + folder },
                title,
                key,
            ));
        }
        world
    })
}

fn in_paused_time<R>(work: impl Future<Output = R>) -> R {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any tree is listed as it is, whether or not the portal shuffles ties, gives totals, or recurses.
    #[test]
    fn any_tree_is_listed_as_it_is(world in any_world(), ties: bool, flat_array: bool, not_recursive: bool) {
        let world = World { ties: ties && !flat_array, flat_array, not_recursive, ..world };
        let (inventory, _) = in_paused_time(scanned(&world));
        let listed = paths_in(&inventory);
        prop_assert_eq!(&listed, &paths_of(&world));
        prop_assert_eq!(inventory.files.len(), world.files.len());
        prop_assert_eq!(inventory.folders.len(), world.folders.len() + 1);
        prop_assert_eq!(inventory.proof.completeness, Completeness::Complete);
    }

    /// Whatever the portal hides and however it shuffles, the verdict names exactly how many files are not there.
    #[test]
    fn what_is_missing_is_counted(
        world in any_world(),
        hidden in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
        one_key: bool,
    ) {
        let mut world = World { ties: true, ..world };
        if one_key {
            world.files.iter_mut().for_each(|file| file.3 = 0);
        }
        if !world.files.is_empty() {
            world.hidden = hidden.iter().map(|at| world.files[at.index(world.files.len())].0).collect();
        }
        let (inventory, _) = in_paused_time(scanned(&world));
        let (listed, all) = (paths_in(&inventory), paths_of(&world));
        prop_assert!(listed.is_subset(&all));
        let missing = (all.len() - listed.len()) as u64;
        let said = match inventory.proof.completeness {
            Completeness::Complete => 0,
            Completeness::CompleteExcept { not_visible } => not_visible,
        };
        prop_assert_eq!(said, missing);
        let hidden: BTreeSet<i32> = world.hidden.clone();
        prop_assert!(listed.iter().all(|(_, id)| !hidden.contains(id)));
    }
}
