//! What is looked at to refuse a plan: the room, the place, the list.

use super::Refusal;
use crate::domain::{
    Destination, Folder, FolderId, Inventory, Me, MyRole, PersonalQuota, PortalVersion, Room,
    RoomKind, Section,
};
use crate::plan::ownership::Taking;

/// Everything that stops a room from being emptied by this caller.
pub(in crate::plan) fn of_room(
    room: &Room,
    me: &Me,
    version: Option<PortalVersion>,
) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if let Some(version) = version.filter(|version| *version < PortalVersion::OLDEST_FOR_RUN) {
        refusals.push(Refusal::PortalTooOld { version });
    }
    if room.is_third_party() {
        refusals.push(Refusal::RoomThirdParty);
    }
    if room.private {
        refusals.push(Refusal::RoomPrivate);
    }
    match room.section {
        Section::Archive => refusals.push(Refusal::RoomArchived),
        Section::Ai => refusals.push(Refusal::RoomAi),
        Section::Rooms if room.kind == RoomKind::Ai => refusals.push(Refusal::RoomAi),
        Section::Rooms => {}
        Section::Templates => refusals.push(Refusal::RoomTemplate),
        _ => refusals.push(Refusal::RoomNotActive),
    }
    // A role says nothing more about a room that nobody could empty.
    if refusals.is_empty() {
        let role = room.my_role(me);
        if role == MyRole::AdminNotMember {
            refusals.push(Refusal::NotMember {
                owner: room.owner.name.clone(),
                room: room.title.clone(),
            });
        } else if !role.may_move() {
            refusals.push(Refusal::NoRightToMove {
                role: role.word().to_owned(),
                owner: room.owner.name.clone(),
            });
        }
    }
    refusals
}

/// Not being a member is no refusal where the room is taken over, and another one where it cannot be.
pub(in crate::plan) fn after_taking(refusals: &mut Vec<Refusal>, taking: &Taking) {
    let not_member = |refusal: &Refusal| matches!(refusal, Refusal::NotMember { .. });
    let Some(at) = refusals.iter().position(not_member) else {
        return;
    };
    match taking {
        Taking::Possible(_) => drop(refusals.remove(at)),
        Taking::Barred(refusal) => refusals[at] = refusal.clone(),
        Taking::NotWanted | Taking::Nothing(_) => {}
    }
}

/// Everything that forbids a place as archive root for this room and these bytes.
pub(in crate::plan) fn of_target(
    place: &Destination,
    room: &Room,
    my_quota: Option<PersonalQuota>,
    moving_bytes: u64,
) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let as_folder = room.id.as_folder();
    if place.folder.id == as_folder
        || place.path.iter().any(|part| part.id == as_folder)
        || place
            .room
            .as_ref()
            .is_some_and(|around| around.id == room.id)
    {
        refusals.push(Refusal::TargetInsideRoom);
    }
    match place.folder.section {
        Section::Archive => refusals.push(Refusal::TargetArchiveSection),
        Section::Ai => refusals.push(Refusal::TargetAi),
        Section::Templates => refusals.push(Refusal::TargetTemplate),
        Section::MyDocuments => refusals.extend(of_my_quota(my_quota, moving_bytes)),
        // The Rooms section itself holds rooms, not folders.
        Section::Rooms if place.room.is_some() => {}
        _ => refusals.push(Refusal::TargetNoFolder),
    }
    if place.folder.third_party {
        refusals.push(Refusal::TargetThirdParty);
    }
    if let Some(around) = &place.room {
        // Folder and room may tell the same: it is said once.
        for refusal in of_room_around(around, moving_bytes) {
            if !refusals.contains(&refusal) {
                refusals.push(refusal);
            }
        }
    }
    if refusals.is_empty() && !(place.folder.rights.create && place.folder.rights.move_to) {
        refusals.push(Refusal::TargetNoRight {
            owner: place.room.as_ref().map(|room| room.owner.name.clone()),
        });
    }
    refusals
}

/// What is moved out of a room into My documents counts against the person's own quota.
fn of_my_quota(quota: Option<PersonalQuota>, needed: u64) -> Option<Refusal> {
    let quota = quota?;
    let free = quota.limit.saturating_sub(quota.used);
    (free < needed).then_some(Refusal::TargetMyQuota { free, needed })
}

fn of_room_around(around: &Room, moving_bytes: u64) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if around.private {
        refusals.push(Refusal::TargetPrivate);
    }
    if around.is_third_party() {
        refusals.push(Refusal::TargetThirdParty);
    }
    match around.kind {
        RoomKind::FormFilling => refusals.push(Refusal::TargetFormFilling),
        RoomKind::Ai => refusals.push(Refusal::TargetAi),
        _ => {}
    }
    if around.lifetime.is_some() {
        refusals.push(Refusal::TargetLifetime);
    }
    if let (Some(quota), Some(used)) = (around.quota, around.used_space) {
        let free = quota.saturating_sub(used);
        if free < moving_bytes {
            refusals.push(Refusal::TargetQuota {
                free,
                needed: moving_bytes,
            });
        }
    }
    refusals
}

/// Which of the folders found under the target's title is the target: the only one, the chosen one, or none yet.
pub(in crate::plan) fn settle_twins(
    found: &[Folder],
    chosen: Option<&FolderId>,
) -> Result<Option<FolderId>, Refusal> {
    match (found, chosen) {
        (_, Some(chosen)) => Ok(Some(chosen.clone())),
        ([], None) => Ok(None),
        ([only], None) => Ok(Some(only.id.clone())),
        (several, None) => Err(Refusal::TargetTwins {
            folders: several.iter().map(|folder| folder.id.clone()).collect(),
        }),
    }
}

/// Third-party storage lists new ids after every move and hides failures, so an inventory of it proves nothing; an
/// inventory with string ids inside an internal room would be such a mixture.
pub(in crate::plan) fn of_inventory(inventory: &Inventory) -> Option<Refusal> {
    inventory
        .files
        .iter()
        .any(|file| file.id.0.is_third_party())
        .then_some(Refusal::RoomThirdParty)
}
