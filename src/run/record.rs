//! What can happen in a run, as values that are journalled ([`Record`]) or only shown ([`Progress`]).

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    afterwards::{AfterFact, AfterStep},
    guest::{GuestAnswer, GuestSeen},
    locks::UnlockAnswers,
    ownership::{Handover, HandoverAnswer},
    titles::{NewTitle, RenameAnswers},
};
use crate::{
    domain::{
        Conflict, FileId, FolderId, OperationId, Person, PortalName, RoomId, titles::visible,
    },
    plan::{Blocker, Consent, Digest},
};

/// Names a run and its directory.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub String);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A run's directory may have any name.
        f.write_str(&visible(&self.0))
    }
}

/// One move request of a run. The first ones are the plan's chunks, by position; parts and repeats follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SendId(pub u32);

/// How hard the portal is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manner {
    /// Operations in flight at most, 1 to 4.
    pub operations: u8,
    /// Pause between two move requests, 500 to 750 ms, as the vendor's sample does.
    pub gentle: bool,
}

impl Manner {
    /// Three operations in flight.
    pub const NORMAL: Self = Self {
        operations: 3,
        gentle: false,
    };
    /// One operation at a time, with pauses.
    pub const GENTLE: Self = Self {
        operations: 1,
        gentle: true,
    };

    /// The pause after the move request `send`. Spread over the range so that several machines do not beat in step,
    /// and the same in every replay.
    pub(super) fn gap_after(self, send: SendId) -> Duration {
        if self.gentle {
            Duration::from_millis(500 + u64::from(send.0) * 97 % 251)
        } else {
            Duration::ZERO
        }
    }
}

