//! One request, taken apart: path, query words, body, caller.

use axum::body::Bytes;
use axum::http::request::Parts;
use serde_json::Value;
use tokio::time::Instant;

use super::fields::Wanted;
use crate::sandbox::world::{EntryId, PersonId, Refusal, World};

/// Who sent a request, as far as the header tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::sandbox) enum Sender {
    /// No header.
    #[default]
    Nobody,
    /// A key or token that is not good (any more).
    Invalid,
    /// The credential of that number.
    Known(usize),
}

/// One request.
#[derive(Debug)]
pub(in crate::sandbox) struct Call {
    pub(in crate::sandbox) method: String,
    /// The path below `/api/2.0/`, decoded; empty if it is not below.
    pub(in crate::sandbox) segments: Vec<String>,
    pub(super) query: Query,
    pub(in crate::sandbox) body: Option<Value>,
    pub(super) raw_body: Bytes,
    pub(super) content_type: String,
    pub(super) authorization: Option<String>,
    pub(super) sender: Sender,
    pub(in crate::sandbox) caller: Option<PersonId>,
    pub(in crate::sandbox) now: Instant,
    /// Running number among all requests; decides the order inside ties.
    pub(in crate::sandbox) number: u64,
    /// Folder listings are to be bare lists.
    pub(super) flat: bool,
    pub(super) origin: String,
    pub(super) wanted: Wanted,
}

/// The query string. Names are case-insensitive.
#[derive(Debug, Default)]
pub(super) struct Query {
    pairs: Vec<(String, String)>,
}

impl Call {
    pub(in crate::sandbox) fn new(parts: &Parts, raw_body: Bytes) -> Self {
        let header = |name: &str| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let authorization = header("authorization");
        let path = parts
            .uri
            .path()
            .strip_prefix("/api/2.0/")
            .unwrap_or_default();
        let wanted = Wanted::parse(query.all("fields").chain(query.all("fields[]")));
        Self {
            method: parts.method.to_string(),
            segments: path
                .split('/')
                .filter(|segment| !segment.is_empty())
                .map(|segment| decode(segment, false))
                .collect(),
            query,
            body: serde_json::from_slice(&raw_body).ok(),
            raw_body,
            content_type: header("content-type"),
            authorization: (!authorization.is_empty()).then_some(authorization),
            sender: Sender::Nobody,
            caller: None,
            now: Instant::now(),
            number: 0,
            flat: false,
            origin: origin(parts),
            wanted,
        }
    }

    /// Asks for bare listings, as from a portal that has never heard of `fields`.
    pub(in crate::sandbox) fn make_flat(&mut self) {
        self.flat = true;
        self.wanted = Wanted::All;
    }

    /// Whether it starts a move.
    pub(in crate::sandbox) fn is_move(&self) -> bool {
        self.method == "PUT"
            && self
                .segments
                .iter()
                .map(String::as_str)
                .eq(["files", "fileops", "move"])
    }

    /// The caller, where a route needs one.
    pub(super) fn person(&self) -> Result<PersonId, Refusal> {
        self.caller.ok_or(Refusal::AccessDenied)
    }

    /// The JSON body as an object.
    pub(super) fn json(&self) -> Result<&Value, Refusal> {
        if self.raw_body.is_empty() {
            return Err(Refusal::invalid(
                "",
                "A non-empty request body is required.",
            ));
        }
        if !self.content_type.to_ascii_lowercase().contains("json") {
            return Err(Refusal::MediaType);
        }
        match &self.body {
            Some(body) if body.is_object() => Ok(body),
            _ => Err(Refusal::invalid(
                "$",
                "The JSON value could not be converted.",
            )),
        }
    }

    /// `count`: 1 to 100, 100 if missing.
    pub(super) fn count(&self) -> Result<usize, Refusal> {
        match self.query.get("count") {
            None => Ok(100),
            Some(text) => match text.parse::<usize>() {
                Ok(count @ 1..=100) => Ok(count),
                Ok(_) => Err(Refusal::invalid(
                    "Count",
                    "The field Count must be between 1 and 100.",
                )),
                Err(_) => Err(Refusal::invalid(
                    "Count",
                    format!("The value '{text}' is not valid."),
                )),
            },
        }
    }

    /// `startIndex`: 0 if missing.
    pub(super) fn start_index(&self) -> Result<usize, Refusal> {
        match self.query.get("startIndex") {
            None => Ok(0),
            Some(text) => match text.parse::<i64>() {
                Ok(start) => usize::try_from(start)
                    .map_err(|_| Refusal::BadArgument("startIndex is negative")),
                Err(_) => Err(Refusal::invalid(
                    "StartIndex",
                    format!("The value '{text}' is not valid."),
                )),
            },
        }
    }

    /// A query flag; `None` if missing.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.query.get(name) {
            None | Some("") => Ok(None),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(text) => Err(Refusal::invalid(
                name,
                format!("The value '{text}' is not valid."),
            )),
        }
    }

    /// An enum in the query, by number or by name in any case; `None` if missing, 400 if it is neither.
    pub(super) fn number_or_name(
        &self,
        name: &str,
        known: &[(u8, &str)],
    ) -> Result<Option<u8>, Refusal> {
        self.query
            .get(name)
            .filter(|text| !text.is_empty())
            .map(|text| one_of(name, text, known))
            .transpose()
    }

    /// All values of an enum in the query.
    pub(super) fn numbers_or_names(
        &self,
        name: &str,
        known: &[(u8, &str)],
    ) -> Result<Vec<u8>, Refusal> {
        self.query
            .all(name)
            .filter(|text| !text.is_empty())
            .map(|text| one_of(name, text, known))
            .collect()
    }

    /// The folder a path segment names.
    pub(super) fn folder(&self, world: &World, segment: usize) -> Result<EntryId, Refusal> {
        world.resolve_folder(self.segments.get(segment).map_or("", String::as_str))
    }

    /// The file a path segment names.
    pub(super) fn file(&self, world: &World, segment: usize) -> Result<EntryId, Refusal> {
        world.resolve_file(self.segments.get(segment).map_or("", String::as_str))
    }
}

fn one_of(name: &str, text: &str, known: &[(u8, &str)]) -> Result<u8, Refusal> {
    let by_number = text
        .parse::<u8>()
        .ok()
        .filter(|number| known.iter().any(|(known, _)| known == number));
    let by_name = known
        .iter()
        .find(|(_, known)| known.eq_ignore_ascii_case(text))
        .map(|(number, _)| *number);
    by_number
        .or(by_name)
        .ok_or_else(|| Refusal::invalid(name, format!("The value '{text}' is invalid.")))
}

impl Query {
    fn parse(text: &str) -> Self {
        let pairs = text
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (decode(name, true), decode(value, true)))
            .collect();
        Self { pairs }
    }

    /// The first value of that name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Every value of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Decodes `%41`, and `+` in a query.
fn decode(text: &str, plus_is_space: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits: Vec<u8> = rest.by_ref().take(2).collect();
                let decoded = std::str::from_utf8(&digits)
                    .ok()
                    .and_then(|digits| u8::from_str_radix(digits, 16).ok());
                bytes.extend(decoded);
            }
            b'+' if plus_is_space => bytes.push(b' '),
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Scheme and host as the portal puts them into links.
pub(super) fn origin(parts: &Parts) -> String {
    let host = parts
        .headers
        .get("host")
        .and_then(|host| host.to_str().ok());
    let host = host
        .or_else(|| {
            parts
                .uri
                .authority()
                .map(axum::http::uri::Authority::as_str)
        })
        .unwrap_or("sandbox.example");
    format!("http://{host}")
}
