//! Earlier runs, as their journals tell them.

use std::{path::PathBuf, sync::Arc};

use jiff::Timestamp;

use crate::{
    plan::{PLAN_FORMAT, Plan},
    run::{Record, RunState, Summary},
    store::{Entry, RunDirectory, Runs, StatePlace},
};

use super::{AppError, evidence::plan_json};

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
    let entries = if directory.has_journal() {
        directory.read_journal::<Record>()?.entries
    } else {
        Vec::new()
    };
    let state = replay_on(&plan, entries, directory)?;
    let summary = Summary::of(&plan, &state);
    Ok((plan, summary))
}

/// The state that a run's journal tells of its plan. Refused when it was begun with another plan, or for another room:
/// then nothing that the records say is true of this one.
pub(super) fn replay_on(
    plan: &Plan,
    entries: Vec<Entry<Record>>,
    directory: &RunDirectory,
) -> Result<RunState, AppError> {
    let mut state = RunState::new(plan);
    for entry in entries {
        if let Record::Began {
            plan: digest, room, ..
        } = &entry.record
            && (*digest != plan.digest || *room != plan.room.id)
        {
            return Err(AppError::OtherPlanBegan {
                directory: directory.path().display().to_string(),
            });
        }
        state.apply(&entry.record);
    }
    Ok(state)
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::RoomId,
        plan::tests::builder::{consent, facts, plan},
        run::{Manner, RunId},
    };

    /// What the overview tells of a run whose plan file holds this plan and whose journal began so.
    fn told(on_disk: &Plan, began: &Plan, room: RoomId) -> Result<(Arc<Plan>, Summary), AppError> {
        let folder = tempfile::tempdir().unwrap();
        let place = StatePlace::rehearsal_at(folder.path());
        let run = Uuid::now_v7();
        let runs = Runs::at(&place).unwrap();
        let directory = runs.create(run, &plan_json(on_disk).unwrap()).unwrap();
        let mut journal = directory.start_journal().unwrap();
        let record = Record::Began {
            run: RunId(run.to_string()),
            plan: began.digest.clone(),
            portal: began.portal.clone(),
            room,
            consent: consent(began),
            manner: Manner::NORMAL,
            program: "closeout".into(),
        };
        journal.append(Timestamp::UNIX_EPOCH, &record).unwrap();
        overview(&place).unwrap().remove(0).result
    }

    #[test]
    fn a_journal_tells_only_of_the_plan_it_was_begun_with() {
        let (one, other) = (plan(facts(&["a.txt"])), plan(facts(&["b.txt"])));
        assert!(told(&one, &one, one.room.id.clone()).is_ok());
        for result in [
            told(&one, &other, one.room.id.clone()),
            told(&one, &one, RoomId::number(11)),
        ] {
            let error = result.unwrap_err();
            assert!(
                matches!(error, AppError::OtherPlanBegan { .. }),
                "{error:?}"
            );
            assert!(error.what().contains("was begun with another plan"));
        }
    }
}
