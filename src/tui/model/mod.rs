//! Everything the terminal knows, as plain values. Changed only by [`update`](super::update::update).

mod after;
mod confirm;
mod geometry;
mod guest;
mod guest_text;
mod help;
mod listing;
mod notice;
mod picker;
mod planned;
mod preview;
mod preview_text;
mod prompt;
mod remote;
mod rooms;
mod run;
mod summary;
mod tree;
mod valid;
mod window;

use std::{collections::HashMap, time::Duration};

pub use after::{AfterModel, action_of};
pub use confirm::{ConfirmFocus, ConfirmModel, TypedWord};
pub use geometry::{
    Dialog, PreviewAreas, RunAreas, SMALLEST, Screenful, SummaryAreas, preview_areas, rooms_areas,
    rows_inside, run_areas, screenful, summary_areas,
};
pub use guest::GuestRow;
pub use guest_text::{taken_away, who};
pub use help::{HelpLine, help_lines};
pub use listing::Listing;
pub use notice::{Notice, Tone};
pub use picker::{PickerModel, PickerRow};
pub use planned::{MeetRow, Planned};
pub use preview::{Lens, PreviewFocus, PreviewModel};
pub use preview_text::TextRow;
pub use prompt::{PromptKind, PromptModel};
pub use remote::Remote;
pub use rooms::{RoomSort, RoomsModel, Verdict};
pub use run::{LogLine, RunModel};
pub use summary::{SummaryPart, titles};
pub use tree::{Tree, TreeRow, TreeShape};
pub(super) use valid::contexts_of_screen;
pub use valid::{contexts, is_valid};
pub use window::Window;

use super::{
    message::{Connection, RequestId},
    options::TuiOptions,
};
use crate::{app::RoomReach, domain::RoomId, run::AfterStep};

/// The whole state of the terminal.
#[derive(Debug, Clone)]
pub struct Model {
    /// What the command line said.
    pub options: TuiOptions,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Time of the newest message.
    pub now: Duration,
    /// Which of the five screens is shown.
    pub screen: Screen,
    /// What lies over it, the topmost last.
    pub overlays: Vec<Overlay>,
    /// A sentence above the footer, gone with the next key.
    pub notice: Option<Notice>,
    /// Who we are and where.
    pub connection: Remote<Connection>,
    /// The rooms.
    pub rooms: RoomsModel,
    /// Who can reach which room, as far as it was asked.
    pub access: HashMap<RoomId, Remote<RoomReach>>,
    /// The dry run of one room.
    pub preview: Option<PreviewModel>,
    /// The question before the run.
    pub confirm: Option<ConfirmModel>,
    /// The run, under way or over.
    pub run: Option<RunModel>,
    /// A room that is opened as soon as it is known.
    pub wanted_room: Option<RoomId>,
    /// The exit code of the last thing that ended.
    pub exit_code: u8,
    /// Something has changed since the screen was drawn.
    pub dirty: bool,
    requests: u64,
}

/// The five screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// All rooms.
    Rooms,
    /// What would go where.
    Preview,
    /// The question before the run.
    Confirm,
    /// The run.
    Run,
    /// What came of it.
    Summary,
}

impl Screen {
    /// A word for names of files and breadcrumbs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rooms => "rooms",
            Self::Preview => "preview",
            Self::Confirm => "confirm",
            Self::Run => "run",
            Self::Summary => "summary",
        }
    }
}

/// What can lie over a screen.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// All keys.
    Help(Window),
    /// Choosing the archive root.
    Picker(Box<PickerModel>),
    /// Choosing whose access is cut; the cursor over what can be chosen.
    Guest(Window),
    /// Typing one line.
    Prompt(Box<PromptModel>),
    /// The question before something that follows a run.
    After(AfterStep),
}

impl Model {
    /// The state before the first message.
    pub fn new(options: TuiOptions) -> Self {
        Self {
            wanted_room: options.room.clone(),
            options,
            size: (0, 0),
            now: Duration::ZERO,
            screen: Screen::Rooms,
            overlays: Vec::new(),
            notice: None,
            connection: Remote::Absent,
            rooms: RoomsModel::default(),
            access: HashMap::new(),
            preview: None,
            confirm: None,
            run: None,
            exit_code: 0,
            dirty: true,
            requests: 0,
        }
    }

    /// A request id that was never used before.
    pub fn next_request(&mut self) -> RequestId {
        self.requests += 1;
        RequestId(self.requests)
    }

    /// Whether a run is under way.
    pub fn is_running(&self) -> bool {
        self.run.as_ref().is_some_and(RunModel::is_going)
    }

    /// When the model wants to be woken, if nothing happens before: for the clock of a run that goes on, and for
    /// questions that are only asked when the cursor rests. `None` when nothing moves.
    pub fn wake_at(&self) -> Option<Duration> {
        let clock = self
            .run
            .as_ref()
            .filter(|_| self.screen == Screen::Run)
            .and_then(|run| run.clock_wakes_at(self.now));
        [clock, self.rooms.access_due].into_iter().flatten().min()
    }

    /// Where the screen's parts lie.
    pub fn screenful(&self) -> Screenful {
        screenful(self.size.0, self.size.1)
    }
}
