//! A plan as text, for people.

use super::{
    console::{bytes, files},
    meetings,
    plan_words::{SHOWN, more, path},
};
use crate::{
    domain::{Completeness, titles::visible},
    plan::Plan,
};

/// How many files are named below a thing to mind.
const NAMED: usize = 10;

/// The whole plan, a line each, foreign text made visible.
pub fn plan_lines(plan: &Plan) -> Vec<String> {
    let mut lines = head(plan);
    for block in [
        meetings::lines(plan),
        stays(plan),
        meetings::unlocks(plan),
        meetings::editors(plan),
        readers(plan),
        minds(plan),
        guest(plan),
    ] {
        if !block.is_empty() {
            lines.push(String::new());
            lines.extend(block);
        }
    }
    for item in plan.needs() {
        lines.push(String::new());
        lines.push(format!(
            "{} A run needs your consent: {}",
            item.sentence(),
            item.flag()
        ));
    }
    for refusal in &plan.refusals {
        lines.push(String::new());
        lines.push(format!("Cannot be run: {}", refusal.what()));
        lines.push(format!("  Next: {}", refusal.next_step()));
    }
    if plan.offers_taking_over() {
        lines.push(
            "  Or: take the room over for the run, and hand it back at its end: --take-ownership"
                .into(),
        );
    }
    lines
}

fn head(plan: &Plan) -> Vec<String> {
    let totals = plan.totals();
    vec![
        format!(
            "Portal   {} as {}",
            plan.portal,
            visible(&plan.made_by.person.name)
        ),
        format!(
            "Room     {} (id {}), owner {}",
            visible(&plan.room.title),
            plan.room.id,
            visible(&plan.room.owner.name)
        ),
        format!("Target   {}  ({})", plan.target.path(), target_state(plan)),
        format!(
            "Files    {} in {} folders, {}; {}",
            totals.files,
            totals.folders,
            bytes(totals.bytes),
            proof(plan)
        ),
        format!(
            "Moving   {} ({}) in {} move requests of at most {}",
            files(totals.moving),
            bytes(totals.moving_bytes),
            totals.chunks,
            plan.choices.chunk_size
        ),
    ]
}

fn stays(plan: &Plan) -> Vec<String> {
    let staying = plan.totals().staying;
    if staying == 0 {
        return Vec::new();
    }
    let mut lines = vec![format!("{} will stay in the room:", files(staying))];
    lines.extend(plan.staying().take(SHOWN).map(|(index, blocker)| {
        format!("  {}: {}", path(plan, index), plan.reason(index, blocker))
    }));
    lines.extend(more(usize::try_from(staying).unwrap_or(usize::MAX), SHOWN));
    lines
}

fn readers(plan: &Plan) -> Vec<String> {
    let readers = plan.target.reader_lines();
    if readers.is_empty() {
        return readers;
    }
    let mut lines = vec!["Who can read it there:".to_owned()];
    lines.extend(readers.iter().map(|line| format!("  {line}")));
    lines
}

fn minds(plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    for hazard in &plan.hazards {
        lines.push(format!("Mind: {}", hazard.sentence()));
        let about = hazard.files();
        let named = about.iter().take(NAMED);
        lines.extend(named.map(|index| format!("  {}", path(plan, *index))));
        lines.extend(more(about.len(), NAMED));
    }
    lines
}

/// Who can reach what now, and call by call what the guest step will do.
fn guest(plan: &Plan) -> Vec<String> {
    let Some(step) = &plan.guest else {
        return Vec::new();
    };
    let email = step.facts.email.as_ref();
    let mut lines = vec![format!(
        "Guest    {}{}",
        visible(&step.facts.person.name),
        email
            .map(|email| format!(" <{}>", visible(email)))
            .unwrap_or_default()
    )];
    let reach = step.reach_lines();
    lines.extend(reach.iter().map(|line| format!("  now: {line}")));
    lines.extend(step.calls.iter().map(|call| {
        format!(
            "  after every file is archived: {}",
            call.sentence(&step.facts)
        )
    }));
    lines.push("  then all of it is read again, and only what was seen is called revoked".into());
    lines
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
