//! The events of a run, by hand.

use std::{collections::BTreeSet, path::PathBuf};

use closeout::{
    domain::{FileId, FolderId, OperationId},
    plan::{Consent, Plan},
    run::{
        GuestAnswer, Manner, NewFile, Progress, Record, RunEvent, RunId, RunState, SendId,
        Standing, Summary,
    },
    tui::message::{Event, RunEnd},
};

use super::driver::Driver;

pub(crate) struct Script {
    plan: std::sync::Arc<Plan>,
}

impl Script {
    /// For the run that the driver's model has just begun.
    pub(crate) fn of(driver: &Driver) -> Self {
        Self {
            plan: driver
                .model
                .run
                .as_ref()
                .expect("a run")
                .planned
                .plan
                .clone(),
        }
    }

    pub(crate) fn record(driver: &mut Driver, record: Record) {
        driver.happen(Event::Run(RunEvent::Record(record)));
    }

    pub(crate) fn progress(driver: &mut Driver, progress: Progress) {
        driver.happen(Event::Run(RunEvent::Progress(progress)));
    }

    pub(crate) fn begin(&self, driver: &mut Driver) {
        let began = Record::Began {
            run: RunId("2026-11-24-0001".into()),
            plan: self.plan.digest.clone(),
            portal: self.plan.portal.clone(),
            room: self.plan.room.id.clone(),
            consent: Consent {
                digest: self.plan.digest.clone(),
                items: BTreeSet::new(),
            },
            manner: Manner::NORMAL,
            program: "closeout".into(),
        };
        Self::record(driver, began);
        Self::record(driver, Record::TargetAbsent);
        let title = self.plan.target.title.clone();
        Self::record(
            driver,
            Record::TargetIntended {
                parent: FolderId::number(31),
                title,
            },
        );
        Self::record(
            driver,
            Record::TargetReady {
                folder: FolderId::number(40),
            },
        );
        Self::progress(driver, Progress::Requests { sent: 3 });
    }

    pub(crate) fn files(&self, chunk: u32) -> Vec<FileId> {
        let chunk = &self.plan.chunks[chunk as usize];
        chunk
            .files
            .iter()
            .map(|file| self.plan.inventory.file(*file).unwrap().id.clone())
            .collect()
    }

    pub(crate) fn send(&self, driver: &mut Driver, chunk: u32) {
        let send = SendId(chunk);
        let conflict = self.plan.chunks[chunk as usize].conflict;
        Self::record(
            driver,
            Record::SendIntended {
                send,
                chunk,
                conflict,
                files: self.files(chunk),
            },
        );
        Self::record(
            driver,
            Record::SendAccepted {
                send,
                operation: OperationId(format!("op-{chunk}").into()),
            },
        );
    }

    pub(crate) fn poll(&self, driver: &mut Driver, chunk: u32, percent: u8) {
        let moved = u32::try_from(self.files(chunk).len()).unwrap() * u32::from(percent) / 100;
        Self::progress(
            driver,
            Progress::Polled {
                send: SendId(chunk),
                percent,
                moved,
            },
        );
    }

    pub(crate) fn arrive(&self, driver: &mut Driver, chunk: u32) {
        let moved = self.files(chunk);
        Self::record(
            driver,
            Record::OperationEnded {
                send: SendId(chunk),
                moved,
                error: None,
            },
        );
    }

    /// Planned files that were never seen in the target: a listing shows them in the room.
    fn not_arrived(&self, driver: &Driver) -> Vec<FileId> {
        let state = &driver.model.run.as_ref().unwrap().state;
        let moving = self.plan.chunks.iter().flat_map(|chunk| &chunk.files);
        moving
            .filter(|file| state.standing(**file) != Some(&Standing::Arrived))
            .map(|file| self.plan.inventory.file(*file).unwrap().id.clone())
            .collect()
    }

    /// Every chunk is sent and arrives.
    pub(crate) fn all_arrive(&self, driver: &mut Driver) {
        self.begin(driver);
        for chunk in 0..u32::try_from(self.plan.chunks.len()).unwrap() {
            self.send(driver, chunk);
            self.arrive(driver, chunk);
        }
    }

    /// A guest call is asked for and answered, or only asked for.
    pub(crate) fn guest_call(driver: &mut Driver, call: u32, answer: Option<GuestAnswer>) {
        Self::record(driver, Record::GuestCallIntended { call });
        if let Some(answer) = answer {
            Self::record(driver, Record::GuestCallAnswered { call, answer });
        }
    }

    /// The final listing, with a file that is still in the room and one that came in meanwhile, where `trouble`.
    pub(crate) fn end(&self, driver: &mut Driver, trouble: bool) {
        self.listed(driver, trouble);
        self.over(driver, if trouble { 3 } else { 0 });
    }

    /// The same listing, and the run goes on.
    pub(crate) fn listed(&self, driver: &mut Driver, trouble: bool) {
        let mut in_room = self.not_arrived(driver);
        if trouble {
            in_room.push(self.files(0)[0].clone());
        }
        let new = if trouble {
            vec![NewFile {
                id: FileId::number(9999),
                path: "Late upload.docx".into(),
            }]
        } else {
            Vec::new()
        };
        let listed = Record::FinalListed {
            titles: Vec::new(),
            missing: Vec::new(),
            found: Vec::new(),
            in_room,
            new,
            complete: true,
            room_not_visible: 0,
        };
        Self::progress(driver, Progress::Listed { entries: 43 });
        Self::record(driver, listed);
    }

    /// Nothing more comes.
    pub(crate) fn over(&self, driver: &mut Driver, exit_code: u8) {
        Self::record(driver, Record::Finished);
        let run = driver.model.run.as_ref().unwrap();
        let state: &RunState = &run.state;
        let end = RunEnd {
            summary: Summary::of(&self.plan, state),
            exit_code,
            run: RunId("2026-11-24-0001".into()),
            manifest: Ok(PathBuf::from(
                "/home/ada/.local/state/closeout/runs/2026-11-24-0001/manifest.csv",
            )),
            directory: PathBuf::from("/home/ada/.local/state/closeout/runs/2026-11-24-0001"),
        };
        driver.happen(Event::RunEnded(Ok(Box::new(end))));
    }
}
