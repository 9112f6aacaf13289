//! `closeout run`.

use std::sync::Arc;

use serde_json::json;
use tokio::sync::mpsc;

use super::{
    Console, Failure, afterwards, ask,
    console::{bytes, files},
    plan::{prepared, show},
    progress::Bars,
    signals,
};
use crate::{
    app::{AppError, CarryOut, Control, ExitCode, RunReport, Session, Transport, Wish},
    domain::titles::visible,
    plan::{ConfirmedPlan, Consent, ConsentItem, Plan, Unlock},
    run::{
        AfterStep, Ending, GuestOutcome, GuestSummary, Outcome, OwnershipSummary, RunEvent,
        RunState, Summary,
    },
};

/// How many new titles are shown as text; JSON has all.
const SHOWN_TITLES: usize = 50;

/// What is to be run, and how.
#[derive(Debug)]
pub struct RunOrder {
    /// What.
    pub what: WhatToRun,
    /// How hard, and how careful.
    pub how: CarryOut,
    /// Confirmed without being asked.
    pub yes: bool,
    /// What was agreed to by name.
    pub accepted: Accepted,
    /// A room that another run works on is no error.
    pub skip_if_locked: bool,
    /// What is done once the run is over. Each was agreed to by its own flag.
    pub afterwards: Vec<AfterStep>,
}

/// What was agreed to by name, each by a flag of its own.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches of a command line"
)]
pub struct Accepted {
    /// Files that are counted and not shown stay in the room.
    pub not_visible: bool,
    /// The archive root may lie in a public room.
    pub public_target: bool,
    /// People from outside may read what is archived.
    pub guest_readers: bool,
    /// Locks of other people on these files may be broken.
    pub unlock: Unlock,
    /// The room may be taken over for the run.
    pub take_ownership: bool,
}

/// A plan that was written before, or one to be made now.
#[derive(Debug)]
pub enum WhatToRun {
    /// Plan it now.
    Wish(Wish),
    /// From a file.
    Plan(Box<Plan>),
}

/// Plans if need be, gets the plan confirmed, carries it out, tells what became of every file.
pub async fn run<T: Transport>(
    session: &Session<T>,
    console: &Console,
    order: RunOrder,
) -> Result<ExitCode, Failure> {
    match planned_and_run(session, console, &order).await {
        Err(Stopped::ByApp(AppError::Locked(held))) if order.skip_if_locked => {
            console.say(&format!("Skipped: {held}."));
            Ok(ExitCode::Done)
        }
        Err(Stopped::ByApp(AppError::Stale(changes))) => {
            for change in changes.iter().filter(|change| change.blocks()) {
                console.say(&format!("changed: {}", visible(&change.sentence())));
            }
            Err(AppError::Stale(changes).into())
        }
        Err(Stopped::ByApp(error)) => Err(error.into()),
        Err(Stopped::Before(failure)) => Err(failure),
        Ok(code) => Ok(code),
    }
}

/// Why a run did not come to its end.
enum Stopped {
    ByApp(AppError),
    Before(Failure),
}

impl From<AppError> for Stopped {
    fn from(error: AppError) -> Self {
        Self::ByApp(error)
    }
}

async fn planned_and_run<T: Transport>(
    session: &Session<T>,
    console: &Console,
    order: &RunOrder,
) -> Result<ExitCode, Stopped> {
    if order.afterwards.contains(&AfterStep::ArchiveRoom) {
        // Known too late it would leave half of what was ordered undone.
        session.may_archive_rooms()?;
    }
    let plan = Arc::new(match &order.what {
        WhatToRun::Plan(plan) => (**plan).clone(),
        WhatToRun::Wish(wish) => {
            // A room that is being emptied cannot be listed well, and need not be.
            session
                .room_is_free(&wish.room, order.how.if_locked)
                .await?;
            prepared(session, console, wish)
                .await
                .map_err(Stopped::Before)?
        }
    });
    if order.yes {
        console.hurry();
    }
    if !console.is_json() {
        show(&plan, console);
    }
    if order.accepted.take_ownership && !plan.choices.take_ownership {
        console.say("--take-ownership does nothing here: the plan takes no room over.");
    }
    let confirmed = confirm(&plan, console, order).map_err(Stopped::Before)?;
    let Some(confirmed) = confirmed else {
        console.say("Not confirmed; nothing was written.");
        return Ok(ExitCode::Cancelled);
    };
    // A reader that has stopped reading keeps nobody from finishing: the evidence is on the disk.
    console.hurry();
    let mut stops = signals::Stops::listen();
    let mut report = carry_out(session, console, confirmed, order.how, &mut stops).await?;
    let steps = &order.afterwards;
    let code = afterwards::follow(session, console, &mut report, steps, &mut stops).await;
    tell(&report, code, console);
    console.drained().await;
    Ok(code)
}

