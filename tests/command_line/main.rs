//! The real binary, over HTTP on loopback, as a script would call it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod afterwards;
mod bad_input;
mod commands;
mod guest;
mod names;
mod plan_files;
mod schemas;
mod stopping;
mod take_over;
mod theatre;
