//! Rooms, people, an inventory and an archive, as values.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use closeout::{
    app::{FolderChoice, RoomReach},
    domain::{
        Completeness, Destination, FileEntry, FileFlags, FileId, FileIndex, Folder, FolderEntry,
        FolderId, FolderIndex, FolderRole, Inventory, Lifetime, Link, LinkKind, Me, Member,
        MemberKind, PathPart, Person, PortalName, PortalVersion, Proof, Room, RoomAccess, RoomId,
        RoomKind, RoomRights, Section, UserId,
    },
    plan::{
        Choices, Facts, FileLink, GuestChoice, GuestFacts, OtherRoom, OwnerStanding, Place, Plan,
        TargetFile, TargetReach,
    },
    tui::{
        message::Connection,
        model::{Listing, Planned},
    },
};

pub(crate) fn person(name: &str) -> Person {
    Person {
        id: UserId(format!("id of {name}").into()),
        name: name.into(),
    }
}

pub(crate) fn me() -> Me {
    Me {
        person: person("Ada Admin"),
        email: Some("ada@example.com".into()),
        is_admin: true,
        is_room_admin: true,
        is_guest: false,
    }
}

pub(crate) fn connection() -> Connection {
    Connection {
        portal: PortalName("docspace.example.com".into()),
        version: PortalVersion::parse("3.7.0"),
        archive_root: None,
        me: me(),
    }
}

pub(crate) fn room(id: i32, title: &str, files: u64) -> Room {
    let day = u64::try_from(id).unwrap() % 28 + 1;
    Room {
        id: RoomId::number(id),
        title: title.into(),
        kind: RoomKind::Custom,
        section: Section::Rooms,
        owner: person("Ada Admin"),
        files_count: files,
        folders_count: files / 10,
        used_space: Some(files * 3_456_789),
        quota: None,
        access: RoomAccess::OWNER,
        in_room: true,
        rights: RoomRights {
            create: true,
            move_to: true,
            edit_access: true,
            change_owner: true,
            archive: true,
        },
        private: false,
        deny_download: false,
        indexing: false,
        watermark: false,
        lifetime: None,
        provider: None,
        pinned: false,
        tags: Vec::new(),
        updated: format!("2026-11-{day:02}T09:30:00Z").parse().ok(),
    }
}

pub(crate) fn contoso() -> Room {
    Room {
        tags: vec!["client".into(), "2026".into()],
        ..room(27, "Contoso Ltd", 46)
    }
}

pub(crate) fn archive_room() -> Room {
    room(3, "Archive room", 310)
}

/// One of every kind that matters, and enough to scroll.
pub(crate) fn rooms() -> Vec<Room> {
    let mut rooms = vec![
        contoso(),
        archive_room(),
        Room {
            owner: person("Boris Owner"),
            in_room: false,
            access: RoomAccess(2),
            ..room(26, "Fabrikam (seen as admin only)", 81)
        },
        Room {
            id: RoomId::parse("drive-7-0ABc").unwrap(),
            provider: Some("GoogleDrive".into()),
            used_space: None,
            ..room(25, "Northwind on Drive", 0)
        },
        Room {
            private: true,
            ..room(24, "Private dealings", 12)
        },
        Room {
            kind: RoomKind::FormFilling,
            ..room(23, "Onboarding forms", 40)
        },
        Room {
            kind: RoomKind::Public,
            lifetime: Some(Lifetime {
                value: 30,
                period: 0,
                permanently: true,
            }),
            ..room(22, "Public downloads", 7)
        },
        room(21, "exe\u{202e}txt.\u{1b}[31mred\u{7} room", 3),
        room(
            20,
            "漢字の部屋 with a very long title that has to be cut somewhere in the middle of it, really",
            120,
        ),
        Room {
            owner: person("Zoë Content"),
            access: RoomAccess::CONTENT_CREATOR,
            ..room(19, "Zoë's drafts", 55)
        },
    ];
    for number in 0..24 {
        rooms.push(room(
            100 + number,
            &format!("Client {number:02} GmbH"),
            u64::try_from(number).unwrap() * 37,
        ));
    }
    rooms
}

