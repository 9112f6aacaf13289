//! The request log: what was asked, when, with what answer. Keys never enter it.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::options::SandboxError;

/// One request as the sandbox saw it.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedRequest {
    /// When it arrived, counted from the birth of the sandbox.
    pub at: Duration,
    /// The HTTP method.
    pub method: String,
    /// Path and query as they were sent.
    pub path: String,
    /// The body, where it was JSON.
    pub body: Option<Value>,
    /// The HTTP status of the answer; 0 while there is none, or when the client left before it.
    pub status: u16,
    /// Requests that were being served when it arrived, itself included.
    pub in_flight: usize,
    /// Operations that were queued or running when it arrived.
    pub operations_running: usize,
    /// The id of the person it was sent as; `None` for nobody.
    pub user: Option<String>,
}

impl LoggedRequest {
    /// Whether it was anything but a GET.
    pub fn is_write(&self) -> bool {
        self.method != "GET"
    }

    fn to_json(&self) -> Value {
        json!({
            "at_ms": u64::try_from(self.at.as_millis()).unwrap_or(u64::MAX),
            "method": self.method,
            "path": self.path,
            "body": self.body,
            "status": self.status,
            "in_flight": self.in_flight,
            "operations_running": self.operations_running,
            "user": self.user,
        })
    }
}

/// The requests so far, and the file they are written to as they end.
#[derive(Debug, Default)]
pub(super) struct RequestLog {
    entries: Vec<LoggedRequest>,
    file: Option<File>,
}

impl RequestLog {
    pub(super) fn open(path: Option<&Path>) -> Result<Self, SandboxError> {
        let file = match path {
            None => None,
            Some(path) => Some(
                OpenOptions::new()
                    .create(true)
                    .append(true)
                    .open(path)
                    .map_err(|source| SandboxError::OpenLog {
                        path: path.to_owned(),
                        source,
                    })?,
            ),
        };
        Ok(Self {
            entries: Vec::new(),
            file,
        })
    }

    /// Notes an arrival; the number it returns names the entry from then on.
    pub(super) fn begin(&mut self, entry: LoggedRequest) -> usize {
        self.entries.push(entry);
        self.entries.len() - 1
    }

    pub(super) fn entry_mut(&mut self, number: usize) -> Option<&mut LoggedRequest> {
        self.entries.get_mut(number)
    }

    /// Writes the ended request to the file. A log that cannot be written never stops the portal.
    pub(super) fn end(&mut self, number: usize) {
        if let (Some(entry), Some(file)) = (self.entries.get(number), self.file.as_mut()) {
            let line = format!("{}\n", entry.to_json());
            drop(file.write_all(line.as_bytes()));
        }
    }

    pub(super) fn entries(&self) -> Vec<LoggedRequest> {
        self.entries.clone()
    }
}
