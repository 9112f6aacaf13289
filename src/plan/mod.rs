//! The plan: what would go where, what stays and why, in which chunks. A pure value with a digest.
//!
//! [`Plan::make`] turns listed facts and the user's choices into a plan; [`Plan::confirm`] turns a plan and a
//! [`Consent`] into the only thing a run accepts, a [`ConfirmedPlan`]; [`compare`] says what has changed since a plan
//! was made. Nothing here speaks to a portal, reads a clock or touches a disk.

mod blocker;
mod chunks;
mod collisions;
mod compare;
mod consent;
mod consistency;
mod digest;
mod guest;
mod hazard;
mod make;
mod naming;
mod ownership;
mod reach;
mod refusal;
#[cfg(test)]
pub(crate) mod tests;
mod unlocking;

pub use blocker::Blocker;
pub use compare::{Difference, compare};
pub use consent::{ConfirmedPlan, Consent, ConsentItem, NotConfirmed};
pub use digest::{Digest, DigestError};
pub use guest::{
    FileLink, GuestCall, GuestChoice, GuestFacts, GuestStep, OtherRoom, RevokeScope, has_row,
    is_given, link_words, system_groups,
};
pub use hazard::Hazard;
pub use make::{Facts, Place, PlanError, TargetFile};
pub use naming::free_title;
pub use ownership::{OwnerStanding, OwnershipStep};
pub use reach::{SharedFolder, TargetReach};
pub use refusal::Refusal;
pub use unlocking::Unlock;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    Conflict, Destination, FileIndex, FolderId, Inventory, Me, PortalName, PortalVersion, Room,
};

/// The version of the plan file this program writes and reads.
pub const PLAN_FORMAT: u32 = 2;

/// The portal's own page and, by our rule, the largest number of file ids in one move request.
pub const LARGEST_CHUNK: usize = 100;

/// Everything that was found out and decided before anything is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plan {
    /// [`PLAN_FORMAT`] at the time of writing.
    pub format: u32,
    /// SHA-256 over everything else in the plan.
    pub digest: Digest,
    /// Which portal.
    pub portal: PortalName,
    /// Its version when the plan was made, if it told.
    pub portal_version: Option<PortalVersion>,
    /// When the listing was finished.
    pub made_at: Timestamp,
    /// Whose key it was.
    pub made_by: Me,
    /// The client's room.
    pub room: Room,
    /// Where the files go.
    pub target: Target,
    /// What the user chose.
    pub choices: Choices,
    /// Why nothing may be moved at all; empty when the plan can be run.
    pub refusals: Vec<Refusal>,
    /// What does not forbid a run and has to be said.
    #[serde(default)]
    pub hazards: Vec<Hazard>,
    /// Titles that meet in the target, and how each meeting is settled.
    pub collisions: Vec<Collision>,
    /// Titles that files get in the target once they have arrived, by their position in the inventory. A file of a
    /// meeting that is not among them keeps its title.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub new_titles: BTreeMap<FileIndex, Box<str>>,
    /// Files whose lock, held by somebody else, is broken right before they move.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unlocks: BTreeSet<FileIndex>,
    /// The move requests, in the order in which they are sent.
    pub chunks: Vec<Chunk>,
    /// What becomes of each file, by its position in the inventory.
    pub fates: Vec<Fate>,
    /// Whose access is cut after every file is archived, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest: Option<GuestStep>,
    /// From whom the room is taken over for the run. Then the fates are judged as its owner could move the files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ownership: Option<OwnershipStep>,
    /// The room's files and folders, with the proof of completeness.
    pub inventory: Arc<Inventory>,
}

/// What the user chose for a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Choices {
    /// Name of the client as typed; the target's title is this, sanitised as the portal does.
    pub client_name: String,
    /// How the room's folders are laid out in the target.
    pub layout: Layout,
    /// What happens to files whose titles meet.
    pub collisions: CollisionPolicy,
    /// File ids per move request, 1 to [`LARGEST_CHUNK`].
    pub chunk_size: u32,
    /// Whose locks are to be broken.
    #[serde(default, skip_serializing_if = "Unlock::is_none")]
    pub unlock: Unlock,
    /// Whose access is to be cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest: Option<GuestChoice>,
    /// Take the room over for the run, where the caller is a portal admin and no member of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub take_ownership: bool,
}

impl Choices {
    /// The defaults for a client.
    pub fn for_client(client_name: impl Into<String>) -> Self {
        Self {
            client_name: client_name.into(),
            layout: Layout::Flat,
            collisions: CollisionPolicy::Rename,
            chunk_size: 100,
            unlock: Unlock::None,
            guest: None,
            take_ownership: false,
        }
    }
}

/// How the room's folders are laid out in the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// Every file directly in the target.
    Flat,
}

