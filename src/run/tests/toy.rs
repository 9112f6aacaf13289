//! A toy portal: a room, a target, and jobs that move files one after the other on simulated time, with faults drawn
//! from a seed. It knows the portal's manners and nothing of the run, except for the words of its answers.

use std::{collections::BTreeMap, time::Duration};

use super::room_owner::ToyOwner;

use crate::{
    domain::{Conflict, FileFlags, FileId, FolderId, OperationId, titles::fold},
    plan::{Blocker, Fate, Plan},
    run::{
        FileNote, NewTitle, Progress, Record, RenameAnswers, RunEvent, SendId, SendRefusal,
        Sighting, Stop, UnlockAnswers,
    },
};

/// The folder of whoever takes files away.
pub(super) const ELSEWHERE: i32 = 777;

/// What can go wrong, each with its own chance in percent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// The request never arrives, and nobody hears of it.
    LostBefore,
    /// The request does its work, and its answer is lost.
    LostAfter,
    /// The key is refused at a move request.
    KeyDies,
    /// The operation is already over in the answer to its request, and told only there.
    FinishedAtOnce,
    /// The record vanishes and the job runs on.
    Vanishes,
    /// The record vanishes and the job is dead.
    Dies,
    /// The record stays as it is for ever, for the job is dead.
    Stuck,
    /// A look at an operation fails.
    LookFails,
    /// A file cannot be read.
    Unreadable,
    /// The final record names a file that did not move.
    RecordBoasts,
    /// The final record is silent about a file that moved.
    RecordForgets,
    /// Room and target cannot be listed.
    ListFails,
    /// A list lacks files, and is known to.
    ListShort,
    /// A file may not be renamed.
    RenameRefused,
    /// The portal stores another title than was asked for.
    RenameTwisted,
    /// A lock may not be broken.
    UnlockRefused,
    /// Who has the room may not be changed.
    HandoverRefused,
    /// The portal takes a change of who has the room and does nothing.
    HandoverIgnored,
    /// Whom the room belongs to cannot be seen.
    OwnerUnseen,
}

pub(super) const FAULTS: usize = Fault::OwnerUnseen as usize + 1;

/// What somebody else does meanwhile, to the file at this position.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meddling {
    Delete(u8),
    TakeElsewhere(u8),
    TakeBack(u8),
    Lock(u8),
    Open(u8),
    Free(u8),
    Poison(u8),
    TwinInTarget(u8),
    Upload,
    CloseTarget,
    TakeRoom,
}

/// Where a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    Room,
    Target,
    Elsewhere,
    Nowhere,
}

#[derive(Debug, Clone)]
pub(super) struct ToyFile {
    pub(super) spot: Spot,
    /// Makes every request with this file fail, and looks innocent.
    pub(super) poison: bool,
    blocker: Option<Blocker>,
    pub(super) title: String,
}

#[derive(Debug, Clone)]
struct Job {
    files: Vec<FileId>,
    conflict: Conflict,
    attempted: usize,
    due: Duration,
    moved: Vec<FileId>,
    error: Option<String>,
    alive: bool,
    reported: bool,
    ended: bool,
}

/// The portal.
#[derive(Debug, Clone)]
pub(super) struct Toy {
    pub(super) files: BTreeMap<FileId, ToyFile>,
    /// Folders of the target's title.
    pub(super) targets: Vec<FolderId>,
    /// The portal looks at every file of a request before it takes it (3.7), or at each while it works (3.6).
    pub(super) checks_first: bool,
    pub(super) per_file: Duration,
    pub(super) chances: [u8; FAULTS],
    /// Titles that lie in the target beside the planned files.
    lying: Vec<String>,
    pub(super) uploads: Vec<FileId>,
    target_open: bool,
    pub(super) owner: ToyOwner,
    jobs: BTreeMap<OperationId, Job>,
    /// In how many accepted requests each file was.
    pub(super) taken: BTreeMap<FileId, u8>,
    /// How often the lock of each file was broken.
    pub(super) unlocked: BTreeMap<FileId, u8>,
    random: u64,
}

