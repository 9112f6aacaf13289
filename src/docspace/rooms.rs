//! Rooms: the list of them, one of them, and who can reach one.

use serde::de::DeserializeOwned;

use super::{
    Client, PAGE, PortalError, Transport,
    client::Call,
    path::{order_pairs, query, segment},
    wire::{FolderWire, ListingWire, ShareWire},
};
use crate::domain::{Link, Member, Room, RoomId, SavedOrder, Scope};

/// No share list is longer; a portal that goes on is giving the same page again and again.
const MOST_ROWS: u64 = 100_000;

/// Which rooms to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RoomsArea {
    /// Active rooms.
    #[default]
    Active,
    /// Active and archived rooms.
    Any,
}

impl RoomsArea {
    fn filter(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Active => &[],
            Self::Any => &[("searchArea", "2")],
        }
    }
}

/// A list of rooms, whole or not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rooms {
    /// Those that came.
    pub rooms: Vec<Room>,
    /// How many more the portal counts, although its pages ended.
    pub not_given: u64,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<I> {
    /// What is on it.
    pub items: Vec<I>,
    /// How many there are in all, if the portal says so.
    pub total: Option<u64>,
}

impl<T: Transport> Client<T> {
    /// A page of rooms from `start` on, [`PAGE`] at most: pinned rooms first, then in the user's saved order. A
    /// portal admin gets every room of the portal, invited or not.
    pub async fn rooms(
        &self,
        area: RoomsArea,
        start: u64,
        order: &SavedOrder,
    ) -> Result<Page<Room>, PortalError> {
        self.rooms_page("listing the rooms", area.filter(), start, order)
            .await
    }

    /// Every room, each page handed to `seen` as it comes. Sorted in memory by the portal, so pages fit together;
    /// ids that come twice are left out all the same.
    pub async fn all_rooms(
        &self,
        area: RoomsArea,
        order: &SavedOrder,
        seen: impl FnMut(&[Room]) + Send,
    ) -> Result<Rooms, PortalError> {
        self.every_room("listing the rooms", area.filter(), order, seen)
            .await
    }

    /// Pages until all rooms have come that the portal counts, or a page brings no new one.
    pub(super) async fn every_room(
        &self,
        what: &'static str,
        filter: &[(&str, &str)],
        order: &SavedOrder,
        mut seen: impl FnMut(&[Room]) + Send,
    ) -> Result<Rooms, PortalError> {
        let mut rooms: Vec<Room> = Vec::new();
        let mut known = std::collections::HashSet::new();
        let mut start = 0;
        loop {
            let page = self.rooms_page(what, filter, start, order).await?;
            let before = rooms.len();
            let fresh = page.items.into_iter();
            rooms.extend(fresh.filter(|room| known.insert(room.id.clone())));
            seen(&rooms[before..]);
            start += PAGE;
            let at_end = page.total.is_some_and(|total| start >= total);
            if at_end || rooms.len() == before {
                let counted = page.total.filter(|_| !at_end).unwrap_or_default();
                return Ok(Rooms {
                    not_given: counted.saturating_sub(rooms.len() as u64),
                    rooms,
                });
            }
        }
    }

    async fn rooms_page(
        &self,
        what: &'static str,
        filter: &[(&str, &str)],
        start: u64,
        order: &SavedOrder,
    ) -> Result<Page<Room>, PortalError> {
        let start_index = start.to_string();
        let count = PAGE.to_string();
        let mut pairs = vec![("count", &*count), ("startIndex", &*start_index)];
        pairs.extend(order_pairs(order));
        pairs.extend_from_slice(filter);
        let path = format!("files/rooms?{}", query(&pairs));
        let wire: ListingWire = self
            .ask_one(Call::get(what, path, Scope::RoomsRead))
            .await?;
        let (folders, total) = match wire {
            ListingWire::Object(object) => (object.folders, object.total),
            ListingWire::Flat(entries) => (super::wire::folders_of(entries), None),
        };
        Ok(Page {
            items: folders
                .into_iter()
                .filter_map(|folder| folder.room().ok())
                .collect(),
            total,
        })
    }

    /// One room. An id that is a plain folder's is [`PortalError::NotARoom`].
    pub async fn room(&self, id: &RoomId) -> Result<Room, PortalError> {
        const WHAT: &str = "a room";
        let path = format!("files/rooms/{}", segment(&id.0));
        let wire: FolderWire = self
            .ask_one(Call::get(WHAT, path, Scope::RoomsRead))
            .await?;
        wire.room().map_err(|title| match title {
            Some(title) => PortalError::NotARoom { title },
            None => PortalError::UnexpectedShape {
                what: WHAT,
                source: None,
            },
        })
    }

    /// The room's share list: people and groups, the owner first. An empty list means that the caller may not see
    /// it, never that nobody has access.
    pub async fn members(&self, room: &RoomId) -> Result<Vec<Member>, PortalError> {
        let path = format!("files/rooms/{}/share", segment(&room.0));
        let rows: Vec<ShareWire> = self
            .all_rows(
                "the members of a room",
                &path,
                &[("filterType", "0")],
                Scope::RoomsRead,
            )
            .await?;
        Ok(rows.into_iter().filter_map(ShareWire::member).collect())
    }

    /// The room's invitation and external links. Empty also when the caller is neither owner nor manager: look at
    /// [`RoomRights::edit_access`](crate::domain::RoomRights::edit_access) first.
    pub async fn room_links(&self, room: &RoomId) -> Result<Vec<Link>, PortalError> {
        let path = format!("files/rooms/{}/links", segment(&room.0));
        let mut links = Vec::new();
        for kind in ["0", "1"] {
            let rows: Vec<ShareWire> = self
                .all_rows(
                    "the links of a room",
                    &path,
                    &[("type", kind)],
                    Scope::RoomsRead,
                )
                .await?;
            for link in rows.into_iter().filter_map(ShareWire::link) {
                if !links.iter().any(|known: &Link| known.id == link.id) {
                    links.push(link);
                }
            }
        }
        Ok(links)
    }

    /// Every row of a paged list. A short page is no sign of the end where a total is told; where none is told, it is.
    /// An empty page is the end in any case: some totals count what is never shown.
    pub(super) async fn all_rows<R: DeserializeOwned>(
        &self,
        what: &'static str,
        path: &str,
        filter: &[(&str, &str)],
        scope: Scope,
    ) -> Result<Vec<R>, PortalError> {
        let count = PAGE.to_string();
        let mut rows = Vec::new();
        let mut start = 0;
        loop {
            let start_index = start.to_string();
            let mut pairs = vec![("count", &*count), ("startIndex", &*start_index)];
            pairs.extend_from_slice(filter);
            let path = format!("{path}?{}", query(&pairs));
            let envelope = self.ask::<Vec<R>>(Call::get(what, path, scope)).await?;
            let page = envelope.response.unwrap_or_default();
            let length = page.len() as u64;
            rows.extend(page);
            start += PAGE;
            let at_end = match envelope.total {
                Some(total) => start >= total,
                None => length < PAGE,
            };
            if at_end || length == 0 {
                return Ok(rows);
            }
            if start >= MOST_ROWS {
                return Err(PortalError::ListIncomplete {
                    what,
                    counted: envelope.total.unwrap_or_default(),
                    given: rows.len() as u64,
                });
            }
        }
    }
}
