//! What must not stand beside `run --plan FILE`: the plan has settled it, and ignoring it in silence would do something
//! else than was typed.

use clap::{ArgMatches, parser::ValueSource};

use crate::headless::Failure;

/// Arguments that a plan is made from.
const SETTLED: [&str; 10] = [
    "room",
    "archive_root",
    "client_name",
    "target",
    "collisions",
    "layout",
    "chunk_size",
    "guest",
    "revoke",
    "revoke_despite_left",
];

/// The first argument that was typed beside a plan and has no say there. What the environment holds may stay: it
/// serves other commands too.
pub(super) fn typed_in_vain(matches: &ArgMatches) -> Option<Failure> {
    let (_, run) = matches
        .subcommand()
        .filter(|(name, run)| *name == "run" && run.contains_id("plan"))?;
    let typed = SETTLED
        .iter()
        .find(|id| run.value_source(id) == Some(ValueSource::CommandLine))?;
    Some(Failure::usage(
        format!(
            "--{} has no say beside --plan: the plan has settled it",
            typed.replace('_', "-")
        ),
        "Leave it out, or write a new plan with it: `closeout plan --out FILE`.",
    ))
}