pub(crate) fn reach_of(id: &RoomId) -> RoomReach {
    let member = |name: &str, access, is_owner, is_guest: bool| Member {
        kind: MemberKind::Person {
            person: person(name),
            email: is_guest.then(|| {
                let first = name.split([' ', '\u{202e}']).next().unwrap_or(name);
                format!("{}@client.example", first.to_lowercase())
            }),
            is_guest,
        },
        access,
        is_owner,
        can_edit_access: !is_owner,
    };
    if *id == archive_room().id {
        return RoomReach {
            members: vec![
                member("Ada Admin", RoomAccess::OWNER, true, false),
                member("Lena Legal", RoomAccess(2), false, false),
            ],
            links: Vec::new(),
        };
    }
    RoomReach {
        members: vec![
            member("Ada Admin", RoomAccess::OWNER, true, false),
            member("Mo Manager", RoomAccess::MANAGER, false, false),
            member("Gwen Guest", RoomAccess(10), false, true),
            member("Gil\u{202e} Guest", RoomAccess(2), false, true),
            Member {
                kind: MemberKind::Group {
                    id: "everyone".into(),
                    name: "Everyone".into(),
                    is_system: true,
                },
                access: RoomAccess(2),
                is_owner: false,
                can_edit_access: true,
            },
        ],
        links: vec![Link {
            id: "link".into(),
            title: "Link for invitations".into(),
            kind: LinkKind::Invitation,
            primary: true,
            internal: false,
            expired: false,
            access: RoomAccess(2),
        }],
    }
}

const MOVABLE: FileFlags =
    FileFlags(FileFlags::MOVABLE.0 | FileFlags::DOWNLOADABLE.0 | FileFlags::RENAMABLE.0);

/// The files of Contoso: 46 in 7 folders, 4 that stay, 2 titles that meet.
pub(crate) fn inventory() -> Inventory {
    inventory_of(true)
}

/// The same, or without anything that stays.
fn inventory_of(blockers: bool) -> Inventory {
    let folders: [(&str, Option<u32>); 8] = [
        ("Contoso Ltd", None),
        ("Contracts", Some(0)),
        ("Signed", Some(1)),
        ("Drafts \u{1b}[2J", Some(1)),
        ("Correspondence", Some(0)),
        ("2026", Some(4)),
        ("Deep", Some(5)),
        ("Photos", Some(0)),
    ];
    let mut files = Vec::new();
    let mut holders = BTreeMap::new();
    let mut add = |folder: u32, title: &str, flags: FileFlags| {
        let flags = if blockers { flags } else { MOVABLE };
        let id = i32::try_from(files.len()).unwrap() + 5000;
        files.push(FileEntry {
            id: FileId::number(id),
            title: title.into(),
            folder: FolderIndex(folder),
            size: u64::try_from(id).unwrap() * 977 % 5_000_000,
            version: 1,
            flags,
        });
        FileIndex(u32::try_from(files.len()).unwrap() - 1)
    };
    add(0, "Overview.docx", MOVABLE);
    add(1, "Contract.docx", MOVABLE);
    let locked = add(
        1,
        "Master agreement.docx",
        MOVABLE
            .with(FileFlags::LOCKED_BY_OTHER, true)
            .with(FileFlags::MAY_UNLOCK, true),
    );
    add(1, "Price list.xlsx", MOVABLE);
    add(2, "CONTRACT.docx", MOVABLE);
    add(2, "Signature page.pdf", MOVABLE);
    let edited = add(3, "Draft 1.docx", MOVABLE.with(FileFlags::EDITING, true));
    add(3, "invoice\u{202e}fdp.exe", MOVABLE);
    add(
        3,
        "A very long name of a document that somebody copied out of an e-mail subject, RE: RE: FW: final (3).docx",
        MOVABLE,
    );
    add(4, "Letter 1.docx", MOVABLE);
    add(4, "Letter 2.docx", FileFlags::DOWNLOADABLE);
    add(5, "Résumé.docx", MOVABLE);
    add(6, "resume.DOCX", MOVABLE);
    add(6, "漢字漢字漢字漢字漢字漢字漢字漢字漢字.pdf", MOVABLE);
    add(6, "Secret.docx", MOVABLE.with(FileFlags::ENCRYPTED, true));
    for number in 0..31 {
        add(7, &format!("IMG_{number:04}.jpg"), MOVABLE);
    }
    holders.insert(locked, "Otto Other".into());
    holders.insert(edited, "Eve Editor".into());
    let folders = (0..).zip(folders).map(|(id, (title, parent))| FolderEntry {
        id: FolderId::number(27 + id * 100),
        title: title.into(),
        parent: parent.map(FolderIndex),
        role: FolderRole::Ordinary,
        files_below: 0,
    });
    Inventory {
        proof: proof(files.len() as u64),
        folders: folders.collect(),
        files,
        holders,
    }
}

pub(crate) fn proof(files: u64) -> Proof {
    Proof {
        completeness: Completeness::Complete,
        methods: BTreeSet::new(),
        unique_files: files,
        largest_total: files,
        counter: files,
        unique_folders: 7,
        repeated: 0,
        requests: 2,
    }
}

pub(crate) fn listing(room: &Room) -> Listing {
    let inventory = inventory_of(!room.title.starts_with("Client"));
    Listing::new(
        room.clone(),
        Arc::new(inventory),
        "2026-11-24T09:00:00Z".parse().unwrap(),
    )
}

