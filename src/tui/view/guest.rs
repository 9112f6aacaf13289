//! Choosing whose access is cut, and how far.

use ratatui::layout::Rect;

use super::{
    super::{
        model::{Dialog, GuestRow, Model, PreviewModel, Remote, Window},
        theme::Role,
        widgets::{Pen, Piece, row, text, words},
    },
    problem,
};
use crate::{
    app::RoomReach,
    domain::{Member, MemberKind, titles::visible},
    plan::RevokeScope,
};

/// Columns of the mark before what can be chosen.
const MARK: usize = 5;

/// A line: what is said, and which choice it belongs to.
struct Line {
    pieces: Vec<Piece>,
    choice: Option<usize>,
}

/// Draws the choice.
pub(super) fn draw(model: &Model, window: &Window, pen: &mut Pen<'_>, body: Rect) {
    let area = Dialog::guest(body);
    pen.clear(area);
    let inner = pen.boxed(
        area,
        "Whose access is cut, after the files are archived?",
        true,
    );
    let Some(preview) = &model.preview else {
        return;
    };
    let reach = match model.preview_reach() {
        Some(Remote::Here(reach)) => reach,
        Some(Remote::Failed(failed)) => {
            problem::draw(failed, "r tries again", pen, inner);
            return;
        }
        Some(Remote::Waiting(_) | Remote::Absent) | None => {
            problem::empty(pen, inner, "Asking who is in the room.", "");
            return;
        }
    };
    let lines = lines(model, preview, reach, usize::from(inner.width));
    let height = usize::from(inner.height);
    let selected = window.selected;
    let is_selected = |line: &Line| line.choice == Some(selected);
    let cursor = lines.iter().position(is_selected).unwrap_or(0);
    // The cursor's line in the middle, without a gap at either end.
    let first = cursor
        .saturating_sub(height / 2)
        .min(lines.len().saturating_sub(height));
    pen.scrollbar(area, lines.len(), first, height);
    for (at, line) in (0u16..).zip(lines.iter().skip(first).take(height)) {
        let place = row(inner, at);
        pen.pieces(place, &line.pieces);
        if is_selected(line) {
            pen.select_row(place, true);
        }
    }
}

fn lines(model: &Model, preview: &PreviewModel, reach: &RoomReach, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let guests = model.guests();
    for (choice, row) in model.guest_rows().into_iter().enumerate() {
        if row == GuestRow::Scope(RevokeScope::Room) {
            say(&mut lines, Role::Heading, "How far?", columns);
        }
        let (mark, role, words) = choice_words(preview, &guests, row);
        for (number, part) in text::wrap(&words, columns.saturating_sub(MARK + 1))
            .into_iter()
            .enumerate()
        {
            let lead = if number == 0 { mark } else { "   " };
            lines.push(Line {
                pieces: vec![(Role::Key, format!(" {lead} ")), (role, part)],
                choice: Some(choice),
            });
        }
        let last_person = choice == guests.len();
        if last_person {
            after_guests(&mut lines, preview, reach, guests.is_empty(), columns);
        }
    }
    lines
}

/// Mark, role and words of a line that can be chosen.
fn choice_words(
    preview: &PreviewModel,
    guests: &[&Member],
    row: GuestRow,
) -> (&'static str, Role, String) {
    let chosen = preview.choices.guest.as_ref();
    match row {
        GuestRow::Nobody => {
            let words = "Nobody: guests and links of the room stay as they are";
            (radio(chosen.is_none()), Role::Plain, words.into())
        }
        GuestRow::Guest(at) => match guests.get(at).map(|member| (&member.kind, member.access)) {
            Some((MemberKind::Person { person, email, .. }, access)) => {
                let email = email.as_deref().unwrap_or("address not shown");
                let words = format!(
                    "{} <{}> ({})",
                    visible(&person.name),
                    visible(email),
                    access.word()
                );
                (radio(preview.is_chosen(&person.id)), Role::Plain, words)
            }
            _ => (radio(false), Role::Plain, String::new()),
        },
        GuestRow::Scope(scope) => {
            let is_chosen = preview.guest_scope() == Some(scope);
            (radio(is_chosen), Role::Plain, scope_words(preview, scope))
        }
        GuestRow::DespiteLeft => {
            let staying = preview
                .shown_plan()
                .map_or(0, |planned| planned.totals.staying);
            let stay = words::count(staying, "file stays", "files stay");
            let words = format!(
                "Also although {stay} in the room by this plan (this has to be agreed to before the run)"
            );
            let mark = if chosen.is_some_and(|choice| choice.despite_left) {
                "[x]"
            } else {
                "[ ]"
            };
            (mark, Role::Plain, words)
        }
    }
}

