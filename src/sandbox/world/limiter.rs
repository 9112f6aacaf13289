//! The portal's request limits: by the minute, by what is in flight, by the day.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

/// The figures of the limits.
#[derive(Clone, Copy, Debug)]
pub(in crate::sandbox) struct Limits {
    /// Requests in any minute.
    pub(in crate::sandbox) per_minute: usize,
    /// GETs in flight.
    pub(in crate::sandbox) reads_in_flight: usize,
    /// Other requests in flight.
    pub(in crate::sandbox) writes_in_flight: usize,
    /// POSTs and PUTs in a day.
    pub(in crate::sandbox) writes_per_day: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_minute: 1500,
            reads_in_flight: 50,
            writes_in_flight: 15,
            writes_per_day: 10_000,
        }
    }
}

/// A request that is one too many, with what its answer tells in headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sandbox) struct TooMany {
    /// The limit that was hit.
    pub(in crate::sandbox) limit: usize,
    /// When to come back; told by the daily limit only.
    pub(in crate::sandbox) retry_after: Option<Duration>,
}

/// What each caller has used. A caller is a person's id, or nobody.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Limiter {
    pub(in crate::sandbox) limits: Limits,
    recent: HashMap<String, VecDeque<Instant>>,
    today: HashMap<String, (Instant, usize)>,
    /// Admitted requests that are being served, by caller and by whether they read.
    in_flight: HashMap<(String, bool), usize>,
}

impl Limiter {
    /// Counts a request; one that is admitted must be released when it ends.
    pub(in crate::sandbox) fn admit(
        &mut self,
        caller: &str,
        method: &str,
        now: Instant,
    ) -> Result<(), TooMany> {
        let refuse = |limit| {
            Err(TooMany {
                limit,
                retry_after: None,
            })
        };
        let recent = self.recent.entry(caller.to_owned()).or_default();
        while recent
            .front()
            .is_some_and(|at| now.saturating_duration_since(*at) >= MINUTE)
        {
            recent.pop_front();
        }
        if recent.len() >= self.limits.per_minute {
            return refuse(self.limits.per_minute);
        }
        // A later limit that refuses has used up a place in the minute all the same.
        recent.push_back(now);
        let reads = method == "GET";
        let allowed = if reads {
            self.limits.reads_in_flight
        } else {
            self.limits.writes_in_flight
        };
        let served = self
            .in_flight
            .entry((caller.to_owned(), reads))
            .or_default();
        if *served >= allowed {
            return refuse(allowed);
        }
        if matches!(method, "POST" | "PUT") {
            let (since, used) = self.today.entry(caller.to_owned()).or_insert((now, 0));
            if now.saturating_duration_since(*since) >= DAY {
                (*since, *used) = (now, 0);
            }
            if *used >= self.limits.writes_per_day {
                let rest = DAY.saturating_sub(now.saturating_duration_since(*since));
                return Err(TooMany {
                    limit: self.limits.writes_per_day,
                    retry_after: Some(rest),
                });
            }
            *used += 1;
        }
        *served += 1;
        Ok(())
    }

    /// An admitted request has ended.
    pub(in crate::sandbox) fn release(&mut self, caller: &str, reads: bool) {
        if let Some(served) = self.in_flight.get_mut(&(caller.to_owned(), reads)) {
            *served = served.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_minute_slides() {
        let mut limiter = Limiter::default();
        limiter.limits.per_minute = 2;
        let start = Instant::now();
        assert!(limiter.admit("ann", "GET", start).is_ok());
        assert!(
            limiter
                .admit("ann", "GET", start + Duration::from_secs(30))
                .is_ok()
        );
        let refused = limiter
            .admit("ann", "GET", start + Duration::from_secs(59))
            .unwrap_err();
        assert_eq!(
            refused,
            TooMany {
                limit: 2,
                retry_after: None
            }
        );
        assert!(
            limiter
                .admit("bob", "GET", start + Duration::from_secs(59))
                .is_ok()
        );
        assert!(
            limiter
                .admit("ann", "GET", start + Duration::from_secs(60))
                .is_ok()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn reads_and_writes_in_flight_have_their_own_limits() {
        let mut limiter = Limiter::default();
        let now = Instant::now();
        for _ in 0..50 {
            assert!(limiter.admit("ann", "GET", now).is_ok());
        }
        assert_eq!(limiter.admit("ann", "GET", now).unwrap_err().limit, 50);
        limiter.release("ann", true);
        assert!(limiter.admit("ann", "GET", now).is_ok());
        for _ in 0..15 {
            assert!(limiter.admit("ann", "DELETE", now).is_ok());
        }
        assert_eq!(limiter.admit("ann", "DELETE", now).unwrap_err().limit, 15);
    }

    #[tokio::test(start_paused = true)]
    async fn the_daily_limit_says_when_to_come_back() {
        let mut limiter = Limiter::default();
        limiter.limits.writes_per_day = 1;
        let now = Instant::now();
        assert!(limiter.admit("ann", "PUT", now).is_ok());
        let refused = limiter
            .admit("ann", "POST", now + Duration::from_secs(100))
            .unwrap_err();
        assert_eq!(refused.retry_after, Some(Duration::from_secs(86_300)));
        assert!(limiter.admit("ann", "PUT", now + DAY).is_ok());
    }
}
