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
use crate::domain::{Me, Room, titles::visible};

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
    format!("{heading}, {}", rooms.sort.word())
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

/// Columns of the verdict, which is always shown beside the title.
const VERDICT: u16 = 18;
/// The title is not made narrower for the sake of other facts.
const TITLE_AT_LEAST: u16 = 24;

/// A fact about a room with a column of its own.
#[derive(Clone, Copy)]
enum Fact {
    Files,
    Size,
    Changed,
    Kind,
    Role,
    Owner,
}

impl Fact {
    /// The more important first: the last ones are left out first.
    const ALL: [Self; 6] = [
        Self::Files,
        Self::Size,
        Self::Changed,
        Self::Kind,
        Self::Role,
        Self::Owner,
    ];

    fn width(self) -> u16 {
        match self {
            Self::Files => 7,
            Self::Size => 8,
            Self::Changed => 10,
            Self::Kind => 13,
            Self::Role => 17,
            Self::Owner => 18,
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Files => "~Files",
            Self::Size => "Size",
            Self::Changed => "Changed",
            Self::Kind => "Type",
            Self::Role => "My role",
            Self::Owner => "Owner",
        }
    }

    fn of(self, room: &Room, me: Option<&Me>, cut: &str) -> String {
        match self {
            Self::Files if room.is_third_party() => "?".into(),
            Self::Files => words::number(room.files_count),
            Self::Size => room.used_space.map(words::bytes).unwrap_or_default(),
            Self::Changed => room.updated.map(words::day).unwrap_or_default(),
            Self::Kind => room.kind.word().into(),
            Self::Role => me
                .map(|me| room.my_role(me).word().to_owned())
                .unwrap_or_default(),
            Self::Owner => text::title(&room.owner.name, usize::from(self.width()), cut),
        }
    }

    fn column(self, role: Role, text: String) -> Column {
        Column {
            width: self.width(),
            right: matches!(self, Self::Files | Self::Size),
            role,
            text,
        }
    }
}

/// Which columns fit.
struct Columns {
    title: u16,
    facts: Vec<Fact>,
}

impl Columns {
    fn for_width(width: u16) -> Self {
        let beside = width.saturating_sub(VERDICT + 2);
        let mut left = beside.saturating_sub(TITLE_AT_LEAST);
        let mut facts = Vec::new();
        for fact in Fact::ALL {
            if left <= fact.width() {
                break;
            }
            left -= fact.width() + 1;
            facts.push(fact);
        }
        let title = (TITLE_AT_LEAST + left).min(beside).max(8);
        Self { title, facts }
    }

    fn row(&self, title: Column, verdict: Column, facts: impl Fn(Fact) -> Column) -> Vec<Column> {
        let facts = self.facts.iter().map(|fact| facts(*fact));
        [title, verdict].into_iter().chain(facts).collect()
    }

    fn left(width: u16, role: Role, text: String) -> Column {
        Column {
            width,
            right: false,
            role,
            text,
        }
    }

    fn header(&self, pen: &mut Pen<'_>, line: Rect) {
        let title = Self::left(self.title, Role::Quiet, " Title".into());
        let verdict = Self::left(VERDICT, Role::Quiet, "Can be archived".into());
        let facts = |fact: Fact| fact.column(Role::Quiet, fact.heading().into());
        pen.columns(line, &self.row(title, verdict, facts));
    }

    fn room(&self, pen: &mut Pen<'_>, line: Rect, room: &Room, connection: Option<&Connection>) {
        let me = connection.map(|connection| &connection.me);
        let version = connection.and_then(|connection| connection.version);
        let found = Verdict::of(room, me, version);
        let glyphs = pen.glyphs();
        let (glyph, role) = match found {
            Verdict::Yes => (glyphs.good, Role::Good),
            Verdict::Partly => (glyphs.warning, Role::Warning),
            Verdict::No(_) => (glyphs.bad, Role::Bad),
            Verdict::NotKnown => (" ", Role::Quiet),
        };
        let name_columns = usize::from(self.title).saturating_sub(1);
        let name = format!(" {}", text::title(&room.title, name_columns, glyphs.cut));
        let title = Self::left(self.title, Role::Plain, name);
        let verdict = Self::left(VERDICT, role, format!("{glyph} {}", found.word()));
        let facts = |fact: Fact| fact.column(Role::Plain, fact.of(room, me, glyphs.cut));
        pen.columns(line, &self.row(title, verdict, facts));
    }
}
