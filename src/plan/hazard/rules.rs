//! What is looked at to find hazards, which of them need a consent, and which are new since a plan was agreed to.

use std::collections::HashSet;

use super::Hazard;
use crate::{
    domain::{FileFlags, FileId, FileIndex, Folder, RoomKind},
    plan::{
        ConsentItem, GuestCall, OwnershipStep, Plan, TargetReach, ownership::Taking, reach::WayIn,
    },
};

/// What has to be agreed to because of these: the public room for itself, everybody from outside together.
pub(in crate::plan) fn consents(hazards: &[Hazard]) -> Vec<ConsentItem> {
    let mut items = Vec::new();
    let mut who = Vec::new();
    for hazard in hazards {
        match hazard {
            Hazard::PublicTarget => items.push(ConsentItem::PublicTarget),
            Hazard::TargetReadByGuests { who: names } => who.extend(names.iter().cloned()),
            Hazard::TargetOpenByLinks { links } => {
                who.extend(links.iter().map(|title| format!("link \"{title}\"")));
            }
            Hazard::TargetFoldersShared { folders } => {
                who.extend(folders.iter().map(|title| format!("folder \"{title}\"")));
            }
            _ => {}
        }
    }
    if !who.is_empty() {
        items.push(ConsentItem::ForeignReaders { who });
    }
    items
}

/// Ways to the archived files that were not there when the plan was agreed to, in words.
pub(in crate::plan) fn new_ways_in(confirmed: &Plan, fresh: &Plan) -> Vec<String> {
    let mut words = Vec::new();
    let is_public = |plan: &Plan| plan.hazards.contains(&Hazard::PublicTarget);
    if is_public(fresh) && !is_public(confirmed) {
        words.push(Hazard::PublicTarget.sentence());
    }
    let ways = |plan: &Plan| -> Vec<WayIn> {
        let around = plan.target.root.room.as_ref().map(|room| room.kind);
        let reach = plan.target.reach.as_ref();
        reach.map_or_else(Vec::new, |reach| reach.ways_in(around))
    };
    let known: HashSet<String> = ways(confirmed).into_iter().map(|way| way.key).collect();
    let fresh_ways = ways(fresh).into_iter();
    words.extend(
        fresh_ways
            .filter(|way| !known.contains(&way.key))
            .map(|way| {
                format!(
                    "what is archived can be read by or through \"{}\" by now",
                    way.name
                )
            }),
    );
    words
}

/// Everything to mind about a plan. `beside` are the folders under the archive root with nearly the target's title.
pub(in crate::plan) fn of_plan(plan: &Plan, beside: &[Folder]) -> Vec<Hazard> {
    let mut hazards = of_target(plan);
    if !plan.target.was_chosen {
        hazards.extend(beside.iter().map(|folder| Hazard::NearlyTheSameTarget {
            folder: folder.id.clone(),
            title: folder.title.clone(),
        }));
    }
    hazards.extend(of_room(plan));
    hazards.extend(of_files(plan));
    hazards
}

/// Whether a plan tells every hazard that shows in it, and no other. Which folders lie beside the target, and why a room
/// is not taken over, does not show in a plan.
pub(in crate::plan) fn are_told(plan: &Plan) -> bool {
    let shows = |hazard: &&Hazard| {
        !matches!(
            hazard,
            Hazard::NearlyTheSameTarget { .. }
                | Hazard::NothingToTakeOver { .. }
                | Hazard::NoNeedToTakeOver
        )
    };
    let mut shown = of_plan(plan, &[]);
    shown.extend(plan.ownership.as_ref().map(|step| takes(step, plan)));
    plan.hazards.iter().filter(shows).eq(&shown)
}

/// What is to be said about taking the room over, if that was wished for. What stands in the way of it is a refusal.
pub(in crate::plan) fn of_taking(plan: &Plan, taking: &Taking) -> Option<Hazard> {
    match taking {
        Taking::NotWanted | Taking::Barred(_) => None,
        Taking::Nothing(role) => Some(Hazard::NothingToTakeOver {
            role: role.word().to_owned(),
        }),
        Taking::Possible(_) if plan.chunks.is_empty() => Some(Hazard::NoNeedToTakeOver),
        Taking::Possible(step) => Some(takes(step, plan)),
    }
}

