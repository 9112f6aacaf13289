//! HTTP: which path means what, and the JSON that goes back. What the portal decides is the world's business.

mod answer;
mod auth;
mod call;
mod changes;
mod entry_json;
mod fields;
mod files;
mod folder_json;
mod folders;
mod history;
mod operations;
mod people;
mod person_json;
mod rights_json;
mod rooms;
mod sections;
mod settings;
mod share_json;
mod sharing;
mod uploads;

use answer::Reply;
use auth::Entrance;

pub(super) use answer::Answer;
pub(super) use auth::{authenticate, caller_of};
pub(super) use call::Call;

use super::options::SandboxOptions;
use super::world::{Refusal, World};

type Handler = fn(&mut World, &Call) -> Result<Reply, Refusal>;

/// Answers a request that has got past gateways and limits.
pub(super) fn dispatch(world: &mut World, call: &mut Call, options: &SandboxOptions) -> Answer {
    let Some((entrance, handler)) = route(call, options) else {
        return Answer::Empty(404);
    };
    if let Err(answer) = auth::admit(world, call, entrance) {
        return answer;
    }
    match handler(world, call) {
        Ok(reply) => Answer::Reply(reply.map(|response| call.wanted.cut(response))),
        Err(refusal) => Answer::Refused(refusal),
    }
}

/// The route of a request. Literal paths win over ids.
fn route(call: &Call, options: &SandboxOptions) -> Option<(Entrance, Handler)> {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    let method = call.method.as_str();
    match segments.first().copied()? {
        "files" => files_route(method, segments.get(1..).unwrap_or_default(), options),
        "people" => people_route(method, segments.get(1..).unwrap_or_default()),
        "settings" | "keys" => settings_route(method, &segments),
        _ => None,
    }
}

fn settings_route(method: &str, segments: &[&str]) -> Option<(Entrance, Handler)> {
    use Entrance::{Anonymous, AnyKey};
    match (method, segments) {
        ("GET", ["settings", "version", "build"]) => Some((Anonymous, settings::version)),
        ("GET", ["settings"]) => Some((Anonymous, settings::portal)),
        ("GET", ["keys", "@self"]) => Some((AnyKey, settings::key)),
        _ => None,
    }
}

fn people_route(method: &str, segments: &[&str]) -> Option<(Entrance, Handler)> {
    use Entrance::Ordinary;
    match (method, segments) {
        ("GET", ["@self"]) => Some((Ordinary, people::myself)),
        ("GET", ["filter"]) => Some((Ordinary, people::filter)),
        ("GET", ["email"]) => Some((Ordinary, people::by_email)),
        ("GET", [_]) => Some((Entrance::AnyKey, people::one)),
        ("DELETE", ["guests"]) => Some((Ordinary, changes::delete_guests)),
        _ => None,
    }
}

fn files_route(
    method: &str,
    segments: &[&str],
    options: &SandboxOptions,
) -> Option<(Entrance, Handler)> {
    match segments {
        ["rooms", ..] => rooms_route(method, segments),
        ["folder", ..] => folder_route(method, segments),
        ["file", ..] => file_route(method, segments),
        ["fileops", ..] => operations_route(method, segments, options),
        _ => contents_route(method, segments),
    }
}

fn rooms_route(method: &str, segments: &[&str]) -> Option<(Entrance, Handler)> {
    use Entrance::{Anonymous, Ordinary};
    match (method, segments) {
        ("GET", ["rooms"]) => Some((Ordinary, rooms::list)),
        ("GET", ["rooms", _]) => Some((Anonymous, rooms::one)),
        ("GET", ["rooms", _, "share"]) => Some((Ordinary, sharing::list)),
        ("GET", ["rooms", _, "links"]) => Some((Ordinary, sharing::room_links)),
        ("PUT", ["rooms", _, "share"]) => Some((Ordinary, changes::share)),
        ("PUT", ["rooms", _, "links"]) => Some((Ordinary, changes::room_link)),
        ("PUT", ["rooms", _, "archive"]) => Some((Ordinary, changes::archive)),
        ("PUT", ["rooms", _, "unarchive"]) => Some((Ordinary, changes::unarchive)),
        ("GET", ["rooms", _, "link"]) => Some((Ordinary, sharing::room_primary_link)),
        _ => None,
    }
}

