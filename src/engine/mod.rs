//! Carries out what the pure modules decide: lists a room ([`scan`]), drives a run ([`drive`]), and keeps within the
//! portal's limits ([`pace`]).
//!
//! The engine decides nothing about files. It does what [`crate::run::next`] says, journals before and after, and
//! hands every event to its observer. It must not know who is watching, where the journal lies, or how anything is
//! drawn.

mod afterwards;
mod answer;
mod changes;
mod drive;
mod failure;
mod guest;
mod journal;
mod last_look;
mod look;
mod moves;
mod ownership;
pub mod pace;
mod perform;
pub mod scan;
mod target;

pub use afterwards::{AfterError, archive_room, put_manifest};
pub use drive::{Control, Driven, drive};
pub(crate) use guest::live;
pub use journal::{Journal, JournalFailed};
