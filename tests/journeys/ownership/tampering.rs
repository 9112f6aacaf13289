//! A transport that loses, or answers by itself, chosen requests about who has the room.

use std::sync::Mutex;

use closeout::{
    app::Session,
    docspace::{Body, InProcessTransport, Reply, Request, Transport, TransportError},
    sandbox::seed::demo::ANN,
};
use serde_json::json;

use crate::stage::{Stage, connect_through};

/// A request that can be tampered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Take,
    GiveBack,
    Leave,
    Move,
}

impl What {
    fn of(request: &Request) -> Option<Self> {
        let body = request.body.as_ref().and_then(Body::json);
        if request.path == "files/owner" {
            let takes = body.is_some_and(|body| body["userId"] == json!(ANN));
            Some(if takes { Self::Take } else { Self::GiveBack })
        } else if request.path.ends_with("/share") && !request.is_read() {
            Some(Self::Leave)
        } else if request.path.starts_with("files/fileops/move") {
            Some(Self::Move)
        } else {
            None
        }
    }
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// It never arrives, and nobody hears of it.
    LostBefore,
    /// It does its work, and its answer is lost.
    LostAfter,
    /// The portal's plan is not paid.
    Unpaid,
    /// The portal does not know the key any more.
    KeyDies,
}

/// Tampers with the first requests of a kind, as often as it stands in the list.
pub(super) struct Tampering {
    inner: InProcessTransport,
    todo: Mutex<Vec<(What, How)>>,
}

impl Transport for Tampering {
    async fn send(&self, request: Request) -> Result<Reply, TransportError> {
        let how = What::of(&request).and_then(|what| {
            let mut todo = self.todo.lock().unwrap();
            let at = todo.iter().position(|(which, _)| *which == what)?;
            Some(todo.remove(at).1)
        });
        let answer = |status| Reply {
            status,
            content_type: None,
            retry_after: None,
            rate_limit: None,
            location: None,
            body: bytes::Bytes::new(),
        };
        match how {
            None => self.inner.send(request).await,
            Some(How::LostBefore) => Err(TransportError::Lost("reset".into())),
            Some(How::LostAfter) => {
                drop(self.inner.send(request).await);
                Err(TransportError::Lost("reset".into()))
            }
            Some(How::Unpaid) => Ok(answer(402)),
            Some(How::KeyDies) => Ok(answer(401)),
        }
    }
}

/// A session on the stage's portal that is tampered with.
pub(super) async fn tampered(stage: &Stage, todo: &[(What, How)]) -> Session<Tampering> {
    let transport = Tampering {
        inner: InProcessTransport::new(stage.sandbox.router()),
        todo: Mutex::new(todo.to_vec()),
    };
    let session = connect_through(transport, &stage.sandbox, stage.folder.path().into()).await;
    session.unwrap()
}
