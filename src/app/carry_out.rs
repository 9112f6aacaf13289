//! Carrying a confirmed plan out: lock, second look, run directory, journal, the engine's loop, the report.

use std::{path::PathBuf, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::{
    docspace::Transport,
    domain::{RoomId, Scope},
    engine::{self, Control},
    plan::{ConfirmedPlan, Difference, Plan, RevokeScope, compare},
    run::{AfterFact, AfterLine, Ending, Manner, Progress, Record, RunEvent, RunId, Summary},
    store::{FileRoomLock, Held, Holder, LockError, RoomLock, Runs},
};

use super::{
    AppError, ExitCode, Session, Survey,
    evidence::{OnDisk, plan_json, write_manifest},
};

/// How old a plan may be before the portal is looked at again.
const FRESH: SignedDuration = SignedDuration::from_secs(60);
/// Between two tries to take a room's lock.
const LOCK_AGAIN: Duration = Duration::from_secs(2);

/// How a plan is to be carried out.
#[derive(Debug, Clone, Copy)]
pub struct CarryOut {
    /// How hard the portal is worked.
    pub manner: Manner,
    /// The plan was not made in this process just now, so look again whatever its age.
    pub from_file: bool,
    /// What to do when another run works on the room.
    pub if_locked: IfLocked,
}

/// What to do when another run works on the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfLocked {
    /// An error.
    Fail,
    /// Wait for it to end.
    Wait,
}

/// A run that is over.
#[derive(Debug, Clone)]
pub struct RunReport {
    /// Its id.
    pub run: RunId,
    /// What it came to.
    pub summary: Summary,
    /// Changes since the plan was made that did not forbid it.
    pub changes: Vec<Difference>,
    /// Directory with plan and journal.
    pub directory: PathBuf,
    /// The journal.
    pub journal: PathBuf,
    /// Which file lies where now, as CSV on this machine; or why it could not be written.
    pub manifest: Result<PathBuf, Arc<AppError>>,
    /// Requests this process has sent.
    pub requests: u64,
}

impl RunReport {
    /// The exit code.
    pub fn exit_code(&self) -> ExitCode {
        exit_code(&self.summary)
    }
}

/// The exit code of a summary.
pub fn exit_code(summary: &Summary) -> ExitCode {
    let all_done = |line: &AfterLine| line.fact == AfterFact::Done;
    match summary.ending {
        Ending::Done if summary.afterwards.iter().all(all_done) => ExitCode::Done,
        Ending::NothingMoved => ExitCode::Failed,
        Ending::RevokeNotConfirmed => ExitCode::RevokeNotConfirmed,
        Ending::Cancelled => ExitCode::Cancelled,
        Ending::Key => ExitCode::Key,
        Ending::Limits if summary.counts.archived == 0 => ExitCode::Limits,
        // Done apart from what was asked for afterwards, or the limits: then what did move outweighs them.
        Ending::Done | Ending::Partly | Ending::Limits => ExitCode::Partly,
    }
}

