//! The question before the run.

use ratatui::layout::Rect;

use super::super::{
    model::{ConfirmFocus, ConfirmModel, Dialog, Model, TypedWord},
    theme::{Glyphs, Role},
    widgets::{Pen, Piece, row, text, words},
};
use crate::{domain::titles::visible, plan::CollisionPolicy};

/// Widest useful question.
const WIDEST: u16 = 90;
/// Columns for the names of facts.
const NAMES: usize = 8;
/// Widest field; client names are short.
const FIELD: u16 = 60;

/// One row of the question.
struct Line {
    pieces: Vec<Piece>,
    /// The item it belongs to, if it is one to agree to.
    item: Option<usize>,
}

/// Draws the question. Where there is too little room for all of it, what has to be answered is kept, and facts are
/// left out from the end.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, body: Rect) {
    let Some(confirm) = &model.confirm else {
        return;
    };
    let columns = usize::from(body.width.min(WIDEST)).saturating_sub(4);
    let facts = facts(confirm, columns, pen.glyphs());
    let items = items(confirm, columns);
    let asked = asked(confirm, columns);
    let rows = |lines: usize| u16::try_from(lines).unwrap_or(u16::MAX);
    // Blank lines before the items, the question and the state; the field and the state themselves.
    let answers = rows(items.len() + asked.len() + 2);
    let blanks = 2 + u16::from(!items.is_empty());
    let all = rows(facts.len())
        .saturating_add(answers)
        .saturating_add(blanks);
    let area = Dialog::area(body, WIDEST, all.saturating_add(2));
    let inner = pen.boxed(area, "Archive this room?", true);
    let inside = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    let gap = u16::from(inside.height >= all);
    let kept = inside
        .height
        .saturating_sub(answers + gap * blanks)
        .min(rows(facts.len()));
    for (at, line) in (0..kept).zip(&facts) {
        pen.pieces(row(inside, at), &line.pieces);
    }
    let used = kept + gap;
    let question = Rect {
        y: inside.y + used,
        height: inside.height.saturating_sub(used),
        ..inside
    };
    let used = draw_items(confirm, &items, pen, question);
    let used = used + if items.is_empty() { 0 } else { gap };
    let question = Rect {
        y: question.y + used,
        height: question.height.saturating_sub(used),
        ..question
    };
    draw_field(confirm, &asked, gap, pen, question);
}

/// What has to be typed, on a line of its own where the sentence leaves no room for it.
fn asked(confirm: &ConfirmModel, columns: usize) -> Vec<Vec<Piece>> {
    let sentence = match &confirm.wanted {
        TypedWord::Name(_) => "To begin, type the client's name:",
        TypedWord::Files(_) => "To begin, type the number of files that move:",
    };
    let wanted = confirm.wanted.text();
    if text::width(sentence) + 1 + text::width(&wanted) <= columns {
        return vec![vec![
            (Role::Plain, format!("{sentence} ")),
            (Role::Heading, wanted),
        ]];
    }
    let mut lines = vec![vec![(Role::Plain, sentence.into())]];
    lines.extend(
        text::wrap(&wanted, columns)
            .into_iter()
            .map(|line| vec![(Role::Heading, line)]),
    );
    lines
}

fn facts(confirm: &ConfirmModel, columns: usize, glyphs: Glyphs) -> Vec<Line> {
    let mut lines = Vec::new();
    for (name, role, sentence) in named_facts(confirm) {
        for (at, part) in text::wrap(&sentence, columns.saturating_sub(NAMES))
            .into_iter()
            .enumerate()
        {
            let name = if at == 0 { name } else { "" };
            let pieces = vec![(Role::Quiet, format!("{name:<NAMES$}")), (role, part)];
            lines.push(Line { pieces, item: None });
        }
    }
    lines.push(Line {
        pieces: Vec::new(),
        item: None,
    });
    for (role, glyph, sentence) in consequences(glyphs) {
        for (at, part) in text::wrap(sentence, columns.saturating_sub(2))
            .into_iter()
            .enumerate()
        {
            let glyph = if at == 0 { glyph } else { " " };
            let pieces = vec![(role, format!("{glyph} ")), (Role::Plain, part)];
            lines.push(Line { pieces, item: None });
        }
    }
    lines
}