pub(crate) fn folder(id: i32, title: &str) -> Folder {
    Folder {
        id: FolderId::number(id),
        title: title.into(),
        parent: None,
        section: Section::Rooms,
        rights: archive_room().rights,
        files_count: 12,
        folders_count: 0,
        third_party: false,
        has_link: false,
        has_people: false,
    }
}

fn path(parts: &[(i32, &str)]) -> Vec<PathPart> {
    parts
        .iter()
        .map(|(id, title)| PathPart {
            id: FolderId::number(*id),
            title: (*title).into(),
            room_kind: None,
        })
        .collect()
}

fn target_reach() -> TargetReach {
    let reach = reach_of(&archive_room().id);
    TargetReach::seen(reach.members, reach.links, true, Vec::new())
}

/// The folder `Archive` (31) of the archive room; a client called `Fabrikam` has a folder there already.
pub(crate) fn place(client_name: &str, target: Option<&FolderId>) -> Place {
    let there = client_name.starts_with("Fabrikam");
    let twins = client_name == "Twins";
    Place {
        beside: Arc::from([]),
        reach: Some(target_reach()),
        my_quota: None,
        root: Destination {
            folder: folder(31, "Archive"),
            path: path(&[(1, "Rooms"), (3, "Archive room"), (31, "Archive")]),
            room: Some(archive_room()),
        },
        targets_found: if twins {
            let both = [folder(51, "Twins"), folder(52, "Twins")];
            let is_meant = |twin: &Folder| target.is_none_or(|target| twin.id == *target);
            both.into_iter().filter(is_meant).collect()
        } else if there {
            vec![folder(32, "Fabrikam")]
        } else {
            Vec::new()
        },
        target_chosen: target.cloned(),
        target_files: if there {
            ["Contract.docx", "Old letter.docx"]
                .iter()
                .zip(9000..)
                .map(|(title, id)| TargetFile {
                    has_link: false,
                    id: FileId::number(id),
                    title: (*title).into(),
                })
                .collect()
        } else {
            Arc::from([])
        },
    }
}

/// What a guest can reach: Gwen is in other rooms too, Gil is not.
pub(crate) fn guest_facts(choice: &GuestChoice) -> GuestFacts {
    let reach = reach_of(&contoso().id);
    let other = |id, title: &str| OtherRoom {
        id: RoomId::number(id),
        title: title.into(),
    };
    let is_gwen = choice.guest == person("Gwen Guest").id;
    let person = if is_gwen {
        person("Gwen Guest")
    } else {
        person("Gil\u{202e} Guest")
    };
    GuestFacts {
        email: Some(format!(
            "{}@client.example",
            if is_gwen { "gwen" } else { "gil" }
        )),
        person,
        room_members: reach.members,
        room_links: reach.links,
        primary_is_replaced: false,
        file_links: vec![FileLink {
            file: FileId::number(5001),
            path: "Contracts/Contract.docx".into(),
            index: Some(FileIndex(1)),
            link: Link {
                id: "file link".into(),
                title: "For the client".into(),
                kind: LinkKind::External,
                primary: true,
                internal: false,
                expired: false,
                access: RoomAccess(2),
            },
        }],
        archive_members: Some(reach_of(&archive_room().id).members),
        other_rooms: if is_gwen {
            vec![
                other(21, "Fabrikam \u{202e}GmbH"),
                other(24, "Wingtip Shared"),
            ]
        } else {
            Vec::new()
        },
    }
}

pub(crate) fn plan(
    listing: &Listing,
    place: Arc<Place>,
    guest: Option<&GuestFacts>,
    choices: Choices,
) -> Planned {
    let facts = Facts {
        guest: guest.cloned(),
        owner: OwnerStanding::Unseen,
        portal: connection().portal,
        portal_version: connection().version,
        me: me(),
        room: listing.room.clone(),
        inventory: listing.inventory.clone(),
        listed_at: listing.listed_at,
        place: (*place).clone(),
    };
    Planned::new(Arc::new(Plan::make(facts, choices).unwrap()), place)
}

pub(crate) fn folders(parent: Option<&FolderId>) -> Vec<FolderChoice> {
    let choice = |id, title: &str, usable, folders| FolderChoice {
        id: FolderId::number(id),
        title: title.into(),
        usable,
        folders,
    };
    match parent {
        None => vec![
            choice(3, "Archive room", true, 2),
            choice(40, "Shelf \u{202e}room", true, 0),
        ],
        Some(parent) if *parent == FolderId::number(3) => {
            vec![
                choice(31, "Archive", true, 1),
                choice(34, "Templates", false, 0),
            ]
        }
        Some(_) => Vec::new(),
    }
}
