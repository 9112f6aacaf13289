//! Whole journeys, from connecting to the last record, on the sandbox's router in this process and on tokio's stopped
//! clock: the real client, the real engine, the real disk, no sockets and no waiting.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod afterwards;
mod broken_journal;
mod deadly;
mod faults;
mod guest;
mod guest_answers;
mod guest_doors;
mod hazards;
mod kill;
mod listing;
mod made;
mod names;
mod ownership;
mod plan_lies;
mod poison;
mod small;
mod speed;
mod spine;
mod stage;
mod stale;
mod waiting;
