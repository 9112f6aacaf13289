//! Our own DocSpace portal inside the process: stateful, deterministic, with the real portal's rules and faults.
//!
//! It serves demos, rehearsals and tests: as an [`axum::Router`] driven in the process (also on tokio's paused clock), or over
//! real HTTP. The world is a lazy discrete-event simulation: nothing runs in the background, every request first plays
//! what became due since the last one, so the same seed and the same requests give the same answers.
//!
//! What it must not know: any other module of this crate. It speaks JSON of its own, because a fake that shares the
//! client's types is wrong together with the client.
//!
//! ```text
//!   server ──▶ routes (HTTP shapes, query words) ──▶ world (state and rules, pure: `now` is a parameter)
//!      └─────▶ faults, log                            ▲
//!                                              seed (demo, generated and file worlds)
//! ```

mod faults;
mod flight;
mod inside;
mod log;
mod options;
mod routes;
pub mod seed;
mod server;
pub mod world;

pub use faults::{Fault, UnknownFault};
pub use log::LoggedRequest;
pub use options::{Profile, SandboxError, SandboxOptions, WorldSource};
pub use seed::WorldSpec;
pub use server::Sandbox;
pub use world::World;

#[cfg(test)]
mod tests;
