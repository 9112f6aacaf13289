//! A run as it is watched: the state is folded from its events, never counted here.

use std::{sync::Arc, time::Duration};

use super::{AfterModel, Planned, Remote, SummaryPart, Tone, Window};
use crate::{
    plan::GuestCall,
    run::{CancelRung, ChunkStatus, GuestCallStage, Manner, Progress, RunEvent, RunState},
    tui::message::RunEnd,
};

/// The run on the screen.
#[derive(Debug, Clone)]
pub struct RunModel {
    /// What was confirmed.
    pub planned: Arc<Planned>,
    /// How hard the portal is worked.
    pub manner: Manner,
    /// The fold of everything that has happened.
    pub state: RunState,
    /// One status per chunk, from the state.
    pub chunks: Vec<ChunkStatus>,
    /// When it was confirmed.
    pub began: Duration,
    /// When it was over.
    pub ended_at: Option<Duration>,
    /// Its end, when it is over.
    pub end: Remote<RunEnd>,
    /// Requests sent so far.
    pub requests: u64,
    /// Entries of the final listing so far.
    pub listed: u64,
    /// What has happened, in words.
    pub log: Vec<LogLine>,
    /// Rungs of the ladder asked for so far.
    pub cancels: u8,
    /// A pause was asked for.
    pub pause_asked: bool,
    /// The cursor over the chunks and the guest calls after them.
    pub window: Window,
    /// The list follows the chunk that is worked on, until the cursor is moved.
    pub follows: bool,
    /// Which list of the summary is shown.
    pub summary_part: SummaryPart,
    /// The cursors over the lists of the summary.
    pub summary_windows: [Window; SummaryPart::ALL.len()],
    /// What follows it.
    pub after: AfterModel,
    /// When the first arrivals were seen, and how many there were then.
    first_arrivals: Option<(Duration, u64)>,
    /// When the newest arrivals were seen.
    last_arrivals: Option<(Duration, u64)>,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Since the run began.
    pub at: Duration,
    /// How it is meant.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

/// Lines of the log that are kept.
const LOG_LINES: usize = 500;

impl RunModel {
    /// A run that was confirmed just now.
    pub fn new(planned: Arc<Planned>, manner: Manner, now: Duration) -> Self {
        let state = RunState::new(&planned.plan);
        Self {
            chunks: state.chunk_statuses(),
            state,
            planned,
            manner,
            began: now,
            ended_at: None,
            end: Remote::Absent,
            requests: 0,
            listed: 0,
            log: Vec::new(),
            cancels: 0,
            pause_asked: false,
            window: Window::default(),
            follows: true,
            summary_part: SummaryPart::Files,
            summary_windows: [Window::default(); SummaryPart::ALL.len()],
            after: AfterModel::default(),
            first_arrivals: None,
            last_arrivals: None,
        }
    }

    /// Whether it is under way.
    pub fn is_going(&self) -> bool {
        self.ended_at.is_none()
    }

    /// How long it has been going, or went.
    pub fn elapsed(&self, now: Duration) -> Duration {
        self.ended_at.unwrap_or(now).saturating_sub(self.began)
    }

    /// The next full second of the run's clock.
    pub(super) fn clock_wakes_at(&self, now: Duration) -> Option<Duration> {
        self.is_going()
            .then(|| self.began + Duration::from_secs(self.elapsed(now).as_secs() + 1))
    }

    /// Takes an event in.
    pub fn observe(&mut self, event: &RunEvent, now: Duration) {
        let since = now.saturating_sub(self.began);
        self.state.observe(event, since);
        match event {
            RunEvent::Progress(Progress::Requests { sent }) => self.requests = *sent,
            RunEvent::Progress(Progress::Listed { entries }) => self.listed = *entries,
            _ => self.chunks = self.state.chunk_statuses(),
        }
        let seen = self.seen();
        if seen > 0 && self.last_arrivals.is_none_or(|(_, before)| seen > before) {
            self.last_arrivals = Some((since, seen));
            self.first_arrivals.get_or_insert((since, seen));
        }
    }

