//! The clock side of a run in this process: what is under way, when to look next, how fast the portal is.
//!
//! Nothing here is journalled; a run that is taken up again starts with an empty tempo and looks at once.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use super::{
    ownership::Handover,
    record::{Progress, Record, SendId},
};

/// The first look at an operation, when nothing is known about the portal's pace.
const FIRST_LOOK: Duration = Duration::from_millis(300);
/// The latest, when the pace was measured: an operation that is looked at before it can be done costs a second look,
/// and of those there is one a second for all.
const LATEST_FIRST_LOOK: Duration = Duration::from_secs(3);
/// The same for the one operation that is looked at early to measure the pace.
const FIRST_PROBE: Duration = Duration::from_millis(100);
/// Pauses after the first, second and every later look.
const LOOKS: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(3),
];
/// Between any two looks that are not the first at their operation.
pub(super) const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
/// Pauses before the looks at the files of a lost request; the last one repeats.
const READS: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];
/// When no file of a lost request has arrived for so long, waiting is over.
const NO_NEWS: Duration = Duration::from_secs(15);
/// When an operation has shown no change for so long, its job is dead: the portal cancels what shows none for a minute.
const STALLED: Duration = Duration::from_secs(180);

/// Something a run has under way at most once at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Task {
    Ownership,
    Target,
    Request(SendId),
    LastLook,
    Guest,
}

/// Once the pace is measured, every so many operations one is looked at early, in case the pace has changed.
const PROBE_AGAIN: u32 = 16;

/// The most that is added to an expectation.
const MOST_PATIENCE: Duration = Duration::from_millis(20);

/// See the module.
#[derive(Debug, Clone, Default)]
pub(super) struct Tempo {
    busy: BTreeMap<Task, Duration>,
    sends: HashMap<SendId, SendTempo>,
    last_send: Option<(SendId, Duration)>,
    last_repeated_look: Option<Duration>,
    pace: Pace,
    /// The operation whose first look comes early on purpose, to measure the pace; one at a time, since a look that
    /// comes too early costs another one, and those are rationed.
    probe: Option<SendId>,
    /// Operations accepted so far.
    accepted: u32,
    target_after: Duration,
    target_absent: bool,
    owner_seen_for: Option<Handover>,
}

#[derive(Debug, Clone, Default)]
struct SendTempo {
    is_probe: bool,
    files: u32,
    accepted: Duration,
    looks: usize,
    next_look: Duration,
    changed: Duration,
    percent: u8,
    moved: u32,
    reads: usize,
    next_read: Duration,
    news: Duration,
}

/// How long the portal takes per file, learnt from what operations show.
#[derive(Debug, Clone, Copy, Default)]
struct Pace {
    per_file: Option<Duration>,
    /// Measured from an operation seen half-way, not only bounded by one seen finished.
    measured: bool,
    round_trip: Duration,
    /// Added to every expectation, more with every look that came too early.
    patience: Duration,
}

impl Tempo {
    pub(super) fn is_busy(&self, task: Task) -> bool {
        self.busy.contains_key(&task)
    }

    /// Requests that something is under way for.
    pub(super) fn busy_requests(&self) -> impl Iterator<Item = SendId> {
        self.busy.keys().filter_map(|task| match task {
            Task::Request(send) => Some(*send),
            _ => None,
        })
    }

    pub(super) fn is_idle(&self) -> bool {
        self.busy.is_empty()
    }

    pub(super) fn percent(&self, send: SendId) -> u8 {
        self.sends.get(&send).map_or(0, |send| send.percent)
    }

    pub(super) fn moved(&self, send: SendId) -> u32 {
        self.sends.get(&send).map_or(0, |send| send.moved)
    }

    pub(super) fn began(&mut self, task: Task, is_look: bool, now: Duration) {
        self.busy.insert(task, now);
        let Task::Request(send) = task else { return };
        if !is_look {
            return;
        }
        let tempo = self.sends.entry(send).or_default();
        tempo.looks += 1;
        if tempo.looks > 1 {
            self.last_repeated_look = Some(now);
        }
    }

