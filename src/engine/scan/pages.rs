//! All pages of one listing, and the places between them once more.

use std::sync::{Mutex, PoisonError};

use futures_util::{StreamExt as _, stream};

use super::{Gathered, Place, ScanError, ScanPhase, ScanProgress};
use crate::{
    docspace::{Client, FolderSeen, Listing, ListingPage, PAGE, Transport},
    domain::{Folder, ListingMethod, SavedOrder},
};

/// Pages asked for at the same time, at most. More than the pace lets out, so that it always has one to send.
pub(super) const ASKED_AT_ONCE: usize = 16;

/// Asks for pages and keeps count.
pub(super) struct Reader<'a, T> {
    client: &'a Client<T>,
    order: SavedOrder,
    observer: &'a (dyn Fn(ScanProgress) + Send + Sync),
    progress: Mutex<ScanProgress>,
}

/// Everything one listing gave.
pub(super) struct Reading {
    pub(super) gathered: Gathered,
    /// The largest total any page named; `None` when none did.
    pub(super) largest_total: Option<u64>,
    /// The listed folder, where the portal told.
    pub(super) current: Option<Folder>,
    other_cuts: bool,
}

impl Reading {
    /// What had to be done beyond reading page after page.
    pub(super) fn methods(&self) -> impl Iterator<Item = ListingMethod> + use<> {
        let cuts = self.other_cuts.then_some(ListingMethod::OtherCuts);
        let empty = self
            .largest_total
            .is_none()
            .then_some(ListingMethod::UntilEmptyPage);
        cuts.into_iter().chain(empty)
    }

    fn is_short(&self) -> bool {
        let unique = self.gathered.file_count() + self.gathered.folder_count();
        self.largest_total.is_some_and(|total| unique < total)
    }
}

/// Reads a listing to its end: the first page, then, since it tells how many there are, all others side by side.
/// Where ids came twice and others are missing, the seams between the pages are read again.
pub(super) async fn read<T: Transport>(
    reader: &Reader<'_, T>,
    place: &Place,
    listing: Listing,
) -> Result<Reading, ScanError> {
    let mut first = reader.page(place, listing, 0).await?;
    let mut reading = Reading {
        largest_total: first.total,
        current: first.current.take(),
        gathered: Gathered::default(),
        other_cuts: false,
    };
    let goes_on = goes_on(&first, 0);
    let received = reading.gathered.take(first, Some(0));
    match reading.largest_total {
        Some(total) => {
            reader.expect(listing, total);
            read_others(reader, place, listing, &mut reading, goes_on).await?;
            if reading.is_short() {
                read_other_cuts(reader, place, listing, &mut reading).await?;
            }
        }
        None if received > 0 => read_until_empty(reader, place, listing, &mut reading).await?,
        None => {}
    }
    Ok(reading)
}

/// Whether more follows a page: files in conversion are missing from the page *and* from the total it names, so a
/// page that ends below its own total is not the last.
fn goes_on(page: &ListingPage, start: u64) -> bool {
    let received = (page.files.len() + page.folders.len()) as u64;
    page.total.is_some_and(|total| start + received < total)
}

/// The pages behind the first. Steps by what was asked, never by what came, up to the largest total any page names,
/// and further while the last page does not look like one.
async fn read_others<T: Transport>(
    reader: &Reader<'_, T>,
    place: &Place,
    listing: Listing,
    reading: &mut Reading,
    mut last_goes_on: bool,
) -> Result<(), ScanError> {
    let mut next_page: u32 = 1;
    loop {
        let total = reading.largest_total.unwrap_or(0);
        let pages = u32::try_from(total.div_ceil(PAGE)).map_err(|_| ScanError::TooMany)?;
        let pages = pages.max(next_page + u32::from(last_goes_on));
        if next_page >= pages {
            return Ok(());
        }
        let mut answers = stream::iter(next_page..pages)
            .map(async |number| {
                let start = u64::from(number) * PAGE;
                (number, reader.page(place, listing, start).await)
            })
            .buffer_unordered(ASKED_AT_ONCE);
        while let Some((number, page)) = answers.next().await {
            let page = page?;
            if number + 1 == pages {
                last_goes_on = goes_on(&page, u64::from(number) * PAGE);
            }
            reading.largest_total = reading.largest_total.max(page.total);
            reading.gathered.take(page, Some(number));
        }
        next_page = pages;
    }
}

