//! Folders, rooms and sections as the portal shows them to one caller.

use serde_json::{Value, json};

use super::entry_json::{Look, as_text};
use super::fields::{Shape, Wanted};
use crate::sandbox::world::{Folder, FolderKind, Room, RoomKind, Section};

impl Look<'_> {
    /// A folder, a room or a section.
    pub(super) fn folder(&self, folder: &Folder, wanted: &Wanted) -> Value {
        let world = self.world;
        let mut shape = Shape::new(wanted);
        let is_section = matches!(folder.kind, FolderKind::Section(_));
        let uncounted = is_section || folder.public_id.is_some();
        shape.put("id", || self.folder_id(folder.id));
        shape.put("parentId", || self.parent_id(folder));
        shape.put("rootFolderId", || self.root_id(folder.id));
        shape.put("title", || folder.title.as_str());
        shape.put(
            "filesCount",
            || if uncounted { 0 } else { folder.files_count },
        );
        shape.put("foldersCount", || {
            if uncounted { 0 } else { folders_count(folder) }
        });
        shape.put("new", || 0);
        shape.put("mute", || false);
        shape.put("fileEntryType", || 1);
        shape.put("type", || match folder.kind {
            FolderKind::Form(form) => Some(form.folder_type()),
            _ => None,
        });
        self.can_share(folder.id, &mut shape);
        shape.put("security", || self.folder_security(folder));
        shape.put(
            "availableShareRights",
            || json!({"ExternalLink": ["Editing", "Review", "Comment", "Read", "None"]}),
        );
        shape.put("access", || world.access_number(folder.id, self.who));
        shape.put("rootFolderType", || {
            world.section_of(folder.id).map(Section::folder_type)
        });
        if let Some(room) = &folder.room {
            self.room(folder, room, &mut shape);
        } else {
            for plain in ["pinned", "private", "indexing", "denyDownload"] {
                shape.put(plain, || false);
            }
            self.sharing(
                &folder.links,
                folder.parent,
                folder.shared_for_user,
                &mut shape,
            );
            shape.put("parentRoomType", || self.parent_room_type(folder.id));
        }
        self.stamps(
            (folder.created, folder.created_by),
            (folder.updated, folder.updated_by),
            &mut shape,
        );
        shape.done()
    }

    fn room(&self, folder: &Folder, room: &Room, shape: &mut Shape<'_>) {
        let rights = self.world.folder_rights(folder, self.who);
        let archived = self.world.section_of(folder.id) == Some(Section::Archive);
        shape.put("roomType", || room.kind.number());
        shape.put("tags", || room.tags.clone());
        shape.put(
            "logo",
            || json!({"original": "", "large": "", "medium": "", "small": "", "color": "6191F2"}),
        );
        shape.put("pinned", || room.pinned);
        shape.put("private", || room.private);
        shape.put("indexing", || room.indexing);
        shape.put("denyDownload", || room.deny_download);
        shape.put("watermark", || {
            room.watermark
                .then(|| json!({"additions": 1, "rotate": -45, "imageScale": 100}))
        });
        shape.put("inRoom", || self.world.in_room(folder, self.who));
        shape.put("lifetime", || {
            room.lifetime.map(|lifetime| {
                json!({"deletePermanently": lifetime.delete_permanently, "period": lifetime.period, "value": lifetime.value, "enabled": true})
            })
        });
        if (rights.create || rights.edit_access || (archived && rights.delete))
            && folder.public_id.is_none()
        {
            shape.put("usedSpace", || folder.used_space);
            if !archived {
                shape.put("quotaLimit", || room.quota_limit);
                shape.put("isCustomQuota", || room.quota_limit.map(|_| true));
            }
        }
        shape.put("providerItem", || room.provider.as_ref().map(|_| true));
        shape.put("providerKey", || room.provider.clone());
        shape.put("providerId", || room.provider.as_ref().map(|_| folder.id));
        shape.put(
            "shareSettings",
            || json!({"PrimaryExternalLink": 1, "ExternalLink": 5}),
        );
        self.sharing(&room.links, folder.parent, !room.grants.is_empty(), shape);
    }

    /// Everything around a third-party folder is text, too.
    fn parent_id(&self, folder: &Folder) -> Value {
        let parent = self.folder_id(folder.parent);
        if folder.public_id.is_some() {
            as_text(&parent)
        } else {
            parent
        }
    }
}

/// An AI room does not count its two system folders.
fn folders_count(folder: &Folder) -> i64 {
    let is_ai_room = folder
        .room
        .as_ref()
        .is_some_and(|room| room.kind == RoomKind::Ai);
    if is_ai_room {
        (folder.folders_count - 2).max(0)
    } else {
        folder.folders_count
    }
}
