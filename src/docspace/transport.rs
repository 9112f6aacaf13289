//! The seam: one request out, one reply back. Everything below it is the network (or a router in this process),
//! everything above it is the portal's language.

use std::{error::Error, future::Future, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, header};
use serde_json::Value;

use super::Credential;

/// The largest body a transport hands on, in bytes after decompression. A page of 100 files is about 250 kB.
pub const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// Carries requests to a portal.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and waits for the whole reply. Any HTTP status is a reply; an error means that there was
    /// none. Never follows a redirect, never repeats a request by itself.
    fn send(&self, request: Request) -> impl Future<Output = Result<Reply, TransportError>> + Send;
}

impl<T: Transport> Transport for Arc<T> {
    fn send(&self, request: Request) -> impl Future<Output = Result<Reply, TransportError>> + Send {
        T::send(self, request)
    }
}

/// A request to the portal. `Debug` shows no key: [`Credential`] hides it.
#[derive(Debug, Clone)]
pub struct Request {
    /// GET, POST, PUT or DELETE.
    pub method: Method,
    /// Path below `/api/2.0/`, percent-encoded, with its query.
    pub path: String,
    /// What is sent along.
    pub body: Option<Body>,
    /// How long to wait.
    pub patience: Patience,
    /// In whose name; `None` for the few calls that are sent as nobody.
    pub credential: Option<Credential>,
}

impl Request {
    /// Whether the request can change nothing on the portal.
    pub fn is_read(&self) -> bool {
        self.method == Method::GET
    }
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A JSON value.
    Json(Value),
    /// One file and the fields beside it, as a form.
    Form(FileForm),
}

/// A form with one file in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileForm {
    /// Names and values; the names are ours and plain ASCII.
    pub fields: Vec<(&'static str, String)>,
    /// The file's bytes.
    pub content: Bytes,
}

impl Body {
    /// The JSON value, if it is one.
    pub fn json(&self) -> Option<&Value> {
        match self {
            Self::Json(value) => Some(value),
            Self::Form(_) => None,
        }
    }

    /// `Content-Type` and bytes as they go over the wire.
    pub(super) fn encode(&self) -> Result<(String, Vec<u8>), serde_json::Error> {
        match self {
            Self::Json(value) => Ok(("application/json".into(), serde_json::to_vec(value)?)),
            Self::Form(form) => Ok(form.encode()),
        }
    }
}

impl FileForm {
    /// As `multipart/form-data`. The file part has a fixed name: the title is a field, where it may hold any character.
    fn encode(&self) -> (String, Vec<u8>) {
        let boundary = self.boundary();
        let mut bytes = Vec::with_capacity(self.content.len() + 1024);
        for (name, value) in &self.fields {
            bytes.extend_from_slice(
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        bytes.extend_from_slice(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            )
            .as_bytes(),
        );
        bytes.extend_from_slice(&self.content);
        bytes.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={boundary}"), bytes)
    }

    /// A line that occurs nowhere in the form, and the same at every repetition.
    fn boundary(&self) -> String {
        let occurs = |text: &str| {
            let text = text.as_bytes();
            let inside = |bytes: &[u8]| bytes.windows(text.len()).any(|window| window == text);
            inside(&self.content)
                || self
                    .fields
                    .iter()
                    .any(|(_, value)| inside(value.as_bytes()))
        };
        let mut boundary = String::from("----closeout-form");
        while occurs(&boundary) {
            boundary.push('x');
        }
        boundary
    }
}

/// Classes of time limits. The totals hold from the send to the last byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Asking who one is, which version this is: 15 s, and not repeated when the portal answers with its own 500.
    Probe,
    /// The state of an operation: 30 s, half of what the portal keeps an unread result.
    Poll,
    /// A page of a listing: 120 s, since the portal opens every image of a page to measure it.
    Page,
    /// A change: 100 s, longer than the 60 s after which the portal's own proxy gives up and says so.
    Write,
}

impl Patience {
    /// The limit.
    pub const fn total(self) -> Duration {
        Duration::from_secs(match self {
            Self::Probe => 15,
            Self::Poll => 30,
            Self::Page => 120,
            Self::Write => 100,
        })
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Reply {
    /// HTTP status. The only status to trust: the one inside the body is wrong on some versions.
    pub status: u16,
    /// `Content-Type` without parameters, lower case.
    pub content_type: Option<String>,
    /// `Retry-After`, where it is a number of seconds.
    pub retry_after: Option<Duration>,
    /// `X-RateLimit-Limit`: tells which limiter refused.
    pub rate_limit: Option<u32>,
    /// `Location` of a redirect.
    pub location: Option<String>,
    /// The decompressed body, at most [`LARGEST_BODY`] bytes.
    pub body: Bytes,
}

impl Reply {
    /// Puts a reply together from what an HTTP library gives.
    pub(super) fn new(status: u16, headers: &HeaderMap, body: Bytes) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        Self {
            status,
            content_type: text(header::CONTENT_TYPE.as_str())
                .and_then(|value| value.split(';').next())
                .map(|value| value.trim().to_ascii_lowercase()),
            retry_after: text(header::RETRY_AFTER.as_str())
                .and_then(|value| value.trim().parse().ok())
                .map(Duration::from_secs),
            rate_limit: text("x-ratelimit-limit").and_then(|value| value.trim().parse().ok()),
            location: text(header::LOCATION.as_str()).map(ToOwned::to_owned),
            body,
        }
    }

    /// Whether this is a web page instead of an answer: a proxy's error page, a login page, the wrong host.
    pub fn is_html(&self) -> bool {
        matches!(
            self.content_type.as_deref(),
            Some("text/html" | "application/xhtml+xml")
        ) || self.body.trim_ascii_start().first() == Some(&b'<')
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The request never left: name not resolved, no connection, TLS refused. It certainly had no effect.
    #[error("the portal cannot be reached")]
    NotSent(#[source] Box<dyn Error + Send + Sync>),
    /// The request left and no whole reply came: time ran out, connection reset. A write may have had its effect.
    #[error("no answer came back")]
    Lost(#[source] Box<dyn Error + Send + Sync>),
    /// The reply is larger than [`LARGEST_BODY`]. A write may have had its effect.
    #[error("the answer is larger than {} MB", LARGEST_BODY / (1024 * 1024))]
    TooLarge,
    /// The program is read-only and this request is not a GET. It never left.
    #[error("read-only: {method} {path} was not sent")]
    ReadOnly {
        /// The method.
        method: Method,
        /// The path below `/api/2.0/`.
        path: String,
    },
}

impl TransportError {
    /// Whether a write that ended so may have had its effect.
    pub fn may_have_had_effect(&self) -> bool {
        match self {
            Self::NotSent(_) | Self::ReadOnly { .. } => false,
            Self::Lost(_) | Self::TooLarge => true,
        }
    }
}

/// The time limit of a request ran out.
#[derive(Debug, thiserror::Error)]
#[error("no answer within {} s", .0.as_secs())]
pub(super) struct TimeRanOut(pub(super) Duration);

/// Collects a body piece by piece, refusing to grow beyond [`LARGEST_BODY`].
#[derive(Default)]
pub(super) struct CappedBody(BytesMut);

impl CappedBody {
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), TransportError> {
        if self.0.len() + piece.len() > LARGEST_BODY {
            return Err(TransportError::TooLarge);
        }
        self.0.extend_from_slice(piece);
        Ok(())
    }

    pub(super) fn finish(self) -> Bytes {
        self.0.freeze()
    }
}
