//! The guest goes last: when the gate opens, what each call came to, and what is true afterwards.

mod summary;

pub use summary::{GuestOutcome, GuestSummary};

use serde::{Deserialize, Serialize};

use super::{
    record::NewFile,
    standings::NotThere,
    state::{LastListing, LastLook, RunState, Standing},
};
use crate::{
    domain::{FileId, Link, Member},
    plan::{GuestCall, GuestStep, OtherRoom, Plan, link_words},
};

/// What the portal answered to a guest call. Even `Done` proves nothing: what is true is read back afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    tag = "answer",
    rename_all_fields = "camelCase"
)]
pub enum GuestAnswer {
    /// It took the call.
    Done,
    /// It closed the link and made a new live one.
    Replaced {
        /// The new one.
        link: Link,
    },
    /// It refused.
    Refused {
        /// In words.
        why: String,
    },
    /// The answer was lost.
    Lost {
        /// In words.
        why: String,
    },
}

/// What was seen after the last guest call.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestSeen {
    /// The room's share list.
    pub room_members: Vec<Member>,
    /// The room's live links.
    pub room_links: Vec<Link>,
    /// Live external links on moved files.
    pub file_links: Vec<(FileId, Link)>,
    /// Share list of the room around the archive root.
    pub archive_members: Option<Vec<Member>>,
    /// Other rooms the guest is still a member of.
    pub other_rooms: Vec<OtherRoom>,
    /// What could not be read, in words.
    pub unreadable: Vec<String>,
    /// Files that came into the room while the access was being cut.
    pub late: Vec<NewFile>,
}

/// How far one guest call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuestCallStage<'a> {
    /// Not asked for.
    Waiting,
    /// Asked for; no answer yet, or never.
    Asked,
    /// Answered.
    Answered(&'a GuestAnswer),
    /// Passed over, because it was about a file that is not archived.
    Skipped,
}

/// How far the guest step is.
#[derive(Debug, Clone, Default)]
pub(super) struct GuestStage {
    /// By position of the call: asked for, and answered with.
    calls: Vec<(bool, Option<GuestAnswer>)>,
    /// Position after the last call that was asked for.
    asked_up_to: usize,
    pub(super) seen: Option<GuestSeen>,
}

impl GuestStage {
    pub(super) fn new(plan: &Plan) -> Self {
        let calls = plan.guest.as_ref().map_or(0, |step| step.calls.len());
        Self {
            calls: vec![(false, None); calls],
            ..Self::default()
        }
    }
}

/// Why the guest's access may not be touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    tag = "gate",
    rename_all_fields = "camelCase"
)]
pub enum GateClosed {
    /// Room and target have not been listed after the last operation.
    NotListed,
    /// Files are refused, unknown or gone.
    NotArchived {
        /// How many.
        files: u64,
    },
    /// Files came into the room that nobody planned.
    NewFiles {
        /// How many.
        files: u64,
    },
    /// The portal counts more files in the room than it shows, and more than anybody agreed to.
    NotVisible {
        /// About how many.
        files: u64,
        /// About how many the plan knew of.
        agreed: u64,
    },
    /// Files stay by plan, and nobody agreed to cut the access all the same.
    Left {
        /// How many.
        files: u64,
    },
}

impl GateClosed {
    /// Why, and what to do.
    pub fn sentence(&self) -> String {
        match self {
            Self::NotListed => "room and target could not be listed whole after the last move, so nothing is settled".into(),
            Self::NotArchived { files } => {
                format!("planned files are not archived ({files}); run again, then the access can be cut")
            }
            Self::NewFiles { files } => {
                format!("files came into the room during the run ({files}); run again to archive them first")
            }
            Self::NotVisible { files, agreed } => format!(
                "the portal counts about {files} more files in the room than it shows, and the plan agreed to {agreed}; \
                 they may be in conversion: wait and run again"
            ),
            Self::Left { files } => {
                format!("files stay in the room by this plan ({files}); agree with --revoke-despite-left")
            }
        }
    }
}

/// Proof that a run is settled. Only [`RunState::settled`] makes one, and the guest calls take nothing else.
#[derive(Debug)]
pub struct Settled(());

