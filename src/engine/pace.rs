//! Keeps the portal's limits before it has to say no, and repeats what can be repeated without harm.
//!
//! [`Paced`] is a transport around a transport. A read is repeated after any accident; a write only when it certainly
//! had no effect. Everything else comes back to the caller, who settles it by reading. This module must not know
//! what the requests are about.

mod repeat;

use std::{
    collections::VecDeque,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use backon::{ExponentialBuilder, Retryable as _};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::Instant,
};

use self::repeat::{Accident, MINUTE_USED_UP, MOST_REPEATS, judge};
use crate::docspace::{LimitKind, Patience, Reply, Request, Transport, TransportError};

/// The portal's window for counting requests.
const MINUTE: Duration = Duration::from_secs(60);
/// How long fewer requests are in flight after the portal complained about too many at the same time.
const CALM: Duration = Duration::from_secs(10);

/// The limits to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaceLimits {
    /// Reads in flight at most. The portal allows 50 and serves a page in seconds; more would only queue there.
    pub reads_in_flight: u32,
    /// Writes in flight at most. The portal allows 15.
    pub writes_in_flight: u32,
    /// Requests within any 60 seconds at most. The portal allows 1500 per user, browser tabs included.
    pub per_minute: usize,
    /// As many of `per_minute` are kept free of listings, for operations that have to be asked after in time.
    pub kept_for_operations: usize,
    /// Whether waits between repeats are scattered. Tests switch it off to be the same every time.
    pub jitter: bool,
}

impl Default for PaceLimits {
    fn default() -> Self {
        Self {
            reads_in_flight: 8,
            writes_in_flight: 4,
            per_minute: 1400,
            kept_for_operations: 100,
            jitter: true,
        }
    }
}

/// A transport that keeps [`PaceLimits`] and repeats what is safe to repeat.
#[derive(Debug)]
pub struct Paced<T> {
    inner: T,
    limits: PaceLimits,
    reads: Semaphore,
    writes: Semaphore,
    state: Mutex<State>,
    sent: AtomicU64,
    repeated: AtomicU64,
}

#[derive(Debug)]
struct State {
    /// When the requests of the last minute were sent.
    window: VecDeque<Instant>,
    /// Nothing is sent before.
    hold_until: Option<Instant>,
    /// Permits one read takes: 1 normally, doubled (so that half as many fly) for each complaint.
    weight: u32,
    /// When the weight is halved again.
    calm_until: Option<Instant>,
}

impl<T> Paced<T> {
    /// Puts `inner` under `limits`.
    pub fn new(inner: T, limits: PaceLimits) -> Self {
        Self {
            inner,
            limits,
            reads: Semaphore::new(limits.reads_in_flight.max(1) as usize),
            writes: Semaphore::new(limits.writes_in_flight.max(1) as usize),
            state: Mutex::new(State {
                window: VecDeque::new(),
                hold_until: None,
                weight: 1,
                calm_until: None,
            }),
            sent: AtomicU64::new(0),
            repeated: AtomicU64::new(0),
        }
    }

    /// The transport inside.
    pub fn inner(&self) -> &T {
        &self.inner
    }

    /// Requests sent so far, repeats included.
    pub fn requests(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// How many of them were repeats.
    pub fn repeats(&self) -> u64 {
        self.repeated.load(Ordering::Relaxed)
    }
}

impl<T: Transport> Transport for Paced<T> {
    async fn send(&self, request: Request) -> Result<Reply, TransportError> {
        let mut backoff = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(500))
            .with_factor(2.0)
            .with_max_delay(Duration::from_secs(4))
            .with_max_times(MOST_REPEATS);
        if self.limits.jitter {
            backoff = backoff.with_jitter();
        }
        let mut repeats = 0;
        let outcome = (|| self.once(&request))
            .retry(backoff)
            .sleep(tokio::time::sleep)
            .when(|accident| {
                let again = repeats < accident.repeats;
                repeats += 1;
                if again {
                    self.repeated.fetch_add(1, Ordering::Relaxed);
                }
                again
            })
            // Without the `map` a wait asked for by every answer would keep the repeats going for ever.
            .adjust(|accident, wait| wait.map(|wait| accident.wait.unwrap_or(wait)))
            .await;
        outcome.or_else(|accident| accident.outcome)
    }
}

