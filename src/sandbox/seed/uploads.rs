//! When files were uploaded, and how large they are, where a world does not say.

use super::random::Random;
use super::spec::{FolderSpec, WorldSpec};
use crate::sandbox::world::{Seconds, WORLD_BEGINS};

/// Upload times as people make them: one file now and then, and bursts of files within one second.
pub(super) struct Uploads {
    random: Random,
    time: Seconds,
    longest_pause: i64,
    left_in_burst: usize,
}

impl Uploads {
    pub(super) fn new(seed: u64, files: usize) -> Self {
        let begins = WORLD_BEGINS - 300 * 86_400;
        let available = 290 * 86_400;
        let longest_pause =
            (2 * available / i64::try_from(files + 1).unwrap_or(i64::MAX)).clamp(1, 900);
        Self {
            random: Random::for_purpose(seed, 4),
            time: begins,
            longest_pause,
            left_in_burst: 0,
        }
    }

    /// About 15 of 100 files share their second with others, in bursts of 2 to 12.
    pub(super) fn pick_date(&mut self) -> Seconds {
        if self.left_in_burst > 0 {
            self.left_in_burst -= 1;
            return self.time;
        }
        self.time += self.random.between(1, self.longest_pause);
        if self.random.bits() % 1000 < 25 {
            self.left_in_burst = 1 + self.random.below(11);
        }
        self.time
    }

    /// A made-up size in bytes.
    pub(super) fn size(&mut self) -> i64 {
        let magnitude = self.random.between(8, 22);
        (1_i64 << magnitude) + self.random.between(0, 1 << magnitude)
    }
}

impl WorldSpec {
    /// Entries in it, folders included: each needs a date.
    pub(super) fn entries(&self) -> usize {
        fn in_folder(folder: &FolderSpec) -> usize {
            1 + folder.files.len() + folder.folders.iter().map(in_folder).sum::<usize>()
        }
        let in_rooms: usize = self
            .rooms
            .iter()
            .map(|room| room.files.len() + room.folders.iter().map(in_folder).sum::<usize>())
            .sum();
        in_rooms + self.my_folders.iter().map(in_folder).sum::<usize>()
    }
}
