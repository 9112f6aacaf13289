//! A caller for the router, without sockets.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use serde_json::Value;
use tower::ServiceExt;

use crate::sandbox::{Sandbox, SandboxOptions, WorldSource, WorldSpec};

/// What came back.
pub(super) struct Got {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Got {
    /// The body as JSON; null where it is none.
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// `response` of a call that must have succeeded.
    pub(super) fn response(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()["response"].clone()
    }
}

pub(super) fn demo() -> Sandbox {
    Sandbox::new(SandboxOptions::default()).unwrap()
}

pub(super) fn generated(files: u32, folders: u32) -> Sandbox {
    with(|options| options.world = WorldSource::Generated { files, folders })
}

pub(super) fn with(change: impl FnOnce(&mut SandboxOptions)) -> Sandbox {
    let mut options = SandboxOptions {
        world: WorldSource::Generated {
            files: 20,
            folders: 3,
        },
        ..SandboxOptions::default()
    };
    change(&mut options);
    Sandbox::new(options).unwrap()
}

pub(super) fn given(spec: WorldSpec) -> Sandbox {
    with(|options| options.world = WorldSource::Given(Box::new(spec)))
}

pub(super) async fn send(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    authorization: Option<&str>,
    body: Option<String>,
) -> Got {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("/api/2.0/{path}"))
        .header("host", "portal.example");
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let request = request
        .body(body.map_or_else(Body::empty, Body::from))
        .unwrap();
    let response = sandbox.router().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Got {
        status: parts.status.as_u16(),
        headers: parts.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

pub(super) async fn call(sandbox: &Sandbox, method: &str, path: &str, body: Value) -> Got {
    let key = format!("Bearer {}", sandbox.key());
    let body = (!body.is_null()).then(|| body.to_string());
    send(sandbox, method, path, Some(&key), body).await
}

pub(super) async fn get(sandbox: &Sandbox, path: &str) -> Got {
    call(sandbox, "GET", path, Value::Null).await
}

/// Ids of a list of entries.
pub(super) fn ids(entries: &Value) -> Vec<i64> {
    entries
        .as_array()
        .map(|entries| {
            entries
                .iter()
                .filter_map(|entry| entry["id"].as_i64())
                .collect()
        })
        .unwrap_or_default()
}
