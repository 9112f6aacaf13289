//! A transport that calls a router in this process: no sockets, and time is tokio's, which tests can pause.
//!
//! The demo and the tests use it. It knows nothing of what the router does.

use axum::{
    Router,
    body::Body,
    http::{Request as HttpRequest, header},
};
use futures_util::StreamExt as _;
use tower::ServiceExt as _;

use super::{
    Reply, Request, Transport, TransportError,
    transport::{CappedBody, TimeRanOut},
};

/// Calls a router's routes directly, under the same time limits and body cap as the network. A request whose time
/// runs out is dropped in the middle, with whatever effect it had until then.
#[derive(Clone)]
pub struct InProcessTransport {
    router: Router,
}

impl InProcessTransport {
    /// A transport to this router.
    pub fn new(router: Router) -> Self {
        Self { router }
    }
}

impl Transport for InProcessTransport {
    async fn send(&self, request: Request) -> Result<Reply, TransportError> {
        let limit = request.patience.total();
        match tokio::time::timeout(limit, exchange(self.router.clone(), request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(TransportError::Lost(Box::new(TimeRanOut(limit)))),
        }
    }
}

async fn exchange(router: Router, request: Request) -> Result<Reply, TransportError> {
    let request = http_request(request).map_err(TransportError::NotSent)?;
    // The router cannot fail: its error type has no values.
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (parts, body) = response.into_parts();
    let mut pieces = body.into_data_stream();
    let mut collected = CappedBody::default();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| TransportError::Lost(Box::new(error)))?;
        collected.push(&piece)?;
    }
    Ok(Reply::new(
        parts.status.as_u16(),
        &parts.headers,
        collected.finish(),
    ))
}

fn http_request(
    request: Request,
) -> Result<HttpRequest<Body>, Box<dyn std::error::Error + Send + Sync>> {
    let mut builder = HttpRequest::builder()
        .method(request.method)
        .uri(format!("/api/2.0/{}", request.path))
        .header(header::HOST, "in-process");
    if let Some(credential) = &request.credential {
        builder = builder.header(header::AUTHORIZATION, credential.header_value()?);
    }
    let body = match request.body {
        Some(body) => {
            let (content_type, bytes) = body.encode()?;
            builder = builder.header(header::CONTENT_TYPE, content_type);
            Body::from(bytes)
        }
        None => Body::empty(),
    };
    Ok(builder.body(body)?)
}
