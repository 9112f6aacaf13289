//! The run and the summary.

use super::{
    super::{
        effect::Effect,
        keymap::Action,
        message::{Problem, RunEnd},
        model::{
            Model, Notice, Remote, RunModel, Screen, SummaryPart, Tone, rows_inside, run_areas,
        },
    },
    after, back, lists, log,
};
use crate::{
    app::Control,
    run::{AfterStep, RunEvent},
};

/// What the program exits with after a cancelled run.
const CANCELLED: u8 = 130;

/// A key of the run.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Cancel if model.is_running() => cancel(model),
        Action::Cancel => vec![Effect::Quit(model.exit_code)],
        Action::Pause => pause(model),
        Action::ShowSummary => {
            if model
                .run
                .as_ref()
                .is_some_and(|run| run.end.here().is_some())
            {
                model.screen = Screen::Summary;
            } else if model.is_running() {
                model.notice = Some(Notice::information(
                    "The summary is made when the run is over.",
                ));
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// A key of the summary.
pub(super) fn act_on_summary(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::ShowRun => {
            model.screen = Screen::Run;
            Vec::new()
        }
        Action::CopyText => {
            let command = model.run.as_ref().and_then(RunModel::next_command);
            let Some(command) = command.filter(|_| !model.options.demo) else {
                return Vec::new();
            };
            model.notice = Some(Notice::done("Copied, if your terminal allows it."));
            vec![Effect::Copy(command)]
        }
        Action::Back => back(model),
        Action::PutManifest => after::offer(model, AfterStep::PutManifest),
        Action::ArchiveRoom => after::offer(model, AfterStep::ArchiveRoom),
        Action::OtherPane => {
            if let Some(run) = &mut model.run {
                let parts = run.summary_parts();
                let now = parts.iter().position(|part| *part == run.summary_part);
                let next = now.map_or(0, |at| at + 1) % parts.len().max(1);
                show_part(run, parts.get(next).copied());
            }
            lists::settle(model);
            Vec::new()
        }
        Action::ShowLens(number) => {
            if let Some(run) = &mut model.run {
                show_part(run, SummaryPart::ALL.get(usize::from(number)).copied());
            }
            lists::settle(model);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Shows a list of the summary, if it has anything to say.
fn show_part(run: &mut RunModel, part: Option<SummaryPart>) {
    if let Some(part) = part.filter(|part| run.summary_parts().contains(part)) {
        run.summary_part = part;
    }
}

/// One rung of the ladder further.
pub(super) fn cancel(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    model.screen = Screen::Run;
    model.overlays.clear();
    let Some(run) = &mut model.run else {
        return Vec::new();
    };
    run.cancels = run.cancels.saturating_add(1);
    match run.cancels {
        1 => {
            run.note(
                now,
                Tone::Refused,
                "Stop asked for: nothing new is sent, what is in flight is finished and checked."
                    .into(),
            );
            vec![Effect::Control(Control::Cancel)]
        }
        2 => {
            run.note(
                now,
                Tone::Refused,
                "Waiting given up: what is in flight stays unknown.".into(),
            );
            vec![Effect::Control(Control::Cancel)]
        }
        _ => vec![Effect::Quit(CANCELLED)],
    }
}

fn pause(model: &mut Model) -> Vec<Effect> {
    let Some(run) = model.run.as_mut().filter(|run| run.is_going()) else {
        return Vec::new();
    };
    if run.cancels > 0 {
        model.notice = Some(Notice::information(
            "The run is being stopped; nothing new is sent anyway.",
        ));
        return Vec::new();
    }
    run.pause_asked = !run.pause_asked;
    vec![Effect::Control(if run.pause_asked {
        Control::Pause
    } else {
        Control::Resume
    })]
}

/// Something happened in the run.
pub(super) fn observe(model: &mut Model, event: &RunEvent) -> Vec<Effect> {
    let now = model.now;
    let height = rows_inside(run_areas(model.screenful().body).chunks, 0);
    let Some(run) = model.run.as_mut().filter(|run| run.is_going()) else {
        return Vec::new();
    };
    run.observe(event, now);
    if let Some((tone, text)) = log::line(run, event) {
        run.note(now, tone, text);
    }
    if run.follows {
        let (row, len) = (run.row_in_work(), run.row_count());
        run.window.move_to(row, len, height);
    }
    Vec::new()
}

/// The run is over, or could not begin.
pub(super) fn ended(model: &mut Model, end: Result<RunEnd, Problem>) -> Vec<Effect> {
    let now = model.now;
    let Some(run) = model.run.as_mut().filter(|run| run.is_going()) else {
        return Vec::new();
    };
    run.ended_at = Some(now);
    match end {
        Ok(end) => {
            model.exit_code = end.exit_code;
            run.end = Remote::Here(end);
            run.summary_part = run.first_summary_part();
            if model.screen == Screen::Run {
                model.screen = Screen::Summary;
            }
        }
        Err(problem) => {
            model.exit_code = problem.exit_code;
            run.note(now, Tone::Refused, problem.what.clone());
            run.end = Remote::Failed(problem);
        }
    }
    Vec::new()
}
