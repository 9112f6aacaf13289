//! The sections of the portal, and the way from a section down to a folder.

use super::answer::Reply;
use super::call::Call;
use super::files::look;
use super::folders::{page_json, query, readable};
use super::settings::Answered;
use crate::sandbox::world::{
    Entry, EntryId, ListingQuery, Page, Refusal, RoomArea, RoomsQuery, World,
};

/// `GET files/folder/{id}/path`: from the section down, the levels the caller can read.
pub(super) fn path(world: &mut World, call: &Call) -> Answered {
    let id = call.folder(world, 2)?;
    readable(world, call, id)?;
    let look = look(world, call);
    let mut levels = world.tree.ancestors(id);
    levels.reverse();
    let shown = levels
        .into_iter()
        .filter_map(|id| world.tree.folder(id))
        .filter(|folder| world.folder_rights(folder, call.caller).read);
    Ok(Reply::stream(
        shown
            .map(|folder| look.folder(folder, &call.wanted))
            .collect(),
    ))
}

/// `GET files/@root`: one listing for each section, never recursive.
pub(super) fn roots(world: &mut World, call: &Call) -> Answered {
    let who = call.person()?;
    let (count, start) = (call.count()?, call.start_index()?);
    let query = ListingQuery {
        with_subfolders: false,
        ..query(world, call)?
    };
    let without_trash = call.flag("withoutTrash")?.unwrap_or(false);
    let my = world.sections.my.get(&who).copied();
    let trash = world.sections.trash.get(&who).copied();
    let trash = trash.filter(|_| !without_trash);
    let others = [world.sections.rooms, world.sections.archive];
    let mut listings = Vec::new();
    for section in my.into_iter().chain(trash).chain(others) {
        let page = if others.contains(&section) {
            rooms_page(world, call, section, (start, count))
        } else {
            world.page(
                section,
                call.caller,
                &query,
                (start, count),
                call.number,
                call.now,
            )
        };
        listings.push(page_json(world, call, section, &page, start)?);
    }
    Ok(Reply::stream(listings))
}

/// A section of rooms holds what the caller sees of them.
pub(super) fn rooms_page(
    world: &World,
    call: &Call,
    section: EntryId,
    (start, count): (usize, usize),
) -> Page {
    let area = if section == world.sections.archive {
        RoomArea::Archive
    } else {
        RoomArea::Active
    };
    let rooms = world.rooms(
        call.caller,
        &RoomsQuery {
            area,
            ..RoomsQuery::default()
        },
    );
    Page {
        total: rooms.len(),
        entries: rooms
            .into_iter()
            .skip(start)
            .take(count)
            .map(Entry::Folder)
            .collect(),
    }
}

/// The sections that have names of their own.
pub(super) fn alias(world: &World, call: &Call, wire: &str) -> Option<Result<EntryId, Refusal>> {
    let who = call.caller?;
    let found = match wire {
        "@my" => world.sections.my.get(&who).copied(),
        "@trash" => world.sections.trash.get(&who).copied(),
        _ => return None,
    };
    Some(found.ok_or(Refusal::NotFound("this person has no such section")))
}
