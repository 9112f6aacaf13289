//! A record of the portal's asynchronous operations.

use serde::Deserialize;

use super::{
    file::FileWire,
    folder::FolderWire,
    loose::{flag, number, text},
};

/// One operation. `processed` is a count in a string and no proof of anything; it is not read.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::docspace) struct OperationWire {
    #[serde(deserialize_with = "text")]
    pub(in crate::docspace) id: Option<String>,
    #[serde(deserialize_with = "number")]
    pub(in crate::docspace) progress: Option<u64>,
    #[serde(deserialize_with = "text")]
    pub(in crate::docspace) error: Option<String>,
    #[serde(deserialize_with = "flag")]
    pub(in crate::docspace) finished: bool,
    pub(in crate::docspace) files: Vec<FileWire>,
    pub(in crate::docspace) folders: Vec<FolderWire>,
}
