//! Files that need a word of their own, in lines of the preview's head: those that stay, and those that meet.

use super::super::{
    model::PreviewModel,
    theme::Role,
    widgets::{Pen, Piece, words},
};
use crate::plan::CollisionPolicy;

/// What stays in the room and why, and which locks are broken.
pub(super) fn staying(preview: &PreviewModel, pen: &Pen<'_>) -> Vec<Piece> {
    let Some(planned) = preview.shown_plan() else {
        return Vec::new();
    };
    let glyphs = pen.glyphs();
    let mut locks = Vec::new();
    if planned.totals.unlocking > 0 {
        let broken = words::count(planned.totals.unlocking, "lock is", "locks are");
        locks.push((Role::Warning, format!(" {} {broken} broken", glyphs.dot)));
    }
    if planned.could_be_unlocked() > 0 {
        let more = words::number(planned.could_be_unlocked());
        locks.push((
            Role::Quiet,
            format!(" {} {more} could be unlocked (u, U)", glyphs.dot),
        ));
    }
    if planned.totals.staying == 0 {
        let nothing = format!("{} nothing stays in the room", glyphs.good);
        locks.insert(0, (Role::Good, nothing));
        return locks;
    }
    let reasons = planned
        .stay_reasons
        .iter()
        .map(|(word, files)| format!("{word} {}", words::number(*files)))
        .collect::<Vec<_>>()
        .join(", ");
    let staying = words::count(planned.totals.staying, "file", "files");
    let mut pieces = vec![
        (Role::Warning, format!("{} {staying}", glyphs.warning)),
        (Role::Plain, format!(": {reasons}")),
    ];
    pieces.extend(locks);
    pieces
}

/// Titles that meet, and how that is settled.
pub(super) fn meeting(preview: &PreviewModel, pen: &Pen<'_>) -> Vec<Piece> {
    let Some(planned) = preview.shown_plan() else {
        return Vec::new();
    };
    let titles = planned.plan.collisions.len() as u64;
    if titles == 0 {
        return vec![(
            Role::Good,
            format!("{} no two files share a title", pen.glyphs().good),
        )];
    }
    let settled = match preview.choices.collisions {
        CollisionPolicy::Rename => "all move, later ones get a number",
        CollisionPolicy::KeepBoth => "all move and lie side by side",
        CollisionPolicy::Leave => "the first moves, the others stay",
    };
    vec![
        (
            Role::Warning,
            format!(
                "{} {} share {}",
                pen.glyphs().warning,
                words::count(planned.totals.colliding, "file", "files"),
                words::count(titles, "title", "titles")
            ),
        ),
        (Role::Plain, format!(": {settled}")),
        (
            Role::Quiet,
            format!(" ({})", preview.choices.collisions.word()),
        ),
    ]
}
