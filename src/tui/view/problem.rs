//! A failure, in words: what, why, what next.

use ratatui::layout::Rect;

use super::super::{
    message::Problem,
    theme::Role,
    widgets::{Pen, row},
};
use crate::domain::titles::visible;

/// Draws a failure. Returns the rows used.
pub(super) fn draw(problem: &Problem, retry: &str, pen: &mut Pen<'_>, area: Rect) -> u16 {
    let inside = Rect {
        x: area.x + 3.min(area.width),
        width: area.width.saturating_sub(5),
        ..area
    };
    let bad = pen.glyphs().bad;
    let arrow = pen.glyphs().arrow;
    pen.text(
        Rect {
            x: area.x + 1.min(area.width),
            ..row(area, 0)
        },
        Role::Bad,
        bad,
    );
    let mut used = pen.wrapped(inside, Role::Bad, &visible(&problem.what));
    let below = |used: u16| Rect {
        y: inside.y + used.min(inside.height),
        height: inside.height.saturating_sub(used),
        ..inside
    };
    if let Some(next) = &problem.next {
        used += pen.wrapped(
            below(used),
            Role::Heading,
            &format!("{arrow} {}", visible(next)),
        );
    }
    if !retry.is_empty() {
        used += pen.wrapped(below(used), Role::Heading, &format!("{arrow} {retry}"));
    }
    used
}

/// A sentence in the upper part of an empty pane.
pub(super) fn empty(pen: &mut Pen<'_>, area: Rect, sentence: &str, next: &str) {
    let inside = Rect {
        x: area.x + 2.min(area.width),
        y: area.y + u16::from(area.height > 4),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(u16::from(area.height > 4)),
    };
    let used = pen.wrapped(inside, Role::Plain, sentence);
    let below = Rect {
        y: inside.y + used.min(inside.height),
        height: inside.height.saturating_sub(used),
        ..inside
    };
    if !next.is_empty() {
        pen.wrapped(below, Role::Heading, next);
    }
}
