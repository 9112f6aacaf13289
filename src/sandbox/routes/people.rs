//! Accounts.

use serde_json::{Value, json};

use super::answer::Reply;
use super::call::Call;
use super::person_json;
use super::settings::Answered;
use crate::sandbox::world::World;

/// `GET people/@self`.
pub(super) fn myself(world: &mut World, call: &Call) -> Answered {
    let me = call.person()?;
    let mut profile = person_json::full(world, me, Some(me), &call.origin);
    if let Value::Object(profile) = &mut profile {
        profile.insert("theme".into(), json!("Base"));
        profile.insert("loginEventId".into(), json!(0));
    }
    Ok(Reply::one(profile))
}
