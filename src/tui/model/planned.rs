//! A plan prepared for drawing.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    domain::{Conflict, FileIndex},
    plan::{Blocker, Fate, Place, Plan, Totals},
};

/// A plan with the lists that the preview shows. Made by the backend in a task, because a million files take longer
/// than a frame.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The plan.
    pub plan: Arc<Plan>,
    /// What already lies there, and how it was found.
    pub place: Arc<Place>,
    /// The plan in numbers.
    pub totals: Totals,
    /// Files that stay, in path order.
    pub stays: Vec<FileIndex>,
    /// Reasons of those, in words, with how many each, most first.
    pub stay_reasons: Vec<(&'static str, u64)>,
    /// Meetings of titles, as rows.
    pub meets: Vec<MeetRow>,
    /// Files with a lock of somebody else that the caller may break, whether the plan breaks it or not, in path order.
    pub unlockable: Vec<FileIndex>,
    /// Number of the first arriving file of each chunk, and at the end the number of all.
    chunk_starts: Vec<u32>,
    /// Requests of the whole run, about.
    pub requests: u64,
}

/// One row of the list of meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeetRow {
    /// A meeting, by position in [`Plan::collisions`].
    Title(u32),
    /// One of its files.
    File(FileIndex),
}

impl Planned {
    /// Prepares a plan. Linear in the number of files.
    pub fn new(plan: Arc<Plan>, place: Arc<Place>) -> Self {
        let totals = plan.totals();
        let mut reasons: BTreeMap<&'static str, u64> = BTreeMap::new();
        let mut stays = Vec::new();
        let mut unlockable: Vec<_> = plan.unlocks.iter().copied().collect();
        for (index, blocker) in plan.staying() {
            stays.push(index);
            if blocker == (Blocker::Locked { can_unlock: true }) {
                unlockable.push(index);
            }
            *reasons.entry(blocker.word()).or_default() += 1;
        }
        unlockable.sort_unstable();
        let mut stay_reasons: Vec<_> = reasons.into_iter().collect();
        stay_reasons.sort_by_key(|(_, files)| std::cmp::Reverse(*files));
        let meets = (0u32..)
            .zip(&plan.collisions)
            .flat_map(|(number, meeting)| {
                std::iter::once(MeetRow::Title(number))
                    .chain(meeting.files.iter().copied().map(MeetRow::File))
            })
            .collect();
        let mut chunk_starts = Vec::with_capacity(plan.chunks.len() + 1);
        let mut arriving = 0u32;
        for chunk in &plan.chunks {
            chunk_starts.push(arriving);
            arriving =
                arriving.saturating_add(u32::try_from(chunk.files.len()).unwrap_or(u32::MAX));
        }
        chunk_starts.push(arriving);
        let guest_calls = plan.guest.as_ref().map(|guest| guest.calls.len() as u64);
        // Every way that was looked at is read back once.
        let for_guest = guest_calls.map_or(0, |calls| calls + 6);
        let requests = requests_of_run(&totals, plan.target.files_there) + for_guest;
        Self {
            plan,
            place,
            totals,
            stays,
            stay_reasons,
            meets,
            unlockable,
            chunk_starts,
            requests,
        }
    }

    /// How many files arrive.
    pub fn arriving(&self) -> usize {
        self.chunk_starts.last().copied().unwrap_or(0) as usize
    }

    /// The file that arrives at this place of the order, with its chunk.
    pub fn arrival(&self, row: usize) -> Option<(usize, FileIndex)> {
        let chunk = self
            .chunk_starts
            .partition_point(|start| *start as usize <= row)
            .checked_sub(1)?;
        let files = &self.plan.chunks.get(chunk)?.files;
        Some((chunk, *files.get(row - self.chunk_starts[chunk] as usize)?))
    }

    /// Whether the caller may break the lock of a file.
    pub fn is_unlockable(&self, file: FileIndex) -> bool {
        self.unlockable.binary_search(&file).is_ok()
    }

    /// Files that stay only because nobody has said that their locks are to be broken.
    pub fn could_be_unlocked(&self) -> u64 {
        (self.unlockable.len() as u64).saturating_sub(self.totals.unlocking)
    }

    /// Whether a file travels beside another of the same title.
    pub fn meets_another(&self, file: FileIndex) -> bool {
        match self.plan.fates.get(file.0 as usize) {
            Some(Fate::Move(chunk)) => self
                .plan
                .chunks
                .get(*chunk as usize)
                .is_some_and(|chunk| chunk.conflict == Conflict::Duplicate),
            _ => false,
        }
    }

    /// Whether the plan may be confirmed at all.
    pub fn can_run(&self) -> bool {
        self.plan.refusals.is_empty() && (self.totals.moving > 0 || self.plan.guest.is_some())
    }
}

/// About how many requests a run sends: the target is looked for and perhaps made, every chunk is sent and looked at
/// about twice, then room and target are listed a hundred entries a page.
fn requests_of_run(totals: &Totals, there: u64) -> u64 {
    if totals.moving == 0 {
        return 0;
    }
    2 + 3 * totals.chunks
        + (totals.staying + totals.folders).div_ceil(100).max(1)
        + (totals.moving + there).div_ceil(100)
}
