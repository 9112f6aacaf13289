//! What can follow a run that is over, each by an order of its own: the list of what went where is put beside the files,
//! the emptied room is archived.
//!
//! Nothing here is a plan's part, and [`next`](super::next) never asks for it: somebody looks at the summary first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    guest::{GuestOutcome, GuestSummary},
    state::{RunState, Standing},
};
use crate::{
    domain::{Completeness, FileIndex, Inventory},
    plan::Plan,
};

/// One thing to do after a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterStep {
    /// Put the manifest into the target, as one more file.
    PutManifest,
    /// Archive the emptied room: it goes to the portal's Archive section, where nothing in it can be changed.
    ArchiveRoom,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    tag = "fact",
    rename_all_fields = "camelCase"
)]
pub enum AfterFact {
    /// Seen done.
    Done,
    /// It was refused, and nothing has changed.
    Refused {
        /// In words.
        why: String,
    },
    /// Nobody knows.
    Unknown {
        /// In words.
        why: String,
    },
}

/// A step and what came of it, for the summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AfterLine {
    /// The step.
    pub step: AfterStep,
    /// What came of it.
    pub fact: AfterFact,
}

/// Why something cannot be done after this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAfter {
    /// The run is not over.
    NotFinished,
    /// Files may still be in the room.
    FilesInRoom {
        /// About how many.
        files: u64,
    },
    /// The room could not be listed whole.
    NotListedWhole,
    /// In the archived room nobody's access can be taken away any more.
    GuestNotRevoked,
    /// The room was taken over and is not handed back: the portal changes the owner of no archived room.
    NotHandedBack,
    /// Only the room's owner and administrators of the portal may archive it.
    NoRight,
    /// No file of the plan is archived, so there is nothing to list.
    NothingArchived,
    /// It is done.
    Done,
}

/// Proof that a run is over and a listing made since shows the room without a file. Only [`RunState::emptied`] makes
/// one, and the call that archives the room takes nothing else.
#[derive(Debug)]
pub struct Emptied(());

/// The steps after a run, each with what came of it; `None` for an intent without an outcome.
pub(super) type Afterwards = BTreeMap<AfterStep, Option<AfterFact>>;

impl AfterStep {
    /// Both, in the order in which they are done.
    pub const ALL: [Self; 2] = [Self::PutManifest, Self::ArchiveRoom];

    /// What it does, for a question or a log.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::PutManifest => {
                "Put the manifest (CSV: id, old path, new place, version, size) beside the files in the target. Everybody who can read the target can read it."
            }
            Self::ArchiveRoom => {
                "Archive the emptied room: it moves to the portal's Archive section. Its members keep reading it, its links die, and nothing in it can be changed there; the portal can bring it back."
            }
        }
    }

    /// How a headless run orders it.
    pub fn flag(self) -> &'static str {
        match self {
            Self::PutManifest => "--put-manifest",
            Self::ArchiveRoom => "--archive-room",
        }
    }

    /// What it is called when it is told what came of it.
    pub fn word(self) -> &'static str {
        match self {
            Self::PutManifest => "Manifest in the target",
            Self::ArchiveRoom => "Room in the portal's Archive",
        }
    }
}

impl AfterFact {
    /// What came of it, in words.
    pub fn sentence(&self) -> String {
        match self {
            Self::Done => "seen there".into(),
            Self::Refused { why } => format!("not done: {why}"),
            Self::Unknown { why } => format!("nobody knows: {why}; look in the portal"),
        }
    }
}

impl NotAfter {
    /// Why, and what to do.
    pub fn sentence(&self) -> String {
        match self {
            Self::NotFinished => "the run is not over".into(),
            Self::FilesInRoom { files } => {
                format!("the room is not empty ({files}); run again, or archive it in the portal as it is")
            }
            Self::NotListedWhole => "the room could not be listed whole, so it may hold files; try again later".into(),
            Self::GuestNotRevoked => {
                "the guest's access is not confirmed as cut, and in an archived room nobody's access can be taken away".into()
            }
            Self::NotHandedBack => {
                "the room is not handed back yet, and the portal changes the owner of no archived room".into()
            }
            Self::NoRight => "only the room's owner and administrators of the portal may archive it".into(),
            Self::NothingArchived => "no file of this plan is in the target".into(),
            Self::Done => "it is done already".into(),
        }
    }
}

impl RunState {
    /// Whether a step can be offered after this run, as far as the run itself tells.
    pub fn may_follow(&self, plan: &Plan, step: AfterStep) -> Result<(), NotAfter> {
        if !self.finished {
            return Err(NotAfter::NotFinished);
        }
        if self.afterwards.get(&step) == Some(&Some(AfterFact::Done)) {
            return Err(NotAfter::Done);
        }
        match step {
            AfterStep::PutManifest => {
                let archived = |standing: &Standing| *standing == Standing::Archived;
                if self.standings().iter().any(archived) && self.target().is_some() {
                    Ok(())
                } else {
                    Err(NotAfter::NothingArchived)
                }
            }
            AfterStep::ArchiveRoom => self.may_archive_room(plan),
        }
    }

    /// What may follow.
    pub(super) fn offers(&self, plan: &Plan) -> Vec<AfterStep> {
        let steps = AfterStep::ALL.into_iter();
        steps
            .filter(|step| self.may_follow(plan, *step).is_ok())
            .collect()
    }

    fn may_archive_room(&self, plan: &Plan) -> Result<(), NotAfter> {
        if !plan.room.rights.archive {
            return Err(NotAfter::NoRight);
        }
        let in_room =
            |standing: &&Standing| !matches!(standing, Standing::Archived | Standing::Gone(_));
        let files = self.standings().iter().filter(in_room).count() + self.new_files.len();
        if files > 0 {
            return Err(NotAfter::FilesInRoom {
                files: files as u64,
            });
        }
        if self.is_to_be_handed_back() {
            return Err(NotAfter::NotHandedBack);
        }
        match GuestSummary::of(plan, self) {
            Some(guest) if guest.outcome != GuestOutcome::Revoked => Err(NotAfter::GuestNotRevoked),
            _ => Ok(()),
        }
    }

    /// Whether the room may be archived now, by a listing made since the run.
    pub fn emptied(&self, plan: &Plan, room: &Inventory) -> Result<Emptied, NotAfter> {
        self.may_follow(plan, AfterStep::ArchiveRoom)?;
        match room.proof.completeness {
            _ if !room.files.is_empty() => Err(NotAfter::FilesInRoom {
                files: room.files.len() as u64,
            }),
            Completeness::Complete => Ok(Emptied(())),
            Completeness::CompleteExcept { .. } => Err(NotAfter::NotListedWhole),
        }
    }

    /// The title an archived file has in the target.
    pub fn title_in_target<'p>(&'p self, plan: &'p Plan, index: FileIndex) -> Option<&'p str> {
        let file = plan.inventory.file(index)?;
        Some(self.new_title(index).unwrap_or(&file.title))
    }

    pub(super) fn ask_after(&mut self, step: AfterStep) {
        self.afterwards.insert(step, None);
    }

    pub(super) fn answer_after(&mut self, step: AfterStep, fact: &AfterFact) {
        self.afterwards.insert(step, Some(fact.clone()));
    }

    pub(super) fn after_lines(&self) -> Vec<AfterLine> {
        let lines = self.afterwards.iter().map(|(step, fact)| AfterLine {
            step: *step,
            fact: fact.clone().unwrap_or_else(|| AfterFact::Unknown {
                why: "it was asked for, and no answer was noted".into(),
            }),
        });
        lines.collect()
    }
}
