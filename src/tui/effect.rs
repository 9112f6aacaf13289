//! Everything the model can want done.

use std::sync::Arc;

use super::{message::RequestId, model::Listing};
use crate::{
    app::Control,
    domain::{FolderId, RoomId},
    plan::{Choices, ConfirmedPlan, GuestChoice, GuestFacts, Place},
    run::{AfterStep, Manner, RunId},
};

/// Work for the [`Backend`](super::backend::Backend) or the loop. Values only: they can be compared by hand in tests
/// and never hold code.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Ask the backend.
    Ask(RequestId, Question),
    /// Carry out a confirmed plan. The only way to a run.
    CarryOut(Box<ConfirmedPlan>, Manner),
    /// Steer the run.
    Control(Control),
    /// Save what is on the screen, under a name made of this word.
    SavePicture(&'static str),
    /// Put a text on the clipboard of the terminal.
    Copy(String),
    /// Leave with this exit code.
    Quit(u8),
}

/// What the backend can be asked. Nothing here but [`Question::MakeFolder`] and [`Question::Follow`] writes to the
/// portal.
#[derive(Debug, Clone)]
pub enum Question {
    /// Who are we, and where? Answered with `Connected`.
    Connect,
    /// List the rooms. Answered with any number of `RoomsPage` and one `Rooms`.
    Rooms,
    /// Who can reach a room? Answered with `Access`.
    Access(RoomId),
    /// List a room whole. Answered with any number of `SurveyProgress` and one `Surveyed`.
    Survey(RoomId),
    /// Look at an archive root, and for the client's folder under it. Answered with `PlaceFound`.
    FindPlace {
        /// The archive root.
        root: FolderId,
        /// The client's name.
        client_name: String,
        /// The folder under it that shall be the target, where several have the title.
        target: Option<FolderId>,
    },
    /// Look at everything a guest can reach. Answered with `GuestLooked`.
    LookAtGuest {
        /// The room as listed.
        listing: Arc<Listing>,
        /// The archive root as found.
        place: Arc<Place>,
        /// The guest.
        guest: GuestChoice,
    },
    /// Make a plan. Answered with `PlanMade`.
    Plan {
        /// The room as listed.
        listing: Arc<Listing>,
        /// The archive root as found.
        place: Arc<Place>,
        /// What was found out about the chosen guest.
        guest: Option<Arc<GuestFacts>>,
        /// What the user chose.
        choices: Choices,
    },
    /// Folders under a folder, or the places to start from. Answered with `Folders`.
    Folders(Option<FolderId>),
    /// Make a folder. Answered with `FolderMade`.
    MakeFolder {
        /// Under this one.
        parent: FolderId,
        /// With this title.
        title: String,
    },
    /// Do something after a run that is over. Answered with `Followed`.
    Follow {
        /// The run.
        run: RunId,
        /// What.
        step: AfterStep,
    },
}
