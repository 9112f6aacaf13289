//! File operations: starting a move, reading records, stopping.

use serde_json::{Value, json};

use super::answer::Reply;
use super::call::Call;
use super::entry_json::Look;
use super::fields::{Shape, Wanted};
use super::files::look;
use super::settings::Answered;
use crate::sandbox::world::{Conflict, EntryId, MoveRequest, OperationView, Refusal, World};

/// `PUT fileops/move`.
pub(super) fn start(world: &mut World, call: &Call) -> Answered {
    begin(world, call, false)
}

/// `PUT fileops/move` on an installation whose worker sits in the same process.
pub(super) fn start_and_finish(world: &mut World, call: &Call) -> Answered {
    begin(world, call, true)
}

fn begin(world: &mut World, call: &Call, at_once: bool) -> Answered {
    let who = call.person()?;
    let body = call.json()?;
    let mut request = MoveRequest {
        files: ids(body.get("fileIds"))?,
        folders: ids(body.get("folderIds"))?,
        target: id(body.get("destFolderId"))?.unwrap_or_default(),
        conflict: conflict(body.get("conflictResolveType"))?,
        hold: !body
            .get("deleteAfter")
            .and_then(Value::as_bool)
            .unwrap_or(false),
    };
    if body
        .get("content")
        .and_then(Value::as_bool)
        .unwrap_or(false)
    {
        expand(world, &mut request);
    }
    let single = body
        .get("returnSingleOperation")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    let started = world.start_move(who, &request, call.now)?;
    if at_once {
        world.advance(call.now);
    }
    // Where nothing was started, the others are told even if only the new one was asked for.
    let shown = if single { started.as_deref() } else { None };
    let views = world.read_operations(who, shown, call.now);
    Ok(Reply::stream(
        views.iter().map(|view| record(world, call, view)).collect(),
    ))
}

/// `content`: each folder is replaced by what lies directly in it.
fn expand(world: &World, request: &mut MoveRequest) {
    let folders: Vec<EntryId> = request
        .folders
        .drain(..)
        .filter_map(|folder| world.resolve_folder(&folder).ok())
        .collect();
    for folder in folders {
        request.folders.extend(
            world
                .tree
                .subfolders(folder)
                .iter()
                .map(ToString::to_string),
        );
        request.files.extend(
            world
                .tree
                .direct_files(folder)
                .iter()
                .map(ToString::to_string),
        );
    }
}

/// Numbers and texts are ids; anything else is dropped without a word, except a number that is too large.
fn ids(list: Option<&Value>) -> Result<Vec<String>, Refusal> {
    let list = list
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    list.iter()
        .filter_map(|item| id(Some(item)).transpose())
        .collect()
}

fn id(value: Option<&Value>) -> Result<Option<String>, Refusal> {
    match value {
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Number(number)) => {
            let fits = number
                .as_i64()
                .and_then(|number| EntryId::try_from(number).ok());
            fits.map(|number| Some(number.to_string()))
                .ok_or(Refusal::Internal("a number is too large"))
        }
        _ => Ok(None),
    }
}

/// How equal titles are settled, by number or name; Skip if missing.
pub(super) fn conflict(value: Option<&Value>) -> Result<Conflict, Refusal> {
    let text = match value {
        None | Some(Value::Null) => return Ok(Conflict::Skip),
        Some(Value::String(text)) => text.to_lowercase(),
        Some(other) => other.to_string(),
    };
    match text.as_str() {
        "0" | "skip" => Ok(Conflict::Skip),
        "1" | "overwrite" => Ok(Conflict::Overwrite),
        "2" | "duplicate" => Ok(Conflict::Duplicate),
        _ => Err(Refusal::invalid(
            "$.conflictResolveType",
            "The JSON value could not be converted.",
        )),
    }
}

/// `GET fileops`.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every handler can refuse, this one never does"
)]
pub(super) fn read_all(world: &mut World, call: &Call) -> Answered {
    Ok(read(world, call, true))
}

/// `GET fileops/{type}`. The queue of moves is shared with copies: asking for either consumes both.
pub(super) fn read_kind(world: &mut World, call: &Call) -> Answered {
    let kind = call
        .segments
        .get(2)
        .map_or("", String::as_str)
        .to_lowercase();
    match kind.as_str() {
        "0" | "move" => Ok(read(world, call, true)),
        "1" | "copy" => Ok(read(world, call, false)),
        "2" | "3" | "4" | "5" | "6" | "7" => Ok(Reply::stream(Vec::new())),
        _ => Err(Refusal::invalid(
            "operationType",
            format!("The value '{kind}' is not valid."),
        )),
    }
}

