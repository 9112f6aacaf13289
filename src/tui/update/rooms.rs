//! The rooms screen.

use std::time::Duration;

use super::{
    super::{
        effect::{Effect, Question},
        keymap::Action,
        message::{Problem, RequestId},
        model::{Model, Notice, Remote, Screen, rooms_areas, rows_inside},
        widgets::words,
    },
    connect, preview,
};
use crate::domain::{Room, RoomId};

/// Members and links are asked for when the cursor has rested so long, so that running down the list asks nothing.
const CURSOR_RESTS: Duration = Duration::from_millis(250);

/// A key of the rooms screen.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Open => match model.rooms.selected().cloned() {
            Some(room) => preview::open(model, room),
            None => Vec::new(),
        },
        Action::Filter => {
            model.rooms.is_filtering = true;
            Vec::new()
        }
        Action::KeepFilter => {
            model.rooms.is_filtering = false;
            Vec::new()
        }
        Action::ClearFilter => {
            model.rooms.is_filtering = false;
            model.rooms.filter.reset();
            filter_changed(model);
            Vec::new()
        }
        Action::Sort => {
            model.rooms.sort = model.rooms.sort.next();
            arrange(model);
            model.notice = Some(Notice::information(format!(
                "Sorted: {}.",
                model.rooms.sort.word()
            )));
            Vec::new()
        }
        Action::Details => {
            model.rooms.details = !model.rooms.details;
            cursor_moved(model);
            Vec::new()
        }
        Action::Refresh => {
            model.access.clear();
            cursor_moved(model);
            refresh(model)
        }
        _ => Vec::new(),
    }
}

/// Lists the rooms again, or connects again where that had failed.
pub(super) fn refresh(model: &mut Model) -> Vec<Effect> {
    if model.connection.here().is_none() {
        return if model.connection.is_waiting() {
            Vec::new()
        } else {
            connect(model)
        };
    }
    let request = model.next_request();
    model.rooms.listing = Remote::Waiting(request);
    model.rooms.incoming.clear();
    vec![Effect::Ask(request, Question::Rooms)]
}

/// Some rooms have come: shown at once while there is nothing else to show, else kept until all are there.
pub(super) fn page(model: &mut Model, request: RequestId, page: Vec<Room>) -> Vec<Effect> {
    if !model.rooms.listing.awaits(request) {
        return Vec::new();
    }
    let shows = model.rooms.incoming.len() == model.rooms.all.len();
    model.rooms.incoming.extend(page);
    if shows {
        model.rooms.all.clone_from(&model.rooms.incoming);
        arrange(model);
    }
    open_wanted(model)
}

/// The list will not be whole.
pub(super) fn not_given(model: &mut Model, request: RequestId, rooms: u64) -> Vec<Effect> {
    if model.rooms.listing.awaits(request) {
        model.notice = Some(Notice::refused(format!(
            "The portal counts {} more than it gives: this list is incomplete.",
            words::count(rooms, "room", "rooms")
        )));
    }
    Vec::new()
}

/// All rooms are there.
pub(super) fn listed(
    model: &mut Model,
    request: RequestId,
    answer: Result<Vec<Room>, Problem>,
) -> Vec<Effect> {
    if !model.rooms.listing.awaits(request) {
        return Vec::new();
    }
    match answer {
        Ok(all) => {
            model.rooms.listing = Remote::Here(());
            model.rooms.all = all;
            model.rooms.incoming.clear();
            arrange(model);
            let effects = open_wanted(model);
            if let Some(room) = model.wanted_room.take() {
                model.notice = Some(Notice::refused(format!(
                    "Room {room} is not among the rooms your key can see."
                )));
            }
            effects
        }
        Err(problem) => {
            model.rooms.listing = Remote::Failed(problem);
            Vec::new()
        }
    }
}

/// Opens the room of the command line as soon as it is known.
fn open_wanted(model: &mut Model) -> Vec<Effect> {
    let Some(wanted) = model.wanted_room.clone() else {
        return Vec::new();
    };
    let Some(room) = model
        .rooms
        .all
        .iter()
        .find(|room| room.id == wanted)
        .cloned()
    else {
        return Vec::new();
    };
    model.wanted_room = None;
    if model.screen == Screen::Rooms {
        preview::open(model, room)
    } else {
        Vec::new()
    }
}

fn arrange(model: &mut Model) {
    let height = rows_inside(rooms_areas(model.screenful().body).0, 1);
    model.rooms.arrange(height);
    cursor_moved(model);
}

/// What is typed into the filter has changed.
pub(super) fn filter_changed(model: &mut Model) {
    arrange(model);
}

/// The cursor may be on another room: its members are asked for when it stays there and they can be seen.
pub(super) fn cursor_moved(model: &mut Model) {
    let seen = model.rooms.details || rooms_areas(model.screenful().body).1.is_some();
    let unknown = |id: &RoomId| !model.access.contains_key(id);
    let asks = model.screen == Screen::Rooms
        && seen
        && model.connection.here().is_some()
        && model.rooms.selected().is_some_and(|room| unknown(&room.id));
    model.rooms.access_due = asks.then(|| model.now + CURSOR_RESTS);
}

/// The time to ask for members has come, perhaps.
pub(super) fn ask_access_when_due(model: &mut Model) -> Vec<Effect> {
    if model.rooms.access_due.is_none_or(|due| due > model.now) {
        return Vec::new();
    }
    model.rooms.access_due = None;
    let Some(room) = model.rooms.selected().map(|room| room.id.clone()) else {
        return Vec::new();
    };
    model.dirty = true;
    ask_access(model, room)
}

/// Asks who can reach a room, unless that is known or asked already.
pub(super) fn ask_access(model: &mut Model, room: RoomId) -> Vec<Effect> {
    if model
        .access
        .get(&room)
        .is_some_and(|known| known.problem().is_none())
    {
        return Vec::new();
    }
    let request = model.next_request();
    model.access.insert(room.clone(), Remote::Waiting(request));
    vec![Effect::Ask(request, Question::Access(room))]
}
