//! The loop that joins keys, answers, signals and the clock: draws once per burst, sleeps when idle, leaves in order.

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use closeout::{
    app::Control,
    plan::ConfirmedPlan,
    report::picture::Picture,
    run::Manner,
    tui::{
        TuiOptions,
        backend::Backend,
        effect::Question,
        event_loop::{EventLoop, Left, LoopError, Signal, Signals, Surface},
        message::{Event, RequestId},
        model::Model,
    },
};
use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers};
use futures_util::stream::{self, Stream, StreamExt as _};
use tokio::sync::mpsc::UnboundedSender;

use crate::{screens, support::driver::problem};

/// Counts what is drawn.
#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<bool>>>);

impl Screen {
    /// For every picture, whether the help was on it.
    fn pictures(&self) -> Vec<bool> {
        self.0.lock().unwrap().clone()
    }
}

impl Surface for Screen {
    fn draw(&mut self, model: &Model) -> io::Result<()> {
        self.0.lock().unwrap().push(!model.overlays.is_empty());
        Ok(())
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }
}

/// A backend that never answers, and crashes when it is told to.
struct Silent {
    crashes: bool,
}

impl Backend for Silent {
    fn ask(&mut self, _: RequestId, _: Question, _: &UnboundedSender<Event>) {}
    fn carry_out(&mut self, _: ConfirmedPlan, _: Manner, _: &UnboundedSender<Event>) {}
    fn control(&mut self, _: Control) {}
    fn save_picture(&mut self, _: &'static str, _: &Picture<'_>, _: &UnboundedSender<Event>) {}

    async fn crashed(&mut self) -> String {
        if self.crashes {
            return "a test".into();
        }
        std::future::pending().await
    }
}

/// Signals after these pauses.
struct After(VecDeque<(Duration, Signal)>, Option<tokio::time::Instant>);

impl Signals for After {
    async fn next(&mut self) -> Signal {
        let Some((pause, signal)) = self.0.front().copied() else {
            return std::future::pending().await;
        };
        // Whoever waits is interrupted by other things and waits anew for the same time.
        let due = *self
            .1
            .get_or_insert_with(|| tokio::time::Instant::now() + pause);
        tokio::time::sleep_until(due).await;
        self.1 = None;
        self.0.pop_front();
        signal
    }
}

fn terminate_after(pause: Duration) -> After {
    After(VecDeque::from([(pause, Signal::Terminate)]), None)
}

fn typed(keys: &str) -> impl Stream<Item = io::Result<TerminalEvent>> + Unpin + use<> {
    let press = |c| TerminalEvent::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
    let keys: Vec<_> = keys.chars().map(press).map(Ok).collect();
    stream::iter(keys).chain(stream::pending())
}

async fn run(
    crashes: bool,
    keys: impl Stream<Item = io::Result<TerminalEvent>> + Unpin,
    signals: After,
) -> (Result<Left, LoopError>, Vec<bool>) {
    let screen = Screen::default();
    let model = Model::new(TuiOptions::default());
    let ended = EventLoop::new(model, Silent { crashes }, screen.clone())
        .run((80, 24), keys, signals)
        .await;
    (ended, screen.pictures())
}

