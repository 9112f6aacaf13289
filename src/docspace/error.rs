//! What can go wrong between us and the portal, told apart by the shape of the answer.
//!
//! The portal translates its messages into the caller's language, so none is ever compared with anything; and on
//! several versions the status inside the body is wrong, so only the HTTP status counts. What an answer means shows
//! in its shape: an `error` object is a verdict about the thing asked for; an empty body or `problem+json` comes from
//! the door in front of it (key, permission, state of the portal).

use std::{borrow::Cow, time::Duration};

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{Reply, TransportError};
use crate::domain::{Scope, titles::visible};

/// The most characters of a portal's message that are kept.
const LONGEST_MESSAGE: usize = 300;

/// Why a call to the portal did not give what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// 401: the key is unknown, expired, switched off, or its owner is disabled.
    #[error("the portal does not accept the key")]
    KeyRefused,
    /// The key lives, but lacks a permission.
    #[error("the key lacks the permission {}", .scope.permission())]
    ScopeMissing {
        /// The missing one.
        scope: Scope,
    },
    /// The door is closed although the key is good: the portal is being restored or moved, is suspended, or lets
    /// nobody in from this address. No verdict about rights.
    #[error("the portal lets nobody in at the moment (HTTP {status}){}", said(.message))]
    PortalGate {
        /// 403 or 404.
        status: u16,
        /// The portal's words, translated by it; may be empty.
        message: String,
    },
    /// The portal refused this very thing: no right, a wrong state, a bad argument (4xx), or an accident (5xx).
    #[error("the portal refuses (HTTP {status}){}", said(.message))]
    Refused {
        /// 4xx, 5xx, or 2xx with an error inside.
        status: u16,
        /// The portal's words, translated by it; may be empty.
        message: String,
    },
    /// What was asked for is not there (or, to a nobody, not visible).
    #[error("not found on the portal{}", said(.message))]
    NotFound {
        /// The portal's words, translated by it; may be empty.
        message: String,
    },
    /// The request itself was malformed in the portal's eyes.
    #[error("the portal does not take the request{}", said(.message))]
    Validation {
        /// The fields complained about, with the portal's words.
        message: String,
    },
    /// A limiter refused.
    #[error("the portal's {kind} is used up")]
    TooManyRequests {
        /// How long the portal asks to wait, if it says so.
        retry_after: Option<Duration>,
        /// Which limiter.
        kind: LimitKind,
    },
    /// 402: the portal's plan is unpaid or does not cover this.
    #[error("the portal's plan does not allow this{}", said(.message))]
    Unpaid {
        /// The portal's words, translated by it; may be empty.
        message: String,
    },
    /// A web page, or nothing at all, where an answer should be: a proxy's error page, a login page, the wrong host.
    #[error("the answer (HTTP {status}) does not come from DocSpace")]
    NotJson {
        /// HTTP status.
        status: u16,
    },
    /// The portal points elsewhere. Never followed: a redirected write would silently become a read.
    #[error("the portal redirects to {location}")]
    Redirected {
        /// Scheme and host it points to, or what was sent instead, made visible.
        location: String,
    },
    /// JSON, but not of the shape this call has.
    #[error("the portal's answer to \u{201c}{what}\u{201d} has an unknown shape")]
    UnexpectedShape {
        /// Which call.
        what: &'static str,
        /// What the decoder says, if it got that far.
        #[source]
        source: Option<serde_json::Error>,
    },
    /// The id is that of a plain folder.
    #[error("\u{201c}{}\u{201d} is a folder, not a room", visible(.title))]
    NotARoom {
        /// The folder's title.
        title: String,
    },
    /// A move of no files at all, which the portal would answer with somebody else's operations. Never sent.
    #[error("there is nothing to move")]
    NothingToMove,
    /// No reply came.
    #[error(transparent)]
    Transport(#[from] TransportError),
}

/// Which of the portal's limiters refused, by the number in `X-RateLimit-Limit`. The numbers can be configured, so
/// this is a good guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKind {
    /// Too many requests at the same time: fewer, at once.
    Concurrency,
    /// Too many within a minute: wait up to one.
    Minute,
    /// Too many writes today: come back when the portal says.
    Day,
    /// Five in a quarter of an hour, on a few guarded calls.
    Guarded,
    /// Not told.
    Unknown,
}

