//! The tables of rights that entries carry.

use serde_json::{Map, Value};

use super::entry_json::Look;
use crate::sandbox::options::Profile;
use crate::sandbox::world::{File, FileRights, Folder, FolderRights};

impl Look<'_> {
    /// What the caller may do with a folder.
    pub(super) fn folder_security(&self, folder: &Folder) -> Value {
        let rights = self.world.folder_rights(folder, self.who);
        let FolderRights {
            read,
            create,
            move_into,
            move_itself,
            rename,
            delete,
            edit_access,
            copy,
            download,
            change_owner,
            pin,
        } = rights;
        let is_room = folder.room.is_some();
        let mut security = Map::new();
        let table = [
            ("Read", read),
            ("Create", create),
            ("Delete", delete),
            ("EditRoom", is_room && edit_access),
            ("Rename", rename),
            ("CopyTo", move_into),
            ("MoveTo", move_into),
            ("Copy", copy),
            ("Move", move_itself),
            ("Pin", pin),
            ("Mute", is_room && read),
            ("EditAccess", edit_access),
            ("Duplicate", copy),
            ("Download", download),
            ("CopySharedLink", edit_access),
            ("Reconnect", false),
            ("CreateRoomFrom", false),
            ("CopyLink", read),
            ("Embed", false),
            ("ChangeOwner", change_owner),
            ("IndexExport", false),
            ("UseChat", false),
        ];
        security.extend(
            table
                .into_iter()
                .map(|(name, may)| (name.to_owned(), Value::Bool(may))),
        );
        if self.world.profile == Profile::V37 {
            security.insert("UpdateXlsx".into(), Value::Bool(false));
            security.insert("AnalyzeResponses".into(), Value::Bool(false));
        }
        Value::Object(security)
    }

    /// What the caller may do with a file.
    pub(super) fn file_security(&self, file: &File) -> Value {
        let rights = self.world.file_rights(file, self.who);
        let FileRights {
            read,
            edit,
            comment,
            delete,
            rename,
            read_history,
            lock,
            copy,
            move_itself,
            download,
            edit_links,
        } = rights;
        let mut security = Map::new();
        let table = [
            ("Read", read),
            ("Comment", comment),
            ("FillForms", file.is_form && edit),
            ("Review", comment),
            ("Edit", edit),
            ("Delete", delete),
            ("CustomFilter", edit),
            ("Rename", rename),
            ("ReadHistory", read_history),
            ("Lock", lock),
            ("EditHistory", edit),
            ("Copy", copy),
            ("Move", move_itself),
            ("Duplicate", copy),
            ("SubmitToFormGallery", false),
            ("Download", download),
            ("Convert", edit),
            ("CreateRoomFrom", false),
            ("CopyLink", edit_links),
            ("Embed", false),
            ("StartFilling", false),
            ("FillingStatus", false),
            ("ResetFilling", false),
            ("StopFilling", false),
            ("OpenForm", false),
            ("Vectorization", false),
        ];
        security.extend(
            table
                .into_iter()
                .map(|(name, may)| (name.to_owned(), Value::Bool(may))),
        );
        if self.world.profile == Profile::V37 {
            security.insert("AskAi".into(), Value::Bool(read));
        }
        Value::Object(security)
    }
}
