//! What follows a run: the steps that were ordered by a flag, and words about those that can be.

use super::{Console, signals};
use crate::{
    app::{AfterError, AppError, ExitCode, RunReport, Session, Transport},
    domain::titles::visible,
    run::{AfterStep, Ending, Summary},
};

/// Does what was ordered, one after the other, each for itself: one that cannot be done keeps no other from being
/// tried. Nothing follows a run that was stopped, and whoever stops now is heard. Returns the exit code of run and steps
/// together.
pub(super) async fn follow<T: Transport>(
    session: &Session<T>,
    console: &Console,
    report: &mut RunReport,
    steps: &[AfterStep],
    stops: &mut signals::Stops,
) -> ExitCode {
    if steps.is_empty() {
        return report.exit_code();
    }
    if stops.asked() || matches!(report.summary.ending, Ending::Cancelled | Ending::Key) {
        for step in steps {
            console.say(&format!(
                "{}: not done, because the run was stopped",
                step.word()
            ));
        }
        return if stops.asked() {
            ExitCode::Cancelled
        } else {
            report.exit_code()
        };
    }
    let mut not_done = None;
    for step in steps {
        let tell = |record: &_| {
            if console.is_json() {
                console.json_line(record);
            }
        };
        let followed = tokio::select! {
            followed = session.afterwards(&report.run, *step, tell) => followed,
            () = stops.next() => {
                console.say(&format!(
                    "{}: stopped. What was asked of the portal is in the journal; look there before you order it again.",
                    step.word()
                ));
                return ExitCode::Cancelled;
            }
        };
        match followed {
            Ok(summary) => report.summary = summary,
            Err(error) => {
                console.say(&failed(*step, &error));
                not_done = not_done
                    .filter(|code| *code == ExitCode::Key)
                    .or(Some(error.exit_code()));
            }
        }
    }
    together(report.exit_code(), not_done)
}

fn failed(step: AfterStep, error: &AppError) -> String {
    let (word, why) = (step.word(), why(error));
    let why = visible(&why);
    match error {
        AppError::After(AfterError::Journal(_)) => {
            format!("{word}: nobody knows, because {why}; look in the portal")
        }
        _ => format!("{word}: not done, because {why}"),
    }
}

/// A key that was refused outweighs everything else that is not done, and anything not done a run that is.
fn together(run: ExitCode, not_done: Option<ExitCode>) -> ExitCode {
    match (run, not_done) {
        (ExitCode::Cancelled, _) | (_, None) => run,
        (_, Some(ExitCode::Key)) => ExitCode::Key,
        (ExitCode::Done, Some(_)) => ExitCode::Partly,
        (code, Some(_)) => code,
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
    // The manifest in the target has to be ordered together with the run; a later one archives other files.
    let offer = summary.offers.contains(&AfterStep::ArchiveRoom).then(|| {
        format!(
            "Next     The emptied room stays where it is. The same command with {} archives it in the portal.",
            AfterStep::ArchiveRoom.flag()
        )
    });
    done.chain(offer).collect()
}
