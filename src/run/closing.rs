//! What the last look means: the listing of room and target, the reading of what it left open, and the end.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    record::{Record, Sighting},
    state::{LastListing, LastLook, RefusedBecause, RunState, Stage, Standing, UnknownBecause},
};
use crate::{
    domain::{FileId, FileIndex},
    plan::Blocker,
};

impl RunState {
    /// What the listing shows outweighs every record before. What it shows in neither list, or in both, or in the target
    /// although nothing had shown it there before, has to be read: the two lists are not made at the same moment, and
    /// one sight is not two.
    pub(super) fn list(&mut self, record: &Record) {
        let Record::FinalListed {
            missing,
            found,
            in_room,
            new,
            titles,
            complete,
            room_not_visible,
        } = record
        else {
            return;
        };
        if self.last_look != LastLook::ToCome {
            return;
        }
        self.last_look = LastLook::Listed;
        self.last_listing = if *complete {
            LastListing::Complete
        } else {
            LastListing::Incomplete
        };
        self.room_not_visible = *room_not_visible;
        self.new_files.clone_from(new);
        self.take_target_list(missing, found);
        self.take_room_list(&self.indexes(in_room));
        self.list_titles(titles, &self.indexes(missing));
        if self.open_after_listing().next().is_none() {
            self.last_look = LastLook::Done;
        }
    }

    /// What the listing has left open, to be read file by file.
    pub(super) fn open_after_listing(&self) -> impl Iterator<Item = FileIndex> {
        let is_open = |standing: &Standing| {
            matches!(
                standing,
                Standing::Sent | Standing::Arrived | Standing::Unknown(_)
            )
        };
        (0u32..)
            .map(FileIndex)
            .zip(self.standings())
            .filter(move |(index, standing)| {
                is_open(standing) || self.in_neither_list.contains(index)
            })
            .map(|(index, _)| index)
    }

    fn take_target_list(&mut self, missing: &[FileId], found: &[FileId]) {
        for index in self.indexes(missing) {
            if self.standing(index) == Some(&Standing::Arrived) {
                self.set(index, Standing::Unknown(UnknownBecause::NotSeen));
            }
        }
        self.standings.change_each(|_, standing| {
            if *standing == Standing::Arrived {
                *standing = Standing::Archived;
            }
        });
        // Their first sight; the reading that follows is the second.
        for index in self.indexes(found) {
            self.set(index, Standing::Arrived);
        }
    }

    fn take_room_list(&mut self, in_room: &BTreeSet<FileIndex>) {
        for index in in_room {
            let now = match self.standing(*index) {
                Some(Standing::Archived | Standing::Arrived) => {
                    Standing::Unknown(UnknownBecause::InBothLists)
                }
                Some(Standing::Unknown(UnknownBecause::NotSeen)) => {
                    Standing::Refused(RefusedBecause::RecordContradicted)
                }
                Some(Standing::Sent | Standing::Gone(_) | Standing::Unknown(_)) => {
                    Standing::Refused(RefusedBecause::Silent)
                }
                _ => continue,
            };
            self.set(*index, now);
        }
        let said_to_be_in_room = (0u32..)
            .map(FileIndex)
            .zip(self.standings())
            .filter(|(_, standing)| matches!(standing, Standing::Waiting | Standing::Refused(_)));
        self.in_neither_list = said_to_be_in_room
            .map(|(index, _)| index)
            .filter(|index| !in_room.contains(index))
            .collect();
    }

    pub(super) fn list_failed(&mut self, why: &str) {
        if self.last_look != LastLook::ToCome {
            return;
        }
        self.last_look = LastLook::Done;
        self.last_listing = LastListing::Failed;
        let why: Arc<str> = why.into();
        self.standings.change_each(|_, standing| {
            if matches!(standing, Standing::Arrived | Standing::Sent) {
                *standing = Standing::Unknown(UnknownBecause::NotListed(Arc::clone(&why)));
            }
        });
    }

    pub(super) fn read_last(&mut self, seen: &[(FileId, Sighting)]) {
        if self.last_look != LastLook::Listed {
            return;
        }
        self.last_look = LastLook::Done;
        for (file, sighting) in seen {
            let Some(index) = self.index_of(file) else {
                continue;
            };
            let open = self.in_neither_list.remove(&index);
            let now = match (self.standing(index), sighting) {
                // A record, a reading or the listing has shown it there before.
                (
                    Some(
                        Standing::Arrived
                        | Standing::Archived
                        | Standing::Unknown(UnknownBecause::NotSeen | UnknownBecause::InBothLists),
                    ),
                    Sighting::Target,
                ) => Standing::Archived,
                (_, Sighting::Target) => Standing::Unknown(UnknownBecause::SeenByReadingOnly),
                // It is where it was said to be, and why is known already.
                (
                    Some(Standing::Waiting | Standing::Refused(_)),
                    Sighting::Room { blocker: None },
                ) if open => {
                    continue;
                }
                (
                    Some(Standing::Unknown(UnknownBecause::NotSeen | UnknownBecause::InBothLists)),
                    Sighting::Room { blocker: None },
                ) => Standing::Refused(RefusedBecause::RecordContradicted),
                (_, other) => self.settled_as(index, other),
            };
            self.set(index, now);
        }
    }

    pub(super) fn finish(&mut self) {
        self.finished = true;
        self.queued.clear();
        self.active.clear();
        // Nothing is awaited any more, so nothing is shown as queued or running.
        for send in &mut self.sends {
            send.stage = Stage::Done;
        }
        for index in std::mem::take(&mut self.in_neither_list) {
            self.set(index, Standing::Unknown(UnknownBecause::InNeitherList));
        }
        let editors = &self.editors;
        self.standings
            .change_each(|index, standing| match standing {
                // It was to stay by plan, and so it does.
                Standing::Waiting if editors.freed(index) => {
                    *standing = Standing::Left(Blocker::Editing);
                }
                Standing::Waiting => *standing = Standing::Refused(RefusedBecause::NotSent),
                Standing::Sent => *standing = Standing::Unknown(UnknownBecause::NotAwaited),
                // One sight is not two: without the final listing nothing is called archived.
                Standing::Arrived => *standing = Standing::Unknown(UnknownBecause::SeenOnce),
                _ => {}
            });
    }

    fn indexes(&self, files: &[FileId]) -> BTreeSet<FileIndex> {
        files
            .iter()
            .filter_map(|file| self.index_of(file))
            .collect()
    }
}
