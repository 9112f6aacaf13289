//! Small files that are made in one request: a text file, an empty file, an inserted or uploaded one.

use serde_json::Value;

use super::call::Call;
use super::files::file_reply;
use super::settings::Answered;
use crate::sandbox::world::{Refusal, TitleRefusal, World, extension, stored_title};

/// `POST files/{id}/text` with `title` and `content`; a title without the extension gets `.txt`. The portal reads
/// `createNewIfExist` the wrong way round here: `true` makes a new version of a file that has the title.
pub(super) fn text(world: &mut World, call: &Call) -> Answered {
    let body = call.json()?;
    let asked = body
        .get("title")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let title = if extension(asked).eq_ignore_ascii_case(".txt") {
        asked.to_owned()
    } else {
        format!("{asked}.txt")
    };
    let content = body
        .get("content")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let replaces = body
        .get("createNewIfExist")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    match stored_title(asked) {
        Err(TitleRefusal::TooLong) => {
            return Err(Refusal::invalid("Title", "The title is too long."));
        }
        Err(TitleRefusal::Blank) => return Err(Refusal::BadArgument("the title is blank")),
        Ok(_) => {}
    }
    make(world, call, (&title, content.len()), !replaces)
}

/// `POST files/{id}/file`: an empty document; an unknown or missing extension becomes `.docx`.
pub(super) fn empty(world: &mut World, call: &Call) -> Answered {
    let title = call
        .json()?
        .get("title")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let known =
        [".docx", ".xlsx", ".pptx", ".pdf"].contains(&extension(&title).to_lowercase().as_str());
    let title = if known {
        title
    } else {
        format!("{title}.docx")
    };
    make(world, call, (&title, 7000), true)
}

/// `POST files/{id}/insert`: the content as a multipart part or as the raw body, the title beside it. An equal title gets
/// a new version, unless `createNewIfExist` keeps both.
pub(super) fn insert(world: &mut World, call: &Call) -> Answered {
    let parts = Multipart::read(call);
    let named = |name: &str| {
        parts
            .field(name)
            .or_else(|| call.query.get(name).map(str::to_owned))
    };
    let title = named("title")
        .or_else(|| parts.file_name())
        .ok_or(Refusal::BadArgument("the title is missing"))?;
    let keep_both = named("createNewIfExist").is_some_and(|text| text.eq_ignore_ascii_case("true"));
    let size = parts.content_length().unwrap_or(call.raw_body.len());
    make(world, call, (&title, size), keep_both)
}

/// `POST files/{id}/upload`: like `insert`, under the name of the part.
pub(super) fn upload(world: &mut World, call: &Call) -> Answered {
    insert(world, call)
}

fn make(world: &mut World, call: &Call, (title, size): (&str, usize), keep_both: bool) -> Answered {
    let folder = call.folder(world, 1)?;
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    let id = world.create_file(call.person()?, folder, (title, size), keep_both, call.now)?;
    file_reply(world, call, id)
}

/// The parts of a multipart body, as far as the sandbox cares.
struct Multipart {
    /// Name, file name, and bytes of content.
    parts: Vec<(String, Option<String>, Vec<u8>)>,
}

impl Multipart {
    fn read(call: &Call) -> Self {
        let boundary = call
            .content_type
            .split("boundary=")
            .nth(1)
            .map(|text| text.trim_matches('"'));
        let Some(boundary) = boundary.filter(|_| call.content_type.starts_with("multipart/"))
        else {
            return Self { parts: Vec::new() };
        };
        let marker = format!("--{boundary}").into_bytes();
        let parts = split(&call.raw_body, &marker).into_iter().filter_map(part);
        Self {
            parts: parts.collect(),
        }
    }

    fn field(&self, name: &str) -> Option<String> {
        let found = self
            .parts
            .iter()
            .find(|(known, file, _)| file.is_none() && known.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(&found.2).into_owned())
    }

    fn file_name(&self) -> Option<String> {
        self.parts.iter().find_map(|(_, file, _)| file.clone())
    }

    fn content_length(&self) -> Option<usize> {
        self.parts
            .iter()
            .find(|(_, file, _)| file.is_some())
            .map(|(_, _, content)| content.len())
    }
}

fn part(bytes: &[u8]) -> Option<(String, Option<String>, Vec<u8>)> {
    let pieces = split(bytes, b"\r\n\r\n");
    let head = String::from_utf8_lossy(pieces.first()?).into_owned();
    let start = pieces.first()?.len() + 4;
    let content = bytes.get(start..)?;
    let content = content.strip_suffix(b"\r\n").unwrap_or(content);
    let quoted = |name: &str| {
        let rest = head.split(&format!("{name}=\"")).nth(1)?;
        rest.split('"').next().map(str::to_owned)
    };
    Some((quoted(" name")?, quoted("filename"), content.to_vec()))
}

fn split<'a>(bytes: &'a [u8], marker: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest
        .windows(marker.len())
        .position(|window| window == marker)
    {
        pieces.push(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + marker.len()..).unwrap_or_default();
    }
    pieces.push(rest);
    pieces
}
