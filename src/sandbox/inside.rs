//! What lies behind the sandbox's lock, and what answers a request before it reaches the portal.

use std::time::Duration;

use super::faults::Fault;
use super::flight::{Permit, Ticket};
use super::log::RequestLog;
use super::options::SandboxOptions;
use super::routes::{Answer, Call};
use super::world::World;

/// What lies behind the lock. It is never held while anything is awaited.
#[derive(Debug)]
pub(super) struct Inside {
    pub(super) world: World,
    pub(super) log: RequestLog,
    pub(super) faults: Vec<Fault>,
    pub(super) seen: Seen,
}

/// What was counted so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) requests: u64,
    pub(super) reads: u64,
    pub(super) reads_in_flight: usize,
    pub(super) writes_in_flight: usize,
}

impl Inside {
    /// Switches a fault on; one that spoils a move waits for it.
    pub(super) fn inject(&mut self, fault: Fault, time_per_file: Duration) {
        if fault.spoils_a_move() {
            self.world.operations.spoils.push_back(fault);
        } else if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
        self.follow_faults(time_per_file);
    }

    /// Carries the faults over that change how the world works.
    pub(super) fn follow_faults(&mut self, time_per_file: Duration) {
        let slow = self.faults.contains(&Fault::Slow);
        self.world.operations.time_per_file = time_per_file * if slow { 50 } else { 1 };
        self.world.not_recursive = self.faults.contains(&Fault::NotRecursive);
    }

    /// Whether a fault that happens once was on; it is off afterwards.
    pub(super) fn use_up(&mut self, fault: Fault) -> bool {
        let before = self.faults.len();
        self.faults.retain(|known| *known != fault);
        self.faults.len() < before
    }

    /// What answers a request before it reaches the portal: gateways, limits, switches.
    pub(super) fn gate(
        &mut self,
        ticket: &Ticket,
        call: &Call,
        options: &SandboxOptions,
    ) -> Option<Answer> {
        if let Permit::Refused(refused) = &ticket.permit {
            return Some(Answer::TooMany {
                limit: refused.limit,
                remaining: 0,
                retry_after: refused.retry_after,
            });
        }
        if self.faults.contains(&Fault::TooManyRequests) && ticket.number.is_multiple_of(7) {
            return Some(Answer::TooMany {
                limit: 1500,
                remaining: 0,
                retry_after: None,
            });
        }
        if self.faults.contains(&Fault::Html502) && ticket.is_read && ticket.reads.is_multiple_of(9)
        {
            return Some(Answer::Html(502));
        }
        if call.is_move() && self.use_up(Fault::WriteLostBeforeEffect) {
            return Some(Answer::Html(504));
        }
        if options.reject_writes && !ticket.is_read {
            return Some(Answer::access_denied());
        }
        None
    }
}
