//! Makes a world out of its description.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use tokio::time::Instant;

use super::random::Random;
use super::spec::{FileSpec, FolderSpec, LinkSpec, MemberSpec, PersonSpec, RoomSpec, WorldSpec};
use crate::sandbox::options::{SandboxError, SandboxOptions};
use crate::sandbox::world::{
    Clock, Converting, Credential, Editing, EntryId, File, Folder, FolderKind, Grant, Group, Link,
    Person, PersonId, Room, Seconds, Section, Subject, WORLD_BEGINS, World, replace_forbidden,
};

/// Ids of the sections, as small as on a real portal.
const SECTION_IDS: [EntryId; 3] = [14, 15, 16];

/// Builds the world, with the key of the caller as its first credential.
pub(super) fn build(
    spec: WorldSpec,
    options: &SandboxOptions,
    now: Instant,
) -> Result<World, SandboxError> {
    let clock = Clock::new(now, spec.utc_offset_minutes);
    let mut builder = Builder {
        world: World::empty(options.profile, clock, options.seed),
        handles: HashMap::new(),
        groups: HashMap::new(),
        uploads: Uploads::new(options.seed, spec.files()),
        caller: PersonId(0),
        now,
    };
    builder.people(&spec)?;
    builder.groups(&spec)?;
    builder.sections();
    builder.credentials(options);
    for (number, room) in spec.rooms.iter().enumerate() {
        builder.room(room, number)?;
    }
    if let Some(my) = builder.world.sections.my.get(&builder.caller).copied() {
        for folder in &spec.my_folders {
            builder.folder(folder, my, builder.caller, None)?;
        }
    }
    builder.convert(&spec, options.converting);
    let mut world = builder.world;
    world.ties = options.ties;
    Ok(world)
}

struct Builder {
    world: World,
    handles: HashMap<String, PersonId>,
    groups: HashMap<String, usize>,
    uploads: Uploads,
    caller: PersonId,
    now: Instant,
}

impl Builder {
    fn people(&mut self, spec: &WorldSpec) -> Result<(), SandboxError> {
        let fallback = [PersonSpec::named(
            "ann",
            crate::sandbox::world::PersonKind::DocSpaceAdmin,
        )];
        let people = if spec.people.is_empty() {
            &fallback[..]
        } else {
            &spec.people
        };
        for person in people {
            let guid = match &person.guid {
                Some(guid) => guid.clone(),
                None => self.world.new_guid(),
            };
            self.handles
                .insert(person.handle.clone(), PersonId(self.world.people.len()));
            self.world.people.push(Person {
                guid,
                first_name: person.first_name.clone(),
                last_name: person.last_name.clone(),
                email: person
                    .email
                    .clone()
                    .unwrap_or_else(|| format!("{}@portal.example", person.handle)),
                kind: person.kind,
                status: person.status,
                invited_by: None,
                related_to: BTreeSet::new(),
            });
        }
        for (number, person) in people.iter().enumerate() {
            let inviters = person
                .invited_by
                .iter()
                .map(|handle| self.handle(handle))
                .collect::<Result<Vec<_>, _>>()?;
            if let Some(made) = self.world.people.get_mut(number) {
                made.invited_by = inviters.first().copied();
                made.related_to = inviters.into_iter().collect();
            }
        }
        if let Some(caller) = &spec.caller {
            self.caller = self.handle(caller)?;
        }
        Ok(())
    }

    fn groups(&mut self, spec: &WorldSpec) -> Result<(), SandboxError> {
        let guid = self.world.new_guid();
        self.world.groups.push(Group {
            guid,
            name: "Everyone".into(),
            everyone: true,
            members: BTreeSet::new(),
        });
        self.groups.insert("everyone".into(), 0);
        for group in &spec.groups {
            let members = group
                .members
                .iter()
                .map(|handle| self.handle(handle))
                .collect::<Result<_, _>>()?;
            let guid = self.world.new_guid();
            self.groups
                .insert(group.handle.clone(), self.world.groups.len());
            self.world.groups.push(Group {
                guid,
                name: group.name.clone(),
                everyone: false,
                members,
            });
        }
        Ok(())
    }

