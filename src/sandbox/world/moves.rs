//! Moving: what a move is, why it can be refused, and what it does to the entries.

use tokio::time::Instant;

use super::World;
use super::entries::{EntryId, Section};
use super::history::HistoryKind;
use super::move_checks::Verdict;
use super::operations::{MoveRequest, Step};
use super::people::PersonId;
use super::refusal::Refusal;
use super::rights::Place;
use crate::sandbox::faults::Fault;

/// What a move does when the target holds a file of an equal title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conflict {
    /// The source stays where it is, without a word.
    #[default]
    Skip,
    /// The source becomes a new version of what is there, and is deleted.
    Overwrite,
    /// Both lie there under the same title.
    Duplicate,
}

/// What an operation carries out.
#[derive(Clone, Debug)]
pub(super) struct MovePlan {
    pub(super) target: Option<EntryId>,
    pub(super) conflict: Conflict,
    pub(super) request: MoveRequest,
    pub(super) is_room: bool,
}

/// Why a file or folder is not moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MoveRefusal {
    FileMissing,
    FolderMissing,
    FirstFolderMissing,
    NoStorage,
    NoRight,
    NoDownload,
    Locked,
    Edited,
    TargetRefused,
    Private,
    NotAForm,
    SeveralForms,
    FolderIntoForms,
    IntoItself,
    OverwriteRefused,
    Quota(i64),
    PersonalQuota(i64),
}

impl MoveRefusal {
    /// The refusal of the whole request.
    pub(super) fn into_refusal(self) -> Refusal {
        match self {
            Self::FileMissing => Refusal::NotFound("this file is not here"),
            Self::FolderMissing => Refusal::NotFound("this folder is not here"),
            Self::NoStorage => Refusal::NotFound("no storage is selected by this id"),
            Self::FirstFolderMissing => {
                Refusal::Internal("an object was needed where there was none")
            }
            Self::NoRight
            | Self::NoDownload
            | Self::Locked
            | Self::Edited
            | Self::TargetRefused
            | Self::Private => Refusal::AccessDenied,
            other => Refusal::ForbiddenFor(other.text()),
        }
    }

    /// The text an operation carries.
    pub(super) fn text(&self) -> String {
        match self {
            Self::FileMissing => "this file is not here".into(),
            Self::FolderMissing | Self::FirstFolderMissing => "this folder is not here".into(),
            Self::NoStorage => "no storage is selected by this id".into(),
            Self::NoRight => "no right to move this file".into(),
            Self::NoDownload | Self::OverwriteRefused => "no right to do this".into(),
            Self::Locked => "somebody else has locked this file".into(),
            Self::Edited => "this file is open in an editor".into(),
            Self::TargetRefused => "no right to put anything into this folder".into(),
            Self::Private => "an encrypted file stays in its room".into(),
            Self::NotAForm => "only PDF forms go into a form room".into(),
            Self::SeveralForms => "forms go into a form room one at a time".into(),
            Self::FolderIntoForms => "folders do not go into a form room".into(),
            Self::IntoItself => "a folder does not go into itself".into(),
            Self::PersonalQuota(limit) => format!("the quota of the person is used up ({limit})"),
            Self::Quota(limit) => format!("the quota of the room is used up ({limit})"),
        }
    }
}

impl World {
    /// Which of the entries would meet an equal title in the target; unknown ids are left out.
    pub fn conflicts(
        &self,
        who: PersonId,
        target: EntryId,
        files: &[String],
        folders: &[String],
    ) -> Result<(Vec<EntryId>, Vec<EntryId>), Refusal> {
        let folder = self
            .tree
            .folder(target)
            .ok_or(Refusal::Forbidden("this folder is not here"))?;
        if !self.folder_rights(folder, Some(who)).create {
            return Err(Refusal::Forbidden(
                "no right to put anything into this folder",
            ));
        }
        let files = files
            .iter()
            .filter_map(|id| self.resolve_file(id).ok())
            .filter(|id| {
                let file = self.tree.file(*id).filter(|file| !file.encrypted);
                file.is_some_and(|file| self.oldest_twin(file, target).is_some())
            });
        let folders = folders
            .iter()
            .filter_map(|id| self.resolve_folder(id).ok())
            .filter(|id| self.folder_twin(*id, target).is_some());
        Ok((files.collect(), folders.collect()))
    }

    /// Carries out one step of an operation.
    pub(super) fn perform(&mut self, number: usize, step: Step, at: Instant) {
        match step {
            Step::File { id, target, listed } => self.perform_file(number, &id, target, listed, at),
            Step::Folder { id, target, listed } => {
                self.perform_folder(number, &id, target, listed, at);
            }
            Step::RemoveIfEmpty(folder) => drop(self.tree.remove_empty_folder(folder)),
            Step::Room { room, section } => {
                self.move_room(number, room, section, at);
                self.count_attempt(number, 1);
            }
        }
    }