/// `--yes` builds the same consent as the dialog does: this plan, by its digest, and what was agreed to by name.
fn confirm(
    plan: &Arc<Plan>,
    console: &Console,
    order: &RunOrder,
) -> Result<Option<ConfirmedPlan>, Failure> {
    let accepted = &order.accepted;
    let items = plan.needs().into_iter().filter(|item| match item {
        ConsentItem::NotVisible { .. } => accepted.not_visible,
        ConsentItem::PublicTarget => accepted.public_target,
        ConsentItem::ForeignReaders { .. } => accepted.guest_readers,
        // Said with the guest, when the plan was made; the plan names the number.
        ConsentItem::RevokeDespiteLeft { .. } => true,
        ConsentItem::TakeOwnership { .. } => accepted.take_ownership,
        ConsentItem::BreakLocks { .. } => agrees_to_unlock(plan, &accepted.unlock),
    });
    let consent = Consent {
        digest: plan.digest.clone(),
        items: items.collect(),
    };
    let confirmed = Arc::clone(plan).confirm(consent).map_err(AppError::from)?;
    let nothing_to_do =
        plan.chunks.is_empty() && plan.guest.is_none() && order.afterwards.is_empty();
    if order.yes || nothing_to_do {
        return Ok(Some(confirmed));
    }
    if !console.can_ask() {
        return Err(Failure::usage(
            "nobody can be asked to confirm the plan here",
            "Add --yes after you have looked at it with `closeout plan`.",
        ));
    }
    Ok(ask::confirmed_by_name(plan).then_some(confirmed))
}

/// A plan from a file may break only the locks that are named once more beside it.
fn agrees_to_unlock(plan: &Plan, unlock: &Unlock) -> bool {
    let mut files = plan
        .unlocks
        .iter()
        .filter_map(|index| plan.inventory.file(*index));
    files.all(|file| unlock.wants(&file.id))
}

async fn carry_out<T: Transport>(
    session: &Session<T>,
    console: &Console,
    confirmed: ConfirmedPlan,
    how: CarryOut,
    stops: &mut signals::Stops,
) -> Result<RunReport, AppError> {
    let (to_run, controls) = mpsc::channel::<Control>(4);
    let bars = Bars::running(console, confirmed.plan());
    let mut state = RunState::new(confirmed.plan());
    let started = tokio::time::Instant::now();
    let mut gave_up_on_reader = false;
    let observe = |event: &RunEvent| {
        state.observe(event, started.elapsed());
        if let (true, RunEvent::Record(record)) = (console.is_json(), event) {
            console.json_line(record);
        }
        bars.observed(event, &state);
        // Whoever was to read the records has gone away: the same as Ctrl-C.
        if console.is_out_closed() && !std::mem::replace(&mut gave_up_on_reader, true) {
            let _ = to_run.try_send(Control::Cancel);
        }
    };
    let ladder = signals::feed_ladder(stops, to_run.clone(), |line| console.say(line));
    let report = tokio::select! {
        report = session.carry_out(confirmed, how, controls, observe) => report,
        () = ladder => unreachable_ladder(),
    };
    bars.clear();
    report
}

/// The ladder's last rung leaves the process; it never comes back.
fn unreachable_ladder() -> Result<RunReport, AppError> {
    std::process::exit(ExitCode::Cancelled as i32)
}

fn tell(report: &RunReport, code: ExitCode, console: &Console) {
    if console.is_json() {
        console.json_line(&json!({"summary": {
            "run": report.run,
            "exitCode": code as u8,
            "requests": report.requests,
            "directory": report.directory,
            "journal": report.journal,
            "manifest": report.manifest.as_ref().ok(),
            "changes": report.changes,
            "result": report.summary,
        }}));
        return;
    }
    for line in summary_lines(&report.summary) {
        console.data(&line);
    }
    console.data(&format!("Journal  {}", report.journal.display()));
    console.data(&match &report.manifest {
        Ok(path) => format!("Manifest {}", path.display()),
        Err(error) => format!("Manifest not written: {}", visible(&error.what())),
    });
    for line in afterwards::lines(&report.summary) {
        console.data(&line);
    }
}

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
