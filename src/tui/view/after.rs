//! The question before something that follows a run.

use ratatui::layout::Rect;

use super::super::{
    model::{Dialog, Model},
    theme::Role,
    widgets::{Pen, row, text},
};
use crate::{domain::titles::visible, run::AfterStep};

/// Draws the question. No is the default.
pub(super) fn draw(model: &Model, step: AfterStep, pen: &mut Pen<'_>, body: Rect) {
    let Some(run) = &model.run else { return };
    let area = Dialog::area(body, 72, 13);
    pen.clear(area);
    let inner = pen.boxed(area, "After the run", true);
    let inside = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    let plan = &run.planned.plan;
    let about = match step {
        AfterStep::PutManifest => plan.target.path(),
        AfterStep::ArchiveRoom => visible(&plan.room.title).into_owned(),
    };
    let about = text::cut_middle(&about, usize::from(inside.width), pen.cut()).into_owned();
    pen.text(row(inside, 0), Role::Heading, &about);
    let sentence = Rect {
        y: inside.y + 2.min(inside.height),
        height: inside.height.saturating_sub(4),
        ..inside
    };
    pen.wrapped(sentence, Role::Plain, step.sentence());
    let keys = [
        (Role::Key, " y ".to_owned()),
        (Role::Plain, "do it    ".to_owned()),
        (Role::Key, "Esc ".to_owned()),
        (Role::Plain, "leave it".to_owned()),
    ];
    pen.pieces(row(inside, inside.height.saturating_sub(1)), &keys);
}
