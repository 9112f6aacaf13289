//! The client itself: sends a call in the key's name and opens the envelope of the answer.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use http::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Credential, Patience, PortalError, Reply, Request, Transport,
    transport::Body,
    verdict::{Verdict, judge},
    wire::{Envelope, KeyWire},
};
use crate::domain::{PortalName, Scope};

/// Speaks to one portal in one person's name. Cheap to clone.
///
/// Every method returns values of [`crate::domain`]. None repeats a request; wrap the transport in
/// [`Paced`](crate::engine::pace::Paced) for that.
pub struct Client<T> {
    inner: Arc<Inner<T>>,
}

struct Inner<T> {
    transport: T,
    portal: PortalName,
    credential: Credential,
    /// Set once a listing with `fields=` came back without ids: this portal's projection is not to be used.
    whole_entries: AtomicBool,
}

impl<T> Clone for Client<T> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
        }
    }
}

impl<T> std::fmt::Debug for Client<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("portal", &self.inner.portal)
            .finish_non_exhaustive()
    }
}

/// One call before it is sent.
pub(super) struct Call {
    /// Names the call in errors.
    pub(super) what: &'static str,
    pub(super) method: Method,
    /// Below `/api/2.0/`, with query.
    pub(super) path: String,
    pub(super) body: Option<Body>,
    pub(super) patience: Patience,
    /// The permission it needs, to tell a missing one from other closed doors.
    pub(super) scope: Option<Scope>,
    /// The route lets nobodies in: there a dead key looks like a missing right. So do all that read.
    pub(super) lets_nobodies_in: bool,
}

impl Call {
    pub(super) fn get(what: &'static str, path: impl Into<String>, scope: Scope) -> Self {
        Self {
            what,
            method: Method::GET,
            path: path.into(),
            body: None,
            patience: Patience::Page,
            scope: Some(scope),
            lets_nobodies_in: true,
        }
    }

    pub(super) fn write(
        what: &'static str,
        method: Method,
        path: impl Into<String>,
        body: Value,
        scope: Scope,
    ) -> Self {
        Self::send(what, method, path, Body::Json(body), scope)
    }

    pub(super) fn send(
        what: &'static str,
        method: Method,
        path: impl Into<String>,
        body: Body,
        scope: Scope,
    ) -> Self {
        Self {
            what,
            method,
            path: path.into(),
            body: Some(body),
            patience: Patience::Write,
            scope: Some(scope),
            lets_nobodies_in: false,
        }
    }

    pub(super) fn on_a_route_open_to_nobodies(mut self) -> Self {
        self.lets_nobodies_in = true;
        self
    }

    pub(super) fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }
}

impl<T: Transport> Client<T> {
    /// A client for the portal at the other end of `transport`.
    pub fn new(transport: T, portal: PortalName, credential: Credential) -> Self {
        Self {
            inner: Arc::new(Inner {
                transport,
                portal,
                credential,
                whole_entries: AtomicBool::new(false),
            }),
        }
    }

    /// The portal's name.
    pub fn portal(&self) -> &PortalName {
        &self.inner.portal
    }

    /// The transport underneath, for its counters.
    pub fn transport(&self) -> &T {
        &self.inner.transport
    }

    pub(super) fn credential(&self) -> &Credential {
        &self.inner.credential
    }

    pub(super) fn wants_whole_entries(&self) -> bool {
        self.inner.whole_entries.load(Ordering::Relaxed)
    }

    pub(super) fn want_whole_entries(&self) {
        self.inner.whole_entries.store(true, Ordering::Relaxed);
    }

    /// Sends a call in the key's name and opens the envelope; `None` when the answer holds no `response`.
    pub(super) async fn ask<R: DeserializeOwned>(
        &self,
        call: Call,
    ) -> Result<Envelope<R>, PortalError> {
        let Call {
            what,
            scope,
            lets_nobodies_in,
            ..
        } = call;
        let reply = self.exchange(call, true).await?;
        if reply.is_success() {
            return self.open(what, &reply);
        }
        Err(match judge(&reply) {
            Verdict::Clear(error) => error,
            Verdict::Door { message } => self.closed_door(scope, &message).await,
            Verdict::Forbidden { message } => {
                if lets_nobodies_in && self.key_is_dead().await {
                    PortalError::KeyRefused
                } else {
                    PortalError::Refused {
                        status: reply.status,
                        message,
                    }
                }
            }
        })
    }

