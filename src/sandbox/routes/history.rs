//! Histories of files and folders: paged by raw events, grouped afterwards.

use serde_json::{Map, Value, json};

use super::answer::Reply;
use super::call::Call;
use super::person_json;
use super::settings::Answered;
use crate::sandbox::world::{EntryId, HistoryEvent, HistoryKind, Refusal, World};

/// `GET files/folder/{id}/log`.
pub(super) fn folder(world: &mut World, call: &Call) -> Answered {
    let id = call.folder(world, 2)?;
    super::folders::readable(world, call, id)?;
    reply(world, call, &world.folder_history(id))
}

/// `GET files/file/{id}/log`.
pub(super) fn file(world: &mut World, call: &Call) -> Answered {
    let id = call.file(world, 2)?;
    let file = world
        .tree
        .file(id)
        .ok_or(Refusal::NotFound("this file is not here"))?;
    if !world.file_rights(file, call.caller).read_history {
        return Err(Refusal::AccessDenied);
    }
    reply(world, call, &world.file_history(id))
}

fn reply(world: &World, call: &Call, events: &[&HistoryEvent]) -> Answered {
    let (count, start) = (call.count()?, call.start_index()?);
    let page: Vec<&HistoryEvent> = events.iter().copied().skip(start).take(count).collect();
    // Events of one minute, person, action and pair of folders come as one item; groups end at the border of the page.
    let groups = page.chunk_by(|one, other| group_key(one) == group_key(other));
    let items = groups.filter_map(|group| {
        let (first, others) = group.split_first()?;
        let mut item = event(world, call, first);
        let related: Vec<Value> = others
            .iter()
            .map(|other| event(world, call, other))
            .collect();
        if let Some(object) = item.as_object_mut().filter(|_| !related.is_empty()) {
            object.insert("related".into(), Value::Array(related));
        }
        Some(item)
    });
    Ok(Reply::list(items.collect()).of_total(events.len()))
}

fn group_key(event: &HistoryEvent) -> (i64, usize, u16, Option<EntryId>, Option<EntryId>) {
    let (action, _) = event.kind.action();
    (event.date / 60, event.by.0, action, event.from, event.to)
}

fn event(world: &World, call: &Call, event: &HistoryEvent) -> Value {
    let (id, key) = event.kind.action();
    json!({
        "id": event.id,
        "action": {"id": id, "key": key},
        "initiator": person_json::short(world, event.by, &call.origin),
        "date": world.clock.written(event.date),
        "data": data(world, event),
    })
}

fn data(world: &World, event: &HistoryEvent) -> Value {
    let mut data = Map::new();
    let mut put = |name: &str, value: Value| drop(data.insert(name.to_owned(), value));
    put("id", json!(event.file.or(event.folder)));
    put("title", json!(event.title));
    if matches!(
        event.kind,
        HistoryKind::FileMoved | HistoryKind::FolderMoved
    ) {
        let place = |id: EntryId| {
            world
                .tree
                .folder(id)
                .map(|folder| (folder.title.clone(), folder_type(world, id)))
        };
        put("toFolderId", json!(event.to.map(|id| id.to_string())));
        if event.source_side {
            put("parentType", json!(0));
        } else if let Some((title, kind)) = event.to.and_then(place) {
            put("parentTitle", json!(title));
            put("parentType", json!(kind));
        }
        if let Some((id, (title, kind))) = event.from.and_then(|id| Some((id, place(id)?))) {
            put("fromFolderId", json!(id));
            put("fromParentTitle", json!(title));
            put("fromParentType", json!(kind));
        }
    }
    Value::Object(data)
}

fn folder_type(world: &World, id: EntryId) -> u8 {
    let room = world
        .tree
        .folder(id)
        .and_then(|folder| folder.room.as_ref());
    room.map_or(0, |room| room.kind.folder_type())
}