#[tokio::test(start_paused = true)]
async fn an_idle_program_draws_once_and_is_not_woken() {
    let (left, pictures) = run(
        false,
        stream::pending(),
        terminate_after(Duration::from_secs(3600)),
    )
    .await;
    assert_eq!(
        left.unwrap(),
        Left {
            exit_code: 143,
            in_a_run: false
        }
    );
    assert_eq!(pictures.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_keys_is_drawn_once() {
    let (_, pictures) = run(
        false,
        typed("?jjjjjjjjjjjjj"),
        terminate_after(Duration::from_secs(1)),
    )
    .await;
    assert_eq!(pictures, [false, true]);
}

#[tokio::test(start_paused = true)]
async fn q_leaves() {
    let (left, _) = run(false, typed("q"), After(VecDeque::new(), None)).await;
    assert_eq!(
        left.unwrap(),
        Left {
            exit_code: 0,
            in_a_run: false
        }
    );
}

#[tokio::test(start_paused = true)]
async fn a_terminal_that_is_gone_ends_the_program() {
    let (left, _) = run(false, stream::empty(), After(VecDeque::new(), None)).await;
    assert_eq!(left.unwrap().exit_code, 129);
    let hang_up = After(
        VecDeque::from([(Duration::from_secs(1), Signal::HangUp)]),
        None,
    );
    let (left, _) = run(false, stream::pending(), hang_up).await;
    assert_eq!(left.unwrap().exit_code, 129);
}

#[tokio::test(start_paused = true)]
async fn unreadable_keys_end_the_program_with_their_error() {
    let broken = stream::iter([Err(io::Error::other("broken"))]).chain(stream::pending());
    let (left, _) = run(false, broken, After(VecDeque::new(), None)).await;
    assert!(matches!(left, Err(LoopError::Input(_))), "{left:?}");
}

#[tokio::test(start_paused = true)]
async fn a_crashed_task_ends_the_program() {
    let (left, _) = run(true, stream::pending(), After(VecDeque::new(), None)).await;
    assert!(matches!(left, Err(LoopError::Crashed { .. })), "{left:?}");
}

#[tokio::test(start_paused = true)]
async fn ctrl_c_from_outside_is_ctrl_c() {
    let interrupt = After(
        VecDeque::from([(Duration::from_secs(1), Signal::Interrupt)]),
        None,
    );
    let (left, _) = run(false, stream::pending(), interrupt).await;
    assert_eq!(left.unwrap().exit_code, 0);
}

/// A run that ends when it is told to, or never.
struct Running {
    ends: bool,
    answers: Option<UnboundedSender<Event>>,
    controls: Arc<Mutex<Vec<Control>>>,
}

impl Backend for Running {
    fn ask(&mut self, _: RequestId, _: Question, answers: &UnboundedSender<Event>) {
        self.answers = Some(answers.clone());
    }
    fn carry_out(&mut self, _: ConfirmedPlan, _: Manner, _: &UnboundedSender<Event>) {}
    fn save_picture(&mut self, _: &'static str, _: &Picture<'_>, _: &UnboundedSender<Event>) {}

    fn control(&mut self, control: Control) {
        self.controls.lock().unwrap().push(control);
        let Some(answers) = self.answers.clone().filter(|_| self.ends) else {
            return;
        };
        tokio::spawn(async move {
            // As long as what is in flight takes.
            tokio::time::sleep(Duration::from_secs(60)).await;
            answers.send(Event::RunEnded(Err(problem()))).unwrap();
        });
    }

    async fn crashed(&mut self) -> String {
        std::future::pending().await
    }
}

/// Draws until the terminal is gone.
struct Tearing(Duration, tokio::time::Instant);

impl Surface for Tearing {
    fn draw(&mut self, _: &Model) -> io::Result<()> {
        if self.1.elapsed() < self.0 {
            Ok(())
        } else {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// A run is going on, these signals come, the keys end or not, and the screen can be drawn on for so long.
async fn in_a_run(
    ends: bool,
    signals: &[(Duration, Signal)],
    keys: impl Stream<Item = io::Result<TerminalEvent>> + Unpin,
    screen_lasts: Duration,
) -> (Left, Duration, usize) {
    let driver = screens::running_in("Client 10 GmbH", 80, 24).0;
    let controls = Arc::default();
    let backend = Running {
        ends,
        answers: None,
        controls: Arc::clone(&controls),
    };
    let began = tokio::time::Instant::now();
    let signals = After(signals.iter().copied().collect(), None);
    let left = EventLoop::new(driver.model, backend, Tearing(screen_lasts, began))
        .run((80, 24), keys, signals)
        .await;
    let controls = controls.lock().unwrap().len();
    (left.unwrap(), began.elapsed(), controls)
}

#[tokio::test(start_paused = true)]
async fn told_to_leave_a_run_finishes_what_is_in_flight_first() {
    const FOR_EVER: Duration = Duration::MAX;
    for (signal, exit_code) in [(Signal::Terminate, 143), (Signal::HangUp, 129)] {
        let once = [(SECOND, signal)];
        let (left, took, controls) = in_a_run(true, &once, stream::pending(), FOR_EVER).await;
        let expected = Left {
            exit_code,
            in_a_run: false,
        };
        assert_eq!((left, controls), (expected, 1), "{signal:?}");
        assert!(took >= Duration::from_secs(61), "{took:?}");

        let twice = [(SECOND, signal), (5 * SECOND, signal)];
        let (left, took, controls) = in_a_run(false, &twice, stream::pending(), FOR_EVER).await;
        let expected = Left {
            exit_code,
            in_a_run: true,
        };
        assert_eq!((left, controls), (expected, 1), "{signal:?}");
        assert!(took < Duration::from_secs(10), "{took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_terminal_that_goes_away_does_not_break_a_run_off() {
    let expected = Left {
        exit_code: 129,
        in_a_run: false,
    };
    // Its keys end, its keys break, it cannot be drawn on; and the kernel and the shell tell of it too.
    let (left, _, controls) = in_a_run(true, &[], stream::empty(), Duration::MAX).await;
    assert_eq!((left, controls), (expected, 1));
    let broken = stream::iter([Err(io::Error::other("gone"))]).chain(stream::pending());
    let (left, _, controls) = in_a_run(true, &[], broken, Duration::MAX).await;
    assert_eq!((left, controls), (expected, 1));
    let (left, _, controls) = in_a_run(true, &[], stream::pending(), SECOND).await;
    assert_eq!((left, controls), (expected, 1));
    let told = [(SECOND, Signal::HangUp), (Duration::ZERO, Signal::HangUp)];
    let (left, _, controls) = in_a_run(true, &told, stream::empty(), SECOND).await;
    assert_eq!((left, controls), (expected, 1));
}
