//! The client, the pace and the scan together on the program's own sandbox, in both profiles and under each fault
//! that concerns reading. Time is paused: what is measured is the portal's time.

use std::{collections::BTreeSet, time::Duration};

use closeout::{
    docspace::{
        Client, Credential, InProcessTransport, MoveOrder, PortalError, ReadOnly, RoomsArea,
    },
    domain::{
        Completeness, Conflict, FileId, FolderId, Inventory, ListingMethod, PortalName, RoomId,
        Scope,
    },
    engine::{
        pace::{PaceLimits, Paced},
        scan::{ScanError, scan},
    },
    sandbox::{
        Fault, LoggedRequest, Profile, Sandbox, SandboxOptions, WorldSource, WorldSpec,
        seed::{FileSpec, FolderSpec, RoomSpec},
    },
};

const CONTOSO: i32 = 539_564;
const ARCHIVE_ROOT: i32 = 748_239;

type SandboxClient = Client<Paced<ReadOnly<InProcessTransport>>>;

fn generated(files: u32, folders: u32) -> SandboxOptions {
    SandboxOptions {
        world: WorldSource::Generated { files, folders },
        seed: 7,
        ..SandboxOptions::default()
    }
}

fn read_only_client(sandbox: &Sandbox, key: &str) -> SandboxClient {
    let transport = ReadOnly::new(InProcessTransport::new(sandbox.router()));
    let limits = PaceLimits {
        jitter: false,
        ..PaceLimits::default()
    };
    Client::new(
        Paced::new(transport, limits),
        PortalName("sandbox".into()),
        Credential::parse(key).unwrap(),
    )
}

/// Scans the client room and checks what holds whatever the portal does.
async fn scanned(options: SandboxOptions) -> (Inventory, Vec<LoggedRequest>) {
    let sandbox = Sandbox::new(options).unwrap();
    let client = read_only_client(&sandbox, sandbox.key());
    let order = client.saved_order().await.unwrap();
    let room = client.room(&RoomId::number(CONTOSO)).await.unwrap();
    let inventory = scan(&client, &room, |_| {}).await.unwrap();
    assert_eq!(
        client.saved_order().await.unwrap(),
        order,
        "the user's order was changed"
    );
    let log = sandbox.requests();
    assert!(
        log.iter()
            .all(|request| !request.is_write() && request.in_flight <= 8)
    );
    (inventory, log)
}

fn listings(log: &[LoggedRequest]) -> usize {
    log.iter()
        .filter(|request| request.path.contains("count=100") && request.status == 200)
        .count()
}

fn not_visible(inventory: &Inventory) -> u64 {
    match inventory.proof.completeness {
        Completeness::Complete => 0,
        Completeness::CompleteExcept { not_visible } => not_visible,
    }
}

