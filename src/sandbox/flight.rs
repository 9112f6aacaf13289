//! Requests in flight: counted in when they arrive, counted out however they end.

use super::server::Sandbox;
use super::world::TooMany;

/// A request in flight.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) sandbox: Sandbox,
    pub(super) entry: usize,
    pub(super) is_read: bool,
    /// Running number among all requests, from 1.
    pub(super) number: u64,
    /// Running number among the GETs, from 1.
    pub(super) reads: u64,
    pub(super) permit: Permit,
}

/// What the limiter said to a request.
#[derive(Debug)]
pub(super) enum Permit {
    /// It was not asked.
    NotNeeded,
    /// Admitted; given back by this caller when the request ends.
    Held(String),
    /// One too many.
    Refused(TooMany),
}

impl Ticket {
    /// Notes the status of the answer.
    pub(super) fn answered(&self, status: u16) {
        if let Some(entry) = self.sandbox.lock().log.entry_mut(self.entry) {
            entry.status = status;
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut inside = self.sandbox.lock();
        if self.is_read {
            inside.seen.reads_in_flight -= 1;
        } else {
            inside.seen.writes_in_flight -= 1;
        }
        if let Permit::Held(caller) = &self.permit {
            inside.world.limiter.release(caller, self.is_read);
        }
        inside.log.end(self.entry);
    }
}
