//! What is done after a run, one order at a time: intent on the disk, the call, and a look at what came of it.

use std::time::Duration;

use bytes::Bytes;

use super::{
    failure::{chain, in_words},
    journal::{Journal, JournalFailed},
    last_look::directly_in,
    scan::{self, ScanError},
};
use crate::{
    docspace::{Client, PortalError, Transport},
    domain::{FolderId, OperationId, RoomId, Section},
    plan::Plan,
    run::{AfterFact, AfterStep, Emptied, NotAfter, Record, RunState},
};

/// Between two looks at the operation that archives a room.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How often it is looked at. An emptied room is archived in a moment.
const MOST_LOOKS: u32 = 60;

/// Why nothing was done after a run.
#[derive(Debug, thiserror::Error)]
pub enum AfterError {
    /// It must not be done.
    #[error("{}", .0.sentence())]
    NotAllowed(NotAfter),
    /// The room could not be looked at, and nothing is done blindly.
    #[error("the room could not be looked at before")]
    Unseen(#[source] PortalError),
    /// Room or target could not be listed, and nothing is done blindly.
    #[error("what lies there could not be listed before")]
    Unlisted(#[source] ScanError),
    /// Nothing is sent that is not journalled.
    #[error(transparent)]
    Journal(#[from] JournalFailed),
}

/// Puts a file with this title and content into the target, unless one of that title lies there already: then it was
/// put there by an earlier try. The title has to be this run's own.
pub async fn put_manifest<T: Transport, J: Journal>(
    client: &Client<T>,
    (plan, state): (&Plan, &mut RunState),
    (title, content): (&str, Bytes),
    journal: &mut J,
    mut observe: impl FnMut(&Record) + Send,
) -> Result<(), AfterError> {
    const STEP: AfterStep = AfterStep::PutManifest;
    state
        .may_follow(plan, STEP)
        .map_err(AfterError::NotAllowed)?;
    let target = state.target().cloned();
    let target = target.ok_or(AfterError::NotAllowed(NotAfter::NothingArchived))?;
    let mut note =
        |state: &mut RunState, record: Record| note(state, &record, journal, &mut observe);
    if lies_in(client, plan, &target, title).await? {
        return note(state, done(STEP));
    }
    note(state, Record::AfterIntended { step: STEP })?;
    let fact = match client.put_file(&target, title, content).await {
        Ok(put) if put.folder == target => AfterFact::Done,
        Ok(put) => AfterFact::Unknown {
            why: format!("the portal shows it in folder {}", put.folder),
        },
        Err(error) => not_put(client, plan, &target, title, &error).await,
    };
    note(state, Record::AfterEnded { step: STEP, fact })
}

async fn not_put<T: Transport>(
    client: &Client<T>,
    plan: &Plan,
    target: &FolderId,
    title: &str,
    error: &PortalError,
) -> AfterFact {
    let why = in_words(error);
    if !error.may_have_had_effect() {
        return AfterFact::Refused { why };
    }
    match lies_in(client, plan, target, title).await {
        Ok(true) => AfterFact::Done,
        // It may still be on its way.
        Ok(false) | Err(_) => AfterFact::Unknown { why },
    }
}

async fn lies_in<T: Transport>(
    client: &Client<T>,
    plan: &Plan,
    target: &FolderId,
    title: &str,
) -> Result<bool, AfterError> {
    let listed = scan::scan_folder(client, target, &plan.target.title).await;
    let listed = listed.map_err(AfterError::Unlisted)?;
    Ok(directly_in([&listed]).any(|(_, lying)| lying == title))
}

/// Archives the room, if a listing made right before shows it empty.
pub async fn archive_room<T: Transport, J: Journal>(
    client: &Client<T>,
    (plan, state): (&Plan, &mut RunState),
    journal: &mut J,
    mut observe: impl FnMut(&Record) + Send,
) -> Result<(), AfterError> {
    const STEP: AfterStep = AfterStep::ArchiveRoom;
    state
        .may_follow(plan, STEP)
        .map_err(AfterError::NotAllowed)?;
    let mut note =
        |state: &mut RunState, record: Record| note(state, &record, journal, &mut observe);
    let room = client.room(&plan.room.id).await;
    let room = room.map_err(AfterError::Unseen)?;
    if room.section == Section::Archive {
        return note(state, done(STEP));
    }
    let listed = scan::scan(client, &room, |_| {}).await;
    let listed = listed.map_err(AfterError::Unlisted)?;
    let proof = state
        .emptied(plan, &listed)
        .map_err(AfterError::NotAllowed)?;
    note(state, Record::AfterIntended { step: STEP })?;
    let fact = archive(client, &plan.room.id, proof).await;
    note(state, Record::AfterEnded { step: STEP, fact })
}

async fn archive<T: Transport>(client: &Client<T>, room: &RoomId, _proof: Emptied) -> AfterFact {
    let (error, refused) = match client.archive_room(room).await {
        Ok(status) => {
            let left = if status.finished {
                status.error
            } else {
                wait_for(client, &status.id).await
            };
            (left, false)
        }
        Err(error) => (Some(in_words(&error)), !error.may_have_had_effect()),
    };
    // Whatever the operation says: where the room lies counts.
    match client.room(room).await {
        Ok(seen) if seen.section == Section::Archive => AfterFact::Done,
        Ok(_) if refused => AfterFact::Refused {
            why: error.unwrap_or_default(),
        },
        Ok(_) => AfterFact::Unknown {
            why: error.unwrap_or_else(|| "the room is still where it was".into()),
        },
        Err(unread) => AfterFact::Unknown {
            why: chain(&unread),
        },
    }
}

/// Waits for the operation's end, or until it is no longer reported. Its error, if it left one.
async fn wait_for<T: Transport>(client: &Client<T>, operation: &OperationId) -> Option<String> {
    for _ in 0..MOST_LOOKS {
        tokio::time::sleep(LOOK_AGAIN).await;
        match client.operation(operation).await {
            Ok(Some(status)) if status.finished => return status.error,
            Ok(None) => return None,
            // A look that failed says nothing about the operation.
            Ok(Some(_)) | Err(_) => {}
        }
    }
    Some("the operation has not ended".into())
}

fn done(step: AfterStep) -> Record {
    Record::AfterEnded {
        step,
        fact: AfterFact::Done,
    }
}

/// Journal first, then the meaning, then the observer.
fn note<J: Journal>(
    state: &mut RunState,
    record: &Record,
    journal: &mut J,
    observe: &mut impl FnMut(&Record),
) -> Result<(), AfterError> {
    journal.append(record)?;
    state.apply(record);
    observe(record);
    Ok(())
}
