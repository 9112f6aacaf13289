//! The ways out of the preview: the question before the run, and the text for the room's owner.

use super::super::{
    effect::Effect,
    input::KeyPress,
    model::{ConfirmModel, Model, Notice, Screen},
};
use crate::plan::Refusal;

/// Opens the question before the run, or says why it cannot be asked.
pub(super) fn ask_confirmation(model: &mut Model, key: KeyPress) {
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
        None if preview.guest_facts.is_waiting() => "The guest is still being looked at.",
        None => "The plan is still being made.",
        Some(planned) if waits_for_scope(&planned.plan.refusals) => {
            "Say how far the guest's access is to be cut: x, then a line under \"How far?\"."
        }
        Some(planned) if !planned.plan.refusals.is_empty() => {
            "This cannot be archived. 7 shows why, and what to do."
        }
        Some(planned) if !planned.can_run() => {
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

/// Whether nothing is in the way but that nobody has said how far a guest with other rooms is cut off.
fn waits_for_scope(refusals: &[Refusal]) -> bool {
    let is_scope = |refusal: &Refusal| matches!(refusal, Refusal::GuestElsewhere { .. });
    !refusals.is_empty() && refusals.iter().all(is_scope)
}

/// The text to send to the room's owner, on the clipboard.
pub(super) fn copy_request(model: &mut Model) -> Vec<Effect> {
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
