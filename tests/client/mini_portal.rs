//! A portal of listings only, small enough to see through: one room with a tree, and the ways in which the real one
//! loses entries. It shares nothing with the program's own sandbox, so that the scan is held to two portals.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use closeout::{
    docspace::{Client, InProcessTransport},
    domain::{FileId, FolderId, Inventory, Room},
};
use serde_json::{Value, json};

use crate::script::{Answer, Log, Seen, client_of, router};

/// The room's id.
pub(crate) const ROOM: i32 = 1;

/// What lies in the room, and how the portal misbehaves.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent ways to misbehave"
)]
pub(crate) struct World {
    /// Id, parent, title.
    pub(crate) folders: Vec<(i32, i32, String)>,
    /// Id, folder, title, sort key.
    pub(crate) files: Vec<(i32, i32, String, u32)>,
    /// Files in conversion: cut out of pages, counted everywhere else.
    pub(crate) hidden: BTreeSet<i32>,
    /// They appear from this many listing requests on.
    pub(crate) hidden_until: Option<u64>,
    /// Files of equal key come in another order with each request.
    pub(crate) ties: bool,
    /// The recursive listing silently is none.
    pub(crate) not_recursive: bool,
    /// Listings are one bare array.
    pub(crate) flat_array: bool,
    /// Counters say this much more, by folder.
    pub(crate) drift: BTreeMap<i32, u64>,
    /// Set once the counters have caught up.
    pub(crate) drift_is_over: Arc<AtomicBool>,
    /// No counters at all.
    pub(crate) without_counters: bool,
    /// Folders the recursive folder listing leaves out.
    pub(crate) unlisted_folders: BTreeSet<i32>,
    /// This folder cannot be listed.
    pub(crate) broken: Option<i32>,
}

impl World {
    pub(crate) fn start(self) -> (Client<InProcessTransport>, Log) {
        let requests = Arc::new(AtomicU64::new(0));
        let (router, log) = router(move |seen| self.answer(seen, &requests));
        (client_of(router), log)
    }

    fn answer(&self, seen: &Seen, requests: &AtomicU64) -> Answer {
        let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
        if path == "files/settings" {
            return Answer::ok(&json!({ "defaultOrder": { "is_asc": true, "property": 6 } }));
        }
        if path == "files/rooms/1" {
            let mut room = self.current(ROOM);
            room["roomType"] = json!(5);
            return Answer::ok(&room);
        }
        let missing = || Answer::json(404, &json!({ "error": { "message": "?" } }));
        if let Some(id) = path.strip_prefix("files/folder/") {
            let id = id.parse().unwrap();
            let known = id == ROOM || self.folders.iter().any(|folder| folder.0 == id);
            return if known {
                Answer::ok(&self.current(id))
            } else {
                missing()
            };
        }
        let Some(id) = path.strip_prefix("files/").and_then(|id| id.parse().ok()) else {
            return missing();
        };
        if self.broken == Some(id) {
            return Answer::json(500, &json!({ "error": { "message": "broken" } }));
        }
        let query: BTreeMap<String, String> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        // The saved order, and nothing else, may be sent.
        assert_eq!(
            (query["sortBy"].as_str(), query["sortOrder"].as_str()),
            ("DateAndTimeCreation", "ascending")
        );
        self.listing(id, &query, requests.fetch_add(1, Ordering::Relaxed))
    }

    fn listing(&self, id: i32, query: &BTreeMap<String, String>, request: u64) -> Answer {
        let filter = query.get("filterType").map_or("0", String::as_str);
        let below = self.below(id, filter != "0" && !self.not_recursive);
        let mut entries: Vec<Entry> = Vec::new();
        if filter != "1" {
            let folders = self
                .folders
                .iter()
                .filter(|folder| below.contains(&folder.1));
            let listed = folders
                .filter(|folder| filter == "0" || !self.unlisted_folders.contains(&folder.0));
            entries.extend(listed.map(Entry::Folder));
        }
        if filter != "2" {
            let mut files: Vec<_> = self
                .files
                .iter()
                .filter(|file| below.contains(&file.1))
                .collect();
            files.sort_by_key(|file| {
                (
                    file.3,
                    if self.ties {
                        scatter(file.0, request)
                    } else {
                        0
                    },
                    file.0,
                )
            });
            entries.extend(files.into_iter().map(Entry::File));
        }
        let (start, count): (usize, usize) = (
            query["startIndex"].parse().unwrap(),
            query["count"].parse().unwrap(),
        );
        assert_eq!(count, 100);
        let total = entries.len();
        let mut page: Vec<Entry> = entries.into_iter().skip(start).take(count).collect();
        let cut = page.len();
        page.retain(|entry| !self.is_hidden(entry, request));
        let total = total - (cut - page.len());
        let (folders, files): (Vec<Value>, Vec<Value>) = (
            page.iter()
                .filter_map(|entry| {
                    if let Entry::Folder(folder) = entry {
                        Some(self.folder(folder))
                    } else {
                        None
                    }
                })
                .collect(),
            page.iter()
                .filter_map(|entry| {
                    if let Entry::File(file) = entry {
                        Some(file_json(file))
                    } else {
                        None
                    }
                })
                .collect(),
        );
        if self.flat_array {
            return Answer::ok(&json!([folders, files].concat()));
        }
        let mut listing = json!({ "folders": folders, "files": files, "total": total });
        if start == 0 {
            listing["current"] = self.current(id);
        }
        Answer::ok(&listing)
    }

