//! Files as the portal shows them to one caller, and what they have in common with folders.

use serde_json::{Value, json};
use tokio::time::Instant;

use super::fields::{Shape, Wanted};
use super::person_json;
use crate::sandbox::options::Profile;
use crate::sandbox::world::{
    Category, EntryId, File, Folder, FolderKind, Link, PersonId, Section, World, extension,
};

/// For whom, when and how much.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look<'a> {
    pub(super) world: &'a World,
    pub(super) who: Option<PersonId>,
    pub(super) now: Instant,
    pub(super) origin: &'a str,
    /// The record of an operation does not load what is shared.
    pub(super) without_sharing: bool,
}

impl Look<'_> {
    /// A file.
    pub(super) fn file(&self, file: &File, wanted: &Wanted) -> Value {
        let world = self.world;
        let mut shape = Shape::new(wanted);
        let id = || {
            file.public_id
                .clone()
                .map_or_else(|| json!(file.id), Value::String)
        };
        let category = Category::of(&file.title);
        let edited = world.is_edited(file, self.now);
        let converting = world.is_converting(file, self.now);
        shape.put("id", id);
        shape.put("folderId", || self.folder_id(file.folder));
        shape.put("rootFolderId", || self.root_id(file.folder));
        shape.put("title", || file.title.as_str());
        shape.put("version", || file.version);
        shape.put("versionGroup", || file.version);
        shape.put("comment", || file.comment.as_str());
        shape.put("contentLength", || readable(file.size));
        shape.put("pureContentLength", || {
            (file.size != 0).then_some(file.size)
        });
        shape.put("fileStatus", || {
            u8::from(edited && category.is_web_editable()) + 4 * u8::from(converting)
        });
        shape.put("fileType", || category.number());
        shape.put("fileExst", || extension(&file.title).to_lowercase());
        shape.put("fileEntryType", || 2);
        shape.put("mute", || false);
        shape.put("viewUrl", || {
            format!(
                "{}/filehandler.ashx?action=download&fileid={}",
                self.origin, file.id
            )
        });
        shape.put("webUrl", || {
            format!(
                "{}/doceditor?fileid={}&version={}",
                self.origin, file.id, file.version
            )
        });
        shape.put("thumbnailStatus", || 1);
        shape.put("formFillingStatus", || 0);
        shape.put("viewAccessibility", || view_accessibility(category));
        self.file_marks(file, edited, &mut shape);
        self.sharing(&file.links, file.folder, file.shared_for_user, &mut shape);
        self.can_share(file.folder, &mut shape);
        shape.put("security", || self.file_security(file));
        shape.put(
            "availableShareRights",
            || json!({"ExternalLink": ["Editing", "Review", "Comment", "Read"]}),
        );
        shape.put("access", || world.access_number(file.folder, self.who));
        shape.put("parentRoomType", || self.parent_room_type(file.folder));
        shape.put("rootFolderType", || {
            world.section_of(file.folder).map(Section::folder_type)
        });
        self.stamps(
            (file.created, file.created_by),
            (file.updated, file.updated_by),
            &mut shape,
        );
        shape.done()
    }

    fn file_marks(&self, file: &File, edited: bool, shape: &mut Shape<'_>) {
        let foreign_lock = file.locked_by.filter(|holder| Some(*holder) != self.who);
        shape.put("locked", || file.locked_by.map(|_| true));
        shape.put("lockedBy", || {
            foreign_lock
                .and_then(|holder| self.world.person(holder))
                .map(crate::sandbox::world::Person::display_name)
        });
        shape.put("encrypted", || file.encrypted.then_some(true));
        shape.put("isForm", || file.is_form.then_some(true));
        if self.world.profile == Profile::V37 && edited {
            shape.put("editingBy", || {
                let editor = file
                    .editing
                    .and_then(|editing| self.world.person(editing.by));
                editor.map_or(
                    Value::Null,
                    |editor| json!({editor.guid.as_str(): editor.display_name()}),
                )
            });
        }
        shape.put("providerItem", || file.public_id.as_ref().map(|_| true));
    }

    /// The marks of what is shared, and how many links the caller may set.
    pub(super) fn sharing(
        &self,
        links: &[Link],
        folder: EntryId,
        for_user: bool,
        shape: &mut Shape<'_>,
    ) {
        let shown = !self.without_sharing;
        shape.put("shared", || {
            shown && links.iter().any(|link| !link.invitation)
        });
        shape.put("sharedForUser", || shown && for_user);
        if self.world.profile == Profile::V37 {
            shape.put("sharedExternal", || {
                shown && links.iter().any(|link| !link.invitation && !link.internal)
            });
        }
        shape.put("parentShared", || shown && self.parent_shared(folder));
        shape.put("shortWebUrl", || "");
    }

    /// Whether the caller may set links on an entry of that room or folder.
    pub(super) fn can_share(&self, folder: EntryId, shape: &mut Shape<'_>) {
        shape.put("canShare", || {
            self.world
                .room_of(folder)
                .is_some_and(|room| self.world.manages_room(room.id, self.who))
        });
    }

    fn parent_shared(&self, folder: EntryId) -> bool {
        self.world
            .tree
            .ancestors(folder)
            .into_iter()
            .filter_map(|id| self.world.tree.folder(id))
            .any(|folder| {
                let room_links = folder.room.as_ref().map_or(&[][..], |room| &room.links);
                folder
                    .links
                    .iter()
                    .chain(room_links)
                    .any(|link| !link.invitation)
            })
    }

    pub(super) fn stamps(
        &self,
        created: (i64, PersonId),
        updated: (i64, PersonId),
        shape: &mut Shape<'_>,
    ) {
        shape.put("created", || self.world.clock.written(created.0));
        shape.put("createdBy", || {
            person_json::short(self.world, created.1, self.origin)
        });
        shape.put("updated", || self.world.clock.written(updated.0));
        shape.put("updatedBy", || {
            person_json::short(self.world, updated.1, self.origin)
        });
    }

    /// The id of a folder on the wire: a number, or a text on third-party storage.
    pub(super) fn folder_id(&self, id: EntryId) -> Value {
        let public = self
            .world
            .tree
            .folder(id)
            .and_then(|folder| folder.public_id.clone());
        public.map_or_else(|| json!(id), Value::String)
    }

    pub(super) fn root_id(&self, id: EntryId) -> Value {
        let root = json!(self.world.tree.ancestors(id).last().copied().unwrap_or(id));
        if self.world.is_third_party(id) {
            as_text(&root)
        } else {
            root
        }
    }

    pub(super) fn parent_room_type(&self, folder: EntryId) -> Option<u8> {
        self.world
            .room_of(folder)
            .and_then(|room| room.room.as_ref())
            .map(|room| room.kind.folder_type())
    }

    /// The way from the section down to the folder.
    pub(super) fn path_parts(&self, folder: EntryId) -> Value {
        let parts = self
            .world
            .tree
            .ancestors(folder)
            .into_iter()
            .rev()
            .filter_map(|id| self.world.tree.folder(id))
            .map(|folder| {
                let mut part = json!({"id": self.folder_id(folder.id), "title": folder.title});
                if let Some(object) = part.as_object_mut() {
                    if let Some(room) = &folder.room {
                        object.insert("roomType".into(), json!(room.kind.number()));
                    }
                    object.insert("folderType".into(), json!(folder_type(folder)));
                }
                part
            });
        Value::Array(parts.collect())
    }
}

