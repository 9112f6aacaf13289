//! The preview: what is asked for, and what the keys change.

use std::sync::Arc;

use super::{
    super::{
        effect::{Effect, Question},
        input::KeyPress,
        keymap::Action,
        message::{Problem, RequestId},
        model::{
            ConfirmModel, Lens, Listing, Model, Notice, Planned, PreviewFocus, PreviewModel,
            PromptKind, Remote, Screen, Tree, TreeRow, Window, preview_areas,
        },
    },
    lists, picker, prompt, rooms,
};
use crate::{
    domain::{FolderId, FolderIndex, Room},
    plan::{CollisionPolicy, LARGEST_CHUNK, Place, Refusal},
    run::Manner,
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
    let root = model.options.archive_root.clone();
    model.preview = Some(PreviewModel::new(room, client_name, root));
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
    preview.planned = Remote::Absent;
    preview.place = Remote::Waiting(request);
    let question = Question::FindPlace {
        root,
        client_name: preview.choices.client_name.clone(),
        target: preview.target.clone(),
    };
    vec![Effect::Ask(request, question)]
}

/// Plans anew, once room and place are known.
fn ask_plan(model: &mut Model) -> Vec<Effect> {
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
    preview.planned = Remote::Waiting(request);
    let choices = preview.choices.clone();
    vec![Effect::Ask(
        request,
        Question::Plan {
            listing,
            place,
            choices,
        },
    )]
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
    let around = preview
        .place
        .here()
        .and_then(|place| place.root.room.as_ref())
        .map(|room| room.id.clone());
    let mut effects = ask_plan(model);
    if let Some(room) = around {
        effects.extend(rooms::ask_access(model, room));
    }
    effects
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
        if refused && is_first {
            preview.lens = Lens::WhyNot;
            // Where only one pane fits, what stands in the way is more than the tree.
            if preview.tree_window.selected == 0 && !has_two_panes {
                preview.focus = PreviewFocus::Lens;
            }
        } else if !refused && preview.lens == Lens::WhyNot {
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
            ask_confirmation(model, key);
            Vec::new()
        }
        Action::ChooseRoot => picker::open(model),
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
                CollisionPolicy::KeepBoth => CollisionPolicy::Leave,
                CollisionPolicy::Leave => CollisionPolicy::KeepBoth,
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
            let mut effects = ask_survey(model);
            effects.extend(ask_place(model));
            effects
        }
        Action::CopyText => copy_request(model),
        _ => {
            look(model, action);
            Vec::new()
        }
    }
}

