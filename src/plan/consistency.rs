//! Whether the parts of a plan agree with each other. A plan that this program made always does; a file edited by
//! hand, or damaged on the way, need not, whatever its digest says.

use std::collections::HashSet;

use super::{Fate, LARGEST_CHUNK, PLAN_FORMAT, Plan};

impl Plan {
    /// Every file has one fate, lies in the one chunk its fate names and in no other, and no file is listed twice.
    pub(super) fn is_consistent(&self) -> bool {
        let files = &self.inventory.files;
        let ids: HashSet<_> = files.iter().map(|file| &file.id).collect();
        self.format == PLAN_FORMAT
            && ids.len() == files.len()
            && self.fates.len() == files.len()
            && self.chunks_match_fates()
            && self.guest_is_the_chosen_one()
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
