//! Ids of the portal's things, each its own type.
//!
//! Internal storage uses 32-bit integers, third-party storage uses strings such as `drive-7-0ABc`. An id keeps the
//! JSON kind it arrived with, because the portal expects it back in that kind.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An id as the portal sends it: a number for internal storage, a string for third-party storage. 16 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RemoteId {
    /// Internal storage.
    Number(i32),
    /// Third-party storage.
    Text(Box<str>),
}

impl RemoteId {
    /// Reads what a person typed or an environment variable holds: digits that fit 32 bits are a number, the rest a
    /// string. Returns `None` for an empty text or one with white space or control characters.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return None;
        }
        Some(match text.parse::<i32>() {
            Ok(number) => Self::Number(number),
            Err(_) => Self::Text(text.into()),
        })
    }

    /// Whether this id lives in third-party storage, where a move makes new ids and nothing can be proved.
    pub fn is_third_party(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}

impl fmt::Display for RemoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(&super::titles::visible(text)),
        }
    }
}

macro_rules! remote_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub RemoteId);

        impl $name {
            /// An id of internal storage.
            pub const fn number(number: i32) -> Self {
                Self(RemoteId::Number(number))
            }

            /// Reads a typed or pasted id; see [`RemoteId::parse`].
            pub fn parse(text: &str) -> Option<Self> {
                RemoteId::parse(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

remote_id!(
    /// A room. A room is also a folder of the Files API, with the same id: see [`RoomId::as_folder`].
    RoomId
);
remote_id!(
    /// A folder: of a room, of My documents, or a room taken as a folder.
    FolderId
);
remote_id!(
    /// A file. Survives a move inside internal storage.
    FileId
);

impl RoomId {
    /// The room as the folder that holds its entries.
    pub fn as_folder(&self) -> FolderId {
        FolderId(self.0.clone())
    }
}

/// The portal's asynchronous job behind one chunk (a GUID).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperationId(pub Box<str>);

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A person's account (a GUID).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub Box<str>);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_keeps_its_json_kind() {
        for text in ["512", "\"drive-7-0ABc\"", "\"512x\""] {
            let id: FileId = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&id).unwrap(), text);
        }
        assert!(FileId::parse("sbox-1-x").unwrap().0.is_third_party());
        assert_eq!(FileId::parse(" 512 "), Some(FileId::number(512)));
        assert_eq!(
            FileId::parse("99999999999").unwrap().0,
            RemoteId::Text("99999999999".into())
        );
        for bad in ["", "  ", "a b", "a\nb"] {
            assert_eq!(RoomId::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn an_id_is_sixteen_bytes() {
        assert_eq!(std::mem::size_of::<FileId>(), 16);
    }
}
