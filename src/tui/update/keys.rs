//! From a key to what it does.

use tui_input::{Input, InputRequest};

use super::{
    super::{
        effect::Effect,
        input::{Key, KeyPress},
        keymap::{self, Action},
        model::{ConfirmFocus, Model, Notice, Overlay, Screen, Window, contexts},
    },
    after, back, confirm, interrupt, lists, picker, preview, preview_guest, prompt, rooms, run,
};

/// A key was pressed.
pub(super) fn press(model: &mut Model, key: KeyPress) -> Vec<Effect> {
    let now = model.now;
    let asks = model.screen == Screen::Confirm && model.overlays.is_empty();
    let interrupts = key == KeyPress::control('c');
    if asks
        && !interrupts
        && !model
            .confirm
            .as_mut()
            .is_some_and(|confirm| confirm.takes(key, now))
    {
        return Vec::new();
    }
    model.notice = None;
    let types_a_blank = asks
        && key.typed() == Some(' ')
        && model
            .confirm
            .as_ref()
            .is_some_and(|confirm| confirm.focus == ConfirmFocus::Field);
    match keymap::action(contexts(model), key).filter(|_| !types_a_blank) {
        Some(action) => act(model, action, key),
        None => type_key(model, key),
    }
}

/// Text was pasted: it goes into the field that is open, without line breaks and controls.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if model.screen == Screen::Confirm && model.overlays.is_empty() {
        model.notice = Some(Notice::refused(
            "Please type it: this is the last question before files are moved.",
        ));
        return Vec::new();
    }
    let mut effects = Vec::new();
    for c in text.chars().filter(|c| !c.is_control()).take(500) {
        if typing_into(model).is_none() {
            break;
        }
        effects.extend(type_key(model, KeyPress::char(c)));
    }
    effects
}

fn act(model: &mut Model, action: Action, key: KeyPress) -> Vec<Effect> {
    match action {
        Action::Up => lists::move_by(model, -1),
        Action::Down => lists::move_by(model, 1),
        Action::PageUp => lists::page(model, -1),
        Action::PageDown => lists::page(model, 1),
        Action::First => lists::move_to(model, 0),
        Action::Last => lists::move_to(model, usize::MAX),
        Action::Interrupt => interrupt(model),
        Action::Back => back(model),
        Action::Help => {
            if !matches!(model.overlays.last(), Some(Overlay::Help(_))) {
                model.overlays.push(Overlay::Help(Window::default()));
            }
            Vec::new()
        }
        Action::Quit => quit(model),
        Action::Picture => vec![Effect::SavePicture(model.screen.word())],
        _ => match model.overlays.last() {
            Some(Overlay::Picker(_)) => picker::act(model, action),
            Some(Overlay::Guest(_)) => preview_guest::act(model, action),
            Some(Overlay::Prompt(_)) => prompt::act(model, action),
            Some(Overlay::After(_)) => after::act(model, action),
            Some(Overlay::Help(_)) => Vec::new(),
            None => act_on_screen(model, action, key),
        },
    }
}

fn act_on_screen(model: &mut Model, action: Action, key: KeyPress) -> Vec<Effect> {
    match model.screen {
        Screen::Rooms => rooms::act(model, action),
        Screen::Preview => preview::act(model, action, key),
        Screen::Confirm => confirm::act(model, action),
        Screen::Run => run::act(model, action),
        Screen::Summary => run::act_on_summary(model, action),
    }
}

/// `q` outside a run. In a run it would have to go through the ladder, even from an overlay.
fn quit(model: &mut Model) -> Vec<Effect> {
    if model.is_running() {
        return run::cancel(model);
    }
    if after::holds(model) {
        return Vec::new();
    }
    vec![Effect::Quit(model.exit_code)]
}

/// The field that takes what is typed now, if one does.
fn typing_into(model: &mut Model) -> Option<&mut Input> {
    match model.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) => return Some(&mut prompt.input),
        Some(_) => return None,
        None => {}
    }
    match model.screen {
        Screen::Rooms if model.rooms.is_filtering => Some(&mut model.rooms.filter),
        Screen::Confirm => model
            .confirm
            .as_mut()
            .filter(|confirm| confirm.focus == ConfirmFocus::Field)
            .map(|confirm| &mut confirm.input),
        _ => None,
    }
}

fn type_key(model: &mut Model, key: KeyPress) -> Vec<Effect> {
    let Some(request) = edit(key) else {
        return Vec::new();
    };
    if let Some(confirm) = model
        .confirm
        .as_mut()
        .filter(|_| model.overlays.is_empty() && key.typed().is_some())
    {
        // Whoever begins to type means the field.
        confirm.focus = ConfirmFocus::Field;
    }
    let Some(input) = typing_into(model) else {
        return Vec::new();
    };
    input.handle(request);
    if model.screen == Screen::Rooms && model.overlays.is_empty() {
        rooms::filter_changed(model);
    }
    Vec::new()
}

fn edit(key: KeyPress) -> Option<InputRequest> {
    if let Some(c) = key.typed() {
        return Some(InputRequest::InsertChar(c));
    }
    Some(match (key.control, key.key) {
        (false, Key::Backspace) | (true, Key::Char('h')) => InputRequest::DeletePrevChar,
        (false, Key::Delete) => InputRequest::DeleteNextChar,
        (false, Key::Left) => InputRequest::GoToPrevChar,
        (false, Key::Right) => InputRequest::GoToNextChar,
        (true, Key::Left) => InputRequest::GoToPrevWord,
        (true, Key::Right) => InputRequest::GoToNextWord,
        (false, Key::Home) | (true, Key::Char('a')) => InputRequest::GoToStart,
        (false, Key::End) | (true, Key::Char('e')) => InputRequest::GoToEnd,
        (true, Key::Char('u')) => InputRequest::DeleteLine,
        (true, Key::Char('w') | Key::Backspace) => InputRequest::DeletePrevWord,
        (true, Key::Char('k')) => InputRequest::DeleteTillEnd,
        _ => return None,
    })
}
