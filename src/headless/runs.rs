//! `closeout runs`.

use serde_json::json;

use super::{Console, Failure};
use crate::{
    app::{self, ExitCode, RunOverview, StatePlace},
    domain::titles::visible,
    run::Summary,
};

/// Lists earlier runs, newest first.
pub fn runs(place: &StatePlace, console: &Console) -> Result<ExitCode, Failure> {
    let runs = app::overview(place)?;
    if console.is_json() {
        console.json_line(&json!({"runs": runs.iter().map(as_json).collect::<Vec<_>>()}));
        return Ok(ExitCode::Done);
    }
    if runs.is_empty() {
        console.say(&format!("No runs yet in {}.", place.root().display()));
    }
    for run in &runs {
        console.data(&line(run));
    }
    Ok(ExitCode::Done)
}

pub(super) fn line(run: &RunOverview) -> String {
    let when = run
        .created
        .map(|at| at.strftime("%Y-%m-%d %H:%M:%SZ").to_string())
        .unwrap_or_default();
    match &run.result {
        Ok((plan, summary)) => format!(
            "{}  {when:<20}  {}  {} -> {}  archived {}, not archived {}{}{}",
            visible(&run.name),
            plan.portal,
            visible(&plan.room.title),
            plan.target.path(),
            summary.counts.archived,
            summary.counts.not_archived(),
            if summary.finished {
                ""
            } else {
                "  (not finished)"
            },
            unsettled(summary),
        ),
        Err(error) => format!(
            "{}  {when:<20}  cannot be read: {}",
            visible(&run.name),
            visible(&error.what())
        ),
    }
}

/// What a run that took a room over has left to be done about it.
fn unsettled(summary: &Summary) -> String {
    let ownership = summary.ownership.as_ref();
    let open = ownership.filter(|ownership| !ownership.is_settled());
    open.map_or_else(String::new, |ownership| {
        format!("  {}", ownership.sentence())
    })
}

fn as_json(run: &RunOverview) -> serde_json::Value {
    match &run.result {
        Ok((plan, summary)) => json!({
            "run": run.name,
            "created": run.created,
            "directory": run.directory,
            "portal": plan.portal,
            "room": {"id": plan.room.id, "title": plan.room.title},
            "target": plan.target.path(),
            "finished": summary.finished,
            "ending": summary.ending,
            "counts": summary.counts,
            "ownership": summary.ownership,
        }),
        Err(error) => json!({"run": run.name, "created": run.created, "error": error.what()}),
    }
}
