//! Lists a room completely, or says what is missing.
//!
//! The portal's listings lose entries in silence: pages are cut before files in conversion are taken out of them,
//! no sort has a tie-break so that neighbours in the order can come twice or not at all where two pages meet, and the
//! recursive listing is on some portals no recursive listing. [`scan`] reads in a way that notices each of these,
//! reads again where something is missing, and gives an [`Inventory`] whose proof says how far it got. It must not
//! know what the inventory is for, and changes nothing on the portal.

mod gathered;
mod pages;
mod shortage;
mod tree;
mod walk;

use std::collections::BTreeSet;

use self::{
    gathered::Gathered,
    pages::{Reader, Reading, read},
};
use crate::{
    docspace::{Client, Listing, PortalError, Transport},
    domain::{
        Completeness, Folder, FolderId, Inventory, ListingMethod, Proof, Room, RoomKind,
        titles::visible,
    },
};

/// How far a scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanProgress {
    /// What is being done.
    pub phase: ScanPhase,
    /// Files read so far (some may have come twice).
    pub files: u64,
    /// Files expected, once the first page has told.
    pub files_expected: Option<u64>,
    /// Folders read so far.
    pub folders: u64,
    /// Listing requests answered so far.
    pub requests: u64,
}

/// The stages of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanPhase {
    /// The recursive listings.
    Listing,
    /// Folders that claim more than was seen.
    ClaimedFolders,
    /// Waiting for conversions to end.
    Waiting,
    /// Folder by folder.
    Walking,
    /// Everything is read.
    Done,
}

/// Why a room could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// Without the user's saved order no listing is sent, since any other would be saved over it.
    #[error("failed to read the order in which the portal lists")]
    Order(#[source] PortalError),
    /// A folder could not be listed to its end.
    #[error("failed to list \u{201c}{}\u{201d} (folder {folder})", visible(.title))]
    Listing {
        /// Which folder.
        folder: FolderId,
        /// Its title.
        title: Box<str>,
        /// Why.
        #[source]
        source: PortalError,
    },
    /// More entries than an inventory can number.
    #[error("the room has more than 4 billion entries")]
    TooMany,
}

impl ScanError {
    /// What the portal said, if it was the portal.
    pub fn portal_error(&self) -> Option<&PortalError> {
        match self {
            Self::Order(source) | Self::Listing { source, .. } => Some(source),
            Self::TooMany => None,
        }
    }
}

/// A folder as far as it matters for asking and complaining about it.
#[derive(Debug, Clone)]
struct Place {
    id: FolderId,
    title: Box<str>,
}

/// What a scan has found out so far.
struct Survey {
    root: Place,
    gathered: Gathered,
    /// The largest number of files any listing of the whole claimed.
    largest_total: u64,
    /// The portal's own count of the room's files.
    counter: u64,
    methods: BTreeSet<ListingMethod>,
}

/// Lists `room`. `observer` is told how far it is, after every page; it must be quick.
///
/// A room of 10,000 files in 500 folders takes 105 listing requests and one for the user's saved order; what has to
/// be read again comes on top. The client's transport decides how many are in flight.
pub async fn scan<T: Transport>(
    client: &Client<T>,
    room: &Room,
    observer: impl Fn(ScanProgress) + Send + Sync,
) -> Result<Inventory, ScanError> {
    let place = Place {
        id: room.id.as_folder(),
        title: room.title.as_str().into(),
    };
    // Their listings are never recursive, whatever they are asked.
    let never_recursive = room.is_third_party() || room.kind == RoomKind::Ai;
    let walk_counting = never_recursive.then_some(room.files_count);
    list(client, place, walk_counting, &observer).await
}

/// Lists any folder of internal storage in the same way, such as the target after a run.
pub async fn scan_folder<T: Transport>(
    client: &Client<T>,
    folder: &FolderId,
    title: &str,
) -> Result<Inventory, ScanError> {
    let place = Place {
        id: folder.clone(),
        title: title.into(),
    };
    list(client, place, None, &|_| {}).await
}

