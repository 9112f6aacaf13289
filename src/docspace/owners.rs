//! Giving a room to another owner, and leaving one.

use http::Method;
use serde_json::json;

use super::{Client, MemberRemoval, PortalError, Transport, client::Call, wire::FolderWire};
use crate::domain::{RoomId, Scope, UserId};

impl<T: Transport> Client<T> {
    /// Makes somebody the owner of a room: the caller, to take it over, or the old owner, to hand it back. The answer
    /// is whether the portal names the room among those it changed; an id it does not know it leaves out in silence.
    ///
    /// The new owner has to be an active room or portal admin; the old one stays as manager (one who is no longer
    /// active gets nothing). A new owner loses his own row, so whoever took a room over and hands it back stays as
    /// manager until he leaves. Naming the present owner changes nothing, so a lost answer may be repeated.
    ///
    /// 403 unless the caller owns the room or is a portal admin, if the room is archived, if the new owner cannot be
    /// one; and if the old one cannot become a manager, in which case the new one has already lost his membership.
    pub async fn change_owner(&self, room: &RoomId, owner: &UserId) -> Result<bool, PortalError> {
        let body = json!({"userId": owner, "folderIds": [room], "fileIds": []});
        let call = Call::write(
            "changing the owner of a room",
            Method::POST,
            "files/owner",
            body,
            Scope::FilesWrite,
        );
        let changed: Vec<FolderWire> = self.ask(call).await?.response.unwrap_or_default();
        Ok(changed
            .into_iter()
            .filter_map(FolderWire::folder)
            .any(|folder| folder.id == room.as_folder()))
    }

    /// Takes the caller himself off a room. An owner stays one, since his access hangs on no row of the share list; the
    /// portal says 200 all the same. Needs the permission to ask who the key belongs to as well.
    ///
    /// The portal's own call for leaving answers `true` whatever happens, and up to 3.2 does nothing in rooms; so
    /// this is [`remove_member`](Self::remove_member) with the caller's own id, for which being able to read the room
    /// is enough. What its 200 does not prove holds here too.
    pub async fn leave_room(&self, room: &RoomId) -> Result<MemberRemoval, PortalError> {
        let me = self.me().await?;
        self.remove_member(room, &me.person.id, false).await
    }
}
