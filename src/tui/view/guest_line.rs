//! The guest in one line of the preview's head.

use super::super::{
    model::PreviewModel,
    theme::Role,
    widgets::{Pen, Piece, text, words},
};
use crate::{domain::titles::visible, plan::RevokeScope};

/// Columns for the guest's name.
const NAME: usize = 28;

/// Who, how far, and what is still to be said.
pub(super) fn pieces(preview: &PreviewModel, pen: &Pen<'_>) -> Vec<Piece> {
    let glyphs = pen.glyphs();
    let dot = glyphs.dot;
    let Some(choice) = &preview.choices.guest else {
        return vec![
            (Role::Plain, "nobody's access is cut".into()),
            (Role::Quiet, format!(" {dot} ")),
            (Role::Key, "x".into()),
            (Role::Quiet, " chooses a guest of this room".into()),
        ];
    };
    let name = text::title(&preview.guest_name, NAME, pen.cut());
    if let Some(problem) = preview.guest_facts.problem() {
        return vec![(
            Role::Bad,
            format!("{} {name}: {}", glyphs.bad, visible(&problem.what)),
        )];
    }
    let Some(facts) = preview.guest_facts.here() else {
        return vec![
            (Role::Heading, name),
            (
                Role::Busy,
                format!(" {dot} looking at what is open to this guest"),
            ),
        ];
    };
    let others = facts.other_rooms.len() as u64;
    let Some(scope) = preview.guest_scope() else {
        let rooms = words::count(others, "other room", "other rooms");
        return vec![
            (Role::Warning, format!("{} {name}", glyphs.warning)),
            (
                Role::Plain,
                format!(" {dot} also in {rooms}: say how far, "),
            ),
            (Role::Key, "x".into()),
        ];
    };
    let how_far = match scope {
        RevokeScope::Room => "loses this room at the end",
        RevokeScope::Guest => "loses all you granted at the end",
    };
    let mut pieces = vec![
        (Role::Warning, format!("{} {name}", glyphs.warning)),
        (Role::Plain, format!(" {dot} {how_far}")),
    ];
    let staying = preview
        .shown_plan()
        .map_or(0, |planned| planned.totals.staying);
    if staying > 0 {
        let staying = words::number(staying);
        let then = if choice.despite_left {
            format!(", although {staying} stay")
        } else {
            format!(", but not while {staying} stay")
        };
        pieces.push((Role::Warning, then));
    }
    if let Some(group) = facts.system_groups().next() {
        let group = text::title(group, NAME, pen.cut());
        pieces.push((
            Role::Warning,
            format!(", and {group} still lets the guest in"),
        ));
    }
    pieces.push((Role::Quiet, format!(" {dot} 9 shows each call")));
    pieces
}
