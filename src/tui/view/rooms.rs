//! The table of rooms.

use ratatui::layout::Rect;

use super::{
    super::{
        message::Connection,
        model::{Model, Verdict, rooms_areas, rows_inside},
        theme::Role,
        widgets::{Column, Pen, row, text, words},
    },
    problem, rooms_side,
};
use crate::domain::{Room, titles::visible};

/// Draws the rooms, or their details where both do not fit and the details are asked for.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, body: Rect) {
    let (table, side) = rooms_areas(body);
    match side {
        Some(side) => {
            draw_table(model, pen, table);
            rooms_side::draw(model, pen, side);
        }
        None if model.rooms.details => rooms_side::draw(model, pen, table),
        None => draw_table(model, pen, table),
    }
}

fn draw_table(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let inner = pen.boxed(area, &heading(model), true);
    if let Some(failed) = model.connection.problem() {
        problem::draw(failed, "r tries again", pen, inner);
        return;
    }
    if model.rooms.shown.is_empty() {
        draw_empty(model, pen, inner);
        return;
    }
    let columns = Columns::for_width(inner.width);
    columns.header(pen, row(inner, 0));
    let (len, height) = (model.rooms.shown.len(), rows_inside(area, 1));
    let visible_rows = model.rooms.window.visible(len, height);
    pen.scrollbar(area, len, visible_rows.start, height);
    for (at, number) in (1u16..).zip(visible_rows) {
        let Some(room) = model.rooms.shown_room(number) else {
            continue;
        };
        let line = row(inner, at);
        columns.room(pen, line, room, model.connection.here());
        if number == model.rooms.window.selected {
            pen.select_row(line, true);
        }
    }
    draw_filter(model, pen, area);
}

/// The filter stands on the lower box line, where it never moves the table.
fn draw_filter(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let rooms = &model.rooms;
    if !rooms.is_filtering && !rooms.is_filtered() {
        return;
    }
    let line = Rect {
        x: area.x + 2,
        y: area.bottom().saturating_sub(1),
        width: area.width.saturating_sub(4),
        height: 1,
    };
    let used = pen.text(line, Role::Key, " / ");
    let field = Rect {
        x: line.x + used,
        width: (line.width.saturating_sub(used)).min(30),
        ..line
    };
    if rooms.is_filtering {
        pen.field(field, rooms.filter.value(), rooms.filter.cursor());
    } else {
        pen.text(
            field,
            Role::Heading,
            &format!("{} ", visible(rooms.filter.value())),
        );
    }
}

fn heading(model: &Model) -> String {
    let rooms = &model.rooms;
    let all = rooms.all.len() as u64;
    let mut heading = if rooms.is_filtered() {
        format!(
            "Rooms: {} of {}",
            words::number(rooms.shown.len() as u64),
            words::number(all)
        )
    } else {
        format!("Rooms: {}", words::number(all))
    };
    if all == 0 {
        return "Rooms".into();
    }
    if rooms.listing.is_waiting() {
        heading.push_str(" so far, listing");
    } else if rooms.listing.problem().is_some() {
        heading.push_str(", the rest could not be listed: r tries again");
    }
    heading.push_str(&format!(", {}", rooms.sort.word()));
    heading
}

fn draw_empty(model: &Model, pen: &mut Pen<'_>, inner: Rect) {
    let rooms = &model.rooms;
    if let Some(failed) = rooms.listing.problem() {
        problem::draw(failed, "r tries again", pen, inner);
    } else if model.connection.is_waiting() {
        problem::empty(pen, inner, "Asking the portal who you are.", "");
    } else if rooms.listing.is_waiting() {
        problem::empty(pen, inner, "Listing the rooms.", "");
    } else if rooms.is_filtered() {
        let sentence = format!(
            "No room's title or owner contains \"{}\".",
            visible(rooms.filter.value())
        );
        problem::empty(pen, inner, &sentence, "Esc shows all rooms.");
        let area = Rect {
            x: inner.x - 1,
            y: inner.y - 1,
            width: inner.width + 2,
            height: inner.height + 2,
        };
        draw_filter(model, pen, area);
    } else if rooms.listing.here().is_some() {
        let sentence = "Your key sees no rooms.";
        let next = "Ask to be made manager of the client's room, then press r.";
        problem::empty(pen, inner, sentence, next);
    }
}

