//! Empties a client's DocSpace room into `/Archive/<ClientName>` and proves it.
//!
//! ```text
//!    cli ──┬── tui ──────┐
//!          ├── headless ─┴──▶ app ──▶ engine ──┬─▶ docspace ─┐
//!          └── sandbox                         └─▶ store ────┤
//!                                                            ▼
//!                                              run ──▶ plan ──▶ domain     pure
//! ```
//!
//! * `domain`: rooms, files, people, titles, the inventory, as values.
//! * `plan`: what would go where, what stays and why; a digest, and the consent that confirms it.
//! * `run`: what a record of a run means, and what comes next. These three touch nothing: no disk, no net, no clock.
//! * `docspace`: the portal's client. Its seam is the wire, so the same client speaks to a portal and to the sandbox.
//! * `store`: runs, journal, locks and configuration on the disk.
//! * `engine`: lists a room, drives a run, keeps within the portal's limits.
//! * `report`: pictures of screens.
//! * `app`: the use cases. `tui` (the terminal) and `headless` (text and JSON) call nothing below it.
//! * `sandbox`: a portal of our own, for the demo, rehearsals and tests. It shares nothing with the client but the wire.
//! * `cli`: the command line, which puts everything together.
//!
//! Who may use whom is checked on the sources by `tests/architecture.rs`.

pub mod app;
pub mod cli;
pub mod docspace;
pub mod domain;
pub mod engine;
pub mod headless;
pub mod plan;
pub mod report;
pub mod run;
pub mod sandbox;
pub mod store;
pub mod tui;
