//! The portal's state and its rules, without HTTP.
//!
//! Every method takes the caller and, where time matters, `now`; nothing here sleeps, reads a clock or knows a status code
//! beyond the [`Refusal`]s. What would happen later (files of an operation, the cleaner) is played by [`World::advance`].

mod clock;
mod collation;
mod entries;
mod file_rights;
mod files;
mod folder_moves;
mod folders;
mod formats;
mod guests;
mod history;
mod limiter;
mod link_changes;
mod links;
mod listing;
mod membership;
mod move_checks;
mod moves;
mod operation_calls;
mod operations;
mod order;
mod owners;
mod people;
mod queue;
mod refusal;
mod rights;
mod rooms;
mod rooms_list;
mod sequence;
mod sharing;
mod titles;
mod tree;

use std::collections::HashMap;

use tokio::time::Instant;

pub use clock::{Clock, Seconds, WORLD_BEGINS};
pub use collation::{compare_titles, title_key, titles_equal};
pub use entries::{Converting, Editing, EntryId, File, Folder, FolderKind, FormFolder, Section};
pub use file_rights::FileRights;
pub use formats::Category;
pub use history::{HistoryEvent, HistoryKind};
pub(in crate::sandbox) use limiter::{Limiter, TooMany};
pub use link_changes::LinkChange;
pub use links::LinkHolder;
pub(in crate::sandbox) use listing::ListingCache;
pub use listing::{Entry, ListingQuery, Page};
pub use membership::{Invitation, Shared};
pub use moves::Conflict;
pub(in crate::sandbox) use operations::MoveRequest;
pub use operations::OperationView;
pub(in crate::sandbox) use operations::Operations;
pub use order::{Order, SortBy};
pub use people::{Credential, Group, Person, PersonId, PersonKind, PersonStatus};
pub use refusal::Refusal;
pub use rights::{FolderRights, Place, Standing};
pub use rooms::{Access, Grant, Lifetime, Link, Room, RoomKind, Subject};
pub use rooms_list::{RoomArea, RoomsQuery};
pub use sharing::ShareRow;
pub use titles::{
    TitleRefusal, extension, numbered_title, renamed_title, replace_forbidden, stored_title,
};
pub use tree::Tree;

use super::options::Profile;
use super::seed::Random;

/// The whole portal.
#[derive(Debug)]
pub struct World {
    /// Which release it behaves like.
    pub profile: Profile,
    /// Its clock.
    pub clock: Clock,
    /// Files and folders.
    pub tree: Tree,
    /// Accounts, by their number.
    pub people: Vec<Person>,
    /// Groups; the first is the system group of everybody.
    pub groups: Vec<Group>,
    /// Keys and login tokens.
    pub credentials: Vec<Credential>,
    /// The sections every portal has.
    pub sections: Sections,
    /// What happened, oldest first.
    pub history: Vec<HistoryEvent>,
    /// Give equal sort keys a new order at every request.
    pub ties: bool,
    /// Recursive listings silently give the direct children only.
    pub not_recursive: bool,
    pub(in crate::sandbox) operations: Operations,
    pub(in crate::sandbox) limiter: Limiter,
    pub(in crate::sandbox) listings: ListingCache,
    saved_orders: HashMap<PersonId, Order>,
    public_folders: HashMap<String, EntryId>,
    public_files: HashMap<String, EntryId>,
    next_folder: EntryId,
    next_file: EntryId,
    random: Random,
    seed: u64,
}

/// The numbers of the section roots.
#[derive(Clone, Debug, Default)]
pub struct Sections {
    /// Active rooms.
    pub rooms: EntryId,
    /// Archived rooms.
    pub archive: EntryId,
    /// AI agents.
    pub agents: EntryId,
    /// My documents of each person that has them.
    pub my: HashMap<PersonId, EntryId>,
    /// Trash of each person that has one.
    pub trash: HashMap<PersonId, EntryId>,
}

impl World {
    pub(in crate::sandbox) fn empty(profile: Profile, clock: Clock, seed: u64) -> Self {
        Self {
            profile,
            clock,
            tree: Tree::default(),
            people: Vec::new(),
            groups: Vec::new(),
            credentials: Vec::new(),
            sections: Sections::default(),
            history: Vec::new(),
            ties: false,
            not_recursive: false,
            operations: Operations::new(clock.begun()),
            limiter: Limiter::default(),
            listings: ListingCache::default(),
            saved_orders: HashMap::new(),
            public_folders: HashMap::new(),
            public_files: HashMap::new(),
            next_folder: 1000,
            next_file: 9000,
            random: Random::for_purpose(seed, 1),
            seed,
        }
    }

