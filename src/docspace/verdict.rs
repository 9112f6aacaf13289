//! What a refusal means, read off its shape.
//!
//! An `error` object is a verdict about the thing asked for; an empty body or `problem+json` comes from the door in
//! front of it: the key, a permission, the state of the portal.

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{LimitKind, PortalError, Reply};
use crate::domain::titles::visible;

/// The most characters of a portal's message that are kept.
const LONGEST_MESSAGE: usize = 300;

/// What a reply that is not 2xx means.
pub(super) enum Verdict {
    /// Just that.
    Clear(PortalError),
    /// A 403 that can be about the key, a permission or the portal; the client asks about its key to find out.
    Door {
        /// The portal's words, if any.
        message: String,
    },
    /// A 403 about the thing asked for, unless the route is one on which a dead key is treated as nobody.
    Forbidden {
        /// The portal's words.
        message: String,
    },
}

/// Judges a reply whose status is not 2xx.
pub(super) fn judge(reply: &Reply) -> Verdict {
    let shape = Shape::of(reply);
    let clear = match (reply.status, shape) {
        (300..=399, _) => PortalError::Redirected {
            location: redirect_target(reply),
        },
        (401, _) => PortalError::KeyRefused,
        (429, _) => PortalError::TooManyRequests {
            retry_after: reply.retry_after,
            kind: LimitKind::of(reply),
        },
        (403, Shape::Verdict(message)) => return Verdict::Forbidden { message },
        (403, Shape::Empty | Shape::Json) => {
            return Verdict::Door {
                message: String::new(),
            };
        }
        (403, Shape::Text(message)) => return Verdict::Door { message },
        (status, Shape::Web) | (status @ 500.., Shape::Empty | Shape::Json) => {
            PortalError::NotJson { status }
        }
        (402, shape) => PortalError::Unpaid {
            message: shape.message(),
        },
        (404, Shape::Verdict(message)) => PortalError::NotFound { message },
        (status @ 404, shape) => PortalError::PortalGate {
            status,
            message: shape.message(),
        },
        (_, Shape::Invalid(message)) => PortalError::Validation { message },
        (status, Shape::Verdict(message) | Shape::Text(message)) => {
            PortalError::Refused { status, message }
        }
        (status, Shape::Empty | Shape::Json) => PortalError::Refused {
            status,
            message: String::new(),
        },
    };
    Verdict::Clear(clear)
}

/// The shape of a body.
enum Shape {
    /// Nothing.
    Empty,
    /// A web page or other text that is not JSON.
    Web,
    /// A bare JSON string.
    Text(String),
    /// The portal's envelope with an `error` object.
    Verdict(String),
    /// Field errors, inside the envelope or bare.
    Invalid(String),
    /// Any other JSON, such as `problem+json`.
    Json,
}

impl Shape {
    fn of(reply: &Reply) -> Self {
        if reply.body.trim_ascii().is_empty() {
            return Self::Empty;
        }
        if let Some(message) = verdict_message(&reply.body) {
            return Self::Verdict(message);
        }
        match serde_json::from_slice::<Value>(&reply.body) {
            Ok(Value::String(text)) => Self::Text(presentable(&text)),
            Ok(json) => match field_errors(&json) {
                Some(fields) => Self::Invalid(fields),
                None => Self::Json,
            },
            // The refusal of an address is plain text unless JSON was asked for.
            Err(_) if reply.content_type.as_deref() == Some("text/plain") => {
                Self::Text(presentable(&String::from_utf8_lossy(&reply.body)))
            }
            Err(_) => Self::Web,
        }
    }

    fn message(self) -> String {
        match self {
            Self::Verdict(message) | Self::Text(message) | Self::Invalid(message) => message,
            Self::Empty | Self::Web | Self::Json => String::new(),
        }
    }
}

#[derive(Deserialize)]
struct ErrorEnvelope {
    error: ErrorWire,
}

/// The portal's `error` object. Its `type` and `stack` are the server's innards and are never looked at.
#[derive(Deserialize)]
pub(super) struct ErrorWire {
    #[serde(default)]
    message: Option<String>,
}

impl ErrorWire {
    pub(super) fn message(&self) -> String {
        self.message.as_deref().map(presentable).unwrap_or_default()
    }
}

fn verdict_message(body: &[u8]) -> Option<String> {
    let envelope: ErrorEnvelope = serde_json::from_slice(body).ok()?;
    Some(envelope.error.message())
}

/// `field: words; field: words` of a validation answer.
fn field_errors(json: &Value) -> Option<String> {
    let errors = json
        .get("response")
        .unwrap_or(json)
        .get("errors")?
        .as_object()?;
    let fields: Vec<String> = errors
        .iter()
        .map(|(field, words)| {
            let first = words.get(0).and_then(Value::as_str).unwrap_or_default();
            format!("{field}: {first}")
        })
        .collect();
    Some(presentable(&fields.join("; ")))
}

/// A foreign text as it may be shown: made visible, one line, of bounded length.
fn presentable(text: &str) -> String {
    let cut: String = text.trim().chars().take(LONGEST_MESSAGE).collect();
    visible(&cut).into_owned()
}

fn redirect_target(reply: &Reply) -> String {
    let Some(location) = &reply.location else {
        return "an unnamed place".to_owned();
    };
    match Url::parse(location) {
        Ok(url) => format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default()),
        Err(_) => presentable(location),
    }
}