impl<T: Transport> Session<T> {
    /// Carries a confirmed plan out. Every event goes to `observe` after it was journalled; `controls` brings what the
    /// user asks for. Nothing is written before lock, second look and journal stand.
    pub async fn carry_out(
        &self,
        confirmed: ConfirmedPlan,
        how: CarryOut,
        mut controls: mpsc::Receiver<Control>,
        mut observe: impl FnMut(&RunEvent) + Send,
    ) -> Result<RunReport, AppError> {
        self.require(&[Scope::RoomsRead, Scope::FilesWrite])?;
        if let Some(guest) = &confirmed.plan().guest {
            self.require(&[Scope::RoomsWrite])?;
            if guest.choice.scope == RevokeScope::Guest {
                self.require(&[Scope::AccountsWrite])?;
            }
        }
        if confirmed.plan().ownership.is_some() {
            // Leaving the room afterwards needs it.
            self.require(&[Scope::RoomsWrite])?;
        }
        let plan = confirmed.plan().clone();
        let run = Uuid::now_v7();
        let ready = Box::pin(async {
            let held = self.lock(&plan.room.id, run, how.if_locked).await?;
            Ok((held, self.second_look(&plan, how.from_file).await?))
        });
        let (_held, changes) = unless_cancelled(ready, &mut controls, &mut observe).await?;

        let directory = Runs::at(&self.place)?.create(run, &plan_json(&plan)?)?;
        let mut journal = OnDisk(directory.start_journal()?);
        let run = RunId(run.to_string());
        let began = Record::Began {
            run: run.clone(),
            plan: plan.digest.clone(),
            portal: plan.portal.clone(),
            room: plan.room.id.clone(),
            consent: confirmed.consent().clone(),
            manner: how.manner,
            program: concat!("closeout ", env!("CARGO_PKG_VERSION")).to_owned(),
        };
        let driven = engine::drive(
            &self.client,
            &confirmed,
            began,
            &mut journal,
            &mut controls,
            |event| {
                observe(event);
                if matches!(event, RunEvent::Record(_)) {
                    observe(&RunEvent::Progress(Progress::Requests {
                        sent: self.requests_sent(),
                    }));
                }
            },
        )
        .await;
        Ok(RunReport {
            run,
            summary: Summary::of(&plan, &driven.state),
            changes,
            manifest: write_manifest(&directory, &plan, &driven.state).map_err(Arc::new),
            journal: directory.journal_path(),
            directory: directory.path().to_owned(),
            requests: self.requests_sent(),
        })
    }

    /// Tells at once, before a long listing, that another run works on the room; or waits for its end.
    pub async fn room_is_free(&self, room: &RoomId, if_locked: IfLocked) -> Result<(), AppError> {
        self.lock(room, Uuid::now_v7(), if_locked).await.map(drop)
    }

    pub(super) async fn lock(
        &self,
        room: &RoomId,
        run: Uuid,
        if_locked: IfLocked,
    ) -> Result<Held, AppError> {
        let locks = FileRoomLock::at(&self.place)?;
        loop {
            let holder = Holder::this_process(run, Timestamp::now());
            match locks.acquire(self.portal(), room, &holder) {
                Err(LockError::HeldBy { .. }) if if_locked == IfLocked::Wait => {
                    tokio::time::sleep(LOCK_AGAIN).await;
                }
                taken => return Ok(taken?),
            }
        }
    }

    /// Plans again from the same choices and compares, unless the plan is a minute young at most.
    async fn second_look(&self, plan: &Plan, from_file: bool) -> Result<Vec<Difference>, AppError> {
        let age = Timestamp::now().duration_since(plan.made_at);
        if !from_file && age.abs() <= FRESH {
            return Ok(Vec::new());
        }
        let chosen = plan
            .target
            .existing
            .as_ref()
            .filter(|_| plan.target.was_chosen);
        let place = self
            .look_at_place(
                &plan.target.root.folder.id,
                &plan.choices.client_name,
                chosen,
            )
            .await?;
        let survey: Survey = self.survey(&plan.room.id, |_| {}).await?;
        let guest = self
            .look_at_guest(&survey, &place, plan.choices.guest.as_ref())
            .await?;
        let fresh = self.plan(&survey, place, guest, plan.choices.clone())?;
        let changes = compare(plan, &fresh);
        if changes.iter().any(Difference::blocks) {
            Err(AppError::Stale(changes))
        } else {
            Ok(changes)
        }
    }
}

/// Hears the user while nothing has been sent yet: a cancel ends it at once, and a pause holds the beginning back.
async fn unless_cancelled<R>(
    mut ready: impl Future<Output = Result<R, AppError>> + Unpin,
    controls: &mut mpsc::Receiver<Control>,
    observe: &mut (impl FnMut(&RunEvent) + Send),
) -> Result<R, AppError> {
    let (mut done, mut paused, mut is_steered) = (None, false, true);
    loop {
        if let Some(done) = done.take_if(|_| !paused || !is_steered) {
            return Ok(done);
        }
        tokio::select! {
            biased;
            is_ready = &mut ready, if done.is_none() => done = Some(is_ready?),
            control = controls.recv(), if is_steered => match control {
                Some(Control::Cancel) => return Err(AppError::Cancelled),
                Some(control) => {
                    paused = control == Control::Pause;
                    observe(&RunEvent::Progress(Progress::Paused { paused }));
                }
                None => is_steered = false,
            },
        }
    }
}