    /// Like [`ask`](Self::ask) where an answer without `response` is no answer.
    pub(super) async fn ask_one<R: DeserializeOwned>(&self, call: Call) -> Result<R, PortalError> {
        let what = call.what;
        self.ask(call)
            .await?
            .response
            .ok_or(PortalError::UnexpectedShape { what, source: None })
    }

    /// Sends a call as nobody.
    pub(super) async fn ask_as_nobody<R: DeserializeOwned>(
        &self,
        call: Call,
    ) -> Result<R, PortalError> {
        let what = call.what;
        let reply = self.exchange(call, false).await?;
        if reply.is_success() {
            return self
                .open(what, &reply)?
                .response
                .ok_or(PortalError::UnexpectedShape { what, source: None });
        }
        Err(match judge(&reply) {
            Verdict::Clear(error) => error,
            Verdict::Door { message } | Verdict::Forbidden { message } => PortalError::PortalGate {
                status: reply.status,
                message,
            },
        })
    }

    /// The bare reply to `keys/@self`, which any living key may ask for.
    pub(super) async fn key_reply(&self) -> Result<Reply, PortalError> {
        let call = Call {
            what: "about the key",
            method: Method::GET,
            path: "keys/@self".to_owned(),
            body: None,
            patience: Patience::Probe,
            scope: None,
            lets_nobodies_in: false,
        };
        Ok(self.exchange(call, true).await?)
    }

    /// Opens the envelope of a 2xx answer.
    pub(super) fn open<R: DeserializeOwned>(
        &self,
        what: &'static str,
        reply: &Reply,
    ) -> Result<Envelope<R>, PortalError> {
        match serde_json::from_slice::<Envelope<R>>(&reply.body) {
            // Seen in the wild: an error inside a 2xx.
            Ok(Envelope {
                error: Some(error), ..
            }) => Err(PortalError::Refused {
                status: reply.status,
                message: self.inner.credential.redact(&error.message()),
            }),
            Ok(envelope) => Ok(envelope),
            Err(_) if reply.is_html() || reply.body.trim_ascii().is_empty() => {
                Err(PortalError::NotJson {
                    status: reply.status,
                })
            }
            Err(source) => Err(PortalError::UnexpectedShape {
                what,
                source: Some(source),
            }),
        }
    }

    async fn exchange(&self, call: Call, with_key: bool) -> Result<Reply, super::TransportError> {
        let mut reply = self
            .inner
            .transport
            .send(Request {
                method: call.method,
                path: call.path,
                body: call.body,
                patience: call.patience,
                credential: with_key.then(|| self.inner.credential.clone()),
            })
            .await?;
        if !reply.is_success() {
            // Its words end up in errors, and a portal might echo what it was sent.
            self.inner.credential.blot_out(&mut reply);
        }
        Ok(reply)
    }

    /// What a 403 from the door is about: asks the portal about the key itself.
    async fn closed_door(&self, scope: Option<Scope>, message: &str) -> PortalError {
        let gate = PortalError::PortalGate {
            status: 403,
            message: message.to_owned(),
        };
        let Ok(reply) = self.key_reply().await else {
            return gate;
        };
        if reply.status == 401 {
            return PortalError::KeyRefused;
        }
        let key = self.open::<KeyWire>("about the key", &reply);
        let scopes = match key {
            Ok(Envelope {
                response: Some(key),
                ..
            }) if reply.is_success() => key.scopes(),
            _ => return gate,
        };
        match scope.filter(|scope| !scopes.allows(*scope)) {
            Some(scope) => PortalError::ScopeMissing { scope },
            None => gate,
        }
    }

    async fn key_is_dead(&self) -> bool {
        matches!(self.key_reply().await, Ok(reply) if reply.status == 401)
    }
}