/// Nobody has no operations, so an expired token looks like "nothing there".
fn read(world: &mut World, call: &Call, shown: bool) -> Reply {
    let Some(who) = call.caller else {
        return Reply::stream(Vec::new());
    };
    let views = world.read_operations(
        who,
        call.query.get("id").filter(|id| !id.is_empty()),
        call.now,
    );
    let records = views
        .iter()
        .filter(|_| shown)
        .map(|view| record(world, call, view));
    Reply::stream(records.collect())
}

/// `PUT fileops/terminate` and `PUT fileops/terminate/{id}`: answers with what is left.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every handler can refuse, this one never does"
)]
pub(super) fn terminate(world: &mut World, call: &Call) -> Answered {
    let Some(who) = call.caller else {
        return Ok(Reply::stream(Vec::new()));
    };
    let views = world.terminate(who, call.segments.get(3).map(String::as_str), call.now);
    let records = views.iter().map(|view| record(world, call, view));
    Ok(Reply::stream(records.collect()))
}

/// `GET fileops/move`: which of the entries would meet an equal title. It sees what is there, not what is on its way.
pub(super) fn conflicts(world: &mut World, call: &Call) -> Answered {
    let who = call.person()?;
    let ids = |name: &str, listed: &str| -> Vec<String> {
        let both = call.query.all(name).chain(call.query.all(listed));
        both.map(str::to_owned).collect()
    };
    let target = call.query.get("destFolderId").unwrap_or_default();
    let target = world
        .resolve_folder(target)
        .map_err(|_| Refusal::Forbidden("this folder is not here"))?;
    let files = ids("fileIds", "fileIds[]");
    let folders = ids("folderIds", "folderIds[]");
    let (files, folders) = world.conflicts(who, target, &files, &folders)?;
    let look = look(world, call);
    let files = files.into_iter().filter_map(|id| world.tree.file(id));
    let folders = folders.into_iter().filter_map(|id| world.tree.folder(id));
    let mut shown: Vec<Value> = files.map(|file| look.file(file, &call.wanted)).collect();
    shown.extend(folders.map(|folder| look.folder(folder, &call.wanted)));
    Ok(Reply::list(shown))
}

/// One record. Its member `Operation` has a capital letter, except under `fields=`, where it has another name.
pub(super) fn record(world: &World, call: &Call, view: &OperationView) -> Value {
    let look = Look {
        world,
        who: call.caller,
        now: call.now,
        origin: &call.origin,
        without_sharing: true,
    };
    let wanted = &call.wanted;
    let mut shape = Shape::new(wanted);
    shape.put("id", || view.guid.as_str());
    let name = if *wanted == Wanted::All {
        "Operation"
    } else {
        "operationType"
    };
    shape.put(name, || 0);
    shape.put("progress", || json!(view.progress));
    shape.put("error", || view.error.as_str());
    shape.put("processed", || view.processed.to_string());
    shape.put("finished", || view.finished);
    if world.profile == crate::sandbox::options::Profile::V37 {
        shape.put("status", || view.status);
    }
    shape.put("files", || {
        (!view.files.is_empty()).then(|| files(&look, view, wanted.of("files")))
    });
    shape.put("folders", || {
        let folders = view
            .folders
            .iter()
            .filter_map(|id| world.tree.folder(*id))
            .map(|folder| look.folder(folder, wanted.of("folders")));
        (!view.folders.is_empty()).then(|| folders.collect::<Vec<_>>())
    });
    shape.done()
}

fn files(look: &Look<'_>, view: &OperationView, wanted: &Wanted) -> Vec<Value> {
    let entries = view.files.iter().filter_map(|id| look.world.tree.file(*id));
    let shown = entries.map(|file| {
        let mut value = look.file(file, wanted);
        if let Some((_, target)) = view.lie.filter(|(victim, _)| *victim == file.id)
            && let Some(folder) = value.get_mut("folderId")
        {
            *folder = look.folder_id(target);
        }
        value
    });
    shown.collect()
}
