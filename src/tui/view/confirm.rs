//! The question before the run.

use ratatui::layout::Rect;

use super::{
    super::{
        model::{ConfirmFocus, ConfirmModel, Dialog, Model, TypedWord},
        theme::{Glyphs, Role},
        widgets::{Pen, Piece, row, text},
    },
    confirm_facts::{self, Weight},
};
use crate::domain::titles::visible;

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

/// Draws the question. Where there is too little room for all of it, what has to be answered is kept, and the facts
/// that weigh least are left out.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, body: Rect) {
    let Some(confirm) = &model.confirm else {
        return;
    };
    let columns = usize::from(body.width.min(WIDEST)).saturating_sub(4);
    let glyphs = pen.glyphs();
    let all_facts = facts(confirm, columns, u16::MAX, glyphs);
    let items = items(confirm, columns);
    let asked = asked(confirm, columns);
    let rows = |lines: usize| u16::try_from(lines).unwrap_or(u16::MAX);
    // Blank lines before the items, the question and the state; the field and the state themselves.
    let answers = rows(items.len() + asked.len() + 2);
    let blanks = 2 + u16::from(!items.is_empty());
    let all = rows(all_facts.len())
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
    let for_facts = inside.height.saturating_sub(answers + gap * blanks);
    let shown = facts(confirm, columns, for_facts, glyphs);
    let kept = rows(shown.len());
    for (at, line) in (0..kept).zip(&shown) {
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

/// The facts in as many rows as there are. What is least needed to decide gives way first, each fact as a whole;
/// where even what is needed has no room, its end is cut.
fn facts(confirm: &ConfirmModel, columns: usize, rows: u16, glyphs: Glyphs) -> Vec<Line> {
    let mut blocks: Vec<(Weight, Vec<Line>)> = confirm_facts::named(confirm)
        .into_iter()
        .map(|(weight, name, role, sentence)| (weight, named(name, role, &sentence, columns)))
        .collect();
    let blank = Line {
        pieces: Vec::new(),
        item: None,
    };
    blocks.push((Weight::Blank, vec![blank]));
    for (weight, role, glyph, sentence) in confirm_facts::consequences(confirm, glyphs) {
        blocks.push((weight, consequence(role, glyph, &sentence, columns)));
    }
    let height = |blocks: &[(Weight, Vec<Line>)]| -> usize {
        blocks.iter().map(|(_, lines)| lines.len()).sum()
    };
    while height(&blocks) > usize::from(rows) {
        // Of equal weight, the last one.
        let lightest = (0..blocks.len()).rev().min_by_key(|at| blocks[*at].0);
        match lightest.filter(|at| blocks[*at].0 < Weight::Decisive) {
            Some(lightest) => blocks.remove(lightest),
            None => break,
        };
    }
    let lines = blocks.into_iter().flat_map(|(_, lines)| lines);
    lines.take(usize::from(rows)).collect()
}

fn named(name: &str, role: Role, sentence: &str, columns: usize) -> Vec<Line> {
    let parts = text::wrap(sentence, columns.saturating_sub(NAMES));
    let lines = parts.into_iter().enumerate().map(|(at, part)| {
        let name = if at == 0 { name } else { "" };
        let pieces = vec![(Role::Quiet, format!("{name:<NAMES$}")), (role, part)];
        Line { pieces, item: None }
    });
    lines.collect()
}

fn consequence(role: Role, glyph: &str, sentence: &str, columns: usize) -> Vec<Line> {
    let parts = text::wrap(sentence, columns.saturating_sub(2));
    let lines = parts.into_iter().enumerate().map(|(at, part)| {
        let glyph = if at == 0 { glyph } else { " " };
        let pieces = vec![(role, format!("{glyph} ")), (Role::Plain, part)];
        Line { pieces, item: None }
    });
    lines.collect()
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
