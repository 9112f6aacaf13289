//! The seam between the terminal and the work.

use tokio::sync::mpsc::UnboundedSender;

use super::{
    effect::Question,
    message::{Event, RequestId},
};
use crate::{app::Control, plan::ConfirmedPlan, report::picture::Picture, run::Manner};

/// Carries out what the model wants, in tasks of its own, and answers with events. Never blocks the caller.
///
/// The channel is unbounded on purpose: what comes through it is answers to questions the user asked and a few events
/// a second of one run, and a callback that may not wait has to be able to use it.
pub trait Backend {
    /// Starts answering a question.
    fn ask(&mut self, request: RequestId, question: Question, answers: &UnboundedSender<Event>);

    /// Starts a run; answers with `Run` events and one `RunEnded`.
    fn carry_out(&mut self, plan: ConfirmedPlan, manner: Manner, answers: &UnboundedSender<Event>);

    /// Steers the run that is under way, if one is.
    fn control(&mut self, control: Control);

    /// Saves a picture under a name made of `word`; answers with `PictureSaved`.
    fn save_picture(
        &mut self,
        word: &'static str,
        picture: &Picture<'_>,
        answers: &UnboundedSender<Event>,
    );

    /// Completes when a task of the backend has panicked, with what is known about it. Pending for ever otherwise.
    fn crashed(&mut self) -> impl Future<Output = String> + Send;
}
