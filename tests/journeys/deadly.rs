//! A transport that dies with its process at a chosen request, and that looks at the disk before any write leaves.

use std::{
    future::pending,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use closeout::{
    app::Session,
    docspace::{Body, InProcessTransport, Reply, Request, Transport, TransportError},
};
use serde_json::Value;
use tokio::sync::Notify;

use crate::stage::{Stage, connect_through};

/// At which side of the fatal request the process dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blow {
    /// The request never left.
    BeforeItLeft,
    /// The portal has done what was asked, and nobody heard its answer.
    AfterItsEffect,
}

/// See the module.
pub(crate) struct Deadly {
    inner: InProcessTransport,
    state: PathBuf,
    fatal: Mutex<Option<(u32, Blow)>>,
    requests: AtomicU32,
    died: Notify,
    unannounced: Mutex<Vec<String>>,
}

impl Deadly {
    /// Harmless until [`Deadly::arm`] is called. `state` is the session's state directory.
    pub(crate) fn new(inner: InProcessTransport, state: PathBuf) -> Self {
        Self {
            inner,
            state,
            fatal: Mutex::new(None),
            requests: AtomicU32::new(0),
            died: Notify::new(),
            unannounced: Mutex::new(Vec::new()),
        }
    }

    /// A session of a process that may die, on the stage's sandbox and with its runs. Harmless until armed.
    pub(crate) async fn session(stage: &Stage) -> (Arc<Self>, Session<Arc<Self>>) {
        let folder = stage.folder.path();
        let inner = InProcessTransport::new(stage.sandbox.router());
        let deadly = Arc::new(Self::new(inner, folder.into()));
        let session = connect_through(Arc::clone(&deadly), &stage.sandbox, folder.into());
        let session = session.await.unwrap();
        (deadly, session)
    }

    /// The process dies at the `number`th request from now, counted from 1.
    pub(crate) fn arm(&self, number: u32, blow: Blow) {
        self.requests.store(0, Ordering::SeqCst);
        *self.fatal.lock().unwrap() = Some((number, blow));
    }

    /// Waits for the death.
    pub(crate) async fn died(&self) {
        self.died.notified().await;
    }

    /// Writes whose intent was not on the disk when they left.
    pub(crate) fn unannounced(&self) -> Vec<String> {
        self.unannounced.lock().unwrap().clone()
    }

    /// Looks for the intent of a write on the disk.
    fn witness(&self, request: &Request) {
        let records = newest_journal(&self.state);
        let announced = records.iter().any(|record| announces(record, request));
        if !announced {
            let write = format!("{} {}", request.method, request.path);
            self.unannounced.lock().unwrap().push(write);
        }
    }
}

impl Transport for Deadly {
    async fn send(&self, request: Request) -> Result<Reply, TransportError> {
        if !request.is_read() {
            self.witness(&request);
        }
        let number = self.requests.fetch_add(1, Ordering::SeqCst) + 1;
        let fatal = *self.fatal.lock().unwrap();
        match fatal {
            Some((at, blow)) if number == at => {
                if blow == Blow::AfterItsEffect {
                    drop(self.inner.send(request).await);
                }
                self.died.notify_one();
                pending().await
            }
            _ => self.inner.send(request).await,
        }
    }
}

/// The records of the newest run, as they lie on the disk at this moment.
pub(crate) fn newest_journal(state: &Path) -> Vec<Value> {
    let runs = std::fs::read_dir(state.join("runs")).unwrap();
    let newest = runs.map(|run| run.unwrap().path()).max().unwrap();
    let text = std::fs::read_to_string(newest.join("journal.jsonl")).unwrap();
    text.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|line| line.get("record").cloned())
        .collect()
}

/// Whether the record is the intent of this write.
fn announces(record: &Value, request: &Request) -> bool {
    if record["record"] == "after-intended" {
        return match record["step"].as_str().unwrap() {
            "put-manifest" => request.path.ends_with("/insert"),
            _ => request.path.starts_with("files/rooms/") && request.path.ends_with("/archive"),
        };
    }
    let Some(body) = request.body.as_ref().and_then(Body::json) else {
        return false;
    };
    match record["record"].as_str().unwrap() {
        "send-intended" => {
            request.path.starts_with("files/fileops/move") && record["files"] == body["fileIds"]
        }
        "target-intended" => {
            let parent = &record["parent"];
            request.path == format!("files/folder/{parent}") && record["title"] == body["title"]
        }
        "rename-intended" => {
            let mut renames = record["renames"].as_array().unwrap().iter();
            renames.any(|new| {
                request.path == format!("files/file/{}", new["file"])
                    && new["title"] == body["title"]
            })
        }
        "unlock-intended" => {
            let mut files = record["files"].as_array().unwrap().iter();
            files.any(|file| request.path == format!("files/file/{file}/lock"))
                && body["lockFile"] == false
        }
        "ownership-intended" => match record["change"].as_str().unwrap() {
            "leave" => request.path.ends_with("/share") && body["invitations"][0]["access"] == 0,
            _ => request.path == "files/owner",
        },
        _ => false,
    }
}
