//! The question before the run: the only way to [`Effect::CarryOut`].

use super::super::{
    effect::Effect,
    keymap::Action,
    model::{ConfirmFocus, ConfirmModel, Model, Notice, RunModel, Screen},
};

/// A key of the question that types nothing.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(confirm) = &mut model.confirm else {
        return Vec::new();
    };
    match action {
        Action::NextField => {
            confirm.focus = next_field(confirm);
            Vec::new()
        }
        Action::Agree => {
            if let ConfirmFocus::Item(at) = confirm.focus
                && let Some((_, agreed)) = confirm.items.get_mut(at)
            {
                *agreed = !*agreed;
            }
            Vec::new()
        }
        Action::Accept => accept(model),
        _ => Vec::new(),
    }
}

fn next_field(confirm: &ConfirmModel) -> ConfirmFocus {
    match confirm.focus {
        ConfirmFocus::Item(at) if at + 1 < confirm.items.len() => ConfirmFocus::Item(at + 1),
        ConfirmFocus::Item(_) => ConfirmFocus::Field,
        ConfirmFocus::Field if confirm.items.is_empty() => ConfirmFocus::Field,
        ConfirmFocus::Field => ConfirmFocus::Item(0),
    }
}

/// Begins the run if everything that was asked is answered; else nothing happens but that the question says so.
fn accept(model: &mut Model) -> Vec<Effect> {
    let Some(confirm) = &mut model.confirm else {
        return Vec::new();
    };
    let Some(consent) = confirm.consent() else {
        confirm.insisted = true;
        return Vec::new();
    };
    match confirm.planned.plan.clone().confirm(consent) {
        Ok(confirmed) => {
            let manner = confirm.manner;
            model.run = Some(RunModel::new(confirm.planned.clone(), manner, model.now));
            model.confirm = None;
            model.screen = Screen::Run;
            vec![Effect::CarryOut(Box::new(confirmed), manner)]
        }
        Err(not_confirmed) => {
            model.notice = Some(Notice::refused(format!("Not begun: {not_confirmed}.")));
            Vec::new()
        }
    }
}
