//! The loop: one `select!` over signals, keys, answers and the clock; everything that is queued is handled, then the
//! screen is drawn once, and only if something has changed. Nothing ticks while nothing moves.

use std::{future::poll_fn, io, task::Poll, time::Duration};

use crossterm::event;
use futures_util::{Stream, StreamExt as _};
use tokio::{
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    time::Instant,
};

use super::{
    backend::Backend,
    effect::Effect,
    input,
    leaving::{Asked, Leaving, Why},
    message::{Event, Msg},
    model::{Model, Screen},
    update::update,
    view,
};
use crate::{domain::titles::visible, report::picture::Picture};

/// As many queued events are handled between two pictures at most, so that a flood cannot stop the drawing.
const MOST_BETWEEN_DRAWS: usize = 256;

/// What can be drawn on.
pub trait Surface {
    /// Draws the model.
    fn draw(&mut self, model: &Model) -> io::Result<()>;
    /// Puts a text on the clipboard, where the terminal allows it.
    fn copy(&mut self, text: &str) -> io::Result<()>;
}

/// A signal of the operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT from outside: a rung of the ladder, like Ctrl-C.
    Interrupt,
    /// SIGTERM: finish what a run has in flight, and leave; the second time leave at once.
    Terminate,
    /// SIGHUP, the terminal is gone: the same.
    HangUp,
}

/// Where signals come from.
pub trait Signals {
    /// The next one. Pending for ever when none can come.
    fn next(&mut self) -> impl Future<Output = Signal>;
}

/// Why the loop cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum LoopError {
    /// The terminal cannot be written to.
    #[error("the terminal cannot be drawn on")]
    Draw(#[source] io::Error),
    /// The terminal cannot be read from.
    #[error("the terminal's keys cannot be read")]
    Input(#[source] io::Error),
    /// A task has panicked; the state of the program cannot be trusted any more.
    #[error("a part of closeout has crashed: {what}")]
    Crashed {
        /// What it said.
        what: String,
    },
}

/// Why the loop ended in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// What the program exits with.
    pub exit_code: u8,
    /// A run was under way: its journal says how far it came.
    pub in_a_run: bool,
}

/// The loop with everything it joins.
pub struct EventLoop<B, S> {
    model: Model,
    backend: B,
    surface: S,
    answers: UnboundedReceiver<Event>,
    sender: UnboundedSender<Event>,
    began: Instant,
    quit: Option<u8>,
    leaving: Leaving,
    /// Nothing can be read from the terminal or drawn on it any more.
    terminal_is_gone: bool,
}

/// What woke the loop.
enum Heard {
    Event(Box<Event>),
    Leave(Why),
    Gone,
    Crashed(String),
    Terminal(io::Result<event::Event>),
}

impl<B: Backend, S: Surface> EventLoop<B, S> {
    /// A loop around a model that has seen nothing yet, on a terminal of this size.
    pub fn new(model: Model, backend: B, surface: S) -> Self {
        let (sender, answers) = mpsc::unbounded_channel();
        Self {
            model,
            backend,
            surface,
            answers,
            sender,
            began: Instant::now(),
            quit: None,
            leaving: Leaving::default(),
            terminal_is_gone: false,
        }
    }

    /// Runs until somebody leaves.
    pub async fn run(
        mut self,
        size: (u16, u16),
        mut keys: impl Stream<Item = io::Result<event::Event>> + Unpin,
        mut signals: impl Signals,
    ) -> Result<Left, LoopError> {
        self.take(Event::Resized(size.0, size.1))?;
        self.take(Event::Started)?;
        loop {
            if self.model.dirty {
                self.draw()?;
            }
            if let Some(left) = self.has_left() {
                return Ok(left);
            }
            match self.hear(&mut keys, &mut signals).await {
                Heard::Event(event) => self.take(*event)?,
                Heard::Terminal(event) => self.take_terminal(event)?,
                Heard::Leave(why) => self.told_to_leave(why)?,
                Heard::Gone => self.lose_terminal()?,
                Heard::Crashed(what) => return Err(LoopError::Crashed { what }),
            }
            self.drain(&mut keys).await?;
        }
    }

    fn has_left(&self) -> Option<Left> {
        let in_a_run = self.model.is_running();
        let exit_code = self.quit.or_else(|| self.leaving.due(in_a_run))?;
        Some(Left {
            exit_code,
            in_a_run,
        })
    }

    /// Somebody outside wants an end: a run first finishes what is in flight.
    fn told_to_leave(&mut self, why: Why) -> Result<(), LoopError> {
        let now = self.began.elapsed();
        match self.leaving.asked(why, self.model.is_running(), now) {
            Asked::Leave(exit_code) => self.quit = Some(exit_code),
            Asked::FinishFirst => {
                let is_stopping = self.model.run.as_ref().is_some_and(|run| run.cancels > 0);
                if !is_stopping {
                    self.take(Event::Interrupted)?;
                }
            }
            Asked::Nothing => {}
        }
        Ok(())
    }