impl RunState {
    /// Opens the gate to the guest's access, or says why it stays closed.
    pub fn settled(&self, plan: &Plan) -> Result<Settled, GateClosed> {
        if self.last_look == LastLook::ToCome {
            return Err(GateClosed::NotListed);
        }
        let NotThere { not_archived, left } = self.standings.not_there();
        if not_archived > 0 {
            return Err(GateClosed::NotArchived {
                files: not_archived,
            });
        }
        if !self.new_files.is_empty() {
            return Err(GateClosed::NewFiles {
                files: self.new_files.len() as u64,
            });
        }
        let agreed = plan.inventory.proof.completeness.not_visible();
        let files = self.room_not_visible;
        if files > agreed {
            return Err(GateClosed::NotVisible { files, agreed });
        }
        let listing = self.last_listing();
        if listing == LastListing::Failed || (listing == LastListing::Incomplete && agreed == 0) {
            return Err(GateClosed::NotListed);
        }
        let despite_left = plan
            .guest
            .as_ref()
            .is_some_and(|guest| guest.choice.despite_left);
        if left > 0 && !despite_left {
            return Err(GateClosed::Left { files: left });
        }
        Ok(Settled(()))
    }

    /// How far a guest call is, by its position in the plan.
    pub fn guest_call_stage(&self, call: usize) -> GuestCallStage<'_> {
        match self.guest.calls.get(call) {
            Some((_, Some(answer))) => GuestCallStage::Answered(answer),
            Some((true, None)) => GuestCallStage::Asked,
            Some((false, None)) if self.is_past(call) => GuestCallStage::Skipped,
            Some((false, None)) | None => GuestCallStage::Waiting,
        }
    }

    /// Calls are made in order, and then it is read back: what comes later shows that this one is behind us.
    fn is_past(&self, call: usize) -> bool {
        call < self.guest.asked_up_to || self.guest.seen.is_some()
    }

    /// Files whose links are read after the calls: those with a link before the run that are archived, or lay in the
    /// target already.
    pub fn links_to_read_back(&self, plan: &Plan) -> Vec<FileId> {
        let found = plan.guest.iter().flat_map(|step| &step.facts.file_links);
        let archived = found.filter(|found| !self.is_not_archived(&found.file));
        let mut files: Vec<_> = archived.map(|found| found.file.clone()).collect();
        // The links of a file stand together.
        files.dedup();
        files
    }

    /// Whether a file is one of the plan's, and not in the target.
    fn is_not_archived(&self, file: &FileId) -> bool {
        self.index_of(file)
            .is_some_and(|index| self.standing(index) != Some(&Standing::Archived))
    }

    /// Whether a call is about a file that is not archived: that one keeps its link.
    fn is_to_be_skipped(&self, call: &GuestCall) -> bool {
        matches!(call, GuestCall::CloseFileLink { file, .. } if self.is_not_archived(file))
    }

    /// What was seen after the last guest call.
    pub fn guest_seen(&self) -> Option<&GuestSeen> {
        self.guest.seen.as_ref()
    }

    /// The next guest call, by position; `None` when all were made that are to be made.
    pub(super) fn next_guest_call(&self, step: &GuestStep) -> Option<u32> {
        // An intent without an answer is not repeated: what came of it is read back with the rest.
        let made = |call: usize| self.guest.calls.get(call).is_some_and(|(asked, _)| *asked);
        // What was passed over is not come back to: nothing is archived any more when the calls have begun.
        let mut calls = step.calls.iter().enumerate();
        calls
            .find(|(number, call)| !made(*number) && !self.is_to_be_skipped(call))
            .and_then(|(number, _)| u32::try_from(number).ok())
    }

    pub(super) fn ask_guest_call(&mut self, call: u32) {
        if let Some(slot) = self.guest_call(call) {
            slot.0 = true;
            let after = call as usize + 1;
            self.guest.asked_up_to = self.guest.asked_up_to.max(after);
        }
    }

    pub(super) fn answer_guest_call(&mut self, call: u32, answer: &GuestAnswer) {
        if let Some(slot) = self.guest_call(call) {
            slot.1 = Some(answer.clone());
        }
    }

    pub(super) fn read_guest_back(&mut self, seen: &GuestSeen) {
        self.new_files.extend(seen.late.iter().cloned());
        self.guest.seen = Some(seen.clone());
    }

    fn guest_call(&mut self, call: u32) -> Option<&mut (bool, Option<GuestAnswer>)> {
        self.guest.calls.get_mut(call as usize)
    }
}

impl GuestAnswer {
    /// The answer in words.
    pub fn words(&self) -> String {
        match self {
            Self::Done => "taken by the portal".into(),
            Self::Replaced { link } => format!("closed, and replaced by {}", link_words(link)),
            Self::Refused { why } => format!("refused: {why}"),
            Self::Lost { why } => format!("answer lost: {why}"),
        }
    }
}

impl GuestCall {
    /// A short name for logs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::CloseRoomLink { .. } => "close a link of the room",
            Self::LeaveRoom => "take the guest off the room",
            Self::CloseFileLink { .. } => "close a link of a file",
            Self::LeaveArchive { .. } => "take the guest off the archive room",
            Self::RemoveGuest => "remove the guest",
        }
    }
}
