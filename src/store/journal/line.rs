//! How a journal's lines are written, and how they are checked byte for byte when they are read.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Entry, Replay, Torn};
use crate::store::{ChainProblem, Digest, StoreError};

/// What the header calls the file.
const FORMAT: &str = "closeout-journal";
/// The format written here, and the newest one read here.
const VERSION: u64 = 1;
/// What comes between a line's text and its hash.
const BEFORE_HASH: &[u8] = b",\"hash\":\"";
/// What ends a line, before its line break.
const AFTER_HASH: &[u8] = b"\"}";
/// No header is longer, whatever a later format puts into it.
const LONGEST_HEADER: u64 = 4096;

/// The header, without its hash.
#[derive(Serialize)]
struct Header {
    format: &'static str,
    version: u64,
    prev: Digest,
}

/// What is read of a header of any version.
#[derive(Deserialize)]
struct AnyHeader {
    format: String,
    version: u64,
}

/// What is read of a header of this version.
#[derive(Deserialize)]
struct KnownHeader {
    prev: Digest,
}

/// A line, without its hash.
#[derive(Serialize)]
struct Line<'a, R> {
    seq: u64,
    at: Timestamp,
    prev: Digest,
    record: &'a R,
}

/// A line's place in the chain.
#[derive(Deserialize)]
struct Link {
    seq: u64,
    at: Timestamp,
    prev: Digest,
}

/// A line's record.
#[derive(Deserialize)]
struct Content<R> {
    record: R,
}

/// A journal as read, and what has to be done to its end before more is appended.
pub(super) struct Scan<R> {
    pub(super) replay: Replay<R>,
    /// Length of the file up to the end of the last whole line.
    pub(super) sound_bytes: u64,
    /// The last line is whole but for its line break.
    pub(super) line_break_missing: bool,
}

/// The header's text with its line break, and its hash.
pub(super) fn header(path: &Path, plan: Digest) -> Result<(Vec<u8>, Digest), StoreError> {
    let header = Header {
        format: FORMAT,
        version: VERSION,
        prev: plan,
    };
    sealed(path, &header)
}

/// A line's text with its line break, and its hash.
pub(super) fn entry<R: Serialize>(
    path: &Path,
    seq: u64,
    at: Timestamp,
    prev: Digest,
    record: &R,
) -> Result<(Vec<u8>, Digest), StoreError> {
    let line = Line {
        seq,
        at,
        prev,
        record,
    };
    sealed(path, &line)
}

/// Puts the hash of an object's text into it as its last member.
fn sealed(path: &Path, object: &impl Serialize) -> Result<(Vec<u8>, Digest), StoreError> {
    let mut text = serde_json::to_vec(object).map_err(|source| StoreError::Encode {
        path: path.to_owned(),
        source,
    })?;
    let hash = Digest::of(&text);
    text.pop();
    text.extend_from_slice(BEFORE_HASH);
    text.extend_from_slice(hash.to_string().as_bytes());
    text.extend_from_slice(AFTER_HASH);
    text.push(b'\n');
    Ok((text, hash))
}

/// Takes the hash out of a line and compares. Returns the text that was hashed, and the hash.
fn unsealed(line: &[u8]) -> Result<(Vec<u8>, Digest), ChainProblem> {
    let (hash, before) = line
        .strip_suffix(AFTER_HASH)
        .and_then(|rest| rest.split_last_chunk::<{ Digest::DIGITS }>())
        .map(|(before, hash)| (hash, before))
        .ok_or(ChainProblem::Shape)?;
    let before = before
        .strip_suffix(BEFORE_HASH)
        .ok_or(ChainProblem::Shape)?;
    let hash = std::str::from_utf8(hash)
        .ok()
        .and_then(Digest::parse)
        .ok_or(ChainProblem::Shape)?;
    let text = [before, b"}"].concat();
    if Digest::of(&text) == hash {
        Ok((text, hash))
    } else {
        Err(ChainProblem::Hash)
    }
}

