//! The guest goes last: when the gate opens, what each call came to, and what is true afterwards.

use serde::{Deserialize, Serialize};

use super::{
    record::NewFile,
    state::{LastListing, LastLook, RunState, Standing},
};
use crate::{
    domain::{FileId, Link, Member, titles::visible},
    plan::{
        GuestCall, GuestStep, OtherRoom, Plan, RevokeScope, has_row, link_words, system_groups,
    },
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
}

/// How far the guest step is.
#[derive(Debug, Clone, Default)]
pub(super) struct GuestStage {
    /// By position of the call: asked for, and answered with.
    calls: Vec<(bool, Option<GuestAnswer>)>,
    pub(super) seen: Option<GuestSeen>,
}

impl GuestStage {
    pub(super) fn new(plan: &Plan) -> Self {
        let calls = plan.guest.as_ref().map_or(0, |step| step.calls.len());
        Self {
            calls: vec![(false, None); calls],
            seen: None,
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

/// What became of the guest's access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestSummary {
    /// The guest's name, as stored.
    pub guest: String,
    /// In one word.
    pub outcome: GuestOutcome,
    /// Why nothing was done.
    pub gate: Option<GateClosed>,
    /// Each call in words, with its answer in words.
    pub calls: Vec<(String, String)>,
    /// What is still open, or could not be seen; empty when the access is revoked.
    pub still_open: Vec<String>,
}

/// What became of the guest's access, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuestOutcome {
    /// Read back: no access to this room and archive that the key can see.
    Revoked,
    /// Tried, and something is still open or could not be seen.
    StillOpen,
    /// Not tried.
    NotTried,
}

impl RunState {
    /// Opens the gate to the guest's access, or says why it stays closed.
    pub fn settled(&self, plan: &Plan) -> Result<Settled, GateClosed> {
        if self.last_look == LastLook::ToCome {
            return Err(GateClosed::NotListed);
        }
        let count = |is: fn(&Standing) -> bool| {
            self.standings
                .iter()
                .filter(|standing| is(standing))
                .count() as u64
        };
        let not_archived =
            count(|standing| !matches!(standing, Standing::Archived | Standing::Left(_)));
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
        let left = count(|standing| matches!(standing, Standing::Left(_)));
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
            Some((false, None)) | None => GuestCallStage::Waiting,
        }
    }

    /// What was seen after the last guest call.
    pub fn guest_seen(&self) -> Option<&GuestSeen> {
        self.guest.seen.as_ref()
    }

    /// The next guest call, by position; `None` when all were made.
    pub(super) fn next_guest_call(&self, step: &GuestStep) -> Option<u32> {
        // An intent without an answer is not repeated: what came of it is read back with the rest.
        let made = |call: usize| self.guest.calls.get(call).is_some_and(|(asked, _)| *asked);
        (0..step.calls.len())
            .find(|call| !made(*call))
            .and_then(|call| u32::try_from(call).ok())
    }

    pub(super) fn ask_guest_call(&mut self, call: u32) {
        if let Some(slot) = self.guest_call(call) {
            slot.0 = true;
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

impl GuestSummary {
    /// Sums the guest step up; `None` when the plan has none.
    pub fn of(plan: &Plan, state: &RunState) -> Option<Self> {
        let step = plan.guest.as_ref()?;
        let calls: Vec<_> = step
            .calls
            .iter()
            .zip(&state.guest.calls)
            .filter(|(_, (asked, _))| *asked)
            .collect();
        let calls = calls
            .into_iter()
            .map(|(call, (_, answer))| {
                (
                    call.sentence(&step.facts),
                    answer
                        .as_ref()
                        .map_or_else(|| "no answer".into(), GuestAnswer::words),
                )
            })
            .collect();
        let (outcome, gate, still_open) = match &state.guest.seen {
            Some(seen) => {
                let still_open = still_open(step, seen);
                let outcome = if still_open.is_empty() {
                    GuestOutcome::Revoked
                } else {
                    GuestOutcome::StillOpen
                };
                (outcome, None, still_open)
            }
            None if state.guest.calls.iter().any(|(asked, _)| *asked) => (
                GuestOutcome::StillOpen,
                None,
                vec!["nothing was read back after the calls".into()],
            ),
            None => (
                GuestOutcome::NotTried,
                state.settled(plan).err(),
                Vec::new(),
            ),
        };
        Some(Self {
            guest: step.facts.person.name.clone(),
            outcome,
            gate,
            calls,
            still_open,
        })
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

/// What is still open of what this step was to close, or can be seen to let the guest in by another way.
fn still_open(step: &GuestStep, seen: &GuestSeen) -> Vec<String> {
    let guest = &step.facts.person.id;
    let name = visible(&step.facts.person.name);
    let mut open = seen.unreadable.clone();
    // An empty share list means that it was not given: a real one always shows the owner.
    if !seen.room_members.iter().any(|member| member.is_owner) {
        open.push("who can reach the room could not be read".into());
    }
    if has_row(&seen.room_members, guest) {
        open.push(format!("{name} still stands in the room's share list"));
    }
    open.extend(system_groups(&seen.room_members).map(|group| {
        format!(
            "the group {} still lets every account into the room; take it off in the portal",
            visible(group)
        )
    }));
    open.extend(
        seen.room_links
            .iter()
            .map(|link| format!("{} of the room is open", link_words(link))),
    );
    open.extend(
        seen.file_links
            .iter()
            .map(|(file, link)| format!("{} of file {file} is open", link_words(link))),
    );
    if let Some(members) = &seen.archive_members {
        if !members.iter().any(|member| member.is_owner) {
            open.push("who can reach the archive room could not be read".into());
        }
        if has_row(members, guest) {
            open.push(format!(
                "{name} still stands in the archive room's share list"
            ));
        }
        open.extend(system_groups(members).map(|group| {
            format!(
                "the group {} lets every account into the archive room; take it off in the portal",
                visible(group)
            )
        }));
    }
    if step.choice.scope == RevokeScope::Guest {
        open.extend(seen.other_rooms.iter().map(|room| {
            format!(
                "{name} is still in the room {}, by somebody else's invitation",
                visible(&room.title)
            )
        }));
    }
    open
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