fn distinct_titles(inventory: &Inventory) -> usize {
    inventory
        .files
        .iter()
        .map(|file| &file.title)
        .collect::<BTreeSet<_>>()
        .len()
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_files_are_read_in_a_hundred_and_five_pages_eight_at_a_time() {
    for profile in [Profile::V36, Profile::V37] {
        let options = SandboxOptions {
            profile,
            latency: Duration::from_millis(20),
            ..generated(10_000, 500)
        };
        let start = tokio::time::Instant::now();
        let (inventory, log) = scanned(options).await;
        let elapsed = start.elapsed();
        assert_eq!(
            (inventory.files.len(), distinct_titles(&inventory)),
            (10_000, 10_000)
        );
        assert_eq!(inventory.folders.len(), 501);
        assert_eq!(inventory.proof.completeness, Completeness::Complete);
        assert_eq!(listings(&log), 105);
        assert_eq!(log.iter().map(|request| request.in_flight).max(), Some(8));
        // Three rounds before and after, and the floor of 105 pages at 8 in flight.
        let floor = Duration::from_millis(20) * 14;
        assert!(
            elapsed <= floor * 3 / 2 + Duration::from_millis(60),
            "{elapsed:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn ties_and_conversions_leave_nothing_unsaid() {
    for seed in 0..5 {
        let options = SandboxOptions {
            ties: true,
            converting: 3,
            seed,
            ..generated(10_000, 500)
        };
        let (inventory, log) = scanned(options).await;
        println!(
            "seed {seed}: {} listings, {:?}",
            listings(&log),
            inventory.proof
        );
        assert_eq!(
            (inventory.files.len(), distinct_titles(&inventory)),
            (9_997, 9_997),
            "seed {seed}"
        );
        assert_eq!(not_visible(&inventory), 3, "seed {seed}");
        assert!(
            listings(&log) <= 105 + 60,
            "seed {seed}: {}",
            listings(&log)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn no_reading_fault_loses_a_file() {
    for profile in [Profile::V36, Profile::V37] {
        for (fault, method) in [
            (Fault::FlatArray, Some(ListingMethod::UntilEmptyPage)),
            (Fault::NotRecursive, Some(ListingMethod::Walk)),
            (Fault::Html502, None),
            (Fault::TooManyRequests, None),
            (Fault::Slow, None),
        ] {
            let options = SandboxOptions {
                profile,
                faults: vec![fault],
                ..generated(2_000, 100)
            };
            let (inventory, _) = scanned(options).await;
            assert_eq!(distinct_titles(&inventory), 2_000, "{fault}");
            assert_eq!(inventory.folders.len(), 101, "{fault}");
            assert_eq!(
                inventory.proof.completeness,
                Completeness::Complete,
                "{fault}"
            );
            assert!(
                method.is_none_or(|method| inventory.proof.methods.contains(&method)),
                "{fault}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_portals_own_limiter_never_has_to_say_no() {
    let options = SandboxOptions {
        limiter: true,
        ..generated(10, 2)
    };
    let sandbox = Sandbox::new(options).unwrap();
    let client = read_only_client(&sandbox, sandbox.key());
    let room = client.room(&RoomId::number(CONTOSO)).await.unwrap();
    for _ in 0..600 {
        scan(&client, &room, |_| {}).await.unwrap();
    }
    let log = sandbox.requests();
    assert!(log.len() > 1_500, "too few to reach the portal's limit");
    assert!(log.iter().all(|request| request.status == 200));
    assert_eq!(client.transport().requests(), log.len() as u64);
}

#[tokio::test(start_paused = true)]
async fn third_party_rooms_are_walked() {
    let deep = FolderSpec {
        folders: vec![FolderSpec::titled("Deep").with_files(["c.txt"])],
        ..FolderSpec::titled("Sub").with_files(["b.txt"])
    };
    let room = RoomSpec {
        provider: Some("GoogleDrive".into()),
        folders: vec![deep],
        files: vec![FileSpec::titled("a.txt")],
        ..RoomSpec::titled("Drive")
    };
    let people = vec![closeout::sandbox::seed::PersonSpec::named(
        "ann",
        closeout::sandbox::world::PersonKind::DocSpaceAdmin,
    )];
    let world = WorldSpec {
        people,
        rooms: vec![room],
        ..WorldSpec::default()
    };
    let sandbox = Sandbox::new(SandboxOptions {
        world: WorldSource::Given(Box::new(world)),
        ..SandboxOptions::default()
    })
    .unwrap();
    let client = read_only_client(&sandbox, sandbox.key());
    let order = client.saved_order().await.unwrap();
    let rooms = client
        .all_rooms(RoomsArea::Any, &order, |_| {})
        .await
        .unwrap()
        .rooms;
    let room = rooms.iter().find(|room| room.title == "Drive").unwrap();
    assert!(room.is_third_party());
    let inventory = scan(&client, room, |_| {}).await.unwrap();
    let paths: Vec<String> = inventory
        .indexed_files()
        .map(|(index, _)| inventory.file_path(index))
        .collect();
    assert_eq!(paths, ["a.txt", "Sub/b.txt", "Sub/Deep/c.txt"]);
    assert_eq!(
        inventory.proof.methods,
        BTreeSet::from([ListingMethod::Walk])
    );
}

#[tokio::test(start_paused = true)]
async fn keys_that_do_not_open_say_why() {
    let dead = format!("sk-{}", "0".repeat(64));
    for profile in [Profile::V36, Profile::V37] {
        let sandbox = Sandbox::new(SandboxOptions {
            profile,
            ..generated(10, 2)
        })
        .unwrap();
        let client = read_only_client(&sandbox, &dead);
        assert!(matches!(client.me().await, Err(PortalError::KeyRefused)));
        assert!(matches!(
            client.key_scopes().await,
            Err(PortalError::KeyRefused)
        ));
        assert!(matches!(
            client.room(&RoomId::number(CONTOSO)).await,
            Err(PortalError::KeyRefused)
        ));
        assert!(
            client.version().await.is_ok(),
            "the version is told to everybody"
        );

        let scopes = vec!["rooms:write".into(), "accounts.self:read".into()];
        let sandbox = Sandbox::new(SandboxOptions {
            profile,
            scopes,
            ..generated(10, 2)
        })
        .unwrap();
        let client = read_only_client(&sandbox, sandbox.key());
        assert!(client.me().await.is_ok());
        assert!(!client.key_scopes().await.unwrap().allows(Scope::FilesRead));
        let room = client.room(&RoomId::number(CONTOSO)).await.unwrap();
        let scanned = scan(&client, &room, |_| {}).await;
        if profile == Profile::V37 {
            let scope = Scope::FilesRead;
            let Err(ScanError::Order(PortalError::ScopeMissing { scope: missing })) = scanned
            else {
                panic!("{scanned:?}");
            };
            assert_eq!(missing, scope);
        } else {
            assert!(
                scanned.is_ok(),
                "up to 3.6 these routes do not look at a key's scopes: {scanned:?}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_not_found() {
    let sandbox = Sandbox::new(generated(10, 2)).unwrap();
    let client = read_only_client(&sandbox, sandbox.key());
    assert!(matches!(
        client.room(&RoomId::number(1)).await,
        Err(PortalError::NotFound { .. })
    ));
    assert!(matches!(
        client.room(&RoomId::parse("abc").unwrap()).await,
        Err(PortalError::NotFound { .. })
    ));
    assert!(matches!(
        client.folder(&FolderId::number(1)).await,
        Err(PortalError::NotFound { .. })
    ));
    assert_eq!(client.file(&FileId::number(1)).await.unwrap(), None);
    let folder = RoomId::number(ARCHIVE_ROOT);
    assert!(matches!(
        client.room(&folder).await,
        Err(PortalError::NotARoom { .. })
    ));
}

#[tokio::test(start_paused = true)]
async fn a_move_is_ordered_followed_and_seen() {
    for profile in [Profile::V36, Profile::V37] {
        let time_per_file = Duration::from_millis(100);
        let sandbox = Sandbox::new(SandboxOptions {
            profile,
            time_per_file,
            ..generated(30, 3)
        })
        .unwrap();
        let transport = InProcessTransport::new(sandbox.router());
        let client = Client::new(
            transport,
            PortalName("sandbox".into()),
            Credential::parse(sandbox.key()).unwrap(),
        );
        assert!(client.me().await.unwrap().is_admin);
        assert!(client.version().await.unwrap() >= closeout::domain::PortalVersion::OLDEST_FOR_RUN);

        let place = client
            .destination(&FolderId::number(ARCHIVE_ROOT))
            .await
            .unwrap();
        assert_eq!(place.room.unwrap().title, "Archive");
        assert_eq!(
            place.path.last().unwrap().id,
            FolderId::number(ARCHIVE_ROOT)
        );
        let target = client
            .create_folder(&place.folder.id, "A/B 🚀")
            .await
            .unwrap();
        assert_eq!(target.title, "A_B __");
        let found = client.subfolders(&place.folder.id).await.unwrap();
        assert_eq!(
            found.iter().map(|folder| &folder.id).collect::<Vec<_>>(),
            [&target.id]
        );

        let room = client.room(&RoomId::number(CONTOSO)).await.unwrap();
        let inventory = scan(&client, &room, |_| {}).await.unwrap();
        let files: Vec<FileId> = inventory.files.iter().map(|file| file.id.clone()).collect();
        let order = MoveOrder {
            files: files.clone(),
            target: target.id.clone(),
            conflict: Conflict::Skip,
        };
        let accepted = client.move_files(&order).await.unwrap();
        let mut status = accepted.0;
        let mut between = false;
        while !status.finished {
            tokio::time::sleep(Duration::from_millis(500)).await;
            status = client.operation(&status.id).await.unwrap().unwrap();
            between |= (1..100).contains(&status.progress);
        }
        assert!(
            between && !status.unclean && status.error.is_none(),
            "{status:?}"
        );
        let moved: BTreeSet<_> = status.moved.into_iter().collect();
        assert_eq!(
            moved,
            files
                .iter()
                .map(|id| (id.clone(), target.id.clone()))
                .collect()
        );
        assert_eq!(
            client.file(&files[0]).await.unwrap().unwrap().folder,
            target.id
        );
        let after = scan(&client, &room, |_| {}).await.unwrap();
        assert_eq!(
            (after.files.len(), after.proof.completeness),
            (0, Completeness::Complete)
        );
    }
}
