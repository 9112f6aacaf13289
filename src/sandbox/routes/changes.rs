//! Changes to rooms and people: rights, links, owners, guests, the Archive section.

use serde_json::{Value, json};

use super::answer::Reply;
use super::call::Call;
use super::operations::record;
use super::rooms::is_guid;
use super::settings::Answered;
use super::{files, share_json};
use crate::sandbox::options::Profile;
use crate::sandbox::world::{
    Access, EntryId, Invitation, LinkChange, LinkHolder, PersonId, Refusal, ShareRow, Shared,
    Subject, World,
};

/// `PUT files/rooms/{id}/share`.
pub(super) fn share(world: &mut World, call: &Call) -> Answered {
    let who = call.person()?;
    let room = super::rooms::room(world, call)?;
    let body = call.json()?;
    let entries = body
        .get("invitations")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    if entries.is_empty() {
        return Ok(Reply::one(json!({"error": 0})));
    }
    let force = body.get("force").and_then(Value::as_bool).unwrap_or(false);
    let invitations: Vec<Invitation> = entries
        .iter()
        .map(|entry| invitation(world, who, room, entry))
        .collect();
    let shared = world.share_room(who, room, &invitations, force, call.now)?;
    if shared == Shared::FormRoleBlocks {
        return Ok(Reply::one(json!({"error": 1})));
    }
    let asked: Vec<Subject> = invitations
        .iter()
        .filter_map(|invitation| invitation.subject)
        .collect();
    let may_edit = world.manages_room(room, Some(who));
    let members = world
        .share_rows(room, Some(who), 0)
        .into_iter()
        .filter(|row| match row {
            ShareRow::Person { person, .. } => asked.contains(&Subject::Person(*person)),
            ShareRow::Group { group, .. } => asked.contains(&Subject::Group(*group)),
            ShareRow::Link(_) => false,
        });
    let members: Vec<Value> = members
        .map(|row| share_json::row(world, Some(who), may_edit, &row, &call.origin))
        .collect();
    Ok(Reply::one(json!({"members": members, "error": 0})))
}

fn invitation(world: &mut World, who: PersonId, room: EntryId, entry: &Value) -> Invitation {
    let access = access(entry.get("access"));
    let by_email = entry
        .get("email")
        .and_then(Value::as_str)
        .filter(|_| world.manages_room(room, Some(who)));
    let by_id = entry.get("id").and_then(Value::as_str);
    let subject = match (by_id, by_email) {
        (Some(guid), _) => subject(world, guid),
        (None, Some(email)) => Some(Subject::Person(world.invite_by_email(who, email))),
        (None, None) => None,
    };
    Invitation { subject, access }
}

fn subject(world: &World, guid: &str) -> Option<Subject> {
    let group = || {
        world
            .groups
            .iter()
            .position(|group| group.guid.eq_ignore_ascii_case(guid))
            .map(Subject::Group)
    };
    world
        .person_by_guid(guid)
        .map(Subject::Person)
        .or_else(group)
}

/// A right by number or name; missing or not understood means none, which is removal.
fn access(value: Option<&Value>) -> Option<Access> {
    match value? {
        Value::Number(number) => Access::from_number(number.as_u64()?),
        Value::String(text) => text
            .parse()
            .ok()
            .and_then(Access::from_number)
            .or_else(|| Access::from_name(text)),
        _ => None,
    }
}

