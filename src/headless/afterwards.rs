//! What follows a run: the steps that were ordered by a flag, and words about those that can be.

use super::Console;
use crate::{
    app::{AppError, ExitCode, RunReport, Session, Transport},
    domain::titles::visible,
    run::{AfterStep, Summary},
};

/// Does what was ordered, one after the other, each for itself: one that cannot be done keeps no other from being
/// tried. Returns the exit code of run and steps together.
pub(super) async fn follow<T: Transport>(
    session: &Session<T>,
    console: &Console,
    report: &mut RunReport,
    steps: &[AfterStep],
) -> ExitCode {
    let mut not_done = None;
    for step in steps {
        let tell = |record: &_| {
            if console.is_json() {
                console.json_line(record);
            }
        };
        match session.afterwards(&report.run, *step, tell).await {
            Ok(summary) => report.summary = summary,
            Err(error) => {
                console.say(&format!(
                    "{}: not done, because {}",
                    step.word(),
                    visible(&why(&error))
                ));
                not_done = Some(error.exit_code());
            }
        }
    }
    match (report.exit_code(), not_done) {
        (ExitCode::Done, Some(key @ ExitCode::Key)) => key,
        (ExitCode::Done, Some(_)) => ExitCode::Partly,
        (code, _) => code,
    }
}

fn why(error: &AppError) -> String {
    match error {
        AppError::After(error) => {
            let mut words = error.to_string();
            if let Some(cause) = std::error::Error::source(error) {
                words.push_str(": ");
                words.push_str(&cause.to_string());
            }
            words
        }
        other => other.what(),
    }
}

/// What came of the steps, and which can still be ordered.
pub(super) fn lines(summary: &Summary) -> Vec<String> {
    let done = summary
        .afterwards
        .iter()
        .map(|line| format!("{}: {}", line.step.word(), visible(&line.fact.sentence())));
    let offers = summary
        .offers
        .iter()
        .map(|step| format!("Next     {} Order it with {}.", offer(*step), step.flag()));
    done.chain(offers).collect()
}

fn offer(step: AfterStep) -> &'static str {
    match step {
        AfterStep::PutManifest => "the manifest can be put beside the files in the target.",
        AfterStep::ArchiveRoom => {
            "the emptied room stays where it is; it can go to the portal's Archive section."
        }
    }
}
