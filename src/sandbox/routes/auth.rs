//! Who is calling, and whether the key's scopes reach as far as the route.

use super::answer::Answer;
use super::call::{Call, Sender};
use crate::sandbox::options::Profile;
use crate::sandbox::world::{PersonId, PersonStatus, World};

/// What a route asks of its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entrance {
    /// A known caller whose key has the scope.
    Ordinary,
    /// Anybody; from 3.7 a key that is sent must be good and have the scope.
    Anonymous,
    /// A known caller, whatever the scopes.
    AnyKey,
}

/// Finds out who sent the request.
pub(in crate::sandbox) fn authenticate(world: &World, call: &mut Call) {
    call.sender = sender(world, call.authorization.as_deref());
    call.caller = person_of(world, call.sender);
}

/// The person behind an `Authorization` header.
pub(in crate::sandbox) fn caller_of(
    world: &World,
    authorization: Option<&str>,
) -> Option<PersonId> {
    person_of(world, sender(world, authorization))
}

/// The header is read as the portal does: case-sensitive, `Bearer sk-…` is a key, everything else is taken for a login token.
fn sender(world: &World, authorization: Option<&str>) -> Sender {
    let Some(authorization) = authorization.filter(|text| !text.is_empty()) else {
        return Sender::Nobody;
    };
    let known = match authorization.strip_prefix("Bearer ") {
        Some(key) if key.starts_with("sk-") => find(world, key, true),
        Some(token) => find(world, token, false),
        None => find(world, authorization, false),
    };
    known.map_or(Sender::Invalid, Sender::Known)
}

fn person_of(world: &World, sender: Sender) -> Option<PersonId> {
    match sender {
        Sender::Known(number) => world
            .credentials
            .get(number)
            .map(|credential| credential.person),
        Sender::Nobody | Sender::Invalid => None,
    }
}

fn find(world: &World, secret: &str, is_key: bool) -> Option<usize> {
    world.credentials.iter().position(|credential| {
        let owner_is_active = world
            .person(credential.person)
            .is_some_and(|person| person.status == PersonStatus::Active);
        credential.is_key == is_key
            && credential.active
            && owner_is_active
            && credential.secret == secret
    })
}

/// Lets the request in, or says in which shape it is refused.
pub(super) fn admit(world: &World, call: &Call, entrance: Entrance) -> Result<(), Answer> {
    let enforced = entrance != Entrance::Anonymous || world.profile == Profile::V37;
    match call.sender {
        Sender::Nobody if entrance == Entrance::Anonymous => Ok(()),
        Sender::Nobody => Err(Answer::Empty(401)),
        Sender::Invalid if entrance != Entrance::Anonymous => Err(Answer::Empty(401)),
        // A dead key on an anonymous route is a 403, not a 401; a dead token runs as nobody.
        Sender::Invalid if enforced && sent_a_key(call) => Err(Answer::Problem(403)),
        Sender::Invalid => Ok(()),
        Sender::Known(_) if entrance == Entrance::AnyKey || !enforced || has_scope(world, call) => {
            Ok(())
        }
        Sender::Known(_) if entrance == Entrance::Anonymous => Err(Answer::Problem(403)),
        Sender::Known(_) => Err(Answer::Empty(403)),
    }
}

fn sent_a_key(call: &Call) -> bool {
    call.authorization
        .as_deref()
        .is_some_and(|text| text.starts_with("Bearer sk-"))
}

fn has_scope(world: &World, call: &Call) -> bool {
    let Sender::Known(number) = call.sender else {
        return false;
    };
    let Some(credential) = world.credentials.get(number) else {
        return false;
    };
    let unrestricted = !credential.is_key || credential.scopes.is_empty();
    let has = |scope: &str| credential.scopes.iter().any(|known| known == scope);
    let reads = call.method == "GET";
    if unrestricted || has("*") || has("*:write") || (reads && has("*:read")) {
        return true;
    }
    needed(call, reads).iter().any(|scope| has(scope))
}

/// The scopes that satisfy the route; the first line that fits decides.
fn needed(call: &Call, reads: bool) -> &'static [&'static str] {
    let segment = |number: usize| call.segments.get(number).map_or("", String::as_str);
    match (segment(0), segment(1), reads) {
        ("files", "rooms", true) => &["rooms:read", "rooms:write"],
        ("files", "rooms", false) => &["rooms:write"],
        ("files", _, true) => &["files:read", "files:write"],
        ("files", _, false) => &["files:write"],
        ("people", "@self", true) => &["accounts.self:read", "accounts.self:write"],
        ("people", "@self", false) => &["accounts.self:write"],
        ("people", _, true) => &["accounts:read", "accounts:write"],
        ("people" | "group", _, false) => &["accounts:write"],
        ("group", _, true) => &["accounts:read"],
        _ => &[],
    }
}