fn link_change(body: &Value) -> LinkChange {
    let text = |name: &str| {
        body.get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let flag = |name: &str| body.get(name).and_then(Value::as_bool).unwrap_or(false);
    let invitation = match body.get("linkType") {
        Some(Value::Number(number)) => number.as_u64() == Some(0),
        Some(Value::String(name)) => name.eq_ignore_ascii_case("invitation") || name == "0",
        _ => true,
    };
    LinkChange {
        guid: text("linkId").map(str::to_owned),
        invitation,
        access: access(body.get("access")),
        title: text("title").unwrap_or_default().to_owned(),
        internal: flag("internal"),
        primary: flag("primary"),
    }
}

fn link_reply(call: &Call, link: Option<crate::sandbox::world::Link>) -> Reply {
    link.map_or_else(Reply::nothing, |link| {
        Reply::one(share_json::link(&link, true, &call.origin))
    })
}

/// `PUT files/rooms/{id}/links`.
pub(super) fn room_link(world: &mut World, call: &Call) -> Answered {
    let who = call.person()?;
    let room = super::rooms::room(world, call)?;
    let link = world.change_room_link(who, room, &link_change(call.json()?))?;
    Ok(link_reply(call, link))
}

/// `PUT files/file/{id}/links`.
pub(super) fn file_link(world: &mut World, call: &Call) -> Answered {
    let file = call.file(world, 2)?;
    entry_link(world, call, LinkHolder::File(file))
}

/// `PUT files/folder/{id}/links`.
pub(super) fn folder_link(world: &mut World, call: &Call) -> Answered {
    let folder = call.folder(world, 2)?;
    entry_link(world, call, LinkHolder::Folder(folder))
}

fn entry_link(world: &mut World, call: &Call, holder: LinkHolder) -> Answered {
    let change = LinkChange {
        invitation: false,
        ..link_change(call.json()?)
    };
    let link = world.change_entry_link(call.person()?, holder, &change)?;
    Ok(link_reply(call, link))
}

/// `POST files/owner`.
pub(super) fn owner(world: &mut World, call: &Call) -> Answered {
    let body = call.json()?;
    let to = body
        .get("userId")
        .and_then(Value::as_str)
        .and_then(|guid| world.person_by_guid(guid));
    let rooms = folders(world, body);
    let changed = world.change_owner(call.person()?, &rooms, to, call.now)?;
    let look = files::look(world, call);
    let shown = changed
        .iter()
        .filter_map(|id| world.tree.folder(*id))
        .map(|room| look.folder(room, &call.wanted));
    Ok(Reply::list(shown.collect()))
}

/// `DELETE files/share`: the caller leaves. It says `true` whatever happened.
pub(super) fn leave(world: &mut World, call: &Call) -> Answered {
    let body = call.json()?;
    let rooms = folders(world, body);
    let listed = body
        .get("fileIds")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let files: Vec<EntryId> = listed
        .iter()
        .filter_map(|id| world.resolve_file(&plain(id)).ok())
        .collect();
    world.leave(call.person()?, &rooms, &files);
    Ok(Reply::one(Value::Bool(true)))
}

/// Unknown folders are left out without a word.
fn folders(world: &World, body: &Value) -> Vec<EntryId> {
    let listed = body
        .get("folderIds")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    listed
        .iter()
        .filter_map(|id| world.resolve_folder(&plain(id)).ok())
        .collect()
}

fn plain(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// `DELETE people/guests`. Only GUIDs are understood: a number is refused before anything is looked at.
pub(super) fn delete_guests(world: &mut World, call: &Call) -> Answered {
    let body = call.json()?;
    let Some(listed) = body.get("userIds").and_then(Value::as_array) else {
        return Err(Refusal::invalid(
            "UserIds",
            "The UserIds field is required.",
        ));
    };
    let mut guids = Vec::new();
    for (number, id) in listed.iter().enumerate() {
        match id.as_str().filter(|text| is_guid(text)) {
            Some(guid) => guids.push(guid.to_owned()),
            None => {
                return Err(Refusal::invalid(
                    format!("$.userIds[{number}]"),
                    "The JSON value could not be converted to System.Guid.",
                ));
            }
        }
    }
    world.delete_guests(call.person()?, &guids)?;
    Ok(Reply::nothing())
}

/// `PUT files/rooms/{id}/archive`.
pub(super) fn archive(world: &mut World, call: &Call) -> Answered {
    let section = world.sections.archive;
    change_section(world, call, section)
}

/// `PUT files/rooms/{id}/unarchive`.
pub(super) fn unarchive(world: &mut World, call: &Call) -> Answered {
    let section = world.sections.rooms;
    change_section(world, call, section)
}

/// Moves a room between the sections: one operation, and only its own record is read.
fn change_section(world: &mut World, call: &Call, section: EntryId) -> Answered {
    let who = call.person()?;
    let room = call.folder(world, 2)?;
    let hold = !call
        .json()?
        .get("deleteAfter")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    let folder = world
        .tree
        .folder(room)
        .filter(|folder| folder.room.is_some())
        .ok_or(Refusal::NotFound("this room is not here"))?;
    if !world.folder_rights(folder, Some(who)).move_itself {
        return Err(Refusal::AccessDenied);
    }
    if world.is_edited_below(room, call.now) && world.profile == Profile::V37 {
        return Err(Refusal::AccessDenied);
    }
    let guid = world.start_room_move(who, room, section, hold, call.now);
    let views = world.read_operations(who, Some(&guid), call.now);
    let view = views
        .first()
        .ok_or(Refusal::Internal("a sequence has no elements"))?;
    Ok(Reply::one(record(world, call, view)))
}
