//! What a run came to, as text for people.

use super::console::{bytes, files};
use crate::{
    domain::titles::visible,
    run::{Ending, GuestOutcome, GuestSummary, Outcome, OwnershipSummary, Summary},
};

/// How many new titles are shown as text; JSON has all.
const SHOWN_TITLES: usize = 50;

/// A summary as text.
pub(super) fn summary_lines(summary: &Summary) -> Vec<String> {
    let counts = &summary.counts;
    let mut lines = vec![String::new(), headline(summary)];
    lines.push(format!(
        "Archived {} ({})",
        files(counts.archived),
        bytes(counts.archived_bytes)
    ));
    lines.extend(summary.doubt().map(Into::into));
    for outcome in Outcome::ALL
        .into_iter()
        .filter(|outcome| *outcome != Outcome::Archived)
    {
        if counts.of(outcome) == 0 {
            continue;
        }
        lines.push(format!("{}: {}", outcome.word(), files(counts.of(outcome))));
        for file in summary
            .not_archived
            .iter()
            .filter(|file| file.outcome == outcome)
        {
            lines.push(format!(
                "  {} (id {}): {}",
                visible(&file.path),
                file.id,
                visible(&file.reason)
            ));
        }
    }
    lines.extend(title_lines(summary));
    if summary.locks_broken > 0 {
        lines.push(format!(
            "Locks of other people broken: {}",
            summary.locks_broken
        ));
    }
    lines.extend(summary.guest.iter().flat_map(guest_lines));
    lines.extend(summary.ownership.iter().flat_map(ownership_lines));
    lines
}

/// Files with new titles, and those that kept their own.
fn title_lines(summary: &Summary) -> Vec<String> {
    let mut lines = Vec::new();
    if !summary.renamed.is_empty() {
        lines.push(format!(
            "Renamed in the target: {}",
            files(summary.renamed.len() as u64)
        ));
    }
    let renamed = summary.renamed.iter().take(SHOWN_TITLES);
    lines.extend(renamed.map(|line| {
        format!(
            "  {} (id {}): {}",
            visible(&line.path),
            line.id,
            visible(&line.title)
        )
    }));
    if summary.renamed.len() > SHOWN_TITLES {
        lines.push("  … --json shows all of them".into());
    }
    lines.extend(summary.titles_kept.iter().map(|line| {
        format!(
            "Title kept: {} (id {}) was to become {}: {}",
            visible(&line.path),
            line.id,
            visible(&line.title),
            visible(line.why_not.as_deref().unwrap_or_default())
        )
    }));
    lines
}

fn guest_lines(guest: &GuestSummary) -> Vec<String> {
    let name = visible(&guest.guest);
    let mut lines = vec![String::new()];
    lines.push(match (guest.outcome, &guest.gate) {
        (GuestOutcome::Revoked, _) => {
            format!(
                "Guest    {name}: revoked, no access to this room and archive that your key can see"
            )
        }
        (GuestOutcome::StillOpen, _) => format!("Guest    {name}: not revoked"),
        (GuestOutcome::NotTried, Some(gate)) => {
            format!("Guest    {name}: untouched, because {}", gate.sentence())
        }
        (GuestOutcome::NotTried, None) => {
            format!("Guest    {name}: untouched, because the run was stopped before")
        }
    });
    lines.extend(
        guest
            .calls
            .iter()
            .map(|(call, answer)| format!("  {}: {}", visible(call), visible(answer))),
    );
    lines.extend(
        guest
            .still_open
            .iter()
            .map(|open| format!("  still open: {}", visible(open))),
    );
    lines
}

fn ownership_lines(ownership: &OwnershipSummary) -> Vec<String> {
    let mut lines = vec![String::new(), format!("Owner    {}", ownership.sentence())];
    lines.extend(ownership.next_step().map(|next| format!("  Next: {next}")));
    lines
}

fn headline(summary: &Summary) -> String {
    if let Some(stop) = &summary.stop {
        return stop.sentence();
    }
    match summary.ending {
        Ending::Done if summary.counts.archived == 0 => {
            "Nothing to do: the room holds no files.".into()
        }
        Ending::Done => "Done: every file was seen in the target.".into(),
        Ending::Partly if summary.only_the_room_is_left() => {
            "Every file is archived, but the room is not handed back.".into()
        }
        Ending::Partly if summary.counts.archived == 0 => "Nothing was moved.".into(),
        Ending::Partly => "Partly done.".into(),
        Ending::NothingMoved => "Nothing was moved.".into(),
        Ending::RevokeNotConfirmed if summary.counts.not_archived() > 0 => {
            "Partly done, and the guest's access is not confirmed as cut.".into()
        }
        Ending::RevokeNotConfirmed => {
            "Every file is archived, but the guest's access is not confirmed as cut.".into()
        }
        Ending::Cancelled => "Cancelled.".into(),
        Ending::Key => "The key was refused.".into(),
        Ending::Limits => "The portal's limits were reached.".into(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        plan::{
            CollisionPolicy, Plan,
            tests::builder::{choices, facts, with_target},
        },
        run::{Record, RunState, Summary},
    };

    #[test]
    fn a_last_listing_that_is_not_complete_is_told() {
        let plan = with_target(facts(&[]), &[]);
        let plan = Plan::make(plan, choices(CollisionPolicy::KeepBoth, 100)).unwrap();
        let lines = |complete| {
            let mut state = RunState::new(&plan);
            state.apply(&Record::FinalListed {
                missing: Vec::new(),
                found: Vec::new(),
                in_room: Vec::new(),
                new: Vec::new(),
                titles: Vec::new(),
                complete,
                room_not_visible: u64::from(!complete),
            });
            state.apply(&Record::Finished);
            super::summary_lines(&Summary::of(&plan, &state)).join("\n")
        };
        assert!(!lines(true).contains("incomplete"), "{}", lines(true));
        assert!(lines(false).contains("incomplete"), "{}", lines(false));
    }
}
