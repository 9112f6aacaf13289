//! What lies in a folder, page by page.

use super::{
    Client, FileSeen, PortalError, Transport,
    client::Call,
    path::{order_pairs, query, segment},
    wire::{EntryWire, FileWire, FolderWire, ListingWire, PathPartWire},
};
use crate::domain::{Folder, FolderId, FolderRole, PathPart, SavedOrder, Scope};

/// Entries per page: the most the portal gives. An unpaged request is cut at as many, without a word.
pub const PAGE: u64 = 100;

/// What is kept of each file of a listing. The portal cuts the answer, not its work.
const FILE_FIELDS: &str = "files.id,files.title,files.folderId,files.fileExst,files.pureContentLength,\
files.fileStatus,files.lockedBy,files.editingBy,files.version,files.security,files.encrypted,files.shared,\
files.sharedForUser,files.isForm";
const FOLDER_FIELDS: &str = "folders.id,folders.title,folders.parentId,folders.filesCount,folders.foldersCount,\
folders.type,folders.roomType";

/// What to list of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Listing {
    /// Every file below the folder, at any depth. Some portals (3.1.0), third-party and AI rooms silently give only
    /// the files that lie directly in it.
    RecursiveFiles,
    /// Every folder below the folder, with the same exceptions.
    RecursiveFolders,
    /// What lies directly in the folder: all its folders first, then its files.
    Direct,
}

/// A page of a listing.
#[derive(Debug, Clone, Default)]
pub struct ListingPage {
    /// Files of this page. Fewer than asked for is no sign of the end: files in conversion are taken out after the
    /// page was cut.
    pub files: Vec<FileSeen>,
    /// Folders of this page.
    pub folders: Vec<FolderSeen>,
    /// Folders and files in all that match, lowered on this page by the files hidden from it. `None` from portals
    /// that answer with a bare array.
    pub total: Option<u64>,
    /// The folder itself, on the first page, where the portal tells.
    pub current: Option<Folder>,
    /// The way to it, section root first, on the first page.
    pub path: Vec<PathPart>,
}

/// A folder as an entry of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderSeen {
    /// The folder's id.
    pub id: FolderId,
    /// The folder above.
    pub parent: Option<FolderId>,
    /// Title as stored.
    pub title: Box<str>,
    /// What the portal uses it for.
    pub role: FolderRole,
    /// The portal's count of files in the whole subtree, which may drift; `None` where it is not told.
    pub files_below: Option<u64>,
    /// The same for folders.
    pub folders_below: Option<u64>,
}

impl<T: Transport> Client<T> {
    /// A page of `folder` from entry `start` on, [`PAGE`] entries at most, in the user's own saved order. (The portal
    /// saves any order it is sent as the user's, so no other is ever sent.) Beyond the end the page is empty.
    pub async fn listing(
        &self,
        folder: &FolderId,
        listing: Listing,
        start: u64,
        order: &SavedOrder,
    ) -> Result<ListingPage, PortalError> {
        if !self.wants_whole_entries() {
            let page = self
                .listing_once(folder, listing, start, order, true)
                .await?;
            if let Some(page) = page.complete() {
                return Ok(page);
            }
            self.want_whole_entries();
        }
        let page = self
            .listing_once(folder, listing, start, order, false)
            .await?;
        page.complete().ok_or(PortalError::UnexpectedShape {
            what: LISTING,
            source: None,
        })
    }

    async fn listing_once(
        &self,
        folder: &FolderId,
        listing: Listing,
        start: u64,
        order: &SavedOrder,
        projected: bool,
    ) -> Result<RawPage, PortalError> {
        let path = listing_path(folder, listing, start, order, projected);
        let wire: ListingWire = self
            .ask_one(Call::get(LISTING, path, Scope::FilesRead))
            .await?;
        Ok(RawPage::from(wire))
    }
}

pub(super) const LISTING: &str = "listing a folder";

fn listing_path(
    folder: &FolderId,
    listing: Listing,
    start: u64,
    order: &SavedOrder,
    projected: bool,
) -> String {
    let start_index = start.to_string();
    let count = PAGE.to_string();
    let mut pairs = vec![("count", &*count), ("startIndex", &*start_index)];
    pairs.extend(order_pairs(order));
    match listing {
        Listing::RecursiveFiles => pairs.push(("filterType", "1")),
        Listing::RecursiveFolders => pairs.push(("filterType", "2")),
        Listing::Direct => {}
    }
    if listing != Listing::Direct {
        pairs.push(("withSubFolders", "true"));
    }
    let fields = match listing {
        Listing::RecursiveFiles => vec![FILE_FIELDS],
        Listing::RecursiveFolders => vec![FOLDER_FIELDS],
        Listing::Direct => vec![FILE_FIELDS, FOLDER_FIELDS],
    };
    let about_itself = if start == 0 { ",current,pathParts" } else { "" };
    let fields = format!("{},total{about_itself}", fields.join(","));
    if projected {
        pairs.push(("fields", &fields));
    }
    format!("files/{}?{}", segment(&folder.0), query(&pairs))
}

/// A page of which some entries may lack what identifies them.
struct RawPage {
    files: Option<Vec<FileSeen>>,
    folders: Option<Vec<FolderSeen>>,
    total: Option<u64>,
    current: Option<FolderWire>,
    path: Vec<PathPartWire>,
}

impl From<ListingWire> for RawPage {
    fn from(wire: ListingWire) -> Self {
        match wire {
            ListingWire::Object(object) => Self {
                files: object.files.into_iter().map(FileWire::seen).collect(),
                folders: object.folders.into_iter().map(FolderWire::seen).collect(),
                total: object.total,
                current: object.current,
                path: object.path_parts,
            },
            ListingWire::Flat(entries) => {
                let (mut files, mut folders) = (Vec::new(), Vec::new());
                for entry in entries {
                    match entry {
                        EntryWire::File(file) => files.push(file.seen()),
                        EntryWire::Folder(folder) => folders.push(folder.seen()),
                    }
                }
                Self {
                    files: files.into_iter().collect(),
                    folders: folders.into_iter().collect(),
                    total: None,
                    current: None,
                    path: Vec::new(),
                }
            }
        }
    }
}

impl RawPage {
    /// The page, unless an entry came without its id.
    fn complete(self) -> Option<ListingPage> {
        Some(ListingPage {
            files: self.files?,
            folders: self.folders?,
            total: self.total,
            current: self.current.and_then(FolderWire::folder),
            path: parts(self.path),
        })
    }
}

pub(super) fn parts(path: Vec<PathPartWire>) -> Vec<PathPart> {
    path.into_iter().filter_map(PathPartWire::part).collect()
}
