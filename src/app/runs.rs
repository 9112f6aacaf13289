//! Earlier runs, as their journals tell them.

use std::{path::PathBuf, sync::Arc};

use jiff::Timestamp;

use crate::{
    plan::{PLAN_FORMAT, Plan},
    run::{Record, RunState, Summary},
    store::{RunDirectory, Runs, StatePlace},
};

use super::{AppError, carry_out::plan_json};

/// One run, or what is left of it.
#[derive(Debug)]
pub struct RunOverview {
    /// Id, or the name of a directory that is no run.
    pub name: String,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// Its directory.
    pub directory: Option<PathBuf>,
    /// Plan and result, or why they cannot be read.
    pub result: Result<(Arc<Plan>, Summary), AppError>,
}

/// All runs of a place, newest first.
pub fn overview(place: &StatePlace) -> Result<Vec<RunOverview>, AppError> {
    let listed = Runs::at(place)?.list()?;
    Ok(listed
        .into_iter()
        .map(|run| match run.directory {
            Ok(directory) => RunOverview {
                name: directory.run().to_string(),
                created: directory.created(),
                directory: Some(directory.path().to_owned()),
                result: replay(&directory),
            },
            Err(error) => RunOverview {
                name: run.name.to_string_lossy().into_owned(),
                created: None,
                directory: None,
                result: Err(error.into()),
            },
        })
        .collect())
}

fn replay(directory: &RunDirectory) -> Result<(Arc<Plan>, Summary), AppError> {
    let plan = Arc::new(read_plan(
        &directory.plan_json()?,
        &directory.path().display().to_string(),
    )?);
    let mut state = RunState::new(&plan);
    if directory.has_journal() {
        for entry in directory.read_journal::<Record>()?.entries {
            state.apply(&entry.record);
        }
    }
    let summary = Summary::of(&plan, &state);
    Ok((plan, summary))
}

/// Reads a plan file and checks that it is what its digest says.
pub fn read_plan(json: &[u8], path: &str) -> Result<Plan, AppError> {
    let unusable = |why, source| AppError::PlanFile {
        path: path.to_owned(),
        why,
        source,
    };
    let plan: Plan = serde_json::from_slice(json)
        .map_err(|error| unusable("it is not a plan", Some(error.into())))?;
    if plan.format != PLAN_FORMAT {
        return Err(unusable(
            "it was written by another version of closeout",
            None,
        ));
    }
    if !plan.is_whole()? {
        return Err(unusable("it was changed after it was written", None));
    }
    Ok(plan)
}

/// Writes a plan so that [`read_plan`] reads it: whole or not at all.
pub fn write_plan(plan: &Plan, path: &std::path::Path) -> Result<(), AppError> {
    Ok(crate::store::write_file(path, &plan_json(plan)?)?)
}
