//! The terminal: Rooms, Preview, Confirm, Run, Summary.
//!
//! ```text
//!   keys, signals ─┐                       ┌─▶ Effect ──▶ Backend (tasks) ─┐
//!                  ├─▶ Msg ─▶ update(Model)┤                               │
//!   replies  ──────┘                       └─▶ dirty ───▶ view ─▶ terminal │
//!      ▲───────────────────────────────────────────────────────────────────┘
//! ```
//!
//! [`update`](update::update) is the only code that changes the [`Model`](model::Model), and it is pure: time comes in
//! with the message, work leaves as [`Effect`](effect::Effect) values. [`view`] only reads. The
//! [event loop](event_loop) joins the two to a terminal and to a [`Backend`](backend::Backend).
//!
//! Only the runtime knows the use cases of the program; everything else here knows the values they exchange. Nothing
//! here knows how the portal is spoken to or where a run is kept.

pub mod backend;
pub mod effect;
pub mod event_loop;
pub mod input;
pub mod keymap;
pub mod message;
pub mod model;
pub mod options;
mod terminal;
pub mod theme;
pub mod update;
pub mod view;
pub mod widgets;

pub use options::{Colours, TuiOptions};