    fn is_hidden(&self, entry: &Entry, request: u64) -> bool {
        let Entry::File(file) = entry else {
            return false;
        };
        self.hidden.contains(&file.0) && self.hidden_until.is_none_or(|until| request < until)
    }

    /// The folder, and all folders below it if wanted.
    fn below(&self, id: i32, deep: bool) -> BTreeSet<i32> {
        let mut found = BTreeSet::from([id]);
        let mut waiting = vec![id];
        while let Some(parent) = waiting.pop().filter(|_| deep) {
            for folder in self.folders.iter().filter(|folder| folder.1 == parent) {
                if found.insert(folder.0) {
                    waiting.push(folder.0);
                }
            }
        }
        found
    }

    fn current(&self, id: i32) -> Value {
        let room = (ROOM, 0, "Room".to_owned());
        self.folder(
            self.folders
                .iter()
                .find(|folder| folder.0 == id)
                .unwrap_or(&room),
        )
    }

    fn folder(&self, (id, parent, title): &(i32, i32, String)) -> Value {
        let mut json =
            json!({ "id": id, "parentId": parent, "title": title, "rootFolderType": 14 });
        if !self.without_counters {
            let below = self.below(*id, true);
            let files = self
                .files
                .iter()
                .filter(|file| below.contains(&file.1))
                .count() as u64;
            let is_over = self.drift_is_over.load(Ordering::Relaxed);
            let drift: u64 = self
                .drift
                .iter()
                .filter(|(folder, _)| below.contains(folder) && !is_over)
                .map(|(_, drift)| drift)
                .sum();
            json["filesCount"] = json!(files + drift);
            json["foldersCount"] = json!(below.len() - 1);
        }
        json
    }
}

enum Entry<'a> {
    Folder(&'a (i32, i32, String)),
    File(&'a (i32, i32, String, u32)),
}

fn file_json((id, folder, title, _): &(i32, i32, String, u32)) -> Value {
    json!({ "id": id, "folderId": folder, "title": title, "version": 1, "security": { "Move": true } })
}

/// A number that looks random for each pair.
fn scatter(id: i32, request: u64) -> u64 {
    let mut mixed =
        (u64::from(id.unsigned_abs()) << 32) ^ request.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The world's files as (path, id), sorted; folders nobody knows count as the room.
pub(crate) fn paths_of(world: &World) -> BTreeSet<(String, i32)> {
    let folders: BTreeMap<i32, (i32, &str)> = world
        .folders
        .iter()
        .map(|(id, parent, title)| (*id, (*parent, title.as_str())))
        .collect();
    world
        .files
        .iter()
        .map(|(id, folder, title, _)| {
            let (mut path, mut at) = (title.clone(), *folder);
            while let Some((parent, name)) = folders.get(&at) {
                path = format!("{name}/{path}");
                at = *parent;
            }
            (path, *id)
        })
        .collect()
}

pub(crate) fn paths_in(inventory: &Inventory) -> BTreeSet<(String, i32)> {
    inventory
        .indexed_files()
        .map(|(index, file)| (inventory.file_path(index), number(&file.id)))
        .collect()
}

fn number(id: &FileId) -> i32 {
    id.to_string().parse().unwrap()
}

pub(crate) async fn the_room(client: &Client<InProcessTransport>) -> Room {
    client
        .room(&closeout::domain::RoomId::number(ROOM))
        .await
        .unwrap()
}

/// Every folder stands behind its parent, the room first, and files stand in path order.
pub(crate) fn assert_in_order(inventory: &Inventory) {
    assert_eq!(inventory.folders[0].id, FolderId::number(ROOM));
    assert_eq!(inventory.folders[0].parent, None);
    for (at, folder) in inventory.folders.iter().enumerate().skip(1) {
        assert!((folder.parent.unwrap().0 as usize) < at, "{folder:?}");
    }
    let keys: Vec<_> = inventory
        .files
        .iter()
        .map(|file| (file.folder, &file.title, &file.id))
        .collect();
    assert!(keys.is_sorted());
    let paths: Vec<Vec<&str>> = (0u32..)
        .map(closeout::domain::FolderIndex)
        .take(inventory.folders.len())
        .map(|index| inventory.folder_path(index))
        .collect();
    let has_twins = paths.iter().collect::<BTreeSet<_>>().len() < paths.len();
    assert!(has_twins || paths.is_sorted(), "{paths:?}");
}
