//! The guest calls, and reading back what they were about. Nothing here runs without the proof that the run is
//! settled.

use std::sync::Arc;

use futures_util::future::join_all;

use super::{
    perform::{chain, in_words},
    scan,
};
use crate::{
    docspace::{Client, PortalError, Transport},
    domain::{FileId, Inventory, Link, RoomId, titles::visible},
    plan::{GuestCall, GuestStep, OtherRoom, Plan},
    run::{GuestAnswer, GuestSeen, NewFile, Record, Settled},
};

/// Makes one call.
pub(super) async fn make_call<T: Transport>(
    client: Client<T>,
    plan: Arc<Plan>,
    call: u32,
    proof: Settled,
) -> Record {
    let answer = match plan
        .guest
        .as_ref()
        .and_then(|step| Some((step, step.calls.get(call as usize)?)))
    {
        Some((step, wanted)) => answer_to(&client, &plan, step, wanted, &proof).await,
        None => GuestAnswer::Refused {
            why: "the plan has no such call".into(),
        },
    };
    Record::GuestCallAnswered { call, answer }
}

async fn answer_to<T: Transport>(
    client: &Client<T>,
    plan: &Plan,
    step: &GuestStep,
    call: &GuestCall,
    _proof: &Settled,
) -> GuestAnswer {
    let guest = &step.facts.person.id;
    match call {
        GuestCall::CloseRoomLink { link } => {
            closed(client.close_room_link(&plan.room.id, link).await)
        }
        GuestCall::LeaveRoom => taken_off(client, &plan.room.id, step).await,
        GuestCall::CloseFileLink { file, link, .. } => {
            closed(client.close_file_link(file, link).await)
        }
        GuestCall::LeaveArchive { room, .. } => taken_off(client, room, step).await,
        GuestCall::RemoveGuest => match client.remove_guests(std::slice::from_ref(guest)).await {
            Ok(()) => GuestAnswer::Done,
            Err(PortalError::Refused { status: 403, .. }) => GuestAnswer::Refused {
                why: NOT_YOURS.into(),
            },
            Err(error) => failed(&error),
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
) -> GuestAnswer {
    match client
        .remove_member(room, &step.facts.person.id, false)
        .await
    {
        Ok(removal) if removal.needs_force => GuestAnswer::Refused {
            why: "the guest still has a role in a form of this room; take that away in the portal"
                .into(),
        },
        Ok(removal) if removal.still_listed => GuestAnswer::Refused {
            why: "the portal took the call and left the guest in the list".into(),
        },
        Ok(_) => GuestAnswer::Done,
        Err(error) => failed(&error),
    }
}

fn closed(result: Result<Option<Link>, PortalError>) -> GuestAnswer {
    match result {
        Ok(None) => GuestAnswer::Done,
        Ok(Some(link)) => GuestAnswer::Replaced { link },
        Err(error) => failed(&error),
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

/// Reads everything the calls were about, and the room once more for files that came in meanwhile. The final listing
/// has left `known_not_visible` files of the room unseen: more of them now may be late uploads.
pub(super) async fn read_back<T: Transport>(
    client: Client<T>,
    plan: Arc<Plan>,
    known_not_visible: u64,
) -> Record {
    let mut seen = GuestSeen::default();
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
        seen.room_members = or_told(members, "the room's members", &mut seen.unreadable);
        seen.room_links = live(or_told(links, "the room's links", &mut seen.unreadable));
        seen.archive_members = or_told(
            archive_members,
            "the archive room's members",
            &mut seen.unreadable,
        );
        let rooms = or_told(other_rooms, "the guest's other rooms", &mut seen.unreadable);
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
                seen.unreadable
                    .extend(late_and_not_visible(&room, known_not_visible));
            }
            Err(error) => seen.unreadable.push(format!(
                "late uploads cannot be excluded: the room could not be listed again: {}",
                visible(&chain(&error))
            )),
        }
        read_file_links(&client, step, &mut seen).await;
    }
    Record::GuestReadBack { seen }
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

async fn read_file_links<T: Transport>(client: &Client<T>, step: &GuestStep, seen: &mut GuestSeen) {
    let mut files: Vec<&FileId> = Vec::new();
    for call in &step.calls {
        if let GuestCall::CloseFileLink { file, .. } = call
            && !files.contains(&file)
        {
            files.push(file);
        }
    }
    let answers = join_all(files.iter().map(|file| client.file_links(file))).await;
    for (file, links) in files.into_iter().zip(answers) {
        let links = live(or_told(links, "the links of a file", &mut seen.unreadable));
        seen.file_links
            .extend(links.into_iter().map(|link| (file.clone(), link)));
    }
}

/// Links that still let somebody in.
pub(crate) fn live(links: Vec<Link>) -> Vec<Link> {
    links.into_iter().filter(|link| !link.expired).collect()
}

fn or_told<R: Default>(
    result: Result<R, PortalError>,
    what: &str,
    unreadable: &mut Vec<String>,
) -> R {
    result.unwrap_or_else(|error| {
        unreadable.push(format!(
            "{what} could not be read: {}",
            visible(&in_words(&error))
        ));
        R::default()
    })
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