    fn sections(&mut self) {
        let [rooms, archive, agents] = SECTION_IDS;
        self.world.sections.rooms = rooms;
        self.world.sections.archive = archive;
        self.world.sections.agents = agents;
        let mut sections = vec![
            (rooms, Section::Rooms, "Rooms"),
            (archive, Section::Archive, "Archive"),
            (agents, Section::Agents, "AI agents"),
        ];
        let mut next = 20;
        for (number, person) in self.world.people.iter().enumerate() {
            if !person.is_guest() {
                sections.push((next, Section::My(PersonId(number)), "My documents"));
                sections.push((next + 1, Section::Trash(PersonId(number)), "Trash"));
                next += 2;
            }
        }
        for (id, section, title) in sections {
            match section {
                Section::My(person) => drop(self.world.sections.my.insert(person, id)),
                Section::Trash(person) => drop(self.world.sections.trash.insert(person, id)),
                _ => {}
            }
            let owner = match section {
                Section::My(person) | Section::Trash(person) => person,
                _ => PersonId(0),
            };
            self.insert_folder(
                id,
                0,
                title,
                FolderKind::Section(section),
                (owner, WORLD_BEGINS - 400 * 86_400),
                None,
                None,
            );
        }
    }

    fn credentials(&mut self, options: &SandboxOptions) {
        let mut random = Random::for_purpose(options.seed, 2);
        let key = Credential {
            secret: format!("sk-{}", random.hex(64)),
            guid: random.guid(),
            person: self.caller,
            is_key: true,
            scopes: options.scopes.clone(),
            active: true,
        };
        let token = Credential {
            secret: random.hex(80),
            guid: random.guid(),
            is_key: false,
            scopes: Vec::new(),
            ..key.clone()
        };
        self.world.credentials.extend([key, token]);
    }

    fn room(&mut self, spec: &RoomSpec, number: usize) -> Result<(), SandboxError> {
        let owner = spec
            .owner
            .as_deref()
            .map_or(Ok(self.caller), |handle| self.handle(handle))?;
        let grants = spec
            .members
            .iter()
            .map(|member| self.grant(member, owner))
            .collect::<Result<_, _>>()?;
        let links = self.links(&spec.links);
        let section = match (spec.archived, spec.kind) {
            (true, _) => self.world.sections.archive,
            (false, crate::sandbox::world::RoomKind::Ai) => self.world.sections.agents,
            (false, _) => self.world.sections.rooms,
        };
        let id = self.take_folder_id(spec.id)?;
        let days = spec
            .changed_days_ago
            .unwrap_or_else(|| 2 + i64::try_from(number).unwrap_or(0));
        let date = WORLD_BEGINS - days * 86_400 + i64::try_from(number % 400).unwrap_or(0);
        let room = Room {
            kind: spec.kind,
            tags: spec.tags.clone(),
            pinned: spec.pinned,
            private: spec.private,
            indexing: spec.indexing,
            deny_download: spec.deny_download,
            lifetime: spec.lifetime,
            quota_limit: spec.quota_limit,
            provider: spec.provider.clone(),
            grants,
            links,
        };
        let public = spec
            .provider
            .as_ref()
            .map(|provider| format!("{}-{id}", selector(provider)));
        self.insert_folder(
            id,
            section,
            &spec.title,
            FolderKind::Room,
            (owner, date),
            Some(room),
            public.clone(),
        );
        for folder in &spec.folders {
            self.folder(folder, id, owner, public.as_deref())?;
        }
        for file in &spec.files {
            self.file(file, id, owner, public.as_deref())?;
        }
        Ok(())
    }

