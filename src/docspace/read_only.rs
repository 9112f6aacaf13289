//! A transport that lets nothing out but GET: the promise that a dry run writes nothing, kept at the last door.

use super::{Reply, Request, Transport, TransportError};

/// Refuses every request that is not a GET before it leaves.
///
/// The portal saves the sort order of a listing as the user's own, so a GET can change a setting too: that is kept
/// in [`Client`](super::Client), which only ever sends the order that is already saved.
#[derive(Debug, Clone)]
pub struct ReadOnly<T> {
    inner: T,
    enforced: bool,
}

impl<T> ReadOnly<T> {
    /// Makes `inner` read-only.
    pub fn new(inner: T) -> Self {
        Self::only_if(true, inner)
    }

    /// Makes `inner` read-only if `enforced`; otherwise everything passes.
    pub fn only_if(enforced: bool, inner: T) -> Self {
        Self { inner, enforced }
    }

    /// The transport inside.
    pub fn inner(&self) -> &T {
        &self.inner
    }
}

impl<T: Transport> Transport for ReadOnly<T> {
    async fn send(&self, request: Request) -> Result<Reply, TransportError> {
        if request.is_read() || !self.enforced {
            self.inner.send(request).await
        } else {
            Err(TransportError::ReadOnly {
                method: request.method,
                path: request.path,
            })
        }
    }
}
