//! The whole tree, folder by folder, without any recursion of the portal's.

use std::collections::{HashSet, VecDeque};

use futures_util::{StreamExt as _, stream::FuturesUnordered};

use super::{
    Place, ScanError, ScanPhase, Survey,
    pages::{ASKED_AT_ONCE, Reader, read},
};
use crate::{
    docspace::{Listing, Transport},
    domain::ListingMethod,
};

/// Lists every folder of the tree directly, several at a time, and joins what is found to the survey.
pub(super) async fn walk<T: Transport>(
    reader: &Reader<'_, T>,
    survey: &mut Survey,
) -> Result<(), ScanError> {
    reader.enter(ScanPhase::Walking);
    survey.methods.insert(ListingMethod::Walk);
    let mut waiting = VecDeque::from([survey.root.clone()]);
    let mut known = HashSet::from([survey.root.id.clone()]);
    let mut running = FuturesUnordered::new();
    let mut files_in_all = 0;
    loop {
        while running.len() < ASKED_AT_ONCE
            && let Some(place) = waiting.pop_front()
        {
            running.push(async move {
                let reading = read(reader, &place, Listing::Direct).await;
                (place, reading)
            });
        }
        let Some((place, reading)) = running.next().await else {
            break;
        };
        let reading = reading?;
        for folder in reading.gathered.folders() {
            if known.insert(folder.id.clone()) {
                waiting.push_back(Place {
                    id: folder.id.clone(),
                    title: folder.title.clone(),
                });
            }
        }
        files_in_all += match reading.largest_total {
            Some(total) => total.saturating_sub(reading.gathered.folder_count()),
            None => reading.gathered.file_count(),
        };
        survey.take_direct(&place.id, reading);
    }
    survey.largest_total = survey.largest_total.max(files_in_all);
    Ok(())
}
