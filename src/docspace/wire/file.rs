//! Files.

use serde::Deserialize;
use serde_json::Value;

use super::{
    loose::{flag, number, text},
    text::decode_entities,
};
use crate::{
    docspace::FileSeen,
    domain::{FileFlags, FileId, FolderId, RemoteId},
};

/// The caller's rights, as far as they matter here. The keys are the portal's enum names.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the portal's own independent yes/no answers"
)]
pub(super) struct SecurityWire {
    #[serde(deserialize_with = "flag")]
    pub(super) r#move: bool,
    #[serde(deserialize_with = "flag")]
    pub(super) download: bool,
    #[serde(deserialize_with = "flag")]
    pub(super) lock: bool,
    #[serde(deserialize_with = "flag")]
    pub(super) rename: bool,
    #[serde(deserialize_with = "flag")]
    pub(super) create: bool,
    #[serde(deserialize_with = "flag")]
    pub(super) move_to: bool,
    #[serde(deserialize_with = "flag")]
    pub(super) edit_access: bool,
    #[serde(deserialize_with = "flag")]
    pub(super) change_owner: bool,
}

/// A file item.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the portal's own independent yes/no answers"
)]
pub(in crate::docspace) struct FileWire {
    pub(in crate::docspace) id: Option<RemoteId>,
    pub(in crate::docspace) folder_id: Option<RemoteId>,
    #[serde(deserialize_with = "text")]
    title: Option<String>,
    /// Absent for an empty file.
    #[serde(deserialize_with = "number")]
    pure_content_length: Option<u64>,
    #[serde(deserialize_with = "number")]
    version: Option<u64>,
    #[serde(deserialize_with = "number")]
    file_status: Option<u64>,
    /// A display name, present only when somebody else holds the lock.
    #[serde(deserialize_with = "text")]
    locked_by: Option<String>,
    /// Account to name, since 3.7.
    editing_by: Option<Value>,
    #[serde(deserialize_with = "flag")]
    encrypted: bool,
    #[serde(deserialize_with = "flag")]
    shared: bool,
    #[serde(deserialize_with = "flag")]
    shared_for_user: bool,
    #[serde(deserialize_with = "flag")]
    is_form: bool,
    security: Option<SecurityWire>,
}

impl FileWire {
    /// The file, if it says which one it is and where.
    pub(in crate::docspace) fn seen(self) -> Option<FileSeen> {
        let editor = self
            .editing_by
            .as_ref()
            .and_then(Value::as_object)
            .and_then(|editors| editors.values().next())
            .map(|name| decode_entities(name.as_str().unwrap_or_default()));
        let is_edited = editor.is_some() || self.file_status.unwrap_or(0) & 1 != 0;
        let rights = self.security.unwrap_or_default();
        let flags = FileFlags::default()
            .with(FileFlags::MOVABLE, rights.r#move)
            .with(FileFlags::DOWNLOADABLE, rights.download)
            .with(FileFlags::MAY_UNLOCK, rights.lock)
            .with(FileFlags::RENAMABLE, rights.rename)
            .with(FileFlags::EDITING, is_edited)
            .with(FileFlags::LOCKED_BY_OTHER, self.locked_by.is_some())
            .with(FileFlags::ENCRYPTED, self.encrypted)
            .with(FileFlags::SHARED_BY_LINK, self.shared)
            .with(FileFlags::SHARED_WITH_PEOPLE, self.shared_for_user)
            .with(FileFlags::FORM, self.is_form);
        let locker = self.locked_by.map(|name| decode_entities(&name));
        Some(FileSeen {
            id: FileId(self.id?),
            folder: FolderId(self.folder_id?),
            title: self.title.unwrap_or_default().into(),
            size: self.pure_content_length.unwrap_or(0),
            version: version_number(self.version),
            flags,
            holder: locker.or(editor).map(Into::into),
        })
    }
}

fn version_number(version: Option<u64>) -> u32 {
    version.map_or(1, |version| u32::try_from(version).unwrap_or(u32::MAX))
}
