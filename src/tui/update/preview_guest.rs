//! Whose access is cut after the files, and how far.

use std::sync::Arc;

use super::{
    super::{
        effect::Effect,
        keymap::Action,
        message::{Problem, RequestId},
        model::{GuestRow, Lens, Model, Overlay, Remote, Window},
    },
    lists, preview, rooms,
};
use crate::{
    domain::{MemberKind, Person},
    plan::{GuestChoice, GuestFacts, RevokeScope},
};

/// Opens the choice. Nobody is chosen by opening it.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(preview) = &model.preview else {
        return Vec::new();
    };
    let room = preview.room.id.clone();
    let chosen = preview.choices.guest.clone();
    let position = model.guests().iter().position(|member| match &member.kind {
        MemberKind::Person { person, .. } => chosen
            .as_ref()
            .is_some_and(|choice| choice.guest == person.id),
        MemberKind::Group { .. } => false,
    });
    let selected = position.map_or(0, |at| at + 1);
    model.overlays.push(Overlay::Guest(Window {
        selected,
        ..Window::default()
    }));
    rooms::ask_access(model, room)
}

/// A key of the choice.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Open => take_row(model),
        Action::Refresh => {
            let Some(room) = model
                .preview
                .as_ref()
                .map(|preview| preview.room.id.clone())
            else {
                return Vec::new();
            };
            model.access.remove(&room);
            let mut effects = rooms::ask_access(model, room);
            effects.extend(look_again(model));
            effects
        }
        _ => Vec::new(),
    }
}

/// Looks at the chosen guest anew.
fn look_again(model: &mut Model) -> Vec<Effect> {
    match &mut model.preview {
        Some(preview) if preview.choices.guest.is_some() => {
            preview.guest_facts = Remote::Absent;
            preview::ask_plan(model)
        }
        _ => Vec::new(),
    }
}

fn take_row(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Guest(window)) = model.overlays.last() else {
        return Vec::new();
    };
    let Some(row) = model.guest_rows().get(window.selected).copied() else {
        return Vec::new();
    };
    match row {
        GuestRow::Nobody => choose(model, None),
        GuestRow::Guest(at) => {
            let person = model
                .guests()
                .get(at)
                .and_then(|member| match &member.kind {
                    MemberKind::Person { person, .. } => Some(person.clone()),
                    MemberKind::Group { .. } => None,
                });
            choose(model, person)
        }
        GuestRow::Scope(scope) => change(model, |choice| {
            choice.scope = scope;
            choice.scope_is_explicit = true;
        }),
        GuestRow::DespiteLeft => change(model, |choice| choice.despite_left = !choice.despite_left),
    }
}

/// Another guest, or nobody. Everything is meant unless said otherwise; a guest with other rooms has to be decided
/// about, and cutting the access although files stay has to be agreed to before the run.
fn choose(model: &mut Model, person: Option<Person>) -> Vec<Effect> {
    let Some(preview) = &mut model.preview else {
        return Vec::new();
    };
    let before = preview.choices.guest.as_ref().map(|choice| &choice.guest);
    if before == person.as_ref().map(|person| &person.id) {
        return Vec::new();
    }
    preview.guest_facts = Remote::Absent;
    preview.lens = match (&person, preview.lens) {
        (Some(_), _) => Lens::Guest,
        (None, Lens::Guest) => Lens::Arrives,
        (None, other) => other,
    };
    preview.choices.guest = person.map(|person| {
        preview.guest_name = person.name;
        GuestChoice {
            guest: person.id,
            scope: RevokeScope::Guest,
            scope_is_explicit: false,
            despite_left: true,
        }
    });
    let effects = preview::ask_plan(model);
    lists::settle(model);
    effects
}

fn change(model: &mut Model, change: impl FnOnce(&mut GuestChoice)) -> Vec<Effect> {
    preview::change(model, |preview| {
        if let Some(choice) = &mut preview.choices.guest {
            change(choice);
        }
    })
}

/// The guest was looked at.
pub(super) fn looked(
    model: &mut Model,
    request: RequestId,
    facts: Result<Arc<GuestFacts>, Problem>,
) -> Vec<Effect> {
    let Some(preview) = &mut model.preview else {
        return Vec::new();
    };
    if !preview.guest_facts.settle(request, facts) {
        return Vec::new();
    }
    if let Some(facts) = preview.guest_facts.here() {
        preview.guest_name.clone_from(&facts.person.name);
    }
    preview::ask_plan(model)
}