/// The folder type's number of a folder.
fn folder_type(folder: &Folder) -> u8 {
    match (folder.kind, &folder.room) {
        (FolderKind::Section(section), _) => section.folder_type(),
        (FolderKind::Form(form), _) => form.folder_type(),
        (_, Some(room)) => room.kind.folder_type(),
        (_, None) => 0,
    }
}

/// An id as text.
pub(super) fn as_text(id: &Value) -> Value {
    id.as_str().map_or_else(
        || Value::String(id.to_string()),
        |text| Value::String(text.to_owned()),
    )
}

fn view_accessibility(category: Category) -> Value {
    let editable = category.is_web_editable();
    json!({
        "ImageView": category == Category::Image,
        "MediaView": matches!(category, Category::Video | Category::Audio),
        "WebView": editable,
        "WebEdit": editable,
        "WebReview": category == Category::Document,
        "WebCustomFilterEditing": category == Category::Spreadsheet,
        "WebRestrictedEditing": false,
        "WebComment": editable,
        "CanConvert": editable,
        "MustConvert": false,
    })
}

/// A size as text, for people only.
fn readable(bytes: i64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1024 {
        return format!("{bytes} bytes");
    }
    let (mut hundredths, mut unit) = (bytes * 100 / 1024, "KB");
    for larger in UNITS.into_iter().skip(1) {
        if hundredths < 102_400 {
            break;
        }
        (hundredths, unit) = (hundredths / 1024, larger);
    }
    format!("{}.{:02} {unit}", hundredths / 100, hundredths % 100)
}
