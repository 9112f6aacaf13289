//! Makes a world out of its description.

use std::collections::{BTreeSet, HashMap};

use tokio::time::Instant;

use super::random::Random;
use super::spec::{PersonSpec, WorldSpec};
use super::uploads::Uploads;
use crate::sandbox::options::{SandboxError, SandboxOptions};
use crate::sandbox::world::{
    Clock, Converting, Credential, EntryId, FolderKind, Group, Person, PersonId, Section,
    WORLD_BEGINS, World,
};

/// Ids of the sections, as small as on a real portal.
const SECTION_IDS: [EntryId; 3] = [14, 15, 16];

/// Builds the world, with the key of the caller as its first credential.
pub(super) fn build(
    spec: &WorldSpec,
    options: &SandboxOptions,
    now: Instant,
) -> Result<World, SandboxError> {
    let clock = Clock::new(now, spec.utc_offset_minutes);
    let mut builder = Builder {
        world: World::empty(options.profile, clock, options.seed),
        handles: HashMap::new(),
        groups: HashMap::new(),
        uploads: Uploads::new(options.seed, spec.entries()),
        caller: PersonId(0),
        now,
    };
    builder.people(spec)?;
    builder.groups(spec)?;
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
    builder.convert(spec, options.converting);
    let mut world = builder.world;
    world.ties = options.ties;
    Ok(world)
}

pub(super) struct Builder {
    pub(super) world: World,
    pub(super) handles: HashMap<String, PersonId>,
    pub(super) groups: HashMap<String, usize>,
    pub(super) uploads: Uploads,
    pub(super) caller: PersonId,
    pub(super) now: Instant,
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
                quota_limit: person.quota_limit,
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

    pub(super) fn handle(&self, handle: &str) -> Result<PersonId, SandboxError> {
        let inconsistent = || SandboxError::Inconsistent {
            what: format!("nobody in it has the handle {handle}"),
        };
        self.handles.get(handle).copied().ok_or_else(inconsistent)
    }

    pub(super) fn optional(&self, handle: Option<&str>) -> Result<Option<PersonId>, SandboxError> {
        handle.map(|handle| self.handle(handle)).transpose()
    }
}
