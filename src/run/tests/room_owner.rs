//! Who has the toy portal's room.

use super::toy::{Fault, Toy};
use crate::{
    domain::Person,
    plan::{
        Plan,
        tests::builder::{me, person},
    },
    run::{Handover, HandoverAnswer, Record},
};

/// Whose the room is, and whether the caller stands in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ToyOwner {
    /// The old owner's, and the caller is nobody in it.
    #[default]
    Old,
    /// The caller's.
    Caller,
    /// The old owner's, and the caller is its manager.
    OldWithCaller,
    /// Somebody else's, who has taken it meanwhile.
    Somebody,
}

impl Toy {
    /// A change of who has the room arrives. The portal does not mind the same change twice.
    pub(super) fn hand_over(&mut self, change: Handover) -> Record {
        let lost = HandoverAnswer::Lost {
            why: "timeout".into(),
        };
        let answer = if self.strikes(Fault::LostBefore) {
            lost
        } else if self.strikes(Fault::HandoverRefused) {
            HandoverAnswer::Refused {
                why: "denied".into(),
            }
        } else {
            if !self.strikes(Fault::HandoverIgnored) {
                self.owner = match (change, self.owner) {
                    (Handover::Take, _) => ToyOwner::Caller,
                    (Handover::GiveBack, ToyOwner::Caller) => ToyOwner::OldWithCaller,
                    (Handover::GiveBack, ToyOwner::Somebody)
                    | (Handover::Leave, ToyOwner::OldWithCaller) => ToyOwner::Old,
                    (_, unchanged) => unchanged,
                };
            }
            if self.strikes(Fault::LostAfter) {
                lost
            } else {
                HandoverAnswer::Done
            }
        };
        Record::OwnershipAnswered { change, answer }
    }

    /// The room is looked at.
    pub(super) fn look_at_owner(&mut self, plan: &Plan, change: Handover) -> Record {
        if self.strikes(Fault::OwnerUnseen) {
            return Record::OwnershipNotSeen {
                change,
                why: "timeout".into(),
            };
        }
        let owner = match self.owner {
            ToyOwner::Caller => me().person,
            ToyOwner::Old | ToyOwner::OldWithCaller => plan.room.owner.clone(),
            ToyOwner::Somebody => somebody(),
        };
        let listed = (!self.strikes(Fault::Unreadable))
            .then_some(matches!(self.owner, ToyOwner::OldWithCaller));
        Record::OwnershipSeen {
            change,
            owner,
            listed,
        }
    }
}

pub(super) fn somebody() -> Person {
    person("carla", "Carla Costa")
}
