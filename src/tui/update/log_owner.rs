//! Taking a room over and handing it back in words, for the log of a run.

use super::super::model::{RunModel, Tone};
use crate::{
    domain::titles::visible,
    run::{Handover, HandoverAnswer, Record},
};

/// The line for a record about who has the room.
pub(super) fn line(run: &RunModel, record: &Record) -> Option<(Tone, String)> {
    let plan = &run.planned.plan;
    let old = visible(&plan.room.owner.name);
    match record {
        Record::OwnershipIntended { change } => Some((
            Tone::Information,
            match change {
                Handover::Take => format!("Taking the room over from {old}."),
                Handover::GiveBack => format!("Handing the room back to {old}."),
                Handover::Leave => "Leaving the room.".into(),
            },
        )),
        Record::OwnershipAnswered { answer, .. } => match answer {
            HandoverAnswer::Done => None,
            HandoverAnswer::Refused { why } => Some((
                Tone::Refused,
                format!("The portal refused: {}", visible(why)),
            )),
            HandoverAnswer::Lost { why } => Some((
                Tone::Refused,
                format!(
                    "The answer was lost, the room is looked at ({}).",
                    visible(why)
                ),
            )),
        },
        Record::OwnershipSeen { owner, listed, .. } => {
            let is_mine = owner.id == plan.made_by.person.id;
            Some(match listed {
                _ if is_mine => (Tone::Done, "The room is yours.".into()),
                Some(true) => (
                    Tone::Information,
                    format!(
                        "The room is {}'s; you are its manager.",
                        visible(&owner.name)
                    ),
                ),
                _ => (
                    Tone::Information,
                    format!("The room is {}'s.", visible(&owner.name)),
                ),
            })
        }
        Record::OwnershipNotSeen { why, .. } => Some((
            Tone::Refused,
            format!(
                "Whom the room belongs to could not be seen: {}",
                visible(why)
            ),
        )),
        _ => None,
    }
}
