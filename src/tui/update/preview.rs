//! The preview: what is asked for, and what the keys change.

use std::sync::Arc;

use super::{
    super::{
        effect::{Effect, Question},
        input::KeyPress,
        keymap::Action,
        message::{Problem, RequestId},
        model::{
            Lens, Listing, Model, Notice, Planned, PreviewFocus, PreviewModel, PromptKind, Remote,
            Screen, Tree, Window, preview_areas,
        },
    },
    lists, picker, preview_guest, preview_look, preview_out, preview_unlock, prompt,
};
use crate::{
    domain::{FolderId, Room},
    plan::{CollisionPolicy, LARGEST_CHUNK, Place, Refusal},
};

/// Sizes of chunks that the keys go through.
const CHUNK_SIZES: [u32; 7] = [1, 5, 10, 20, 30, 50, 100];

/// Opens the preview of a room and begins to list it.
pub(super) fn open(model: &mut Model, room: Room) -> Vec<Effect> {
    // The name of the command line belongs to the room of the command line.
    let given = model
        .options
        .client_name
        .clone()
        .filter(|_| model.options.room.as_ref() == Some(&room.id));
    let client_name = given.unwrap_or_else(|| room.title.clone());
    let archive_root = model.options.archive_root.clone();
    model.preview = Some(PreviewModel::new(room, client_name, archive_root));
    model.screen = Screen::Preview;
    model.rooms.is_filtering = false;
    model.rooms.access_due = None;
    let mut effects = ask_survey(model);
    effects.extend(ask_place(model));
    effects
}

fn ask_survey(model: &mut Model) -> Vec<Effect> {
    let request = model.next_request();
    let Some(preview) = &mut model.preview else {
        return Vec::new();
    };
    preview.listing = Remote::Waiting(request);
    preview.progress = None;
    preview.guest_facts = Remote::Absent;
    preview.planned = Remote::Absent;
    preview.former = None;
    vec![Effect::Ask(
        request,
        Question::Survey(preview.room.id.clone()),
    )]
}

/// Looks at the archive root, if one is chosen. What was planned before is shown until the new plan is there.
fn ask_place(model: &mut Model) -> Vec<Effect> {
    let request = model.next_request();
    let Some(preview) = &mut model.preview else {
        return Vec::new();
    };
    let Some(root) = preview.root.clone() else {
        return Vec::new();
    };
    keep_former(preview);
    preview.guest_facts = Remote::Absent;
    preview.planned = Remote::Absent;
    preview.place = Remote::Waiting(request);
    let question = Question::FindPlace {
        root,
        client_name: preview.choices.client_name.clone(),
        target: preview.target.clone(),
    };
    vec![Effect::Ask(request, question)]
}

/// Plans anew, once room, place and what the chosen guest can reach are known.
pub(super) fn ask_plan(model: &mut Model) -> Vec<Effect> {
    let request = model.next_request();
    let Some(preview) = &mut model.preview else {
        return Vec::new();
    };
    let (Some(listing), Some(place)) = (
        preview.listing.here().cloned(),
        preview.place.here().cloned(),
    ) else {
        return Vec::new();
    };
    keep_former(preview);
    let choices = preview.choices.clone();
    let guest = match (&choices.guest, &preview.guest_facts) {
        (None, _) | (Some(_), Remote::Failed(_)) => None,
        (Some(_), Remote::Here(facts)) => Some(Arc::clone(facts)),
        (Some(_), Remote::Waiting(_)) => {
            preview.planned = Remote::Absent;
            return Vec::new();
        }
        (Some(guest), Remote::Absent) => {
            let guest = guest.clone();
            preview.planned = Remote::Absent;
            preview.guest_facts = Remote::Waiting(request);
            let look = Question::LookAtGuest {
                listing,
                place,
                guest,
            };
            return vec![Effect::Ask(request, look)];
        }
    };
    preview.planned = Remote::Waiting(request);
    let question = Question::Plan {
        listing,
        place,
        guest,
        choices,
    };
    vec![Effect::Ask(request, question)]
}

fn keep_former(preview: &mut PreviewModel) {
    if let Some(planned) = preview.planned.here() {
        preview.former = Some(planned.clone());
    }
}

/// The room is listed.
pub(super) fn surveyed(
    model: &mut Model,
    request: RequestId,
    listing: Result<Arc<Listing>, Problem>,
) -> Vec<Effect> {
    let Some(preview) = &mut model.preview else {
        return Vec::new();
    };
    if !preview.listing.settle(request, listing) {
        return Vec::new();
    }
    if let Some(listing) = preview.listing.here() {
        preview.room = listing.room.clone();
        preview.tree = Tree::unfolded(&listing.inventory, &listing.shape);
        preview.tree_window = Window::default();
    }
    ask_plan(model)
}

/// The archive root was looked at.
pub(super) fn place_found(
    model: &mut Model,
    request: RequestId,
    place: Result<Arc<Place>, Problem>,
) -> Vec<Effect> {
    let Some(preview) = &mut model.preview else {
        return Vec::new();
    };
    if !preview.place.settle(request, place) {
        return Vec::new();
    }
    ask_plan(model)
}

