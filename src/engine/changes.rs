//! What a run changes on single files beside moving them: locks taken off before, titles given after.

use std::{collections::HashMap, sync::Arc};

use futures_util::future::join_all;

use super::{
    answer::{Answer, with_stop},
    failure::{chain, in_words, stop_for},
    scan,
};
use crate::{
    docspace::{Client, PortalError, Transport},
    domain::{FileFlags, FileId, FolderId, FolderRole},
    plan::Plan,
    run::{FileNote, NewTitle, Record, RenameAnswers, SendId, Stop, UnlockAnswers},
};

/// What became of one lock.
enum Lock {
    /// Taken off by this call.
    Broken,
    /// Nobody held one.
    Free,
    Stays(String),
    Unknown(String),
}

/// Breaks the locks that are still there. The number under way at a time is the pace's business.
pub(super) async fn unlock<T: Transport>(
    client: Client<T>,
    send: SendId,
    files: Vec<FileId>,
    room_folders: Arc<HashMap<FolderId, FolderRole>>,
) -> Answer {
    let calls = files
        .iter()
        .map(|file| break_lock(&client, file, &room_folders));
    let outcomes = join_all(calls).await;
    let (mut answers, mut stop) = (UnlockAnswers::default(), None);
    for (file, (lock, stops)) in files.into_iter().zip(outcomes) {
        stop = stop.or(stops);
        match lock {
            Lock::Broken => answers.unlocked.push(file),
            Lock::Free => answers.free.push(file),
            Lock::Stays(why) => answers.refused.push(FileNote { file, why }),
            Lock::Unknown(why) => answers.lost.push(FileNote { file, why }),
        }
    }
    with_stop(Record::UnlockAnswered { send, answers }, stop)
}

/// Looks first: a needless call would overwrite the comment of a version for nothing, and nobody has agreed to breaking
/// the lock on a file that lies in another room by now, or to moving it from there.
async fn break_lock<T: Transport>(
    client: &Client<T>,
    file: &FileId,
    room_folders: &HashMap<FolderId, FolderRole>,
) -> (Lock, Option<Stop>) {
    match client.file(file).await {
        Ok(Some(seen)) if !room_folders.contains_key(&seen.folder) => {
            let why = "the file is no longer in the room";
            return (Lock::Stays(why.into()), None);
        }
        Ok(Some(seen)) if seen.flags.has(FileFlags::LOCKED_BY_OTHER) => {}
        // One that is gone is found out by the request it was to travel in.
        Ok(_) => return (Lock::Free, None),
        Err(error) => return (Lock::Unknown(in_words(&error)), stop_for(&error)),
    }
    match client.set_lock(file, false).await {
        Ok(seen) if seen.flags.has(FileFlags::LOCKED_BY_OTHER) => {
            let why = "the portal took the call and the lock is still there";
            (Lock::Stays(why.into()), None)
        }
        Ok(_) => (Lock::Broken, None),
        Err(error) => {
            let stop = stop_for(&error);
            let why = in_words(&error);
            if stop.is_some() || may_be_tried_again(&error) {
                (Lock::Unknown(why), stop)
            } else {
                (Lock::Stays(why), None)
            }
        }
    }
}

/// Lists the target, to find titles that are free.
pub(super) async fn look_at_titles<T: Transport>(
    client: Client<T>,
    plan: Arc<Plan>,
    target: FolderId,
) -> Answer {
    match scan::scan_folder(&client, &target, &plan.target.title).await {
        Ok(target) => Answer::Titles(Box::new(target)),
        Err(error) => {
            let stop = error.portal_error().and_then(stop_for);
            let why = chain(&error);
            with_stop(Record::TitlesNotChecked { why }, stop)
        }
    }
}

/// Renames files in the target.
pub(super) async fn rename<T: Transport>(client: Client<T>, renames: Vec<NewTitle>) -> Answer {
    let calls = renames
        .iter()
        .map(|new| client.rename_file(&new.file, &new.title));
    let outcomes = join_all(calls).await;
    let (mut answers, mut stop) = (RenameAnswers::default(), None);
    for (NewTitle { file, title }, outcome) in renames.into_iter().zip(outcomes) {
        match outcome {
            Ok(seen) if seen.title == title => answers.renamed.push(file),
            Ok(seen) => answers.other.push(NewTitle {
                file,
                title: seen.title,
            }),
            Err(error) => {
                stop = stop.or_else(|| stop_for(&error));
                let why = in_words(&error);
                if may_be_tried_again(&error) {
                    answers.lost.push(FileNote { file, why });
                } else {
                    answers.refused.push(FileNote { file, why });
                }
            }
        }
    }
    with_stop(Record::RenameAnswered { answers }, stop)
}

/// Whether the same call may have another answer next time. It need not be known whether this one had its effect:
/// both calls do no harm when they come twice.
fn may_be_tried_again(error: &PortalError) -> bool {
    error.may_have_had_effect() || matches!(error, PortalError::Transport(_))
}
