//! The terminal: Rooms, Preview, Confirm, Run, Summary.
//!
//! ```text
//!   keys, signals ─┐                       ┌─▶ Effect ──▶ Backend (tasks) ─┐
//!                  ├─▶ Msg ─▶ update(Model)┤                               │
//!   answers  ──────┘                       └─▶ dirty ───▶ view ─▶ terminal │
//!      ▲───────────────────────────────────────────────────────────────────┘
//! ```
//!
//! [`update`](update::update) is the only code that changes the [`Model`], and it is pure: time comes in with the
//! message, work leaves as [`Effect`](effect::Effect) values. [`view`] only reads. The [event loop](event_loop) joins
//! the two to a terminal and to a [`Backend`](backend::Backend), which is the [runtime] in the product.
//!
//! Only the runtime calls the use cases of the program; everything else here knows the values they exchange. Nothing
//! here knows how the portal is spoken to or where a run is kept.

pub mod backend;
pub mod effect;
pub mod event_loop;
pub mod input;
mod key_reader;
pub mod keymap;
mod leaving;
pub mod message;
pub mod model;
pub mod options;
mod pictures;
pub mod runtime;
mod signals;
mod terminal;
pub mod theme;
pub mod update;
pub mod view;
pub mod widgets;

use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
};

pub use event_loop::{Left, LoopError};
pub use options::{Colours, TuiOptions};
pub use runtime::{Connect, Runtime};

use crate::app::Transport;
use event_loop::EventLoop;
use model::Model;
use terminal::RawTerminal;

/// Why there is no screen, or no longer.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// Input or output is not a terminal.
    #[error("this needs a terminal; input or output is none")]
    NotATerminal,
    /// The terminal cannot be taken over.
    #[error("the terminal cannot be used")]
    Terminal(#[source] io::Error),
    /// Signals cannot be caught.
    #[error("signals cannot be caught")]
    Signals(#[source] io::Error),
    /// The loop broke off.
    #[error("the terminal broke off{}{}", if .panics.is_empty() { "" } else { ": " }, .panics.join("; "))]
    Loop {
        /// Why.
        #[source]
        source: LoopError,
        /// What tasks said when they panicked, with place and thread.
        panics: Vec<String>,
    },
}

/// Shows the terminal until somebody leaves it, and gives it back whatever happens. `connect` makes the session, after
/// the first picture; pictures of screens are saved in the folder `pictures`.
pub async fn run<T: Transport>(
    options: TuiOptions,
    connect: impl Connect<T>,
    pictures: PathBuf,
) -> Result<Left, TuiError> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(TuiError::NotATerminal);
    }
    let signals = signals::ProcessSignals::catch().map_err(TuiError::Signals)?;
    let title = if options.demo {
        "closeout DEMO"
    } else {
        "closeout"
    };
    let surface = RawTerminal::take(title).map_err(TuiError::Terminal)?;
    let size = surface.size().map_err(TuiError::Terminal)?;
    let keys = key_reader::keys().map_err(TuiError::Terminal)?;
    let backend = Runtime::new(connect, pictures);
    // The loop owns the terminal: when it returns, the terminal is given back before anything is printed.
    let left = EventLoop::new(Model::new(options), backend, surface)
        .run(size, keys, signals)
        .await;
    left.map_err(|source| TuiError::Loop {
        source,
        panics: terminal::take_panics(),
    })
}
