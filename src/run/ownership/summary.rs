//! Who has the room in the end, and what is left to be done about it.

use serde::{Deserialize, Serialize};

use super::{Change, ChangeStage, Ownership};
use crate::{
    domain::titles::visible,
    run::{CancelRung, RunState, Stop},
};

/// What became of a room that was to be taken over and handed back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnershipSummary {
    /// Name of the old owner, as stored.
    pub owner: String,
    /// In one word.
    pub outcome: OwnershipOutcome,
    /// Why it is not handed back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Who has the room, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnershipOutcome {
    /// It was never taken.
    NotTaken,
    /// Seen to be the old owner's again, and the caller seen to be no member.
    HandedBack,
    /// Seen to be the old owner's again, but the caller may still be a member.
    StillMember,
    /// The caller owns it.
    StillYours,
    /// It could not be seen, or it is somebody else's by now.
    Unclear,
}

impl OwnershipSummary {
    /// Sums it up; `None` when the plan takes no room over.
    pub fn of(state: &RunState) -> Option<Self> {
        let ownership = state.ownership.as_ref()?;
        let (outcome, why) = outcome(ownership, state);
        Some(Self {
            owner: ownership.from.name.clone(),
            outcome,
            why,
        })
    }

    /// Whether nothing about the room is left to be done.
    pub fn is_settled(&self) -> bool {
        matches!(
            self.outcome,
            OwnershipOutcome::NotTaken | OwnershipOutcome::HandedBack
        )
    }

    /// Who has the room, in one sentence.
    pub fn sentence(&self) -> String {
        let owner = visible(&self.owner);
        let why = self.why.as_ref();
        let why = why.map_or_else(String::new, |why| format!(": {}", visible(why)));
        match self.outcome {
            OwnershipOutcome::NotTaken => format!("The room was not taken over from {owner}{why}."),
            OwnershipOutcome::HandedBack => {
                format!("The room is {owner}'s again, and you are no member of it.")
            }
            OwnershipOutcome::StillMember => {
                format!("The room is {owner}'s again, but you may still be its manager{why}.")
            }
            OwnershipOutcome::StillYours => format!("The room is still yours{why}."),
            OwnershipOutcome::Unclear => {
                format!("Whether the room is {owner}'s again is not clear{why}.")
            }
        }
    }

    /// What is left to be done by hand.
    pub fn next_step(&self) -> Option<String> {
        let owner = visible(&self.owner);
        match self.outcome {
            OwnershipOutcome::NotTaken | OwnershipOutcome::HandedBack => None,
            OwnershipOutcome::StillMember => {
                Some("Leave the room in the portal, in the room's menu.".into())
            }
            OwnershipOutcome::StillYours => Some(format!(
                "Hand it back so: in the room's menu of the portal change the owner to {owner}, or to another room \
                 admin, and leave the room."
            )),
            OwnershipOutcome::Unclear => Some(format!(
                "Look at the room in the portal; if it is yours, change the owner to {owner} and leave it."
            )),
        }
    }
}

fn outcome(ownership: &Ownership, state: &RunState) -> (OwnershipOutcome, Option<String>) {
    let failed = |change: &Change| match &change.stage {
        ChangeStage::Failed(why) => Some(why.clone()),
        _ => None,
    };
    if ownership.give_back.stage == ChangeStage::Done {
        if ownership.leave.stage == ChangeStage::Done {
            return (OwnershipOutcome::HandedBack, None);
        }
        let why = failed(&ownership.leave).unwrap_or_else(|| unfinished(state).into());
        return (OwnershipOutcome::StillMember, Some(why));
    }
    let why = failed(&ownership.give_back);
    if ownership.take.stage != ChangeStage::Done {
        let taking = failed(&ownership.take);
        return if ownership.may_be_mine {
            let why = why.or(taking);
            let why = why.unwrap_or_else(|| unfinished(state).into());
            (OwnershipOutcome::Unclear, Some(why))
        } else {
            (OwnershipOutcome::NotTaken, taking)
        };
    }
    let give_back = &ownership.give_back;
    if !ownership.may_be_mine || give_back.unseen || give_back.stage == ChangeStage::Asked {
        let why = why.unwrap_or_else(|| unfinished(state).into());
        return (OwnershipOutcome::Unclear, Some(why));
    }
    let why = why.unwrap_or_else(|| {
        if ownership.may_return {
            unfinished(state).into()
        } else {
            "the old owner's account is not in use".into()
        }
    });
    (OwnershipOutcome::StillYours, Some(why))
}

/// Why something that comes last was not done.
fn unfinished(state: &RunState) -> &'static str {
    match (state.stop(), state.cancel()) {
        (Some(Stop::Key { .. }), _) => "the portal no longer accepts the key",
        (Some(Stop::Journal { .. }), _) => "the journal could no longer be written",
        (_, Some(CancelRung::Abandon)) => "the run was given up before",
        _ if state.is_finished() => "the run ended before",
        _ => "the run is not over",
    }
}
