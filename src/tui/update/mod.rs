//! What every message does to the model. Pure: no clock, no task, no terminal.

mod after;
mod answers;
mod confirm;
mod keys;
mod lists;
mod log;
mod log_guest;
mod log_owner;
mod picker;
mod preview;
mod preview_guest;
mod preview_look;
mod preview_out;
mod preview_unlock;
mod prompt;
mod rooms;
mod run;

use super::{
    effect::{Effect, Question},
    message::{Event, Msg},
    model::{Model, Notice, Overlay, Remote, Screen},
};
use crate::tui::widgets::words;

/// Takes a message in and says what is to be done because of it.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    model.now = model.now.max(msg.at);
    match msg.event {
        Event::Painted => {
            if let Some(confirm) = &mut model.confirm {
                confirm.painted = true;
            }
            return Vec::new();
        }
        Event::Woken => {
            // Nothing to show unless something is due: the clock of a run, or a question that waited.
            model.dirty |= model.is_running();
            return rooms::ask_access_when_due(model);
        }
        _ => model.dirty = true,
    }
    match msg.event {
        Event::Started => connect(model),
        Event::Key(key) => keys::press(model, key),
        Event::Pasted(text) => keys::paste(model, &text),
        Event::Resized(columns, rows) => {
            model.size = (columns, rows);
            lists::settle(model);
            rooms::cursor_moved(model);
            Vec::new()
        }
        Event::Interrupted => interrupt(model),
        Event::Answered(request, answer) => answers::take(model, request, answer),
        Event::Run(event) => run::observe(model, &event),
        Event::RunEnded(end) => run::ended(model, end.map(|end| *end)),
        Event::PictureSaved(saved) => {
            model.notice = Some(match saved {
                Ok(paths) => picture_saved(&paths),
                Err(problem) => Notice::refused(problem.what),
            });
            Vec::new()
        }
        Event::Painted | Event::Woken => Vec::new(),
    }
}

/// Asks who we are; the rooms are asked for when that is known.
fn connect(model: &mut Model) -> Vec<Effect> {
    let request = model.next_request();
    model.connection = Remote::Waiting(request);
    vec![Effect::Ask(request, Question::Connect)]
}

/// Ctrl-C: a rung of the ladder in a run, else the end of the program.
fn interrupt(model: &mut Model) -> Vec<Effect> {
    if model.is_running() {
        return run::cancel(model);
    }
    if after::holds(model) {
        return Vec::new();
    }
    vec![Effect::Quit(model.exit_code)]
}

/// One level back from whatever is topmost.
fn back(model: &mut Model) -> Vec<Effect> {
    if model.overlays.pop().is_some() {
        return Vec::new();
    }
    match model.screen {
        Screen::Rooms => {}
        Screen::Preview => {
            model.preview = None;
            model.screen = Screen::Rooms;
            rooms::cursor_moved(model);
        }
        Screen::Confirm => {
            model.confirm = None;
            model.screen = Screen::Preview;
        }
        Screen::Run if model.is_running() => {
            model.notice = Some(Notice::information(
                "The run goes on. q stops it, p pauses it.",
            ));
        }
        Screen::Run
            if model
                .run
                .as_ref()
                .is_some_and(|run| run.end.here().is_some()) =>
        {
            model.screen = Screen::Summary;
        }
        Screen::Run | Screen::Summary => {
            if after::holds(model) {
                return Vec::new();
            }
            model.run = None;
            model.preview = None;
            model.screen = Screen::Rooms;
            // The counters and rights of the rooms have changed.
            model.access.clear();
            return rooms::refresh(model);
        }
    }
    Vec::new()
}

fn picture_saved(paths: &[std::path::PathBuf]) -> Notice {
    let Some(first) = paths.first() else {
        return Notice::refused("No picture was saved.");
    };
    let more = paths.len() as u64 - 1;
    let beside = if more > 0 {
        format!(
            " and {} beside it",
            words::count(more, "other form", "other forms")
        )
    } else {
        String::new()
    };
    Notice::done(format!("Saved {}{beside}", first.display()))
}

/// The topmost folder picker, if one is open.
fn open_picker(model: &mut Model) -> Option<&mut super::model::PickerModel> {
    model
        .overlays
        .iter_mut()
        .rev()
        .find_map(|overlay| match overlay {
            Overlay::Picker(picker) => Some(&mut **picker),
            _ => None,
        })
}
