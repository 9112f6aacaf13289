//! One file by itself: looked at, renamed, locked and unlocked; and a small one put into a folder.

use bytes::Bytes;
use http::Method;
use serde_json::json;

use super::{
    Body, Client, FileForm, PortalError, Transport,
    client::Call,
    path::segment,
    wire::{FileWire, ShareWire},
};
use crate::domain::{FileFlags, FileId, FolderId, Link, Scope};

/// A file as the portal shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSeen {
    /// The file's id.
    pub id: FileId,
    /// The folder it lies in.
    pub folder: FolderId,
    /// Title with extension, as stored.
    pub title: Box<str>,
    /// Bytes.
    pub size: u64,
    /// Current version.
    pub version: u32,
    /// Rights and state.
    pub flags: FileFlags,
    /// Who holds the lock or has it open, if somebody does and the portal says who.
    pub holder: Option<Box<str>>,
}

impl<T: Transport> Client<T> {
    /// The file as it is now; `None` when it is not there (or lies where this key cannot see it).
    pub async fn file(&self, id: &FileId) -> Result<Option<FileSeen>, PortalError> {
        const WHAT: &str = "a file";
        let path = format!("files/file/{}", segment(&id.0));
        let call = Call::get(WHAT, path, Scope::FilesRead);
        match self.ask_one::<FileWire>(call).await {
            Ok(file) => file.seen().map(Some).ok_or(PortalError::UnexpectedShape {
                what: WHAT,
                source: None,
            }),
            Err(PortalError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The external links set on this very file. Empty also when the caller is neither owner nor manager of the
    /// room: the portal does not say so.
    pub async fn file_links(&self, id: &FileId) -> Result<Vec<Link>, PortalError> {
        let path = format!("files/file/{}/links", segment(&id.0));
        let rows: Vec<ShareWire> = self
            .all_rows("the links of a file", &path, &[], Scope::FilesRead)
            .await?;
        Ok(rows.into_iter().filter_map(ShareWire::link).collect())
    }

    /// Gives a file another title and answers with the file as it is then. Its modified date becomes now, by the
    /// caller.
    ///
    /// 200 does not prove the new title: a blank one changes nothing, a forbidden character becomes `_`, another
    /// extension gets the old one behind it ([`renamed_file_title`](crate::domain::titles::renamed_file_title)
    /// foretells all this); nor that it is free: equal titles are taken. The title in the answer counts. The same
    /// title again changes nothing, so a lost answer may be repeated.
    ///
    /// More than 165 UTF-16 units are [`PortalError::Validation`]; no right is a refusal with 403; a file that somebody
    /// else has locked is one with 500, and stays as it was.
    pub async fn rename_file(&self, file: &FileId, title: &str) -> Result<FileSeen, PortalError> {
        let path = format!("files/file/{}", segment(&file.0));
        // Never with `lastVersion`: that would bring an older version back.
        let body = json!({ "title": title });
        let call = Call::write(
            "renaming a file",
            Method::PUT,
            path,
            body,
            Scope::FilesWrite,
        );
        self.changed_file(call.on_a_route_open_to_nobodies()).await
    }

    /// Locks a file, or takes the lock off it, whoever holds it, and answers with the file as it is then.
    ///
    /// 200 does not prove a lock: on a file that somebody else has locked the old holder stays. Whether
    /// [`FileFlags::LOCKED_BY_OTHER`] is set in the answer counts. Unlocking overwrites the comment of the current
    /// version, also when there was no lock: look first. Dates and version stay.
    ///
    /// No right ([`FileFlags::MAY_UNLOCK`] tells it beforehand) is a refusal with 403. So is an unknown file on portals
    /// up to 3.6; from 3.7 on it is [`PortalError::NotFound`].
    pub async fn set_lock(&self, file: &FileId, locked: bool) -> Result<FileSeen, PortalError> {
        let path = format!("files/file/{}/lock", segment(&file.0));
        // Left out it would unlock.
        let body = json!({ "lockFile": locked });
        let what = if locked {
            "locking a file"
        } else {
            "unlocking a file"
        };
        self.changed_file(Call::write(
            what,
            Method::PUT,
            path,
            body,
            Scope::FilesWrite,
        ))
        .await
    }

    /// Puts a file into a folder, and answers with it as it lies there. Nothing that lies there already is touched: the
    /// portal numbers a title that is taken, `list (1).csv`, and cuts one beyond 170 UTF-16 units.
    ///
    /// Repeating the call makes another file; no answer is therefore to be settled by looking. Everybody who can read
    /// the room is told of the new file.
    ///
    /// No right, or no place for files, is a refusal with 403; a portal that takes only certain kinds of files refuses
    /// others with 415; a folder that is not there is [`PortalError::NotFound`].
    pub async fn put_file(
        &self,
        folder: &FolderId,
        title: &str,
        content: Bytes,
    ) -> Result<FileSeen, PortalError> {
        let path = format!("files/{}/insert", segment(&folder.0));
        // Without the switch a file of that title would get a new version.
        let fields = vec![
            ("title", title.to_owned()),
            ("createNewIfExist", "true".to_owned()),
        ];
        let call = Call::send(
            "putting a file into a folder",
            Method::POST,
            path,
            Body::Form(FileForm { fields, content }),
            Scope::FilesWrite,
        );
        self.changed_file(call).await
    }

    async fn changed_file(&self, call: Call) -> Result<FileSeen, PortalError> {
        let what = call.what;
        let file: FileWire = self.ask_one(call).await?;
        file.seen()
            .ok_or(PortalError::UnexpectedShape { what, source: None })
    }
}
