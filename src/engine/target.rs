//! The target: looked for, and made when it is not there.

use std::sync::Arc;

use super::{
    answer::Answer,
    failure::{in_words, stop_for},
};
use crate::{
    docspace::{Client, PortalError, Transport},
    domain::{FolderId, titles::visible},
    plan::Plan,
    run::{Record, Stop},
};

/// Looks under the archive root for the folder that was made, whatever title the portal gave it, and for others of the
/// target's title.
pub(super) async fn find_target<T: Transport>(
    client: Client<T>,
    plan: Arc<Plan>,
    made: Option<(FolderId, String)>,
    no_more_tries: bool,
) -> Answer {
    let root = &plan.target.root.folder.id;
    let found = match client.subfolders(root).await {
        Ok(folders) => folders,
        Err(error) => return Answer::record(stopped_at_target(&error)),
    };
    let mut same = found.into_iter().filter(|folder| {
        let was_made = made.as_ref().is_some_and(|(made, _)| *made == folder.id);
        was_made || folder.title == plan.target.title
    });
    let stopped = |why| Record::Stopped {
        stop: Stop::Target { why },
    };
    Answer::record(match (same.next(), same.next(), made) {
        (Some(only), None, _) => Record::TargetReady { folder: only.id },
        (Some(one), Some(other), _) => stopped(format!(
            "folders {} and {} have the same title, or were made for it; say which with --target",
            one.id, other.id
        )),
        (None, _, Some((folder, title))) => stopped(format!(
            "the portal said that it made folder {folder} with the title {}, and it is not under the archive root",
            visible(&title)
        )),
        (None, _, None) if no_more_tries => {
            stopped("the portal took the order to make it, and it is not there".into())
        }
        (None, _, None) => Record::TargetAbsent,
    })
}

pub(super) async fn make_target<T: Transport>(client: Client<T>, plan: Arc<Plan>) -> Answer {
    match client
        .create_folder(&plan.target.root.folder.id, &plan.target.title)
        .await
    {
        // That it is there once, and only once, has to be seen.
        Ok(made) => Answer::record(Record::TargetMade {
            folder: made.id,
            title: made.title,
        }),
        Err(error) if error.may_have_had_effect() => Answer::record(Record::TargetNotMade {
            why: in_words(&error),
        }),
        Err(error) => Answer::record(stopped_at_target(&error)),
    }
}

fn stopped_at_target(error: &PortalError) -> Record {
    let stop = stop_for(error).unwrap_or_else(|| Stop::Target {
        why: in_words(error),
    });
    Record::Stopped { stop }
}
