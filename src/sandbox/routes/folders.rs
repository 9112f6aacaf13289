//! Folders: one, its subfolders, its pages, and making new ones.

use serde_json::{Value, json};

use super::answer::Reply;
use super::call::Call;
use super::fields::Shape;
use super::files::look;
use super::sections;
use super::settings::Answered;
use crate::sandbox::options::Profile;
use crate::sandbox::world::{Entry, EntryId, ListingQuery, Order, Page, Refusal, SortBy, World};

/// `filterType` by number and name.
const FILTERS: [(u8, &str); 21] = [
    (0, "None"),
    (1, "FilesOnly"),
    (2, "FoldersOnly"),
    (3, "DocumentsOnly"),
    (4, "PresentationsOnly"),
    (5, "SpreadsheetsOnly"),
    (7, "ImagesOnly"),
    (8, "ByUser"),
    (9, "ByDepartment"),
    (10, "ArchiveOnly"),
    (11, "ByExtension"),
    (12, "MediaOnly"),
    (13, "FillingFormsRooms"),
    (14, "EditingRooms"),
    (17, "CustomRooms"),
    (20, "PublicRooms"),
    (22, "Pdf"),
    (23, "PdfForm"),
    (24, "VirtualDataRooms"),
    (25, "DiagramsOnly"),
    (26, "AiRooms"),
];

/// `applyFilterOption` by number and name.
const APPLY_TO: [(u8, &str); 3] = [(0, "All"), (1, "Files"), (2, "Folder")];

/// A folder as an answer.
pub(super) fn folder_reply(world: &World, call: &Call, id: EntryId) -> Answered {
    let folder = world
        .tree
        .folder(id)
        .ok_or(Refusal::NotFound("this folder is not here"))?;
    Ok(Reply::one(look(world, call).folder(folder, &call.wanted)))
}

/// `GET files/folder/{id}`.
pub(super) fn one(world: &mut World, call: &Call) -> Answered {
    let id = call.folder(world, 2)?;
    if call.caller.is_none() {
        return Err(Refusal::Unauthorized);
    }
    readable(world, call, id)?;
    folder_reply(world, call, id)
}

/// Refuses a folder the caller cannot look into.
pub(super) fn readable(world: &World, call: &Call, id: EntryId) -> Result<(), Refusal> {
    let folder = world
        .tree
        .folder(id)
        .ok_or(Refusal::NotFound("this folder is not here"))?;
    if world.folder_rights(folder, call.caller).read {
        Ok(())
    } else {
        Err(Refusal::Forbidden("no right to look into this folder"))
    }
}

/// `GET files/{id}/subfolders`: direct children only, all of them, by title; the saved order is not touched.
pub(super) fn subfolders(world: &mut World, call: &Call) -> Answered {
    let id = call.folder(world, 1)?;
    readable(world, call, id)?;
    let look = look(world, call);
    let folders = world
        .subfolders_by_title(id)
        .into_iter()
        .filter_map(|id| world.tree.folder(id));
    Ok(Reply::stream(
        folders
            .map(|folder| look.folder(folder, &call.wanted))
            .collect(),
    ))
}

/// `POST files/folder/{id}`.
pub(super) fn create(world: &mut World, call: &Call) -> Answered {
    let who = call.person()?;
    let title = match call.json()?.get("title") {
        Some(Value::String(title)) => title.clone(),
        Some(Value::Null) => return Err(Refusal::BadArgument("the title is missing")),
        Some(_) => {
            return Err(Refusal::invalid(
                "$.title",
                "The JSON value could not be converted to System.String.",
            ));
        }
        None => return Err(Refusal::invalid("Title", "The Title field is required.")),
    };
    let parent = call.segments.get(2).map_or("", String::as_str);
    let id = world.create_folder(who, parent, &title, call.now)?;
    folder_reply(world, call, id)
}

