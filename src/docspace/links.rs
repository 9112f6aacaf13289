//! Closing links: of rooms and of files.
//!
//! No answer here proves that nobody comes in any more: a link the portal does not know is "closed" with a 200, and
//! what is still open is for the caller to list again. Nothing here makes a link.

use http::Method;
use serde_json::{Value, json};

use super::{Client, PortalError, Transport, client::Call, path::segment, wire::ShareWire};
use crate::domain::{FileId, Link, LinkKind, RoomId, Scope};

impl<T: Transport> Client<T> {
    /// Closes a link of a room. The primary link of a public or form-filling room is replaced by a new live one,
    /// which is returned; any other is gone.
    ///
    /// 200 does not prove it: an id the room does not have is taken as well. [`PortalError::LinkLeftOpen`] when the
    /// portal shows the very link again. Needs the room's owner or a manager; others, everybody in an archived room,
    /// and the replacing of a primary link where the portal forbids external links get 403.
    pub async fn close_room_link(
        &self,
        room: &RoomId,
        link: &Link,
    ) -> Result<Option<Link>, PortalError> {
        let kind = match link.kind {
            LinkKind::Invitation => 0,
            LinkKind::External => 1,
        };
        let path = format!("files/rooms/{}/links", segment(&room.0));
        let body =
            json!({"linkId": link.id, "linkType": kind, "access": 0, "internal": link.internal});
        self.close_link(
            ("closing a link of a room", Scope::RoomsWrite),
            path,
            body,
            link,
        )
        .await
    }

    /// Closes an external link of a file. In a public room the primary one is replaced by a new live one, which is
    /// returned, and can be closed for good only once the file has left. A form in a form-filling room shows the
    /// *room's* link: closing it renews that for everybody.
    ///
    /// 200 does not prove it: an id the file does not have is taken as well. [`PortalError::LinkLeftOpen`] when the
    /// portal shows the very link again, as data rooms and public rooms do where `internal` is not as they have it; it
    /// is therefore sent as listed. Needs the room's owner or a manager, else 403, as in an archived room.
    pub async fn close_file_link(
        &self,
        file: &FileId,
        link: &Link,
    ) -> Result<Option<Link>, PortalError> {
        let path = format!("files/file/{}/links", segment(&file.0));
        self.close_link(
            ("closing a link of a file", Scope::FilesWrite),
            path,
            json!({"linkId": link.id, "access": 0, "internal": link.internal}),
            link,
        )
        .await
    }

    async fn close_link(
        &self,
        (what, scope): (&'static str, Scope),
        path: String,
        body: Value,
        closed: &Link,
    ) -> Result<Option<Link>, PortalError> {
        let call = Call::write(what, Method::PUT, path, body, scope);
        let left = self
            .ask::<ShareWire>(call)
            .await?
            .response
            .and_then(ShareWire::link);
        match left {
            Some(left) if left.id.eq_ignore_ascii_case(&closed.id) => {
                Err(PortalError::LinkLeftOpen)
            }
            left => Ok(left),
        }
    }
}
