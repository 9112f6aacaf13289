//! Drawing. Reads the model, writes a buffer, remembers nothing; one file per region of the screen.

mod after;
mod confirm;
mod confirm_facts;
mod entry;
mod frame;
mod guest;
mod guest_line;
mod help;
mod picker;
mod preview;
mod preview_detail;
mod preview_files;
mod preview_head;
mod preview_lens;
mod preview_tabs;
mod preview_tree;
mod problem;
mod prompt;
mod rooms;
mod rooms_side;
mod run;
mod run_guest;
mod run_head;
mod summary;
mod summary_head;
mod text_row;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    model::{Model, Overlay, Screen},
    theme::Theme,
    widgets::Pen,
};

/// Draws the model into a buffer of its own, as large as asked; for pictures and tests.
pub fn render(model: &Model, columns: u16, rows: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    if model.size == (columns, rows) {
        draw(model, &mut buffer);
    } else {
        let mut resized = model.clone();
        resized.size = (columns, rows);
        draw(&resized, &mut buffer);
    }
    buffer
}

/// Draws the model; the buffer is as large as the model's terminal. Returns where the terminal's cursor belongs.
pub fn draw(model: &Model, buffer: &mut Buffer) -> Option<Position> {
    let screenful = model.screenful();
    let mut pen = Pen::new(buffer, Theme::new(&model.options));
    if !screenful.fits {
        frame::too_small(model, &mut pen);
        return None;
    }
    frame::banner(model, &mut pen, screenful.banner);
    frame::crumb(model, &mut pen, screenful.crumb);
    let body = screenful.body;
    match model.screen {
        Screen::Rooms => rooms::draw(model, &mut pen, body),
        Screen::Preview => preview::draw(model, &mut pen, body),
        Screen::Confirm => confirm::draw(model, &mut pen, body),
        Screen::Run => run::draw(model, &mut pen, body),
        Screen::Summary => summary::draw(model, &mut pen, body),
    }
    for overlay in &model.overlays {
        match overlay {
            Overlay::Help(window) => help::draw(model, window, &mut pen, body),
            Overlay::Guest(window) => guest::draw(model, window, &mut pen, body),
            Overlay::Picker(picker) => picker::draw(model, picker, &mut pen, body),
            Overlay::After(step) => after::draw(model, *step, &mut pen, body),
            Overlay::Prompt(prompt) => prompt::draw(prompt, &mut pen, body),
        }
    }
    frame::notice(model, &mut pen, body);
    frame::footer(model, &mut pen, screenful.footer);
    pen.cursor
}