fn takes(step: &OwnershipStep, plan: &Plan) -> Hazard {
    Hazard::TakesOwnership {
        from: step.clone(),
        version: plan.portal_version,
    }
}

fn of_target(plan: &Plan) -> Vec<Hazard> {
    let mut hazards = Vec::new();
    let Some(reach) = &plan.target.reach else {
        return hazards;
    };
    if let Some(around) = &plan.target.root.room {
        hazards.extend(of_readers(reach, around.kind));
    }
    let folders = names(reach.open_folders());
    if !folders.is_empty() {
        hazards.push(Hazard::TargetFoldersShared { folders });
    }
    hazards
}

fn of_readers(reach: &TargetReach, around: RoomKind) -> Vec<Hazard> {
    let mut hazards = Vec::new();
    if around == RoomKind::Public {
        hazards.push(Hazard::PublicTarget);
    }
    let who = names(reach.guests());
    if reach.members.is_none() {
        hazards.push(Hazard::TargetReadersUnknown);
    } else if !who.is_empty() {
        hazards.push(Hazard::TargetReadByGuests { who });
    }
    let links = names(reach.open_links(around));
    // Who may not even see the members is not told about the links beside.
    if reach.links.is_none() && reach.members.is_some() {
        hazards.push(Hazard::TargetLinksUnknown);
    } else if !links.is_empty() {
        hazards.push(Hazard::TargetOpenByLinks { links });
    }
    hazards
}

fn names(ways: Vec<WayIn>) -> Vec<String> {
    ways.into_iter().map(|way| way.name).collect()
}

/// Nothing is lost where nothing moves.
fn of_room(plan: &Plan) -> Vec<Hazard> {
    let mut hazards = Vec::new();
    if plan.chunks.is_empty() {
        return hazards;
    }
    if plan.room.deny_download {
        hazards.push(Hazard::DownloadBecomesPossible);
    }
    if plan.room.watermark {
        hazards.push(Hazard::WatermarkIsLost);
    }
    if plan.room.indexing {
        hazards.push(Hazard::IndexIsLost);
    }
    if let Some(lifetime) = plan.room.lifetime {
        hazards.push(Hazard::SourceLifetime { lifetime });
    }
    hazards
}

fn of_files(plan: &Plan) -> Vec<Hazard> {
    let mut hazards = Vec::new();
    let mut about = |files: Vec<FileIndex>, hazard: fn(Vec<FileIndex>) -> Hazard| {
        if !files.is_empty() {
            hazards.push(hazard(files));
        }
    };
    match plan.room.kind {
        RoomKind::VirtualData => about(moving(plan, FileFlags::FORM), |files| {
            Hazard::FormsLoseRoles { files }
        }),
        RoomKind::FormFilling => about(moving(plan, FileFlags::FORM), |files| {
            Hazard::FormsLoseFilling { files }
        }),
        _ => {}
    }
    let closed = closed_by_guest_step(plan);
    let mut linked = moving(plan, FileFlags::SHARED_BY_LINK);
    linked.retain(|index| {
        let file = plan.inventory.file(*index);
        file.is_none_or(|file| !closed.contains(&file.id))
    });
    about(linked, |files| Hazard::LinksStayAlive { files });
    about(moving(plan, FileFlags::SHARED_WITH_PEOPLE), |files| {
        Hazard::PeopleKeepFiles { files }
    });
    let in_vain = plan.choices.unlock.in_vain(&plan.inventory, &plan.unlocks);
    if !in_vain.is_empty() {
        hazards.push(Hazard::NotUnlocked { files: in_vain });
    }
    hazards
}

/// Files with this flag that move, or may move at the end.
fn moving(plan: &Plan, flag: FileFlags) -> Vec<FileIndex> {
    let flagged = plan.inventory.indexed_files();
    flagged
        .filter(|(index, file)| {
            file.flags.has(flag) && (plan.moves(*index) || plan.may_move_at_the_end(*index))
        })
        .map(|(index, _)| index)
        .collect()
}

fn closed_by_guest_step(plan: &Plan) -> HashSet<&FileId> {
    let calls = plan.guest.iter().flat_map(|step| &step.calls);
    calls
        .filter_map(|call| match call {
            GuestCall::CloseFileLink { file, .. } => Some(file),
            _ => None,
        })
        .collect()
}
