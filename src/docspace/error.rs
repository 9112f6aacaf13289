//! What can go wrong between us and the portal.
//!
//! The portal translates its messages into the caller's language, so none is ever compared with anything; and on
//! several versions the status inside the body is wrong, so only the HTTP status and the shape count.

use std::{borrow::Cow, time::Duration};

use super::{Reply, TransportError};
use crate::domain::{Scope, titles::visible};

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
    /// 200 to the closing of a link, and the very same link in the answer: the portal skipped the call in silence and
    /// the link still opens.
    #[error("the portal took the call and left the link open")]
    LinkLeftOpen,
    /// A list ends before as many entries have come as the portal counts, or does not end at all.
    #[error(
        "the portal counts {counted} entries for \u{201c}{what}\u{201d} and gives {given}: the list is incomplete"
    )]
    ListIncomplete {
        /// Which call.
        what: &'static str,
        /// Entries that the portal counts.
        counted: u64,
        /// Entries that came.
        given: u64,
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
            // Only the windows with a fixed end tell when they end, and the day's is the one that matters.
            (_, Some(wait)) if wait > Duration::from_secs(60) => Self::Day,
            // 5 a quarter of an hour, 15 writes or 50 reads at once, 1500 a minute; and what lies between.
            (Some(1..=5), None) => Self::Guarded,
            (Some(6..=200), None) => Self::Concurrency,
            (Some(201..), None) => Self::Minute,
            (_, Some(_)) | (Some(0) | None, None) => Self::Unknown,
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
            Self::LinkLeftOpen => "Close the link in the portal, in the list of who has access.",
            Self::ListIncomplete { .. } => {
                "Try again; if it stays, look in the portal itself before you rely on the list."
            }
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
