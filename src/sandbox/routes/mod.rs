//! HTTP: which path means what, and the JSON that goes back. What the portal decides is the world's business.

mod answer;
mod auth;
mod call;
mod entry_json;
mod fields;
mod files;
mod folders;
mod operations;
mod people;
mod person_json;
mod rooms;
mod settings;

use answer::Reply;
use auth::Entrance;

pub(super) use answer::Answer;
pub(super) use auth::authenticate;
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
        _ => None,
    }
}

fn files_route(
    method: &str,
    segments: &[&str],
    options: &SandboxOptions,
) -> Option<(Entrance, Handler)> {
    use Entrance::{Anonymous, Ordinary};
    match (method, segments) {
        ("GET", ["settings"]) => Some((Anonymous, settings::files)),
        ("GET", ["rooms"]) => Some((Ordinary, rooms::list)),
        ("GET", ["rooms", _]) => Some((Anonymous, rooms::one)),
        ("GET", ["folder", _]) => Some((Anonymous, folders::one)),
        ("POST", ["folder", _]) => Some((Ordinary, folders::create)),
        ("GET", ["file", _]) => Some((Anonymous, files::one)),
        ("PUT", ["fileops", "move"]) if options.finish_at_once => {
            Some((Ordinary, operations::start_and_finish))
        }
        ("PUT", ["fileops", "move"]) => Some((Ordinary, operations::start)),
        ("GET", ["fileops"]) => Some((Anonymous, operations::read_all)),
        ("GET", ["fileops", _]) => Some((Anonymous, operations::read_kind)),
        ("GET", [_, "subfolders"]) => Some((Ordinary, folders::subfolders)),
        ("GET", [_]) => Some((Anonymous, folders::listing)),
        _ => None,
    }
}
