//! Empties a client's ONLYOFFICE DocSpace room into `/Archive/<ClientName>` when the deal is closed, and proves that
//! every file arrived. This page is the architecture: what each module is for, what it must not know, and what holds
//! everywhere.
//!
//! # Code map
//!
//! ```text
//!    main → cli ──┬── tui ──────┐
//!                 ├── headless ─┤──▶ app ──▶ engine ──┬─▶ docspace ─┐
//!                 │             │   (use    (the      └─▶ store ────┤
//!                 └── sandbox   ┘    cases)  loop)                  ▼
//!                                                       run ──▶ plan ──▶ domain     pure
//! ```
//!
//! | module | is for | must not know |
//! |---|---|---|
//! | [`domain`] | ids, rooms, files, people, the inventory, what titles mean | anything else |
//! | [`plan`] | what would go where, what stays and why, chunks, digest, consent | portal, disk, clock |
//! | [`run`] | what has happened ([`run::Record`]), what it means ([`run::RunState`]), what comes next ([`run::next`]) | portal, disk, clock |
//! | [`docspace`] | the portal's client; its wire shapes never leave it | plans, runs, disk, screens |
//! | [`store`] | runs, journal, locks, configuration on disk | what a record means |
//! | [`engine`] | listing a room, driving a run, keeping the portal's limits | who watches, where the journal lies |
//! | [`app`] | the use cases; owns the clock | whether anybody sits at a terminal |
//! | [`report`] | pictures of screens, the manifest of a run | where they go |
//! | [`tui`] | the terminal: a pure `update`, a `view`, one loop | how the portal is spoken to |
//! | [`headless`] | text and JSON | the same |
//! | [`sandbox`] | our own portal, for demo, rehearsal and tests | every other module of this crate |
//! | [`cli`] | parses, connects, composes | nothing is hidden from it |
//!
//! A test reads the sources and holds them to this table.
//!
//! # Invariants
//!
//! * **The seam is the wire.** [`docspace::Transport`] carries a request and brings a reply. In the product that is the
//!   network, in the demo and in tests the sandbox's router in this process, on tokio's clock, which tests stop.
//! * **One vocabulary, one fold.** [`run::RunState::apply`] is the only code that says what a record means, and
//!   [`run::next`] the only code that decides what comes next. Frontends keep no counters of their own: they fold the
//!   same events.
//! * **Journal first.** A write's intent is on the disk before the request leaves, its outcome after the answer. An
//!   intent without an outcome is settled by reading, never by sending again blindly.
//! * **The dangerous step is a type.** [`plan::Plan::confirm`] alone makes a [`plan::ConfirmedPlan`], and
//!   [`engine::drive`] takes nothing else. `--yes` builds the same [`plan::Consent`] that the dialog builds. Guest calls
//!   take a [`run::Settled`], which only a settled [`run::RunState`] gives, and the call that archives the room a
//!   [`run::Emptied`], which only a listing without a file gives.
//! * **What follows a run is ordered by itself.** [`run::next`] ends with [`run::Record::Finished`]. Putting the manifest
//!   beside the files and archiving the room come after it, one order each, in the same journal.
//! * **200 is never success.** A file is archived when it was seen in the target by the operation's record or by
//!   reading it, and once more by the final listing, which outweighs everything before.
//! * **Nothing is destroyed.** [`domain::Conflict`] has no value for overwriting, folders are never moved whole, and
//!   nothing in this crate deletes a file.
//! * **A dry run writes nothing.** Commands that only look get a transport that lets nothing out but GET, and every
//!   listing is sent in the user's own saved order, because the portal saves any other.
//! * **Hostile names are shown, never obeyed.** Everything foreign passes [`domain::titles::visible`] on its way out.
//!
//! ```
//! use closeout::domain::titles::{fold, sanitise_folder_title, visible};
//!
//! // Two titles are the same to the portal when case and accents are all that tells them apart,
//! assert_eq!(fold("Résumé.docx"), fold("RESUME.DOCX"));
//! // a client's name becomes a folder title by the portal's rules,
//! assert_eq!(sanitise_folder_title(" A/B: C ").as_deref(), Ok("A_B_ C"));
//! // and what would steer a terminal is only shown.
//! assert_eq!(visible("\u{1b}[2J"), "␛[2J");
//! ```

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
