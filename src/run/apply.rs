//! What each record means.

use std::sync::Arc;

use super::{
    record::{Record, SendId, SendRefusal, Sighting, Stop},
    state::{RefusedBecause, RunState, Stage, Standing, TargetStage, UnknownBecause},
};
use crate::domain::{Conflict, FileId, FileIndex};

impl RunState {
    /// Takes a record in. Records that do not fit the state (from a damaged journal, say) change nothing.
    pub fn apply(&mut self, record: &Record) {
        if self.finished {
            return self.apply_after(record);
        }
        match record {
            Record::Began { run, manner, .. } => {
                self.run = Some(run.clone());
                self.manner = *manner;
            }
            Record::OwnershipIntended { .. }
            | Record::OwnershipAnswered { .. }
            | Record::OwnershipSeen { .. }
            | Record::OwnershipNotSeen { .. } => self.apply_to_ownership(record),
            Record::TargetAbsent
            | Record::TargetIntended { .. }
            | Record::TargetNotMade { .. }
            | Record::TargetMade { .. }
            | Record::TargetReady { .. } => self.apply_target(record),
            Record::SendIntended { send, .. }
            | Record::SendAccepted { send, .. }
            | Record::SendRefused { send, .. }
            | Record::SendLost { send, .. }
            | Record::OperationEnded { send, .. }
            | Record::OperationLost { send }
            | Record::FilesRead {
                send: Some(send), ..
            } => self.apply_to_send(*send, record),
            Record::FilesRead {
                send: None, seen, ..
            } => self.read_last(seen),
            Record::UnlockIntended { files, .. } => self.ask_unlocks(files),
            Record::UnlockAnswered { send, answers } => self.take_unlock_answers(*send, answers),
            Record::EditorsRead { seen } => self.read_editors(seen),
            Record::TitlesChecked { .. }
            | Record::TitlesNotChecked { .. }
            | Record::RenameIntended { .. }
            | Record::RenameAnswered { .. } => self.apply_to_titles(record),
            Record::CancelAsked { rung } => self.cancel = self.cancel.max(Some(*rung)),
            Record::Stopped { stop } => self.stop_because(stop),
            Record::FinalListed { .. } => self.list(record),
            Record::FinalListingFailed { why } => self.list_failed(why),
            Record::GuestCallIntended { call } => self.ask_guest_call(*call),
            Record::GuestCallAnswered { call, answer } => self.answer_guest_call(*call, answer),
            Record::GuestReadBack { seen } => self.read_guest_back(seen),
            Record::Finished => self.finish(),
            Record::AfterIntended { .. } | Record::AfterEnded { .. } => {}
        }
    }

    fn apply_after(&mut self, record: &Record) {
        match record {
            Record::AfterIntended { step } => self.ask_after(*step),
            Record::AfterEnded { step, fact } => self.answer_after(*step, fact),
            _ => {}
        }
    }

    fn apply_to_titles(&mut self, record: &Record) {
        match record {
            Record::TitlesChecked { instead, not_seen } => self.take_titles(instead, not_seen),
            Record::TitlesNotChecked { why } => self.titles_not_checked(why),
            Record::RenameIntended { renames } => self.ask_renames(renames),
            Record::RenameAnswered { answers } => self.take_rename_answers(answers),
            _ => {}
        }
    }

    fn apply_target(&mut self, record: &Record) {
        let tries = match self.target {
            TargetStage::Absent { tries } | TargetStage::Asked { tries } => tries,
            // It is there: it is looked for until it is seen, and never made again.
            TargetStage::Made { .. } if !matches!(record, Record::TargetReady { .. }) => return,
            TargetStage::NotLooked | TargetStage::Made { .. } => 0,
            TargetStage::Ready(_) => return,
        };
        self.target = match record {
            Record::TargetMade { folder, title } => TargetStage::Made {
                folder: folder.clone(),
                title: title.clone(),
            },
            Record::TargetIntended { .. } => TargetStage::Asked { tries: tries + 1 },
            Record::TargetNotMade { .. } => TargetStage::Asked { tries },
            Record::TargetReady { folder } => TargetStage::Ready(folder.clone()),
            _ => TargetStage::Absent { tries },
        };
    }

    /// A record about a move request, if the request is at the stage at which such a record can come.
    fn apply_to_send(&mut self, send: SendId, record: &Record) {
        let Some(stage) = self.send(send).map(|send| send.stage.clone()) else {
            return;
        };
        match (record, stage) {
            (Record::SendIntended { .. }, Stage::Queued) => self.intend(send),
            (Record::SendAccepted { operation, .. }, Stage::Intended) => {
                self.set_stage(send, Stage::Running(operation.clone()));
            }
            (Record::SendRefused { refusal, .. }, Stage::Intended) => self.refuse(send, refusal),
            (Record::SendLost { .. }, Stage::Intended) => self.set_stage(send, Stage::Lost),
            (Record::OperationEnded { moved, error, .. }, Stage::Running(_)) => {
                self.end(send, moved, error.as_deref());
            }
            (Record::OperationLost { .. }, Stage::Running(_)) => self.lose(send),
            (
                Record::FilesRead {
                    seen,
                    target_open,
                    last,
                    ..
                },
                stage,
            ) if !matches!(stage, Stage::Queued | Stage::Done) => {
                self.read(send, &stage, seen, *target_open, *last);
            }
            _ => {}
        }
    }

    /// The key's end outweighs every other reason, and after it the journal's; else the first one stands.
    pub(super) fn stop_because(&mut self, stop: &Stop) {
        let weight = |stop: &Stop| match stop {
            Stop::Key { .. } => 2,
            Stop::Journal { .. } => 1,
            _ => 0,
        };
        let stands = self.stop.as_ref().map(weight);
        if stands.is_none_or(|stands| weight(stop) > stands) {
            self.stop = Some(stop.clone());
        }
    }