/// An event of a run that is written to the journal and synced before anything is done because of it.
///
/// Every write to the portal has two: the intent before the request leaves, the outcome after the answer. An intent
/// without an outcome means that nobody knows, and is settled by reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    tag = "record",
    rename_all_fields = "camelCase"
)]
pub enum Record {
    /// The run exists.
    Began {
        /// Its id.
        run: RunId,
        /// Digest of the plan.
        plan: Digest,
        /// Which portal.
        portal: PortalName,
        /// Which room.
        room: RoomId,
        /// What was agreed to.
        consent: Consent,
        /// How hard the portal is worked.
        manner: Manner,
        /// Name and version of the program.
        program: String,
    },
    /// Intent: change who has the room.
    OwnershipIntended {
        /// How.
        change: Handover,
    },
    /// What the portal answered to it.
    OwnershipAnswered {
        /// Which change.
        change: Handover,
        /// The answer.
        answer: HandoverAnswer,
    },
    /// The room was looked at, before or after a change.
    OwnershipSeen {
        /// Because of which change.
        change: Handover,
        /// Whom the room belongs to.
        owner: Person,
        /// Whether the caller, not being the owner, has a row of his own in the share list; `None` if that could not be
        /// read.
        listed: Option<bool>,
    },
    /// The room could not be looked at.
    OwnershipNotSeen {
        /// Because of which change it should have been.
        change: Handover,
        /// In words.
        why: String,
    },
    /// No folder of the target's title lies under the archive root.
    TargetAbsent,
    /// Intent: make the target.
    TargetIntended {
        /// Under this folder.
        parent: FolderId,
        /// With this title.
        title: String,
    },
    /// The portal refused to make the target, or nobody knows whether it was made. Settled by looking again.
    TargetNotMade {
        /// In words.
        why: String,
    },
    /// The portal says that it made the target. It counts once it was seen under the archive root.
    TargetMade {
        /// Its id.
        folder: FolderId,
        /// The title as the portal has stored it, which may differ from the one asked for.
        title: String,
    },
    /// The target was seen under the archive root.
    TargetReady {
        /// Its id.
        folder: FolderId,
    },
    /// Intent: break the locks of other people on files of a request that is sent next. Each is looked at first.
    UnlockIntended {
        /// Which request.
        send: SendId,
        /// The files.
        files: Vec<FileId>,
    },
    /// What came of it.
    UnlockAnswered {
        /// Which request.
        send: SendId,
        /// The answers.
        answers: UnlockAnswers,
    },
    /// Intent: send a move request.
    SendIntended {
        /// Which.
        send: SendId,
        /// The plan's chunk it belongs to.
        chunk: u32,
        /// Rule for taken titles.
        conflict: Conflict,
        /// The files in it.
        files: Vec<FileId>,
    },
    /// The portal queued an operation. It proves nothing about the files.
    SendAccepted {
        /// Which request.
        send: SendId,
        /// The operation behind it.
        operation: OperationId,
    },
    /// The portal refused the request as a whole; nothing was moved by it.
    SendRefused {
        /// Which request.
        send: SendId,
        /// Why, as far as it says.
        refusal: SendRefusal,
    },
    /// The answer was lost: the operation may or may not run.
    SendLost {
        /// Which request.
        send: SendId,
        /// In words.
        why: String,
    },
    /// The operation's terminal record was read.
    OperationEnded {
        /// Which request.
        send: SendId,
        /// Files the record shows in the target.
        moved: Vec<FileId>,
        /// The one text the record may hold. It names no file and is localised: shown, never interpreted.
        error: Option<String>,
    },
    /// The operation is no longer reported. That proves neither success nor failure nor that it has stopped.
    OperationLost {
        /// Which request.
        send: SendId,
    },
    /// Files of a request were looked at one by one.
    FilesRead {
        /// Which request; `None` for the last look after the final listing.
        send: Option<SendId>,
        /// What was seen, in the order of asking.
        seen: Vec<(FileId, Sighting)>,
        /// The target still takes files. Only looked at after a refusal.
        target_open: bool,
        /// Waiting longer is pointless: what is still in the room is sent again or given up.
        last: bool,
    },
    /// After everything else, files that were open in an editor were looked at once more.
    EditorsRead {
        /// What was seen, in the order of asking.
        seen: Vec<(FileId, Sighting)>,
    },
    /// The target was listed, and titles were looked for that are free by now.
    TitlesChecked {
        /// Titles that differ from the plan's, or that no plan has foreseen.
        instead: Vec<NewTitle>,
    },
    /// The target could not be listed: nothing is renamed.
    TitlesNotChecked {
        /// In words.
        why: String,
    },
    /// Intent: rename files in the target.
    RenameIntended {
        /// The files and their new titles.
        renames: Vec<NewTitle>,
    },
    /// What came of it.
    RenameAnswered {
        /// The answers.
        answers: RenameAnswers,
    },
    /// The user asked to stop.
    CancelAsked {
        /// How far.
        rung: CancelRung,
    },
    /// Nothing more can be sent.
    Stopped {
        /// Why.
        stop: Stop,
    },
    /// Room and target were listed after the last operation. What they show outweighs every record before.
    FinalListed {
        /// Planned files that records had shown in the target and the listing does not.
        missing: Vec<FileId>,
        /// Planned files found in the target although no record had shown them there; each is read once more.
        found: Vec<FileId>,
        /// Planned files that are still in the room.
        in_room: Vec<FileId>,
        /// Files in the room that no plan knows.
        new: Vec<NewFile>,
        /// Files that were to be renamed, and the other titles they have in the target.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        titles: Vec<NewTitle>,
        /// Whether both lists were proved complete.
        complete: bool,
        /// About how many files more the portal counts in the room than it shows.
        #[serde(default)]
        room_not_visible: u64,
    },
    /// Room or target could not be listed after the last operation.
    FinalListingFailed {
        /// In words.
        why: String,
    },
    /// Intent: make one of the plan's guest calls.
    GuestCallIntended {
        /// Its position in the plan's guest step.
        call: u32,
    },
    /// What the portal answered to it.
    GuestCallAnswered {
        /// Which call.
        call: u32,
        /// The answer.
        answer: GuestAnswer,
    },
    /// After the last guest call everything it was about was read again.
    GuestReadBack {
        /// What was seen.
        seen: GuestSeen,
    },
    /// The run is over. Only what is asked for afterwards still follows.
    Finished,
    /// Intent: do something after the run.
    AfterIntended {
        /// What.
        step: AfterStep,
    },
    /// What came of it.
    AfterEnded {
        /// Which.
        step: AfterStep,
        /// What.
        fact: AfterFact,
    },
}

