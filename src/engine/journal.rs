//! The journal as the engine sees it: a port.

use std::error::Error;

use crate::run::Record;

/// Takes records and keeps them. When [`append`](Journal::append) returns, the record has to be on the disk: the
/// request that depends on it leaves next.
pub trait Journal {
    /// Keeps one record.
    fn append(&mut self, record: &Record) -> Result<(), JournalFailed>;
}

/// The journal could not be written, so nothing more may be sent.
#[derive(Debug, thiserror::Error)]
#[error("the journal cannot be written")]
pub struct JournalFailed(#[source] pub Box<dyn Error + Send + Sync>);
