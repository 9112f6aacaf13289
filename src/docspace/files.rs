//! One file, looked at by itself.

use super::{
    Client, PortalError, Transport,
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
}
