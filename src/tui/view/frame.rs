//! What is around every screen: banner, breadcrumb, notice, footer.

use ratatui::layout::Rect;

use super::super::{
    keymap,
    model::{Model, RunModel, SMALLEST, Screen, Tone, contexts, is_valid},
    theme::Role,
    widgets::{Pen, Piece, row, text},
};
use crate::domain::titles::visible;

/// The one line for a terminal that is too small.
pub(super) fn too_small(model: &Model, pen: &mut Pen<'_>) {
    let (columns, rows) = model.size;
    let area = Rect::new(0, rows / 2, columns, 1);
    let demo = if model.options.demo { "DEMO: " } else { "" };
    let line = if columns < 34 {
        format!("{demo}{}x{} needed", SMALLEST.0, SMALLEST.1)
    } else {
        format!(
            "{demo}{}x{} needed, this is {columns}x{rows}",
            SMALLEST.0, SMALLEST.1
        )
    };
    pen.text(area, Role::Warning, &line);
}

/// Program, DEMO or READ-ONLY, portal, person, version.
pub(super) fn banner(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let dot = pen.glyphs().dot;
    let connection = model.connection.here();
    let mut pieces: Vec<Piece> = vec![(Role::Heading, " closeout ".into())];
    if model.options.demo {
        pieces.push((Role::BannerDemo, " DEMO ".into()));
        pieces.push((Role::Plain, " ".into()));
    }
    if model.options.read_only {
        pieces.push((Role::BannerReadOnly, " READ-ONLY ".into()));
        pieces.push((Role::Plain, " ".into()));
    }
    let host = connection.map_or_else(
        || model.options.host.clone(),
        |connection| connection.portal.0.clone(),
    );
    pieces.push((Role::Banner, visible(&host).into_owned()));
    if let Some(connection) = connection {
        pieces.push((
            Role::Plain,
            format!(" {dot} {}", visible(&connection.me.person.name)),
        ));
        let part = match (
            connection.me.is_admin,
            connection.me.is_room_admin,
            connection.me.is_guest,
        ) {
            (true, ..) => "portal admin",
            (_, true, _) => "room admin",
            (.., true) => "guest",
            _ => "user",
        };
        pieces.push((Role::Quiet, format!(" ({part})")));
    }
    let used = pen.pieces(area, &pieces);
    if let Some(version) = connection.and_then(|connection| connection.version) {
        let rest = Rect {
            x: area.x + used + 1,
            width: area.width.saturating_sub(used + 1),
            ..area
        };
        pen.pieces_right(rest, &[(Role::Quiet, format!("DocSpace {version} "))]);
    }
}

/// Where we are, and what state that is.
pub(super) fn crumb(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let step = format!(" {} ", pen.glyphs().step);
    let cut = pen.cut();
    let room = match model.screen {
        Screen::Rooms => None,
        Screen::Preview => model.preview.as_ref().map(|preview| &preview.room.title),
        Screen::Confirm => model
            .confirm
            .as_ref()
            .map(|confirm| &confirm.planned.plan.room.title),
        Screen::Run | Screen::Summary => model.run.as_ref().map(|run| &run.planned.plan.room.title),
    };
    let last = match model.screen {
        Screen::Rooms => "",
        Screen::Preview => "preview",
        Screen::Confirm => "confirm",
        Screen::Run => "run",
        Screen::Summary => "summary",
    };
    let note = note(model);
    let room_columns = usize::from(area.width).saturating_sub(24 + text::width(note));
    let mut pieces: Vec<Piece> = vec![(Role::Quiet, " portal".into()), (Role::Quiet, step.clone())];
    match room {
        None => pieces.push((Role::Heading, "rooms".into())),
        Some(title) => {
            pieces.push((Role::Heading, text::title(title, room_columns.max(8), cut)));
            pieces.push((Role::Quiet, step));
            pieces.push((Role::Heading, last.into()));
        }
    }
    let used = pen.pieces(area, &pieces);
    let rest = Rect {
        x: area.x + used + 1,
        width: area.width.saturating_sub(used + 1),
        ..area
    };
    pen.pieces_right(rest, &[(Role::Quiet, format!("{note} "))]);
}

fn note(model: &Model) -> &'static str {
    match model.screen {
        Screen::Preview | Screen::Confirm => "dry run: nothing is changed yet",
        Screen::Run if model.is_running() => {
            let guest = model.run.as_ref().map(RunModel::guest_calls_asked);
            if guest.unwrap_or(0) > 0 {
                "the guest's access is being cut"
            } else {
                "files are being moved"
            }
        }
        _ => "",
    }
}

/// A message over the last rows of the body, until the next key.
pub(super) fn notice(model: &Model, pen: &mut Pen<'_>, body: Rect) {
    let Some(notice) = &model.notice else {
        return;
    };
    let (glyph, role) = match notice.tone {
        Tone::Done => (pen.glyphs().good, Role::Good),
        Tone::Information => (pen.glyphs().dot, Role::Busy),
        Tone::Refused => (pen.glyphs().warning, Role::Warning),
    };
    let lines = text::wrap(
        &visible(&notice.text),
        usize::from(body.width).saturating_sub(4),
    );
    let rows = u16::try_from(lines.len()).unwrap_or(1).min(4);
    let area = Rect {
        y: body.bottom().saturating_sub(rows),
        height: rows,
        ..body
    };
    pen.clear(area);
    for (at, line) in (0..rows).zip(&lines) {
        let lead = if at == 0 {
            format!(" {glyph} ")
        } else {
            "   ".into()
        };
        pen.pieces(row(area, at), &[(role, lead), (role, line.clone())]);
    }
}

/// The keys that mean something now. Help keeps its place at any width.
pub(super) fn footer(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let contexts = contexts(model);
    let types = !contexts.contains(&keymap::Context::Everywhere);
    let key = if types { " F1" } else { " ?" };
    let kept = pen.pieces_right(
        area,
        &[(Role::Key, key.into()), (Role::Plain, " help ".into())],
    );
    let mut left = area.width.saturating_sub(kept);
    let mut x = area.x;
    for binding in keymap::footer(contexts, |action| is_valid(model, action)) {
        let Some(key) = binding
            .keys
            .first()
            .filter(|_| binding.action != keymap::Action::Help)
        else {
            continue;
        };
        let key = key.to_string();
        let columns =
            u16::try_from(text::width(&key) + text::width(binding.short) + 3).unwrap_or(u16::MAX);
        if columns > left {
            continue;
        }
        let here = Rect {
            x,
            width: columns,
            ..area
        };
        pen.pieces(
            here,
            &[
                (Role::Key, format!(" {key}")),
                (Role::Plain, format!(" {}", binding.short)),
            ],
        );
        x += columns;
        left -= columns;
    }
}