    /// The seed the world was made from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The person with that id on the wire.
    pub fn person_by_guid(&self, guid: &str) -> Option<PersonId> {
        self.people
            .iter()
            .position(|person| person.guid.eq_ignore_ascii_case(guid))
            .map(PersonId)
    }

    /// The person of that number.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.get(id.0)
    }

    /// The first folder (room or not) of that title, for tests that name things.
    pub fn folder_titled(&self, title: &str) -> Option<EntryId> {
        self.tree
            .folders()
            .filter(|folder| folder.title == title)
            .map(|folder| folder.id)
            .min()
    }

    /// The first file of that title, for tests that name things.
    pub fn file_titled(&self, title: &str) -> Option<EntryId> {
        self.tree
            .files()
            .filter(|file| file.title == title)
            .map(|file| file.id)
            .min()
    }

    /// The folder with that id on the wire: a number, or the text of a third-party id.
    pub fn resolve_folder(&self, wire: &str) -> Result<EntryId, Refusal> {
        if let Ok(number) = wire.parse::<EntryId>() {
            let known = self
                .tree
                .folder(number)
                .is_some_and(|folder| folder.public_id.is_none());
            return if known {
                Ok(number)
            } else {
                Err(Refusal::NotFound("no such folder"))
            };
        }
        self.public_folders
            .get(wire)
            .copied()
            .ok_or(Refusal::NotFound("no storage is selected by this id"))
    }

    /// The file with that id on the wire: a number, or the text of a third-party id.
    pub fn resolve_file(&self, wire: &str) -> Result<EntryId, Refusal> {
        if let Ok(number) = wire.parse::<EntryId>() {
            let known = self
                .tree
                .file(number)
                .is_some_and(|file| file.public_id.is_none());
            return if known {
                Ok(number)
            } else {
                Err(Refusal::NotFound("no such file"))
            };
        }
        self.public_files
            .get(wire)
            .copied()
            .ok_or(Refusal::NotFound("no storage is selected by this id"))
    }

    /// The order the person saved last; the factory's is by date, newest first.
    pub fn saved_order(&self, who: Option<PersonId>) -> Order {
        who.and_then(|who| self.saved_orders.get(&who))
            .copied()
            .unwrap_or_default()
    }

    /// Saves the order, as every listing with a valid `sortBy` does.
    pub fn save_order(&mut self, who: Option<PersonId>, order: Order) {
        if let Some(who) = who {
            self.saved_orders.insert(who, order);
        }
    }

    /// A new GUID.
    pub fn new_guid(&mut self) -> String {
        self.random.guid()
    }

    /// Takes a folder number nobody has.
    pub(in crate::sandbox) fn new_folder_id(&mut self) -> EntryId {
        while self.tree.folder(self.next_folder).is_some() {
            self.next_folder += 1;
        }
        self.next_folder += 1;
        self.next_folder - 1
    }

    /// Takes a file number nobody has.
    pub(in crate::sandbox) fn new_file_id(&mut self) -> EntryId {
        while self.tree.file(self.next_file).is_some() {
            self.next_file += 1;
        }
        self.next_file += 1;
        self.next_file - 1
    }

    /// Puts a folder into the world, with its public id where it has one.
    pub(in crate::sandbox) fn add_folder(&mut self, folder: Folder) {
        if let Some(public) = &folder.public_id {
            self.public_folders.insert(public.clone(), folder.id);
        }
        self.tree.insert_folder(folder);
    }

    /// Puts a file into the world, with its public id where it has one.
    pub(in crate::sandbox) fn add_file(&mut self, file: File) {
        if let Some(public) = &file.public_id {
            self.public_files.insert(public.clone(), file.id);
        }
        self.tree.insert_file(file);
    }

    /// Whether the file is open in an editor at `now`.
    pub fn is_edited(&self, file: &File, now: Instant) -> bool {
        file.editing
            .is_some_and(|editing| editing.until.is_none_or(|until| until > now))
    }

    /// Whether the file is hidden by a conversion at `now`.
    pub fn is_converting(&self, file: &File, now: Instant) -> bool {
        file.converting
            .is_some_and(|converting| converting.until.is_none_or(|until| until > now))
    }
}
