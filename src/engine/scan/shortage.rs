//! What to do when fewer files came than were claimed.

use std::collections::{BTreeSet, HashMap};

use futures_util::{StreamExt as _, stream};

use super::{
    Place, ScanError, ScanPhase, Survey,
    pages::{ASKED_AT_ONCE, Reader, Reading, read},
    walk::walk,
};
use crate::{
    docspace::{Listing, Transport},
    domain::{FolderId, ListingMethod},
};

/// How long a conversion is waited for. It hides its file from every listing.
const CONVERSION: std::time::Duration = std::time::Duration::from_secs(2);

/// Looks for what is missing where the portal's own counters say it must be, once at once and once after a wait; and
/// everywhere, when the counters cannot account for it.
pub(super) async fn settle<T: Transport>(
    reader: &Reader<'_, T>,
    survey: &mut Survey,
) -> Result<(), ScanError> {
    let has_walked = survey.methods.contains(&ListingMethod::Walk);
    if survey.missing() > 0 && !has_walked {
        list_claimed(reader, survey).await?;
    }
    if survey.missing() == 0 {
        return Ok(());
    }
    if !survey.claims().is_empty() {
        reader.enter(ScanPhase::Waiting);
        tokio::time::sleep(CONVERSION).await;
        // The portal counts a moment after it moves: the claim itself may have been what was late.
        survey.counter = reader.folder(&survey.root).await?.files_count;
    }
    if survey.missing() > 0 {
        list_claimed(reader, survey).await?;
    }
    let claimed: u64 = survey.claims().iter().map(|claim| claim.files).sum();
    if survey.missing() > claimed && !has_walked {
        walk(reader, survey).await?;
    }
    Ok(())
}

/// Asks for the folders that files or folders lie in and no listing brought, one by one, up to the room.
pub(super) async fn find_missing_folders<T: Transport>(
    reader: &Reader<'_, T>,
    survey: &mut Survey,
) -> Result<(), ScanError> {
    let mut asked = BTreeSet::new();
    loop {
        let unknown: Vec<FolderId> = survey
            .unknown_folders()
            .into_iter()
            .filter(|id| asked.insert(id.clone()))
            .collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let mut answers = stream::iter(unknown)
            .map(async |id| {
                let title = "?".into();
                reader.folder_entry(&Place { id, title }).await
            })
            .buffer_unordered(ASKED_AT_ONCE);
        while let Some(folder) = answers.next().await {
            if let Some(folder) = folder? {
                survey.gathered.take_folder(folder, None);
            }
        }
    }
}

/// A folder whose own counter, less those of the folders in it, says more than was seen directly in it.
struct Claim {
    place: Place,
    /// How many more.
    files: u64,
}

/// Lists the claiming folders directly.
async fn list_claimed<T: Transport>(
    reader: &Reader<'_, T>,
    survey: &mut Survey,
) -> Result<(), ScanError> {
    let claims = survey.claims();
    if claims.is_empty() {
        return Ok(());
    }
    reader.enter(ScanPhase::ClaimedFolders);
    survey.methods.insert(ListingMethod::ClaimedFolders);
    let mut answers = stream::iter(claims)
        .map(async |claim| {
            let reading = read(reader, &claim.place, Listing::Direct).await;
            (claim.place.id, reading)
        })
        .buffer_unordered(ASKED_AT_ONCE);
    while let Some((folder, reading)) = answers.next().await {
        survey.take_direct(&folder, reading?);
    }
    Ok(())
}

impl Survey {
    /// Joins a direct listing of `folder`, and takes its counters as the newest.
    pub(super) fn take_direct(&mut self, folder: &FolderId, reading: Reading) {
        self.methods.extend(reading.methods());
        if let Some(current) = &reading.current {
            if *folder == self.root.id {
                self.counter = current.files_count;
            } else {
                self.gathered.set_files_below(folder, current.files_count);
            }
        }
        self.gathered.join(reading.gathered);
    }

    fn claims(&self) -> Vec<Claim> {
        let mut accounted: HashMap<&FolderId, u64> = HashMap::new();
        for (folder, files) in self.gathered.file_places() {
            *accounted.entry(folder).or_default() += files;
        }
        for folder in self.gathered.folders() {
            let parent = folder.parent.as_ref().unwrap_or(&self.root.id);
            *accounted.entry(parent).or_default() += folder.files_below.unwrap_or(0);
        }
        let claim = |id: &FolderId, title: &str, below: u64| {
            let accounted = accounted.get(id).copied().unwrap_or(0);
            (below > accounted).then(|| Claim {
                place: Place {
                    id: id.clone(),
                    title: title.into(),
                },
                files: below - accounted,
            })
        };
        claim(&self.root.id, &self.root.title, self.counter)
            .into_iter()
            .chain(self.gathered.folders().filter_map(|folder| {
                claim(&folder.id, &folder.title, folder.files_below.unwrap_or(0))
            }))
            .collect()
    }

    fn unknown_folders(&self) -> BTreeSet<FolderId> {
        let of_files = self.gathered.file_places().map(|(folder, _)| folder);
        let of_folders = self
            .gathered
            .folders()
            .filter_map(|folder| folder.parent.as_ref());
        of_files
            .chain(of_folders)
            .filter(|id| **id != self.root.id && self.gathered.folder(id).is_none())
            .cloned()
            .collect()
    }
}
