//! Moving folders, whole or merged into a folder of the same title, and moving rooms between the sections.

use tokio::time::Instant;

use super::World;
use super::collation::titles_equal;
use super::entries::{EntryId, Folder};
use super::history::HistoryKind;
use super::moves::{Conflict, MoveRefusal};
use super::operations::Step;
use super::people::PersonId;

impl World {
    pub(super) fn perform_folder(
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
        let (who, conflict) = (operation.owner, operation.plan.conflict);
        let id = match self.check_moving_folder(who, wire, target, at) {
            Ok(id) => id,
            Err(refusal) => {
                self.set_error(number, refusal.text());
                return self.count_attempt(number, 1);
            }
        };
        let twin = if conflict == Conflict::Duplicate {
            None
        } else {
            self.folder_twin(id, target)
        };
        let below = |folder: &Folder| folder.files_count + folder.folders_count;
        let entries = self.tree.folder(id).map_or(0, below);
        let entries = usize::try_from(entries).unwrap_or(0);
        if let Some(twin) = twin {
            self.merge_folder(number, id, twin);
            return self.count_attempt(number, 1);
        }
        self.carry_folder(who, id, target, at);
        if listed {
            self.count_moved(number, None, false);
        }
        self.count_attempt(number, 1 + entries);
    }

    /// The check at the time of the move: of what lies in the folder only open editors are looked at again.
    fn check_moving_folder(
        &self,
        who: PersonId,
        wire: &str,
        target: EntryId,
        at: Instant,
    ) -> Result<EntryId, MoveRefusal> {
        let id = self
            .resolve_folder(wire)
            .map_err(|_| MoveRefusal::FolderMissing)?;
        self.check_folder(who, id, target)?;
        self.check_quota(id, target)?;
        if self.is_edited_below(id, at) {
            return Err(MoveRefusal::Edited);
        }
        Ok(id)
    }

    /// Whether any file below is open in an editor.
    pub(in crate::sandbox) fn is_edited_below(&self, folder: EntryId, now: Instant) -> bool {
        let files = self.tree.files_below(folder).into_iter();
        files
            .filter_map(|id| self.tree.file(id))
            .any(|file| self.is_edited(file, now))
    }

    /// Gives the folder with everything in it another parent; unlike a file it counts as changed.
    fn carry_folder(&mut self, who: PersonId, id: EntryId, target: EntryId, at: Instant) {
        let date = self.clock.date(at);
        let source = self.tree.folder(id).map_or(0, |folder| folder.parent);
        self.note_move(who, id, source, target, HistoryKind::FolderMoved, at);
        self.tree.reparent_folder(id, target);
        if let Some(folder) = self.tree.folder_mut(id) {
            folder.updated = date;
            folder.updated_by = who;
        }
    }

    /// Moves a folder's content file by file into the folder of the same title, then drops it if nothing is left.
    fn merge_folder(&mut self, number: usize, folder: EntryId, twin: EntryId) {
        let mut steps: Vec<Step> = self
            .tree
            .subfolders(folder)
            .into_iter()
            .map(|id| Step::Folder {
                id: id.to_string(),
                target: twin,
                listed: false,
            })
            .collect();
        let files = self.tree.direct_files(folder);
        steps.extend(files.into_iter().map(|id| Step::File {
            id: id.to_string(),
            target: twin,
            listed: false,
        }));
        steps.push(Step::RemoveIfEmpty(folder));
        if let Some(operation) = self.operations.all.get_mut(number) {
            for step in steps.into_iter().rev() {
                operation.steps.push_front(step);
            }
        }
    }

    pub(super) fn folder_twin(&self, id: EntryId, target: EntryId) -> Option<EntryId> {
        let title = &self.tree.folder(id)?.title;
        self.tree
            .subfolders(target)
            .into_iter()
            .filter(|other| *other != id)
            .filter_map(|other| self.tree.folder(other))
            .filter(|other| titles_equal(&other.title, title))
            .min_by_key(|other| (other.created, other.id))
            .map(|other| other.id)
    }

    pub(super) fn move_room(
        &mut self,
        number: usize,
        room: EntryId,
        section: EntryId,
        at: Instant,
    ) {
        let Some(owner) = self
            .operations
            .all
            .get(number)
            .map(|operation| operation.owner)
        else {
            return;
        };
        if self.is_edited_below(room, at) {
            return self.set_error(number, MoveRefusal::Edited.text());
        }
        if self
            .tree
            .folder(room)
            .is_none_or(|folder| folder.parent == section)
        {
            return;
        }
        let archiving = section == self.sections.archive;
        let date = self.clock.date(at);
        self.tree.reparent_folder(room, section);
        if let Some(folder) = self.tree.folder_mut(room) {
            folder.updated = date;
            folder.updated_by = owner;
            if let Some(settings) = folder.room.as_mut().filter(|_| archiving) {
                settings.pinned = false;
                settings.lifetime = None;
            }
        }
        self.count_moved(number, None, false);
        self.note_room(owner, room, HistoryKind::RoomArchived, at);
    }
}
