//! What does not forbid a run but has to be said, and some of it agreed to by name.

mod rules;

pub(super) use rules::{are_told, consents, new_ways_in, of_plan, of_taking};

use serde::{Deserialize, Serialize};

use super::OwnershipStep;
use crate::domain::{FileId, FileIndex, FolderId, Lifetime, PortalVersion, titles::visible};

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
    /// Locks that were to be broken, and are not.
    NotUnlocked {
        /// The files named.
        files: Vec<FileId>,
    },
    /// The caller takes the room over for the run.
    TakesOwnership {
        /// The owner before.
        from: OwnershipStep,
        /// Which release decides who is told about it.
        version: Option<PortalVersion>,
    },
    /// The room was to be taken over, and the caller is in it already.
    NothingToTakeOver {
        /// His part, in words.
        role: String,
    },
    /// The room was to be taken over, and no file of it would move.
    NoNeedToTakeOver,
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
            Self::TakesOwnership { from, version } => from.sentence(*version),
            Self::NothingToTakeOver { role } => {
                format!("There is nothing to take over: your part in this room is \"{role}\". --take-ownership does nothing here.")
            }
            Self::NoNeedToTakeOver => {
                "No file of this room would move, so it is not taken over.".into()
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