    pub(super) fn ended(&mut self, task: Task, now: Duration) {
        if let Some(began) = self.busy.remove(&task) {
            let round_trip = now.saturating_sub(began);
            self.pace.round_trip = if self.pace.round_trip.is_zero() {
                round_trip
            } else {
                (self.pace.round_trip * 3 + round_trip) / 4
            };
        }
    }

    /// What a record means for the clock.
    pub(super) fn record(&mut self, record: &Record, now: Duration) {
        match record {
            Record::SendIntended { send, files, .. } => {
                self.last_send = Some((*send, now));
                let files = u32::try_from(files.len()).unwrap_or(u32::MAX);
                self.sends.insert(
                    *send,
                    SendTempo {
                        files,
                        ..SendTempo::default()
                    },
                );
            }
            Record::SendAccepted { send, .. } => {
                let is_probe = self.takes_a_probe();
                if is_probe {
                    self.probe = Some(*send);
                }
                self.accepted += 1;
                let tempo = self.sends.entry(*send).or_default();
                tempo.is_probe = is_probe;
                tempo.accepted = now;
                tempo.changed = now;
            }
            Record::OperationEnded { send, .. } => {
                if let Some(tempo) = self
                    .sends
                    .get(send)
                    .filter(|tempo| tempo.looks <= 1 && tempo.percent == 0)
                {
                    self.pace
                        .bounded(tempo.files, now.saturating_sub(tempo.accepted));
                }
                self.probe.take_if(|probe| probe == send);
                self.read_after(*send, Duration::ZERO, now);
            }
            Record::SendRefused { send, .. } => self.read_after(*send, Duration::ZERO, now),
            Record::SendLost { send, .. } | Record::OperationLost { send } => {
                self.probe.take_if(|probe| probe == send);
                self.read_after(*send, READS[0], now);
            }
            // It may still be made: it is looked for when that has become unlikely, so that there are never two.
            Record::TargetNotMade { .. } => self.target_after = now + NO_NEWS,
            Record::TargetIntended { .. } => self.target_absent = false,
            Record::TargetAbsent => self.target_absent = true,
            Record::OwnershipSeen { change, .. } => self.owner_seen_for = Some(*change),
            _ => {}
        }
    }

    /// What a look at an operation, or at the files of a lost request, means for the clock.
    pub(super) fn progress(&mut self, progress: &Progress, now: Duration) {
        let Progress::Polled {
            send,
            percent,
            moved,
        } = progress
        else {
            return;
        };
        let tempo = self.sends.entry(*send).or_default();
        if (tempo.percent, tempo.moved) != (*percent, *moved) {
            tempo.changed = now;
        }
        tempo.percent = *percent;
        tempo.moved = *moved;
        let elapsed = now.saturating_sub(tempo.accepted);
        let mut next = now + LOOKS[tempo.looks.saturating_sub(1).min(LOOKS.len() - 1)];
        if *percent > 0 && *percent < 100 && tempo.files > 0 {
            let whole = elapsed * 100 / u32::from(*percent);
            if tempo.looks == 1 && !tempo.is_probe && self.pace.measured {
                self.pace.came_too_early();
            }
            self.pace.seen(tempo.files, whole);
            let end = (tempo.accepted + self.pace.with_margin(whole)).max(now);
            // An end that is near is waited for; a look on the way would only keep another operation from its own.
            if end < next || end <= now + LOOKS[LOOKS.len() - 1] {
                next = end;
            }
        }
        tempo.next_look = next;
    }

    /// A look at the files of a lost request is over; `news` when one of them has arrived since the last.
    pub(super) fn read(&mut self, send: SendId, news: bool, now: Duration) {
        let tempo = self.sends.entry(send).or_default();
        tempo.reads += 1;
        tempo.next_read = now + READS[tempo.reads.min(READS.len() - 1)];
        if news {
            tempo.news = now;
        }
    }

    fn read_after(&mut self, send: SendId, pause: Duration, now: Duration) {
        let tempo = self.sends.entry(send).or_default();
        tempo.next_read = now + pause;
        tempo.news = now;
    }

