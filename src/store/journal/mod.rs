//! The journal of a run: hash-chained JSON lines, each on the disk before the program goes on.
//!
//! ```text
//! {"format":"closeout-journal","version":1,"prev":"<digest of plan.json>","hash":"…"}      the header
//! {"seq":1,"at":"2026-11-24T08:00:00Z","prev":"<hash of the header>","record":{…},"hash":"…"}
//! {"seq":2,"at":"…","prev":"<hash of line 1>","record":{…},"hash":"…"}
//! ```
//!
//! A line's hash is the SHA-256 of the line as it would be without its `hash` member, so a changed, removed, added or
//! moved line is found, and so is a journal that lies beside another plan. Lines missing at the very end are not
//! found by the chain itself.
//!
//! A process that dies while it writes leaves a last line without an end. That record was never acknowledged, so the
//! part is cut off, and reported. A last line that lacks nothing but its line break is kept.
//!
//! The journal must not know what a record means, nor what time it is.

mod line;

use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    marker::PhantomData,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use super::{Digest, StoreError, files};

/// A journal open for appending. One process at a time: whoever carries out a run holds the lock of its room.
#[derive(Debug)]
pub struct Journal<R> {
    path: PathBuf,
    file: File,
    /// Number of the next record, from 1.
    next_seq: u64,
    /// Hash of the last line.
    head: Digest,
    /// An append failed: the end of the file is not known any more.
    stopped: bool,
    records: PhantomData<fn(R)>,
}

/// A record as it was journalled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<R> {
    /// Counted from 1, without gaps.
    pub seq: u64,
    /// When, as the caller of [`Journal::append`] said.
    pub at: Timestamp,
    /// What.
    pub record: R,
}

/// What a journal holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay<R> {
    /// The digest of the plan that the journal was started for.
    pub plan: Digest,
    /// The records in order.
    pub entries: Vec<Entry<R>>,
    /// Hash of the last line: with this value noted elsewhere, lines missing at the end are found too.
    pub head: Digest,
    /// The part of a line at the end, if there is one.
    pub torn: Option<Torn>,
}

/// A last line that was not written to its end. Its record was never acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Torn {
    /// Counted from 1; the header is line 1.
    pub line: usize,
    /// How many bytes of it there are.
    pub bytes: usize,
}

impl<R: Serialize + DeserializeOwned> Journal<R> {
    /// Starts a journal for the plan with this digest. The file must not exist. The header is there whole or not at
    /// all, so a process that dies here leaves no journal rather than a damaged one.
    pub fn create(path: &Path, plan: Digest) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(StoreError::io("create", path)(
                io::ErrorKind::AlreadyExists.into(),
            ));
        }
        let (header, head) = line::header(path, plan)?;
        files::write_whole(path, &header)?;
        Ok(Self::after(path, open_to_append(path)?, 0, head))
    }

    /// Opens a journal to go on with it: checks every line, cuts a torn last line off, and returns what it holds.
    /// A damaged journal, or one of a newer format, is left untouched and refused.
    pub fn open(path: &Path) -> Result<(Self, Replay<R>), StoreError> {
        let scan = line::scan(path, &files::read(path)?)?;
        let mut file = open_to_append(path)?;
        if scan.replay.torn.is_some() {
            file.set_len(scan.sound_bytes)
                .and_then(|()| file.sync_data())
                .map_err(StoreError::io("cut the torn last line of", path))?;
        }
        if scan.line_break_missing {
            write_synced(&mut file, path, b"\n")?;
        }
        let last_seq = scan.replay.entries.last().map_or(0, |entry| entry.seq);
        let journal = Self::after(path, file, last_seq, scan.replay.head);
        Ok((journal, scan.replay))
    }

    /// Reads and checks a journal without changing it, also while it is being written: a line that is just arriving
    /// shows as torn.
    pub fn read(path: &Path) -> Result<Replay<R>, StoreError> {
        line::scan(path, &files::read(path)?).map(|scan| scan.replay)
    }

    /// Writes one record; when this returns, it is on the disk. Returns its number. After a failure the journal takes
    /// no more records: it has to be opened again, which settles what the end of the file is.
    pub fn append(&mut self, at: Timestamp, record: &R) -> Result<u64, StoreError> {
        if self.stopped {
            let path = self.path.clone();
            return Err(StoreError::JournalStopped { path });
        }
        let seq = self.next_seq;
        let (text, hash) = line::entry(&self.path, seq, at, self.head, record)?;
        if let Err(error) = write_synced(&mut self.file, &self.path, &text) {
            self.stopped = true;
            return Err(error);
        }
        self.next_seq += 1;
        self.head = hash;
        Ok(seq)
    }

    /// Where the journal lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Hash of the last line.
    pub fn head(&self) -> Digest {
        self.head
    }

    /// A journal that goes on after the line with this number and hash.
    fn after(path: &Path, file: File, last_seq: u64, head: Digest) -> Self {
        Self {
            path: path.to_owned(),
            file,
            next_seq: last_seq + 1,
            head,
            stopped: false,
            records: PhantomData,
        }
    }
}

/// The digest of the plan that a journal was started for, from its header alone.
pub(super) fn plan_of(path: &Path) -> Result<Digest, StoreError> {
    line::read_header(path)
}

fn open_to_append(path: &Path) -> Result<File, StoreError> {
    OpenOptions::new()
        .append(true)
        .open(path)
        .map_err(StoreError::io("open", path))
}

/// One write, then a wait until the bytes are on the disk.
fn write_synced(file: &mut File, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    file.write_all(bytes)
        .map_err(StoreError::io("write", path))?;
    file.sync_data().map_err(StoreError::io("sync", path))
}

#[cfg(test)]
mod tests;
