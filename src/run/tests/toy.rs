//! A toy portal: a room, a target, and jobs that move files one after the other on simulated time, with faults drawn
//! from a seed. It knows the portal's manners and nothing of the run, except for the words of its answers.

mod changes;
mod jobs;

use std::{collections::BTreeMap, time::Duration};

use super::room_owner::ToyOwner;

use crate::{
    domain::{Conflict, FileFlags, FileId, FolderId, OperationId, titles::fold},
    plan::{Blocker, Fate, Plan},
    run::Sighting,
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
