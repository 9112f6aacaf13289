//! The folder picker.

use super::{
    super::{
        effect::{Effect, Question},
        keymap::Action,
        message::{Problem, RequestId},
        model::{Model, Notice, Overlay, PickerModel, PickerRow, PromptKind, Remote, Window},
    },
    lists, open_picker, preview, prompt,
};
use crate::{
    app::FolderChoice,
    domain::{Folder, FolderId, titles::visible},
};

/// Opens the picker at the places to start from.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    model.overlays.push(Overlay::Picker(Box::default()));
    ask(model, None)
}

fn ask(model: &mut Model, folder: Option<FolderId>) -> Vec<Effect> {
    let request = model.next_request();
    let Some(picker) = open_picker(model) else {
        return Vec::new();
    };
    picker.choices = Remote::Waiting(request);
    picker.window = Window::default();
    vec![Effect::Ask(request, Question::Folders(folder))]
}

/// A key of the picker.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Open => take_row(model),
        Action::Fold => {
            let Some(picker) = open_picker(model) else {
                return Vec::new();
            };
            if picker.way.pop().is_none() {
                return Vec::new();
            }
            let above = picker.open().map(|open| open.id.clone());
            ask(model, above)
        }
        Action::Refresh => {
            let here =
                open_picker(model).and_then(|picker| picker.open().map(|open| open.id.clone()));
            ask(model, here)
        }
        _ => Vec::new(),
    }
}

fn take_row(model: &mut Model) -> Vec<Effect> {
    let may_write = !model.options.read_only;
    let Some(picker) = open_picker(model) else {
        return Vec::new();
    };
    let row = picker.rows(may_write).get(picker.window.selected).copied();
    let Some((row, choices)) = row.zip(picker.choices.here()) else {
        return Vec::new();
    };
    let open = picker.open().map(|open| open.id.clone());
    match row {
        PickerRow::UseThis => {
            let Some(folder) = open else {
                return Vec::new();
            };
            model
                .overlays
                .retain(|overlay| !matches!(overlay, Overlay::Picker(_)));
            preview::set_root(model, folder)
        }
        PickerRow::Into(number) => {
            let Some(choice) = choices.get(number).cloned() else {
                return Vec::new();
            };
            let id = choice.id.clone();
            picker.way.push(choice);
            ask(model, Some(id))
        }
        PickerRow::MakeFolder => {
            if let Some(parent) = open {
                prompt::open(model, PromptKind::NewFolder(parent), "Archive");
            }
            Vec::new()
        }
    }
}

/// Asks for a folder to be made.
pub(super) fn make_folder(model: &mut Model, parent: FolderId, title: String) -> Vec<Effect> {
    if model.options.read_only {
        model.notice = Some(Notice::refused(
            "closeout was started read-only: no folder can be made.",
        ));
        return Vec::new();
    }
    let request = model.next_request();
    let Some(picker) = open_picker(model) else {
        return Vec::new();
    };
    picker.making = Some(request);
    picker.not_made = None;
    vec![Effect::Ask(request, Question::MakeFolder { parent, title })]
}

/// Folders have come.
pub(super) fn folders(
    model: &mut Model,
    request: RequestId,
    choices: Result<Vec<FolderChoice>, Problem>,
) {
    if let Some(picker) = open_picker(model) {
        picker.choices.settle(request, choices);
    }
    lists::settle(model);
}

/// A folder was made, or not.
pub(super) fn folder_made(
    model: &mut Model,
    request: RequestId,
    made: Result<Folder, Problem>,
) -> Vec<Effect> {
    let is_ours = |picker: &&mut PickerModel| picker.making == Some(request);
    let Some(picker) = open_picker(model).filter(is_ours) else {
        return Vec::new();
    };
    picker.making = None;
    match made {
        Ok(folder) => {
            picker.way.push(FolderChoice {
                id: folder.id.clone(),
                title: folder.title.clone(),
                usable: true,
                folders: 0,
            });
            let title = visible(&folder.title).into_owned();
            model.notice = Some(Notice::done(format!("Made the folder \"{title}\".")));
            ask(model, Some(folder.id))
        }
        Err(problem) => {
            picker.not_made = Some(problem);
            Vec::new()
        }
    }
}
