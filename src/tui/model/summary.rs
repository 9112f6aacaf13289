//! The lists of the summary: what is not archived, new titles, the guest, what can follow.

use super::{RunModel, TextRow, who};
use crate::{
    domain::titles::visible,
    plan::{CollisionPolicy, ConsentItem, GuestFacts, GuestStep, Unlock},
    run::{Ending, GuestOutcome, GuestSeen, GuestSummary, Summary, TitleLine},
    tui::widgets::text,
};

/// One of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SummaryPart {
    /// Files that are not archived.
    Files,
    /// Archived files with new titles, and those that kept theirs.
    Titles,
    /// The guest's access before and after.
    Guest,
    /// Where the manifest lies, and what can follow.
    After,
}

impl SummaryPart {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Files, Self::Titles, Self::Guest, Self::After];

    /// The words on its tab.
    pub fn words(self) -> &'static str {
        match self {
            Self::Files => "Not archived",
            Self::Titles => "New titles",
            Self::Guest => "Guest",
            Self::After => "Afterwards",
        }
    }

    /// Position in [`SummaryPart::ALL`].
    pub fn position(self) -> usize {
        Self::ALL.iter().position(|part| *part == self).unwrap_or(0)
    }
}

impl RunModel {
    /// The lists that have something to say.
    pub fn summary_parts(&self) -> Vec<SummaryPart> {
        let summary = self.end.here().map(|end| &end.summary);
        let mut parts = vec![SummaryPart::Files];
        if summary.is_some_and(|summary| !titles(summary).is_empty()) {
            parts.push(SummaryPart::Titles);
        }
        if summary.is_some_and(|summary| summary.guest.is_some()) {
            parts.push(SummaryPart::Guest);
        }
        if summary.is_some() {
            parts.push(SummaryPart::After);
        }
        parts
    }

    /// The list to show first: what was done about the guest, unless it was nothing because of the files.
    pub fn first_summary_part(&self) -> SummaryPart {
        let guest = self.end.here().and_then(|end| end.summary.guest.as_ref());
        match guest.map(|guest| guest.outcome) {
            Some(GuestOutcome::Revoked | GuestOutcome::StillOpen) => SummaryPart::Guest,
            Some(GuestOutcome::NotTried) | None => SummaryPart::Files,
        }
    }

    /// How many rows the shown list has in a box of so many columns.
    pub fn summary_len(&self, columns: usize) -> usize {
        let Some(summary) = self.end.here().map(|end| &end.summary) else {
            return 0;
        };
        match self.summary_part {
            SummaryPart::Files => summary.not_archived.len(),
            SummaryPart::Titles => titles(summary).len(),
            SummaryPart::Guest => self.guest_rows(columns).len(),
            SummaryPart::After => self.after_rows(columns).len(),
        }
    }

    /// The guest's access before and after, in lines for a box of so many columns.
    pub fn guest_rows(&self, columns: usize) -> Vec<TextRow> {
        let columns = columns.saturating_sub(4).max(8);
        let summary = self.end.here().and_then(|end| end.summary.guest.as_ref());
        match summary.zip(self.planned.plan.guest.as_ref()) {
            Some((summary, step)) => guest_rows(summary, step, self.state.guest_seen(), columns),
            None => Vec::new(),
        }
    }