    /// From the intent on the request may have had an effect, until the portal has refused it.
    fn intend(&mut self, send: SendId) {
        self.queued.remove(&send);
        self.locks.sent(send);
        self.active.insert(send);
        self.anything_sent = true;
        self.set_stage(send, Stage::Intended);
        for index in self.files_of(send) {
            self.set(index, Standing::Sent);
            self.count_attempt(index, |attempts| attempts.saturating_add(1));
        }
    }

    fn refuse(&mut self, send: SendId, refusal: &SendRefusal) {
        for index in self.files_of(send) {
            self.count_attempt(index, |attempts| attempts.saturating_sub(1));
        }
        if refusal.at_the_door {
            self.give_back(send);
        } else {
            self.set_stage(send, Stage::Refused(refusal.clone()));
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

    fn end(&mut self, send: SendId, moved: &[FileId], error: Option<&str>) {
        let files = self.files_of(send);
        for file in moved {
            if let Some(index) = self.index_of(file).filter(|index| files.contains(index)) {
                self.arrive(send, index);
            }
        }
        self.set_stage(send, Stage::Ended(error.map(Arc::from)));
        self.close_if_settled(send);
    }

    /// The portal is shedding work, or the job is dead.
    fn lose(&mut self, send: SendId) {
        self.operations_vanished += 1;
        self.set_stage(send, Stage::Lost);
    }

    /// A look at the files of a request. Where they are seen always counts; what follows for those still in the room
    /// depends on why the request has to be looked at.
    fn read(
        &mut self,
        send: SendId,
        stage: &Stage,
        seen: &[(FileId, Sighting)],
        target_open: bool,
        last: bool,
    ) {
        let files = self.files_of(send);
        // Nobody knows whether the job still runs: until waiting is over, a file that has not arrived may yet do so.
        let may_run = matches!(stage, Stage::Lost | Stage::Intended | Stage::Running(_));
        let mut in_room = Vec::new();
        for (file, sighting) in seen {
            let Some(index) = self.index_of(file).filter(|index| files.contains(index)) else {
                continue;
            };
            match sighting {
                Sighting::Target => self.arrive(send, index),
                _ if may_run && !last => {}
                Sighting::Room { blocker: None } => in_room.push(index),
                other => self.set(index, self.settled_as(index, other)),
            }
        }
        match stage {
            Stage::Ended(error) => self.try_again_or_refuse(send, &in_room, error.as_ref()),
            Stage::Refused(refusal) => self.part_refused(send, &in_room, refusal, target_open),
            Stage::Running(_) if last => {
                self.lose(send);
                self.try_again_or_refuse(send, &in_room, None);
            }
            Stage::Lost | Stage::Intended if last => {
                self.set_stage(send, Stage::Lost);
                self.try_again_or_refuse(send, &in_room, None);
            }
            _ => {}
        }
        self.close_if_settled(send);
    }

    fn part_refused(
        &mut self,
        send: SendId,
        in_room: &[FileIndex],
        refusal: &SendRefusal,
        target_open: bool,
    ) {
        if target_open {
            self.split_refused(send, in_room, refusal);
            return;
        }
        let text: Arc<str> = refusal.text.as_str().into();
        for index in in_room {
            let because = RefusedBecause::Portal(Arc::clone(&text));
            self.set(*index, Standing::Refused(because));
        }
        self.stop_because(&Stop::Target {
            why: "it no longer takes files from your key's owner".into(),
        });
    }

    fn arrive(&mut self, send: SendId, index: FileIndex) {
        if self.send(send).map(|send| send.conflict) == Some(Conflict::Duplicate) {
            self.titles.arrived_beside(index);
        }
        self.set(index, Standing::Arrived);
        self.refused_alone_in_a_row = 0;
    }

    fn count_attempt(&mut self, index: FileIndex, count: impl Fn(u8) -> u8) {
        if let Some(attempts) = self.attempts.get_mut(index.0 as usize) {
            *attempts = count(*attempts);
        }
    }

    pub(super) fn files_of(&self, send: SendId) -> Vec<FileIndex> {
        self.send(send)
            .map(|send| send.files.clone())
            .unwrap_or_default()
    }

    pub(super) fn set(&mut self, index: FileIndex, standing: Standing) {
        if self.standings.get(index).is_some() {
            self.editors.stands(index, &standing);
            self.standings.set(index, standing);
        }
    }

    /// What a sighting outside the target means for this file once nothing more is waited for.
    pub(super) fn settled_as(&self, index: FileIndex, sighting: &Sighting) -> Standing {
        match sighting {
            // It was to stay by plan, was closed meanwhile, and is in the way of itself again.
            Sighting::Room {
                blocker: Some(blocker),
            } if self.editors.freed(index) => Standing::Left(*blocker),
            other => settled(other),
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

/// What a sighting outside the target means once nothing more is waited for.
pub(super) fn settled(sighting: &Sighting) -> Standing {
    match sighting {
        Sighting::Target => Standing::Arrived,
        Sighting::Room {
            blocker: Some(blocker),
        } => Standing::Refused(RefusedBecause::Blocked(*blocker)),
        Sighting::Room { blocker: None } => Standing::Refused(RefusedBecause::Silent),
        Sighting::Elsewhere { folder } => Standing::Gone(Some(folder.clone())),
        Sighting::Nowhere => Standing::Gone(None),
        Sighting::Unreadable { why } => {
            Standing::Unknown(UnknownBecause::NotReadable(why.as_str().into()))
        }
    }
}
