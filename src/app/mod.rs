//! The use cases, one file each: connect, browse, prepare a plan, carry it out, look at earlier runs.
//!
//! Frontends call only this module. It puts engine, client and store together and owns what needs a clock; it must
//! not know whether anybody sits at a terminal, and it draws nothing.

mod afterwards;
mod browse;
mod carry_out;
mod error;
mod evidence;
mod guest;
mod owner;
mod prepare;
mod reach;
mod runs;
mod session;

pub use browse::{FolderChoice, RoomReach};
pub use carry_out::{CarryOut, IfLocked, RunReport, exit_code};
pub use error::{AppError, ExitCode};
pub use guest::GuestWish;
pub use prepare::{Survey, Wish};
pub use runs::{RunOverview, overview, read_plan, write_plan};
pub use session::Session;

pub use crate::{
    docspace::Transport,
    engine::{
        AfterError, Control,
        scan::{ScanPhase, ScanProgress},
    },
    store::{Config, KeySource, PortalConfig, Remembered, StatePlace, StoreError},
};
