//! A run in numbers and lines: what is told at its end, and at any moment before.

use serde::{Deserialize, Serialize};

use super::{
    afterwards::{AfterLine, AfterStep},
    guest::{GuestOutcome, GuestSummary},
    ownership::OwnershipSummary,
    record::{CancelRung, NewFile, Stop},
    state::{LastListing, RefusedBecause, RunState, Standing, UnknownBecause},
    titles::TitleFact,
};
use crate::{
    domain::{Completeness, FileId, FileIndex, FolderId},
    plan::Plan,
};

/// The six words for what became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Seen in the target twice: by the operation's record or a reading, and by the final listing or a reading after it.
    Archived,
    /// Stayed by plan.
    Left,
    /// Still in the room against the plan.
    Refused,
    /// Nobody can say.
    Unknown,
    /// Vanished from the room by another hand.
    Gone,
    /// In the room and not in the plan.
    New,
}

impl Outcome {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 6] = [
        Self::Archived,
        Self::Left,
        Self::Refused,
        Self::Unknown,
        Self::Gone,
        Self::New,
    ];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Archived => "archived",
            Self::Left => "left",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Gone => "gone",
            Self::New => "new",
        }
    }
}

/// How many files came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Files.
    pub archived: u64,
    /// Bytes of them.
    pub archived_bytes: u64,
    /// Files.
    pub left: u64,
    /// Files.
    pub refused: u64,
    /// Files.
    pub unknown: u64,
    /// Files.
    pub gone: u64,
    /// Files.
    pub new: u64,
}

impl Counts {
    /// The number for an outcome.
    pub fn of(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Archived => self.archived,
            Outcome::Left => self.left,
            Outcome::Refused => self.refused,
            Outcome::Unknown => self.unknown,
            Outcome::Gone => self.gone,
            Outcome::New => self.new,
        }
    }

    /// Everything that keeps the room from being empty, or from being known to be.
    pub fn not_archived(&self) -> u64 {
        self.left + self.refused + self.unknown + self.gone + self.new
    }
}

/// A file that is not archived, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileLine {
    /// Its id.
    pub id: FileId,
    /// Its path in the room, as stored.
    pub path: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, in a sentence.
    pub reason: String,
}

/// The title of an archived file that was not to keep its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TitleLine {
    /// Its id.
    pub id: FileId,
    /// The path it had in the room, as stored.
    pub path: String,
    /// The title it has got, or was to get.
    pub title: Box<str>,
    /// Why it kept its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// Every file of the room is archived, or there was none.
    Done,
    /// Something is left, refused, unknown, gone or new, or may be: the final listing was not complete. Or the room was
    /// taken over and is not handed back.
    Partly,
    /// It stopped by itself before anything moved.
    NothingMoved,
    /// The files are where they should be or accounted for, but the guest's access is not read back as cut.
    RevokeNotConfirmed,
    /// The user cancelled it.
    Cancelled,
    /// The key was refused.
    Key,
    /// The portal's limits.
    Limits,
}

/// A run's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// How it ended.
    pub ending: Ending,
    /// Whether it is over at all.
    pub finished: bool,
    /// The numbers.
    pub counts: Counts,
    /// The target, if it was seen or made.
    pub target: Option<FolderId>,
    /// Why it stopped by itself.
    pub stop: Option<Stop>,
    /// What the listing of room and target at the end was worth.
    pub last_listing: LastListing,
    /// Every file that is not archived.
    pub not_archived: Vec<FileLine>,
    /// Archived files that have a new title in the target.
    pub renamed: Vec<TitleLine>,
    /// Archived files that were to get one and kept their own.
    pub titles_kept: Vec<TitleLine>,
    /// Locks of other people that this run has broken.
    pub locks_broken: u64,
    /// What became of the guest's access, if the plan was to cut it.
    pub guest: Option<GuestSummary>,
    /// What became of the room, if the plan was to take it over and hand it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ownership: Option<OwnershipSummary>,
    /// What was done after the run, and what came of it.
    pub afterwards: Vec<AfterLine>,
    /// What can be ordered now that the run is over.
    pub offers: Vec<AfterStep>,
}