/// Which columns fit, the less important ones left out first.
struct Columns {
    title: u16,
    files: bool,
    kind: bool,
    size: bool,
    owner: bool,
    role: bool,
    changed: bool,
}

const VERDICT: u16 = 17;
const FILES: u16 = 7;
const SIZE: u16 = 8;
const CHANGED: u16 = 10;
const KIND: u16 = 13;
const OWNER: u16 = 18;
const ROLE: u16 = 17;
const TITLE_AT_LEAST: u16 = 24;

impl Columns {
    fn for_width(width: u16) -> Self {
        let mut left = width.saturating_sub(VERDICT + 2 + TITLE_AT_LEAST);
        let mut fits = |columns: u16| {
            let fits = left > columns;
            if fits {
                left -= columns + 1;
            }
            fits
        };
        let (files, size, changed, kind) = (fits(FILES), fits(SIZE), fits(CHANGED), fits(KIND));
        let (role, owner) = (fits(ROLE), fits(OWNER));
        let title = (TITLE_AT_LEAST + left)
            .min(width.saturating_sub(VERDICT + 2))
            .max(8);
        Self {
            title,
            files,
            kind,
            size,
            owner,
            role,
            changed,
        }
    }

    fn row(&self, role: Role, cells: Cells) -> Vec<Column> {
        let cell = |width, right, role, text| Column {
            width,
            right,
            role,
            text,
        };
        let mut columns = vec![
            cell(self.title, false, role, cells.title),
            cell(VERDICT, false, cells.verdict_role, cells.verdict),
        ];
        for (shown, width, right, text) in [
            (self.files, FILES, true, cells.files),
            (self.size, SIZE, true, cells.size),
            (self.changed, CHANGED, false, cells.changed),
            (self.kind, KIND, false, cells.kind),
            (self.role, ROLE, false, cells.role),
            (self.owner, OWNER, false, cells.owner),
        ] {
            if shown {
                columns.push(cell(width, right, role, text));
            }
        }
        columns
    }

    fn header(&self, pen: &mut Pen<'_>, line: Rect) {
        let cells = Cells {
            title: " Title".into(),
            verdict: "Can be archived".into(),
            verdict_role: Role::Quiet,
            files: "~Files".into(),
            size: "Size".into(),
            changed: "Changed".into(),
            kind: "Type".into(),
            role: "My role".into(),
            owner: "Owner".into(),
        };
        pen.columns(line, &self.row(Role::Quiet, cells));
    }

    fn room(&self, pen: &mut Pen<'_>, line: Rect, room: &Room, connection: Option<&Connection>) {
        let me = connection.map(|connection| &connection.me);
        let verdict = Verdict::of(
            room,
            me,
            connection.and_then(|connection| connection.version),
        );
        let (glyph, verdict_role) = match verdict {
            Verdict::Yes => (pen.glyphs().good, Role::Good),
            Verdict::Partly => (pen.glyphs().warning, Role::Warning),
            Verdict::No(_) => (pen.glyphs().bad, Role::Bad),
            Verdict::NotKnown => (" ", Role::Quiet),
        };
        let cut = pen.cut();
        let cells = Cells {
            title: format!(
                " {}",
                text::title(&room.title, usize::from(self.title).saturating_sub(1), cut)
            ),
            verdict: format!("{glyph} {}", verdict.word()),
            verdict_role,
            files: if room.is_third_party() {
                "?".into()
            } else {
                words::number(room.files_count)
            },
            size: room.used_space.map(words::bytes).unwrap_or_default(),
            changed: room.updated.map(words::day).unwrap_or_default(),
            kind: room.kind.word().into(),
            role: me
                .map(|me| room.my_role(me).word().to_owned())
                .unwrap_or_default(),
            owner: text::title(&room.owner.name, usize::from(OWNER), cut),
        };
        pen.columns(line, &self.row(Role::Plain, cells));
    }
}

struct Cells {
    title: String,
    verdict: String,
    verdict_role: Role,
    files: String,
    size: String,
    changed: String,
    kind: String,
    role: String,
    owner: String,
}
