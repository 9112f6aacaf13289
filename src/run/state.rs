//! The state of a run: one standing per file, one stage per move request.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    afterwards::Afterwards,
    editors::Editors,
    guest::GuestStage,
    locks::Locks,
    ownership::Ownership,
    record::{CancelRung, Manner, NewFile, RunId, SendId, SendRefusal, Stop},
    tempo::Tempo,
    titles::Titles,
};
use crate::{
    domain::{Conflict, FileId, FileIndex, FolderId, OperationId},
    plan::{Blocker, CollisionPolicy, Fate, Plan},
};

/// Files are sent at most this often in requests that may have had an effect.
pub(super) const MOST_SENDS: u8 = 2;

/// What a run has come to. Built from a plan, changed only by [`RunState::apply`](RunState::apply); times and what
/// is under way in this process live beside it in its tempo.
#[derive(Debug, Clone)]
pub struct RunState {
    pub(super) run: Option<RunId>,
    pub(super) manner: Manner,
    pub(super) target: TargetStage,
    pub(super) index: HashMap<FileId, FileIndex>,
    pub(super) standings: Vec<Standing>,
    pub(super) attempts: Vec<u8>,
    pub(super) sends: Vec<Send>,
    /// Requests not sent yet, in order.
    pub(super) queued: BTreeSet<SendId>,
    /// Requests sent and not settled.
    pub(super) active: BTreeSet<SendId>,
    pub(super) policy: CollisionPolicy,
    pub(super) new_files: Vec<NewFile>,
    pub(super) cancel: Option<CancelRung>,
    pub(super) stop: Option<Stop>,
    pub(super) last_look: LastLook,
    pub(super) last_listing: LastListing,
    pub(super) room_not_visible: u64,
    /// Files thought to be in the room that the final listing did not show there, to be read.
    pub(super) in_neither_list: BTreeSet<FileIndex>,
    pub(super) finished: bool,
    pub(super) refused_alone_in_a_row: u8,
    pub(super) operations_vanished: u32,
    pub(super) anything_sent: bool,
    pub(super) paused: bool,
    pub(super) titles: Titles,
    pub(super) locks: Locks,
    pub(super) editors: Editors,
    pub(super) guest: GuestStage,
    pub(super) ownership: Option<Ownership>,
    pub(super) afterwards: Afterwards,
    pub(super) tempo: Tempo,
}

/// How far the target is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TargetStage {
    /// Nobody has looked since the plan was made.
    NotLooked,
    /// It is not there and has to be made; so often it was tried.
    Absent { tries: u8 },
    /// Making it was asked for, so often, and what came of it has to be seen.
    Asked { tries: u8 },
    /// The portal said that it made this one, with this title; it has to be seen.
    Made { folder: FolderId, title: String },
    /// Seen.
    Ready(FolderId),
}

/// How far the look after the last operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LastLook {
    /// Still to come.
    ToCome,
    /// Room and target were listed; single files may still have to be read.
    Listed,
    /// Everything that could be read was read.
    Done,
}

/// What the listing of room and target after the last operation was worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LastListing {
    /// It was not made: nothing had been sent, or the run ended before.
    NotMade,
    /// The portal did not give it.
    Failed,
    /// Something is missing from it: there may be files in the room that nobody has seen.
    Incomplete,
    /// Both lists were proved complete.
    Complete,
}

/// Where one planned file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Stays by plan.
    Left(Blocker),
    /// Will be sent.
    Waiting,
    /// In a request that is not settled.
    Sent,
    /// Seen in the target once: in the operation's record, by reading it, or by the final listing alone.
    Arrived,
    /// Seen in the target twice: by the final listing and by a record or a reading; or, where the listing does not show
    /// it, by a record or a reading before and by a reading after it.
    Archived,
    /// Still in the room, and nothing more will be tried.
    Refused(RefusedBecause),
    /// Nobody can say where it is.
    Unknown(UnknownBecause),
    /// Not in the room and not in the target: deleted, or moved to that folder by somebody else.
    Gone(Option<FolderId>),
}

/// Why a file is still in the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusedBecause {
    /// Something stands in its way by now.
    Blocked(Blocker),
    /// The portal said so, in this text.
    Portal(Arc<str>),
    /// The lock on it could not be broken, in these words.
    LockStays(Arc<str>),
    /// The portal gave no reason.
    Silent,
    /// The portal's record said it had moved, and the listing shows it in the room.
    RecordContradicted,
    /// The run ended before it was sent.
    NotSent,
}

/// Why nobody can say where a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnknownBecause {
    /// The run was abandoned while the file was under way.
    NotAwaited,
    /// Room and target could not be listed at the end.
    NotListed(Arc<str>),
    /// It could not be read.
    NotReadable(Arc<str>),
    /// A record showed it in the target and the final listing shows it nowhere.
    NotSeen,
    /// It was thought to be in the room, and the final listing shows it nowhere.
    InNeitherList,
    /// The final listing shows it in the room and in the target.
    InBothLists,
    /// It was seen in the target once, and the run ended before a second look.
    SeenOnce,
    /// The final listing shows it nowhere, and reading it showed it in the target for the first time.
    SeenByReadingOnly,
}

