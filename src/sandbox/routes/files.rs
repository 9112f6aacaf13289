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
