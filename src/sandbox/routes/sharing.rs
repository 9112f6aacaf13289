//! Share lists and links, looked at. Who may not look is told nothing, with a 200.

use serde_json::{Value, json};

use super::answer::Reply;
use super::call::Call;
use super::settings::Answered;
use super::{person_json, share_json};
use crate::sandbox::world::{EntryId, LinkHolder, Refusal, ShareRow, World};

/// `filterType` of share lists, by number and name.
const SUBJECTS: [(u8, &str); 8] = [
    (0, "UserOrGroup"),
    (1, "InvitationLink"),
    (2, "ExternalLink"),
    (4, "AdditionalExternalLink"),
    (8, "PrimaryExternalLink"),
    (15, "Link"),
    (16, "User"),
    (32, "Group"),
];

/// `GET files/rooms/{id}/share` and `GET files/folder/{id}/share`.
pub(super) fn list(world: &mut World, call: &Call) -> Answered {
    let room = call.folder(world, 2)?;
    let filter = call.number_or_name("filterType", &SUBJECTS)?.unwrap_or(0);
    let rows = world.share_rows(room, call.caller, filter);
    let text = call
        .query
        .get("filterValue")
        .unwrap_or_default()
        .to_lowercase();
    let rows: Vec<ShareRow> = rows
        .into_iter()
        .filter(|row| named(world, row, &text))
        .collect();
    rows_reply(world, call, room, &rows)
}

/// `GET files/rooms/{id}/links?type=`: 0 invitation, 1 external; all links without it.
pub(super) fn room_links(world: &mut World, call: &Call) -> Answered {
    let room = call.folder(world, 2)?;
    let filter = match call.query.get("type") {
        Some("0") => 1,
        Some("1") => 2,
        _ => 15,
    };
    let rows = world.share_rows(room, call.caller, filter);
    rows_reply(world, call, room, &rows)
}

fn rows_reply(world: &World, call: &Call, room: EntryId, rows: &[ShareRow]) -> Answered {
    let (count, start) = (call.count()?, call.start_index()?);
    let may_edit = world.manages_room(room, call.caller);
    let page = rows.iter().skip(start).take(count);
    let shown = page.map(|row| share_json::row(world, call.caller, may_edit, row, &call.origin));
    Ok(Reply::list(shown.collect()).of_total(rows.len()))
}

fn named(world: &World, row: &ShareRow, text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let name = match row {
        ShareRow::Person { person, .. } => world
            .person(*person)
            .map(|person| format!("{} {}", person.display_name(), person.email)),
        ShareRow::Group { group, .. } => world.groups.get(*group).map(|group| group.name.clone()),
        ShareRow::Link(link) => Some(link.title.clone()),
    };
    name.is_some_and(|name| name.to_lowercase().contains(text))
}

/// `GET files/file/{id}/links`.
pub(super) fn file_links(world: &mut World, call: &Call) -> Answered {
    let file = call.file(world, 2)?;
    links_reply(world, call, LinkHolder::File(file))
}

/// `GET files/folder/{id}/links`.
pub(super) fn folder_links(world: &mut World, call: &Call) -> Answered {
    let folder = call.folder(world, 2)?;
    links_reply(world, call, LinkHolder::Folder(folder))
}

fn links_reply(world: &World, call: &Call, holder: LinkHolder) -> Answered {
    let (count, start) = (call.count()?, call.start_index()?);
    let (links, total) = world.entry_links(holder, call.caller);
    let page = links.iter().skip(start).take(count);
    let shown = page.map(|link| share_json::link(link, true, &call.origin));
    Ok(Reply::list(shown.collect()).of_total(total))
}

/// `GET files/file/{id}/link`: makes the primary link where there is none.
pub(super) fn file_primary_link(world: &mut World, call: &Call) -> Answered {
    let file = call.file(world, 2)?;
    primary_reply(world, call, LinkHolder::File(file))
}

/// `GET files/folder/{id}/link`: makes the primary link where there is none.
pub(super) fn folder_primary_link(world: &mut World, call: &Call) -> Answered {
    let folder = call.folder(world, 2)?;
    primary_reply(world, call, LinkHolder::Folder(folder))
}

/// `GET files/rooms/{id}/link`: makes the primary link where there is none.
pub(super) fn room_primary_link(world: &mut World, call: &Call) -> Answered {
    let room = call.folder(world, 2)?;
    primary_reply(world, call, LinkHolder::Room(room))
}

fn primary_reply(world: &mut World, call: &Call, holder: LinkHolder) -> Answered {
    let link = world.primary_link(holder, call.caller)?;
    Ok(Reply::one(share_json::link(&link, true, &call.origin)))
}

/// `GET files/folder/{id}/group/{group}/share`.
pub(super) fn group(world: &mut World, call: &Call) -> Answered {
    let room = call.folder(world, 2)?;
    let me = call.person()?;
    if world
        .person(me)
        .is_none_or(crate::sandbox::world::Person::is_guest)
    {
        return Err(Refusal::AccessDenied);
    }
    let (count, start) = (call.count()?, call.start_index()?);
    let guid = call.segments.get(4).map_or("", String::as_str);
    let group = world
        .groups
        .iter()
        .position(|group| group.guid.eq_ignore_ascii_case(guid));
    let group = group.ok_or(Refusal::NotFound("this group is not here"))?;
    let (members, access, total) = world.group_rows(room, group, call.caller);
    let owner = world.tree.folder(room).map(|folder| folder.created_by);
    let shown = members.iter().skip(start).take(count).map(|member| {
        json!({
            "user": person_json::full(world, *member, call.caller, &call.origin),
            "groupAccess": access.map(crate::sandbox::world::Access::number),
            "overridden": false,
            "canEditAccess": world.manages_room(room, call.caller),
            "owner": owner == Some(*member),
        })
    });
    let shown: Vec<Value> = shown.collect();
    Ok(Reply::list(shown).of_total(total))
}