    /// The command to type next: the same again where something can still be done, else a look at the runs.
    pub fn next_command(&self) -> Option<String> {
        let summary = &self.end.here()?.summary;
        if summary.ending == Ending::Done {
            return Some("closeout runs".into());
        }
        let plan = &self.planned.plan;
        let name = visible(&plan.choices.client_name).replace('\'', r"'\''");
        let mut command = vec![format!(
            "closeout run --room {} --archive-root {} --client-name '{name}'",
            plan.room.id, plan.target.root.folder.id
        )];
        if plan.choices.collisions != CollisionPolicy::Rename {
            command.push(format!("--collisions {}", plan.choices.collisions.word()));
        }
        match &plan.choices.unlock {
            Unlock::None => {}
            Unlock::All => command.push("--unlock all".into()),
            Unlock::These(files) => {
                command.extend(files.iter().map(|file| format!("--unlock {file}")));
            }
        }
        let is_revoked = |guest: &GuestSummary| guest.outcome == GuestOutcome::Revoked;
        if let Some(choice) = plan.choices.guest.as_ref()
            && !summary.guest.as_ref().is_some_and(is_revoked)
        {
            command.push(format!("--guest {}", choice.guest));
            // Only what was said explicitly, knowing what it is about: another run may be about other rooms and files.
            if choice.scope_is_explicit {
                command.push(format!("--revoke {}", choice.scope.word()));
            }
            let is_despite_left =
                |item: &ConsentItem| matches!(item, ConsentItem::RevokeDespiteLeft { .. });
            if plan.needs().iter().any(is_despite_left) {
                command.push("--revoke-despite-left".into());
            }
        }
        Some(command.join(" "))
    }
}

/// Titles that were not given first, because there the plan was not kept.
pub fn titles(summary: &Summary) -> Vec<&TitleLine> {
    summary.titles_kept.iter().chain(&summary.renamed).collect()
}

fn guest_rows(
    summary: &GuestSummary,
    step: &GuestStep,
    seen: Option<&GuestSeen>,
    columns: usize,
) -> Vec<TextRow> {
    let mut rows = Vec::new();
    let mut say = |kind: fn(String) -> TextRow, sentence: &str| {
        let lines = text::wrap_indented(&visible(sentence), columns, 2);
        rows.extend(lines.into_iter().map(kind));
    };
    let name = who(&step.facts);
    match (summary.outcome, &summary.gate) {
        (GuestOutcome::Revoked, _) => say(
            TextRow::Good,
            &format!("{name}: revoked. No access to this room and archive that your key can see."),
        ),
        (GuestOutcome::StillOpen, _) => {
            say(
                TextRow::Bad,
                &format!("{name}: not revoked (exit code 9). Still open, or not seen:"),
            );
            for open in &summary.still_open {
                say(TextRow::Warning, &format!("- {open}"));
            }
            say(
                TextRow::Plain,
                "To do: close it in the portal, then run the same again. Only what is read back counts.",
            );
        }
        (GuestOutcome::NotTried, Some(gate)) => say(
            TextRow::Warning,
            &format!(
                "{name}: untouched (exit code 9), because {}.",
                gate.sentence()
            ),
        ),
        (GuestOutcome::NotTried, None) => say(
            TextRow::Warning,
            &format!("{name}: untouched, because the run was stopped before."),
        ),
    }
    if let Some(seen) = seen {
        say(TextRow::Heading, "Now, as read back:");
        for line in as_seen(step, seen).reach_lines() {
            say(TextRow::Plain, &format!("- {line}"));
        }
    }
    say(TextRow::Heading, "Before the run:");
    for line in step.reach_lines() {
        say(TextRow::Plain, &format!("- {line}"));
    }
    if !summary.calls.is_empty() {
        say(TextRow::Heading, "What was done:");
    }
    for (call, answer) in &summary.calls {
        let kind = if answer.starts_with("taken") {
            TextRow::Plain
        } else {
            TextRow::Warning
        };
        say(kind, &format!("- {call}: {answer}"));
    }
    rows
}

/// The step with what was read back instead of what was found before.
fn as_seen(step: &GuestStep, seen: &GuestSeen) -> GuestStep {
    GuestStep {
        facts: GuestFacts {
            room_members: seen.room_members.clone(),
            room_links: seen.room_links.clone(),
            archive_members: seen.archive_members.clone(),
            other_rooms: seen.other_rooms.clone(),
            ..step.facts.clone()
        },
        ..step.clone()
    }
}