    fn folder(
        &mut self,
        spec: &FolderSpec,
        parent: EntryId,
        owner: PersonId,
        public: Option<&str>,
    ) -> Result<(), SandboxError> {
        let id = self.take_folder_id(spec.id)?;
        let kind = spec.form.map_or(FolderKind::Plain, FolderKind::Form);
        let date = self.uploads.next();
        let own_public = public.map(|room| format!("{room}-d{id}"));
        self.insert_folder(
            id,
            parent,
            &spec.title,
            kind,
            (owner, date),
            None,
            own_public,
        );
        for folder in &spec.folders {
            self.folder(folder, id, owner, public)?;
        }
        for file in &spec.files {
            self.file(file, id, owner, public)?;
        }
        Ok(())
    }

    fn file(
        &mut self,
        spec: &FileSpec,
        folder: EntryId,
        owner: PersonId,
        public: Option<&str>,
    ) -> Result<(), SandboxError> {
        let id = match spec.id {
            Some(id) if self.world.tree.file(id).is_some() => return Err(twice("file", id)),
            Some(id) => id,
            None => self.world.new_file_id(),
        };
        let author = self.optional(spec.author.as_deref())?.unwrap_or(owner);
        let made_up = self.uploads.next();
        let created = spec
            .seconds_ago
            .map_or(made_up, |seconds| WORLD_BEGINS - seconds);
        let begun = self.now;
        let until =
            |seconds: Option<u64>| seconds.map(|seconds| begun + Duration::from_secs(seconds));
        let edited_by = self.optional(spec.edited_by.as_deref())?;
        let links = self.links(&spec.links);
        let restricted_for = spec
            .restricted_for
            .iter()
            .map(|handle| self.handle(handle))
            .collect::<Result<_, _>>()?;
        self.world.add_file(File {
            id,
            folder,
            title: replace_forbidden(spec.title.trim()),
            size: spec.size.unwrap_or_else(|| self.uploads.size()),
            version: spec.version.unwrap_or(1),
            comment: "Created".into(),
            created,
            created_by: author,
            updated: created,
            updated_by: author,
            locked_by: self.optional(spec.locked_by.as_deref())?,
            editing: edited_by.map(|by| Editing {
                by,
                until: until(spec.edited_for_seconds),
            }),
            converting: spec.converting.then(|| Converting {
                until: until(spec.converting_for_seconds),
            }),
            encrypted: spec.encrypted,
            is_form: spec.is_form,
            frozen: spec.frozen,
            shared_for_user: spec.shared_for_user,
            restricted_for,
            links,
            public_id: public.map(|room| format!("{room}-f{id}")),
        });
        Ok(())
    }

    fn grant(&self, spec: &MemberSpec, owner: PersonId) -> Result<Grant, SandboxError> {
        let subject = match self.groups.get(&spec.who) {
            Some(group) => Subject::Group(*group),
            None => Subject::Person(self.handle(&spec.who)?),
        };
        let given_by = self.optional(spec.given_by.as_deref())?.unwrap_or(owner);
        Ok(Grant {
            subject,
            access: spec.access,
            given_by,
            holds_form_role: spec.holds_form_role,
        })
    }

    fn links(&mut self, specs: &[LinkSpec]) -> Vec<Link> {
        specs
            .iter()
            .map(|spec| Link {
                guid: spec.guid.clone().unwrap_or_else(|| self.world.new_guid()),
                invitation: spec.invitation,
                primary: spec.primary,
                internal: spec.internal,
                access: spec.access,
                title: spec.title.clone(),
                token: self.world.new_guid(),
            })
            .collect()
    }

