//! Where each chunk of the plan stands, for a line of its own.

use super::{
    record::SendId,
    state::{RunState, Stage, Standing},
};

/// Where one chunk of the plan stands, for a line of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChunkStatus {
    /// Files in the chunk.
    pub files: u32,
    /// Seen in the target, once at least.
    pub arrived: u32,
    /// Seen in the target by the final listing too.
    pub archived: u32,
    /// Still in the room for good, or gone.
    pub not_archived: u32,
    /// Nobody can say.
    pub unknown: u32,
    /// Requests of it that are not sent yet.
    pub queued: u32,
    /// Requests whose answer is awaited.
    pub sent: u32,
    /// Requests whose operation runs.
    pub running: u32,
    /// Files attempted by running operations, in percent of the files in them.
    pub percent: u8,
    /// Files the records of running operations show as moved so far; not proved, and counted nowhere else.
    pub reported: u32,
    /// Requests that are being read file by file.
    pub verifying: u32,
    /// The chunk was cut into parts.
    pub split: bool,
}

impl RunState {
    /// One status per chunk of the plan, in order.
    pub fn chunk_statuses(&self) -> Vec<ChunkStatus> {
        let mut statuses = vec![
            ChunkStatus::default();
            self.sends
                .iter()
                .map(|s| s.chunk as usize + 1)
                .max()
                .unwrap_or(0)
        ];
        let mut first_seen = vec![false; statuses.len()];
        let mut attempted = vec![(0u64, 0u64); statuses.len()];
        for (id, send) in (0u32..).map(SendId).zip(&self.sends) {
            let chunk = send.chunk as usize;
            let status = &mut statuses[chunk];
            // The first request of a chunk carries all of its files; later ones carry some of them again.
            if !std::mem::replace(&mut first_seen[chunk], true) {
                for index in &send.files {
                    status.count(self.standing(*index));
                }
            } else if matches!(
                send.stage,
                Stage::Queued | Stage::Intended | Stage::Running(_)
            ) {
                status.split = true;
            }
            match &send.stage {
                Stage::Queued => status.queued += 1,
                Stage::Intended => status.sent += 1,
                Stage::Running(_) => {
                    status.running += 1;
                    status.reported += self.tempo.moved(id);
                    attempted[chunk].0 +=
                        send.files.len() as u64 * u64::from(self.tempo.percent(id));
                    attempted[chunk].1 += send.files.len() as u64;
                }
                Stage::Ended(_) | Stage::Lost | Stage::Refused(_) => status.verifying += 1,
                Stage::Done => {}
            }
        }
        for (status, (done, of)) in statuses.iter_mut().zip(attempted) {
            status.percent = done
                .checked_div(of)
                .and_then(|percent| u8::try_from(percent).ok())
                .unwrap_or(0);
        }
        statuses
    }
}

impl ChunkStatus {
    fn count(&mut self, standing: Option<&Standing>) {
        self.files += 1;
        match standing {
            Some(Standing::Arrived) => self.arrived += 1,
            Some(Standing::Archived) => {
                self.arrived += 1;
                self.archived += 1;
            }
            Some(Standing::Refused(_) | Standing::Gone(_) | Standing::Left(_)) => {
                self.not_archived += 1;
            }
            Some(Standing::Unknown(_)) => self.unknown += 1,
            Some(Standing::Waiting | Standing::Sent) | None => {}
        }
    }
}
