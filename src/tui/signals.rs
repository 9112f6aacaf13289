//! Signals of the operating system.

use std::io;

use super::event_loop::{Signal, Signals};

/// SIGINT, SIGTERM and SIGHUP, caught from the moment it is made.
#[cfg(unix)]
pub(super) struct ProcessSignals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl ProcessSignals {
    pub(super) fn catch() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }
}

#[cfg(unix)]
impl Signals for ProcessSignals {
    async fn next(&mut self) -> Signal {
        tokio::select! {
            biased;
            _ = self.hang_up.recv() => Signal::HangUp,
            _ = self.terminate.recv() => Signal::Terminate,
            _ = self.interrupt.recv() => Signal::Interrupt,
        }
    }
}

/// Ctrl-C from outside; other systems have no more.
#[cfg(not(unix))]
pub(super) struct ProcessSignals;

#[cfg(not(unix))]
impl ProcessSignals {
    pub(super) fn catch() -> io::Result<Self> {
        Ok(Self)
    }
}

#[cfg(not(unix))]
impl Signals for ProcessSignals {
    async fn next(&mut self) -> Signal {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Signal::Interrupt,
            Err(_) => std::future::pending().await,
        }
    }
}
