//! What is kept on disk: one directory per run with its plan and its journal, the room locks, the configuration.
//!
//! ```text
//! <state place>/
//!   runs/<run id>/plan.json       the confirmed plan, written once
//!                 journal.jsonl   what happened, hash-chained, synced line by line
//!                 report.html, screens/…
//!   locks/<key>.lock              one per portal and room
//!   remembered.toml               what the program remembers for the person, such as the archive root
//! ```
//!
//! Folders are created with mode 0700 and files with mode 0600. Everything here blocks and is short; nothing here
//! reads the clock. This module must not know what a record means, how the portal is spoken to, or how anything is
//! drawn: a record is only something that can be written as JSON and read back.

mod config;
mod digest;
mod error;
mod files;
mod journal;
mod key;
mod lock;
mod place;
mod remembered;
mod runs;

pub use config::{BannerColour, Config, PortalConfig};
pub use digest::Digest;
pub use error::{ChainProblem, ConfigProblem, StoreError};
pub use files::{read as read_file, write_whole as write_file};
pub use journal::{Entry, Journal, Replay, Torn};
pub use key::KeySource;
pub use lock::{FileRoomLock, Held, Holder, LockError, RoomLock};
pub use place::StatePlace;
pub use remembered::Remembered;
pub use runs::{RunDirectory, RunListed, Runs};
