//! What became of the guest's access: the calls in words, and what is still open by what was read back.

use serde::{Deserialize, Serialize};

use super::{GateClosed, GuestCallStage, GuestSeen};
use crate::{
    domain::{FileFlags, titles::visible},
    plan::{GuestStep, Plan, RevokeScope, has_row, is_given, link_words, system_groups},
    run::state::{RunState, Standing},
};

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

impl GuestSummary {
    /// Sums the guest step up; `None` when the plan has none.
    pub fn of(plan: &Plan, state: &RunState) -> Option<Self> {
        let step = plan.guest.as_ref()?;
        let calls = step.calls.iter().enumerate();
        let calls = calls.filter_map(|(number, call)| {
            let answer = match state.guest_call_stage(number) {
                GuestCallStage::Waiting => return None,
                GuestCallStage::Asked => "no answer".into(),
                GuestCallStage::Answered(answer) => answer.words(),
                GuestCallStage::Skipped if state.is_to_be_skipped(call) => {
                    "not made: the file is not archived and keeps its link".into()
                }
                GuestCallStage::Skipped => "not made".into(),
            };
            Some((call.sentence(&step.facts), answer))
        });
        let calls = calls.collect();
        let (outcome, gate, still_open) = match &state.guest.seen {
            Some(seen) => {
                let mut still_open = still_open(step, seen);
                still_open.extend(rows_for_people(plan, state, step));
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

/// What is still open of what this step was to close, or can be seen to let the guest in by another way.
fn still_open(step: &GuestStep, seen: &GuestSeen) -> Vec<String> {
    let guest = &step.facts.person.id;
    let name = visible(&step.facts.person.name);
    let mut open = seen.unreadable.clone();
    if !is_given(&seen.room_members) {
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
        if !is_given(members) {
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

/// Taking the guest off the room takes him off what lies in the room by then. A row of his on a file that has left it
/// stays, and whose rows a file carries is not told with it.
fn rows_for_people(plan: &Plan, state: &RunState, step: &GuestStep) -> Option<String> {
    let archived = plan.inventory.indexed_files().filter(|(index, file)| {
        file.flags.has(FileFlags::SHARED_WITH_PEOPLE)
            && state.standing(*index) == Some(&Standing::Archived)
    });
    let files = archived.count();
    (files > 0).then(|| {
        format!(
            "archived files carry rows for single people ({files}), and {} may be among them: look in the portal",
            visible(&step.facts.person.name)
        )
    })
}