    fn lose_terminal(&mut self) -> Result<(), LoopError> {
        self.terminal_is_gone = true;
        self.told_to_leave(Why::HungUp)
    }

    async fn hear(
        &mut self,
        keys: &mut (impl Stream<Item = io::Result<event::Event>> + Unpin),
        signals: &mut impl Signals,
    ) -> Heard {
        let wake = self.model.wake_at();
        let alarm = tokio::time::sleep_until(self.began + wake.unwrap_or(Duration::ZERO));
        tokio::select! {
            biased;
            signal = signals.next() => match signal {
                Signal::Interrupt => Heard::Event(Box::new(Event::Interrupted)),
                Signal::Terminate => Heard::Leave(Why::Terminated),
                Signal::HangUp => Heard::Leave(Why::HungUp),
            },
            what = self.backend.crashed() => Heard::Crashed(what),
            event = keys.next(), if !self.terminal_is_gone => match event {
                Some(event) => Heard::Terminal(event),
                // The terminal is gone.
                None => Heard::Gone,
            },
            Some(event) = self.answers.recv() => Heard::Event(Box::new(event)),
            () = alarm, if wake.is_some() => Heard::Event(Box::new(Event::Woken)),
        }
    }

    /// Handles what is queued already, so that a burst is drawn once.
    async fn drain(
        &mut self,
        keys: &mut (impl Stream<Item = io::Result<event::Event>> + Unpin),
    ) -> Result<(), LoopError> {
        for _ in 0..MOST_BETWEEN_DRAWS {
            if self.quit.is_some() {
                return Ok(());
            }
            let queued = if self.terminal_is_gone {
                None
            } else {
                queued(keys).await
            };
            if let Some(event) = queued {
                self.take_terminal(event)?;
            } else if let Ok(event) = self.answers.try_recv() {
                self.take(event)?;
            } else {
                return Ok(());
            }
        }
        Ok(())
    }

    fn take_terminal(&mut self, event: io::Result<event::Event>) -> Result<(), LoopError> {
        let event = match event {
            Ok(event) => event,
            // A run does not break off because its screen does.
            Err(_) if self.model.is_running() => return self.lose_terminal(),
            Err(error) => return Err(LoopError::Input(error)),
        };
        match input::translate(event) {
            Some(event) => self.take(event),
            None => Ok(()),
        }
    }

    fn take(&mut self, event: Event) -> Result<(), LoopError> {
        let at = self.began.elapsed();
        for effect in update(&mut self.model, Msg { at, event }) {
            self.carry_out(effect)?;
        }
        Ok(())
    }

    fn draw(&mut self) -> Result<(), LoopError> {
        self.model.dirty = false;
        if self.terminal_is_gone {
            return Ok(());
        }
        match self.surface.draw(&self.model) {
            Ok(()) => self.take(Event::Painted),
            Err(_) if self.model.is_running() => self.lose_terminal(),
            Err(error) => Err(LoopError::Draw(error)),
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Result<(), LoopError> {
        match effect {
            Effect::Ask(request, question) => self.backend.ask(request, question, &self.sender),
            Effect::CarryOut(plan, manner) => self.backend.carry_out(*plan, manner, &self.sender),
            Effect::Control(control) => self.backend.control(control),
            Effect::Copy(text) => self.surface.copy(&text).map_err(LoopError::Draw)?,
            Effect::Quit(exit_code) => self.quit = Some(exit_code),
            Effect::SavePicture(word) => {
                let (columns, rows) = self.model.size;
                let buffer = view::render(&self.model, columns, rows);
                let title = picture_title(&self.model);
                let picture = Picture {
                    buffer: &buffer,
                    title: &title,
                    marker: self.model.options.demo.then_some("DEMO"),
                };
                self.backend.save_picture(word, &picture, &self.sender);
            }
        }
        Ok(())
    }
}

/// What the terminal has queued, without waiting. It is asked with this task's own waker: a stream that was asked with a
/// dummy (`now_or_never`) might never wake anybody again.
async fn queued(
    keys: &mut (impl Stream<Item = io::Result<event::Event>> + Unpin),
) -> Option<io::Result<event::Event>> {
    poll_fn(|context| match keys.poll_next_unpin(context) {
        Poll::Ready(event) => Poll::Ready(event),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

fn picture_title(model: &Model) -> String {
    let room = match model.screen {
        Screen::Rooms => None,
        Screen::Preview => model.preview.as_ref().map(|preview| &preview.room.title),
        Screen::Confirm => model
            .confirm
            .as_ref()
            .map(|confirm| &confirm.planned.plan.room.title),
        Screen::Run | Screen::Summary => model.run.as_ref().map(|run| &run.planned.plan.room.title),
    };
    match room {
        Some(room) => format!("closeout: {} of {}", model.screen.word(), visible(room)),
        None => format!("closeout: {}", model.screen.word()),
    }
}