    /// When to look at a running operation, and whether for the first time. The first look follows what is known of
    /// the pace by now, not when the operation began.
    pub(super) fn look_due(&self, send: SendId) -> (Duration, bool) {
        let Some(tempo) = self.sends.get(&send) else {
            return (Duration::ZERO, true);
        };
        if tempo.looks > 0 {
            return (tempo.next_look, false);
        }
        (
            tempo.accepted + self.pace.first_look(tempo.files, tempo.is_probe),
            true,
        )
    }

    /// Whether the operation accepted now is looked at early to measure the pace.
    fn takes_a_probe(&self) -> bool {
        self.probe.is_none() && (!self.pace.measured || self.accepted.is_multiple_of(PROBE_AGAIN))
    }

    /// Before this time no operation is looked at again: all looks but the first share one a second.
    pub(super) fn repeated_look_due(&self) -> Duration {
        self.last_repeated_look
            .map_or(Duration::ZERO, |last| last + BETWEEN_LOOKS)
    }

    /// Whether a running operation has shown no change for too long.
    pub(super) fn is_stalled(&self, send: SendId, now: Duration) -> bool {
        self.sends
            .get(&send)
            .is_some_and(|tempo| now.saturating_sub(tempo.changed) >= STALLED)
    }

    /// When to read the files of an unsettled request, and whether that is the last time.
    pub(super) fn read_due(&self, send: SendId, now: Duration) -> (Duration, bool) {
        let Some(tempo) = self.sends.get(&send) else {
            return (Duration::ZERO, false);
        };
        (tempo.next_read, now.saturating_sub(tempo.news) >= NO_NEWS)
    }

    /// Whether this process has looked and not seen the target since the last order to make it.
    pub(super) fn target_is_absent(&self) -> bool {
        self.target_absent
    }

    /// Because of which change this process has last seen whom the room belongs to.
    pub(super) fn owner_seen_for(&self) -> Option<Handover> {
        self.owner_seen_for
    }

    pub(super) fn target_due(&self) -> Duration {
        self.target_after
    }

    /// When the next request may leave.
    pub(super) fn send_due(&self, gap_after: impl FnOnce(SendId) -> Duration) -> Duration {
        self.last_send
            .map_or(Duration::ZERO, |(send, at)| at + gap_after(send))
    }
}

impl Pace {
    /// When to look first at an operation, counted from its acceptance.
    fn first_look(&self, files: u32, is_probe: bool) -> Duration {
        let Some(per_file) = self.per_file else {
            return if is_probe { FIRST_PROBE } else { FIRST_LOOK };
        };
        let whole = match (is_probe, self.measured) {
            (true, true) => per_file * files * 9 / 10,
            (true, false) => per_file * files * 7 / 10,
            (false, _) => self.with_margin(per_file * files),
        };
        let latest = if self.measured {
            LATEST_FIRST_LOOK
        } else {
            FIRST_LOOK
        };
        whole
            .saturating_sub(self.round_trip)
            .clamp(Duration::from_millis(20), latest)
    }

    /// A little later than expected: a look that comes too early costs another one.
    fn with_margin(&self, whole: Duration) -> Duration {
        whole + whole / 100 + Duration::from_millis(1) + self.patience
    }

    /// The portal and the network are less even than was thought: look a little later from now on.
    fn came_too_early(&mut self) {
        self.patience = (self.patience + Duration::from_millis(2)).min(MOST_PATIENCE);
    }

    /// An operation was seen finished at its first look: it took `elapsed` at most.
    fn bounded(&mut self, files: u32, elapsed: Duration) {
        if let Some(bound) = elapsed.checked_div(files) {
            self.per_file = Some(self.per_file.map_or(bound, |known| known.min(bound)));
        }
    }

    fn seen(&mut self, files: u32, whole: Duration) {
        let Some(seen) = whole.checked_div(files) else {
            return;
        };
        self.per_file = Some(match self.per_file.filter(|_| self.measured) {
            Some(known) => (known + seen) / 2,
            None => seen,
        });
        self.measured = true;
    }
}
