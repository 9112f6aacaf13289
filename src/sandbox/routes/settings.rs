//! The portal about itself, the caller's settings, and the key about itself.

use serde_json::json;

use super::answer::Reply;
use super::call::{Call, Sender};
use super::fields::Wanted;
use super::person_json;
use crate::sandbox::world::{Refusal, WORLD_BEGINS, World};

pub(super) type Answered = Result<Reply, Refusal>;

/// `GET settings/version/build`.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every handler can refuse, this one never does"
)]
pub(super) fn version(world: &mut World, _: &Call) -> Answered {
    Ok(Reply::one(
        json!({"docSpace": world.profile.version(), "documentServer": "9.3.1"}),
    ))
}

/// `GET settings`.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every handler can refuse, this one never does"
)]
pub(super) fn portal(world: &mut World, _: &Call) -> Answered {
    Ok(Reply::one(json!({
        "docSpace": true,
        "version": world.profile.version(),
        "standalone": true,
        "tenantStatus": 0,
        "tenantAlias": "sandbox",
        "baseDomain": "example",
        "culture": "en-US",
        "greetingSettings": "Sandbox",
    })))
}

/// `GET files/settings`. With `fields=` the saved order comes under other names.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every handler can refuse, this one never does"
)]
pub(super) fn files(world: &mut World, call: &Call) -> Answered {
    let order = world.saved_order(call.caller);
    let trimmed = call.wanted != Wanted::All;
    let saved = if trimmed {
        json!({"isAsc": order.ascending, "sortedBy": order.by.number()})
    } else {
        json!({"is_asc": order.ascending, "property": order.by.number()})
    };
    Ok(Reply::one(json!({
        "defaultOrder": saved,
        "confirmDelete": true,
        "enableThirdParty": true,
        "storeOriginalFiles": true,
        "keepNewFileName": false,
        "recentSection": true,
        "favoritesSection": true,
    })))
}

/// `GET keys/@self`: only a key can ask about itself; a login token makes the portal stumble.
pub(super) fn key(world: &mut World, call: &Call) -> Answered {
    let Sender::Known(number) = call.sender else {
        return Err(Refusal::Unauthorized);
    };
    let credential = world.credentials.get(number).ok_or(Refusal::Unauthorized)?;
    if !credential.is_key {
        return Err(Refusal::Internal(
            "an object was needed where there was none",
        ));
    }
    let postfix = credential
        .secret
        .get(credential.secret.len().saturating_sub(4)..)
        .unwrap_or_default();
    Ok(Reply::one(json!({
        "id": credential.guid,
        "name": "archiver",
        "key": format!("sk-***{postfix}"),
        "keyPostfix": postfix,
        "permissions": credential.scopes,
        "lastUsed": world.clock.written(world.clock.date(call.now)),
        "createOn": world.clock.written(WORLD_BEGINS - 30 * 86_400),
        "createBy": person_json::short(world, credential.person, &call.origin),
        "isActive": true,
    })))
}
