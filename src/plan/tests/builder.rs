//! Facts of a plan in short notation, for the tests of every module that needs a plan.
//!
//! ```text
//!   "Contracts/2024/offer.docx"        a file two folders down
//!   "offer.docx !editing !link v3 @9"  with flags, in version 3, 9 bytes long
//!   "<results>/answers.pdf"            in a folder that belongs to a form
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;
use proptest::test_runner::Config as ProptestConfig;

use crate::{
    domain::{
        Completeness, Destination, FileEntry, FileFlags, FileId, FileIndex, Folder, FolderEntry,
        FolderId, FolderIndex, FolderRole, Inventory, Link, LinkKind, ListingMethod, Me, Member,
        MemberKind, PathPart, Person, PortalName, PortalVersion, Proof, Room, RoomAccess, RoomId,
        RoomKind, RoomRights, Section, UserId,
    },
    plan::{
        Choices, CollisionPolicy, ConfirmedPlan, Consent, Facts, GuestChoice, GuestFacts,
        OwnerStanding, Place, Plan, RevokeScope, TargetFile,
    },
};

/// The room of [`facts`].
pub(crate) const ROOM: i32 = 10;
/// The archive root of [`facts`].
pub(crate) const ROOT: i32 = 30;
/// The target, once it exists.
pub(crate) const TARGET: i32 = 40;
/// The id of the first file in the notation; the others follow.
pub(crate) const FIRST_FILE: i32 = 1001;

/// So many cases of a property. A failure prints its input and leaves no file behind.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The owner of the key, owner of all rooms here.
pub(crate) fn me() -> Me {
    Me {
        person: person("me", "Olga Archer"),
        email: None,
        is_admin: false,
        is_room_admin: true,
        is_guest: false,
    }
}

/// Somebody.
pub(crate) fn person(id: &str, name: &str) -> Person {
    Person {
        id: UserId(id.into()),
        name: name.into(),
    }
}

/// A room that I own and in which nothing stands in the way.
pub(crate) fn room(id: i32, title: &str) -> Room {
    Room {
        id: RoomId::number(id),
        title: title.into(),
        kind: RoomKind::Custom,
        section: Section::Rooms,
        owner: me().person,
        files_count: 0,
        folders_count: 0,
        used_space: None,
        quota: None,
        access: RoomAccess::NONE,
        in_room: true,
        rights: RoomRights::default(),
        private: false,
        deny_download: false,
        indexing: false,
        watermark: false,
        lifetime: None,
        provider: None,
        pinned: false,
        tags: Vec::new(),
        updated: None,
    }
}

/// A folder into which I may move.
pub(crate) fn folder(id: i32, title: &str, parent: i32) -> Folder {
    Folder {
        id: FolderId::number(id),
        title: title.into(),
        parent: Some(FolderId::number(parent)),
        section: Section::Rooms,
        rights: RoomRights {
            create: true,
            move_to: true,
            ..RoomRights::default()
        },
        files_count: 0,
        folders_count: 0,
        third_party: false,
        has_link: false,
        has_people: false,
    }
}

/// `/Archive room/Archive`, in a room that I own.
pub(crate) fn root() -> Destination {
    let part = |id, title: &str, room_kind| PathPart {
        id: FolderId::number(id),
        title: title.into(),
        room_kind,
    };
    Destination {
        folder: folder(ROOT, "Archive", 20),
        path: vec![
            part(2, "Rooms", None),
            part(20, "Archive room", Some(RoomKind::Custom)),
            part(ROOT, "Archive", None),
        ],
        room: Some(room(20, "Archive room")),
    }
}

/// Facts about a room with these files and no target yet. Ids follow the order of the notation, positions in the
/// inventory the path order.
pub(crate) fn facts(files: &[&str]) -> Facts {
    Facts {
        guest: None,
        owner: OwnerStanding::Unseen,
        portal: PortalName("docspace.example.com".into()),
        portal_version: PortalVersion::parse("3.7.2"),
        me: me(),
        room: room(ROOM, "Contoso Ltd"),
        inventory: Arc::new(inventory(files)),
        listed_at: Timestamp::UNIX_EPOCH,
        place: Place {
            beside: Arc::from([]),
            reach: None,
            my_quota: None,
            root: root(),
            targets_found: Vec::new(),
            target_chosen: None,
            target_files: Arc::from(Vec::new()),
        },
    }
}

