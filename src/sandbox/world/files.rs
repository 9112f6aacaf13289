//! Single files: renaming, locking, and making small ones.

use tokio::time::Instant;

use super::World;
use super::entries::{EntryId, File, FolderKind, Section};
use super::history::HistoryKind;
use super::people::PersonId;
use super::refusal::Refusal;
use super::titles::{LONGEST_TITLE, numbered_title, renamed_title, replace_forbidden};
use crate::sandbox::options::Profile;

impl World {
    /// Gives a file another title. Its extension stays, equal titles beside it do not matter, and it counts as changed now.
    pub fn rename_file(
        &mut self,
        who: PersonId,
        id: EntryId,
        title: &str,
        now: Instant,
    ) -> Result<(), Refusal> {
        if title.encode_utf16().count() > LONGEST_TITLE {
            return Err(Refusal::invalid(
                "Title",
                format!("The title is longer than {LONGEST_TITLE}."),
            ));
        }
        let file = self
            .tree
            .file(id)
            .ok_or(Refusal::NotFound("this file is not here"))?;
        let Some(stored) = renamed_title(title, &file.title) else {
            return Ok(());
        };
        if !self.file_rights_without_lock(file, Some(who)).rename {
            return Err(Refusal::AccessDenied);
        }
        if file.locked_by.is_some_and(|holder| holder != who) {
            return Err(Refusal::Internal("somebody else has locked this file"));
        }
        if stored == file.title {
            return Ok(());
        }
        let date = self.clock.date(now);
        self.tree.retitle_file(id, stored);
        if let Some(file) = self.tree.file_mut(id) {
            file.updated = date;
            file.updated_by = who;
        }
        self.note_file(who, id, HistoryKind::FileRenamed, now);
        Ok(())
    }

    /// Makes an older version the current one again, as a new version.
    pub fn restore_version(
        &mut self,
        who: PersonId,
        id: EntryId,
        version: u32,
        now: Instant,
    ) -> Result<(), Refusal> {
        let file = self
            .tree
            .file(id)
            .ok_or(Refusal::NotFound("this file is not here"))?;
        if !self.file_rights(file, Some(who)).edit {
            return Err(Refusal::AccessDenied);
        }
        if version >= file.version {
            return Err(Refusal::BadArgument("this is not an older version"));
        }
        let date = self.clock.date(now);
        if let Some(file) = self.tree.file_mut(id) {
            file.version += 1;
            file.comment = format!("Version {version} again");
            file.updated = date;
            file.updated_by = who;
        }
        Ok(())
    }

    /// Locks a file, or takes whoever's lock off it. Locking what somebody else has locked leaves his lock; unlocking always
    /// overwrites the comment of the current version. Dates stay.
    pub fn lock_file(
        &mut self,
        who: PersonId,
        id: EntryId,
        lock: bool,
        now: Instant,
    ) -> Result<(), Refusal> {
        let missing = match self.profile {
            Profile::V37 => Refusal::NotFound("this file is not here"),
            Profile::V36 => Refusal::Forbidden("this file is not here"),
        };
        let file = self.tree.file(id).ok_or(missing)?;
        if !self.file_rights(file, Some(who)).lock {
            return Err(Refusal::Forbidden("no right to lock or unlock this file"));
        }
        let was_locked = file.locked_by.is_some();
        if let Some(file) = self.tree.file_mut(id) {
            if lock {
                file.locked_by = file.locked_by.or(Some(who));
                let keeps_editing = file
                    .editing
                    .is_some_and(|editing| Some(editing.by) == file.locked_by);
                file.editing = file.editing.filter(|_| keeps_editing);
            } else {
                file.locked_by = None;
                file.comment = "Lock taken off".into();
            }
        }
        if lock {
            self.note_file(who, id, HistoryKind::FileLocked, now);
        } else if was_locked {
            self.note_file(who, id, HistoryKind::FileUnlocked, now);
        }
        Ok(())
    }

    /// Makes a file of that size. Where the folder holds the title already, it becomes a new version of it, or is numbered.
    pub fn create_file(
        &mut self,
        who: PersonId,
        folder: EntryId,
        (title, size): (&str, i64),
        keep_both: bool,
        now: Instant,
    ) -> Result<EntryId, Refusal> {
        self.check_creation(who, folder)?;
        let mut title = replace_forbidden(title.trim());
        if title.is_empty() {
            return Err(Refusal::BadArgument("the title is blank"));
        }
        let twin = self
            .tree
            .files_titled_like(folder, &title)
            .map(|file| file.id)
            .min();
        let date = self.clock.date(now);
        if let Some(twin) = twin.filter(|_| !keep_both) {
            if let Some(file) = self.tree.file_mut(twin) {
                file.version += 1;
                file.size = size;
                file.updated = date;
                file.updated_by = who;
            }
            return Ok(twin);
        }
        if twin.is_some() {
            let free = |number: &usize| {
                self.tree
                    .files_titled_like(folder, &numbered_title(&title, *number))
                    .next()
                    .is_none()
            };
            let number = (1..=10_000).find(free).unwrap_or(10_000);
            title = numbered_title(&title, number);
        }
        let id = self.new_file_id();
        let public_id = self.public_file_id(folder, id);
        self.add_file(File {
            size,
            comment: "Uploaded".into(),
            public_id,
            ..File::plain(id, folder, title, (who, date))
        });
        self.note_file(who, id, HistoryKind::FileUploaded, now);
        Ok(id)
    }

    fn check_creation(&self, who: PersonId, folder: EntryId) -> Result<(), Refusal> {
        let folder = self
            .tree
            .folder(folder)
            .ok_or(Refusal::NotFound("this folder is not here"))?;
        let section = matches!(folder.kind, FolderKind::Section(section) if !matches!(section, Section::My(_)));
        if section || !self.folder_rights(folder, Some(who)).create {
            return Err(Refusal::Forbidden("no right to make a file here"));
        }
        Ok(())
    }
}
