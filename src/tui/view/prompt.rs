//! One line to type.

use ratatui::layout::Rect;

use super::super::{
    model::{Dialog, PromptKind, PromptModel},
    theme::Role,
    widgets::{Pen, row},
};
use crate::domain::titles::visible;

/// Draws the field and what the portal would make of what is typed.
pub(super) fn draw(prompt: &PromptModel, pen: &mut Pen<'_>, body: Rect) {
    let area = Dialog::prompt(body);
    pen.clear(area);
    let (title, sentence) = match &prompt.kind {
        PromptKind::ClientName => (
            "Client name",
            "The target folder gets this name. Only the preview changes.",
        ),
        PromptKind::NewFolder(_) => ("New folder", "The folder is made in the portal at once."),
    };
    let inner = pen.boxed(area, title, true);
    let inside = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    pen.text(row(inside, 0), Role::Quiet, sentence);
    pen.text(row(inside, 2), Role::Key, ">");
    let line = row(inside, 2);
    let field = Rect {
        x: line.x + 2,
        width: line.width.saturating_sub(2),
        ..line
    };
    pen.field(field, prompt.input.value(), prompt.input.cursor());
    let glyphs = pen.glyphs();
    let (role, line) = match prompt.stored_title() {
        Ok(stored) if stored == prompt.input.value().trim() => (Role::Quiet, String::new()),
        Ok(stored) => (
            Role::Warning,
            format!(
                "{} the portal stores it as: {}",
                glyphs.warning,
                visible(&stored)
            ),
        ),
        Err(error) => (Role::Bad, format!("{} {error}", glyphs.bad)),
    };
    let below = Rect {
        y: inside.y + 4.min(inside.height),
        height: inside.height.saturating_sub(4),
        ..inside
    };
    pen.wrapped(below, role, &line);
}
