//! What follows for files that are still in the room after their request: another request, or the end of trying.

use std::sync::Arc;

use super::{
    record::{SendId, SendRefusal, Stop},
    state::{MOST_SENDS, RefusedBecause, RunState, Send, Stage, Standing},
};
use crate::{
    domain::{Conflict, FileIndex},
    plan::CollisionPolicy,
};

/// So many files refused alone, one after the other without a success, stop the run.
const REFUSALS_IN_A_ROW: u8 = 8;

impl RunState {
    /// After an operation that ended or was lost: what may be sent once more travels in one more request, alone;
    /// the rest is refused. A file that stayed without a text most likely met its own title in the target, which the
    /// policy settles.
    pub(super) fn try_again_or_refuse(
        &mut self,
        send: SendId,
        in_room: &[FileIndex],
        error: Option<&Arc<str>>,
    ) {
        let Some(request) = self.send(send) else {
            return;
        };
        let (chunk, conflict) = (request.chunk, request.conflict);
        let lost = matches!(request.stage, Stage::Lost);
        let suspect = error.and_then(|_| self.suspect(request));
        let (again, conflict) = match self.policy {
            _ if lost => (true, conflict),
            CollisionPolicy::Rename | CollisionPolicy::KeepBoth => (true, Conflict::Duplicate),
            CollisionPolicy::Leave => (error.is_some(), conflict),
        };
        let (repeated, refused): (Vec<_>, Vec<_>) = in_room
            .iter()
            .copied()
            .partition(|index| again && self.attempts(*index) < MOST_SENDS);
        for index in refused {
            let because = error.map_or(RefusedBecause::Silent, |text| {
                RefusedBecause::Portal(Arc::clone(text))
            });
            self.set(index, Standing::Refused(because));
        }
        // The rest must not fail once more because of one.
        let (alone, rest) = repeated
            .into_iter()
            .partition(|index| Some(*index) == suspect);
        self.queue(chunk, conflict, alone);
        self.queue(chunk, conflict, rest);
    }

    /// An operation that moved nothing at all may have failed at its first file: the portal's check at the start
    /// looks only at that one, and ends everything when it fails.
    fn suspect(&self, request: &Send) -> Option<FileIndex> {
        let arrived = |index: &FileIndex| self.standing(*index) == Some(&Standing::Arrived);
        let first = request.files.first().copied();
        first.filter(|_| !request.files.iter().any(arrived))
    }

    /// After a refusal of the whole request: without the files that were found blocked or gone it is sent once more;
    /// if none was, it is halved, until a file that is refused alone is the one that spoiled it.
    pub(super) fn split_refused(
        &mut self,
        send: SendId,
        in_room: &[FileIndex],
        refusal: &SendRefusal,
    ) {
        let Some((chunk, conflict, files)) = self
            .send(send)
            .map(|send| (send.chunk, send.conflict, send.files.len()))
        else {
            return;
        };
        if in_room.len() == 1 && files == 1 {
            self.set(
                in_room[0],
                Standing::Refused(RefusedBecause::Portal(refusal.text.as_str().into())),
            );
            self.refused_alone_in_a_row += 1;
            if self.refused_alone_in_a_row >= REFUSALS_IN_A_ROW {
                self.stop.get_or_insert(Stop::EightRefusals);
            }
        } else if in_room.len() < files {
            self.queue(chunk, conflict, in_room.to_vec());
        } else {
            let (first, second) = in_room.split_at(in_room.len() / 2);
            self.queue(chunk, conflict, first.to_vec());
            self.queue(chunk, conflict, second.to_vec());
        }
    }

    /// A request that was not sent yet goes on without these files, which are settled: as which request, if any file is
    /// left in it.
    pub(super) fn leave_behind(&mut self, send: SendId, settled: &[FileIndex]) -> Option<SendId> {
        let (chunk, conflict, mut files) = self
            .send(send)
            .map(|send| (send.chunk, send.conflict, send.files.clone()))?;
        files.retain(|index| !settled.contains(index));
        self.queued.remove(&send);
        self.set_stage(send, Stage::Done);
        self.queue(chunk, conflict, files)
    }

    pub(super) fn queue(
        &mut self,
        chunk: u32,
        conflict: Conflict,
        files: Vec<FileIndex>,
    ) -> Option<SendId> {
        if files.is_empty() {
            return None;
        }
        for index in &files {
            self.set(*index, Standing::Waiting);
        }
        let id = SendId(u32::try_from(self.sends.len()).unwrap_or(u32::MAX));
        self.sends.push(Send {
            chunk,
            conflict,
            files,
            stage: Stage::Queued,
        });
        self.queued.insert(id);
        Some(id)
    }
}