fn change(model: &mut Model, change: impl FnOnce(&mut PreviewModel)) -> Vec<Effect> {
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

/// Another archive root.
pub(super) fn set_root(model: &mut Model, root: FolderId) -> Vec<Effect> {
    model.options.archive_root = Some(root.clone());
    if let Some(preview) = &mut model.preview {
        preview.root = Some(root);
        preview.target = None;
    }
    ask_place(model)
}

/// Another name for the client.
pub(super) fn set_client_name(model: &mut Model, name: String) -> Vec<Effect> {
    match &mut model.preview {
        Some(preview) if preview.choices.client_name != name => {
            preview.choices.client_name = name;
            preview.target = None;
            ask_place(model)
        }
        _ => Vec::new(),
    }
}

/// Keys that only change what is looked at.
fn look(model: &mut Model, action: Action) {
    let Some(preview) = &mut model.preview else {
        return;
    };
    match action {
        Action::OtherPane => {
            preview.focus = match preview.focus {
                PreviewFocus::Tree => PreviewFocus::Lens,
                PreviewFocus::Lens => PreviewFocus::Tree,
            };
        }
        Action::ShowTree => preview.focus = PreviewFocus::Tree,
        Action::ShowLens(number) => {
            if let Some(lens) = Lens::ALL.get(usize::from(number)) {
                preview.lens = *lens;
                preview.focus = PreviewFocus::Lens;
            }
        }
        Action::Manner => {
            preview.manner = if preview.manner.gentle {
                Manner::NORMAL
            } else {
                Manner::GENTLE
            };
        }
        Action::Open | Action::Fold | Action::Unfold | Action::FoldAll => fold(preview, action),
        _ => {}
    }
    lists::settle(model);
}

/// Folding, and finding the file of a list in the tree.
fn fold(preview: &mut PreviewModel, action: Action) {
    let Some(listing) = preview.listing.here().cloned() else {
        return;
    };
    if action == Action::FoldAll {
        preview.tree.fold_all(&listing.shape);
        return;
    }
    if preview.focus == PreviewFocus::Lens {
        let file = preview.lens_file(preview.lens_window().selected);
        if let Some(file) = file.filter(|_| action == Action::Open) {
            if let Some(row) = preview
                .tree
                .reveal(file, &listing.inventory, &listing.shape)
            {
                preview.tree_window.selected = row;
                preview.focus = PreviewFocus::Tree;
            }
        }
        return;
    }
    let row = preview.tree_row();
    match (action, row) {
        (Action::Open, Some(TreeRow::Folder(folder))) => {
            let folded = !preview.tree.is_folded(folder);
            preview.tree.fold(folder, folded, &listing.shape);
        }
        (Action::Unfold, Some(TreeRow::Folder(folder))) => {
            preview.tree.fold(folder, false, &listing.shape)
        }
        (Action::Fold, Some(TreeRow::Folder(folder))) if !preview.tree.is_folded(folder) => {
            preview.tree.fold(folder, true, &listing.shape);
        }
        (Action::Fold, Some(TreeRow::Folder(folder))) => {
            let above = listing
                .inventory
                .folders
                .get(folder.0 as usize)
                .and_then(|entry| entry.parent);
            go_to_folder(preview, above);
        }
        (Action::Fold, Some(TreeRow::File(file))) => {
            go_to_folder(
                preview,
                listing.inventory.file(file).map(|file| file.folder),
            );
        }
        _ => {}
    }
}

fn go_to_folder(preview: &mut PreviewModel, folder: Option<FolderIndex>) {
    if let Some(row) = folder.and_then(|folder| preview.tree.row_of_folder(folder)) {
        preview.tree_window.selected = row;
    }
}

/// Opens the question before the run, or says why it cannot be asked.
fn ask_confirmation(model: &mut Model, key: KeyPress) {
    let Some(preview) = &model.preview else {
        return;
    };
    let hindrance = match preview.current_plan() {
        _ if model.options.read_only => "closeout was started read-only: nothing can be archived.",
        None if preview.listing.problem().is_some() => {
            "The room could not be listed, so nothing can be archived. r tries again."
        }
        None if preview.listing.is_waiting() => "The room is still being listed.",
        None if preview.root.is_none() => "Choose the archive root first: t.",
        None if preview.place.problem().is_some() => {
            "The archive root could not be looked at. t chooses another one."
        }
        None => "The plan is still being made.",
        Some(planned) if !planned.plan.refusals.is_empty() => {
            "This cannot be archived. 7 shows why, and what to do."
        }
        Some(planned) if planned.totals.moving == 0 => {
            "No file of this room would move: there is nothing to confirm."
        }
        Some(planned) => {
            let confirm = ConfirmModel::new(planned.clone(), preview.manner, key, model.now);
            model.confirm = Some(confirm);
            model.screen = Screen::Confirm;
            return;
        }
    };
    model.notice = Some(Notice::refused(hindrance));
}

/// The text to send to the room's owner, on the clipboard.
fn copy_request(model: &mut Model) -> Vec<Effect> {
    let refusals = model
        .preview
        .as_ref()
        .and_then(|preview| preview.shown_plan())
        .map(|planned| planned.plan.refusals.as_slice())
        .unwrap_or_default();
    let not_member = refusals
        .iter()
        .find(|refusal| matches!(refusal, Refusal::NotMember { .. }));
    let Some(text) = not_member.map(Refusal::next_step) else {
        return Vec::new();
    };
    model.notice = Some(Notice::done(
        "Copied, if your terminal allows it. The text also stands under 7.",
    ));
    vec![Effect::Copy(text)]
}
