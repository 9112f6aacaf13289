//! What is worth a repeat, how often, and after which wait.

use std::time::Duration;

use crate::docspace::{LimitKind, Patience, Reply, Request, TransportError};

/// Longest `Retry-After` that is waited for instead of being reported.
const LONGEST_ASKED_WAIT: Duration = Duration::from_secs(60);
/// Wait when the minute's requests are used up and the portal does not say for how long.
pub(super) const MINUTE_USED_UP: Duration = Duration::from_secs(15);

/// The most repeats anything gets.
pub(super) const MOST_REPEATS: usize = 8;

/// A reply or failure that may be worth repeating.
pub(super) struct Accident {
    pub(super) outcome: Result<Reply, TransportError>,
    /// Repeats it is worth in all; 0 for none.
    pub(super) repeats: usize,
    /// Wait before the next one, where it is not for us to choose.
    pub(super) wait: Option<Duration>,
}

/// Tells a final reply from an accident, and says what the accident is worth.
pub(super) fn judge(
    request: &Request,
    outcome: Result<Reply, TransportError>,
) -> Result<Reply, Box<Accident>> {
    let (repeats, wait) = match &outcome {
        Ok(reply) if reply.status == 429 => after_too_many(reply),
        Ok(reply) if request.is_read() => (after_reply(request, reply), None),
        // The first contact must not make a mistyped host a matter of many seconds.
        Err(TransportError::NotSent(_)) if request.patience == Patience::Probe => (1, None),
        Err(TransportError::NotSent(_)) => (4, None),
        Err(TransportError::Lost(_)) if request.is_read() => (4, None),
        _ => (0, None),
    };
    match outcome {
        Ok(reply) if repeats == 0 => Ok(reply),
        outcome => Err(Box::new(Accident {
            outcome,
            repeats,
            wait,
        })),
    }
}

/// Repeats and wait after a 429: nothing was done, so even a write can be repeated.
fn after_too_many(reply: &Reply) -> (usize, Option<Duration>) {
    if let Some(asked) = reply.retry_after {
        return if asked <= LONGEST_ASKED_WAIT {
            (MOST_REPEATS, Some(asked))
        } else {
            (0, None)
        };
    }
    match LimitKind::of(reply) {
        LimitKind::Minute => (MOST_REPEATS, Some(MINUTE_USED_UP)),
        LimitKind::Concurrency | LimitKind::Unknown => (MOST_REPEATS, None),
        LimitKind::Day | LimitKind::Guarded => (0, None),
    }
}

/// Repeats after another reply to a read.
fn after_reply(request: &Request, reply: &Reply) -> usize {
    match reply.status {
        _ if reply.is_html() => 4,
        502..=504 => 4,
        // The portal's own 500 is mostly a verdict and seldom an accident.
        500.. if request.patience != Patience::Probe => 2,
        _ => 0,
    }
}
