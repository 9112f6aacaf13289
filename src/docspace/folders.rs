//! Folders: what lies in them, the way to them, and making one.

use http::Method;
use serde_json::json;
use url::form_urlencoded;

use super::{
    Client, FileSeen, PortalError, Transport,
    client::Call,
    wire::{EntryWire, FileWire, FolderWire, ListingWire, PathPartWire},
};
use crate::domain::{
    Destination, Folder, FolderId, FolderRole, PathPart, RemoteId, RoomId, SavedOrder, Scope,
};

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

    /// The folders that lie directly in `folder`, all of them, A to Z. The portal does not page this.
    pub async fn subfolders(&self, folder: &FolderId) -> Result<Vec<Folder>, PortalError> {
        let path = format!("files/{}/subfolders", segment(&folder.0));
        let call = Call::get("subfolders", path, Scope::FilesRead);
        let folders: Vec<FolderWire> = self.ask(call).await?.response.unwrap_or_default();
        Ok(folders.into_iter().filter_map(FolderWire::folder).collect())
    }

    /// One folder (or a room as a folder).
    pub async fn folder(&self, folder: &FolderId) -> Result<Folder, PortalError> {
        const WHAT: &str = "a folder";
        let path = format!("files/folder/{}", segment(&folder.0));
        let wire: FolderWire = self
            .ask_one(Call::get(WHAT, path, Scope::FilesRead))
            .await?;
        wire.folder().ok_or(PortalError::UnexpectedShape {
            what: WHAT,
            source: None,
        })
    }

    /// One folder as a listing would give it; `None` if it is not there or this key may not see it.
    pub async fn folder_entry(&self, folder: &FolderId) -> Result<Option<FolderSeen>, PortalError> {
        let path = format!("files/folder/{}", segment(&folder.0));
        let call = Call::get("a folder", path, Scope::FilesRead);
        match self.ask_one::<FolderWire>(call).await {
            Ok(wire) => Ok(wire.seen()),
            Err(PortalError::NotFound { .. } | PortalError::Refused { status: 403, .. }) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// A folder with the way to it and the room around it. Three facts, two requests; sends no order, so none is
    /// saved.
    pub async fn destination(&self, folder: &FolderId) -> Result<Destination, PortalError> {
        let path = format!(
            "files/{}?{}",
            segment(&folder.0),
            query(&[("count", "1"), ("startIndex", "0")])
        );
        let wire: ListingWire = self
            .ask_one(Call::get(LISTING, path, Scope::FilesRead))
            .await?;
        let (current, path) = match wire {
            ListingWire::Object(object) => (object.current, parts(object.path_parts)),
            ListingWire::Flat(_) => (None, Vec::new()),
        };
        let folder = match current.and_then(FolderWire::folder) {
            Some(current) => current,
            None => self.folder(folder).await?,
        };
        let room = match path.iter().rev().find(|part| part.room_kind.is_some()) {
            Some(part) => Some(self.room(&RoomId(part.id.0.clone())).await?),
            None => None,
        };
        Ok(Destination { folder, path, room })
    }

    /// Makes a folder. The portal stores the title sanitised, and makes a second folder of the same title without a
    /// word: look first. Below a room it notifies the room's readers.
    pub async fn create_folder(
        &self,
        parent: &FolderId,
        title: &str,
    ) -> Result<Folder, PortalError> {
        const WHAT: &str = "making a folder";
        let path = format!("files/folder/{}", segment(&parent.0));
        let body = json!({ "title": title });
        let call = Call::write(WHAT, Method::POST, path, body, Scope::FilesWrite);
        let wire: FolderWire = self.ask_one(call).await?;
        wire.folder().ok_or(PortalError::UnexpectedShape {
            what: WHAT,
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

const LISTING: &str = "listing a folder";

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

fn parts(path: Vec<PathPartWire>) -> Vec<PathPart> {
    path.into_iter().filter_map(PathPartWire::part).collect()
}

/// The saved order as query parameters.
pub(super) fn order_pairs(order: &SavedOrder) -> [(&'static str, &str); 2] {
    let direction = if order.ascending {
        "ascending"
    } else {
        "descending"
    };
    [("sortBy", &order.sort_by), ("sortOrder", direction)]
}

pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// An id as one segment of a path.
pub(super) fn segment(id: &RemoteId) -> String {
    match id {
        RemoteId::Number(number) => number.to_string(),
        // URL parsers take even an encoded dot segment for a step upwards.
        RemoteId::Text(text) if matches!(&**text, "." | "..") => text.replace('.', "%252E"),
        RemoteId::Text(text) => form_urlencoded::byte_serialize(text.as_bytes())
            .collect::<String>()
            .replace('+', "%20"),
    }
}
