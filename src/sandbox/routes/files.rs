//! Single files.

use super::answer::Reply;
use super::call::Call;
use super::entry_json::Look;
use super::settings::Answered;
use crate::sandbox::world::{EntryId, Refusal, World};

/// How the caller of this request looks at entries.
pub(super) fn look<'a>(world: &'a World, call: &'a Call) -> Look<'a> {
    Look {
        world,
        who: call.caller,
        now: call.now,
        origin: &call.origin,
        without_sharing: false,
    }
}

/// A file as an answer.
pub(super) fn file_reply(world: &World, call: &Call, id: EntryId) -> Answered {
    let file = world
        .tree
        .file(id)
        .ok_or(Refusal::NotFound("this file is not here"))?;
    Ok(Reply::one(look(world, call).file(file, &call.wanted)))
}

/// `GET files/file/{id}`.
pub(super) fn one(world: &mut World, call: &Call) -> Answered {
    // To nobody a missing file looks like a forbidden one.
    call.person()?;
    let id = call.file(world, 2)?;
    let file = world
        .tree
        .file(id)
        .ok_or(Refusal::NotFound("this file is not here"))?;
    if !world.file_rights(file, call.caller).read {
        return Err(Refusal::Forbidden("no right to read this file"));
    }
    file_reply(world, call, id)
}

/// `PUT files/file/{id}`: another title, or an older version again; neither of them just reads.
pub(super) fn change(world: &mut World, call: &Call) -> Answered {
    let who = call.person()?;
    let id = call.file(world, 2)?;
    let body = call.json()?;
    let version = body
        .get("lastVersion")
        .and_then(serde_json::Value::as_u64)
        .unwrap_or(0);
    if version > 0 {
        world.restore_version(
            who,
            id,
            u32::try_from(version).unwrap_or(u32::MAX),
            call.now,
        )?;
    }
    if let Some(title) = body.get("title").and_then(serde_json::Value::as_str) {
        world.rename_file(who, id, title, call.now)?;
    }
    file_reply(world, call, id)
}

/// `PUT files/file/{id}/lock`: a missing `lockFile` unlocks.
pub(super) fn lock(world: &mut World, call: &Call) -> Answered {
    let who = call.person()?;
    let id = call.file(world, 2).map_err(|refusal| match world.profile {
        crate::sandbox::Profile::V37 => refusal,
        crate::sandbox::Profile::V36 => Refusal::Forbidden("this file is not here"),
    })?;
    let lock = call
        .json()?
        .get("lockFile")
        .and_then(serde_json::Value::as_bool)
        .unwrap_or(false);
    world.lock_file(who, id, lock, call.now)?;
    file_reply(world, call, id)
}
