//! What is checked before a move is queued, and again before each of its files moves.

use tokio::time::Instant;

use super::World;
use super::entries::{EntryId, File, FolderKind, Section};
use super::formats::Category;
use super::moves::{Conflict, MoveRefusal};
use super::operations::MoveRequest;
use super::people::PersonId;
use super::rights::Place;
use super::rooms::RoomKind;

/// What becomes of a file that may move.
pub(super) enum Verdict {
    /// It moves.
    Move,
    /// It stays, without a word.
    Skip,
    /// It becomes a version of that file.
    Overwrite(EntryId),
}

impl World {
    /// The check of 3.7 before anything is queued: the first thing wrong refuses everything.
    pub(super) fn check_whole_request(
        &self,
        who: PersonId,
        request: &MoveRequest,
        now: Instant,
    ) -> Result<(), MoveRefusal> {
        let target = self.general_check(who, request, now)?;
        let form_target = self.room_kind(target) == Some(RoomKind::FormFilling);
        for id in &request.folders {
            let folder = self
                .resolve_folder(id)
                .map_err(|_| MoveRefusal::FolderMissing)?;
            self.check_folder(who, folder, target)?;
            for file in self.tree.files_below(folder) {
                let file = self.tree.file(file).ok_or(MoveRefusal::FileMissing)?;
                self.check_file_itself(who, file, now)?;
            }
            self.check_quota(folder, target)?;
        }
        let mut from_elsewhere = 0;
        for id in &request.files {
            let file = self
                .resolve_file(id)
                .ok()
                .and_then(|id| self.tree.file(id))
                .ok_or(MoveRefusal::FileMissing)?;
            from_elsewhere +=
                usize::from(self.room_number(file.folder) != self.room_number(target));
            if form_target && from_elsewhere > 1 {
                return Err(MoveRefusal::SeveralForms);
            }
            self.check_file(who, file, target, request.conflict, now)?;
        }
        Ok(())
    }

    /// The check an operation begins with: the target, and the first entry.
    pub(super) fn general_check(
        &self,
        who: PersonId,
        request: &MoveRequest,
        _now: Instant,
    ) -> Result<EntryId, MoveRefusal> {
        let target = self.resolve_folder(&request.target).map_err(|_| {
            if request.target.parse::<EntryId>().is_ok() {
                MoveRefusal::FolderMissing
            } else {
                MoveRefusal::NoStorage
            }
        })?;
        let folder = self.tree.folder(target).ok_or(MoveRefusal::FolderMissing)?;
        let rights = self.folder_rights(folder, Some(who));
        let is_room_section = matches!(
            folder.kind,
            FolderKind::Section(
                Section::Rooms | Section::Archive | Section::Agents | Section::Trash(_)
            )
        );
        if is_room_section || !rights.move_into || !rights.create {
            return Err(MoveRefusal::TargetRefused);
        }
        if let Some(first) = request.folders.first() {
            let first = self
                .resolve_folder(first)
                .map_err(|_| MoveRefusal::FirstFolderMissing)?;
            let first = self
                .tree
                .folder(first)
                .ok_or(MoveRefusal::FirstFolderMissing)?;
            if !self.folder_rights(first, Some(who)).move_itself {
                return Err(MoveRefusal::NoRight);
            }
        } else if let Some(first) = request.files.first() {
            let first = self
                .resolve_file(first)
                .ok()
                .and_then(|id| self.tree.file(id))
                .ok_or(MoveRefusal::NoRight)?;
            if !self.file_rights_without_lock(first, Some(who)).move_itself {
                return Err(MoveRefusal::NoRight);
            }
        }
        Ok(target)
    }

    pub(super) fn check_file(
        &self,
        who: PersonId,
        file: &File,
        target: EntryId,
        conflict: Conflict,
        now: Instant,
    ) -> Result<Verdict, MoveRefusal> {
        let rights = self.file_rights_without_lock(file, Some(who));
        if !rights.move_itself {
            return Err(MoveRefusal::NoRight);
        }
        if !rights.download {
            return Err(MoveRefusal::NoDownload);
        }
        self.check_private(file.folder, file.encrypted, target)?;
        let twin = if file.encrypted {
            None
        } else {
            self.oldest_twin(file, target)
        };
        if twin.is_some() && conflict == Conflict::Skip {
            return Ok(Verdict::Skip);
        }
        self.check_file_itself(who, file, now)?;
        let other_room = self.room_number(file.folder) != self.room_number(target);
        if self.room_kind(target) == Some(RoomKind::FormFilling) && other_room && !file.is_form {
            return Err(MoveRefusal::NotAForm);
        }
        match twin {
            Some(twin) if conflict == Conflict::Overwrite => {
                self.check_overwritten(who, twin, now)?;
                Ok(Verdict::Overwrite(twin))
            }
            _ => Ok(Verdict::Move),
        }
    }

