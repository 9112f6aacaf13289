//! What can follow a run: asked once more, ordered, answered.

use super::super::{
    effect::{Effect, Question},
    keymap::Action,
    message::{Problem, RequestId},
    model::{Model, Notice, Overlay, Remote, RunModel, SummaryPart},
};
use crate::run::{AfterStep, Summary};

/// What the program exits with when something that was ordered after the run is not done.
const PARTLY: u8 = 3;

/// Opens the question before a step, or says why there is none.
pub(super) fn offer(model: &mut Model, step: AfterStep) -> Vec<Effect> {
    let Some(run) = &mut model.run else {
        return Vec::new();
    };
    run.summary_part = SummaryPart::After;
    if run.offers(step) {
        model.overlays.push(Overlay::After(step));
    } else {
        model.notice = Some(Notice::refused(run.why_not(step)));
    }
    Vec::new()
}

/// A key of the question.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::After(step)) = model.overlays.last() else {
        return Vec::new();
    };
    let step = *step;
    if action != Action::Accept {
        return Vec::new();
    }
    model.overlays.pop();
    let request = model.next_request();
    let Some(run) = model.run.as_mut().filter(|run| run.offers(step)) else {
        return Vec::new();
    };
    let Some(end) = run.end.here() else {
        return Vec::new();
    };
    let id = end.run.clone();
    run.after.under_way = Some((request, step));
    run.after.problems.retain(|(failed, _)| *failed != step);
    vec![Effect::Ask(request, Question::Follow { run: id, step })]
}

/// A step was answered.
pub(super) fn followed(
    model: &mut Model,
    request: RequestId,
    answer: Result<Box<(Summary, u8)>, Problem>,
) -> Vec<Effect> {
    let Some(run) = &mut model.run else {
        return Vec::new();
    };
    let Some((_, step)) = run.after.under_way.take_if(|(asked, _)| *asked == request) else {
        return Vec::new();
    };
    run.after.warned = false;
    match answer {
        Ok(followed) => {
            let (summary, exit_code) = *followed;
            model.exit_code = exit_code;
            if let Remote::Here(end) = &mut run.end {
                end.summary = summary;
                end.exit_code = exit_code;
            }
        }
        Err(problem) => {
            model.notice = Some(Notice::refused(problem.what.clone()));
            // Done, apart from what was ordered afterwards.
            if model.exit_code == 0 {
                model.exit_code = PARTLY;
            }
            run.after.problems.push((step, problem));
        }
    }
    Vec::new()
}

/// Whether leaving has to wait: once, with a word, while the portal has not answered.
pub(super) fn holds(model: &mut Model) -> bool {
    let asked = |run: &&mut RunModel| run.after.under_way.is_some() && !run.after.warned;
    let Some(run) = model.run.as_mut().filter(asked) else {
        return false;
    };
    run.after.warned = true;
    model.notice = Some(Notice::information(
        "The portal has not answered yet. The same key again leaves without waiting; the journal knows what was asked.",
    ));
    true
}