impl Summary {
    /// Sums up a state.
    pub fn of(plan: &Plan, state: &RunState) -> Self {
        let mut counts = Counts::default();
        let mut not_archived = Vec::new();
        for (index, file) in plan.inventory.indexed_files() {
            let Some((outcome, reason)) = state
                .standing(index)
                .map(|standing| outcome(plan, index, standing))
            else {
                continue;
            };
            match outcome {
                Outcome::Archived => {
                    counts.archived += 1;
                    counts.archived_bytes += file.size;
                    continue;
                }
                Outcome::Left => counts.left += 1,
                Outcome::Refused => counts.refused += 1,
                Outcome::Unknown => counts.unknown += 1,
                Outcome::Gone => counts.gone += 1,
                Outcome::New => counts.new += 1,
            }
            let path = plan.inventory.file_path(index);
            not_archived.push(FileLine {
                id: file.id.clone(),
                path,
                outcome,
                reason,
            });
        }
        counts.new += state.new_files().len() as u64;
        not_archived.extend(
            state
                .new_files()
                .iter()
                .map(|NewFile { id, path }| FileLine {
                    id: id.clone(),
                    path: path.clone(),
                    outcome: Outcome::New,
                    reason: "came into the room after the plan was made".into(),
                }),
        );
        let guest = GuestSummary::of(plan, state);
        let ownership = OwnershipSummary::of(state);
        let (renamed, titles_kept) = titles(plan, state);
        let mut ending = ending(plan, state, &counts, guest.as_ref());
        // The files are where they should be, but somebody has something left to do.
        let all_settled = ownership.as_ref().is_none_or(OwnershipSummary::is_settled);
        if ending == Ending::Done && !all_settled {
            ending = Ending::Partly;
        }
        Self {
            ending,
            finished: state.is_finished(),
            counts,
            target: state.target().cloned(),
            stop: state.stop().cloned(),
            last_listing: state.last_listing(),
            not_archived,
            renamed,
            titles_kept,
            locks_broken: state.locks_broken(),
            guest,
            ownership,
            afterwards: state.after_lines(),
            offers: state.offers(plan),
        }
    }
}

impl Summary {
    /// Why more files may be in the room than are told about, if so.
    pub fn doubt(&self) -> Option<&'static str> {
        match self.last_listing {
            LastListing::Incomplete => {
                Some("The last listing was incomplete: files nobody has seen may be in the room.")
            }
            LastListing::Failed => {
                Some("Room and target were not listed at the end: unseen files may be there.")
            }
            LastListing::NotMade
                if self.ending == Ending::Partly && self.counts.not_archived() == 0 =>
            {
                Some("The portal counts more files in the room than it shows; they may be there.")
            }
            LastListing::NotMade | LastListing::Complete => None,
        }
    }
}

impl Summary {
    /// Whether every file is archived and only the room itself is not handed back.
    pub fn only_the_room_is_left(&self) -> bool {
        let handed_back = self
            .ownership
            .as_ref()
            .is_none_or(OwnershipSummary::is_settled);
        !handed_back
            && self.counts.not_archived() == 0
            && self.last_listing == LastListing::Complete
    }
}

/// Files with new titles, and those that kept theirs.
fn titles(plan: &Plan, state: &RunState) -> (Vec<TitleLine>, Vec<TitleLine>) {
    let lines = state.title_facts().into_iter().filter_map(|(index, fact)| {
        let (title, why_not) = match fact {
            TitleFact::Given(title) => (title, None),
            TitleFact::Kept { wanted, why } => (wanted, Some(why)),
        };
        Some(TitleLine {
            id: plan.inventory.file(index)?.id.clone(),
            path: plan.inventory.file_path(index),
            title,
            why_not,
        })
    });
    lines.partition(|line| line.why_not.is_none())
}