/// A plan was made.
pub(super) fn plan_made(
    model: &mut Model,
    request: RequestId,
    planned: Result<Arc<Planned>, Problem>,
) -> Vec<Effect> {
    let areas = preview_areas(model.screenful().body, PreviewFocus::Tree);
    let has_two_panes = areas.lens.is_some();
    let Some(preview) = &mut model.preview else {
        return Vec::new();
    };
    let is_first = preview.former.is_none();
    if !preview.planned.settle(request, planned) {
        return Vec::new();
    }
    preview.former = None;
    if let Some(planned) = preview.planned.here() {
        let refused = !planned.plan.refusals.is_empty();
        for refusal in &planned.plan.refusals {
            if let Refusal::TargetTwins { folders } = refusal {
                preview.twins.clone_from(folders);
            }
        }
        if refused && is_first {
            preview.lens = Lens::WhyNot;
            // Where only one pane fits, what stands in the way is more than the tree.
            if preview.tree_window.selected == 0 && !has_two_panes {
                preview.focus = PreviewFocus::Lens;
            }
        } else if (!refused && preview.lens == Lens::WhyNot)
            || (planned.plan.hazards.is_empty() && preview.lens == Lens::Mind)
        {
            preview.lens = Lens::Arrives;
        }
    }
    lists::settle(model);
    Vec::new()
}

/// A key of the preview.
pub(super) fn act(model: &mut Model, action: Action, key: KeyPress) -> Vec<Effect> {
    match action {
        Action::Archive => {
            preview_out::ask_confirmation(model, key);
            Vec::new()
        }
        Action::ChooseRoot => picker::open(model),
        Action::ChooseGuest => preview_guest::open(model),
        Action::ClientName => {
            let name = model
                .preview
                .as_ref()
                .map(|preview| preview.choices.client_name.clone());
            prompt::open(model, PromptKind::ClientName, &name.unwrap_or_default());
            Vec::new()
        }
        Action::Collisions => change(model, |preview| {
            preview.choices.collisions = match preview.choices.collisions {
                CollisionPolicy::Rename => CollisionPolicy::Leave,
                CollisionPolicy::Leave => CollisionPolicy::KeepBoth,
                CollisionPolicy::KeepBoth => CollisionPolicy::Rename,
            };
        }),
        Action::SmallerChunks => change(model, |preview| {
            let now = preview.choices.chunk_size;
            let smaller = CHUNK_SIZES.iter().rev().find(|size| **size < now);
            preview.choices.chunk_size = smaller.copied().unwrap_or(1);
        }),
        Action::BiggerChunks => change(model, |preview| {
            let now = preview.choices.chunk_size;
            let bigger = CHUNK_SIZES.iter().find(|size| **size > now);
            let largest = u32::try_from(LARGEST_CHUNK).unwrap_or(now);
            preview.choices.chunk_size = bigger.copied().unwrap_or(largest);
        }),
        Action::Refresh => {
            if let Some(preview) = &model.preview {
                model.access.remove(&preview.room.id);
            }
            let mut effects = ask_survey(model);
            effects.extend(ask_place(model));
            effects
        }
        Action::TakeOver => take_over(model),
        Action::Unlock => preview_unlock::toggle(model),
        Action::UnlockAll => preview_unlock::toggle_all(model),
        Action::CopyText => preview_out::copy_request(model),
        Action::Open if looks_at_target(model) => take_next_twin(model),
        _ => {
            preview_look::look(model, action);
            Vec::new()
        }
    }
}

/// Takes the room over for the run, or does not. Where that would not help, it is said.
fn take_over(model: &mut Model) -> Vec<Effect> {
    let Some(preview) = &model.preview else {
        return Vec::new();
    };
    if !preview.may_take_over() {
        model.notice = Some(Notice::refused(
            "Only a room that you see as portal admin, without being a member, is taken over.",
        ));
        return Vec::new();
    }
    let takes = !preview.choices.take_ownership;
    model.notice = Some(Notice::information(if takes {
        "The run takes the room over first and hands it back at its end. 8 says what that means; o undoes this."
            .into()
    } else {
        "The room is not taken over.".to_owned()
    }));
    change(model, |preview| preview.choices.take_ownership = takes)
}

/// Changes a choice and plans anew, unless nothing has changed.
pub(super) fn change(model: &mut Model, change: impl FnOnce(&mut PreviewModel)) -> Vec<Effect> {
    let Some(preview) = &mut model.preview else {
        return Vec::new();
    };
    let before = preview.choices.clone();
    change(preview);
    if preview.choices == before {
        Vec::new()
    } else {
        ask_plan(model)
    }
}

fn looks_at_target(model: &Model) -> bool {
    model.preview.as_ref().is_some_and(|preview| {
        preview.focus == PreviewFocus::Lens && matches!(preview.lens, Lens::WhyNot | Lens::There)
    })
}

/// Where several folders have the target's title, takes the one after the one that is taken, or the first.
fn take_next_twin(model: &mut Model) -> Vec<Effect> {
    let Some(preview) = &mut model.preview else {
        return Vec::new();
    };
    let Some(next) = preview.next_twin() else {
        return Vec::new();
    };
    let said = format!("The target is folder {next} now. Enter takes the next one.");
    preview.target = Some(next);
    preview.lens = Lens::There;
    model.notice = Some(Notice::information(said));
    ask_place(model)
}

/// Another archive root.
pub(super) fn set_root(model: &mut Model, root: FolderId) -> Vec<Effect> {
    model.options.archive_root = Some(root.clone());
    if let Some(preview) = &mut model.preview {
        preview.root = Some(root);
        preview.target = None;
        preview.twins.clear();
    }
    ask_place(model)
}

/// Another name for the client.
pub(super) fn set_client_name(model: &mut Model, name: String) -> Vec<Effect> {
    match &mut model.preview {
        Some(preview) if preview.choices.client_name != name => {
            preview.choices.client_name = name;
            preview.target = None;
            preview.twins.clear();
            preview.twins.clear();
            ask_place(model)
        }
        _ => Vec::new(),
    }
}
