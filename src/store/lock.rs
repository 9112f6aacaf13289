//! One run per portal and room at a time.
//!
//! The lock is a port ([`RoomLock`]); the one here is an operating system lock on a file, so a process that dies
//! frees what it held. It guards one machine, and is not to be relied on when the state lies on a network drive.
//! Taking never waits: whether to wait is the caller's to decide.

use std::{
    fmt,
    fs::{File, TryLockError},
    io::{Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Digest, StatePlace, StoreError, files};
use crate::domain::{PortalName, RoomId};

/// Takes the lock of a room.
pub trait RoomLock: Send + Sync {
    /// Takes the lock, or says at once who holds it. It is held until the returned value is dropped.
    fn acquire(
        &self,
        portal: &PortalName,
        room: &RoomId,
        holder: &Holder,
    ) -> Result<Held, LockError>;
}

/// A lock that is held; dropping it frees it.
pub struct Held {
    _release: Box<dyn Send + Sync>,
}

impl Held {
    /// A lock that is freed when `release` is dropped.
    pub fn new(release: impl Send + Sync + 'static) -> Self {
        Self {
            _release: Box::new(release),
        }
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Held")
    }
}

/// Who holds a lock, as told to the one who does not get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The machine's name.
    pub host: String,
    /// The process on that machine.
    pub pid: u32,
    /// The run that is being carried out.
    pub run: Uuid,
    /// Since when.
    pub since: Timestamp,
}

impl Holder {
    /// This process, for a run that starts now.
    pub fn this_process(run: Uuid, since: Timestamp) -> Self {
        Self {
            host: host_name(),
            pid: std::process::id(),
            run,
            since,
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            host,
            pid,
            run,
            since,
        } = self;
        write!(f, "run {run} (process {pid} on {host}, since {since})")
    }
}

/// Why a lock was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another run works on this room.
    #[error("this room is being worked on by {}", holder_or_unknown(holder.as_ref()))]
    HeldBy {
        /// Who, unless that could not be read.
        holder: Option<Holder>,
    },
    /// The lock could not be tried.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn holder_or_unknown(holder: Option<&Holder>) -> String {
    holder.map_or_else(|| "another process".to_owned(), Holder::to_string)
}

/// Locks as files in the state place, one per portal and room. The files stay when the locks are freed.
#[derive(Debug, Clone)]
pub struct FileRoomLock {
    folder: PathBuf,
}

impl FileRoomLock {
    /// The locks of a place. Creates the folder if need be.
    pub fn at(place: &StatePlace) -> Result<Self, StoreError> {
        let folder = place.locks_folder()?;
        Ok(Self { folder })
    }

    /// The file that stands for a room. Host names have no case, and a room's id is the same however it was typed.
    fn file_of(&self, portal: &PortalName, room: &RoomId) -> PathBuf {
        let key = format!("{}\n{room}", portal.0.to_lowercase());
        let digest = Digest::of(key.as_bytes()).to_string();
        self.folder.join(format!("{}.lock", &digest[..32]))
    }
}

impl RoomLock for FileRoomLock {
    fn acquire(
        &self,
        portal: &PortalName,
        room: &RoomId,
        holder: &Holder,
    ) -> Result<Held, LockError> {
        let path = self.file_of(portal, room);
        let mut file = files::private_file()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(StoreError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = read_holder(&mut file);
                return Err(LockError::HeldBy { holder });
            }
            Err(TryLockError::Error(source)) => {
                return Err(StoreError::io("lock", &path)(source).into());
            }
        }
        write_holder(&mut file, &path, holder)?;
        Ok(Held::new(HeldFile(file)))
    }
}

/// The locked file. Closing it frees the lock.
struct HeldFile(File);

impl Drop for HeldFile {
    fn drop(&mut self) {
        // Only for whoever looks into the file: what counts is the lock, and that goes with the file.
        let _ = self.0.set_len(0);
    }
}

/// Replaces what an earlier holder, perhaps a dead one, left in the file.
fn write_holder(file: &mut File, path: &Path, holder: &Holder) -> Result<(), StoreError> {
    let text = serde_json::to_vec(holder).map_err(|source| StoreError::Encode {
        path: path.to_owned(),
        source,
    })?;
    file.set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| file.write_all(&text))
        .map_err(StoreError::io("write", path))
}

/// Who holds the lock. `None` in the moment before the holder has written it, and where a locked file cannot be read.
fn read_holder(file: &mut File) -> Option<Holder> {
    let mut text = Vec::new();
    file.take(4096).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

/// The machine's name, to be shown only.
fn host_name() -> String {
    let named = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    named
        .or_else(|| std::env::var("HOSTNAME").ok())
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "this machine".to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    fn holder(pid: u32) -> Holder {
        Holder {
            host: "desk".to_owned(),
            pid,
            run: Uuid::nil(),
            since: Timestamp::UNIX_EPOCH,
        }
    }

    fn portal(name: &str) -> PortalName {
        PortalName(name.to_owned())
    }

    fn locks() -> (tempfile::TempDir, FileRoomLock) {
        let root = tempfile::tempdir().unwrap();
        let locks = FileRoomLock::at(&StatePlace::rehearsal_at(root.path())).unwrap();
        (root, locks)
    }

    #[test]
    fn the_second_is_told_who_holds_it_until_it_is_freed() {
        let (_root, locks) = locks();
        let room = RoomId::number(7);
        let held = locks
            .acquire(&portal("a.example"), &room, &holder(1))
            .unwrap();
        match locks.acquire(&portal("A.Example"), &room, &holder(2)) {
            Err(LockError::HeldBy {
                holder: Some(found),
            }) => assert_eq!(found, holder(1)),
            other => panic!("{other:?}"),
        }
        let others = [
            locks.acquire(&portal("b.example"), &room, &holder(2)),
            locks.acquire(&portal("a.example"), &RoomId::number(8), &holder(2)),
        ];
        assert!(others.iter().all(Result::is_ok), "{others:?}");
        drop(held);
        assert!(
            locks
                .acquire(&portal("a.example"), &room, &holder(2))
                .is_ok()
        );
    }

    #[test]
    fn of_many_at_once_one_gets_it() {
        let (_root, locks) = locks();
        let (start, taken) = (Barrier::new(16), AtomicUsize::new(0));
        std::thread::scope(|threads| {
            for pid in 0..16 {
                let (locks, start, taken) = (&locks, &start, &taken);
                threads.spawn(move || {
                    start.wait();
                    let got = locks.acquire(&portal("a"), &RoomId::number(1), &holder(pid));
                    taken.fetch_add(usize::from(got.is_ok()), Ordering::SeqCst);
                    // Nobody frees before everybody has tried.
                    start.wait();
                });
            }
        });
        assert_eq!(taken.into_inner(), 1);
    }

    #[test]
    fn what_a_dead_process_left_does_not_hold() {
        let (_root, locks) = locks();
        let room = RoomId::number(7);
        let path = locks.file_of(&portal("a"), &room);
        let left = format!(
            "{}{}",
            serde_json::to_string(&holder(1)).unwrap(),
            " ".repeat(99)
        );
        std::fs::write(&path, left).unwrap();
        let _held = locks.acquire(&portal("a"), &room, &holder(2)).unwrap();
        let found = locks.acquire(&portal("a"), &room, &holder(3)).unwrap_err();
        assert_eq!(
            found.to_string(),
            "this room is being worked on by run 00000000-0000-0000-0000-000000000000 (process 2 on desk, since \
             1970-01-01T00:00:00Z)"
        );
    }
}
