//! Moving the cursor of whatever list has the keys.

use super::{
    super::{
        effect::Effect,
        model::{
            Dialog, Model, Overlay, PreviewFocus, Screen, Window, contexts_of_screen, help_lines,
            preview_areas, rooms_areas, rows_inside, run_areas, summary_areas,
        },
    },
    rooms,
};

/// The cursor that the keys move, the length of its list, and how many rows of it are seen.
struct Moving<'a> {
    window: &'a mut Window,
    len: usize,
    height: usize,
}

fn moving(model: &mut Model) -> Option<Moving<'_>> {
    let body = model.screenful().body;
    let may_write = !model.options.read_only;
    if model.overlays.is_empty() {
        return moving_on_screen(model);
    }
    let help = Dialog::help(body);
    let lines = help_lines(
        contexts_of_screen(model),
        usize::from(help.width.saturating_sub(2)),
    )
    .len();
    let choices = model.guest_rows().len();
    match model.overlays.last_mut()? {
        Overlay::Guest(window) => Some(Moving {
            window,
            len: choices,
            height: rows_inside(Dialog::guest(body), 0),
        }),
        Overlay::Help(window) => Some(Moving {
            window,
            len: lines,
            height: rows_inside(help, 0),
        }),
        Overlay::Picker(picker) => Some(Moving {
            len: picker.rows(may_write).len(),
            window: &mut picker.window,
            height: rows_inside(Dialog::picker(body), 1),
        }),
        Overlay::Prompt(_) | Overlay::After(_) => None,
    }
}

fn moving_on_screen(model: &mut Model) -> Option<Moving<'_>> {
    let body = model.screenful().body;
    match model.screen {
        Screen::Rooms => Some(Moving {
            len: model.rooms.shown.len(),
            window: &mut model.rooms.window,
            height: rows_inside(rooms_areas(body).0, 1),
        }),
        Screen::Preview => moving_in_preview(model),
        Screen::Confirm => None,
        Screen::Run => model.run.as_mut().map(|run| {
            run.follows = false;
            Moving {
                len: run.row_count(),
                window: &mut run.window,
                height: rows_inside(run_areas(body).chunks, 0),
            }
        }),
        Screen::Summary => {
            let area = summary_areas(body).files;
            model.run.as_mut().map(|run| Moving {
                len: run.summary_len(usize::from(area.width)),
                window: &mut run.summary_windows[run.summary_part.position()],
                height: rows_inside(area, 0),
            })
        }
    }
}

fn moving_in_preview(model: &mut Model) -> Option<Moving<'_>> {
    let body = model.screenful().body;
    let len_of_lens = model.lens_len();
    let preview = model.preview.as_mut()?;
    let areas = preview_areas(body, preview.focus);
    Some(match preview.focus {
        PreviewFocus::Tree => Moving {
            len: preview.tree.rows().len(),
            height: areas.tree.map_or(0, |area| rows_inside(area, 0)),
            window: &mut preview.tree_window,
        },
        PreviewFocus::Lens => Moving {
            len: len_of_lens,
            height: areas.lens.map_or(0, |area| rows_inside(area, 0)),
            window: &mut preview.lens_windows[preview.lens.position()],
        },
    })
}

/// Moves the cursor by so many rows.
pub(super) fn move_by(model: &mut Model, rows: isize) -> Vec<Effect> {
    if let Some(moving) = moving(model) {
        moving.window.move_by(rows, moving.len, moving.height);
    }
    rooms::cursor_moved(model);
    Vec::new()
}

/// Moves the cursor by so many pages.
pub(super) fn page(model: &mut Model, pages: isize) -> Vec<Effect> {
    let height = moving(model).map_or(0, |moving| moving.height);
    let rows = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1);
    move_by(model, pages * rows)
}

/// Puts the cursor on a row, or on the last one.
pub(super) fn move_to(model: &mut Model, row: usize) -> Vec<Effect> {
    if let Some(moving) = moving(model) {
        moving.window.move_to(row, moving.len, moving.height);
    }
    rooms::cursor_moved(model);
    Vec::new()
}

/// Brings the cursor and its window back into a list or a screen that has changed.
pub(super) fn settle(model: &mut Model) {
    let follows = model.run.as_ref().map(|run| run.follows);
    if let Some(moving) = moving(model) {
        moving.window.move_by(0, moving.len, moving.height);
    }
    if let (Some(run), Some(follows)) = (&mut model.run, follows) {
        run.follows = follows;
    }
}
