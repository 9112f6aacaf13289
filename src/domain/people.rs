//! Who can reach a room: people, groups, links. What is known of them, not how it is read or taken away.

use serde::{Deserialize, Serialize};

use super::UserId;

/// An account, as much of it as is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The account's GUID.
    pub id: UserId,
    /// Display name as stored (already decoded from the portal's HTML entities).
    pub name: String,
}

/// An access level, by the portal's numbers. Unknown numbers are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomAccess(pub u8);

impl RoomAccess {
    /// No access; sending it removes a member or a link.
    pub const NONE: Self = Self(0);
    /// Full access: the owner's row in a share list.
    pub const OWNER: Self = Self(1);
    /// Kept out, whatever else was granted.
    pub const RESTRICTED: Self = Self(3);
    /// Room manager.
    pub const MANAGER: Self = Self(9);
    /// Content creator: may move only the files he made.
    pub const CONTENT_CREATOR: Self = Self(11);

    /// The portal's word for it, lower case.
    pub fn word(self) -> &'static str {
        match self.0 {
            0 => "none",
            1 => "full access",
            2 => "read",
            3 => "restricted",
            4 => "varies",
            5 => "review",
            6 => "comment",
            7 => "fill forms",
            8 => "custom filter",
            9 => "room manager",
            10 => "editing",
            11 => "content creator",
            _ => "unknown",
        }
    }
}

/// One row of a room's share list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Who.
    pub kind: MemberKind,
    /// With what access.
    pub access: RoomAccess,
    /// The room's owner, who always stands first on the first page.
    pub is_owner: bool,
    /// The portal lets the caller change this row, or take it away. Never true of the owner's, nor of the caller's
    /// own, which he takes away by leaving.
    #[serde(default)]
    pub can_edit_access: bool,
}

/// A person or a group in a share list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum MemberKind {
    /// A person with an account.
    Person {
        /// Who.
        person: Person,
        /// The address, if the caller may see it.
        email: Option<String>,
        /// A guest account (`isVisitor`).
        is_guest: bool,
    },
    /// A group. A system group such as Everyone covers guests too.
    Group {
        /// The group's id.
        id: String,
        /// Its name.
        name: String,
        /// A group of the portal itself, such as Everyone.
        is_system: bool,
    },
}

/// An invitation or external link on a room, a folder or a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The link's GUID.
    pub id: String,
    /// Its title as shown in the portal.
    pub title: String,
    /// Invitation or external.
    pub kind: LinkKind,
    /// The primary link; that of a public or form-filling room is replaced, never removed, when it is closed.
    pub primary: bool,
    /// Only for signed-in people. Has to be echoed as listed when the link is closed.
    pub internal: bool,
    /// Past its date.
    pub expired: bool,
    /// What whoever comes through it may do.
    pub access: RoomAccess,
}

/// The two kinds of links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// Makes whoever opens it a member.
    Invitation,
    /// Needs no account.
    External,
}
