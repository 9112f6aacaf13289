//! The question before the run.

use ratatui::layout::Rect;

use super::super::{
    model::{ConfirmFocus, ConfirmModel, Model, TypedWord},
    theme::Role,
    widgets::{Pen, Piece, row, text, words},
};
use crate::{domain::titles::visible, plan::CollisionPolicy};

/// Widest useful question.
const WIDEST: u16 = 96;

/// Draws the question. Where there is too little room for all of it, what is to be typed is kept and facts are left
/// out from the end.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, body: Rect) {
    let Some(confirm) = &model.confirm else {
        return;
    };
    let width = body.width.min(WIDEST);
    let area = Rect { x: body.x + (body.width - width) / 2, width, ..body };
    let inner = pen.boxed(area, "Archive this room?", true);
    let inside = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let question_rows = question_rows(confirm, inside.width);
    let facts = Rect { height: inside.height.saturating_sub(question_rows), ..inside };
    let used = draw_facts(confirm, pen, facts);
    let question = Rect {
        y: inside.y + used,
        height: inside.height.saturating_sub(used),
        ..inside
    };
    draw_question(confirm, pen, question);
}

/// Rows that the question itself takes.
fn question_rows(confirm: &ConfirmModel, width: u16) -> u16 {
    let items: usize = confirm.items.iter().map(|(item, _)| item_lines(&item.sentence(), width).len()).sum();
    u16::try_from(items).unwrap_or(u16::MAX).saturating_add(4)
}

fn item_lines(sentence: &str, width: u16) -> Vec<String> {
    text::wrap(sentence, usize::from(width).saturating_sub(6).max(8))
}

/// Returns the rows used, at most all of them.
fn draw_facts(confirm: &ConfirmModel, pen: &mut Pen<'_>, area: Rect) -> u16 {
    let roomy = area.height >= 12;
    let mut used = 0;
    for (name, role, sentence) in facts(confirm) {
        let at = Rect { x: area.x + 8, width: area.width.saturating_sub(8), ..row(area, used) };
        if used >= area.height {
            return used;
        }
        pen.text(row(area, used), Role::Quiet, name);
        let rest = Rect { height: area.height - used, ..at };
        used += pen.wrapped(rest, role, &sentence);
    }
    if roomy {
        used += 1;
    }
    for (role, glyph, sentence) in consequences(pen) {
        if used >= area.height {
            return used;
        }
        pen.text(row(area, used), role, glyph);
        let rest = Rect {
            x: area.x + 2,
            y: area.y + used,
            width: area.width.saturating_sub(2),
            height: area.height - used,
        };
        used += pen.wrapped(rest, Role::Plain, sentence);
    }
    used.saturating_add(u16::from(roomy)).min(area.height)
}

fn facts(confirm: &ConfirmModel) -> Vec<(&'static str, Role, String)> {
    let plan = &confirm.planned.plan;
    let totals = &confirm.planned.totals;
    let manner = if confirm.manner.gentle { ", gently" } else { "" };
    let new = if plan.target.existing.is_none() { " (new, will be made)" } else { "" };
    let mut facts = vec![
        ("Portal", Role::Plain, format!("{}, as {}", plan.portal, visible(&plan.made_by.person.name))),
        ("Room", Role::Heading, format!("{} (id {})", visible(&plan.room.title), plan.room.id)),
        ("Target", Role::Heading, format!("{}{new}", plan.target.path())),
        (
            "Move",
            Role::Heading,
            format!(
                "{}, {}, in {}{manner}",
                words::count(totals.moving, "file", "files"),
                words::bytes(totals.moving_bytes),
                words::count(totals.chunks, "chunk", "chunks"),
            ),
        ),
    ];
    if totals.staying > 0 {
        let stay = format!("{} in the room, by this plan", words::count(totals.staying, "file stays", "files stay"));
        facts.push(("Stay", Role::Warning, stay));
    }
    if totals.colliding > 0 {
        let settled = match plan.choices.collisions {
            CollisionPolicy::KeepBoth => "will lie side by side under the same title",
            CollisionPolicy::Leave => "meet; the first of each title moves",
        };
        facts.push(("Meet", Role::Warning, format!("{} {settled}", words::count(totals.colliding, "file", "files"))));
    }
    facts.push(("Guest", Role::Plain, "nobody's access is changed by this run".into()));
    facts
}

/// What can be undone and what cannot.
fn consequences(pen: &Pen<'_>) -> [(Role, &'static str, &'static str); 3] {
    let glyphs = pen.glyphs();
    [
        (
            Role::Good,
            glyphs.good,
            "Nothing is deleted or overwritten. Files keep their ids and versions, and can be moved back by hand.",
        ),
        (
            Role::Warning,
            glyphs.warning,
            "Cannot be undone: their place in the room's folders is lost, and the room's members no longer see them.",
        ),
        (Role::Good, glyphs.good, "You can stop at any time; the journal says where every file is."),
    ]
}

fn draw_question(confirm: &ConfirmModel, pen: &mut Pen<'_>, area: Rect) {
    let mut used = 0;
    for (at, (item, agreed)) in confirm.items.iter().enumerate() {
        let has_focus = confirm.focus == ConfirmFocus::Item(at);
        let mark = if *agreed { "[x]" } else { "[ ]" };
        let lines = item_lines(&item.sentence(), area.width);
        for (number, line) in lines.iter().enumerate() {
            let lead = if number == 0 { mark } else { "   " };
            let place = row(area, used);
            pen.pieces(place, &[(Role::Warning, format!("{lead} ")), (Role::Plain, line.clone())]);
            if has_focus {
                pen.mark_row(place, Role::Selected);
                if number == 0 {
                    pen.cursor_at(place);
                }
            }
            used += 1;
        }
    }
    let wanted = confirm.wanted.text();
    let sentence: Vec<Piece> = match &confirm.wanted {
        TypedWord::Name(_) => vec![(Role::Plain, "To go on, type the client's name: ".into()), (Role::Heading, wanted)],
        TypedWord::Files(_) => {
            vec![(Role::Plain, "To go on, type the number of files that move: ".into()), (Role::Heading, wanted)]
        }
    };
    pen.pieces(row(area, used), &sentence);
    let field = row(area, used + 1);
    let columns = field.width.min(60);
    if confirm.focus == ConfirmFocus::Field {
        pen.field(Rect { width: columns, ..field }, confirm.input.value(), confirm.input.cursor());
    } else {
        pen.text(Rect { width: columns, ..field }, Role::Plain, &visible(confirm.input.value()));
    }
    let (role, state) = state(confirm, pen);
    pen.text(row(area, used + 2), role, &state);
}

/// What Enter would do now.
fn state(confirm: &ConfirmModel, pen: &Pen<'_>) -> (Role, String) {
    let glyphs = pen.glyphs();
    let open = confirm.items.iter().filter(|(_, agreed)| !agreed).count();
    if confirm.consent().is_some() {
        return (Role::Good, format!("{} Enter begins. Esc goes back.", glyphs.good));
    }
    let missing = if confirm.is_typed() && open > 0 {
        "Agree to the line above: Tab goes there, Space agrees."
    } else if confirm.input.value().is_empty() {
        "Nothing happens until it is typed. Esc goes back."
    } else if confirm.is_typed() {
        "One moment."
    } else {
        "That is not it yet. Capitals count."
    };
    let role = if confirm.insisted { Role::Warning } else { Role::Quiet };
    (role, format!("{} {missing}", glyphs.waiting))
}
