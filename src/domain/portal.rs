//! The portal, the key and its owner.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};

use super::Person;

/// A portal, named by its host and, if it is not the scheme's own, its port: `docspace.example.com`, `127.0.0.1:8731`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PortalName(pub String);

impl fmt::Display for PortalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It may come from a plan file that somebody made by hand.
        f.write_str(&super::titles::visible(&self.0))
    }
}

/// The owner of the key: everything is done in this person's name and limited by this person's role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// Who.
    pub person: Person,
    /// The address, if given.
    pub email: Option<String>,
    /// Portal administrator or portal owner: sees every room, yet may move only files of rooms he is a member of.
    pub is_admin: bool,
    /// Room administrator.
    pub is_room_admin: bool,
    /// A guest account.
    pub is_guest: bool,
}

/// How much the key's owner may keep in his own documents. Only where the portal has quotas for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalQuota {
    /// Bytes allowed.
    pub limit: u64,
    /// Bytes used.
    pub used: u64,
}

/// The portal's version, from `settings/version/build`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PortalVersion {
    /// 3 of 3.7.2.
    pub major: u32,
    /// 7 of 3.7.2.
    pub minor: u32,
    /// 2 of 3.7.2.
    pub patch: u32,
}

impl PortalVersion {
    /// The oldest version on which a run is supported; older ones are plan only.
    pub const OLDEST_FOR_RUN: Self = Self {
        major: 3,
        minor: 2,
        patch: 0,
    };

    /// Reads `3.7.2` and `3.7.2.1234`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('.').map(str::parse::<u32>);
        let major = parts.next()?.ok()?;
        let minor = parts.next().and_then(Result::ok).unwrap_or(0);
        let patch = parts.next().and_then(Result::ok).unwrap_or(0);
        Some(Self {
            major,
            minor,
            patch,
        })
    }
}

impl fmt::Display for PortalVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// What a key may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyScopes {
    /// The key's name in the portal, `None` for a login token or a JWT.
    pub key_name: Option<String>,
    /// When it ends, as the portal writes it.
    pub expires_at: Option<String>,
    /// The permission strings; `None` means unrestricted.
    pub permissions: Option<BTreeSet<String>>,
}

/// A permission this program needs for one of its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// List rooms, members, links.
    RoomsRead,
    /// Change members and links of a room.
    RoomsWrite,
    /// List folders and files (rooms permissions are not enough).
    FilesRead,
    /// Make folders, move files.
    FilesWrite,
    /// Ask who the key belongs to.
    SelfRead,
    /// Look up guests.
    AccountsRead,
    /// Remove a guest.
    AccountsWrite,
}

impl Scope {
    /// The string to give the key in the portal.
    pub fn permission(self) -> &'static str {
        match self {
            Self::RoomsRead => "rooms:read",
            Self::RoomsWrite => "rooms:write",
            Self::FilesRead => "files:read",
            Self::FilesWrite => "files:write",
            Self::SelfRead => "accounts.self:read",
            Self::AccountsRead => "accounts:read",
            Self::AccountsWrite => "accounts:write",
        }
    }
}

impl KeyScopes {
    /// An unrestricted credential.
    pub fn unrestricted() -> Self {
        Self {
            key_name: None,
            expires_at: None,
            permissions: None,
        }
    }

    /// Whether the key allows what `scope` stands for. A write permission includes reading.
    pub fn allows(&self, scope: Scope) -> bool {
        let Some(permissions) = &self.permissions else {
            return true;
        };
        let wanted = scope.permission();
        let (area, verb) = wanted.split_once(':').unwrap_or((wanted, "read"));
        let has = |permission: &str| permissions.contains(permission);
        has("*")
            || has("*:write")
            || has(&format!("{area}:write"))
            || (verb == "read" && (has("*:read") || has(&format!("{area}:read"))))
    }
}

/// The order in which the portal lists for this user, saved by the last listing that named one. Sending exactly it
/// changes nothing; sending another would change what the user sees in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedOrder {
    /// Name of the sort key, such as `DateAndTime`.
    pub sort_by: String,
    /// Direction.
    pub ascending: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(permissions: &[&str]) -> KeyScopes {
        KeyScopes {
            permissions: Some(permissions.iter().map(ToString::to_string).collect()),
            ..KeyScopes::unrestricted()
        }
    }

    #[test]
    fn write_includes_read_and_areas_do_not_mix() {
        assert!(key(&["files:write"]).allows(Scope::FilesRead));
        assert!(!key(&["files:read"]).allows(Scope::FilesWrite));
        assert!(!key(&["rooms:write"]).allows(Scope::FilesRead));
        assert!(!key(&["accounts:write"]).allows(Scope::SelfRead));
        assert!(key(&["*:read"]).allows(Scope::SelfRead));
        assert!(!key(&["*:read"]).allows(Scope::AccountsWrite));
        assert!(key(&["*"]).allows(Scope::AccountsWrite));
        assert!(KeyScopes::unrestricted().allows(Scope::RoomsWrite));
    }

    #[test]
    fn versions_compare() {
        assert!(PortalVersion::parse("3.10.0.1").unwrap() > PortalVersion::parse("3.7.2").unwrap());
        assert!(PortalVersion::parse("3.1.1").unwrap() < PortalVersion::OLDEST_FOR_RUN);
        assert_eq!(PortalVersion::parse("x"), None);
    }
}