/// `GET files/{id}`: one page of a folder.
pub(super) fn listing(world: &mut World, call: &Call) -> Answered {
    let wire = call.segments.get(1).map_or("", String::as_str);
    let id = match (sections::alias(world, call, wire), call.caller) {
        (Some(id), _) => id?,
        // To nobody a missing folder looks like a forbidden one.
        (None, None) => world
            .resolve_folder(wire)
            .map_err(|_| Refusal::AccessDenied)?,
        (None, Some(_)) => world.resolve_folder(wire)?,
    };
    if call.caller.is_none() {
        return Err(Refusal::AccessDenied);
    }
    let (count, start) = (call.count()?, call.start_index()?);
    let query = query(world, call)?;
    readable(world, call, id)?;
    if world.is_trashed(id) {
        return Err(Refusal::Forbidden("this folder lies in the trash"));
    }
    if [world.sections.rooms, world.sections.archive].contains(&id) {
        let page = sections::rooms_page(world, call, id, (start, count));
        return Ok(Reply::one(page_json(world, call, id, &page, start)?));
    }
    page_reply(world, call, id, &query, (start, count))
}

/// The pages of a folder as an answer.
pub(super) fn page_reply(
    world: &mut World,
    call: &Call,
    id: EntryId,
    query: &ListingQuery,
    window: (usize, usize),
) -> Answered {
    let page = world.page(id, call.caller, query, window, call.number, call.now);
    Ok(Reply::one(page_json(world, call, id, &page, window.0)?))
}

pub(super) fn page_json(
    world: &World,
    call: &Call,
    id: EntryId,
    page: &Page,
    start: usize,
) -> Result<Value, Refusal> {
    let look = look(world, call);
    let wanted = &call.wanted;
    let flat = call.flat;
    let (files_wanted, folders_wanted) = if flat {
        (wanted, wanted)
    } else {
        (wanted.of("files"), wanted.of("folders"))
    };
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in &page.entries {
        match entry {
            Entry::Folder(id) => folders.extend(
                world
                    .tree
                    .folder(*id)
                    .map(|folder| look.folder(folder, folders_wanted)),
            ),
            Entry::File(id) => files.extend(
                world
                    .tree
                    .file(*id)
                    .map(|file| look.file(file, files_wanted)),
            ),
        }
    }
    if flat {
        folders.append(&mut files);
        return Ok(Value::Array(folders));
    }
    let current = world
        .tree
        .folder(id)
        .ok_or(Refusal::NotFound("this folder is not here"))?;
    let mut shape = Shape::new(wanted);
    shape.put("files", || files);
    shape.put("folders", || folders);
    shape.put("current", || look.folder(current, wanted.of("current")));
    shape.put("pathParts", || look.path_parts(id));
    shape.put("startIndex", || json!(start));
    shape.put("count", || json!(page.entries.len()));
    shape.put("total", || json!(page.total));
    shape.put("new", || 0);
    Ok(shape.done())
}

/// The order a listing is asked in. A valid `sortBy` is saved; without one the saved order is used.
pub(super) fn order(world: &mut World, call: &Call) -> Order {
    let saved = world.saved_order(call.caller);
    let Some(by) = call.query.get("sortBy").and_then(SortBy::from_name) else {
        return saved;
    };
    let ascending = match call.query.get("sortOrder") {
        Some(text) => !(text.eq_ignore_ascii_case("descending") || text == "1"),
        None => true,
    };
    let order = Order { by, ascending };
    world.save_order(call.caller, order);
    order
}

/// What a listing was asked for; the order is saved on the way.
pub(super) fn query(world: &mut World, call: &Call) -> Result<ListingQuery, Refusal> {
    let filter = call.number_or_name("filterType", &FILTERS)?.unwrap_or(0);
    let apply_to = call
        .number_or_name("applyFilterOption", &APPLY_TO)?
        .unwrap_or(0);
    let asked = call.flag("withSubFolders")?.unwrap_or(true);
    let subject = call
        .query
        .get("userIdOrGroupId")
        .filter(|text| !text.is_empty());
    let subject = subject.and_then(|guid| world.person_by_guid(guid));
    let extensions = call
        .query
        .get("extension")
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|ending| !ending.is_empty());
    Ok(ListingQuery {
        order: order(world, call),
        filter,
        // Before 3.7 the switch is not read: a filter always goes all the way down.
        with_subfolders: asked || world.profile == Profile::V36,
        apply_to,
        text: call.query.get("filterValue").unwrap_or_default().to_owned(),
        extensions: extensions
            .map(|ending| format!(".{}", ending.trim_start_matches('.').to_lowercase()))
            .collect(),
        subject,
        exclude_subject: call.flag("excludeSubject")?.unwrap_or(false),
        origin_room: call
            .query
            .get("roomId")
            .is_some_and(|room| room != "0" && !room.is_empty()),
    })
}
