//! A listing, in both forms it comes in.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

use super::{
    file::FileWire,
    folder::{FolderWire, room_kind},
    loose::{number, text},
};
use crate::domain::{FolderId, PathPart, RemoteId};

/// A step of the way to a folder.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::docspace) struct PathPartWire {
    id: Option<RemoteId>,
    #[serde(deserialize_with = "text")]
    title: Option<String>,
    #[serde(deserialize_with = "number")]
    room_type: Option<u64>,
}

impl PathPartWire {
    pub(in crate::docspace) fn part(self) -> Option<PathPart> {
        Some(PathPart {
            id: FolderId(self.id?),
            title: self.title.unwrap_or_default(),
            room_kind: self.room_type.map(room_kind),
        })
    }
}

/// A listing: an object, or (seen on some installations) one bare array of folders and files.
pub(in crate::docspace) enum ListingWire {
    Object(Box<ListingObject>),
    Flat(Vec<EntryWire>),
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::docspace) struct ListingObject {
    pub(in crate::docspace) files: Vec<FileWire>,
    pub(in crate::docspace) folders: Vec<FolderWire>,
    pub(in crate::docspace) current: Option<FolderWire>,
    pub(in crate::docspace) path_parts: Vec<PathPartWire>,
    #[serde(deserialize_with = "number")]
    pub(in crate::docspace) total: Option<u64>,
}

struct ListingVisitor;

impl<'de> Visitor<'de> for ListingVisitor {
    type Value = ListingWire;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a listing")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ListingWire, A::Error> {
        let object = ListingObject::deserialize(MapAccessDeserializer::new(map))?;
        Ok(ListingWire::Object(Box::new(object)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<ListingWire, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = items.next_element()? {
            entries.push(entry);
        }
        Ok(ListingWire::Flat(entries))
    }
}

impl<'de> Deserialize<'de> for ListingWire {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListingVisitor)
    }
}

/// An entry of a bare array.
pub(in crate::docspace) enum EntryWire {
    File(Box<FileWire>),
    Folder(Box<FolderWire>),
}

impl<'de> Deserialize<'de> for EntryWire {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let value = Value::deserialize(deserializer)?;
        // Only files name their extension and call the folder above `folderId`.
        let is_file = value.get("folderId").is_some() || value.get("fileExst").is_some();
        if is_file {
            FileWire::deserialize(value).map(|file| Self::File(Box::new(file)))
        } else {
            FolderWire::deserialize(value).map(|folder| Self::Folder(Box::new(folder)))
        }
        .map_err(D::Error::custom)
    }
}

/// The folders of a bare array.
pub(in crate::docspace) fn folders_of(entries: Vec<EntryWire>) -> Vec<FolderWire> {
    entries
        .into_iter()
        .filter_map(|entry| match entry {
            EntryWire::Folder(folder) => Some(*folder),
            EntryWire::File(_) => None,
        })
        .collect()
}
