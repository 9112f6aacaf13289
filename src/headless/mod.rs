//! The frontend without a terminal: text for people, JSON for programs. Data on stdout, talk on stderr, and never a
//! question unless somebody sits at a terminal.
//!
//! It calls only [`crate::app`], and shows nothing that has not passed
//! [`visible`](crate::domain::titles::visible).

mod afterwards;
mod ask;
mod console;
mod failure;
mod meetings;
mod out;
mod plan;
mod plan_text;
mod plan_words;
mod progress;
mod rooms;
mod run;
mod runs;
mod signals;
mod summary_text;
#[cfg(test)]
mod tests;

pub use console::Console;
pub use failure::{Failure, with_causes};
pub use plan::{plan, plan_exit_code};
pub use plan_text::plan_lines;
pub use rooms::rooms;
pub use run::{Accepted, RunOrder, WhatToRun, run};
pub use runs::runs;
pub use signals::stop_asked;
