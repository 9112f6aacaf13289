//! `closeout plan`: the dry run.

use std::path::Path;

use serde_json::json;

use super::{
    Console, Failure,
    console::{bytes, files},
    meetings,
    progress::Bars,
};
use crate::{
    app::{self, ExitCode, Session, Transport, Wish},
    domain::{Completeness, titles::visible},
    plan::Plan,
};

/// How many lines of a kind are shown as text; JSON and the plan file have all.
const SHOWN: usize = 50;

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
    Ok(exit_code(&plan))
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

/// 0 all movable, 3 some will be left, 5 refused.
fn exit_code(plan: &Plan) -> ExitCode {
    if !plan.refusals.is_empty() {
        ExitCode::Refused
    } else if plan.totals().staying > 0 || !plan.needs().is_empty() {
        ExitCode::Partly
    } else {
        ExitCode::Done
    }
}

/// The plan as text.
pub(super) fn show(plan: &Plan, console: &Console) {
    let totals = plan.totals();
    let line = |text: String| console.data(&text);
    line(format!(
        "Portal   {} as {}",
        plan.portal,
        visible(&plan.made_by.person.name)
    ));
    line(format!(
        "Room     {} (id {}), owner {}",
        visible(&plan.room.title),
        plan.room.id,
        visible(&plan.room.owner.name)
    ));
    line(format!(
        "Target   {}  ({})",
        plan.target.path(),
        target_state(plan)
    ));
    line(format!(
        "Files    {} in {} folders, {}; {}",
        totals.files,
        totals.folders,
        bytes(totals.bytes),
        proof(plan)
    ));
    line(format!(
        "Moving   {} ({}) in {} move requests of at most {}",
        files(totals.moving),
        bytes(totals.moving_bytes),
        totals.chunks,
        plan.choices.chunk_size
    ));
    meetings::show(plan, console);
    if totals.staying > 0 {
        line(String::new());
        line(format!("{} will stay in the room:", files(totals.staying)));
        for (index, blocker) in plan.staying().take(SHOWN) {
            let path = plan.inventory.file_path(index);
            line(format!(
                "  {}: {}",
                visible(&path),
                plan.reason(index, blocker)
            ));
        }
        more(
            console,
            usize::try_from(totals.staying).unwrap_or(usize::MAX),
        );
    }
    meetings::show_held(plan, console);
    if !plan.hazards.is_empty() {
        line(String::new());
    }
    for hazard in &plan.hazards {
        line(format!("Mind: {}", hazard.sentence()));
    }
    show_guest(plan, console);
    for item in plan.needs() {
        line(String::new());
        line(format!(
            "{} A run needs your consent: {}",
            item.sentence(),
            item.flag()
        ));
    }
    for refusal in &plan.refusals {
        line(String::new());
        line(format!("Cannot be run: {}", refusal.what()));
        line(format!("  Next: {}", refusal.next_step()));
    }
}

/// Who can reach what now, and call by call what the guest step will do.
fn show_guest(plan: &Plan, console: &Console) {
    let Some(step) = &plan.guest else { return };
    console.data("");
    console.data(&format!(
        "Guest    {}{}",
        visible(&step.facts.person.name),
        step.facts
            .email
            .as_ref()
            .map(|email| format!(" <{}>", visible(email)))
            .unwrap_or_default()
    ));
    for line in step.reach_lines() {
        console.data(&format!("  now: {line}"));
    }
    for call in &step.calls {
        console.data(&format!(
            "  after every file is archived: {}",
            call.sentence(&step.facts)
        ));
    }
    console.data("  then all of it is read again, and only what was seen is called revoked");
}

fn more(console: &Console, all: usize) {
    if all > SHOWN {
        console.data(&format!(
            "  … and {} more; --json shows all of them",
            all - SHOWN
        ));
    }
}

fn target_state(plan: &Plan) -> String {
    match &plan.target.existing {
        Some(folder) => format!(
            "exists, id {folder}, {} in it",
            files(plan.target.files_there)
        ),
        None if plan.totals().moving == 0 => "does not exist and is not needed".into(),
        None => "will be made".into(),
    }
}

fn proof(plan: &Plan) -> String {
    let proof = &plan.inventory.proof;
    match proof.completeness {
        Completeness::Complete => format!(
            "the list is complete ({} of {})",
            proof.unique_files, proof.largest_total
        ),
        Completeness::CompleteExcept { not_visible } => {
            format!(
                "the list is complete except about {} not visible",
                files(not_visible)
            )
        }
    }
}