/// The same facts, with a target in which files of these titles lie.
pub(crate) fn with_target(mut facts: Facts, titles: &[&str]) -> Facts {
    facts.place.targets_found = vec![folder(TARGET, "Contoso Ltd", ROOT)];
    facts.place.target_files = (9001..)
        .zip(titles)
        .map(|(id, title)| TargetFile {
            has_link: false,
            id: FileId::number(id),
            title: (*title).into(),
        })
        .collect();
    facts
}

/// The same facts, with a guest who is a member of the room and a link that lets others in.
pub(crate) fn with_guest(mut facts: Facts) -> Facts {
    facts.room.rights.edit_access = true;
    let member = |person: Person, is_owner, is_guest| Member {
        kind: MemberKind::Person {
            person,
            email: None,
            is_guest,
        },
        access: if is_owner {
            RoomAccess::OWNER
        } else {
            RoomAccess(2)
        },
        is_owner,
        can_edit_access: !is_owner,
    };
    let guest = person("gwen", "Gwen Guest");
    facts.guest = Some(GuestFacts {
        room_members: vec![
            member(me().person, true, false),
            member(guest.clone(), false, true),
        ],
        person: guest,
        email: None,
        room_links: vec![Link {
            id: "link".into(),
            title: "Come in".into(),
            kind: LinkKind::Invitation,
            primary: false,
            internal: false,
            expired: false,
            access: RoomAccess(2),
        }],
        primary_is_replaced: false,
        file_links: Vec::new(),
        archive_members: None,
        other_rooms: Vec::new(),
    });
    facts
}

/// The guest of [`with_guest`] is to go.
pub(crate) fn guest_choice(despite_left: bool) -> GuestChoice {
    GuestChoice {
        guest: UserId("gwen".into()),
        scope: RevokeScope::Guest,
        scope_is_explicit: true,
        despite_left,
    }
}

/// The choices of a user who changes nothing but these two.
pub(crate) fn choices(collisions: CollisionPolicy, chunk_size: u32) -> Choices {
    Choices {
        collisions,
        chunk_size,
        ..Choices::for_client("Contoso Ltd")
    }
}

/// A plan from facts, with the defaults.
pub(crate) fn plan(facts: Facts) -> Plan {
    Plan::make(facts, choices(CollisionPolicy::KeepBoth, 100)).unwrap()
}

/// Consent to everything a plan needs.
pub(crate) fn consent(plan: &Plan) -> Consent {
    Consent {
        digest: plan.digest.clone(),
        items: plan.needs(),
    }
}

/// A plan that somebody agreed to.
pub(crate) fn confirmed(plan: Plan) -> ConfirmedPlan {
    let consent = consent(&plan);
    Arc::new(plan).confirm(consent).unwrap()
}

/// The position of a file by its path.
pub(crate) fn at(inventory: &Inventory, path: &str) -> FileIndex {
    inventory
        .indexed_files()
        .map(|(index, _)| index)
        .find(|index| inventory.file_path(*index) == path)
        .unwrap_or_else(|| panic!("no file {path:?}"))
}

/// Paths of files, for readable comparisons.
pub(crate) fn paths(plan: &Plan, files: &[FileIndex]) -> Vec<String> {
    files
        .iter()
        .map(|index| plan.inventory.file_path(*index))
        .collect()
}

/// An inventory, listed completely.
pub(crate) fn inventory(notation: &[&str]) -> Inventory {
    let parsed: Vec<Parsed> = (FIRST_FILE..)
        .zip(notation)
        .map(|(id, line)| Parsed::from(id, line))
        .collect();
    let folder_paths: BTreeSet<Vec<String>> = parsed
        .iter()
        .flat_map(|file| (0..=file.folder.len()).map(|depth| file.folder[..depth].to_vec()))
        .chain([Vec::new()])
        .collect();
    let indexes: BTreeMap<&[String], FolderIndex> = folder_paths
        .iter()
        .map(Vec::as_slice)
        .zip((0..).map(FolderIndex))
        .collect();
    let folders = (0i32..)
        .zip(&folder_paths)
        .map(|(position, path)| folder_entry(position, path, &indexes))
        .collect::<Vec<_>>();
    let mut files = parsed;
    files.sort_by(|one, other| {
        (&one.folder, &one.entry.title, &one.entry.id).cmp(&(
            &other.folder,
            &other.entry.title,
            &other.entry.id,
        ))
    });
    let files: Vec<FileEntry> = files
        .into_iter()
        .map(|file| FileEntry {
            folder: indexes[file.folder.as_slice()],
            ..file.entry
        })
        .collect();
    Inventory {
        proof: proof(files.len() as u64, folders.len() as u64 - 1),
        folders,
        files,
        holders: BTreeMap::new(),
    }
}

