//! Being told to leave from outside while a run goes on: what is in flight is finished first, unless somebody insists.
//!
//! It decides and does nothing: the loop steers the run.

use std::time::Duration;

/// Exit code of a program ended by SIGTERM.
const TERMINATED: u8 = 143;
/// Exit code of a program whose terminal was closed.
const HUNG_UP: u8 = 129;
/// A terminal that goes away is told several times over: by the kernel, by the shell, by its own streams.
const ONE_HANG_UP: Duration = Duration::from_secs(2);

/// Who wants the program to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// SIGTERM.
    Terminated,
    /// SIGHUP, or the terminal can no longer be read or drawn on.
    HungUp,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Leave at once.
    Leave(u8),
    /// Ask the run to finish what is in flight.
    FinishFirst,
    /// It was heard already.
    Nothing,
}

/// What was heard so far.
#[derive(Debug, Default)]
pub(super) struct Leaving {
    exit_code: Option<u8>,
    hung_up_at: Option<Duration>,
}

impl Leaving {
    /// Somebody asks at this time. The first time a run is given the time to finish what is in flight.
    pub(super) fn asked(&mut self, why: Why, in_a_run: bool, now: Duration) -> Asked {
        let again = match (why, self.hung_up_at) {
            (Why::HungUp, Some(before)) if now < before + ONE_HANG_UP => return Asked::Nothing,
            (Why::HungUp, _) => {
                self.hung_up_at = Some(now);
                self.exit_code.is_some()
            }
            (Why::Terminated, _) => self.exit_code.is_some(),
        };
        let exit_code = *self.exit_code.get_or_insert(match why {
            Why::Terminated => TERMINATED,
            Why::HungUp => HUNG_UP,
        });
        if in_a_run && !again {
            Asked::FinishFirst
        } else {
            Asked::Leave(exit_code)
        }
    }

    /// The exit code, once nothing keeps the program any more.
    pub(super) fn due(&self, in_a_run: bool) -> Option<u8> {
        self.exit_code.filter(|_| !in_a_run)
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Leaving, Why};
    use std::time::Duration;

    const AT: Duration = Duration::from_secs(10);

    #[test]
    fn without_a_run_nothing_keeps_it() {
        for (why, code) in [(Why::Terminated, 143), (Why::HungUp, 129)] {
            let mut leaving = Leaving::default();
            assert_eq!(leaving.asked(why, false, AT), Asked::Leave(code));
        }
    }

    #[test]
    fn a_run_is_finished_first_and_the_second_time_it_is_left() {
        let mut leaving = Leaving::default();
        assert_eq!(leaving.asked(Why::Terminated, true, AT), Asked::FinishFirst);
        assert_eq!(leaving.due(true), None);
        assert_eq!(leaving.due(false), Some(143));
        assert_eq!(leaving.asked(Why::Terminated, true, AT), Asked::Leave(143));
    }

    #[test]
    fn a_terminal_that_goes_away_is_told_several_times_and_heard_once() {
        let mut leaving = Leaving::default();
        assert_eq!(leaving.asked(Why::HungUp, true, AT), Asked::FinishFirst);
        assert_eq!(leaving.asked(Why::HungUp, true, AT), Asked::Nothing);
        let later = AT + Duration::from_secs(5);
        assert_eq!(leaving.asked(Why::HungUp, true, later), Asked::Leave(129));
    }
}
