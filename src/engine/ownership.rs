//! Taking a room over, handing it back, leaving it, and looking whom it belongs to.

use std::{sync::Arc, time::Duration};

use super::{
    answer::Answer,
    failure::{in_words, stop_for},
};
use crate::{
    docspace::{Client, PortalError, Transport},
    domain::{Member, MemberKind, UserId},
    plan::Plan,
    run::{Handover, HandoverAnswer, Record, RunEvent},
};

/// Pauses before the room is looked at once more. Whom it belongs to is worth a few minutes.
const AGAIN: [Duration; 4] = [
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_secs(120),
];

/// Asks for one change.
pub(super) async fn change<T: Transport>(
    client: Client<T>,
    plan: Arc<Plan>,
    change: Handover,
) -> Answer {
    let me = &plan.made_by.person.id;
    let asked = match (change, &plan.ownership) {
        (Handover::Take, _) => changed(client.change_owner(&plan.room.id, me).await),
        (Handover::GiveBack, Some(step)) => {
            changed(client.change_owner(&plan.room.id, &step.from.id).await)
        }
        // Nothing is given back that was not taken.
        (Handover::GiveBack, None) => Ok(HandoverAnswer::Refused {
            why: "the plan takes nothing over".into(),
        }),
        (Handover::Leave, _) => client
            .remove_member(&plan.room.id, me, false)
            .await
            // What became of it is seen afterwards.
            .map(|_| HandoverAnswer::Done),
    };
    let (answer, stop) = match asked {
        Ok(answer) => (answer, None),
        Err(error) => (failed(&error), stop_for(&error)),
    };
    // The reason why nothing more can be sent outweighs that this could not be.
    let mut events: Vec<_> = stop
        .map(|stop| RunEvent::Record(Record::Stopped { stop }))
        .into_iter()
        .collect();
    events.push(RunEvent::Record(Record::OwnershipAnswered {
        change,
        answer,
    }));
    Answer::Events(events)
}

fn changed(named: Result<bool, PortalError>) -> Result<HandoverAnswer, PortalError> {
    named.map(|named| {
        if named {
            HandoverAnswer::Done
        } else {
            HandoverAnswer::Refused {
                why: "the portal left the room out of what it changed".into(),
            }
        }
    })
}

/// Every change may be asked for twice, so whatever may have another answer next time counts as lost.
fn failed(error: &PortalError) -> HandoverAnswer {
    let why = in_words(error);
    let may_be_tried_again = error.may_have_had_effect()
        || matches!(
            error,
            PortalError::Transport(_) | PortalError::TooManyRequests { .. }
        );
    if may_be_tried_again {
        HandoverAnswer::Lost { why }
    } else {
        HandoverAnswer::Refused { why }
    }
}

/// Looks whom the room belongs to, and whether the caller stands in its share list beside that.
pub(super) async fn look<T: Transport>(
    client: Client<T>,
    plan: Arc<Plan>,
    change: Handover,
) -> Answer {
    let me = &plan.made_by.person.id;
    for pause in AGAIN.into_iter().map(Some).chain([None]) {
        let error = match client.room(&plan.room.id).await {
            Ok(room) => {
                let listed = match change {
                    Handover::Take => None,
                    Handover::GiveBack | Handover::Leave => {
                        let members = client.members(&plan.room.id).await;
                        members.ok().and_then(|members| is_listed(&members, me))
                    }
                };
                return Answer::record(Record::OwnershipSeen {
                    change,
                    owner: room.owner,
                    listed,
                });
            }
            Err(error) => error,
        };
        let stop = stop_for(&error);
        if let (Some(pause), None) = (pause, &stop) {
            tokio::time::sleep(pause).await;
            continue;
        }
        let mut events: Vec<_> = stop
            .map(|stop| RunEvent::Record(Record::Stopped { stop }))
            .into_iter()
            .collect();
        let why = in_words(&error);
        events.push(RunEvent::Record(Record::OwnershipNotSeen { change, why }));
        return Answer::Events(events);
    }
    Answer::Events(Vec::new())
}

/// `None` where the portal kept the list to itself: a real one always shows the owner.
fn is_listed(members: &[Member], me: &UserId) -> Option<bool> {
    let is_me = |member: &&Member| match &member.kind {
        MemberKind::Person { person, .. } => person.id == *me,
        MemberKind::Group { .. } => false,
    };
    members.iter().any(|member| member.is_owner).then(|| {
        members
            .iter()
            .any(|member| !member.is_owner && is_me(&member))
    })
}