fn folder_route(method: &str, segments: &[&str]) -> Option<(Entrance, Handler)> {
    use Entrance::{Anonymous, Ordinary};
    match (method, segments) {
        ("GET", ["folder", _]) => Some((Anonymous, folders::one)),
        ("POST", ["folder", _]) => Some((Ordinary, folders::create)),
        ("GET", ["folder", _, "path"]) => Some((Ordinary, sections::path)),
        ("GET", ["folder", _, "log"]) => Some((Ordinary, history::folder)),
        ("GET", ["folder", _, "share"]) => Some((Ordinary, sharing::list)),
        ("GET", ["folder", _, "links"]) => Some((Ordinary, sharing::folder_links)),
        ("PUT", ["folder", _, "links"]) => Some((Ordinary, changes::folder_link)),
        ("GET", ["folder", _, "link"]) => Some((Ordinary, sharing::folder_primary_link)),
        ("GET", ["folder", _, "group", _, "share"]) => Some((Ordinary, sharing::group)),
        _ => None,
    }
}

fn file_route(method: &str, segments: &[&str]) -> Option<(Entrance, Handler)> {
    use Entrance::{Anonymous, Ordinary};
    match (method, segments) {
        ("GET", ["file", _]) => Some((Anonymous, files::one)),
        ("GET", ["file", _, "log"]) => Some((Ordinary, history::file)),
        ("GET", ["file", _, "links"]) => Some((Ordinary, sharing::file_links)),
        ("PUT", ["file", _]) => Some((Anonymous, files::change)),
        ("PUT", ["file", _, "lock"]) => Some((Ordinary, files::lock)),
        ("PUT", ["file", _, "links"]) => Some((Ordinary, changes::file_link)),
        ("GET", ["file", _, "link"]) => Some((Ordinary, sharing::file_primary_link)),
        _ => None,
    }
}

fn operations_route(
    method: &str,
    segments: &[&str],
    options: &SandboxOptions,
) -> Option<(Entrance, Handler)> {
    use Entrance::{Anonymous, Ordinary};
    match (method, segments) {
        ("PUT", ["fileops", "move"]) if options.finish_at_once => {
            Some((Ordinary, operations::start_and_finish))
        }
        ("PUT", ["fileops", "move"]) => Some((Ordinary, operations::start)),
        ("PUT", ["fileops", "terminate"] | ["fileops", "terminate", _]) => {
            Some((Anonymous, operations::terminate))
        }
        ("GET", ["fileops", "move"]) => Some((Ordinary, operations::conflicts)),
        ("GET", ["fileops"]) => Some((Anonymous, operations::read_all)),
        ("GET", ["fileops", _]) => Some((Anonymous, operations::read_kind)),
        _ => None,
    }
}

fn contents_route(method: &str, segments: &[&str]) -> Option<(Entrance, Handler)> {
    use Entrance::{Anonymous, Ordinary};
    match (method, segments) {
        ("GET", ["settings"]) => Some((Anonymous, settings::files)),
        ("GET", ["@root"]) => Some((Ordinary, sections::roots)),
        ("POST", ["owner"]) => Some((Ordinary, changes::owner)),
        ("DELETE", ["share"]) => Some((Ordinary, changes::leave)),
        ("POST", [_, "text"]) => Some((Ordinary, uploads::text)),
        ("POST", [_, "file"]) => Some((Ordinary, uploads::empty)),
        ("POST", [_, "insert"]) => Some((Ordinary, uploads::insert)),
        ("POST", [_, "upload"]) => Some((Ordinary, uploads::upload)),
        ("GET", [_, "subfolders"]) => Some((Ordinary, folders::subfolders)),
        ("GET", [_]) => Some((Anonymous, folders::listing)),
        _ => None,
    }
}
