//! A portal that answers by a script: one closure from method and path to an answer, with a log of what was asked.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Response, header},
};
use closeout::{
    docspace::{Client, Credential, InProcessTransport, PortalAddress},
    domain::SavedOrder,
};
use serde_json::Value;

/// What the script answers.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn new(status: u16, content_type: &'static str, body: &str) -> Self {
        Self {
            status,
            content_type,
            headers: Vec::new(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", &body.to_string())
    }

    pub(crate) fn ok(response: &Value) -> Self {
        Self::json(
            200,
            &serde_json::json!({ "response": response, "status": 0, "statusCode": 200 }),
        )
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// A request as the portal saw it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Below `/api/2.0/`, with query.
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: Option<Value>,
}

pub(crate) type Log = Arc<Mutex<Vec<Seen>>>;

pub(crate) const KEY: &str = "sk-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

pub(crate) fn router(script: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> (Router, Log) {
    let log = Log::default();
    let (script, kept) = (Arc::new(script), Arc::clone(&log));
    let router = Router::new().fallback(move |request: Request| {
        let (script, log) = (Arc::clone(&script), Arc::clone(&kept));
        async move {
            let seen = seen(request).await;
            let answer = script(&seen);
            log.lock().unwrap().push(seen);
            let mut response = Response::builder().status(answer.status);
            if !answer.content_type.is_empty() {
                response = response.header(header::CONTENT_TYPE, answer.content_type);
            }
            for (name, value) in answer.headers {
                response = response.header(name, value);
            }
            response.body(Body::from(answer.body)).unwrap()
        }
    });
    (router, log)
}

pub(crate) fn client_of(router: Router) -> Client<InProcessTransport> {
    client_with(InProcessTransport::new(router))
}

pub(crate) fn client_with<T: closeout::docspace::Transport>(transport: T) -> Client<T> {
    let portal = PortalAddress::parse("https://ds.example.com").unwrap();
    Client::new(
        transport,
        portal.name().clone(),
        Credential::parse(KEY).unwrap(),
    )
}

pub(crate) fn order() -> SavedOrder {
    SavedOrder {
        sort_by: "DateAndTime".into(),
        ascending: false,
    }
}

async fn seen(request: Request) -> Seen {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    Seen {
        method: parts.method.to_string(),
        path: parts
            .uri
            .to_string()
            .strip_prefix("/api/2.0/")
            .unwrap()
            .to_owned(),
        authorization: parts
            .headers
            .get(header::AUTHORIZATION)
            .map(|value| value.to_str().unwrap().to_owned()),
        body: serde_json::from_slice(&body).ok(),
    }
}
