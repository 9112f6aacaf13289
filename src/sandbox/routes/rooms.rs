//! Rooms: the list, and one of them.

use serde_json::json;

use super::answer::Reply;
use super::call::Call;
use super::fields::Shape;
use super::files::look;
use super::folders::{folder_reply, order};
use super::settings::Answered;
use crate::sandbox::options::Profile;
use crate::sandbox::world::{EntryId, Refusal, RoomArea, RoomsQuery, World};

const KINDS: [(u8, &str); 6] = [
    (1, "FillingFormsRoom"),
    (2, "EditingRoom"),
    (5, "CustomRoom"),
    (6, "PublicRoom"),
    (8, "VirtualDataRoom"),
    (9, "AiRoom"),
];
const AREAS: [(u8, &str); 8] = [
    (0, "Active"),
    (1, "Archive"),
    (2, "Any"),
    (3, "RecentByLinks"),
    (4, "Templates"),
    (5, "Knowledge"),
    (6, "ResultStorage"),
    (7, "AiAgents"),
];
const SUBJECT_FILTERS: [(u8, &str); 2] = [(0, "Owner"), (1, "Member")];
const STORAGES: [(u8, &str); 3] = [(0, "None"), (1, "Internal"), (2, "ThirdParty")];

/// `GET files/rooms/{id}`.
pub(super) fn one(world: &mut World, call: &Call) -> Answered {
    let id = room(world, call)?;
    folder_reply(world, call, id)
}

/// The room a path names, for a caller who may look into it.
pub(super) fn room(world: &World, call: &Call) -> Result<EntryId, Refusal> {
    // To nobody a missing room looks like a forbidden one.
    call.person()?;
    let id = call.folder(world, 2)?;
    super::folders::readable(world, call, id)?;
    Ok(id)
}

/// `GET files/rooms`. Paged in memory: the total is exact.
pub(super) fn list(world: &mut World, call: &Call) -> Answered {
    let (count, start) = (call.count()?, call.start_index()?);
    let query = query(world, call)?;
    let rooms = world.rooms(call.caller, &query);
    let section = match query.area {
        RoomArea::Archive => world.sections.archive,
        RoomArea::Agents => world.sections.agents,
        _ => world.sections.rooms,
    };
    let look = look(world, call);
    let wanted = call.wanted.of("folders");
    let page: Vec<_> = rooms
        .iter()
        .skip(start)
        .take(count)
        .filter_map(|id| world.tree.folder(*id))
        .map(|room| look.folder(room, wanted))
        .collect();
    let current = world
        .tree
        .folder(section)
        .ok_or(Refusal::NotFound("this folder is not here"))?;
    let mut shape = Shape::new(&call.wanted);
    let on_page = page.len();
    shape.put("files", || json!([]));
    shape.put("folders", || page);
    shape.put("current", || {
        look.folder(current, call.wanted.of("current"))
    });
    shape.put("pathParts", || look.path_parts(section));
    shape.put("startIndex", || json!(start));
    shape.put("count", || json!(on_page));
    shape.put("total", || json!(rooms.len()));
    shape.put("new", || 0);
    Ok(Reply::one(shape.done()))
}

fn query(world: &mut World, call: &Call) -> Result<RoomsQuery, Refusal> {
    let area = match call.number_or_name("searchArea", &AREAS)?.unwrap_or(0) {
        0 => RoomArea::Active,
        1 => RoomArea::Archive,
        2 => RoomArea::Any,
        7 => RoomArea::Agents,
        _ => RoomArea::Empty,
    };
    let tags = match call.query.get("tags").filter(|text| !text.is_empty()) {
        None => Vec::new(),
        Some(text) => {
            serde_json::from_str(text).map_err(|_| Refusal::Internal("tags are not a JSON list"))?
        }
    };
    let subject_filter = call.number_or_name("subjectFilter", &SUBJECT_FILTERS)?;
    let asked = call.query.get("subjectId").filter(|text| !text.is_empty());
    let asked_owner = call.query.get("subjectOwnerId").filter(|text| {
        !text.is_empty() && world.profile == Profile::V37 && subject_filter.is_none()
    });
    let guid = asked.or(asked_owner);
    if guid.is_some_and(|guid| !is_guid(guid)) {
        return Err(Refusal::Internal("a GUID was expected"));
    }
    let subject = guid.and_then(|guid| world.person_by_guid(guid));
    // Without the filter a subject is the owner before 3.7, the owner or a member from then on.
    let only_owner = asked.is_none()
        || subject_filter == Some(0)
        || (subject_filter.is_none() && world.profile == Profile::V36);
    Ok(RoomsQuery {
        order: order(world, call),
        area,
        kinds: call.numbers_or_names("type", &KINDS)?,
        subject,
        unknown_subject: guid.is_some() && subject.is_none(),
        subject_owns: true,
        subject_is_member: !only_owner,
        exclude_subject: call.flag("excludeSubject")?.unwrap_or(false),
        without_tags: call.flag("withoutTags")?.unwrap_or(false),
        tags,
        third_party: match call.number_or_name("storageFilter", &STORAGES)? {
            Some(1) => Some(false),
            Some(2) => Some(true),
            _ => None,
        },
        text: call.query.get("filterValue").unwrap_or_default().to_owned(),
    })
}

/// Whether the text has the shape of a GUID.
pub(super) fn is_guid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && parts
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