/// Reads and checks a whole journal.
pub(super) fn scan<R: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<Scan<R>, StoreError> {
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let (plan, head) = check_header(path, first)?;
    let mut scan = Scan {
        replay: Replay {
            plan,
            entries: Vec::new(),
            head,
            torn: None,
        },
        sound_bytes: first.len() as u64,
        line_break_missing: !first.ends_with(b"\n"),
    };
    for (number, line) in (2..).zip(lines) {
        scan.take(path, number, line)?;
    }
    Ok(scan)
}

impl<R: DeserializeOwned> Scan<R> {
    /// Checks one line and keeps its record.
    fn take(&mut self, path: &Path, number: usize, line: &[u8]) -> Result<(), StoreError> {
        let broken = |problem| StoreError::BrokenChain {
            path: path.to_owned(),
            line: number,
            problem,
        };
        let whole = line.strip_suffix(b"\n");
        let (text, hash) = match (unsealed(whole.unwrap_or(line)), whole) {
            (Ok(sound), _) => sound,
            (Err(problem), Some(_)) => return Err(broken(problem)),
            (Err(problem), None) if is_whole_but_for_its_end(line) => return Err(broken(problem)),
            (Err(_), None) => {
                self.replay.torn = Some(Torn {
                    line: number,
                    bytes: line.len(),
                });
                return Ok(());
            }
        };
        let place: Link = serde_json::from_slice(&text).map_err(|_| broken(ChainProblem::Shape))?;
        let expected = self.replay.entries.last().map_or(1, |last| last.seq + 1);
        if place.prev != self.replay.head || place.seq != expected {
            return Err(broken(ChainProblem::Order));
        }
        let content: Content<R> =
            serde_json::from_slice(&text).map_err(|source| StoreError::Record {
                path: path.to_owned(),
                line: number,
                source,
            })?;
        self.replay.entries.push(Entry {
            seq: place.seq,
            at: place.at,
            record: content.record,
        });
        self.replay.head = hash;
        self.sound_bytes += line.len() as u64;
        self.line_break_missing = whole.is_none();
        Ok(())
    }
}

/// Whether a last line was written to its end and its line break was changed afterwards. A write that was cut short
/// cannot look so.
fn is_whole_but_for_its_end(line: &[u8]) -> bool {
    line.split_last()
        .is_some_and(|(_, before)| unsealed(before).is_ok())
}

/// Reads and checks the header alone. Returns the digest of the plan.
pub(super) fn read_header(path: &Path) -> Result<Digest, StoreError> {
    let file = File::open(path).map_err(StoreError::io("open", path))?;
    let mut line = Vec::new();
    BufReader::new(file.take(LONGEST_HEADER))
        .read_until(b'\n', &mut line)
        .map_err(StoreError::io("read", path))?;
    check_header(path, &line).map(|(plan, _)| plan)
}

/// Checks a header, with or without its line break. Returns the digest of the plan, and the header's hash.
fn check_header(path: &Path, line: &[u8]) -> Result<(Digest, Digest), StoreError> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let Ok(any) = serde_json::from_slice::<AnyHeader>(line) else {
        let path = path.to_owned();
        return Err(StoreError::NotAJournal { path });
    };
    if any.format != FORMAT {
        let path = path.to_owned();
        return Err(StoreError::NotAJournal { path });
    }
    if any.version > VERSION {
        return Err(StoreError::NewerFormat {
            path: path.to_owned(),
            found: any.version,
            known: VERSION,
        });
    }
    let broken = |problem| StoreError::BrokenChain {
        path: path.to_owned(),
        line: 1,
        problem,
    };
    let (text, hash) = unsealed(line).map_err(broken)?;
    let known: KnownHeader =
        serde_json::from_slice(&text).map_err(|_| broken(ChainProblem::Shape))?;
    Ok((known.prev, hash))
}