impl Toy {
    pub(super) fn new(plan: &Plan, lying: &[&str], seed: u64) -> Self {
        let files = plan.inventory.files.iter().zip(&plan.fates);
        Self {
            files: files
                .map(|(file, fate)| {
                    let toy = ToyFile {
                        spot: Spot::Room,
                        poison: false,
                        blocker: match fate {
                            Fate::Stay(blocker) => Some(*blocker),
                            Fate::Move(_) if file.flags.has(FileFlags::LOCKED_BY_OTHER) => {
                                Some(Blocker::Locked { can_unlock: true })
                            }
                            Fate::Move(_) => None,
                        },
                        title: file.title.to_string(),
                    };
                    (file.id.clone(), toy)
                })
                .collect(),
            targets: plan.target.existing.iter().cloned().collect(),
            checks_first: true,
            per_file: Duration::from_millis(10),
            chances: [0; FAULTS],
            lying: lying.iter().map(|title| (*title).to_owned()).collect(),
            uploads: Vec::new(),
            target_open: true,
            owner: ToyOwner::default(),
            jobs: BTreeMap::new(),
            taken: BTreeMap::new(),
            unlocked: BTreeMap::new(),
            random: seed,
        }
    }

    /// The next number of the seed's sequence (splitmix64).
    pub(super) fn draw(&mut self, below: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below.max(1)
    }

    pub(super) fn strikes(&mut self, fault: Fault) -> bool {
        let chance = u64::from(self.chances[fault as usize]);
        chance > 0 && self.draw(100) < chance
    }

    /// Jobs that work now and whose record can be read.
    pub(super) fn running(&self) -> usize {
        self.jobs
            .values()
            .filter(|job| job.alive && job.reported && !job.ended)
            .count()
    }

    /// Lets time pass: jobs attempt their files, in the order of time.
    pub(super) fn advance(&mut self, now: Duration) {
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

    fn in_the_way(&self, id: &FileId) -> Option<&'static str> {
        let file = self.files.get(id)?;
        if !self.target_open {
            Some("no right there")
        } else if file.spot == Spot::Nowhere {
            Some("not found")
        } else if file.poison || file.blocker.is_some() {
            Some("access denied")
        } else {
            None
        }
    }

    fn title_taken(&self, id: &FileId) -> bool {
        let Some(title) = self.files.get(id).map(|file| fold(&file.title)) else {
            return false;
        };
        let mut there = self.target_titles().into_iter();
        there.any(|(_, there)| fold(&there) == title)
    }

    /// Everything in the target, with titles.
    pub(super) fn target_titles(&self) -> Vec<(FileId, String)> {
        let lying = (9001..)
            .map(FileId::number)
            .zip(&self.lying)
            .map(|(id, title)| (id, title.clone()));
        let arrived = self
            .files
            .iter()
            .filter(|(_, file)| file.spot == Spot::Target)
            .map(|(id, file)| (id.clone(), file.title.clone()));
        lying.chain(arrived).collect()
    }

    pub(super) fn meddle(&mut self, meddling: Meddling) {
        let position = match meddling {
            Meddling::Upload => {
                let id = 5000 + i32::try_from(self.uploads.len()).unwrap_or_default();
                self.uploads.push(FileId::number(id));
                return;
            }
            Meddling::CloseTarget => {
                self.target_open = false;
                return;
            }
            Meddling::TakeRoom => {
                self.owner = ToyOwner::Somebody;
                return;
            }
            Meddling::Delete(position)
            | Meddling::TakeElsewhere(position)
            | Meddling::TakeBack(position)
            | Meddling::Lock(position)
            | Meddling::Open(position)
            | Meddling::Free(position)
            | Meddling::Poison(position)
            | Meddling::TwinInTarget(position) => usize::from(position),
        };
        let Some(file) = self.files.values_mut().nth(position) else {
            return;
        };
        match meddling {
            Meddling::Delete(_) => file.spot = Spot::Nowhere,
            Meddling::TakeElsewhere(_) if file.spot != Spot::Nowhere => {
                file.spot = Spot::Elsewhere;
            }
            Meddling::TakeBack(_) if file.spot == Spot::Target => file.spot = Spot::Room,
            Meddling::Lock(_) => file.blocker = Some(Blocker::Locked { can_unlock: false }),
            Meddling::Open(_) => file.blocker = Some(Blocker::Editing),
            Meddling::Free(_) => file.blocker = None,
            Meddling::Poison(_) => file.poison = true,
            Meddling::TwinInTarget(_) => {
                let title = file.title.clone();
                self.lying.push(title);
            }
            _ => {}
        }
    }

