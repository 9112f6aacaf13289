//! The shapes on the wire. They never leave this client.
//!
//! The portal drops nulls, adds fields with every version and takes some away, so everything is optional, unknown
//! fields and numbers are let pass, and a value of an unexpected kind counts as absent instead of spoiling a page.

mod file;
mod folder;
mod listing;
mod loose;
mod operation;
mod people;
mod text;

use serde::Deserialize;

pub(super) use self::{
    file::FileWire,
    folder::FolderWire,
    listing::{EntryWire, ListingWire, PathPartWire, folders_of},
    operation::OperationWire,
    people::{KeyWire, ProfileWire, ShareWire},
};
use super::verdict::ErrorWire;
use loose::number;

/// The frame around every answer. Its `status` and `statusCode` are wrong on some versions and not read; its
/// `count` is 1 for some lists and not read either.
#[derive(Deserialize)]
#[serde(bound(deserialize = "R: Deserialize<'de>"))]
pub(super) struct Envelope<R> {
    #[serde(default)]
    pub(super) response: Option<R>,
    #[serde(default, deserialize_with = "number")]
    pub(super) total: Option<u64>,
    #[serde(default)]
    pub(super) error: Option<ErrorWire>,
}

/// `files/settings`, of which only the saved order is read. Two spellings exist: the second appears when the portal
/// projects fields.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SettingsWire {
    #[serde(default)]
    pub(super) default_order: Option<OrderWire>,
}

#[derive(Deserialize)]
pub(super) struct OrderWire {
    #[serde(default, alias = "isAsc")]
    pub(super) is_asc: Option<bool>,
    #[serde(default, alias = "sortedBy", deserialize_with = "number")]
    pub(super) property: Option<u64>,
}

/// `settings/version/build`.
#[derive(Deserialize)]
pub(super) struct VersionWire {
    #[serde(default, rename = "docSpace")]
    pub(super) doc_space: Option<String>,
}
