//! The guest calls, and reading back what they were about. Nothing here runs without the proof that the run is
//! settled.

use std::sync::Arc;

use futures_util::future::join_all;

use super::{
    answer::{Answer, with_stop},
    failure::{chain, in_words, stop_for},
    scan::{self, ScanError},
};
use crate::{
    docspace::{Client, PortalError, Transport},
    domain::{FileId, Inventory, Link, RoomId, titles::visible},
    plan::{GuestCall, GuestStep, OtherRoom, Plan},
    run::{GuestAnswer, GuestSeen, NewFile, Record, Settled, Stop},
};

/// Makes one call. After a door that has closed no other one is tried.
pub(super) async fn make_call<T: Transport>(
    client: Client<T>,
    plan: Arc<Plan>,
    call: u32,
    proof: Settled,
) -> Answer {
    let result = match plan
        .guest
        .as_ref()
        .and_then(|step| Some((step, step.calls.get(call as usize)?)))
    {
        Some((step, wanted)) => answer_to(&client, &plan, step, wanted, &proof).await,
        None => Ok(refused("the plan has no such call")),
    };
    let (answer, stop) = match result {
        Ok(answer) => (answer, None),
        Err(error) => (failed(&error), closed_door(&error)),
    };
    with_stop(Record::GuestCallAnswered { call, answer }, stop)
}

/// The key's end or the portal's limits. A call that the portal does not know is missed there, and no closed door.
fn closed_door(error: &PortalError) -> Option<Stop> {
    match error {
        PortalError::PortalGate { status: 404, .. } => None,
        error => stop_for(error),
    }
}

fn refused(why: &str) -> GuestAnswer {
    GuestAnswer::Refused { why: why.into() }
}

async fn answer_to<T: Transport>(
    client: &Client<T>,
    plan: &Plan,
    step: &GuestStep,
    call: &GuestCall,
    _proof: &Settled,
) -> Result<GuestAnswer, PortalError> {
    let guest = &step.facts.person.id;
    match call {
        GuestCall::CloseRoomLink { link } => client
            .close_room_link(&plan.room.id, link)
            .await
            .map(closed),
        GuestCall::LeaveRoom => taken_off(client, &plan.room.id, step).await,
        GuestCall::CloseFileLink { file, link, .. } => {
            client.close_file_link(file, link).await.map(closed)
        }
        GuestCall::LeaveArchive { room, .. } => taken_off(client, room, step).await,
        GuestCall::RemoveGuest => match client.remove_guests(std::slice::from_ref(guest)).await {
            Err(PortalError::Refused { status: 403, .. }) => Ok(refused(NOT_YOURS)),
            removed => removed.map(|()| GuestAnswer::Done),
        },
    }
}

/// The portal gives one and the same answer to all of these.
const NOT_YOURS: &str = "the portal removes only guests whom the owner of the key has invited, whose account is in use, \
     and who were not removed before; up to 3.6 it lets only room admins do so. What counts is what was read back";

async fn taken_off<T: Transport>(
    client: &Client<T>,
    room: &RoomId,
    step: &GuestStep,
) -> Result<GuestAnswer, PortalError> {
    let removal = client
        .remove_member(room, &step.facts.person.id, false)
        .await?;
    Ok(if removal.needs_force {
        refused("the guest still has a role in a form of this room; take that away in the portal")
    } else if removal.still_listed {
        refused("the portal took the call and left the guest in the list")
    } else {
        GuestAnswer::Done
    })
}

fn closed(instead: Option<Link>) -> GuestAnswer {
    match instead {
        None => GuestAnswer::Done,
        Some(link) => GuestAnswer::Replaced { link },
    }
}

fn failed(error: &PortalError) -> GuestAnswer {
    let why = in_words(error);
    if error.may_have_had_effect() {
        GuestAnswer::Lost { why }
    } else {
        GuestAnswer::Refused { why }
    }
}