    /// A move request arrives. Its answer as events, and whether they reach anybody.
    pub(super) fn take_request(
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
    pub(super) fn look(&mut self, send: SendId, operation: &OperationId) -> RunEvent {
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

    /// Locks of other people are taken off, where there are any.
    pub(super) fn unlock(&mut self, send: SendId, files: &[FileId]) -> Record {
        let mut answers = UnlockAnswers::default();
        for id in files {
            let note = || FileNote {
                file: id.clone(),
                why: "no".into(),
            };
            let locked = self
                .files
                .get(id)
                .is_some_and(|file| matches!(file.blocker, Some(Blocker::Locked { .. })));
            if !locked {
                answers.free.push(id.clone());
            } else if self.strikes(Fault::UnlockRefused) {
                answers.refused.push(note());
            } else if self.strikes(Fault::LostBefore) {
                answers.lost.push(note());
            } else {
                if let Some(file) = self.files.get_mut(id) {
                    file.blocker = None;
                }
                *self.unlocked.entry(id.clone()).or_default() += 1;
                if self.strikes(Fault::LostAfter) {
                    answers.lost.push(note());
                } else {
                    answers.unlocked.push(id.clone());
                }
            }
        }
        Record::UnlockAnswered { send, answers }
    }

    /// Files are given other titles; the portal does not care whether they are taken.
    pub(super) fn rename(&mut self, renames: &[NewTitle]) -> Record {
        let mut answers = RenameAnswers::default();
        for new in renames {
            let note = || FileNote {
                file: new.file.clone(),
                why: "no".into(),
            };
            if self.strikes(Fault::LostBefore) {
                answers.lost.push(note());
                continue;
            }
            let known = self.files.get(&new.file).map(|file| file.spot);
            let gone = !matches!(known, Some(Spot::Target | Spot::Room | Spot::Elsewhere));
            if gone || self.strikes(Fault::RenameRefused) {
                answers.refused.push(note());
                continue;
            }
            let title = if self.strikes(Fault::RenameTwisted) {
                format!("{}_", new.title)
            } else {
                new.title.to_string()
            };
            if let Some(file) = self.files.get_mut(&new.file) {
                file.title.clone_from(&title);
            }
            if self.strikes(Fault::LostAfter) {
                answers.lost.push(note());
            } else if title == *new.title {
                answers.renamed.push(new.file.clone());
            } else {
                answers.other.push(NewTitle {
                    file: new.file.clone(),
                    title: title.into(),
                });
            }
        }
        Record::RenameAnswered { answers }
    }

    /// Files looked at one by one, and whether the target takes files.
    pub(super) fn read(&mut self, files: &[FileId]) -> (Vec<(FileId, Sighting)>, bool) {
        let seen = files.iter().map(|id| {
            let unreadable = self.strikes(Fault::Unreadable);
            (id.clone(), self.sighting(id, unreadable))
        });
        (seen.collect(), self.target_open)
    }

    fn sighting(&self, id: &FileId, unreadable: bool) -> Sighting {
        if unreadable {
            return Sighting::Unreadable {
                why: "timeout".into(),
            };
        }
        match self.files.get(id).map(|file| (file.spot, file.blocker)) {
            Some((Spot::Target, _)) => Sighting::Target,
            Some((Spot::Room, blocker)) => Sighting::Room { blocker },
            Some((Spot::Elsewhere, _)) => Sighting::Elsewhere {
                folder: FolderId::number(ELSEWHERE),
            },
            Some((Spot::Nowhere, _)) | None => Sighting::Nowhere,
        }
    }

    /// Planned files at a spot, as a list shows them, and whether the list is complete.
    pub(super) fn list(&mut self, spot: Spot) -> (Vec<FileId>, bool) {
        let mut listed: Vec<_> = self
            .files
            .iter()
            .filter(|(_, file)| file.spot == spot)
            .map(|(id, _)| id.clone())
            .collect();
        let short = self.strikes(Fault::ListShort) && !listed.is_empty();
        if short {
            let gap = self.draw(listed.len() as u64);
            listed.remove(usize::try_from(gap).unwrap_or_default());
        }
        (listed, !short)
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