    /// Puts the last files of the main room into conversion, without an end.
    fn convert(&mut self, spec: &WorldSpec, count: usize) {
        if count == 0 {
            return;
        }
        let first_room = || {
            self.world
                .tree
                .subfolders(self.world.sections.rooms)
                .first()
                .copied()
        };
        let Some(room) = spec.main_room.or_else(first_room) else {
            return;
        };
        let mut files = self.world.tree.files_below(room);
        Random::for_purpose(self.world.seed(), 3).shuffle(&mut files);
        for id in files.into_iter().take(count) {
            if let Some(file) = self.world.tree.file_mut(id) {
                file.converting = Some(Converting::default());
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one private constructor for sections, rooms and folders alike"
    )]
    fn insert_folder(
        &mut self,
        id: EntryId,
        parent: EntryId,
        title: &str,
        kind: FolderKind,
        (owner, date): (PersonId, Seconds),
        room: Option<Room>,
        public_id: Option<String>,
    ) {
        self.world.add_folder(Folder {
            id,
            parent,
            title: replace_forbidden(title.trim()),
            kind,
            created: date,
            created_by: owner,
            updated: date,
            updated_by: owner,
            files_count: 0,
            folders_count: 0,
            used_space: 0,
            room: room.map(Box::new),
            links: Vec::new(),
            public_id,
        });
    }

    fn take_folder_id(&mut self, asked: Option<EntryId>) -> Result<EntryId, SandboxError> {
        match asked {
            Some(id) if self.world.tree.folder(id).is_some() => Err(twice("folder", id)),
            Some(id) => Ok(id),
            None => Ok(self.world.new_folder_id()),
        }
    }

    fn handle(&self, handle: &str) -> Result<PersonId, SandboxError> {
        let inconsistent = || SandboxError::Inconsistent {
            what: format!("nobody in it has the handle {handle}"),
        };
        self.handles.get(handle).copied().ok_or_else(inconsistent)
    }

    fn optional(&self, handle: Option<&str>) -> Result<Option<PersonId>, SandboxError> {
        handle.map(|handle| self.handle(handle)).transpose()
    }
}

fn twice(what: &str, id: EntryId) -> SandboxError {
    SandboxError::Inconsistent {
        what: format!("the {what} id {id} is given twice"),
    }
}

/// The prefix that ids on a third-party storage have.
fn selector(provider: &str) -> &'static str {
    match provider {
        "GoogleDrive" => "drive",
        "Box" => "box",
        "DropBox" => "dropbox",
        "OneDrive" => "onedrive",
        "SharePoint" => "spoint",
        _ => "sbox",
    }
}

/// Upload times as people make them: one file now and then, and bursts of files within one second.
struct Uploads {
    random: Random,
    time: Seconds,
    longest_pause: i64,
    left_in_burst: usize,
}

impl Uploads {
    fn new(seed: u64, files: usize) -> Self {
        let begins = WORLD_BEGINS - 300 * 86_400;
        let available = 290 * 86_400;
        let longest_pause =
            (2 * available / i64::try_from(files + 1).unwrap_or(i64::MAX)).clamp(1, 900);
        Self {
            random: Random::for_purpose(seed, 4),
            time: begins,
            longest_pause,
            left_in_burst: 0,
        }
    }

    /// About 15 of 100 files share their second with others, in bursts of 2 to 12.
    fn next(&mut self) -> Seconds {
        if self.left_in_burst > 0 {
            self.left_in_burst -= 1;
            return self.time;
        }
        self.time += self.random.between(1, self.longest_pause);
        if self.random.next() % 1000 < 25 {
            self.left_in_burst = 1 + self.random.below(11);
        }
        self.time
    }

    fn size(&mut self) -> i64 {
        let magnitude = self.random.between(8, 22);
        (1_i64 << magnitude) + self.random.between(0, 1 << magnitude)
    }
}

impl WorldSpec {
    fn files(&self) -> usize {
        fn in_folder(folder: &FolderSpec) -> usize {
            1 + folder.files.len() + folder.folders.iter().map(in_folder).sum::<usize>()
        }
        let in_rooms: usize = self
            .rooms
            .iter()
            .map(|room| room.files.len() + room.folders.iter().map(in_folder).sum::<usize>())
            .sum();
        in_rooms + self.my_folders.iter().map(in_folder).sum::<usize>()
    }
}