impl<T: Transport> Paced<T> {
    async fn once(&self, request: &Request) -> Result<Reply, Box<Accident>> {
        let outcome = {
            let _turn = self.turn(request).await;
            self.sent.fetch_add(1, Ordering::Relaxed);
            self.inner.send(request.clone()).await
        };
        if let Ok(reply) = &outcome
            && reply.status == 429
        {
            self.take_to_heart(LimitKind::of(reply));
        }
        judge(request, outcome)
    }

    /// A place in flight, given back when dropped, at a moment when the minute has room for one more. Whoever waits
    /// for the minute gives the place back meanwhile, so that operations can still be asked after.
    async fn turn(&self, request: &Request) -> Option<SemaphorePermit<'_>> {
        loop {
            let place = self.place(request).await;
            match self.enter_minute(Instant::now(), self.per_minute(request)) {
                Ok(()) => return place,
                Err(until) => {
                    drop(place);
                    tokio::time::sleep_until(until).await;
                }
            }
        }
    }

    /// A place in flight. The semaphores are never closed, so there always is one.
    async fn place(&self, request: &Request) -> Option<SemaphorePermit<'_>> {
        if request.is_read() {
            let weight = self.weight(Instant::now());
            self.reads.acquire_many(weight).await.ok()
        } else {
            self.writes.acquire().await.ok()
        }
    }

    fn per_minute(&self, request: &Request) -> usize {
        let kept = match request.patience {
            Patience::Page => self.limits.kept_for_operations,
            Patience::Probe | Patience::Poll | Patience::Write => 0,
        };
        self.limits.per_minute.saturating_sub(kept).max(1)
    }

    /// Counts a request now, or says when to ask again.
    fn enter_minute(&self, now: Instant, limit: usize) -> Result<(), Instant> {
        let mut state = self.state();
        if let Some(until) = state.hold_until.filter(|until| *until > now) {
            return Err(until);
        }
        while state
            .window
            .front()
            .is_some_and(|sent| now.duration_since(*sent) >= MINUTE)
        {
            state.window.pop_front();
        }
        if state.window.len() < limit {
            state.window.push_back(now);
            return Ok(());
        }
        // The window holds at least `limit` requests: one more fits when all but `limit - 1` of them are old.
        let leaves = state.window.len() - limit;
        Err(state.window.get(leaves).map_or(now, |sent| *sent + MINUTE))
    }

    fn weight(&self, now: Instant) -> u32 {
        let mut state = self.state();
        while state.weight > 1 {
            match state.calm_until {
                Some(until) if until <= now => {
                    state.weight /= 2;
                    state.calm_until = Some(until + CALM);
                }
                _ => break,
            }
        }
        state.weight
    }

    /// Changes the pace after a 429.
    fn take_to_heart(&self, kind: LimitKind) {
        let now = Instant::now();
        let most = self.limits.reads_in_flight.max(1);
        let mut state = self.state();
        match kind {
            // Several in flight may be refused for the same reason: one halving per second is enough.
            LimitKind::Concurrency | LimitKind::Unknown => {
                let fresh = state
                    .calm_until
                    .is_none_or(|until| until < now + CALM.saturating_sub(Duration::from_secs(1)));
                if fresh {
                    state.weight = (state.weight * 2).min(most);
                    state.calm_until = Some(now + CALM);
                }
            }
            LimitKind::Minute => state.hold_until = Some(now + MINUTE_USED_UP),
            LimitKind::Day | LimitKind::Guarded => {}
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