    fn check_file_itself(
        &self,
        who: PersonId,
        file: &File,
        now: Instant,
    ) -> Result<(), MoveRefusal> {
        if !self.file_rights_without_lock(file, Some(who)).move_itself {
            return Err(MoveRefusal::NoRight);
        }
        if file.locked_by.is_some_and(|holder| holder != who) {
            return Err(MoveRefusal::Locked);
        }
        if self.is_edited(file, now) {
            return Err(MoveRefusal::Edited);
        }
        Ok(())
    }

    fn check_overwritten(
        &self,
        who: PersonId,
        twin: EntryId,
        now: Instant,
    ) -> Result<(), MoveRefusal> {
        let twin = self.tree.file(twin).ok_or(MoveRefusal::FileMissing)?;
        if !self.file_rights(twin, Some(who)).edit {
            return Err(MoveRefusal::OverwriteRefused);
        }
        if self.is_edited(twin, now) {
            return Err(MoveRefusal::Edited);
        }
        Ok(())
    }

    pub(super) fn check_folder(
        &self,
        who: PersonId,
        id: EntryId,
        target: EntryId,
    ) -> Result<(), MoveRefusal> {
        let folder = self.tree.folder(id).ok_or(MoveRefusal::FolderMissing)?;
        if folder.room.is_some() || !self.folder_rights(folder, Some(who)).move_itself {
            return Err(MoveRefusal::NoRight);
        }
        if self.tree.ancestors(target).contains(&id) {
            return Err(MoveRefusal::IntoItself);
        }
        let other_room = self.room_number(id) != self.room_number(target);
        if self.room_kind(target) == Some(RoomKind::FormFilling) && other_room {
            return Err(MoveRefusal::FolderIntoForms);
        }
        self.check_private(folder.parent, false, target)
    }

    /// Nothing leaves a private room, and nothing from elsewhere enters it.
    fn check_private(
        &self,
        source: EntryId,
        encrypted: bool,
        target: EntryId,
    ) -> Result<(), MoveRefusal> {
        let is_private = |folder| {
            self.room_of(folder)
                .and_then(|room| room.room.as_ref())
                .is_some_and(|room| room.private)
        };
        let leaves = self.room_number(source) != self.room_number(target);
        if leaves && (encrypted || is_private(source) || is_private(target)) {
            return Err(MoveRefusal::Private);
        }
        Ok(())
    }

    pub(super) fn check_quota(&self, folder: EntryId, target: EntryId) -> Result<(), MoveRefusal> {
        let size = self
            .tree
            .folder(folder)
            .map_or(0, |folder| folder.used_space);
        self.check_room_quota(folder, size, target)
    }

    pub(super) fn check_room_quota(
        &self,
        source: EntryId,
        size: i64,
        target: EntryId,
    ) -> Result<(), MoveRefusal> {
        if self.room_number(source) == self.room_number(target) {
            return Ok(());
        }
        let Some(room) = self.room_of(target) else {
            return self.check_personal_quota(size, target);
        };
        let limit = room
            .room
            .as_ref()
            .and_then(|settings| settings.quota_limit)
            .unwrap_or(-1);
        if limit >= 0 && room.used_space + size > limit {
            return Err(MoveRefusal::Quota(limit));
        }
        Ok(())
    }

    /// What leaves a room for somebody's own documents counts against that person's quota.
    fn check_personal_quota(&self, size: i64, target: EntryId) -> Result<(), MoveRefusal> {
        let Place::Section(Section::My(owner)) = self.place(target) else {
            return Ok(());
        };
        let limit = self.person(owner).and_then(|person| person.quota_limit);
        match limit {
            Some(limit) if limit >= 0 && self.used_space(owner) + size > limit => {
                Err(MoveRefusal::PersonalQuota(limit))
            }
            _ => Ok(()),
        }
    }

    /// Bytes in somebody's own documents.
    pub fn used_space(&self, person: PersonId) -> i64 {
        let my = self.sections.my.get(&person);
        my.and_then(|my| self.tree.folder(*my))
            .map_or(0, |folder| folder.used_space)
    }

    /// The oldest file directly in the target with an equal title and of the same category.
    pub(super) fn oldest_twin(&self, file: &File, target: EntryId) -> Option<EntryId> {
        self.tree
            .files_titled_like(target, &file.title)
            .filter(|other| {
                Category::of(&other.title) == Category::of(&file.title)
                    && other.is_form == file.is_form
            })
            .min_by_key(|other| (other.created, other.id))
            .map(|other| other.id)
    }

    fn room_number(&self, folder: EntryId) -> Option<EntryId> {
        match self.place(folder) {
            Place::Room { room, .. } => Some(room),
            _ => None,
        }
    }

    fn room_kind(&self, folder: EntryId) -> Option<RoomKind> {
        self.room_of(folder)
            .and_then(|room| room.room.as_ref())
            .map(|room| room.kind)
    }
}
