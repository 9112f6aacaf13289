//! One line about what is under the cursor: its whole path, and what the columns above have no room for.

use super::super::{
    model::{Planned, PreviewFocus, PreviewModel, TreeRow},
    widgets::{Pen, text},
};
use crate::{
    domain::{FileIndex, titles::visible},
    plan::{Blocker, Fate},
};

/// The line.
pub(super) fn line(preview: &PreviewModel, columns: usize, pen: &Pen<'_>) -> String {
    let Some(listing) = preview.listing.here() else {
        return String::new();
    };
    if let (PreviewFocus::Tree, Some(TreeRow::Folder(folder))) = (preview.focus, preview.tree_row())
    {
        let path = listing.inventory.folder_path(folder).join("/");
        return format!(
            " {}",
            text::title(&path, columns.saturating_sub(2), pen.cut())
        );
    }
    let Some(file) = preview.file_under_cursor() else {
        return String::new();
    };
    let more = preview
        .shown_plan()
        .and_then(|planned| more(planned, file))
        .map(|more| format!(": {more}"))
        .unwrap_or_default();
    let room = columns
        .saturating_sub(2 + text::width(&more))
        .max(columns / 4);
    format!(
        " {}{more}",
        text::title(&listing.inventory.file_path(file), room, pen.cut())
    )
}

/// Why a file stays, or what is done to it beside moving it.
fn more(planned: &Planned, file: FileIndex) -> Option<String> {
    let plan = &planned.plan;
    if let Fate::Stay(blocker) = plan.fates.get(file.0 as usize)? {
        return Some(stays_because(planned, file, *blocker));
    }
    if plan.unlocks.contains(&file) {
        let whose = whose_lock(planned, file);
        return Some(format!(
            "{whose} is broken first, which overwrites its version comment"
        ));
    }
    let title = plan.new_titles.get(&file)?;
    Some(format!(
        "becomes {}, and counts as changed by you then",
        visible(title)
    ))
}

/// Why a file stays in the room, with the key that can change it.
pub(super) fn stays_because(planned: &Planned, file: FileIndex, blocker: Blocker) -> String {
    if blocker == (Blocker::Locked { can_unlock: true }) {
        let holder = planned.plan.inventory.holders.get(&file);
        let by = holder.map_or("somebody else".into(), |name| visible(name));
        return format!("locked by {by}; u breaks the lock and moves it");
    }
    planned.plan.reason(file, blocker)
}

/// `the lock of Boris Brandt`.
pub(super) fn whose_lock(planned: &Planned, file: FileIndex) -> String {
    let holder = planned.plan.inventory.holders.get(&file);
    let holder = holder.map_or("somebody else".into(), |name| visible(name));
    format!("the lock of {holder}")
}
