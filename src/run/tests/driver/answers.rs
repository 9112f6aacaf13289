//! The toy portal's answer to each step.

use std::collections::BTreeSet;

use super::super::toy::{Fault, Spot};
use super::{Answer, Driver, files_of};
use crate::{
    domain::{FileId, FolderId},
    plan::tests::builder::TARGET,
    run::{GuestAnswer, GuestSeen, NewFile, Record, RunEvent, Standing, Step, Stop},
};

impl Driver<'_> {
    /// A step reaches the portal.
    pub(super) fn arrive(&mut self, step: &Step) -> Answer {
        let events = match step {
            Step::FindTarget => vec![RunEvent::Record(self.find_target())],
            Step::MakeTarget => self.make_target(),
            Step::ChangeOwner(change) => vec![RunEvent::Record(self.toy.hand_over(*change))],
            Step::LookAtOwner(change) => {
                vec![RunEvent::Record(self.toy.look_at_owner(self.plan, *change))]
            }
            Step::Guest(call) => vec![RunEvent::Record(Record::GuestCallAnswered {
                call: *call,
                answer: GuestAnswer::Done,
            })],
            Step::ReadGuestBack => vec![RunEvent::Record(Record::GuestReadBack {
                seen: GuestSeen::default(),
            })],
            Step::Send(send) => {
                let conflict = self.state.send(*send).unwrap().conflict;
                let files = files_of(self.plan, &self.state, *send);
                self.toy.take_request(*send, &files, conflict, self.clock)
            }
            Step::Poll { send, operation } => vec![self.toy.look(*send, operation)],
            Step::Unlock { send, files } => vec![RunEvent::Record(self.toy.unlock(*send, files))],
            Step::ReadEditors(files) => {
                let (seen, _) = self.toy.read(files);
                vec![RunEvent::Record(Record::EditorsRead { seen })]
            }
            Step::CheckTitles if self.toy.strikes(Fault::ListFails) => {
                vec![RunEvent::Record(Record::TitlesNotChecked {
                    why: "timeout".into(),
                })]
            }
            Step::CheckTitles => return Answer::Titles(self.toy.target_titles()),
            Step::Rename(renames) => vec![RunEvent::Record(self.toy.rename(renames))],
            Step::Read {
                send,
                files,
                and_target,
                last,
            } => {
                let (seen, open) = self.toy.read(files);
                vec![RunEvent::Record(Record::FilesRead {
                    send: Some(*send),
                    seen,
                    target_open: open || !and_target,
                    last: *last,
                })]
            }
            Step::ReadLast(files) => {
                let (seen, _) = self.toy.read(files);
                vec![RunEvent::Record(Record::FilesRead {
                    send: None,
                    seen,
                    target_open: true,
                    last: true,
                })]
            }
            Step::ListAll if self.toy.strikes(Fault::ListFails) => {
                vec![RunEvent::Record(Record::FinalListingFailed {
                    why: "timeout".into(),
                })]
            }
            Step::ListAll => {
                let spot = [Spot::Room, Spot::Target][usize::from(self.toy.draw(2) == 0)];
                return Answer::Listed(spot, self.toy.list(spot));
            }
            Step::Finish | Step::Wait(_) => Vec::new(),
        };
        Answer::Events(events)
    }

    pub(super) fn find_target(&self) -> Record {
        let stop = |why: &str| Record::Stopped {
            stop: Stop::Target { why: why.into() },
        };
        match &self.toy.targets[..] {
            [] if self.state.target_tries_used_up() => stop("not there"),
            [] => Record::TargetAbsent,
            [only] => Record::TargetReady {
                folder: only.clone(),
            },
            _ => stop("twins"),
        }
    }

    pub(super) fn make_target(&mut self) -> Vec<RunEvent> {
        let before = self.toy.strikes(Fault::LostBefore);
        let after = self.toy.strikes(Fault::LostAfter);
        let mut made_now = None;
        if !before {
            let made = i32::try_from(self.toy.targets.len()).unwrap_or_default();
            let folder = FolderId::number(TARGET + made);
            self.toy.targets.push(folder.clone());
            made_now = Some(folder);
            self.log.folders_made += 1;
        }
        vec![RunEvent::Record(match made_now {
            Some(folder) if !after => Record::TargetMade {
                folder,
                title: "as the portal has it".into(),
            },
            _ => Record::TargetNotMade {
                why: "timeout".into(),
            },
        })]
    }

    pub(super) fn list_other(&mut self, spot: Spot, list: (Vec<FileId>, bool)) -> Record {
        let (room, target) = match spot {
            Spot::Room => (list, self.toy.list(Spot::Target)),
            _ => (self.toy.list(Spot::Room), list),
        };
        let complete = room.1 && target.1;
        let room_not_visible = u64::from(!room.1);
        let in_target: BTreeSet<FileId> = target.0.into_iter().collect();
        let (mut missing, mut found) = (Vec::new(), Vec::new());
        for (index, file) in self.plan.inventory.indexed_files() {
            let seen = in_target.contains(&file.id);
            match self.state.standing(index) {
                Some(Standing::Arrived) if !seen => missing.push(file.id.clone()),
                Some(Standing::Arrived | Standing::Left(_)) | None => {}
                Some(_) if seen => found.push(file.id.clone()),
                Some(_) => {}
            }
        }
        let is_left = |id: &FileId| {
            let index = self.state.index_of(id).unwrap();
            matches!(self.state.standing(index), Some(Standing::Left(_)))
        };
        self.log.listed_room = Some(room.0.iter().cloned().collect());
        self.log.listed_target = Some(in_target);
        let titles = self.toy.target_titles();
        let titles = titles.iter().map(|(file, title)| (file, &**title));
        Record::FinalListed {
            titles: self.state.titles_otherwise(titles),
            missing,
            found,
            in_room: room.0.into_iter().filter(|id| !is_left(id)).collect(),
            new: self
                .toy
                .uploads
                .iter()
                .map(|id| NewFile {
                    id: id.clone(),
                    path: format!("{id}.txt"),
                })
                .collect(),
            complete,
            room_not_visible,
        }
    }
}
