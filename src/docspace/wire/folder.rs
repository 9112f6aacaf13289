//! Folders and rooms.

use serde::{Deserialize, de::IgnoredAny};

use super::{
    file::SecurityWire,
    loose::{flag, number, signed, text},
    people::ProfileWire,
    text::moment,
};
use crate::{
    docspace::FolderSeen,
    domain::{
        Folder, FolderId, FolderRole, Lifetime, Person, RemoteId, Room, RoomAccess, RoomId,
        RoomKind, RoomRights, Section, UserId,
    },
};

/// A folder item; a room is one with a `roomType`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the portal's own independent yes/no answers"
)]
pub(in crate::docspace) struct FolderWire {
    pub(in crate::docspace) id: Option<RemoteId>,
    pub(in crate::docspace) parent_id: Option<RemoteId>,
    #[serde(deserialize_with = "text")]
    title: Option<String>,
    #[serde(deserialize_with = "number")]
    files_count: Option<u64>,
    #[serde(deserialize_with = "number")]
    folders_count: Option<u64>,
    #[serde(deserialize_with = "number")]
    r#type: Option<u64>,
    #[serde(deserialize_with = "number")]
    room_type: Option<u64>,
    #[serde(deserialize_with = "number")]
    root_folder_type: Option<u64>,
    #[serde(deserialize_with = "number")]
    access: Option<u64>,
    #[serde(deserialize_with = "flag")]
    in_room: bool,
    #[serde(deserialize_with = "flag")]
    private: bool,
    #[serde(deserialize_with = "flag")]
    deny_download: bool,
    #[serde(deserialize_with = "flag")]
    indexing: bool,
    #[serde(deserialize_with = "flag")]
    pinned: bool,
    #[serde(deserialize_with = "flag")]
    shared: bool,
    #[serde(deserialize_with = "flag")]
    shared_for_user: bool,
    /// The settings of the watermark; only that there are some matters here.
    watermark: Option<IgnoredAny>,
    #[serde(deserialize_with = "flag")]
    provider_item: bool,
    #[serde(deserialize_with = "text")]
    provider_key: Option<String>,
    #[serde(deserialize_with = "signed")]
    quota_limit: Option<i64>,
    #[serde(deserialize_with = "number")]
    used_space: Option<u64>,
    #[serde(deserialize_with = "text")]
    updated: Option<String>,
    tags: Option<Vec<String>>,
    lifetime: Option<LifetimeWire>,
    created_by: Option<ProfileWire>,
    security: Option<SecurityWire>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct LifetimeWire {
    #[serde(deserialize_with = "flag")]
    delete_permanently: bool,
    #[serde(deserialize_with = "number")]
    period: Option<u64>,
    #[serde(deserialize_with = "number")]
    value: Option<u64>,
}

impl FolderWire {
    /// The folder as an entry of a listing.
    pub(in crate::docspace) fn seen(self) -> Option<FolderSeen> {
        Some(FolderSeen {
            id: FolderId(self.id?),
            parent: self.parent_id.map(FolderId),
            title: self.title.unwrap_or_default().into(),
            role: role(self.r#type),
            files_below: self.files_count,
            folders_below: self.folders_count,
        })
    }

    /// The folder looked at by itself.
    pub(in crate::docspace) fn folder(self) -> Option<Folder> {
        let rights = self.rights();
        let id = FolderId(self.id?);
        Some(Folder {
            third_party: self.provider_item || id.0.is_third_party(),
            id,
            title: self.title.unwrap_or_default(),
            parent: self.parent_id.map(FolderId),
            section: section(self.root_folder_type),
            rights,
            files_count: self.files_count.unwrap_or(0),
            folders_count: self.folders_count.unwrap_or(0),
            has_link: self.shared,
            has_people: self.shared_for_user,
        })
    }

    /// The room; an error holds the title of what is no room, or nothing when there is not even an id.
    pub(in crate::docspace) fn room(self) -> Result<Room, Option<String>> {
        let rights = self.rights();
        let title = self.title.unwrap_or_default();
        let Some(id) = self.id else {
            return Err(None);
        };
        let Some(room_type) = self.room_type else {
            return Err(Some(title));
        };
        Ok(Room {
            id: RoomId(id),
            title,
            kind: room_kind(room_type),
            section: section(self.root_folder_type),
            owner: self
                .created_by
                .and_then(|profile| profile.person())
                .unwrap_or_else(nobody),
            files_count: self.files_count.unwrap_or(0),
            folders_count: self.folders_count.unwrap_or(0),
            used_space: self.used_space,
            // Negative numbers mean "no limit" and "none set".
            quota: self.quota_limit.and_then(|limit| u64::try_from(limit).ok()),
            access: RoomAccess(u8::try_from(self.access.unwrap_or(0)).unwrap_or(u8::MAX)),
            in_room: self.in_room,
            rights,
            private: self.private,
            deny_download: self.deny_download,
            indexing: self.indexing,
            watermark: self.watermark.is_some(),
            lifetime: self.lifetime.map(LifetimeWire::lifetime),
            provider: match (self.provider_key, self.provider_item) {
                (Some(key), _) => Some(key),
                (None, true) => Some("third party".to_owned()),
                (None, false) => None,
            },
            pinned: self.pinned,
            tags: self.tags.unwrap_or_default(),
            updated: self.updated.as_deref().and_then(moment),
        })
    }

    fn rights(&self) -> RoomRights {
        self.security
            .as_ref()
            .map_or_else(RoomRights::default, |rights| RoomRights {
                create: rights.create,
                move_to: rights.move_to,
                edit_access: rights.edit_access,
                change_owner: rights.change_owner,
                archive: rights.r#move,
            })
    }
}

impl LifetimeWire {
    fn lifetime(self) -> Lifetime {
        let small = |number: Option<u64>| u32::try_from(number.unwrap_or(0)).unwrap_or(u32::MAX);
        Lifetime {
            value: small(self.value),
            period: small(self.period),
            permanently: self.delete_permanently,
        }
    }
}

/// The owner of a room whose owner is not told.
fn nobody() -> Person {
    Person {
        id: UserId("".into()),
        name: String::new(),
    }
}

fn section(number: Option<u64>) -> Section {
    Section::from_number(small(number.unwrap_or(0)))
}

pub(super) fn room_kind(number: u64) -> RoomKind {
    RoomKind::from_number(small(number))
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn role(number: Option<u64>) -> FolderRole {
    match number {
        Some(25 | 26) => FolderRole::FormSection,
        Some(27 | 28) => FolderRole::FormResults,
        Some(32 | 33) => FolderRole::Ai,
        _ => FolderRole::Ordinary,
    }
}
