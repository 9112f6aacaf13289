//! Looking around: rooms, who can reach one, folders to archive into.

use crate::{
    docspace::{Rooms, RoomsArea, Transport},
    domain::{Folder, FolderId, Link, Member, Room, RoomId, RoomKind},
};

use super::{AppError, Session};

/// Who can reach a room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoomReach {
    /// People and groups. Never truly empty: a real room shows its owner, so an empty list means that the caller may
    /// not read it.
    pub members: Vec<Member>,
    /// Invitation and external links of the room, as far as the caller may see them.
    pub links: Vec<Link>,
}

/// A folder to choose, or to look into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderChoice {
    /// Its id.
    pub id: FolderId,
    /// Its title as stored.
    pub title: String,
    /// It can hold client folders.
    pub usable: bool,
    /// About how many folders lie in it.
    pub folders: u64,
}

impl<T: Transport> Session<T> {
    /// Every active and archived room the key can see, as far as the portal gives them. `on_page` gets the pages as
    /// they arrive.
    pub async fn rooms(&self, on_page: impl FnMut(&[Room]) + Send) -> Result<Rooms, AppError> {
        let order = self.order().await?;
        self.client
            .all_rooms(RoomsArea::Any, &order, on_page)
            .await
            .map_err(|source| AppError::Portal {
                doing: "list the rooms",
                source,
            })
    }

    /// One room.
    pub async fn room(&self, room: &RoomId) -> Result<Room, AppError> {
        self.client
            .room(room)
            .await
            .map_err(|source| AppError::Portal {
                doing: "open the room",
                source,
            })
    }

    /// Members and links of a room.
    pub async fn access(&self, room: &RoomId) -> Result<RoomReach, AppError> {
        let (members, links) =
            tokio::join!(self.client.members(room), self.client.room_links(room));
        let failed = |source| AppError::Portal {
            doing: "read who can reach the room",
            source,
        };
        Ok(RoomReach {
            members: members.map_err(failed)?,
            links: links.map_err(failed)?,
        })
    }

    /// Folders in `parent`; `None` gives the places to start from: rooms that take files from this key.
    pub async fn folders(&self, parent: Option<&FolderId>) -> Result<Vec<FolderChoice>, AppError> {
        let Some(parent) = parent else {
            return self.starting_places().await;
        };
        let folders = self
            .client
            .subfolders(parent)
            .await
            .map_err(|source| AppError::Portal {
                doing: "list the folders",
                source,
            })?;
        Ok(folders
            .into_iter()
            .map(|folder| FolderChoice {
                usable: folder.rights.create && folder.rights.move_to,
                id: folder.id,
                title: folder.title,
                folders: folder.folders_count,
            })
            .collect())
    }

    /// Makes a folder, such as a new archive root.
    pub async fn make_folder(&self, parent: &FolderId, title: &str) -> Result<Folder, AppError> {
        self.client
            .create_folder(parent, title)
            .await
            .map_err(|source| AppError::Portal {
                doing: "make the folder",
                source,
            })
    }

    async fn starting_places(&self) -> Result<Vec<FolderChoice>, AppError> {
        let failed = |source| AppError::Portal {
            doing: "list the places to archive to",
            source,
        };
        let order = self.order().await?;
        let rooms = self
            .client
            .all_rooms(RoomsArea::Active, &order, |_| {})
            .await
            .map_err(failed)?;
        let takes_files = |room: &&Room| {
            room.rights.create
                && room.rights.move_to
                && !room.private
                && !room.is_third_party()
                && room.lifetime.is_none()
                && !matches!(room.kind, RoomKind::FormFilling | RoomKind::Ai)
        };
        Ok(rooms
            .rooms
            .iter()
            .filter(takes_files)
            .map(|room| FolderChoice {
                id: room.id.as_folder(),
                title: room.title.clone(),
                usable: true,
                folders: room.folders_count,
            })
            .collect())
    }
}
