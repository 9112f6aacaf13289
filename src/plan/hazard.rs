//! What does not forbid a run but has to be said, and some of it agreed to by name.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{
    ConsentItem, Fate, GuestCall, Plan,
    reach::{TargetReach, WayIn},
};
use crate::domain::{
    FileFlags, FileId, FileIndex, Folder, FolderId, Lifetime, RoomKind, titles::visible,
};

/// One thing to mind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    tag = "hazard",
    rename_all_fields = "camelCase"
)]
pub enum Hazard {
    /// The archive root lies in a public room: whoever has its link reads what is archived.
    PublicTarget,
    /// Guests, or a group that covers every account, are members of the room around the archive root.
    TargetReadByGuests {
        /// Their names.
        who: Vec<String>,
    },
    /// Links let people into the room around the archive root.
    TargetOpenByLinks {
        /// Titles of the links.
        links: Vec<String>,
    },
    /// Folders on the way to the target, or the target itself, are shared by themselves.
    TargetFoldersShared {
        /// Their titles.
        folders: Vec<String>,
    },
    /// The caller may not see who can read the room around the archive root.
    TargetReadersUnknown,
    /// The caller may not see the links of the room around the archive root.
    TargetLinksUnknown,
    /// A folder under the archive root differs from the target's title only by case or accents.
    NearlyTheSameTarget {
        /// Its id.
        folder: FolderId,
        /// Its title.
        title: String,
    },
    /// Readers of the client's room cannot download; readers of the archive can.
    DownloadBecomesPossible,
    /// The client's room shows a watermark; the archive does not.
    WatermarkIsLost,
    /// The manual order of the client's room is lost by the move.
    IndexIsLost,
    /// The portal deletes files of the client's room by their age: some may vanish before the run.
    SourceLifetime {
        /// When and how.
        lifetime: Lifetime,
    },
    /// Forms that leave a data room lose who holds which role, for good.
    FormsLoseRoles {
        /// The forms that move.
        files: Vec<FileIndex>,
    },
    /// Forms that leave a form-filling room are no longer filled in, and forget their drafts and results.
    FormsLoseFilling {
        /// The forms that move.
        files: Vec<FileIndex>,
    },
    /// External links on moving files stay alive after the move. Links that the guest step closes are not among them.
    LinksStayAlive {
        /// The files that carry one.
        files: Vec<FileIndex>,
    },
    /// Left-over rows let single people read moving files without being members anywhere.
    PeopleKeepFiles {
        /// The files that carry one.
        files: Vec<FileIndex>,
    },
}

impl Hazard {
    /// In one sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::PublicTarget
            | Self::TargetReadByGuests { .. }
            | Self::TargetOpenByLinks { .. }
            | Self::TargetFoldersShared { .. }
            | Self::TargetReadersUnknown
            | Self::TargetLinksUnknown
            | Self::NearlyTheSameTarget { .. } => self.target_sentence(),
            Self::DownloadBecomesPossible => {
                "Readers of this room may not download; where the files go, that protection ends.".into()
            }
            Self::WatermarkIsLost => {
                "This room shows its documents under a watermark; where the files go, that protection ends.".into()
            }
            Self::IndexIsLost => "The room's manual numbering is lost by the move.".into(),
            Self::SourceLifetime { lifetime } => format!(
                "The portal deletes files of this room by their age ({}); some may vanish before they are moved.",
                lifetime.words()
            ),
            Self::FormsLoseRoles { files } => format!(
                "Forms that forget who holds which role by leaving this data room, for good: {}.",
                files.len()
            ),
            Self::FormsLoseFilling { files } => format!(
                "Forms that can no longer be filled in by leaving this form room, and forget their drafts and results: {}.",
                files.len()
            ),
            Self::LinksStayAlive { files } => format!(
                "Files with an external link of their own, which stays alive after the move: {}.",
                files.len()
            ),
            Self::PeopleKeepFiles { files } => format!(
                "Files with rows for single people, who go on reading them after the move: {}.",
                files.len()
            ),
        }
    }

    fn target_sentence(&self) -> String {
        match self {
            Self::PublicTarget => {
                "The archive root lies in a public room: whoever has its link can read what is archived.".into()
            }
            Self::TargetReadByGuests { who } => {
                format!("People from outside can read the archive room ({}): {}.", who.len(), list(who))
            }
            Self::TargetOpenByLinks { links } => {
                format!("Links let people into the archive room ({}): {}.", links.len(), list(links))
            }
            Self::TargetFoldersShared { folders } => format!(
                "Folders on the way to the target are shared by themselves ({}): {}.",
                folders.len(),
                list(folders)
            ),
            Self::TargetReadersUnknown => "Who can read the archive room could not be seen with this key.".into(),
            Self::TargetLinksUnknown => {
                "Whether links let people into the archive room could not be seen: only its owner and managers may."
                    .into()
            }
            Self::NearlyTheSameTarget { folder, title } => format!(
                "The folder \"{}\" (id {folder}) differs from the target only by case or accents; use --target {folder} if it is meant, or another name.",
                visible(title)
            ),
            _ => String::new(),
        }
    }

    /// The files it is about, in path order.
    pub fn files(&self) -> &[FileIndex] {
        match self {
            Self::FormsLoseRoles { files }
            | Self::FormsLoseFilling { files }
            | Self::LinksStayAlive { files }
            | Self::PeopleKeepFiles { files } => files,
            _ => &[],
        }
    }
}

fn list(words: &[String]) -> String {
    let words: Vec<_> = words.iter().map(|word| visible(word)).collect();
    words.join(", ")
}

/// What has to be agreed to because of these: the public room for itself, everybody from outside together.
pub(super) fn consents(hazards: &[Hazard]) -> Vec<ConsentItem> {
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
pub(super) fn new_ways_in(confirmed: &Plan, fresh: &Plan) -> Vec<String> {
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
pub(super) fn of_plan(plan: &Plan, beside: &[Folder]) -> Vec<Hazard> {
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
    hazards
}

fn moving(plan: &Plan, flag: FileFlags) -> Vec<FileIndex> {
    plan.inventory
        .indexed_files()
        .zip(&plan.fates)
        .filter(|((_, file), fate)| matches!(fate, Fate::Move(_)) && file.flags.has(flag))
        .map(|((index, _), _)| index)
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