/// Pages of a portal that gives no totals: one after the other, until one brings nothing new.
async fn read_until_empty<T: Transport>(
    reader: &Reader<'_, T>,
    place: &Place,
    listing: Listing,
    reading: &mut Reading,
) -> Result<(), ScanError> {
    for number in 1..u32::MAX {
        let start = u64::from(number) * PAGE;
        let page = reader.page(place, listing, start).await?;
        if reading.gathered.take(page, Some(number)) == 0 {
            return Ok(());
        }
    }
    Err(ScanError::TooMany)
}

/// Reads a page across every seam at which an id came twice: there two pages meet in the middle of entries whose
/// sort keys are equal, and each request orders those anew.
async fn read_other_cuts<T: Transport>(
    reader: &Reader<'_, T>,
    place: &Place,
    listing: Listing,
    reading: &mut Reading,
) -> Result<(), ScanError> {
    let seams = reading.gathered.take_seams();
    reading.other_cuts = !seams.is_empty();
    let mut answers = stream::iter(seams)
        .map(|seam| reader.page(place, listing, seam - PAGE / 2))
        .buffer_unordered(ASKED_AT_ONCE);
    while let Some(page) = answers.next().await {
        let page = page?;
        reading.largest_total = reading.largest_total.max(page.total);
        reading.gathered.take(page, None);
    }
    Ok(())
}

impl<'a, T: Transport> Reader<'a, T> {
    pub(super) fn new(
        client: &'a Client<T>,
        order: SavedOrder,
        observer: &'a (dyn Fn(ScanProgress) + Send + Sync),
    ) -> Self {
        Self {
            client,
            order,
            observer,
            progress: Mutex::new(ScanProgress {
                phase: ScanPhase::Listing,
                files: 0,
                files_expected: None,
                folders: 0,
                requests: 0,
            }),
        }
    }

    pub(super) async fn page(
        &self,
        place: &Place,
        listing: Listing,
        start: u64,
    ) -> Result<ListingPage, ScanError> {
        let page = self
            .client
            .listing(&place.id, listing, start, &self.order)
            .await
            .map_err(|source| place.failed(source))?;
        self.report(|progress| {
            progress.requests += 1;
            progress.files += page.files.len() as u64;
            progress.folders += page.folders.len() as u64;
        });
        Ok(page)
    }

    /// The folder by itself, for its counters.
    pub(super) async fn folder(&self, place: &Place) -> Result<Folder, ScanError> {
        let folder = self.client.folder(&place.id).await;
        folder.map_err(|source| place.failed(source))
    }

    /// The folder as a listing would give it; `None` if it is not there or not visible.
    pub(super) async fn folder_entry(
        &self,
        place: &Place,
    ) -> Result<Option<FolderSeen>, ScanError> {
        let folder = self.client.folder_entry(&place.id).await;
        folder.map_err(|source| place.failed(source))
    }

    pub(super) fn enter(&self, phase: ScanPhase) {
        self.report(|progress| progress.phase = phase);
    }

    pub(super) fn requests(&self) -> u64 {
        self.progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .requests
    }

    fn expect(&self, listing: Listing, total: u64) {
        if listing == Listing::RecursiveFiles {
            self.report(|progress| progress.files_expected = Some(total));
        }
    }

    fn report(&self, change: impl FnOnce(&mut ScanProgress)) {
        let now = {
            let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut progress);
            *progress
        };
        (self.observer)(now);
    }
}

impl Place {
    fn failed(&self, source: crate::docspace::PortalError) -> ScanError {
        ScanError::Listing {
            folder: self.id.clone(),
            title: self.title.clone(),
            source,
        }
    }
}
