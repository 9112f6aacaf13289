//! What each record means.

use std::sync::Arc;

use super::{
    record::{NewFile, Record, SendId, SendRefusal, Sighting, Stop},
    state::{LastLook, RefusedBecause, RunState, Stage, Standing, TargetStage, UnknownBecause},
};
use crate::domain::FileId;

impl RunState {
    /// Takes a record in. Records that do not fit the state (from a damaged journal, say) change nothing.
    pub fn apply(&mut self, record: &Record) {
        match record {
            Record::Began { run, manner, .. } => {
                self.run = Some(run.clone());
                self.manner = *manner;
            }
            Record::TargetAbsent
            | Record::TargetIntended { .. }
            | Record::TargetNotMade { .. }
            | Record::TargetReady { .. } => self.apply_target(record),
            Record::SendIntended { send, .. } => self.intend(*send),
            Record::SendAccepted { send, operation } => {
                self.may_have_had_effect(*send);
                self.set_stage(*send, Stage::Running(operation.clone()));
            }
            Record::SendRefused { send, refusal } if refusal.at_the_door => self.give_back(*send),
            Record::SendRefused { send, refusal } => {
                self.set_stage(*send, Stage::Refused(refusal.clone()))
            }
            Record::SendLost { send, .. } => {
                self.may_have_had_effect(*send);
                self.set_stage(*send, Stage::Lost);
            }
            Record::OperationEnded { send, moved, error } => {
                self.end(*send, moved, error.as_deref())
            }
            Record::OperationLost { send } => {
                self.operations_vanished += 1;
                self.set_stage(*send, Stage::Lost);
            }
            Record::FilesRead {
                send: Some(send),
                seen,
                target_open,
                last,
            } => {
                self.read(*send, seen, *target_open, *last);
            }
            Record::FilesRead {
                send: None, seen, ..
            } => self.read_last(seen),
            Record::CancelAsked { rung } => self.cancel = self.cancel.max(Some(*rung)),
            Record::Stopped { stop } => self.stop = Some(stop.clone()),
            Record::FinalListed {
                missing,
                found,
                in_room,
                new,
                ..
            } => self.list(missing, found, in_room, new),
            Record::FinalListingFailed { why } => self.list_failed(why),
            Record::Finished => self.finish(),
        }
    }

    fn apply_target(&mut self, record: &Record) {
        let tries = match self.target {
            TargetStage::Absent { tries } | TargetStage::Asked { tries } => tries,
            TargetStage::NotLooked | TargetStage::Ready(_) => 0,
        };
        self.target = match record {
            Record::TargetIntended { .. } => TargetStage::Asked { tries: tries + 1 },
            Record::TargetNotMade { .. } => TargetStage::Asked { tries },
            Record::TargetReady { folder } => TargetStage::Ready(folder.clone()),
            _ => TargetStage::Absent { tries },
        };
    }

    fn intend(&mut self, send: SendId) {
        self.queued.remove(&send);
        self.active.insert(send);
        self.anything_sent = true;
        self.set_stage(send, Stage::Intended);
        for index in self.files_of(send) {
            self.set(index, Standing::Sent);
        }
    }

    /// Nothing of the request was even looked at: its files are as if it had never been sent.
    fn give_back(&mut self, send: SendId) {
        for index in self.files_of(send) {
            self.set(index, Standing::Waiting);
        }
        self.set_stage(send, Stage::Queued);
        self.active.remove(&send);
        self.queued.insert(send);
    }

    fn may_have_had_effect(&mut self, send: SendId) {
        for index in self.files_of(send) {
            if let Some(attempts) = self.attempts.get_mut(index.0 as usize) {
                *attempts = attempts.saturating_add(1);
            }
        }
    }

    fn end(&mut self, send: SendId, moved: &[FileId], error: Option<&str>) {
        let files = self.files_of(send);
        for file in moved {
            if let Some(index) = self.index_of(file).filter(|index| files.contains(index)) {
                self.set(index, Standing::Arrived);
                self.refused_alone_in_a_row = 0;
            }
        }
        self.set_stage(send, Stage::Ended(error.map(Arc::from)));
        self.close_if_settled(send);
    }

    /// A look at the files of a request. Where they are seen always counts; what follows for those still in the room
    /// depends on why the request has to be looked at.
    fn read(&mut self, send: SendId, seen: &[(FileId, Sighting)], target_open: bool, last: bool) {
        let Some(stage) = self.send(send).map(|send| send.stage.clone()) else {
            return;
        };
        let files = self.files_of(send);
        let waiting_for_it = matches!(stage, Stage::Lost) && !last;
        let mut in_room = Vec::new();
        for (file, sighting) in seen {
            let Some(index) = self.index_of(file).filter(|index| files.contains(index)) else {
                continue;
            };
            match sighting {
                Sighting::Target => {
                    self.set(index, Standing::Arrived);
                    self.refused_alone_in_a_row = 0;
                }
                _ if waiting_for_it => {}
                Sighting::Room {
                    blocker: Some(blocker),
                } => {
                    self.set(index, Standing::Refused(RefusedBecause::Blocked(*blocker)));
                }
                Sighting::Room { blocker: None } => in_room.push(index),
                Sighting::Elsewhere { folder } => {
                    self.set(index, Standing::Gone(Some(folder.clone())))
                }
                Sighting::Nowhere => self.set(index, Standing::Gone(None)),
                Sighting::Unreadable { why } => {
                    self.set(
                        index,
                        Standing::Unknown(UnknownBecause::NotReadable(why.as_str().into())),
                    );
                }
            }
        }
        match stage {
            Stage::Lost if last => self.try_again_or_refuse(send, &in_room, None),
            Stage::Ended(error) => self.try_again_or_refuse(send, &in_room, error.as_ref()),
            Stage::Refused(refusal) => self.part_refused(send, &in_room, &refusal, target_open),
            _ => {}
        }
        self.close_if_settled(send);
    }

