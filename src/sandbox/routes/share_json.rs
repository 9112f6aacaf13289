//! Rows of share lists.

use serde_json::{Map, Value, json};

use super::person_json;
use crate::sandbox::world::{Link, PersonId, ShareRow, World};

/// One row as the caller sees it.
pub(super) fn row(
    world: &World,
    who: Option<PersonId>,
    may_edit: bool,
    row: &ShareRow,
    origin: &str,
) -> Value {
    match row {
        ShareRow::Person {
            person,
            access,
            owner,
        } => {
            let profile = person_json::full(world, *person, who, origin);
            let mine = Some(*person) == who;
            let access = if *owner { 1 } else { access.number() };
            base(
                access,
                0,
                (mine, *owner, may_edit && !owner && !mine),
                [("sharedTo", profile.clone()), ("sharedToUser", profile)],
            )
        }
        ShareRow::Group { group, access } => {
            let found = world.groups.get(*group);
            let group = json!({
                "id": found.map(|group| group.guid.clone()),
                "name": found.map(|group| group.name.clone()),
                "isSystem": found.is_some_and(|group| group.everyone),
            });
            base(
                access.number(),
                2,
                (false, false, may_edit),
                [("sharedTo", group.clone()), ("sharedToGroup", group)],
            )
        }
        ShareRow::Link(found) => link(found, may_edit, origin),
    }
}

/// A link as a row.
pub(super) fn link(link: &Link, may_edit: bool, origin: &str) -> Value {
    let path = if link.invitation {
        "confirm/LinkInvitation?key="
    } else {
        "s/"
    };
    let shown = json!({
        "id": link.guid,
        "title": link.title,
        "shareLink": format!("{origin}/{path}{}", link.token),
        "linkType": u8::from(!link.invitation),
        "denyDownload": false,
        "isExpired": false,
        "primary": link.primary,
        "internal": link.internal,
        "requestToken": link.token,
    });
    let subject_type = match (link.invitation, link.primary) {
        (true, _) => 3,
        (false, true) => 4,
        (false, false) => 1,
    };
    let mut value = base(
        link.access.number(),
        subject_type,
        (false, false, may_edit),
        [("sharedTo", shown.clone()), ("sharedLink", shown)],
    );
    if let Some(object) = value.as_object_mut() {
        object.insert("canRevoke".into(), json!(link.primary && may_edit));
    }
    value
}

fn base(
    access: u8,
    subject_type: u8,
    (locked, owner, may_edit): (bool, bool, bool),
    subject: [(&str, Value); 2],
) -> Value {
    let mut object: Map<String, Value> = subject
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let more = [
        ("access", json!(access)),
        ("isLocked", json!(locked)),
        ("isOwner", json!(owner)),
        ("canEditAccess", json!(may_edit)),
        ("canEditInternal", json!(false)),
        ("canEditDenyDownload", json!(may_edit)),
        ("canEditExpirationDate", json!(may_edit)),
        ("canRevoke", json!(false)),
        ("subjectType", json!(subject_type)),
    ];
    object.extend(
        more.into_iter()
            .map(|(name, value)| (name.to_owned(), value)),
    );
    Value::Object(object)
}
