//! People as the portal shows them: the short form inside entries, the full one in lists and share rows.

use serde_json::{Value, json};

use crate::sandbox::world::{Person, PersonId, PersonKind, World};

/// The short form.
pub(super) fn short(world: &World, id: PersonId, origin: &str) -> Value {
    let Some(person) = world.person(id) else {
        return json!({"id": "4a515a15-d4d6-4b8e-828e-e0586f18f3a3", "displayName": "Unknown", "hasAvatar": false, "isAnonim": false});
    };
    json!({
        "id": person.guid,
        "displayName": encode(&person.display_name()),
        "avatar": "/static/images/default_user_photo_size_82-82.png?hash=1",
        "avatarOriginal": "/static/images/default_user_photo_size_200-200.png?hash=1",
        "avatarMax": "/static/images/default_user_photo_size_200-200.png?hash=1",
        "avatarMedium": "/static/images/default_user_photo_size_48-48.png?hash=1",
        "avatarSmall": "/static/images/default_user_photo_size_32-32.png?hash=1",
        "profileUrl": format!("{origin}/accounts/people/filter?search={}", person.email),
        "hasAvatar": false,
        "isAnonim": false,
    })
}

/// The full form.
pub(super) fn full(world: &World, id: PersonId, viewer: Option<PersonId>, origin: &str) -> Value {
    let mut value = short(world, id, origin);
    let (Some(person), Some(object)) = (world.person(id), value.as_object_mut()) else {
        return value;
    };
    let more = json!({
        "firstName": person.first_name,
        "lastName": person.last_name,
        "userName": person.email.split('@').next().unwrap_or_default(),
        "email": person.email,
        "status": person.status.number(),
        "activationStatus": u8::from(person.status != crate::sandbox::world::PersonStatus::Pending),
        "isVisitor": person.is_guest(),
        "isCollaborator": person.kind == PersonKind::User,
        "isRoomAdmin": person.kind == PersonKind::RoomAdmin,
        "isAdmin": person.kind == PersonKind::DocSpaceAdmin,
        "isOwner": person.kind == PersonKind::Owner,
        "isLDAP": false,
        "isSSO": false,
        "department": "",
        "cultureName": "en-US",
        "mobilePhone": "",
        "mobilePhoneActivationStatus": 0,
        "registrationDate": world.clock.written(crate::sandbox::world::WORLD_BEGINS - 200 * 86_400),
        "hasPersonalFolder": !person.is_guest(),
        "usedSpace": world.used_space(id),
        "shared": false,
    });
    if let Value::Object(more) = more {
        object.extend(more);
    }
    if let Some(limit) = person.quota_limit {
        object.insert("quotaLimit".into(), json!(limit));
        object.insert("isCustomQuota".into(), json!(true));
    }
    if world.is_portal_admin(viewer)
        && let Some(inviter) = person.invited_by
    {
        object.insert("createdBy".into(), short(world, inviter, origin));
    }
    value
}

/// Names are HTML-encoded on the wire.
fn encode(name: &str) -> String {
    name.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// The word for the kind of account in queries.
pub(super) fn kind_name(person: &Person) -> &'static str {
    match person.kind {
        PersonKind::Owner | PersonKind::DocSpaceAdmin => "DocSpaceAdmin",
        PersonKind::RoomAdmin => "RoomAdmin",
        PersonKind::User => "User",
        PersonKind::Guest => "Guest",
    }
}
