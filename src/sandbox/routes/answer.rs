//! The shapes of answers: the envelope, the error body, the validation body, and the bare ones of framework and gateway.

use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::call::origin;
use crate::sandbox::options::Profile;
use crate::sandbox::world::Refusal;

/// What a successful call answers.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Reply {
    response: Option<Value>,
    count: Option<usize>,
    total: Option<usize>,
}

impl Reply {
    /// Nothing: the envelope without `response`, and a count of 0.
    pub(super) fn nothing() -> Self {
        Self {
            count: Some(0),
            ..Self::default()
        }
    }

    /// One object.
    pub(super) fn one(response: Value) -> Self {
        Self {
            response: Some(response),
            count: Some(1),
            total: None,
        }
    }

    /// A list that is in memory: counted.
    pub(super) fn list(items: Vec<Value>) -> Self {
        Self {
            count: Some(items.len()),
            response: Some(Value::Array(items)),
            total: None,
        }
    }

    /// A list that is streamed: the envelope says 1, whatever its length.
    pub(super) fn stream(items: Vec<Value>) -> Self {
        Self {
            count: Some(1),
            response: Some(Value::Array(items)),
            total: None,
        }
    }

    /// With the total of all pages in the envelope.
    pub(super) fn of_total(self, total: usize) -> Self {
        Self {
            total: Some(total),
            ..self
        }
    }

    pub(super) fn map(self, change: impl FnOnce(Value) -> Value) -> Self {
        Self {
            response: self.response.map(change),
            ..self
        }
    }
}

/// An answer before it is written.
#[derive(Debug)]
pub(in crate::sandbox) enum Answer {
    /// Success.
    Reply(Reply),
    /// The portal says no.
    Refused(Refusal),
    /// A status and nothing else.
    Empty(u16),
    /// The framework's problem document.
    Problem(u16),
    /// A page from a gateway in front of the portal.
    Html(u16),
    /// One request too many.
    TooMany {
        /// The limit that was hit.
        limit: usize,
        /// What is left of it.
        remaining: usize,
        /// When to come back.
        retry_after: Option<Duration>,
    },
}

impl Answer {
    /// 403 with the one fixed text.
    pub(in crate::sandbox) fn access_denied() -> Self {
        Self::Refused(Refusal::AccessDenied)
    }

    pub(in crate::sandbox) fn into_response(
        self,
        parts: &Parts,
        profile: Profile,
    ) -> Response<Body> {
        match self {
            Self::Reply(reply) => envelope(reply, parts),
            Self::Refused(refusal) => refused(refusal, parts, profile),
            Self::Empty(status) => bare(status, Body::empty(), None),
            Self::Problem(status) => problem(status),
            Self::Html(status) => html(status),
            Self::TooMany {
                limit,
                remaining,
                retry_after,
            } => too_many(limit, remaining, retry_after),
        }
    }
}

fn links(parts: &Parts) -> Value {
    let path = parts
        .uri
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
    json!([{"href": format!("{}{path}", origin(parts)), "action": parts.method.as_str()}])
}

fn envelope(reply: Reply, parts: &Parts) -> Response<Body> {
    let mut body =
        json!({"count": reply.count, "links": links(parts), "status": 0, "statusCode": 200});
    if let Some(object) = body.as_object_mut() {
        if let Some(response) = reply.response {
            object.insert("response".into(), response);
        }
        if let Some(total) = reply.total {
            object.insert("total".into(), json!(total));
        }
    }
    as_json(200, "application/json; charset=utf-8", &body)
}