/// `walk_counting`: walk from the beginning, the portal's own counter of files being this.
async fn list<T: Transport>(
    client: &Client<T>,
    root: Place,
    walk_counting: Option<u64>,
    observer: &(dyn Fn(ScanProgress) + Send + Sync),
) -> Result<Inventory, ScanError> {
    let order = client.saved_order().await.map_err(ScanError::Order)?;
    let reader = Reader::new(client, order, observer);
    let mut survey = if let Some(counter) = walk_counting {
        let mut survey = Survey::new(root, counter);
        walk::walk(&reader, &mut survey).await?;
        survey
    } else {
        recursively(&reader, root).await?
    };
    shortage::settle(&reader, &mut survey).await?;
    shortage::find_missing_folders(&reader, &mut survey).await?;
    reader.enter(ScanPhase::Done);
    let proof = survey.proof(reader.requests());
    tree::inventory(survey.root, survey.counter, survey.gathered, proof)
}

/// The recursive listings of files and folders, side by side; then a walk, if they turn out not to be recursive.
async fn recursively<T: Transport>(
    reader: &Reader<'_, T>,
    root: Place,
) -> Result<Survey, ScanError> {
    reader.enter(ScanPhase::Listing);
    let (files, folders) = tokio::try_join!(
        read(reader, &root, Listing::RecursiveFiles),
        read(reader, &root, Listing::RecursiveFolders)
    )?;
    let told = files.current.clone().or_else(|| folders.current.clone());
    let current = match told {
        Some(current) => current,
        None => reader.folder(&root).await?,
    };
    let is_flat = is_silently_flat(&root, &files, &folders, &current);
    let mut survey = Survey::new(root, current.files_count);
    survey.methods.insert(ListingMethod::Recursive);
    survey.largest_total = files.largest_total.unwrap_or(0);
    survey.methods.extend(files.methods());
    survey.methods.extend(folders.methods());
    survey.gathered = files.gathered;
    survey.gathered.join(folders.gathered);
    if is_flat {
        walk::walk(reader, &mut survey).await?;
    }
    Ok(survey)
}

/// Whether a listing that was to be recursive gave only what lies directly in the room, without a word. A file or a
/// folder deeper down proves the contrary; without one, every count the portal gives has to agree that there is none.
fn is_silently_flat(root: &Place, files: &Reading, folders: &Reading, current: &Folder) -> bool {
    let deeper_file = files
        .gathered
        .file_places()
        .any(|(folder, _)| *folder != root.id);
    let deeper_folder = folders
        .gathered
        .folders()
        .any(|folder| folder.parent.as_ref() != Some(&root.id));
    let has_folders = folders.gathered.folder_count() > 0 || current.folders_count > 0;
    if deeper_file || deeper_folder || !has_folders {
        return false;
    }
    current.files_count > files.gathered.file_count()
        || current.folders_count > folders.gathered.folder_count()
        || folders
            .gathered
            .folders()
            .any(|folder| folder.files_below.unwrap_or(0) > 0)
}

impl Survey {
    fn new(root: Place, counter: u64) -> Self {
        Self {
            root,
            gathered: Gathered::default(),
            largest_total: 0,
            counter,
            methods: BTreeSet::new(),
        }
    }

    /// How many files are claimed and not seen.
    fn missing(&self) -> u64 {
        self.largest_total
            .max(self.counter)
            .saturating_sub(self.gathered.file_count())
    }

    fn proof(&self, requests: u64) -> Proof {
        let completeness = match self.missing() {
            0 => Completeness::Complete,
            not_visible => Completeness::CompleteExcept { not_visible },
        };
        Proof {
            completeness,
            methods: self.methods.clone(),
            unique_files: self.gathered.file_count(),
            largest_total: self.largest_total,
            counter: self.counter,
            unique_folders: self.gathered.folder_count(),
            repeated: self.gathered.repeated(),
            requests,
        }
    }
}