    fn perform_file(
        &mut self,
        number: usize,
        wire: &str,
        target: EntryId,
        listed: bool,
        at: Instant,
    ) {
        let Some(operation) = self.operations.all.get(number) else {
            return;
        };
        let (who, conflict, spoil, victim) = (
            operation.owner,
            operation.plan.conflict,
            operation.spoil,
            operation.victim,
        );
        let file = self.resolve_file(wire).ok();
        let is_victim = file.is_some() && file == victim;
        if is_victim && spoil == Some(Fault::RecordLies) {
            self.count_moved(number, file, listed);
            return self.count_attempt(number, 1);
        }
        match self.move_file(who, file, target, conflict, at) {
            Ok(None) => {}
            Ok(Some(_)) if is_victim && spoil == Some(Fault::MovedButFailed) => {
                self.set_error(number, "the connection to a service was lost".into());
            }
            Ok(moved) => self.count_moved(number, moved, listed),
            Err(refusal) => self.set_error(number, refusal.text()),
        }
        self.count_attempt(number, 1);
    }

    /// Moves one file; the id it has afterwards, or `None` if it was skipped without a word.
    fn move_file(
        &mut self,
        who: PersonId,
        id: Option<EntryId>,
        target: EntryId,
        conflict: Conflict,
        at: Instant,
    ) -> Result<Option<EntryId>, MoveRefusal> {
        let file = id
            .and_then(|id| self.tree.file(id))
            .ok_or(MoveRefusal::FileMissing)?;
        let (id, source) = (file.id, file.folder);
        match self.check_file(who, file, target, conflict, at)? {
            Verdict::Skip => Ok(None),
            Verdict::Overwrite(twin) if twin == id => {
                self.add_version(who, id, id, at);
                Ok(Some(id))
            }
            Verdict::Overwrite(twin) => {
                self.note_move(who, id, source, target, HistoryKind::FileMoved, at);
                self.add_version(who, twin, id, at);
                self.tree.remove_file(id);
                Ok(Some(twin))
            }
            Verdict::Move => {
                self.check_room_quota(source, file.size, target)?;
                self.note_move(who, id, source, target, HistoryKind::FileMoved, at);
                Ok(Some(self.carry_over(id, target)))
            }
        }
    }

    /// Gives the file its new parent. Between storages it becomes another file, with another id.
    fn carry_over(&mut self, id: EntryId, target: EntryId) -> EntryId {
        let from_my = self
            .tree
            .file(id)
            .is_some_and(|file| matches!(self.place(file.folder), Place::Section(Section::My(_))));
        let stays_in_my = matches!(self.place(target), Place::Section(Section::My(_)));
        let changes_storage = self
            .tree
            .file(id)
            .is_some_and(|file| file.public_id.is_some())
            || self.is_third_party(target);
        if changes_storage && let Some(mut file) = self.tree.remove_file(id) {
            file.id = self.new_file_id();
            file.folder = target;
            file.public_id = self.public_file_id(target, file.id);
            let new_id = file.id;
            self.add_file(file);
            return new_id;
        }
        self.tree.reparent_file(id, target);
        if from_my
            && !stays_in_my
            && let Some(file) = self.tree.file_mut(id)
        {
            file.links.clear();
            file.shared_for_user = false;
            file.restricted_for.clear();
        }
        id
    }

    pub(super) fn public_file_id(&self, folder: EntryId, number: EntryId) -> Option<String> {
        let parent = self.tree.folder(folder)?.public_id.as_ref()?;
        Some(format!("{}-f{number}", storage_of(parent)))
    }

    fn add_version(&mut self, who: PersonId, kept: EntryId, content: EntryId, at: Instant) {
        let Some((title, size)) = self
            .tree
            .file(content)
            .map(|file| (file.title.clone(), file.size))
        else {
            return;
        };
        let now = self.clock.date(at);
        self.tree.retitle_file(kept, title);
        if let Some(file) = self.tree.file_mut(kept) {
            file.version += 1;
            file.comment = "Overwritten".into();
            file.size = size;
            file.updated = now;
            file.updated_by = who;
        }
    }

    pub(super) fn count_attempt(&mut self, number: usize, entries: usize) {
        if let Some(operation) = self.operations.all.get_mut(number) {
            operation.attempted += entries;
        }
    }

    pub(super) fn count_moved(&mut self, number: usize, file: Option<EntryId>, listed: bool) {
        if let Some(operation) = self.operations.all.get_mut(number) {
            operation.processed += 1;
            if let Some(file) = file.filter(|file| listed && !operation.moved.contains(file)) {
                operation.moved.push(file);
            }
        }
    }

    pub(super) fn set_error(&mut self, number: usize, text: String) {
        if let Some(operation) = self.operations.all.get_mut(number) {
            operation.error = text;
        }
    }
}

/// Selector and account of an id on third-party storage: what all ids of one storage begin with.
pub(super) fn storage_of(public_id: &str) -> String {
    public_id
        .splitn(3, '-')
        .take(2)
        .collect::<Vec<_>>()
        .join("-")
}