fn folder_entry(
    position: i32,
    path: &[String],
    indexes: &BTreeMap<&[String], FolderIndex>,
) -> FolderEntry {
    let title = path.last().map_or("Contoso Ltd", String::as_str);
    FolderEntry {
        id: FolderId::number(if path.is_empty() {
            ROOM
        } else {
            100 + position
        }),
        title: title.into(),
        parent: path
            .split_last()
            .and_then(|(_, above)| indexes.get(above).copied()),
        role: match title {
            "<results>" => FolderRole::FormResults,
            "<section>" => FolderRole::FormSection,
            _ => FolderRole::Ordinary,
        },
        files_below: 0,
    }
}

fn proof(files: u64, folders: u64) -> Proof {
    Proof {
        completeness: Completeness::Complete,
        methods: BTreeSet::from([ListingMethod::Recursive]),
        unique_files: files,
        largest_total: files,
        counter: files,
        unique_folders: folders,
        repeated: 0,
        requests: 2,
    }
}

struct Parsed {
    folder: Vec<String>,
    entry: FileEntry,
}

impl Parsed {
    fn from(id: i32, line: &str) -> Self {
        let (path, marks) = split_marks(line);
        let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
        let title = parts.pop().unwrap_or_default();
        let mut entry = FileEntry {
            id: FileId::number(id),
            title: title.into(),
            folder: FolderIndex(0),
            size: 1,
            version: 1,
            flags: FileFlags::MOVABLE
                .with(FileFlags::DOWNLOADABLE, true)
                .with(FileFlags::RENAMABLE, true),
        };
        for mark in marks {
            take_mark(&mut entry, mark);
        }
        Self {
            folder: parts,
            entry,
        }
    }
}

/// Everything from the first ` !`, ` v1` or ` @1` on is a mark; titles may hold and end with spaces.
fn split_marks(line: &str) -> (&str, Vec<&str>) {
    let starts_mark = |rest: &str| {
        rest.strip_prefix(" !").is_some()
            || [" v", " @"].iter().any(|prefix| {
                rest.strip_prefix(prefix)
                    .is_some_and(|digits| digits.starts_with(|c: char| c.is_ascii_digit()))
            })
    };
    let cut = line
        .char_indices()
        .map(|(at, _)| at)
        .find(|at| starts_mark(&line[*at..]))
        .unwrap_or(line.len());
    (&line[..cut], line[cut..].split_whitespace().collect())
}

fn take_mark(entry: &mut FileEntry, mark: &str) {
    let (kind, value) = mark.split_at(1);
    let number = || value.parse::<u32>().unwrap();
    let flags = entry.flags;
    match kind {
        "v" => entry.version = number(),
        "@" => entry.size = number().into(),
        _ => {
            entry.flags = match value {
                "locked" => flags.with(FileFlags::LOCKED_BY_OTHER, true),
                "unlockable" => flags
                    .with(FileFlags::LOCKED_BY_OTHER, true)
                    .with(FileFlags::MAY_UNLOCK, true),
                "editing" => flags.with(FileFlags::EDITING, true),
                "fixed" => flags.with(FileFlags::MOVABLE, false),
                "sealed" => flags.with(FileFlags::DOWNLOADABLE, false),
                "encrypted" => flags.with(FileFlags::ENCRYPTED, true),
                "link" => flags.with(FileFlags::SHARED_BY_LINK, true),
                "form" => flags.with(FileFlags::FORM, true),
                other => panic!("no mark !{other}"),
            }
        }
    }
}

#[test]
fn the_notation_means_what_it_says() {
    let inventory = inventory(&["b.txt v3 @9", "A/c d .txt !locked", "a.txt", "<results>/x"]);
    let titles: Vec<_> = inventory
        .indexed_files()
        .map(|(index, file)| (inventory.file_path(index), file.id.to_string()))
        .collect();
    let expected = [
        ("a.txt", "1003"),
        ("b.txt", "1001"),
        ("<results>/x", "1004"),
        ("A/c d .txt", "1002"),
    ];
    assert_eq!(
        titles,
        expected.map(|(path, id)| (path.to_owned(), id.to_owned()))
    );
    let b = inventory.file(at(&inventory, "b.txt")).unwrap();
    assert_eq!((b.version, b.size), (3, 9));
    assert_eq!(inventory.folders[0].id, RoomId::number(ROOM).as_folder());
    assert_eq!(inventory.folders[1].role, FolderRole::FormResults);
}
