//! One confirmed plan being carried out, as values: what has happened, what it means, and what comes next.
//!
//! ```text
//!   Record ──apply──▶ RunState ──next──▶ Step ──(engine)──▶ Record …
//! ```
//!
//! [`RunState::apply`] is the only code that says what a record means, and [`next`] the only code that decides what
//! comes next. Replaying a journal through the first and asking the second is all that resuming will be. Nothing here
//! speaks to a portal, reads a clock or touches a disk; time comes in as the duration since the engine began.

mod afterwards;
mod apply;
mod closing;
mod editors;
mod guest;
mod locks;
mod next;
mod ownership;
mod record;
mod split;
mod standings;
mod state;
mod status;
mod summary;
mod tempo;
#[cfg(test)]
mod tests;
mod titles;

pub use afterwards::{AfterFact, AfterLine, AfterStep, Emptied, NotAfter};
pub use guest::{
    GateClosed, GuestAnswer, GuestCallStage, GuestOutcome, GuestSeen, GuestSummary, Settled,
};
pub use locks::UnlockAnswers;
pub use next::{Step, next};
pub use ownership::{Handover, HandoverAnswer, OwnershipOutcome, OwnershipSummary};
pub use record::{
    CancelRung, Manner, NewFile, Progress, Record, RunEvent, RunId, SendId, SendRefusal, Sighting,
    Stop,
};
pub use state::{LastListing, RefusedBecause, RunState, Send, Stage, Standing, UnknownBecause};
pub use status::ChunkStatus;
pub use summary::{Counts, Ending, FileLine, Outcome, Summary, TitleLine};
pub use titles::{FileNote, NewTitle, RenameAnswers, TitleFact};
