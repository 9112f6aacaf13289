//! The listing of room and target after the last operation: the second proof, which outweighs every record.

use std::{collections::HashSet, sync::Arc, time::Duration};

use super::{
    answer::Answer,
    failure::{chain, stop_for},
    scan::{self, ScanError},
};
use crate::{
    docspace::{Client, Transport},
    domain::{Completeness, FileId, FolderId, FolderIndex, Inventory},
    plan::Plan,
    run::{NewFile, Record, RunEvent, RunState, Standing},
};

/// Pauses before the listing is tried once more. It is the second proof of every file, and worth a few minutes.
const AGAIN: [Duration; 4] = [
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(45),
    Duration::from_secs(120),
];

/// Without a target nothing was sent, and only the room is listed.
pub(super) async fn list_all<T: Transport>(
    client: Client<T>,
    plan: Arc<Plan>,
    target: Option<FolderId>,
) -> Answer {
    for pause in AGAIN.into_iter().map(Some).chain([None]) {
        let error = match list_both(&client, &plan, target.as_ref()).await {
            Ok((target, room)) => {
                return Answer::Listed {
                    target: target.map(Box::new),
                    room: Box::new(room),
                };
            }
            Err(error) => error,
        };
        let stop = error.portal_error().and_then(stop_for);
        if let (Some(pause), None) = (pause, &stop) {
            tokio::time::sleep(pause).await;
            continue;
        }
        let mut events = vec![RunEvent::Record(Record::FinalListingFailed {
            why: chain(&error),
        })];
        events.extend(stop.map(|stop| RunEvent::Record(Record::Stopped { stop })));
        return Answer::Events(events);
    }
    Answer::Events(Vec::new())
}

async fn list_both<T: Transport>(
    client: &Client<T>,
    plan: &Plan,
    target: Option<&FolderId>,
) -> Result<(Option<Inventory>, Inventory), ScanError> {
    let list_target = async {
        match target {
            Some(target) => scan::scan_folder(client, target, &plan.target.title)
                .await
                .map(Some),
            None => Ok(None),
        }
    };
    tokio::try_join!(list_target, scan::scan(client, &plan.room, |_| {}))
}

pub(super) fn final_listing(
    plan: &Plan,
    state: &RunState,
    target: Option<&Inventory>,
    room: &Inventory,
) -> Record {
    let in_target: HashSet<&FileId> = directly_in(target).map(|(file, _)| file).collect();
    let (mut missing, mut found) = (Vec::new(), Vec::new());
    for (index, file) in plan.inventory.indexed_files() {
        let seen = in_target.contains(&file.id);
        match state.standing(index) {
            Some(Standing::Arrived) if !seen => missing.push(file.id.clone()),
            Some(Standing::Arrived | Standing::Left(_)) | None => {}
            Some(_) if seen => found.push(file.id.clone()),
            Some(_) => {}
        }
    }
    let (mut in_room, mut new) = (Vec::new(), Vec::new());
    for (index, file) in room.indexed_files() {
        match state
            .index_of(&file.id)
            .and_then(|index| state.standing(index))
        {
            None => new.push(NewFile {
                id: file.id.clone(),
                path: room.file_path(index),
            }),
            Some(Standing::Left(_)) => {}
            Some(_) => in_room.push(file.id.clone()),
        }
    }
    let complete = [target, Some(room)]
        .into_iter()
        .flatten()
        .all(|list| list.proof.completeness == Completeness::Complete);
    Record::FinalListed {
        missing,
        found,
        in_room,
        new,
        titles: state.titles_otherwise(directly_in(target)),
        complete,
        room_not_visible: room.proof.completeness.not_visible(),
    }
}

/// Files that lie directly in a folder, with their titles.
pub(super) fn directly_in<'i>(
    folder: impl IntoIterator<Item = &'i Inventory>,
) -> impl Iterator<Item = (&'i FileId, &'i str)> {
    folder
        .into_iter()
        .flat_map(|folder| &folder.files)
        .filter(|file| file.folder == FolderIndex(0))
        .map(|file| (&file.id, &*file.title))
}
