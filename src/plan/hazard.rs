//! What does not forbid a run but has to be said, and some of it agreed to by name.

use serde::{Deserialize, Serialize};

use super::{ConsentItem, Fate, Plan, system_groups};
use crate::domain::{
    FileFlags, FileId, Folder, FolderId, Link, Member, MemberKind, RoomKind, titles::visible,
};

/// Who can read the room around the archive root.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TargetReach {
    /// Its share list; a real room always shows its owner, so an empty one was not given.
    pub members: Vec<Member>,
    /// Its live links, as far as the caller may see them.
    pub links: Vec<Link>,
}

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
    /// The caller may not see who can read the room around the archive root.
    TargetReadersUnknown,
    /// A folder under the archive root differs from the target's title only by case or accents.
    NearlyTheSameTarget {
        /// Its id.
        folder: FolderId,
        /// Its title.
        title: String,
    },
    /// Readers of the client's room cannot download; readers of the archive can.
    DownloadBecomesPossible,
    /// The manual order of the client's room is lost by the move.
    IndexIsLost,
    /// The portal deletes files of the client's room by their age: some may vanish before the run.
    SourceLifetime,
    /// Forms lose their roles or their filling when they leave this kind of room, for good.
    FormsAreReset {
        /// How many forms move.
        forms: u64,
    },
    /// External links on moving files stay alive after the move.
    LinksStayAlive {
        /// How many files carry one.
        files: u64,
    },
    /// Left-over rows let single people read moving files without being members anywhere.
    PeopleKeepFiles {
        /// How many files carry one.
        files: u64,
    },
    /// Locks that were to be broken, and are not.
    NotUnlocked {
        /// The files named.
        files: Vec<FileId>,
    },
}

impl Hazard {
    /// In one sentence.
    pub fn sentence(&self) -> String {
        let list = |words: &[String]| {
            words
                .iter()
                .map(|word| visible(word))
                .collect::<Vec<_>>()
                .join(", ")
        };
        match self {
            Self::PublicTarget => {
                "The archive root lies in a public room: whoever has its link can read what is archived.".into()
            }
            Self::TargetReadByGuests { who } => {
                format!("People from outside can read the archive room: {}.", list(who))
            }
            Self::TargetOpenByLinks { links } => {
                format!("Links let people into the archive room: {}.", list(links))
            }
            Self::TargetReadersUnknown => {
                "Who can read the archive room could not be seen with this key.".into()
            }
            Self::NearlyTheSameTarget { folder, title } => format!(
                "The folder \"{}\" (id {folder}) differs from the target only by case or accents; if it is meant, give --target {folder}.",
                visible(title)
            ),
            Self::DownloadBecomesPossible => {
                "Readers of this room may not download; where the files go, that protection ends.".into()
            }
            Self::IndexIsLost => "The room's manual numbering is lost by the move.".into(),
            Self::SourceLifetime => {
                "The portal deletes files of this room by their age; some may vanish before they are moved.".into()
            }
            Self::FormsAreReset { forms } => {
                format!("Forms that lose their roles or their filling by leaving this room, for good: {forms}.")
            }
            Self::LinksStayAlive { files } => {
                format!("Files with an external link of their own, which stays alive after the move: {files}.")
            }
            Self::PeopleKeepFiles { files } => {
                format!("Files with rows for single people, who go on reading them after the move: {files}.")
            }
            Self::NotUnlocked { files } => {
                let ids: Vec<_> = files.iter().map(ToString::to_string).collect();
                format!(
                    "Named to be unlocked, and left alone (no lock of somebody else, not yours to break, not in the room, or in the way for another reason): {}.",
                    visible(&ids.join(", "))
                )
            }
        }
    }

    /// What has to be agreed to because of it.
    pub(super) fn consent(&self) -> Option<ConsentItem> {
        match self {
            Self::PublicTarget => Some(ConsentItem::PublicTarget),
            Self::TargetReadByGuests { who } => {
                Some(ConsentItem::ForeignReaders { who: who.clone() })
            }
            Self::TargetOpenByLinks { links } => {
                Some(ConsentItem::ForeignReaders { who: links.clone() })
            }
            _ => None,
        }
    }
}

/// Everything to mind about a plan. `beside` are the folders under the archive root with nearly the target's title.
pub(super) fn of_plan(plan: &Plan, reach: Option<&TargetReach>, beside: &[Folder]) -> Vec<Hazard> {
    let mut hazards = Vec::new();
    if let (Some(room), Some(reach)) = (&plan.target.root.room, reach) {
        if room.kind == RoomKind::Public {
            hazards.push(Hazard::PublicTarget);
        }
        hazards.extend(of_readers(reach));
    }
    if plan.target.existing.is_none() {
        hazards.extend(beside.iter().map(|folder| Hazard::NearlyTheSameTarget {
            folder: folder.id.clone(),
            title: folder.title.clone(),
        }));
    }
    hazards.extend(of_source(plan));
    hazards
}

fn of_readers(reach: &TargetReach) -> Vec<Hazard> {
    if !reach.members.iter().any(|member| member.is_owner) {
        return vec![Hazard::TargetReadersUnknown];
    }
    let guests = reach
        .members
        .iter()
        .filter_map(|member| match &member.kind {
            MemberKind::Person {
                person,
                is_guest: true,
                ..
            } => Some(person.name.clone()),
            _ => None,
        });
    let who: Vec<_> = guests
        .chain(system_groups(&reach.members).map(ToOwned::to_owned))
        .collect();
    let links: Vec<_> = reach.links.iter().map(|link| link.title.clone()).collect();
    let mut hazards = Vec::new();
    if !who.is_empty() {
        hazards.push(Hazard::TargetReadByGuests { who });
    }
    if !links.is_empty() {
        hazards.push(Hazard::TargetOpenByLinks { links });
    }
    hazards
}

fn of_source(plan: &Plan) -> Vec<Hazard> {
    let mut hazards = Vec::new();
    if plan.room.deny_download {
        hazards.push(Hazard::DownloadBecomesPossible);
    }
    if plan.room.indexing {
        hazards.push(Hazard::IndexIsLost);
    }
    if plan.room.lifetime.is_some() {
        hazards.push(Hazard::SourceLifetime);
    }
    let moving = |flag: FileFlags| {
        let files = plan.inventory.files.iter().zip(&plan.fates);
        files
            .filter(|(file, fate)| matches!(fate, Fate::Move(_)) && file.flags.has(flag))
            .count() as u64
    };
    let forms = moving(FileFlags::FORM);
    if forms > 0
        && matches!(
            plan.room.kind,
            RoomKind::FormFilling | RoomKind::VirtualData
        )
    {
        hazards.push(Hazard::FormsAreReset { forms });
    }
    let (linked, shared) = (
        moving(FileFlags::SHARED_BY_LINK),
        moving(FileFlags::SHARED_WITH_PEOPLE),
    );
    if linked > 0 {
        hazards.push(Hazard::LinksStayAlive { files: linked });
    }
    if shared > 0 {
        hazards.push(Hazard::PeopleKeepFiles { files: shared });
    }
    let in_vain = plan.choices.unlock.in_vain(&plan.inventory, &plan.unlocks);
    if !in_vain.is_empty() {
        hazards.push(Hazard::NotUnlocked { files: in_vain });
    }
    hazards
}
