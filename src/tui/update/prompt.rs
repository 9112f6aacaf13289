//! Typing one line.

use super::{
    super::{
        effect::Effect,
        keymap::Action,
        model::{Model, Overlay, PromptKind, PromptModel},
    },
    picker, preview,
};

/// Opens a field.
pub(super) fn open(model: &mut Model, kind: PromptKind, text: &str) {
    model
        .overlays
        .push(Overlay::Prompt(Box::new(PromptModel::new(kind, text))));
}

/// A key of the field that types nothing. A name that makes no title is not taken; the field says why.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::Prompt(prompt)) = model.overlays.last() else {
        return Vec::new();
    };
    if action != Action::Accept || prompt.stored_title().is_err() {
        return Vec::new();
    }
    let (kind, typed) = (prompt.kind.clone(), prompt.input.value().trim().to_owned());
    model.overlays.pop();
    match kind {
        PromptKind::ClientName => preview::set_client_name(model, typed),
        PromptKind::NewFolder(parent) => picker::make_folder(model, parent, typed),
    }
}
