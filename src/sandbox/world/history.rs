//! What happened, as the histories of files and folders tell it.

use tokio::time::Instant;

use super::World;
use super::clock::Seconds;
use super::entries::EntryId;
use super::people::PersonId;

/// What kind of event it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryKind {
    /// A file got another folder.
    FileMoved,
    /// A folder got another parent.
    FolderMoved,
    /// A folder was made.
    FolderCreated,
    /// A file was made or uploaded.
    FileUploaded,
    /// A file got another title.
    FileRenamed,
    /// A file was locked.
    FileLocked,
    /// A lock was taken off.
    FileUnlocked,
    /// Somebody lost his right in a room.
    RoomRemoveUser,
    /// Somebody got a right in a room.
    RoomCreateUser,
    /// A room got another owner.
    RoomChangeOwner,
    /// A room went to the Archive section or came back.
    RoomArchived,
}

impl HistoryKind {
    /// Number and key of the action on the wire.
    pub fn action(self) -> (u16, &'static str) {
        match self {
            Self::FileMoved => (5015, "FileMoved"),
            Self::FolderMoved => (5024, "FolderMoved"),
            Self::FolderCreated => (5019, "FolderCreated"),
            Self::FileUploaded => (5003, "FileUploaded"),
            Self::FileRenamed => (5001, "FileRenamed"),
            Self::FileLocked => (5006, "FileLocked"),
            Self::FileUnlocked => (5007, "FileUnlocked"),
            Self::RoomRemoveUser => (5084, "RoomRemoveUser"),
            Self::RoomCreateUser => (5085, "RoomCreateUser"),
            Self::RoomChangeOwner => (5159, "RoomChangeOwner"),
            Self::RoomArchived => (5072, "RoomArchived"),
        }
    }
}

/// One event.
#[derive(Clone, Debug)]
pub struct HistoryEvent {
    /// Running number, from 1.
    pub id: usize,
    /// What happened.
    pub kind: HistoryKind,
    /// When.
    pub date: Seconds,
    /// By whom.
    pub by: PersonId,
    /// The file it is about.
    pub file: Option<EntryId>,
    /// The folder it is about, where it is about a folder.
    pub folder: Option<EntryId>,
    /// Title of what it is about, as it was.
    pub title: String,
    /// For a move: where it came from; not told on the target's side of a move between rooms.
    pub from: Option<EntryId>,
    /// For a move: where it went; not titled on the source's side of a move between rooms.
    pub to: Option<EntryId>,
    /// The source's side of a move between rooms.
    pub source_side: bool,
    /// Folders in whose histories it shows.
    pub folders: Vec<EntryId>,
}

impl World {
    /// Notes a move: one event inside a room, one for each side between rooms.
    pub(super) fn note_move(
        &mut self,
        by: PersonId,
        id: EntryId,
        source: EntryId,
        target: EntryId,
        kind: HistoryKind,
        at: Instant,
    ) {
        let is_file = kind == HistoryKind::FileMoved;
        let title = if is_file {
            self.tree.file(id).map(|file| file.title.clone())
        } else {
            self.tree.folder(id).map(|folder| folder.title.clone())
        };
        let event = HistoryEvent {
            id: 0,
            kind,
            date: self.clock.date(at),
            by,
            file: is_file.then_some(id),
            folder: (!is_file).then_some(id),
            title: title.unwrap_or_default(),
            from: Some(source),
            to: Some(target),
            source_side: false,
            folders: self.tree.ancestors(source),
        };
        let one_room =
            self.room_of(source).map(|room| room.id) == self.room_of(target).map(|room| room.id);
        let target_tree = self.tree.ancestors(target);
        if one_room {
            let mut folders = event.folders.clone();
            folders.extend(
                target_tree
                    .iter()
                    .filter(|folder| !event.folders.contains(folder)),
            );
            self.note(HistoryEvent { folders, ..event });
        } else {
            // The source's side shows in the source tree only, not in the file's own history.
            self.note(HistoryEvent {
                source_side: true,
                ..event.clone()
            });
            self.note(HistoryEvent {
                from: None,
                folders: target_tree,
                ..event
            });
        }
    }

    /// Notes something that happened to a file where it lies.
    pub(super) fn note_file(&mut self, by: PersonId, id: EntryId, kind: HistoryKind, at: Instant) {
        let Some((title, folder)) = self
            .tree
            .file(id)
            .map(|file| (file.title.clone(), file.folder))
        else {
            return;
        };
        let event = self.plain_event(by, kind, title, self.tree.ancestors(folder), at);
        self.note(HistoryEvent {
            file: Some(id),
            ..event
        });
    }

    /// Notes something that happened to a folder where it lies.
    pub(super) fn note_folder(
        &mut self,
        by: PersonId,
        id: EntryId,
        kind: HistoryKind,
        at: Instant,
    ) {
        let Some(title) = self.tree.folder(id).map(|folder| folder.title.clone()) else {
            return;
        };
        let event = self.plain_event(by, kind, title, self.tree.ancestors(id), at);
        self.note(HistoryEvent {
            folder: Some(id),
            ..event
        });
    }

    /// Notes something that happened to a room.
    pub(super) fn note_room(
        &mut self,
        by: PersonId,
        room: EntryId,
        kind: HistoryKind,
        at: Instant,
    ) {
        self.note_folder(by, room, kind, at);
    }

    fn plain_event(
        &self,
        by: PersonId,
        kind: HistoryKind,
        title: String,
        folders: Vec<EntryId>,
        at: Instant,
    ) -> HistoryEvent {
        HistoryEvent {
            id: 0,
            kind,
            date: self.clock.date(at),
            by,
            file: None,
            folder: None,
            title,
            from: None,
            to: None,
            source_side: false,
            folders,
        }
    }

    fn note(&mut self, event: HistoryEvent) {
        let id = self.history.len() + 1;
        self.history.push(HistoryEvent { id, ..event });
    }

    /// Events of a folder with everything below it, newest first.
    pub fn folder_history(&self, folder: EntryId) -> Vec<&HistoryEvent> {
        self.history
            .iter()
            .rev()
            .filter(|event| event.folders.contains(&folder))
            .collect()
    }

    /// Events of one file, newest first.
    pub fn file_history(&self, file: EntryId) -> Vec<&HistoryEvent> {
        self.history
            .iter()
            .rev()
            .filter(|event| event.file == Some(file) && !event.source_side)
            .collect()
    }
}