fn radio(chosen: bool) -> &'static str {
    if chosen { "(x)" } else { "( )" }
}

fn scope_words(preview: &PreviewModel, scope: RevokeScope) -> String {
    let others: Vec<_> = preview
        .guest_facts
        .here()
        .map_or(&[][..], |facts| &facts.other_rooms)
        .iter()
        .map(|room| visible(&room.title))
        .collect();
    match scope {
        RevokeScope::Room => {
            "This room: its links, the guest's place in it and in the archive room, links of moved files".into()
        }
        RevokeScope::Guest if others.is_empty() => {
            "The same, and everything you ever granted this guest (no other room that your key can see)".into()
        }
        RevokeScope::Guest => format!(
            "The same, and everything you ever granted this guest; now also in: {}",
            others.join(", ")
        ),
    }
}

/// What is said between the people and how far.
fn after_guests(
    lines: &mut Vec<Line>,
    preview: &PreviewModel,
    reach: &RoomReach,
    is_empty: bool,
    columns: usize,
) {
    if !reach.members.iter().any(|member| member.is_owner) {
        let sentence = "The portal does not show this key who is in the room; the key of its owner or of a manager would.";
        say(lines, Role::Warning, sentence, columns);
    } else if is_empty {
        let sentence = "No guest stands in this room's share list. Whoever gets in by a link or a group stands in no list; \
                        `closeout run --guest E-MAIL` can name such a guest.";
        say(lines, Role::Warning, sentence, columns);
    }
    let groups = groups(reach);
    if !groups.is_empty() {
        say(lines, Role::Quiet, &groups, columns);
    }
    blank(lines);
    if preview.choices.guest.is_none() {
        return;
    }
    if let Some(problem) = preview.guest_facts.problem() {
        say(lines, Role::Bad, &visible(&problem.what), columns);
        let next = problem.next.as_deref().unwrap_or_default();
        say(lines, Role::Plain, &visible(next), columns);
    } else if preview.guest_facts.here().is_none() {
        let name = visible(&preview.guest_name);
        say(
            lines,
            Role::Busy,
            &format!("Looking at what {name} can reach…"),
            columns,
        );
    } else if preview.guest_scope().is_none() {
        let name = visible(&preview.guest_name);
        let sentence = format!("{name} is in other rooms too, so how far has to be said.");
        say(lines, Role::Warning, &sentence, columns);
    }
}

/// Groups cannot be chosen, and one of the portal's own lets guests in whatever is done here.
fn groups(reach: &RoomReach) -> String {
    let sentences = reach
        .members
        .iter()
        .filter_map(|member| match &member.kind {
            MemberKind::Group {
                name, is_system, ..
            } => Some(if *is_system {
                format!(
                    "the group {} lets every account in, guests too, and stays.",
                    visible(name)
                )
            } else {
                format!("the group {} stays.", visible(name))
            }),
            MemberKind::Person { .. } => None,
        });
    let sentences: Vec<_> = sentences.collect();
    if sentences.is_empty() {
        return String::new();
    }
    format!("Not chosen here: {}", sentences.join(" Also "))
}

fn say(lines: &mut Vec<Line>, role: Role, sentence: &str, columns: usize) {
    lines.extend(
        text::wrap(sentence, columns.saturating_sub(2))
            .into_iter()
            .map(|part| Line {
                pieces: vec![(role, format!(" {part}"))],
                choice: None,
            }),
    );
}

fn blank(lines: &mut Vec<Line>) {
    lines.push(Line {
        pieces: Vec::new(),
        choice: None,
    });
}