    fn part_refused(
        &mut self,
        send: SendId,
        in_room: &[crate::domain::FileIndex],
        refusal: &SendRefusal,
        target_open: bool,
    ) {
        if target_open {
            self.split_refused(send, in_room, refusal);
        } else {
            for index in in_room {
                self.set(
                    *index,
                    Standing::Refused(RefusedBecause::Portal(refusal.text.as_str().into())),
                );
            }
            self.stop.get_or_insert(Stop::Target {
                why: "it no longer takes files from your key's owner".into(),
            });
        }
    }

    fn list(&mut self, missing: &[FileId], found: &[FileId], in_room: &[FileId], new: &[NewFile]) {
        self.last_look = LastLook::Listed;
        self.new_files = new.to_vec();
        for file in missing {
            if let Some(index) = self.index_of(file) {
                self.set(index, Standing::Unknown(UnknownBecause::NotSeen));
            }
        }
        for standing in &mut self.standings {
            if *standing == Standing::Arrived {
                *standing = Standing::Archived;
            }
        }
        for file in found {
            if let Some(index) = self.index_of(file) {
                self.set(index, Standing::Archived);
            }
        }
        for index in in_room
            .iter()
            .filter_map(|file| self.index_of(file))
            .collect::<Vec<_>>()
        {
            match self.standing(index) {
                Some(Standing::Unknown(UnknownBecause::NotSeen)) => {
                    self.set(index, Standing::Refused(RefusedBecause::RecordContradicted));
                }
                Some(Standing::Sent | Standing::Gone(_) | Standing::Unknown(_)) => {
                    self.set(index, Standing::Refused(RefusedBecause::Silent));
                }
                _ => {}
            }
        }
    }

    fn list_failed(&mut self, why: &str) {
        self.last_look = LastLook::Done;
        let why: Arc<str> = why.into();
        for standing in &mut self.standings {
            if matches!(standing, Standing::Arrived | Standing::Sent) {
                *standing = Standing::Unknown(UnknownBecause::NotListed(Arc::clone(&why)));
            }
        }
    }

    fn read_last(&mut self, seen: &[(FileId, Sighting)]) {
        self.last_look = LastLook::Done;
        for (file, sighting) in seen {
            let Some(index) = self.index_of(file) else {
                continue;
            };
            let standing = match sighting {
                Sighting::Target => Standing::Archived,
                Sighting::Room {
                    blocker: Some(blocker),
                } => Standing::Refused(RefusedBecause::Blocked(*blocker)),
                Sighting::Room { blocker: None } => Standing::Refused(RefusedBecause::Silent),
                Sighting::Elsewhere { folder } => Standing::Gone(Some(folder.clone())),
                Sighting::Nowhere => Standing::Gone(None),
                Sighting::Unreadable { why } => {
                    Standing::Unknown(UnknownBecause::NotReadable(why.as_str().into()))
                }
            };
            self.set(index, standing);
        }
    }

    fn finish(&mut self) {
        self.finished = true;
        self.queued.clear();
        self.active.clear();
        for standing in &mut self.standings {
            match standing {
                Standing::Waiting => *standing = Standing::Refused(RefusedBecause::NotSent),
                // One sight is not two: without the final listing nothing is called archived.
                Standing::Sent | Standing::Arrived => {
                    *standing = Standing::Unknown(UnknownBecause::NotAwaited)
                }
                _ => {}
            }
        }
    }

    pub(super) fn files_of(&self, send: SendId) -> Vec<crate::domain::FileIndex> {
        self.send(send)
            .map(|send| send.files.clone())
            .unwrap_or_default()
    }

    pub(super) fn set(&mut self, index: crate::domain::FileIndex, standing: Standing) {
        if let Some(slot) = self.standings.get_mut(index.0 as usize) {
            *slot = standing;
        }
    }

    pub(super) fn set_stage(&mut self, send: SendId, stage: Stage) {
        if let Some(send) = self.sends.get_mut(send.0 as usize) {
            send.stage = stage;
        }
    }

    fn close_if_settled(&mut self, send: SendId) {
        let open = self
            .files_of(send)
            .iter()
            .any(|index| self.standing(*index) == Some(&Standing::Sent));
        if !open {
            self.set_stage(send, Stage::Done);
            self.active.remove(&send);
        }
    }
}
