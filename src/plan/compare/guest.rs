//! What has changed about the guest whose access is to be cut.

use std::collections::HashSet;

use crate::{
    domain::titles::visible,
    plan::{GuestCall, Plan, RevokeScope},
};

/// Changes that forbid to run the plan as it was agreed to, in words.
pub(super) fn changes(confirmed: &Plan, fresh: &Plan) -> Vec<String> {
    let mut words = Vec::new();
    if calls(confirmed) != calls(fresh) {
        words.push("the guest's ways to the room or the archive are others than before".into());
    }
    words.extend(other_name(confirmed, fresh));
    words.extend(new_rooms(confirmed, fresh));
    words
}

/// The calls as far as they were agreed to: whether a file is open in an editor just now changes nothing about them.
fn calls(plan: &Plan) -> Option<Vec<GuestCall>> {
    let mut calls = plan.guest.as_ref()?.calls.clone();
    for call in &mut calls {
        if let GuestCall::CloseFileLink { if_archived, .. } = call {
            *if_archived = false;
        }
    }
    Some(calls)
}

/// Whoever agreed has read a name and an address, not an id.
fn other_name(confirmed: &Plan, fresh: &Plan) -> Option<String> {
    let shown = |plan: &Plan| {
        let facts = plan.guest.as_ref().map(|step| &step.facts)?;
        let name = visible(&facts.person.name);
        Some(match &facts.email {
            Some(email) => format!("{name} <{}>", visible(email)),
            None => name.into_owned(),
        })
    };
    let (then, now) = (shown(confirmed)?, shown(fresh)?);
    (then != now).then(|| format!("the plan calls the guest {then}, the portal {now}"))
}

/// One call takes away what was granted in any room, so that a room which nobody was shown would lose its guest. Where
/// the scope was not said explicitly, such a room is a refusal, which is told as such.
fn new_rooms(confirmed: &Plan, fresh: &Plan) -> Vec<String> {
    let (Some(then), Some(now)) = (&confirmed.guest, &fresh.guest) else {
        return Vec::new();
    };
    if now.choice.scope != RevokeScope::Guest || !now.choice.scope_is_explicit {
        return Vec::new();
    }
    let shown: HashSet<_> = then.facts.other_rooms.iter().map(|room| &room.id).collect();
    let new = now.facts.other_rooms.iter();
    new.filter(|room| !shown.contains(&room.id))
        .map(|room| {
            format!(
                "the guest is in the room {} by now, and would lose what you granted there",
                visible(&room.title)
            )
        })
        .collect()
}
