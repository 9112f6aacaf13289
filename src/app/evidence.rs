//! What a run leaves on this machine: its plan, its journal, its manifest.

use std::path::PathBuf;

use jiff::Timestamp;

use super::AppError;
use crate::{
    engine::{self, JournalFailed},
    plan::Plan,
    report::manifest,
    run::{Record, RunState},
    store::{self, RunDirectory},
};

/// The manifest's name in the directory of its run.
const MANIFEST: &str = "manifest.csv";

/// Writes the manifest beside plan and journal. Returns its path.
pub(super) fn write_manifest(
    directory: &RunDirectory,
    plan: &Plan,
    state: &RunState,
) -> Result<PathBuf, AppError> {
    let csv = manifest::csv(plan, state)?;
    Ok(directory.write(MANIFEST, &csv)?)
}

/// The plan as it lies on disk, and as `plan --out` writes it.
pub(super) fn plan_json(plan: &Plan) -> Result<Vec<u8>, AppError> {
    Ok(serde_json::to_vec(plan).map_err(crate::plan::DigestError::from)?)
}

pub(super) struct OnDisk(pub(super) store::Journal<Record>);

impl engine::Journal for OnDisk {
    fn append(&mut self, record: &Record) -> Result<(), JournalFailed> {
        self.0
            .append(Timestamp::now(), record)
            .map(|_| ())
            .map_err(|error| JournalFailed(Box::new(error)))
    }
}