    /// Adds a line to the log.
    pub fn note(&mut self, now: Duration, tone: Tone, text: String) {
        if self.log.len() >= LOG_LINES {
            self.log.remove(0);
        }
        self.log.push(LogLine {
            at: now.saturating_sub(self.began),
            tone,
            text,
        });
    }

    /// Files seen in the target, once at least.
    pub fn arrived(&self) -> u64 {
        self.chunks
            .iter()
            .map(|chunk| u64::from(chunk.arrived))
            .sum()
    }

    /// Files that travel, those among them that were to stay and were freed during the run.
    pub fn travelling(&self) -> u64 {
        self.chunks.iter().map(|chunk| u64::from(chunk.files)).sum()
    }

    /// Files that running operations report as moved, not proved.
    pub fn reported(&self) -> u64 {
        self.chunks
            .iter()
            .map(|chunk| u64::from(chunk.reported))
            .sum()
    }

    /// Files whose fate is settled, for better or worse.
    pub fn settled(&self) -> u64 {
        let settled = |chunk: &ChunkStatus| chunk.arrived + chunk.not_archived + chunk.unknown;
        self.chunks
            .iter()
            .map(|chunk| u64::from(settled(chunk)))
            .sum()
    }

    fn seen(&self) -> u64 {
        self.settled() + self.reported()
    }

    /// Files per second, from what was measured; `None` before there is anything to measure.
    pub fn rate(&self) -> Option<f64> {
        let (until, seen) = self.last_arrivals?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a rate for the eye; files are far below 2^52"
        )]
        let files = seen as f64;
        (until >= Duration::from_millis(500)).then(|| files / until.as_secs_f64())
    }

    /// Time left by the measured rate; `None` while nothing was measured, or nothing moves on by itself.
    pub fn time_left(&self) -> Option<Duration> {
        if self.state.is_paused() || self.cancels > 0 || !self.is_going() {
            return None;
        }
        let left = self.travelling().saturating_sub(self.seen());
        // One sighting is no measure of a pace.
        let (first, _) = self.first_arrivals?;
        let (last, _) = self.last_arrivals?;
        if left == 0 || first == last {
            return None;
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "a time for the eye; files are far below 2^52"
        )]
        let seconds = left as f64 / self.rate()?;
        Duration::try_from_secs_f64(seconds).ok()
    }

    /// The rung of the ladder the run is on, as far as it told, or as far as was asked.
    pub fn rung(&self) -> Option<CancelRung> {
        match self.cancels {
            0 => self.state.cancel(),
            1 => Some(CancelRung::Finish),
            _ => Some(CancelRung::Abandon),
        }
    }

    /// Calls of the guest step.
    pub fn guest_calls(&self) -> &[GuestCall] {
        let step = self.planned.plan.guest.as_ref();
        step.map_or(&[], |step| &step.calls)
    }

    /// How many rows the list of chunks has; where a guest goes, each call has one after them, and the read-back too.
    pub fn row_count(&self) -> usize {
        let guest = self.planned.plan.guest.is_some();
        self.chunks.len() + self.guest_calls().len() + usize::from(guest)
    }

    /// Guest calls that were asked for so far.
    pub fn guest_calls_asked(&self) -> usize {
        (0..self.guest_calls().len())
            .filter(|call| self.state.guest_call_stage(*call) != GuestCallStage::Waiting)
            .count()
    }

    /// The first row that is not over, to be kept in sight.
    pub fn row_in_work(&self) -> usize {
        let asked = self.guest_calls_asked();
        if self.state.guest_seen().is_some() {
            return self.row_count().saturating_sub(1);
        }
        if asked > 0 {
            return self.chunks.len() + asked - 1;
        }
        self.chunk_in_work()
    }

    fn chunk_in_work(&self) -> usize {
        self.chunks
            .iter()
            .rposition(|chunk| chunk.running + chunk.sent + chunk.verifying > 0)
            .or_else(|| {
                self.chunks
                    .iter()
                    .position(|chunk| chunk.arrived < chunk.files)
            })
            .unwrap_or(0)
    }
}