fn refused(refusal: Refusal, parts: &Parts, profile: Profile) -> Response<Body> {
    match refusal {
        Refusal::AccessDenied => error(
            403,
            "Access denied",
            "System.Security.SecurityException",
            -2_146_233_078,
        ),
        Refusal::Forbidden(text) => error(
            403,
            text,
            "System.InvalidOperationException",
            -2_146_233_079,
        ),
        Refusal::ForbiddenFor(text) => error(
            403,
            &text,
            "System.InvalidOperationException",
            -2_146_233_079,
        ),
        Refusal::NotFound(text) => error(
            404,
            text,
            "ASC.Common.ItemNotFoundException",
            -2_146_233_088,
        ),
        Refusal::BadArgument(text) => error(400, text, "System.ArgumentException", -2_147_024_809),
        Refusal::Unsupported(text) => {
            error(415, text, "System.NotSupportedException", -2_146_233_067)
        }
        Refusal::Internal(text) => error(500, text, "System.Exception", -2_146_233_088),
        Refusal::Invalid { field, message } => invalid(&field, &message, parts, profile),
        Refusal::MediaType => problem(415),
        Refusal::Unauthorized => bare(401, Body::empty(), None),
        Refusal::NoRoute => bare(404, Body::empty(), None),
    }
}

/// The error body. A stack trace reaches the client, as on the real portal: a client must not show it.
fn error(status: u16, message: &str, kind: &str, hresult: i64) -> Response<Body> {
    let stack = "   at Sandbox.Portal.Services.Rules.Refuse(String reason)\n   at Sandbox.Portal.Api.Controller.Invoke()";
    let body = json!({
        "error": {"message": message, "type": kind, "stack": stack, "hresult": hresult},
        "status": 1,
        "statusCode": status,
    });
    as_json(status, "application/json; charset=utf-8", &body)
}

/// A validation problem sits inside the success envelope; before 3.7 the envelope even says 200.
fn invalid(field: &str, message: &str, parts: &Parts, profile: Profile) -> Response<Body> {
    let (status, status_code) = if profile == Profile::V37 {
        (1, 400)
    } else {
        (0, 200)
    };
    let body = json!({
        "response": {
            "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
            "title": "One or more validation errors occurred.",
            "status": 400,
            "errors": {field: [message]},
            "traceId": "00-0a1b2c3d4e5f60718293a4b5c6d7e8f9-0123456789abcdef-00",
        },
        "count": 1,
        "links": links(parts),
        "status": status,
        "statusCode": status_code,
    });
    as_json(400, "application/problem+json; charset=utf-8", &body)
}

fn problem(status: u16) -> Response<Body> {
    let body = json!({
        "type": "https://tools.ietf.org/html/rfc9110#section-15.5.4",
        "title": status_code(status).canonical_reason().unwrap_or_default(),
        "status": status,
        "traceId": "00-0a1b2c3d4e5f60718293a4b5c6d7e8f9-0123456789abcdef-00",
    });
    as_json(status, "application/problem+json; charset=utf-8", &body)
}

fn html(status: u16) -> Response<Body> {
    let reason = status_code(status).canonical_reason().unwrap_or_default();
    let page = format!(
        "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n<center><h1>{status} {reason}</h1></center>\r\n</body>\r\n</html>\r\n"
    );
    bare(status, Body::from(page), Some("text/html"))
}

/// Only the daily limit says when to come back.
fn too_many(limit: usize, remaining: usize, retry_after: Option<Duration>) -> Response<Body> {
    let mut response = bare(429, Body::empty(), None);
    let headers = response.headers_mut();
    headers.insert(
        HeaderName::from_static("x-ratelimit-limit"),
        HeaderValue::from(limit),
    );
    headers.insert(
        HeaderName::from_static("x-ratelimit-remaining"),
        HeaderValue::from(remaining),
    );
    if let Some(seconds) = retry_after.map(|rest| rest.as_secs()) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        headers.insert(
            HeaderName::from_static("x-ratelimit-reset"),
            HeaderValue::from(1_795_510_800 + seconds),
        );
    }
    response
}

fn as_json(status: u16, content_type: &'static str, body: &Value) -> Response<Body> {
    let mut response = bare(status, Body::from(body.to_string()), Some(content_type));
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache, no-store, no-transform"),
    );
    response
}

fn bare(status: u16, body: Body, content_type: Option<&'static str>) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status_code(status);
    if let Some(content_type) = content_type {
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    response
}

fn status_code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
