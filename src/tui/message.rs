//! Everything that can happen to the model.

use std::{path::PathBuf, sync::Arc, time::Duration};

use super::{
    input::KeyPress,
    model::{Listing, Planned},
};
use crate::{
    app::{FolderChoice, RoomReach, ScanProgress},
    domain::{Folder, FolderId, Me, PortalName, PortalVersion, Room, RoomId},
    plan::{GuestFacts, Place},
    run::{RunEvent, RunId, Summary},
};

/// Something happened at a moment.
#[derive(Debug, Clone)]
pub struct Msg {
    /// Time since the program began. Never goes back.
    pub at: Duration,
    /// What.
    pub event: Event,
}

/// What can happen.
#[derive(Debug, Clone)]
pub enum Event {
    /// The first message: the terminal is there.
    Started,
    /// A key was pressed.
    Key(KeyPress),
    /// Text was pasted.
    Pasted(String),
    /// The terminal has this many columns and rows now.
    Resized(u16, u16),
    /// The time the model asked to be woken at has come.
    Woken,
    /// What the model shows was drawn.
    Painted,
    /// Somebody outside asks the program to stop (SIGINT): the same as Ctrl-C.
    Interrupted,
    /// An answer to an [`Effect`](super::effect::Effect).
    Answered(RequestId, Answer),
    /// Something happened in the run.
    Run(RunEvent),
    /// The run is over, or could not begin.
    RunEnded(Result<Box<RunEnd>, Problem>),
    /// Pictures of the screen were saved under these names.
    PictureSaved(Result<Vec<PathBuf>, Problem>),
}

/// Ties an answer to the question; answers to questions that nobody waits for any more are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// What the backend answers.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Who we are and where.
    Connected(Result<Connection, Problem>),
    /// Some more rooms; the end is told by [`Answer::Rooms`].
    RoomsPage(Vec<Room>),
    /// The portal counts so many rooms more than it gives; all that come follow in [`Answer::Rooms`].
    RoomsNotGiven(u64),
    /// All rooms.
    Rooms(Result<Vec<Room>, Problem>),
    /// Who can reach a room.
    Access(RoomId, Result<RoomReach, Problem>),
    /// So far is the listing of the room.
    SurveyProgress(ScanProgress),
    /// The room is listed.
    Surveyed(Result<Arc<Listing>, Problem>),
    /// The archive root was looked at.
    PlaceFound(Result<Arc<Place>, Problem>),
    /// The guest was looked at.
    GuestLooked(Result<Arc<GuestFacts>, Problem>),
    /// A plan was made.
    PlanMade(Result<Arc<Planned>, Problem>),
    /// Folders to choose from.
    Folders(Result<Vec<FolderChoice>, Problem>),
    /// A folder was made.
    FolderMade(Result<Folder, Problem>),
    /// What came of a step after the run: the summary as it is now, with the exit code; or why it was not asked for.
    Followed(Result<Box<(Summary, u8)>, Problem>),
}

/// The portal and the owner of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Which portal.
    pub portal: PortalName,
    /// Its version, if it told.
    pub version: Option<PortalVersion>,
    /// The archive root that was last used on it.
    pub archive_root: Option<FolderId>,
    /// Whose key it is.
    pub me: Me,
}

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunEnd {
    /// Which run.
    pub run: RunId,
    /// What became of the files.
    pub summary: Summary,
    /// Where plan and journal lie.
    pub directory: PathBuf,
    /// Which file lies where, as CSV on this machine; or why it could not be written.
    pub manifest: Result<PathBuf, Problem>,
    /// What the program exits with because of it.
    pub exit_code: u8,
}

/// A failure in words: what, why, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What failed and why, one sentence.
    pub what: String,
    /// What to do next.
    pub next: Option<String>,
    /// What the program would exit with because of it.
    pub exit_code: u8,
}