/// A refusal that provably moved nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendRefusal {
    /// HTTP status.
    pub status: u16,
    /// The portal's text, made visible; localised.
    pub text: String,
    /// It came from the door (key, permission, limits, state of the portal), not from the files: no reason to doubt
    /// a single one of them, or to cut the request into parts.
    pub at_the_door: bool,
}

/// Where a file was when it was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "at", rename_all_fields = "camelCase")]
pub enum Sighting {
    /// In the target.
    Target,
    /// Still in a folder of the room.
    Room {
        /// What stands in its way by now, if anything.
        blocker: Option<Blocker>,
    },
    /// In another folder.
    Elsewhere {
        /// Which.
        folder: FolderId,
    },
    /// The portal does not know it any more.
    Nowhere,
    /// It could not be looked at.
    Unreadable {
        /// In words.
        why: String,
    },
}

/// A file in the room that the plan does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewFile {
    /// Its id.
    pub id: FileId,
    /// Its path in the room.
    pub path: String,
}

/// How far the user wants a run stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CancelRung {
    /// Start nothing new, finish what is in flight.
    Finish,
    /// Stop waiting too; what is in flight stays `unknown`.
    Abandon,
}

/// Why a run stops by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    tag = "stop",
    rename_all_fields = "camelCase"
)]
pub enum Stop {
    /// The key, its scopes or the portal's gate refused a call.
    Key {
        /// In words.
        why: String,
    },
    /// The portal's limits would have to be waited for too long.
    Limits {
        /// In words.
        why: String,
    },
    /// The room could not be taken over.
    Ownership {
        /// In words.
        why: String,
    },
    /// The target could not be made, or is there twice.
    Target {
        /// In words.
        why: String,
    },
    /// The portal can no longer be reached; nothing more could be sent.
    Unreachable {
        /// In words.
        why: String,
    },
    /// The journal takes no more records, and nothing is sent that is not journalled. Never journalled itself.
    Journal {
        /// In words.
        why: String,
    },
    /// Eight files sent alone were refused in a row without one success.
    EightRefusals,
}

impl Stop {
    /// One sentence, made visible.
    pub fn sentence(&self) -> String {
        match self {
            Self::Key { why } => format!("The portal no longer accepts the key: {}", visible(why)),
            Self::Limits { why } => format!("The portal's limits are reached: {}", visible(why)),
            Self::Ownership { why } => {
                format!("The room could not be taken over: {}", visible(why))
            }
            Self::Target { why } => format!("The target cannot be used: {}", visible(why)),
            Self::Unreachable { why } => {
                format!("The portal cannot be reached any more: {}", visible(why))
            }
            Self::Journal { why } => {
                format!(
                    "The journal can no longer be written, so nothing more was sent: {}",
                    visible(why)
                )
            }
            Self::EightRefusals => {
                "Eight files in a row were refused one by one, so nothing more was sent.".into()
            }
        }
    }
}

/// An event that is shown and never journalled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    tag = "progress",
    rename_all_fields = "camelCase"
)]
pub enum Progress {
    /// A running operation was looked at.
    Polled {
        /// Which request.
        send: SendId,
        /// Files attempted, in percent.
        percent: u8,
        /// Files the record shows as moved so far.
        moved: u32,
    },
    /// Pages of the final listing.
    Listed {
        /// Entries seen so far.
        entries: u64,
    },
    /// Requests sent so far by this process.
    Requests {
        /// How many.
        sent: u64,
    },
    /// New chunks are held back (`true`) or sent again (`false`).
    Paused {
        /// Whether held back.
        paused: bool,
    },
}

/// What observers of a run see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum RunEvent {
    /// Journalled.
    Record(Record),
    /// Only shown.
    Progress(Progress),
}
