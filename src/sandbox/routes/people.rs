//! Accounts, looked at.

use serde_json::{Value, json};

use super::answer::Reply;
use super::call::Call;
use super::person_json;
use super::settings::Answered;
use crate::sandbox::world::{Person, PersonId, PersonKind, PersonStatus, Refusal, World};

const AREAS: [(u8, &str); 3] = [(0, "All"), (1, "People"), (2, "Guests")];
const STATUSES: [(u8, &str); 5] = [
    (1, "Active"),
    (2, "Terminated"),
    (4, "Pending"),
    (5, "Default"),
    (7, "All"),
];

/// `GET people/@self`.
pub(super) fn myself(world: &mut World, call: &Call) -> Answered {
    let me = call.person()?;
    let mut profile = person_json::full(world, me, Some(me), &call.origin);
    if let Value::Object(profile) = &mut profile {
        profile.insert("theme".into(), json!("Base"));
        profile.insert("loginEventId".into(), json!(0));
    }
    Ok(Reply::one(profile))
}

/// `GET people/{id}`: by GUID, else by user name.
pub(super) fn one(world: &mut World, call: &Call) -> Answered {
    let wire = call.segments.get(1).map_or("", String::as_str);
    let by_name = || {
        let of_name = |person: &Person| person.email.split('@').next() == Some(wire);
        world.people.iter().position(of_name).map(PersonId)
    };
    let found = world.person_by_guid(wire).or_else(by_name);
    profile(world, call, found)
}

/// `GET people/email?email=`.
pub(super) fn by_email(world: &mut World, call: &Call) -> Answered {
    let email = call.query.get("email").unwrap_or_default();
    let found = world
        .people
        .iter()
        .position(|person| person.email.eq_ignore_ascii_case(email));
    profile(world, call, found.map(PersonId))
}

fn profile(world: &World, call: &Call, found: Option<PersonId>) -> Answered {
    let found = found.ok_or(Refusal::NotFound("this person is not here"))?;
    if !world.sees_person(call.person()?, found) {
        return Err(Refusal::AccessDenied);
    }
    Ok(Reply::one(person_json::full(
        world,
        found,
        call.caller,
        &call.origin,
    )))
}

/// `GET people/filter`.
pub(super) fn filter(world: &mut World, call: &Call) -> Answered {
    let me = call.person()?;
    if world
        .person(me)
        .is_none_or(|person| !person.kind.can_own_rooms())
    {
        return Err(Refusal::AccessDenied);
    }
    let (count, start) = (call.count()?, call.start_index()?);
    let wanted = Filter::read(world, call)?;
    let found: Vec<PersonId> = (0..world.people.len())
        .map(PersonId)
        .filter(|id| world.sees_person(me, *id))
        .filter(|id| {
            world
                .person(*id)
                .is_some_and(|person| wanted.fits(world, me, person))
        })
        .collect();
    let page = found.iter().skip(start).take(count);
    let shown = page.map(|id| person_json::full(world, *id, call.caller, &call.origin));
    Ok(Reply::list(shown.collect()).of_total(found.len()))
}

struct Filter {
    area: u8,
    kind: Option<String>,
    status: Option<u8>,
    invited_by: Option<PersonId>,
    words: Vec<String>,
}

impl Filter {
    fn read(world: &World, call: &Call) -> Result<Self, Refusal> {
        let by_me = call
            .flag("invitedByMe")?
            .unwrap_or(false)
            .then(|| call.person())
            .transpose()?;
        let inviter = call
            .query
            .get("inviterId")
            .and_then(|guid| world.person_by_guid(guid));
        let words = call.query.get("filterValue").unwrap_or_default();
        Ok(Self {
            area: call.number_or_name("area", &AREAS)?.unwrap_or(0),
            kind: call
                .query
                .get("employeeType")
                .filter(|kind| !kind.is_empty())
                .map(str::to_lowercase),
            status: call.number_or_name("employeeStatus", &STATUSES)?,
            invited_by: by_me.or(inviter),
            words: words.split_whitespace().map(str::to_lowercase).collect(),
        })
    }

    fn fits(&self, world: &World, me: PersonId, person: &Person) -> bool {
        let area = match self.area {
            1 => !person.is_guest(),
            2 => person.is_guest(),
            _ => true,
        };
        let kind = self.kind.as_ref().is_none_or(|kind| {
            person_json::kind_name(person).eq_ignore_ascii_case(kind) || kind_number(person) == kind
        });
        let status = match self.status {
            Some(5) => person.status != PersonStatus::Terminated,
            Some(7) => true,
            Some(number) => person.status.number() == number,
            None => person.status != PersonStatus::Terminated || world.is_portal_admin(Some(me)),
        };
        let invited = self
            .invited_by
            .is_none_or(|by| person.related_to.contains(&by) || person.invited_by == Some(by));
        let text = format!(
            "{} {} {}",
            person.first_name, person.last_name, person.email
        )
        .to_lowercase();
        area && kind && status && invited && self.words.iter().all(|word| text.contains(word))
    }
}

fn kind_number(person: &Person) -> &'static str {
    match person.kind {
        PersonKind::RoomAdmin => "1",
        PersonKind::Guest => "2",
        PersonKind::Owner | PersonKind::DocSpaceAdmin => "3",
        PersonKind::User => "4",
    }
}
