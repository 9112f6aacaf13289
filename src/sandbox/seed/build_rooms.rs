//! Makes rooms with all that is in them.

use std::time::Duration;

use super::build::Builder;
use super::spec::{FileSpec, FolderSpec, LinkSpec, MemberSpec, RoomSpec};
use crate::sandbox::options::SandboxError;
use crate::sandbox::world::{
    Converting, Editing, EntryId, File, Folder, FolderKind, Grant, Link, PersonId, Room, RoomKind,
    Seconds, Subject, WORLD_BEGINS, replace_forbidden,
};

impl Builder {
    pub(super) fn room(&mut self, spec: &RoomSpec, number: usize) -> Result<(), SandboxError> {
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
            (false, RoomKind::Ai) => self.world.sections.agents,
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
            watermark: spec.watermark,
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
        // Older than everything in it, one after the other.
        let created = WORLD_BEGINS - 310 * 86_400 + i64::try_from(number).unwrap_or(0) * 60;
        if let Some(room) = self.world.tree.folder_mut(id) {
            room.created = created.min(date);
        }
        for folder in &spec.folders {
            self.folder(folder, id, owner, public.as_deref())?;
        }
        for file in &spec.files {
            self.file(file, id, owner, public.as_deref())?;
        }
        Ok(())
    }

    pub(super) fn folder(
        &mut self,
        spec: &FolderSpec,
        parent: EntryId,
        owner: PersonId,
        public: Option<&str>,
    ) -> Result<(), SandboxError> {
        let id = self.take_folder_id(spec.id)?;
        let kind = spec.form.map_or(FolderKind::Plain, FolderKind::Form);
        let date = self.uploads.pick_date();
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
        let links = self.links(&spec.links);
        if let Some(folder) = self.world.tree.folder_mut(id) {
            folder.links = links;
            folder.shared_for_user = spec.shared_for_user;
        }
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
        let made_up = self.uploads.pick_date();
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
            size: spec.size.unwrap_or_else(|| self.uploads.size()),
            version: spec.version.unwrap_or(1),
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
            ..File::plain(
                id,
                folder,
                replace_forbidden(spec.title.trim()),
                (author, created),
            )
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

    #[expect(
        clippy::too_many_arguments,
        reason = "one private constructor for sections, rooms and folders alike"
    )]
    pub(super) fn insert_folder(
        &mut self,
        id: EntryId,
        parent: EntryId,
        title: &str,
        kind: FolderKind,
        made: (PersonId, Seconds),
        room: Option<Room>,
        public_id: Option<String>,
    ) {
        self.world.add_folder(Folder {
            kind,
            room: room.map(Box::new),
            public_id,
            ..Folder::plain(id, parent, replace_forbidden(title.trim()), made)
        });
    }

    fn take_folder_id(&mut self, asked: Option<EntryId>) -> Result<EntryId, SandboxError> {
        match asked {
            Some(id) if self.world.tree.folder(id).is_some() => Err(twice("folder", id)),
            Some(id) => Ok(id),
            None => Ok(self.world.new_folder_id()),
        }
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