impl LimitKind {
    /// Reads it off a reply.
    pub fn of(reply: &Reply) -> Self {
        match (reply.rate_limit, reply.retry_after) {
            (Some(15 | 50), _) => Self::Concurrency,
            (Some(1500), _) => Self::Minute,
            (Some(5), None) => Self::Guarded,
            // Only the windows with a fixed end tell when they end.
            (_, Some(_)) => Self::Day,
            (Some(6..=200), None) => Self::Concurrency,
            (Some(201..), None) => Self::Minute,
            (_, None) => Self::Unknown,
        }
    }
}

impl std::fmt::Display for LimitKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Concurrency => "limit of requests at the same time",
            Self::Minute => "limit of requests per minute",
            Self::Day => "limit of changes per day",
            Self::Guarded => "limit of guarded calls",
            Self::Unknown => "request limit",
        })
    }
}

impl PortalError {
    /// What to do next, as one sentence.
    pub fn hint(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::KeyRefused => {
                "Make a new API key in the portal (Developer Tools, API keys), or check that the whole key was copied."
            }
            Self::ScopeMissing { scope } => {
                return Cow::Owned(format!(
                    "Add the permission {} to the key in the portal (Developer Tools, API keys).",
                    scope.permission()
                ));
            }
            Self::PortalGate { status: 404, .. } => {
                "Check the portal's address, and whether the portal is switched on."
            }
            Self::PortalGate { .. } => {
                "Wait until the portal is back (restore, transfer), or ask its admin whether this address is allowed."
            }
            Self::Refused { status: 500.., .. } => {
                "Try again; if it stays, the portal's admin finds the reason in the portal's log."
            }
            Self::Refused { .. } => "Ask the owner of the room, or a manager, for the right.",
            Self::NotFound { .. } => "Check the id: it may be gone, or not be visible to this key.",
            Self::Validation { .. } => "Check what was given; the portal's words name the field.",
            Self::TooManyRequests {
                kind: LimitKind::Day,
                ..
            } => "Come back when the portal's day is over; what was begun can be resumed.",
            Self::TooManyRequests { .. } => {
                "Wait a minute and try again; somebody may be using the same account."
            }
            Self::Unpaid { .. } => "The portal's owner has to renew or extend the plan.",
            Self::NotJson { status: 500.. } => {
                "The portal or the proxy before it is not up. Try again in a few minutes."
            }
            Self::NotJson { .. } => "Check the portal's address: something else answers there.",
            Self::Redirected { .. } => "Give the address it points to, if that is the portal.",
            Self::UnexpectedShape { .. } => {
                "The portal may be of an untested version; supported are 3.2 to 3.7."
            }
            Self::NotARoom { .. } => "Give the id of a room.",
            Self::NothingToMove => "Nothing needs to be done.",
            Self::Transport(TransportError::NotSent(_)) => {
                "Check the address, the network, the proxy and the portal's certificate."
            }
            Self::Transport(TransportError::Lost(_)) => {
                "Check the network; the portal may also be very busy."
            }
            Self::Transport(TransportError::TooLarge) => {
                "Check the portal's address: DocSpace never answers so much."
            }
            Self::Transport(TransportError::ReadOnly { .. }) => {
                "Leave out --read-only to let the program change something."
            }
        })
    }

    /// Whether a write that ended so may have had its effect, so that only reading can tell.
    pub fn may_have_had_effect(&self) -> bool {
        match self {
            Self::Transport(error) => error.may_have_had_effect(),
            Self::UnexpectedShape { .. } => true,
            Self::NotJson { status } | Self::Refused { status, .. } => {
                *status >= 500 || *status < 300
            }
            _ => false,
        }
    }

    /// Whether it came from the door instead of the thing asked for: key, permission, state of the portal. Never a
    /// reason to doubt a single file.
    pub fn is_about_access(&self) -> bool {
        matches!(
            self,
            Self::KeyRefused | Self::ScopeMissing { .. } | Self::PortalGate { .. }
        )
    }
}

/// `: message`, or nothing.
fn said(message: &str) -> String {
    if message.is_empty() {
        String::new()
    } else {
        format!(": {message}")
    }
}

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
        (status, Shape::Web) => PortalError::NotJson { status },
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
        (status @ 500.., Shape::Empty | Shape::Json) => PortalError::NotJson { status },
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
