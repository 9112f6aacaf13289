//! Move requests, and the jobs behind them.

use std::time::Duration;

use super::{Fault, Job, Spot, Toy};
use crate::{
    domain::{Conflict, FileId, OperationId},
    run::{Progress, Record, RunEvent, SendId, SendRefusal, Stop},
};

impl Toy {
    /// Jobs that work now and whose record can be read.
    pub(in crate::run::tests) fn running(&self) -> usize {
        self.jobs
            .values()
            .filter(|job| job.alive && job.reported && !job.ended)
            .count()
    }

    /// Lets time pass: jobs attempt their files, in the order of time.
    pub(in crate::run::tests) fn advance(&mut self, now: Duration) {
        loop {
            let next = self
                .jobs
                .iter()
                .filter(|(_, job)| job.alive && !job.ended && job.due <= now)
                .min_by_key(|(_, job)| job.due)
                .map(|(id, _)| id.clone());
            let Some(id) = next else { return };
            self.attempt(&id);
        }
    }

    fn attempt(&mut self, id: &OperationId) {
        let (vanishes, dies, stuck) = (
            self.strikes(Fault::Vanishes),
            self.strikes(Fault::Dies),
            self.strikes(Fault::Stuck),
        );
        let Some(mut job) = self.jobs.remove(id) else {
            return;
        };
        job.due += self.per_file;
        job.reported &= !vanishes && !dies;
        job.alive &= !dies && !stuck;
        if job.alive {
            match job.files.get(job.attempted).cloned() {
                Some(file) => self.attempt_file(&mut job, &file),
                None => job.ended = true,
            }
        }
        self.jobs.insert(id.clone(), job);
    }

    fn attempt_file(&mut self, job: &mut Job, id: &FileId) {
        let first = job.attempted == 0;
        job.attempted += 1;
        if let Some(text) = self.in_the_way(id) {
            job.error = Some(text.into());
            // The general check at the start looks at the first file only, and ends everything.
            job.ended = first;
            return;
        }
        let taken = job.conflict == Conflict::Skip && self.title_taken(id);
        if let Some(file) = self.files.get_mut(id).filter(|_| !taken) {
            file.spot = Spot::Target;
            job.moved.push(id.clone());
        }
    }

    /// A move request arrives. Its answer as events, and whether they reach anybody.
    pub(in crate::run::tests) fn take_request(
        &mut self,
        send: SendId,
        files: &[FileId],
        conflict: Conflict,
        now: Duration,
    ) -> Vec<RunEvent> {
        if self.strikes(Fault::KeyDies) {
            return refused_at_the_door(send);
        }
        if self.strikes(Fault::LostBefore) {
            return vec![lost(send)];
        }
        let bad = files.iter().any(|file| self.in_the_way(file).is_some());
        if self.checks_first && bad {
            return vec![refused(send)];
        }
        for file in files {
            *self.taken.entry(file.clone()).or_default() += 1;
        }
        let operation = OperationId(format!("op-{}", self.jobs.len()).into());
        let job = Job {
            files: files.to_vec(),
            conflict,
            attempted: 0,
            due: now + self.per_file,
            moved: Vec::new(),
            error: None,
            alive: true,
            reported: true,
            ended: false,
        };
        self.jobs.insert(operation.clone(), job);
        let lost_after = self.strikes(Fault::LostAfter);
        let mut events = vec![RunEvent::Record(Record::SendAccepted {
            send,
            operation: operation.clone(),
        })];
        if self.strikes(Fault::FinishedAtOnce) {
            while self
                .jobs
                .get(&operation)
                .is_some_and(|job| job.alive && !job.ended)
            {
                self.attempt(&operation);
            }
            events.push(self.look(send, &operation));
        }
        if lost_after { vec![lost(send)] } else { events }
    }

    /// A look at an operation. One that is over is told once.
    pub(in crate::run::tests) fn look(
        &mut self,
        send: SendId,
        operation: &OperationId,
    ) -> RunEvent {
        let fails = self.strikes(Fault::LookFails);
        let Some(job) = self
            .jobs
            .get(operation)
            .filter(|job| job.reported && !fails)
        else {
            return RunEvent::Record(Record::OperationLost { send });
        };
        if !job.ended {
            let percent = job.attempted * 100 / job.files.len();
            return RunEvent::Progress(Progress::Polled {
                send,
                percent: u8::try_from(percent).unwrap_or(100),
                moved: u32::try_from(job.moved.len()).unwrap_or(u32::MAX),
            });
        }
        let (mut moved, mut error) = (job.moved.clone(), job.error.clone());
        let files = job.files.clone();
        if let Some(job) = self.jobs.get_mut(operation) {
            job.reported = false;
        }
        if self.strikes(Fault::RecordBoasts) {
            moved = files;
        } else if self.strikes(Fault::RecordForgets) && moved.pop().is_some() {
            error = Some("something went wrong".into());
        }
        RunEvent::Record(Record::OperationEnded { send, moved, error })
    }
}

fn lost(send: SendId) -> RunEvent {
    RunEvent::Record(Record::SendLost {
        send,
        why: "timeout".into(),
    })
}

fn refused(send: SendId) -> RunEvent {
    RunEvent::Record(Record::SendRefused {
        send,
        refusal: SendRefusal {
            status: 403,
            text: "access denied".into(),
            at_the_door: false,
        },
    })
}

fn refused_at_the_door(send: SendId) -> Vec<RunEvent> {
    let why = String::from("key");
    vec![
        RunEvent::Record(Record::SendRefused {
            send,
            refusal: SendRefusal {
                status: 401,
                text: why.clone(),
                at_the_door: true,
            },
        }),
        RunEvent::Record(Record::Stopped {
            stop: Stop::Key { why },
        }),
    ]
}
