//! Ctrl-C, SIGTERM and a terminal that goes away.

use tokio::sync::mpsc;

use crate::app::{Control, ExitCode};

/// Done when the process is asked to stop for the first time.
pub async fn stop_asked() {
    let mut signals = Signals::new();
    signals.next().await;
}

/// Turns signals into rungs of the cancel ladder: the first starts nothing new, the second stops waiting, the third
/// leaves at once.
pub(super) async fn feed_ladder(controls: mpsc::Sender<Control>, say: impl Fn(&str)) {
    let mut signals = Signals::new();
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
