//! Files looked at one by one.

use std::{collections::HashMap, sync::Arc};

use futures_util::future::join_all;

use super::{
    answer::Answer,
    failure::{in_words, stop_for},
};
use crate::{
    docspace::{Client, PortalError, Transport},
    domain::{FileId, FolderId, FolderRole},
    plan::Blocker,
    run::{Record, RunEvent, SendId, Sighting, Stop},
};

/// What is needed to look at single files.
pub(super) struct Look<T> {
    pub(super) client: Client<T>,
    pub(super) target: FolderId,
    pub(super) room_folders: Arc<HashMap<FolderId, FolderRole>>,
}

impl<T: Transport> Look<T> {
    /// Where the files are now. The number under way at a time is the pace's business.
    async fn at(&self, files: Vec<FileId>) -> (Vec<(FileId, Sighting)>, Option<Stop>) {
        let looks = files.iter().map(|file| self.client.file(file));
        let mut stop = None;
        let sightings = join_all(looks).await.into_iter().map(|seen| match seen {
            Ok(None) => Sighting::Nowhere,
            Ok(Some(file)) if file.folder == self.target => Sighting::Target,
            Ok(Some(file)) => match self.room_folders.get(&file.folder) {
                Some(role) => Sighting::Room {
                    blocker: Blocker::of(file.flags, *role),
                },
                None => Sighting::Elsewhere {
                    folder: file.folder,
                },
            },
            Err(error) => {
                stop = stop.take().or_else(|| stop_for(&error));
                Sighting::Unreadable {
                    why: in_words(&error),
                }
            }
        });
        let sightings = sightings.collect::<Vec<_>>();
        (files.into_iter().zip(sightings).collect(), stop)
    }

    /// Whether the target still takes files; doubted only on a clear answer.
    async fn target_open(&self) -> bool {
        match self.client.folder(&self.target).await {
            Ok(folder) => folder.rights.create && folder.rights.move_to,
            Err(PortalError::NotFound { .. }) => false,
            Err(_) => true,
        }
    }
}

pub(super) async fn read_send<T: Transport>(
    look: Look<T>,
    send: SendId,
    files: Vec<FileId>,
    and_target: bool,
    last: bool,
) -> Answer {
    let target_open = !and_target || look.target_open().await;
    let (seen, stop) = look.at(files).await;
    read_events(Some(send), seen, stop, target_open, last)
}

pub(super) async fn read_last<T: Transport>(look: Look<T>, files: Vec<FileId>) -> Answer {
    let (seen, stop) = look.at(files).await;
    read_events(None, seen, stop, true, true)
}

pub(super) async fn read_editors<T: Transport>(look: Look<T>, files: Vec<FileId>) -> Answer {
    let (seen, stop) = look.at(files).await;
    let mut events = vec![RunEvent::Record(Record::EditorsRead { seen })];
    events.extend(stop.map(|stop| RunEvent::Record(Record::Stopped { stop })));
    Answer::Events(events)
}

fn read_events(
    send: Option<SendId>,
    seen: Vec<(FileId, Sighting)>,
    stop: Option<Stop>,
    target_open: bool,
    last: bool,
) -> Answer {
    // With a dead key waiting is pointless.
    let last = last || stop.is_some();
    let mut events = vec![RunEvent::Record(Record::FilesRead {
        send,
        seen,
        target_open,
        last,
    })];
    events.extend(stop.map(|stop| RunEvent::Record(Record::Stopped { stop })));
    Answer::Events(events)
}
