//! Accounts, keys and share lists.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{
    loose::{flag, number, signed, text},
    text::decode_entities,
};
use crate::docspace::PersonSeen;
use crate::domain::{
    KeyScopes, Link, LinkKind, Me, Member, MemberKind, Person, PersonalQuota, RoomAccess, UserId,
};

/// An account, whole or in part.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the portal's own independent yes/no answers"
)]
pub(in crate::docspace) struct ProfileWire {
    #[serde(deserialize_with = "text")]
    id: Option<String>,
    #[serde(deserialize_with = "text")]
    display_name: Option<String>,
    #[serde(deserialize_with = "text")]
    email: Option<String>,
    #[serde(deserialize_with = "flag")]
    is_visitor: bool,
    #[serde(deserialize_with = "flag")]
    is_admin: bool,
    #[serde(deserialize_with = "flag")]
    is_owner: bool,
    #[serde(deserialize_with = "flag")]
    is_room_admin: bool,
    /// 1 active, 2 switched off, 4 invited and not yet signed in.
    #[serde(deserialize_with = "number")]
    status: Option<u64>,
    #[serde(deserialize_with = "signed")]
    quota_limit: Option<i64>,
    #[serde(deserialize_with = "number")]
    used_space: Option<u64>,
}

impl ProfileWire {
    /// The person, if there is an id.
    pub(in crate::docspace) fn person(&self) -> Option<Person> {
        Some(Person {
            id: UserId(self.id.as_deref()?.into()),
            name: decode_entities(self.display_name.as_deref().unwrap_or_default()),
        })
    }

    pub(in crate::docspace) fn seen(self) -> Option<PersonSeen> {
        Some(PersonSeen {
            person: self.person()?,
            is_guest: self.is_visitor,
            is_active: self.status == Some(1),
            may_own_rooms: self.is_admin || self.is_owner || self.is_room_admin,
            email: self.email,
        })
    }

    /// The quota, where one is set; negative numbers mean "no limit" and "none set".
    pub(in crate::docspace) fn quota(&self) -> Option<PersonalQuota> {
        Some(PersonalQuota {
            limit: u64::try_from(self.quota_limit?).ok()?,
            used: self.used_space.unwrap_or(0),
        })
    }

    pub(in crate::docspace) fn me(self) -> Option<Me> {
        Some(Me {
            person: self.person()?,
            // The portal's owner is not called an admin but is one.
            is_admin: self.is_admin || self.is_owner,
            is_room_admin: self.is_room_admin,
            is_guest: self.is_visitor,
            email: self.email,
        })
    }
}

/// `keys/@self`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::docspace) struct KeyWire {
    #[serde(deserialize_with = "text")]
    name: Option<String>,
    #[serde(deserialize_with = "text")]
    expires_at: Option<String>,
    permissions: Option<Vec<String>>,
}

impl KeyWire {
    /// No permissions, an empty list and a list with `*` all mean unrestricted.
    pub(in crate::docspace) fn scopes(self) -> KeyScopes {
        let permissions: BTreeSet<String> =
            self.permissions.unwrap_or_default().into_iter().collect();
        let unrestricted = permissions.is_empty() || permissions.contains("*");
        KeyScopes {
            key_name: self.name,
            expires_at: self.expires_at,
            permissions: (!unrestricted).then_some(permissions),
        }
    }
}

/// A row of a share list: exactly one of person, group and link.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::docspace) struct ShareWire {
    #[serde(deserialize_with = "number")]
    access: Option<u64>,
    #[serde(deserialize_with = "flag")]
    is_owner: bool,
    #[serde(deserialize_with = "flag")]
    can_edit_access: bool,
    #[serde(deserialize_with = "number")]
    subject_type: Option<u64>,
    shared_to_user: Option<ProfileWire>,
    shared_to_group: Option<GroupWire>,
    shared_link: Option<LinkWire>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct GroupWire {
    #[serde(deserialize_with = "text")]
    id: Option<String>,
    #[serde(deserialize_with = "text")]
    name: Option<String>,
    #[serde(deserialize_with = "flag")]
    is_system: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct LinkWire {
    #[serde(deserialize_with = "text")]
    id: Option<String>,
    #[serde(deserialize_with = "text")]
    title: Option<String>,
    #[serde(deserialize_with = "number")]
    link_type: Option<u64>,
    #[serde(deserialize_with = "flag")]
    primary: bool,
    #[serde(deserialize_with = "flag")]
    internal: bool,
    #[serde(deserialize_with = "flag")]
    is_expired: bool,
}

fn access(number: u64) -> RoomAccess {
    RoomAccess(u8::try_from(number).unwrap_or(u8::MAX))
}

impl ShareWire {
    fn access(&self) -> RoomAccess {
        access(self.access.unwrap_or_default())
    }

    /// The row as a member; `None` for a link.
    pub(in crate::docspace) fn member(self) -> Option<Member> {
        let access = self.access();
        let kind = if let Some(profile) = self.shared_to_user {
            MemberKind::Person {
                person: profile.person()?,
                is_guest: profile.is_visitor,
                email: profile.email,
            }
        } else {
            let group = self.shared_to_group?;
            MemberKind::Group {
                id: group.id?,
                name: decode_entities(&group.name.unwrap_or_default()),
                is_system: group.is_system,
            }
        };
        Some(Member {
            kind,
            access,
            is_owner: self.is_owner,
            can_edit_access: self.can_edit_access,
        })
    }

    /// The row as a link; `None` for a person or a group.
    pub(in crate::docspace) fn link(self) -> Option<Link> {
        let access = self.access();
        let link = self.shared_link?;
        let kind = match (link.link_type, self.subject_type) {
            (Some(0), _) | (None, Some(3)) => LinkKind::Invitation,
            _ => LinkKind::External,
        };
        Some(Link {
            id: link.id?,
            title: link.title.unwrap_or_default(),
            kind,
            primary: link.primary || self.subject_type == Some(4),
            internal: link.internal,
            expired: link.is_expired,
            access,
        })
    }
}
