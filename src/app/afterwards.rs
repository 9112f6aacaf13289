//! After a run: its manifest on this machine, and what can still be ordered for it on the portal.

use super::{
    AppError, IfLocked, Session,
    evidence::OnDisk,
    runs::{read_plan, replay_on},
};
use crate::{
    docspace::Transport,
    domain::Scope,
    engine,
    report::manifest,
    run::{AfterStep, Record, RunId, Summary},
    store::Runs,
};

impl<T: Transport> Session<T> {
    /// Whether the key has the permission to archive rooms. Whether its owner has the right is another question.
    pub fn may_archive_rooms(&self) -> Result<(), AppError> {
        self.require(&[Scope::RoomsWrite])
    }

    /// Does one thing after a run that is over, in the run's own journal and under its room's lock. Every record goes
    /// to `observe` after it was journalled. What came of it is in the summary; an error means that nothing was asked
    /// of the portal, or that the journal failed.
    pub async fn afterwards(
        &self,
        run: &RunId,
        step: AfterStep,
        observe: impl FnMut(&Record) + Send,
    ) -> Result<Summary, AppError> {
        self.require(&[match step {
            AfterStep::PutManifest => Scope::FilesWrite,
            AfterStep::ArchiveRoom => Scope::RoomsWrite,
        }])?;
        let directory = Runs::at(&self.place)?.open(&run.0)?;
        let plan = read_plan(
            &directory.plan_json()?,
            &directory.path().display().to_string(),
        )?;
        if plan.portal != *self.portal() {
            return Err(AppError::OtherPortal {
                run: run.clone(),
                portal: plan.portal.clone(),
            });
        }
        let _held = self
            .lock(&plan.room.id, directory.run(), IfLocked::Fail)
            .await?;
        let (journal, replay) = directory.open_journal::<Record>()?;
        let mut journal = OnDisk(journal);
        let mut state = replay_on(&plan, replay.entries, &directory)?;
        match step {
            AfterStep::PutManifest => {
                let csv = manifest::csv(&plan, &state)?;
                engine::put_manifest(
                    &self.client,
                    (&plan, &mut state),
                    (&manifest::title(run), csv.into()),
                    &mut journal,
                    observe,
                )
                .await?;
            }
            AfterStep::ArchiveRoom => {
                engine::archive_room(&self.client, (&plan, &mut state), &mut journal, observe)
                    .await?;
            }
        }
        Ok(Summary::of(&plan, &state))
    }
}
