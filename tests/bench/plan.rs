//! Planning a million files: collisions, chunks and digest; and the memory a listed file takes.
//!
//! `cargo bench --bench plan`; budgets: 2 s, and 150 bytes per file with its title.
#![expect(clippy::unwrap_used, reason = "a bench may stop at the first surprise")]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use closeout::{
    domain::{
        Completeness, Destination, FileEntry, FileFlags, FileId, Folder, FolderEntry, FolderId,
        FolderIndex, FolderRole, Inventory, ListingMethod, Me, PathPart, Person, PortalName, Proof,
        Room, RoomAccess, RoomId, RoomKind, RoomRights, Section, UserId,
    },
    plan::{Choices, Facts, OwnerStanding, Place, Plan},
};

const FILES: u32 = 1_000_000;
const FOLDERS: u32 = 20_000;

fn main() {
    let before = resident();
    let inventory = Arc::new(inventory());
    let listed = resident() - before;
    let facts = facts(Arc::clone(&inventory));
    let mut times = Vec::new();
    for _ in 0..5 {
        let facts = facts.clone();
        let started = Instant::now();
        let plan = Plan::make(facts, Choices::for_client("Contoso Ltd")).unwrap();
        times.push(started.elapsed());
        assert_eq!(u32::try_from(plan.fates.len()).unwrap(), FILES);
    }
    times.sort();
    println!(
        "plan of {FILES} files: median {:.2} s of {} runs",
        times[2].as_secs_f64(),
        times.len()
    );
    println!(
        "listed file: {} bytes, title included",
        listed / u64::from(FILES)
    );
}

/// Bytes of this process that are in memory, as the kernel counts them.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: u64 = statm
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .unwrap_or(0);
    pages * 4096
}

/// Titles of 35 characters; every hundredth meets another one.
fn inventory() -> Inventory {
    let folders = (0..=FOLDERS).map(|number| FolderEntry {
        id: FolderId::number(i32::try_from(number).unwrap() + 1),
        title: format!("Folder {number}").into(),
        parent: (number > 0).then_some(FolderIndex(0)),
        role: FolderRole::Ordinary,
        files_below: u64::from(FILES / FOLDERS),
    });
    let may_move = FileFlags::MOVABLE.with(FileFlags::DOWNLOADABLE, true);
    let files = (0..FILES).map(|number| FileEntry {
        id: FileId::number(i32::try_from(number).unwrap() + 1),
        title: format!(
            "Quarterly report of the site {:06}.docx",
            if number % 100 == 0 { 0 } else { number }
        )
        .into(),
        folder: FolderIndex(1 + number % FOLDERS),
        size: 20_000,
        version: 1,
        flags: may_move,
    });
    Inventory {
        proof: Proof {
            completeness: Completeness::Complete,
            methods: BTreeSet::from([ListingMethod::Recursive]),
            unique_files: u64::from(FILES),
            largest_total: u64::from(FILES),
            counter: u64::from(FILES),
            unique_folders: u64::from(FOLDERS),
            repeated: 0,
            requests: 0,
        },
        folders: folders.collect(),
        files: files.collect(),
        holders: BTreeMap::new(),
    }
}

fn facts(inventory: Arc<Inventory>) -> Facts {
    let person = Person {
        id: UserId("66faa6e4-f133-41ea-b126-00ffeec8b4ef".into()),
        name: "Ann".into(),
    };
    let rights = RoomRights {
        create: true,
        move_to: true,
        ..RoomRights::default()
    };
    let room = |id: i32, title: &str| Room {
        id: RoomId::number(id),
        title: title.into(),
        kind: RoomKind::Custom,
        section: Section::Rooms,
        owner: person.clone(),
        files_count: 0,
        folders_count: 0,
        used_space: None,
        quota: None,
        access: RoomAccess::NONE,
        in_room: true,
        rights,
        private: false,
        deny_download: false,
        indexing: false,
        watermark: false,
        lifetime: None,
        provider: None,
        pinned: false,
        tags: Vec::new(),
        updated: None,
    };
    let root = FolderId::number(2_000_001);
    Facts {
        portal: PortalName("bench.invalid".into()),
        portal_version: None,
        me: Me {
            person: person.clone(),
            email: None,
            is_admin: false,
            is_room_admin: true,
            is_guest: false,
        },
        room: room(2_000_002, "Contoso Ltd"),
        inventory,
        listed_at: jiff::Timestamp::UNIX_EPOCH,
        place: Place {
            beside: Arc::from([]),
            reach: None,
            my_quota: None,
            root: Destination {
                folder: Folder {
                    id: root.clone(),
                    title: "Archive".into(),
                    parent: None,
                    section: Section::Rooms,
                    rights,
                    files_count: 0,
                    folders_count: 0,
                    third_party: false,
                    has_link: false,
                    has_people: false,
                },
                path: vec![PathPart {
                    id: root,
                    title: "Archive".into(),
                    room_kind: Some(RoomKind::Custom),
                }],
                room: Some(room(2_000_001, "Archive")),
            },
            targets_found: Vec::new(),
            target_chosen: None,
            target_files: Arc::from([]),
        },
        guest: None,
        owner: OwnerStanding::Unseen,
    }
}
