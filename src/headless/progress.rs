//! Progress on stderr: bars on a terminal, a plain line now and then elsewhere.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Console, console::files};
use crate::{
    app::{ScanPhase, ScanProgress},
    domain::titles::visible,
    plan::Plan,
    run::{Handover, HandoverAnswer, Progress, Record, RunEvent, RunState, Standing},
};

/// How far a command is.
pub(super) struct Bars<'a> {
    console: &'a Console,
    bar: ProgressBar,
    /// What was last told as a plain line, so that it is not told twice.
    told: Mutex<String>,
}

impl<'a> Bars<'a> {
    /// For a listing.
    pub(super) fn listing(console: &'a Console) -> Self {
        Self::new(console, "{spinner} {msg}", 0)
    }

    /// For a run.
    pub(super) fn running(console: &'a Console, plan: &Plan) -> Self {
        Self::new(
            console,
            "{bar:30} {pos}/{len} files  {msg}",
            plan.totals().moving,
        )
    }

    fn new(console: &'a Console, template: &str, length: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
        // Without a terminal nothing may be drawn, not even the escape sequences of an empty bar.
        if !console.can_draw() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("##-"));
        }
        Self {
            console,
            bar,
            told: Mutex::new(String::new()),
        }
    }

    /// A page was listed.
    pub(super) fn listed(&self, progress: ScanProgress) {
        let phase = match progress.phase {
            ScanPhase::Listing => "listing",
            ScanPhase::ClaimedFolders => "looking into folders that claim more files",
            ScanPhase::Waiting => "waiting for conversions to end",
            ScanPhase::Walking => "walking folder by folder",
            ScanPhase::Done => "listed",
        };
        let of = progress
            .files_expected
            .map(|expected| format!(" of {expected}"))
            .unwrap_or_default();
        self.bar.set_message(format!(
            "{phase}: {} files{of}, {} folders",
            progress.files, progress.folders
        ));
        self.bar.tick();
        self.tell(phase.to_owned());
    }

    /// Something happened in a run.
    pub(super) fn observed(&self, event: &RunEvent, state: &RunState) {
        let moved = state
            .standings()
            .iter()
            .filter(|s| matches!(s, Standing::Arrived | Standing::Archived))
            .count();
        match event {
            RunEvent::Record(record) => {
                self.bar.set_position(moved as u64);
                if let Some(line) = in_words(record) {
                    self.bar.set_message(line.clone());
                    self.tell(format!(
                        "{line} ({} seen in the target)",
                        files(moved as u64)
                    ));
                }
            }
            RunEvent::Progress(Progress::Polled { percent, .. }) => {
                self.bar.set_message(format!("operation at {percent} %"));
            }
            RunEvent::Progress(_) => {}
        }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn tell(&self, line: String) {
        if self.console.can_draw() {
            return;
        }
        let mut told = self
            .told
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if *told != line {
            self.console.say(&line);
            *told = line;
        }
    }
}

/// What happened, made visible; `None` where a line of its own would tell too much.
pub(super) fn in_words(record: &Record) -> Option<String> {
    let words = match record {
        Record::OwnershipIntended { .. }
        | Record::OwnershipAnswered { .. }
        | Record::OwnershipNotSeen { .. } => of_ownership(record)?,
        Record::TargetIntended { title, .. } => format!("making the folder {title}"),
        Record::TargetMade { folder, title } => {
            format!("the portal made folder {folder}, {title}")
        }
        Record::SendIntended {
            send, files: ids, ..
        } => {
            format!(
                "request {}: sending {}",
                send.0 + 1,
                files(ids.len() as u64)
            )
        }
        Record::SendRefused { send, refusal } => {
            format!("request {}: refused ({})", send.0 + 1, refusal.text)
        }
        Record::SendLost { send, why } => format!(
            "request {}: answer lost ({why}), reading its files",
            send.0 + 1
        ),
        Record::OperationEnded { send, moved, .. } => {
            format!(
                "request {}: the record shows {} moved",
                send.0 + 1,
                files(moved.len() as u64)
            )
        }
        Record::OperationLost { send } => {
            format!(
                "request {}: no longer reported by the portal, reading its files",
                send.0 + 1
            )
        }
        Record::UnlockIntended { files: ids, .. } => {
            format!("breaking the locks on {}", files(ids.len() as u64))
        }
        Record::EditorsRead { seen } => format!(
            "looked once more at {} open in an editor",
            files(seen.len() as u64)
        ),
        Record::RenameIntended { renames } => {
            format!("renaming {} in the target", files(renames.len() as u64))
        }
        Record::TitlesNotChecked { why } => {
            format!("the target could not be listed, titles are kept: {why}")
        }
        Record::FinalListed { .. } => "room and target listed once more".into(),
        Record::FinalListingFailed { why } => format!("room and target could not be listed: {why}"),
        Record::GuestCallIntended { .. } => "cutting the guest's access".into(),
        Record::GuestReadBack { .. } => "the guest's access was read back".into(),
        Record::CancelAsked { .. } => "stopping: nothing new is sent".into(),
        Record::Stopped { stop } => stop.sentence(),
        _ => return None,
    };
    Some(visible(&words).into_owned())
}

/// Who has the room.
fn of_ownership(record: &Record) -> Option<String> {
    let doing = |change: Handover| match change {
        Handover::Take => "taking the room over",
        Handover::GiveBack => "handing the room back",
        Handover::Leave => "leaving the room",
    };
    match record {
        Record::OwnershipIntended { change } => Some(doing(*change).to_owned()),
        Record::OwnershipAnswered { change, answer } => match answer {
            HandoverAnswer::Done => None,
            HandoverAnswer::Refused { why } => Some(format!("{}: refused ({why})", doing(*change))),
            HandoverAnswer::Lost { why } => Some(format!(
                "{}: answer lost ({why}), looking at the room",
                doing(*change)
            )),
        },
        Record::OwnershipNotSeen { change, why } => Some(format!(
            "{}: the room could not be looked at ({why})",
            doing(*change)
        )),
        _ => None,
    }
}