/// Reads everything the calls were about, the links of these files, and the room once more for files that came in
/// meanwhile. The final listing
/// has left `known_not_visible` files of the room unseen: more of them now may be late uploads.
pub(super) async fn read_back<T: Transport>(
    client: Client<T>,
    plan: Arc<Plan>,
    links_of: Vec<FileId>,
    known_not_visible: u64,
) -> Answer {
    let (mut seen, mut unread) = (GuestSeen::default(), Unread::default());
    if let Some(step) = &plan.guest {
        let archive = plan.target.root.room.as_ref().map(|room| room.id.clone());
        let (members, links, archive_members, other_rooms, room) = tokio::join!(
            client.members(&plan.room.id),
            client.room_links(&plan.room.id),
            async {
                match &archive {
                    Some(room) => client.members(room).await.map(Some),
                    None => Ok(None),
                }
            },
            client.guest_rooms(&step.facts.person.id),
            scan::scan(&client, &plan.room, |_| {}),
        );
        seen.room_members = unread.or_told(members, "the room's members");
        seen.room_links = live(unread.or_told(links, "the room's links"));
        seen.archive_members = unread.or_told(archive_members, "the archive room's members");
        let rooms = unread.or_told(other_rooms, "the guest's other rooms");
        seen.other_rooms = rooms
            .into_iter()
            .filter(|room| room.id != plan.room.id && Some(&room.id) != archive.as_ref())
            .map(|room| OtherRoom {
                id: room.id,
                title: room.title,
            })
            .collect();
        match room {
            Ok(room) => {
                seen.late = unplanned(&plan, &room);
                unread
                    .words
                    .extend(late_and_not_visible(&room, known_not_visible));
            }
            Err(error) => unread.room(&error),
        }
        seen.file_links = read_file_links(&client, links_of, &mut unread).await;
    }
    seen.unreadable = unread.words;
    with_stop(Record::GuestReadBack { seen }, unread.stop)
}

/// What could not be read, and whether that is because a door has closed.
#[derive(Default)]
struct Unread {
    words: Vec<String>,
    stop: Option<Stop>,
}

impl Unread {
    fn or_told<R: Default>(&mut self, result: Result<R, PortalError>, what: &str) -> R {
        result.unwrap_or_else(|error| {
            self.words.push(format!(
                "{what} could not be read: {}",
                visible(&in_words(&error))
            ));
            self.door(&error);
            R::default()
        })
    }

    fn room(&mut self, error: &ScanError) {
        self.words.push(format!(
            "late uploads cannot be excluded: the room could not be listed again: {}",
            visible(&chain(error))
        ));
        if let Some(error) = error.portal_error() {
            self.door(error);
        }
    }

    fn door(&mut self, error: &PortalError) {
        self.stop = self.stop.take().or_else(|| closed_door(error));
    }
}

/// Says that there may be late uploads which the portal does not show.
fn late_and_not_visible(room: &Inventory, known: u64) -> Option<String> {
    let files = room.proof.completeness.not_visible();
    (files > known).then(|| {
        format!(
            "late uploads cannot be excluded: the portal counts about {files} more files in the room than it shows, \
             and counted {known} before the access was cut"
        )
    })
}

async fn read_file_links<T: Transport>(
    client: &Client<T>,
    files: Vec<FileId>,
    unread: &mut Unread,
) -> Vec<(FileId, Link)> {
    let answers = join_all(files.iter().map(|file| client.file_links(file))).await;
    let mut still_there = Vec::new();
    for (file, links) in files.into_iter().zip(answers) {
        let links = live(unread.or_told(links, "the links of a file"));
        still_there.extend(links.into_iter().map(|link| (file.clone(), link)));
    }
    still_there
}

/// Links that still let somebody in.
pub(crate) fn live(links: Vec<Link>) -> Vec<Link> {
    links.into_iter().filter(|link| !link.expired).collect()
}

fn unplanned(plan: &Plan, room: &Inventory) -> Vec<NewFile> {
    let planned: std::collections::HashSet<_> =
        plan.inventory.files.iter().map(|file| &file.id).collect();
    room.indexed_files()
        .filter(|(_, file)| !planned.contains(&file.id))
        .map(|(index, file)| NewFile {
            id: file.id.clone(),
            path: room.file_path(index),
        })
        .collect()
}
