//! Which keys mean something now.

use super::{
    super::keymap::{Action, Context},
    ConfirmFocus, Lens, Model, Overlay, PreviewFocus, Screen,
};
use crate::{plan::Refusal, run::AfterStep};

/// The contexts that hold now, the narrowest first.
pub fn contexts(model: &Model) -> &'static [Context] {
    match model.overlays.last() {
        Some(Overlay::Help(_)) => &[
            Context::Help,
            Context::Lists,
            Context::Everywhere,
            Context::Always,
        ],
        Some(Overlay::Picker(_)) => &[
            Context::Picker,
            Context::Lists,
            Context::Everywhere,
            Context::Always,
        ],
        Some(Overlay::Guest(_)) => &[
            Context::Guest,
            Context::Lists,
            Context::Everywhere,
            Context::Always,
        ],
        Some(Overlay::After(_)) => &[Context::After, Context::Always],
        Some(Overlay::Prompt(_)) => &[Context::Prompt, Context::Always],
        None => contexts_of_screen(model),
    }
}

/// The contexts of the screen itself, as if nothing lay over it.
pub(in crate::tui) fn contexts_of_screen(model: &Model) -> &'static [Context] {
    match model.screen {
        Screen::Rooms if model.rooms.is_filtering => &[Context::Filter, Context::Always],
        Screen::Rooms => &[
            Context::Rooms,
            Context::Lists,
            Context::Everywhere,
            Context::Always,
        ],
        Screen::Preview => &[
            Context::Preview,
            Context::Lists,
            Context::Everywhere,
            Context::Always,
        ],
        Screen::Confirm => &[Context::Confirm, Context::Always],
        Screen::Run => &[
            Context::Run,
            Context::Lists,
            Context::Everywhere,
            Context::Always,
        ],
        Screen::Summary => &[
            Context::Summary,
            Context::Lists,
            Context::Everywhere,
            Context::Always,
        ],
    }
}

/// Whether an action would do something now. The footer names only such; the key itself says why not.
pub fn is_valid(model: &Model, action: Action) -> bool {
    match action {
        Action::Filter | Action::Sort => !model.rooms.all.is_empty(),
        Action::ClearFilter => model.rooms.is_filtering || model.rooms.is_filtered(),
        Action::Details => {
            model.rooms.selected().is_some()
                && super::rooms_areas(model.screenful().body).1.is_none()
        }
        Action::Quit | Action::Help => true,
        Action::Cancel => model.is_running(),
        Action::Pause => {
            model.is_running() && model.run.as_ref().is_some_and(|run| run.cancels == 0)
        }
        Action::Back if model.screen == Screen::Run && model.overlays.is_empty() => {
            !model.is_running()
        }
        Action::CopyText if model.screen == Screen::Summary => !model.options.demo,
        Action::PutManifest | Action::ArchiveRoom => AfterStep::ALL.into_iter().any(|step| {
            super::action_of(step) == action
                && model.run.as_ref().is_some_and(|run| run.offers(step))
        }),
        Action::OtherPane if model.screen == Screen::Summary => model
            .run
            .as_ref()
            .is_some_and(|run| run.summary_parts().len() > 1),
        Action::ShowSummary => model
            .run
            .as_ref()
            .is_some_and(|run| run.end.here().is_some()),
        Action::NextField => model
            .confirm
            .as_ref()
            .is_some_and(|confirm| !confirm.items.is_empty()),
        Action::Agree => model
            .confirm
            .as_ref()
            .is_some_and(|confirm| matches!(confirm.focus, ConfirmFocus::Item(_))),
        Action::Accept if model.screen == Screen::Confirm && model.overlays.is_empty() => model
            .confirm
            .as_ref()
            .is_some_and(|confirm| confirm.consent().is_some()),
        Action::Open if model.screen == Screen::Rooms && model.overlays.is_empty() => {
            model.rooms.selected().is_some()
        }
        _ if model.screen == Screen::Preview && model.overlays.is_empty() => {
            is_valid_in_preview(model, action)
        }
        _ => true,
    }
}

fn is_valid_in_preview(model: &Model, action: Action) -> bool {
    let Some(preview) = &model.preview else {
        return false;
    };
    match action {
        Action::Archive => {
            !model.options.read_only
                && preview
                    .current_plan()
                    .is_some_and(|planned| planned.can_run())
        }
        Action::TakeOver => preview.may_take_over(),
        Action::CopyText => preview.shown_plan().is_some_and(|planned| {
            planned
                .plan
                .refusals
                .iter()
                .any(|refusal| matches!(refusal, Refusal::NotMember { .. }))
        }),
        Action::Open => {
            preview.focus == PreviewFocus::Tree
                || matches!(preview.lens, Lens::Arrives | Lens::Stays | Lens::Meets)
                || (matches!(preview.lens, Lens::WhyNot | Lens::There)
                    && preview.next_twin().is_some())
        }
        Action::Unlock => preview.file_under_cursor().is_some_and(|file| {
            preview
                .shown_plan()
                .is_some_and(|planned| planned.is_unlockable(file))
        }),
        Action::UnlockAll => preview
            .shown_plan()
            .is_some_and(|planned| !planned.unlockable.is_empty()),
        Action::Collisions => preview
            .shown_plan()
            .is_some_and(|planned| !planned.plan.collisions.is_empty()),
        _ => true,
    }
}
