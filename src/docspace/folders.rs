//! Folders: one of them, the way to it, and making one.

use http::Method;
use serde_json::json;

use super::{
    Client, FolderSeen, PortalError, Transport,
    client::Call,
    listing::{LISTING, parts},
    path::{query, segment},
    wire::{FolderWire, ListingWire},
};
use crate::domain::{Destination, Folder, FolderId, PathPart, RoomId, Scope};

/// Nobody nests folders deeper; a portal that says so is going round in a circle.
const DEEPEST: usize = 200;

impl<T: Transport> Client<T> {
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
    /// saved. Where the portal does not tell the way, it is climbed folder by folder.
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
            ListingWire::Flat(_) => return self.climbed_to(folder).await,
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

    /// From a folder up to the room around it, or to the root of its section.
    async fn climbed_to(&self, folder: &FolderId) -> Result<Destination, PortalError> {
        let folder = self.folder(folder).await?;
        let mut path = Vec::new();
        let mut at = folder.clone();
        let room = loop {
            let room = match self.room(&RoomId(at.id.0.clone())).await {
                Ok(room) => Some(room),
                Err(PortalError::NotARoom { .. } | PortalError::NotFound { .. }) => None,
                Err(error) => return Err(error),
            };
            path.push(PathPart {
                id: at.id.clone(),
                title: at.title.clone(),
                room_kind: room.as_ref().map(|room| room.kind),
            });
            let above = at.parent.take().filter(|_| path.len() < DEEPEST);
            match above {
                Some(section) if room.is_some() => {
                    // Its title says nothing and is not asked for.
                    let title = String::new();
                    path.push(PathPart {
                        id: section,
                        title,
                        room_kind: None,
                    });
                    break room;
                }
                Some(above) => at = self.folder(&above).await?,
                None => break room,
            }
        };
        path.reverse();
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
}
