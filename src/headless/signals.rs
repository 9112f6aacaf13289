//! Ctrl-C, SIGTERM and a terminal that goes away.

use tokio::sync::{mpsc, watch};

use crate::app::{Control, ExitCode};

/// Done when the process is asked to stop for the first time.
pub async fn stop_asked() {
    let mut signals = Signals::new();
    signals.next().await;
}

/// Hears every signal from the moment it was made, whoever looks when: none falls between a run and what follows it.
pub(super) struct Stops {
    heard: watch::Receiver<u32>,
    taken: u32,
}

impl Stops {
    /// Begins to listen.
    pub(super) fn listen() -> Self {
        let mut signals = Signals::new();
        let (count, heard) = watch::channel(0);
        tokio::spawn(async move {
            while !count.is_closed() {
                signals.next().await;
                count.send_modify(|heard| *heard += 1);
            }
        });
        Self { heard, taken: 0 }
    }

    /// Done at the next signal that nobody has taken yet.
    pub(super) async fn next(&mut self) {
        let taken = self.taken;
        if self.heard.wait_for(|heard| *heard > taken).await.is_err() {
            std::future::pending::<()>().await;
        }
        self.taken += 1;
    }

    /// Whether there was any signal.
    pub(super) fn asked(&self) -> bool {
        *self.heard.borrow() > 0
    }
}

/// Turns signals into rungs of the cancel ladder: the first starts nothing new, the second stops waiting, the third
/// leaves at once.
pub(super) async fn feed_ladder(
    signals: &mut Stops,
    controls: mpsc::Sender<Control>,
    say: impl Fn(&str),
) {
    for told in [
        "Stopping: nothing new is sent, what is in flight is awaited. Again: stop waiting.",
        "Not waiting any more: what is in flight stays unknown. Again: leave at once.",
    ] {
        signals.next().await;
        say(told);
        // The run may just have ended.
        let _ = controls.send(Control::Cancel).await;
    }
    signals.next().await;
    std::process::exit(ExitCode::Cancelled as i32);
}

#[cfg(unix)]
struct Signals(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Signals {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [
            SignalKind::interrupt(),
            SignalKind::terminate(),
            SignalKind::hangup(),
        ];
        Self(
            kinds
                .into_iter()
                .filter_map(|kind| signal(kind).ok())
                .collect(),
        )
    }

    async fn next(&mut self) {
        std::future::poll_fn(|context| {
            let any = self
                .0
                .iter_mut()
                .any(|signal| signal.poll_recv(context).is_ready());
            if any {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Self {
        Self
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