/// One move request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Send {
    /// The plan's chunk whose files it carries.
    pub chunk: u32,
    /// Rule for taken titles.
    pub conflict: Conflict,
    /// The files.
    pub files: Vec<FileIndex>,
    /// How far it is.
    pub stage: Stage,
}

/// How far a move request is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Not sent.
    Queued,
    /// On its way; no answer yet.
    Intended,
    /// Behind it an operation runs.
    Running(OperationId),
    /// The operation ended without showing every file in the target; with the one text it may have left.
    Ended(Option<Arc<str>>),
    /// Its answer was lost, or its operation is no longer reported: it may still run.
    Lost,
    /// Refused as a whole.
    Refused(SendRefusal),
    /// Every file in it is settled or travels on in another request.
    Done,
}

impl RunState {
    /// The state before the first record.
    pub fn new(plan: &Plan) -> Self {
        let standings = plan
            .fates
            .iter()
            .map(|fate| match fate {
                Fate::Move(_) => Standing::Waiting,
                Fate::Stay(blocker) => Standing::Left(*blocker),
            })
            .collect::<Vec<_>>();
        let sends = (0u32..)
            .zip(&plan.chunks)
            .map(|(chunk, of_plan)| Send {
                chunk,
                conflict: of_plan.conflict,
                files: of_plan.files.clone(),
                stage: Stage::Queued,
            })
            .collect::<Vec<_>>();
        Self {
            run: None,
            manner: Manner::NORMAL,
            target: plan
                .target
                .existing
                .clone()
                .map_or(TargetStage::NotLooked, TargetStage::Ready),
            index: plan
                .inventory
                .indexed_files()
                .map(|(index, file)| (file.id.clone(), index))
                .collect(),
            attempts: vec![0; standings.len()],
            standings,
            queued: (0u32..).map(SendId).take(sends.len()).collect(),
            active: BTreeSet::new(),
            sends,
            policy: plan.choices.collisions,
            new_files: Vec::new(),
            cancel: None,
            stop: None,
            last_look: LastLook::ToCome,
            last_listing: LastListing::NotMade,
            room_not_visible: 0,
            in_neither_list: BTreeSet::new(),
            finished: false,
            refused_alone_in_a_row: 0,
            operations_vanished: 0,
            anything_sent: false,
            paused: false,
            titles: Titles::new(plan),
            locks: Locks::new(plan),
            editors: Editors::new(plan),
            guest: GuestStage::new(plan),
            ownership: Ownership::new(plan),
            afterwards: Afterwards::new(),
            tempo: Tempo::default(),
        }
    }

    /// The run's id, once it has begun.
    pub fn run(&self) -> Option<&RunId> {
        self.run.as_ref()
    }

    /// The target, once it was seen.
    pub fn target(&self) -> Option<&FolderId> {
        match &self.target {
            TargetStage::Ready(folder) => Some(folder),
            _ => None,
        }
    }

    /// The folder that the portal said it made as the target, with the title it gave it, until it was seen.
    pub fn made_target(&self) -> Option<(&FolderId, &str)> {
        match &self.target {
            TargetStage::Made { folder, title } => Some((folder, title)),
            _ => None,
        }
    }

    /// Where a file stands.
    pub fn standing(&self, index: FileIndex) -> Option<&Standing> {
        self.standings.get(index.0 as usize)
    }

    /// All standings, in the order of the inventory.
    pub fn standings(&self) -> &[Standing] {
        &self.standings
    }

    /// Files in the room that the plan does not know.
    pub fn new_files(&self) -> &[NewFile] {
        &self.new_files
    }

    /// Position of a planned file.
    pub fn index_of(&self, file: &FileId) -> Option<FileIndex> {
        self.index.get(file).copied()
    }

    /// In how many requests that may have had an effect a file was.
    pub(super) fn attempts(&self, index: FileIndex) -> u8 {
        self.attempts.get(index.0 as usize).copied().unwrap_or(0)
    }

    /// A move request.
    pub fn send(&self, send: SendId) -> Option<&Send> {
        self.sends.get(send.0 as usize)
    }

    /// How far the user wants it stopped.
    pub fn cancel(&self) -> Option<CancelRung> {
        self.cancel
    }

    /// Why it stopped by itself.
    pub fn stop(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// Nothing more will happen.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// New chunks are held back.
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// The final listing is behind us.
    pub fn is_listed(&self) -> bool {
        self.last_look != LastLook::ToCome
    }

    /// What the final listing was worth.
    pub fn last_listing(&self) -> LastListing {
        self.last_listing
    }

    /// About how many files the portal counted in the room at the final listing and did not show.
    pub fn room_not_visible(&self) -> u64 {
        self.room_not_visible
    }

    /// Operations and requests that may be running on the portal.
    pub fn in_flight(&self) -> usize {
        self.active
            .iter()
            .filter_map(|send| self.send(*send))
            .filter(|send| {
                matches!(
                    send.stage,
                    Stage::Intended | Stage::Running(_) | Stage::Lost
                )
            })
            .count()
    }
}
