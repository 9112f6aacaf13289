//! Moving files, and the portal's asynchronous operations.

use http::Method;
use serde_json::{Value, json};

use super::{
    Client, Patience, PortalError, Transport,
    client::Call,
    path::{query, segment},
    wire::OperationWire,
};
use crate::domain::{Conflict, FileId, FolderId, OperationId, RoomId, Scope, titles::visible};

/// Which files to move where. Folders are never moved: that would take along files nobody confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveOrder {
    /// The files, at most 100 by agreement (the portal knows no limit).
    pub files: Vec<FileId>,
    /// The folder they go to.
    pub target: FolderId,
    /// What happens to a title that is taken there.
    pub conflict: Conflict,
}

/// The portal took a move order and made an operation of it. Nothing has been moved for sure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted(pub OperationStatus);

/// The state of an operation at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationStatus {
    /// Which.
    pub id: OperationId,
    /// The job is over, for whatever reason: done, half done, cancelled.
    pub finished: bool,
    /// Percent of the files *attempted*; reaches 100 before the end, and says nothing about success.
    pub progress: u8,
    /// The last thing that went wrong with some file, in the portal's language, made visible. It does not say which
    /// file, and stays although later files succeed.
    pub error: Option<String>,
    /// Files the portal says it moved, each with the folder it lies in.
    pub moved: Vec<(FileId, FolderId)>,
    /// A finished record that looks cut short (cancelled, or an accident between two files).
    pub unclean: bool,
}

impl<T: Transport> Client<T> {
    /// Orders a move. On portals from 3.7 on one bad file makes the portal refuse the whole order, moving nothing
    /// and naming no file; older ones accept and tell in the operation's error. The answer may already be final
    /// (and is then told only here).
    pub async fn move_files(&self, order: &MoveOrder) -> Result<Accepted, PortalError> {
        const WHAT: &str = "moving files";
        if order.files.is_empty() {
            return Err(PortalError::NothingToMove);
        }
        let call = Call::write(
            WHAT,
            Method::PUT,
            "files/fileops/move",
            move_body(order),
            Scope::FilesWrite,
        );
        let operations: Vec<OperationWire> = self.ask_one(call).await?;
        let mut statuses = operations.into_iter().filter_map(OperationWire::status);
        match (statuses.next(), statuses.next()) {
            (Some(status), None) => Ok(Accepted(status)),
            // Portals before 3.2 answer with all operations of the user: which is ours cannot be told.
            _ => Err(PortalError::UnexpectedShape {
                what: WHAT,
                source: None,
            }),
        }
    }

    /// The state of an operation. `None` proves nothing: the record may have been read by somebody else (each final
    /// record is given out once), cleaned away after 60 s, or never have begun; the job may still be running.
    pub async fn operation(
        &self,
        id: &OperationId,
    ) -> Result<Option<OperationStatus>, PortalError> {
        let path = format!("files/fileops/0?{}", query(&[("id", &id.0)]));
        let call = Call::get("an operation", path, Scope::FilesRead).with_patience(Patience::Poll);
        let operations: Vec<OperationWire> = self.ask(call).await?.response.unwrap_or_default();
        Ok(operations
            .into_iter()
            .filter_map(OperationWire::status)
            .find(|status| status.id == *id))
    }

    /// Orders that a room goes to the portal's Archive section, with all that is in it. Members keep reading it, links
    /// die, and nobody's access can be taken away there any more: cut it before. Pins and lifetime are lost; the
    /// members' phones are told.
    ///
    /// 200 proves only that there is an operation, to be followed with [`operation`](Self::operation): the room itself
    /// shows where it lies. An archived room ends its operation without effect. Needs the owner or a portal admin
    /// (else 403); an unknown id is [`PortalError::NotFound`]. Open editors refuse it as well.
    pub async fn archive_room(&self, room: &RoomId) -> Result<OperationStatus, PortalError> {
        const WHAT: &str = "archiving a room";
        let path = format!("files/rooms/{}/archive", segment(&room.0));
        // As with moves, `deleteAfter` is about the operation's record, and has to be there.
        let body = json!({ "deleteAfter": false });
        let call = Call::write(WHAT, Method::PUT, path, body, Scope::RoomsWrite);
        let operation: OperationWire = self.ask_one(call).await?;
        operation.status().ok_or(PortalError::UnexpectedShape {
            what: WHAT,
            source: None,
        })
    }
}

/// `deleteAfter` has nothing to do with deleting: it would hide the operation's result.
fn move_body(order: &MoveOrder) -> Value {
    json!({
        "fileIds": order.files,
        "folderIds": [],
        "destFolderId": order.target,
        "conflictResolveType": order.conflict.number(),
        "deleteAfter": false,
        "content": false,
        "returnSingleOperation": true,
    })
}

impl OperationWire {
    fn status(self) -> Option<OperationStatus> {
        let moved: Vec<(FileId, FolderId)> = self
            .files
            .into_iter()
            .filter_map(|file| Some((FileId(file.id?), FolderId(file.folder_id?))))
            .collect();
        let progress = self.progress.unwrap_or(0).min(100);
        let error = self.error.filter(|error| !error.trim().is_empty());
        Some(OperationStatus {
            id: OperationId(self.id?.into()),
            finished: self.finished,
            progress: u8::try_from(progress).unwrap_or(100),
            error: error
                .map(|error| visible(&error.chars().take(300).collect::<String>()).into_owned()),
            // An orderly end drops the target folder from the record as soon as one file was moved.
            unclean: self.finished && !moved.is_empty() && !self.folders.is_empty(),
            moved,
        })
    }
}