fn ending(plan: &Plan, state: &RunState, counts: &Counts, guest: Option<&GuestSummary>) -> Ending {
    if state.cancel() >= Some(CancelRung::Finish) {
        return Ending::Cancelled;
    }
    let nothing_moved = counts.archived == 0 && counts.unknown == 0;
    match (state.stop(), guest.map(|guest| guest.outcome)) {
        (Some(Stop::Key { .. }), _) => Ending::Key,
        (Some(Stop::Limits { .. }), None | Some(GuestOutcome::NotTried)) if nothing_moved => {
            Ending::Limits
        }
        (Some(stop), _) if nothing_moved && !matches!(stop, Stop::Limits { .. }) => {
            Ending::NothingMoved
        }
        (_, Some(GuestOutcome::StillOpen | GuestOutcome::NotTried)) => Ending::RevokeNotConfirmed,
        (Some(Stop::Limits { .. }), _) => Ending::Limits,
        _ if counts.not_archived() > 0 => Ending::Partly,
        // Files that nobody has seen may be in the room.
        _ if state.last_listing() == LastListing::Incomplete => Ending::Partly,
        _ if plan.inventory.proof.completeness != Completeness::Complete
            && state.last_listing() != LastListing::Complete =>
        {
            Ending::Partly
        }
        _ => Ending::Done,
    }
}

/// A standing as outcome and reason. While the run goes on, what is under way counts as unknown.
fn outcome(plan: &Plan, index: FileIndex, standing: &Standing) -> (Outcome, String) {
    match standing {
        Standing::Archived => (Outcome::Archived, String::new()),
        Standing::Left(blocker) => (Outcome::Left, plan.reason(index, *blocker)),
        Standing::Waiting => (Outcome::Unknown, "not sent yet".into()),
        Standing::Sent => (Outcome::Unknown, "under way".into()),
        Standing::Arrived => (
            Outcome::Unknown,
            "seen in the target, the final listing is still to come".into(),
        ),
        Standing::Refused(because) => (Outcome::Refused, refused(plan, index, because)),
        Standing::Unknown(because) => (Outcome::Unknown, unknown(because)),
        Standing::Gone(Some(folder)) => (
            Outcome::Gone,
            format!("somebody moved it to folder {folder}"),
        ),
        Standing::Gone(None) => (Outcome::Gone, "the portal does not know it any more".into()),
    }
}

fn refused(plan: &Plan, index: FileIndex, because: &RefusedBecause) -> String {
    match because {
        RefusedBecause::Blocked(blocker) => plan.reason(index, *blocker),
        RefusedBecause::Portal(text) => format!("the portal says: {text}"),
        RefusedBecause::LockStays(why) => format!("the lock on it could not be broken: {why}"),
        RefusedBecause::Silent => "the portal left it in the room and gave no reason".into(),
        RefusedBecause::RecordContradicted => {
            "the portal's record said that it moved, but the listing shows it in the room".into()
        }
        RefusedBecause::NotSent => "the run ended before it was sent".into(),
    }
}

fn unknown(because: &UnknownBecause) -> String {
    match because {
        UnknownBecause::NotAwaited => "it was under way when the run was given up".into(),
        UnknownBecause::NotListed(why) => {
            format!("room and target could not be listed at the end: {why}")
        }
        UnknownBecause::NotReadable(why) => format!("it could not be read: {why}"),
        UnknownBecause::NotSeen => {
            "it was seen in the target before, and the final listing shows it nowhere".into()
        }
        UnknownBecause::InNeitherList => {
            "the final listing shows it neither in the room nor in the target".into()
        }
        UnknownBecause::InBothLists => {
            "the final listing shows it in the room and in the target".into()
        }
        UnknownBecause::SeenOnce => {
            "it was seen in the target once, and the run ended before a second look".into()
        }
        UnknownBecause::SeenByReadingOnly => {
            "the final listing did not show it, and one look after it saw it in the target; one look is no proof".into()
        }
    }
}
