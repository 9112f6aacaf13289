//! Whether the parts of a plan agree with each other. A plan that this program made always does; a file edited by
//! hand, or damaged on the way, need not, whatever its digest says.

use std::collections::HashSet;

use super::{CollisionPolicy, Fate, LARGEST_CHUNK, PLAN_FORMAT, Plan, hazard};
use crate::domain::{
    Conflict, FileFlags,
    titles::{fold, renamed_file_title},
};

impl Plan {
    /// Every file has one fate, lies in the one chunk its fate names and in no other, and no file is listed twice. What
    /// somebody has to read before he agrees is what the rest of the plan shows.
    pub(super) fn is_consistent(&self) -> bool {
        let files = &self.inventory.files;
        let ids: HashSet<_> = files.iter().map(|file| &file.id).collect();
        self.format == PLAN_FORMAT
            && ids.len() == files.len()
            && self.fates.len() == files.len()
            && self.chunks_match_fates()
            && self.new_titles_fit()
            && self.new_titles_are_shown()
            && self.unlocks_fit()
            && self.guest_is_the_chosen_one()
            && self.ownership_fits()
            && hazard::are_told(self)
    }

    /// The person who is shown is the one whose access is cut, and as it was chosen.
    fn guest_is_the_chosen_one(&self) -> bool {
        match (&self.choices.guest, &self.guest) {
            (None, None) => true,
            (Some(choice), Some(step)) => {
                step.choice == *choice && step.facts.person.id == choice.guest
            }
            (None, Some(_)) | (Some(_), None) => false,
        }
    }

    /// Only files that travel beside others are renamed, to titles that the portal will store as they are, and no two to
    /// the same.
    fn new_titles_fit(&self) -> bool {
        let mut given = HashSet::new();
        self.new_titles.iter().all(|(index, title)| {
            let travels_beside = match self.fates.get(index.0 as usize) {
                Some(Fate::Move(chunk)) => self
                    .chunks
                    .get(*chunk as usize)
                    .is_some_and(|chunk| chunk.conflict == Conflict::Duplicate),
                _ => false,
            };
            let stored = self
                .inventory
                .file(*index)
                .and_then(|file| renamed_file_title(file.title.trim(), title).ok());
            self.choices.collisions == CollisionPolicy::Rename
                && travels_beside
                && stored.as_deref() == Some(&**title)
                && given.insert(fold(title))
        })
    }

    /// Every file with a new title is shown among those that meet a title, and not as the one that keeps its own.
    fn new_titles_are_shown(&self) -> bool {
        let shown: HashSet<_> = self
            .collisions
            .iter()
            .flat_map(|meeting| {
                let keeps_its_own = usize::from(meeting.there == 0);
                meeting.files.iter().skip(keeps_its_own)
            })
            .collect();
        self.new_titles.keys().all(|index| shown.contains(index))
    }

    /// The locks that are broken are those of moving files, and were asked for.
    fn unlocks_fit(&self) -> bool {
        let mut moving_locked = self
            .inventory
            .indexed_files()
            .zip(&self.fates)
            .filter(|((_, file), fate)| {
                matches!(fate, Fate::Move(_)) && file.flags.has(FileFlags::LOCKED_BY_OTHER)
            })
            .map(|((index, file), _)| (index, &file.id));
        let mut unlocks = self.unlocks.iter();
        let all_asked_for = moving_locked
            .all(|(index, id)| unlocks.next() == Some(&index) && self.choices.unlock.wants(id));
        all_asked_for && unlocks.next().is_none()
    }

    fn chunks_match_fates(&self) -> bool {
        let mut sent = HashSet::new();
        for (number, chunk) in (0u32..).zip(&self.chunks) {
            let fits = (1..=LARGEST_CHUNK).contains(&chunk.files.len())
                && chunk.files.iter().all(|index| {
                    self.fates.get(index.0 as usize) == Some(&Fate::Move(number))
                        && sent.insert(*index)
                });
            if !fits {
                return false;
            }
        }
        let moving = self
            .fates
            .iter()
            .filter(|fate| matches!(fate, Fate::Move(_)));
        moving.count() == sent.len()
    }
}
