//! The accounts of the portal, its groups, and the keys they made.

use std::collections::BTreeSet;

/// A person, as the number under which the world keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub usize);

/// What kind of account it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonKind {
    /// The owner of the portal: in rooms no more than an admin.
    Owner,
    /// Sees every room of the portal.
    #[serde(rename = "docspace-admin")]
    DocSpaceAdmin,
    /// May own rooms, sees his own.
    #[default]
    RoomAdmin,
    /// A user without administration rights.
    User,
    /// Somebody from outside.
    Guest,
}

impl PersonKind {
    /// Whether the account sees every room.
    pub fn is_portal_admin(self) -> bool {
        matches!(self, Self::Owner | Self::DocSpaceAdmin)
    }

    /// Whether the account can own rooms.
    pub fn can_own_rooms(self) -> bool {
        matches!(self, Self::Owner | Self::DocSpaceAdmin | Self::RoomAdmin)
    }
}

/// Whether the account is in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonStatus {
    /// In use.
    #[default]
    Active,
    /// Switched off.
    Terminated,
    /// Invited, never signed in.
    Pending,
}

impl PersonStatus {
    /// The number on the wire.
    pub fn number(self) -> u8 {
        match self {
            Self::Active => 1,
            Self::Terminated => 2,
            Self::Pending => 4,
        }
    }
}

/// One account.
#[derive(Clone, Debug)]
pub struct Person {
    /// The id on the wire.
    pub guid: String,
    /// First name.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Kind of account.
    pub kind: PersonKind,
    /// Whether it is in use.
    pub status: PersonStatus,
    /// Who invited them first.
    pub invited_by: Option<PersonId>,
    /// Bytes allowed in the own documents; `None` where people have no quotas.
    pub quota_limit: Option<i64>,
    /// For guests: everybody who has them in his own guest list.
    pub related_to: BTreeSet<PersonId>,
}

impl Person {
    /// First and last name.
    pub fn display_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
            .trim()
            .to_owned()
    }

    /// Whether it is a guest's account.
    pub fn is_guest(&self) -> bool {
        self.kind == PersonKind::Guest
    }
}

/// A group of accounts.
#[derive(Clone, Debug)]
pub struct Group {
    /// The id on the wire.
    pub guid: String,
    /// Its name.
    pub name: String,
    /// Whether it is the system group of every signed-in account, guests included; it has no stored members.
    pub everyone: bool,
    /// Stored members.
    pub members: BTreeSet<PersonId>,
}

/// An API key, or a login token (which has every scope and no introspection).
#[derive(Clone, Debug)]
pub struct Credential {
    /// What is sent.
    pub secret: String,
    /// The id of the key on the wire.
    pub guid: String,
    /// Whose rights it has.
    pub person: PersonId,
    /// `false` for a login token.
    pub is_key: bool,
    /// Scopes; empty means everything.
    pub scopes: Vec<String>,
    /// A key that is switched off or expired is refused.
    pub active: bool,
}
