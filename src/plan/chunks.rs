//! Cutting the files that move into move requests.

use std::collections::BTreeSet;

use super::{Chunk, Fate, collisions::Settled};
use crate::domain::{Conflict, FileIndex};

/// Cuts the settled files into chunks and writes each file's fate. Files that meet no other title are sent with
/// `Skip`, so that a title which turns up late is noticed; the others with `Duplicate`. Files that have to be unlocked
/// travel last and by themselves, so that a lock that stays holds nobody else up.
pub(super) fn cut(
    settled: &Settled,
    unlocks: &BTreeSet<FileIndex>,
    fates: &mut [Option<Fate>],
    size: usize,
) -> Vec<Chunk> {
    let split = |files: &[FileIndex]| -> (Vec<FileIndex>, Vec<FileIndex>) {
        files.iter().partition(|index| unlocks.contains(index))
    };
    let (alone_locked, alone) = split(&settled.alone);
    let (colliding_locked, colliding) = split(&settled.colliding);
    let mut chunks = Vec::new();
    for (files, conflict) in [
        (alone, Conflict::Skip),
        (colliding, Conflict::Duplicate),
        (alone_locked, Conflict::Skip),
        (colliding_locked, Conflict::Duplicate),
    ] {
        for part in files.chunks(size) {
            mark(part, fates, u32::try_from(chunks.len()).unwrap_or(u32::MAX));
            chunks.push(Chunk {
                conflict,
                files: part.to_vec(),
            });
        }
    }
    chunks
}

fn mark(files: &[FileIndex], fates: &mut [Option<Fate>], chunk: u32) {
    for index in files {
        fates[index.0 as usize] = Some(Fate::Move(chunk));
    }
}