/// What happens to files whose titles are the same to the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CollisionPolicy {
    /// All of them move. The first in path order keeps its title if the target is free of it, each other is renamed in
    /// the target to the lowest free number: `Contract (2).docx`.
    Rename,
    /// All of them move under their own titles and lie side by side.
    KeepBoth,
    /// The first in path order moves if the target is free of the title, the others stay in the room.
    Leave,
}

impl CollisionPolicy {
    /// The word used on the command line and in the preview.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rename => "rename",
            Self::KeepBoth => "keep-both",
            Self::Leave => "leave",
        }
    }
}

/// The client's folder under the archive root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Target {
    /// The folder that holds one folder per client, with the room around it.
    pub root: Destination,
    /// The title as the portal stores it: the client's name, or what the folder is called that the user named.
    pub title: String,
    /// The folder found under that title; `None` when the run will make it.
    pub existing: Option<FolderId>,
    /// The user named the folder, because its title alone did not tell.
    pub was_chosen: bool,
    /// How many files already lie in it.
    pub files_there: u64,
    /// Who can read it; `None` if that was not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<TargetReach>,
}

impl Target {
    /// The way to the target as people read it: `/Archive room/Archive/Contoso Ltd`, made visible.
    pub fn path(&self) -> String {
        let mut path = String::new();
        // The section's own root has a localised title and says nothing.
        for part in self.root.path.iter().skip(1) {
            path.push('/');
            path.push_str(&crate::domain::titles::visible(&part.title));
        }
        path.push('/');
        path.push_str(&crate::domain::titles::visible(&self.title));
        path
    }
}

/// What becomes of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It travels in this chunk (position in [`Plan::chunks`]).
    Move(u32),
    /// It stays in the room, for this reason.
    Stay(Blocker),
}

/// One move request: at most [`LARGEST_CHUNK`] files and one rule for titles that are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Chunk {
    /// Rule for the whole request.
    pub conflict: Conflict,
    /// The files, in path order.
    pub files: Vec<FileIndex>,
}

/// Titles that are the same to the portal and meet in the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Collision {
    /// Files of the room, in path order; blocked ones are not among them.
    pub files: Vec<FileIndex>,
    /// How many files of that title already lie in the target.
    pub there: u32,
}

/// A plan in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Files in the room.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Folders in the room.
    pub folders: u64,
    /// Files that would move.
    pub moving: u64,
    /// Bytes that would move.
    pub moving_bytes: u64,
    /// Files that would stay.
    pub staying: u64,
    /// Files that meet another title in the target.
    pub colliding: u64,
    /// Files that are renamed in the target.
    pub renaming: u64,
    /// Files whose lock is broken.
    pub unlocking: u64,
    /// Move requests.
    pub chunks: u64,
}

impl Plan {
    /// The plan in numbers.
    pub fn totals(&self) -> Totals {
        let (mut moving, mut moving_bytes) = (0, 0);
        for (file, fate) in self.inventory.files.iter().zip(&self.fates) {
            if matches!(fate, Fate::Move(_)) {
                moving += 1;
                moving_bytes += file.size;
            }
        }
        let files = self.inventory.files.len() as u64;
        Totals {
            files,
            bytes: self.inventory.bytes(),
            folders: self.inventory.folders.len().saturating_sub(1) as u64,
            moving,
            moving_bytes,
            staying: files - moving,
            colliding: self.collisions.iter().map(|c| c.files.len() as u64).sum(),
            renaming: self.new_titles.len() as u64,
            unlocking: self.unlocks.len() as u64,
            chunks: self.chunks.len() as u64,
        }
    }

    /// Files that stay, with the reason, in path order.
    pub fn staying(&self) -> impl Iterator<Item = (FileIndex, Blocker)> {
        (0u32..)
            .map(FileIndex)
            .zip(&self.fates)
            .filter_map(|(index, fate)| match fate {
                Fate::Stay(blocker) => Some((index, *blocker)),
                Fate::Move(_) => None,
            })
    }

    /// Whether files that are open in an editor stay for now, and are looked at once more at the end of the run. A plan
    /// that moves nothing has no such end.
    pub fn tries_editors_again(&self) -> bool {
        !self.chunks.is_empty() && self.fates.contains(&Fate::Stay(Blocker::Editing))
    }

    /// Whether a file is to move.
    pub(crate) fn moves(&self, index: FileIndex) -> bool {
        matches!(self.fates.get(index.0 as usize), Some(Fate::Move(_)))
    }

    /// Whether a file stays for now and moves if nobody has it open in an editor any more at the end of the run.
    pub(crate) fn may_move_at_the_end(&self, index: FileIndex) -> bool {
        let is_open = self.fates.get(index.0 as usize) == Some(&Fate::Stay(Blocker::Editing));
        is_open && !self.chunks.is_empty()
    }

    /// Why a file stays, in words, with the name of whoever stands in the way.
    pub fn reason(&self, index: FileIndex, blocker: Blocker) -> String {
        blocker.sentence(self.inventory.holders.get(&index).map(|holder| &**holder))
    }
}
