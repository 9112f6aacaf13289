//! `closeout plan`: the dry run.

use std::path::Path;

use serde_json::json;

use super::{Console, Failure, plan_text::plan_lines, progress::Bars};
use crate::{
    app::{self, ExitCode, Session, Transport, Wish},
    domain::Completeness,
    plan::Plan,
};

/// Plans, shows, and writes the plan to a file if one is named.
pub async fn plan<T: Transport>(
    session: &Session<T>,
    console: &Console,
    wish: &Wish,
    out: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let plan = prepared(session, console, wish).await?;
    if let Some(path) = out {
        app::write_plan(&plan, path).map_err(|error| {
            Failure::failed(
                format!("the plan is not in {}: {}", path.display(), error.what()),
                "Name a file with --out that lies in an existing folder and may be written.",
            )
        })?;
        console.say(&format!(
            "The plan is in {}. Run it with `closeout run --plan {0}`.",
            path.display()
        ));
    }
    if console.is_json() {
        let mut value =
            serde_json::to_value(&plan).map_err(|error| Failure::failed(error.to_string(), ""))?;
        value["totals"] = json!(plan.totals());
        console.json_line(&value);
    } else {
        show(&plan, console);
        console.data("");
        console.data(&format!(
            "Nothing was written. Digest {}",
            plan.digest.short()
        ));
    }
    Ok(plan_exit_code(&plan))
}

/// The plan for a wish, with progress on stderr.
pub(super) async fn prepared<T: Transport>(
    session: &Session<T>,
    console: &Console,
    wish: &Wish,
) -> Result<Plan, Failure> {
    let bars = Bars::listing(console);
    let plan = session
        .prepare(wish, |progress| bars.listed(progress))
        .await;
    bars.clear();
    Ok(plan?)
}

/// 0 all movable, 3 some will be left, 5 refused. That something has to be agreed to before a run changes nothing here.
pub fn plan_exit_code(plan: &Plan) -> ExitCode {
    let hides_files = plan.inventory.proof.completeness != Completeness::Complete;
    if !plan.refusals.is_empty() {
        ExitCode::Refused
    } else if plan.totals().staying > 0 || hides_files {
        ExitCode::Partly
    } else {
        ExitCode::Done
    }
}

/// The plan as text.
pub(super) fn show(plan: &Plan, console: &Console) {
    for line in plan_lines(plan) {
        console.data(&line);
    }
}