fn named_facts(confirm: &ConfirmModel) -> Vec<(&'static str, Role, String)> {
    let plan = &confirm.planned.plan;
    let totals = &confirm.planned.totals;
    let manner = if confirm.manner.gentle {
        ", gently"
    } else {
        ""
    };
    let new = if plan.target.existing.is_none() {
        " (new, will be made)"
    } else {
        ""
    };
    let moving = format!(
        "{}, {}, in {}{manner}",
        words::count(totals.moving, "file", "files"),
        words::bytes(totals.moving_bytes),
        words::count(totals.chunks, "chunk", "chunks"),
    );
    let mut facts = vec![
        (
            "Room",
            Role::Heading,
            format!("{} (id {})", visible(&plan.room.title), plan.room.id),
        ),
        (
            "Target",
            Role::Heading,
            format!("{}{new}", plan.target.path()),
        ),
        ("Move", Role::Heading, moving),
    ];
    if totals.staying > 0 {
        let again = if plan.tries_editors_again() {
            "; open ones get one more try"
        } else {
            ""
        };
        let stay = format!(
            "{} in the room, by this plan{again}",
            words::count(totals.staying, "file stays", "files stay")
        );
        facts.push(("Stay", Role::Warning, stay));
    }
    if totals.colliding > 0 {
        let settled = match plan.choices.collisions {
            CollisionPolicy::Rename => format!(
                "meet; {} new titles, and a new modified date",
                words::count(totals.renaming, "gets", "get")
            ),
            CollisionPolicy::KeepBoth => "will lie side by side under the same title".into(),
            CollisionPolicy::Leave => "meet; the first of each title moves".into(),
        };
        facts.push((
            "Meet",
            Role::Warning,
            format!(
                "{} {settled}",
                words::count(totals.colliding, "file", "files")
            ),
        ));
    }
    let guest = if plan.guest.is_none() {
        (
            Role::Plain,
            "nobody's access to the room is changed by this run",
        )
    } else {
        (
            Role::Warning,
            "a guest's access is cut after the files, by this plan",
        )
    };
    facts.push(("Guest", guest.0, guest.1.into()));
    let portal = format!(
        "{}, as {}",
        visible(&plan.portal.0),
        visible(&plan.made_by.person.name)
    );
    facts.push(("Portal", Role::Plain, portal));
    facts
}

/// What can be undone and what cannot.
fn consequences(glyphs: Glyphs) -> [(Role, &'static str, &'static str); 3] {
    [
        (
            Role::Warning,
            glyphs.warning,
            "CANNOT be undone: the files' places in the room's folders are lost, and whoever may read the target sees them.",
        ),
        (
            Role::Good,
            glyphs.good,
            "Can be undone by hand: nothing is deleted or overwritten, and files keep their ids and versions.",
        ),
        (
            Role::Good,
            glyphs.good,
            "You can stop at any time; the journal says where every file is.",
        ),
    ]
}

fn items(confirm: &ConfirmModel, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (at, (item, agreed)) in confirm.items.iter().enumerate() {
        let mark = if *agreed { "[x]" } else { "[ ]" };
        for (number, part) in text::wrap(&item.sentence(), columns.saturating_sub(4))
            .into_iter()
            .enumerate()
        {
            let lead = if number == 0 { mark } else { "   " };
            let pieces = vec![(Role::Warning, format!("{lead} ")), (Role::Plain, part)];
            lines.push(Line {
                pieces,
                item: Some(at),
            });
        }
    }
    lines
}

/// Returns the rows used.
fn draw_items(confirm: &ConfirmModel, items: &[Line], pen: &mut Pen<'_>, area: Rect) -> u16 {
    let mut used = 0;
    for line in items {
        let place = row(area, used);
        pen.pieces(place, &line.pieces);
        if line
            .item
            .is_some_and(|item| confirm.focus == ConfirmFocus::Item(item))
        {
            pen.mark_row(place, Role::Selected);
            pen.cursor_at(place);
        }
        used += 1;
    }
    used
}

fn draw_field(
    confirm: &ConfirmModel,
    asked: &[Vec<Piece>],
    gap: u16,
    pen: &mut Pen<'_>,
    area: Rect,
) {
    let mut used = 0;
    for line in asked {
        pen.pieces(row(area, used), line);
        used += 1;
    }
    let line = row(area, used);
    pen.text(line, Role::Key, ">");
    let field = Rect {
        x: line.x + 2,
        width: line.width.saturating_sub(2).min(FIELD),
        ..line
    };
    if confirm.focus == ConfirmFocus::Field {
        pen.field(field, confirm.input.value(), confirm.input.cursor());
    } else {
        pen.text(field, Role::Plain, &visible(confirm.input.value()));
    }
    let (role, state) = state(confirm, pen.glyphs());
    pen.text(row(area, used + 1 + gap), role, &state);
}

/// What Enter would do now.
fn state(confirm: &ConfirmModel, glyphs: Glyphs) -> (Role, String) {
    if confirm.consent().is_some() {
        return (
            Role::Good,
            format!("{} Enter begins. Esc goes back.", glyphs.good),
        );
    }
    let open = confirm.items.iter().any(|(_, agreed)| !agreed);
    let missing = match (confirm.input.value().is_empty(), confirm.is_typed(), open) {
        (_, true, true) => "One line above is not agreed to: Tab goes there, Space agrees.",
        (_, true, false) => "One moment.",
        (true, ..) => "Nothing happens until it is typed. Esc goes back.",
        (false, ..) => "That is not it yet. Capitals count.",
    };
    let role = if confirm.insisted {
        Role::Warning
    } else {
        Role::Quiet
    };
    (role, format!("{} {missing}", glyphs.waiting))
}
