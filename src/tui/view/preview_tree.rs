//! The room's tree with each file's fate.

use ratatui::layout::Rect;

use super::{
    super::{
        model::{Listing, Planned, PreviewFocus, PreviewModel, Remote, TreeRow, rows_inside},
        theme::Role,
        widgets::{Pen, row, text, words},
    },
    problem,
};
use crate::{
    domain::{FileIndex, FolderIndex, titles::visible},
    plan::{Blocker, Fate},
};

/// Columns kept for what becomes of a file.
const FATE: u16 = 22;
/// Columns kept for a size.
const SIZE: u16 = 8;
/// Folders deeper than this are not indented further.
const DEEPEST_INDENT: u16 = 12;

/// Draws the tree, or why there is none.
pub(super) fn draw(preview: &PreviewModel, pen: &mut Pen<'_>, area: Rect) {
    let has_focus = preview.focus == PreviewFocus::Tree;
    let inner = pen.boxed(area, "The room as it is", has_focus);
    let listing = match &preview.listing {
        Remote::Here(listing) => listing,
        Remote::Failed(failed) => {
            problem::draw(failed, "r tries again", pen, inner);
            return;
        }
        Remote::Waiting(_) | Remote::Absent => {
            let sentence =
                "Listing every file of the room, page by page, until the list is proved complete.";
            problem::empty(pen, inner, sentence, "");
            return;
        }
    };
    let rows = preview.tree.rows();
    if rows.is_empty() {
        problem::empty(
            pen,
            inner,
            "The room is empty: there is nothing to archive.",
            "",
        );
        return;
    }
    let height = rows_inside(area, 0);
    let seen = preview.tree_window.visible(rows.len(), height);
    pen.scrollbar(area, rows.len(), seen.start, height);
    let planned = preview.shown_plan().map(|planned| &**planned);
    for (at, number) in (0u16..).zip(seen) {
        let line = row(inner, at);
        match rows[number] {
            TreeRow::Folder(folder) => draw_folder(preview, listing, folder, pen, line),
            TreeRow::File(file) => draw_file(listing, planned, file, pen, line),
        }
        if number == preview.tree_window.selected {
            pen.select_row(line, has_focus);
        }
    }
}

fn indent(depth: u16, width: u16) -> u16 {
    1 + 2 * depth.min(DEEPEST_INDENT).min(width / 8)
}

fn draw_folder(
    preview: &PreviewModel,
    listing: &Listing,
    folder: FolderIndex,
    pen: &mut Pen<'_>,
    line: Rect,
) {
    let Some(entry) = listing.inventory.folders.get(folder.0 as usize) else {
        return;
    };
    let glyphs = pen.glyphs();
    let glyph = if preview.tree.is_folded(folder) {
        glyphs.closed
    } else {
        glyphs.open
    };
    let left = indent(listing.shape.depth(folder).saturating_sub(1), line.width);
    let files = listing.shape.files_in(folder).len() as u64;
    let note = if entry.role.is_ordinary() {
        words::count(files, "file", "files")
    } else {
        "kept by the portal".to_owned()
    };
    let note_columns = u16::try_from(text::width(&note)).unwrap_or(0) + 2;
    let room = line.width.saturating_sub(left + note_columns + 2);
    let title = text::title(&entry.title, usize::from(room), glyphs.cut);
    let at = Rect {
        x: line.x + left,
        width: line.width.saturating_sub(left),
        ..line
    };
    pen.pieces(
        at,
        &[(Role::Key, format!("{glyph} ")), (Role::Heading, title)],
    );
    pen.pieces_right(at, &[(Role::Quiet, format!("{note} "))]);
}

fn draw_file(
    listing: &Listing,
    planned: Option<&Planned>,
    file: FileIndex,
    pen: &mut Pen<'_>,
    line: Rect,
) {
    let Some(entry) = listing.inventory.file(file) else {
        return;
    };
    let left = indent(listing.shape.depth(entry.folder), line.width) + 2;
    let fate_columns = if planned.is_some() {
        FATE.min(line.width / 3)
    } else {
        0
    };
    let new_title = planned.and_then(|planned| planned.plan.new_titles.get(&file));
    // Two titles need the room more than the size does.
    let size_columns = if line.width >= 56 && new_title.is_none() {
        SIZE + 1
    } else {
        0
    };
    let room = line
        .width
        .saturating_sub(left + fate_columns + size_columns + 1);
    let title = match new_title {
        Some(new_title) => renamed(&entry.title, new_title, usize::from(room), pen),
        None => text::title(&entry.title, usize::from(room), pen.cut()),
    };
    let at = |x: u16, width: u16| Rect {
        x: line.x + x,
        width,
        ..line
    };
    pen.text(at(left, room), Role::Plain, &title);
    if size_columns > 0 {
        let cell = at(left + room, SIZE + 1);
        pen.pieces_right(cell, &[(Role::Quiet, words::bytes(entry.size))]);
    }
    if let Some(planned) = planned {
        let (role, word) = fate(planned, file, pen);
        let cell = at(line.width.saturating_sub(fate_columns), fate_columns);
        pen.text(cell, role, &word);
    }
}

/// `Contract.docx → Contract (2).docx`, each cut in its middle where both do not fit.
fn renamed(old: &str, new: &str, columns: usize, pen: &Pen<'_>) -> String {
    let arrow = format!(" {} ", pen.glyphs().arrow);
    let room = columns.saturating_sub(text::width(&arrow));
    let wanted = |title| text::width(&visible(title));
    // The new title says more: the old one gives way first.
    let for_new = wanted(new).min(room - (room * 2 / 5).min(wanted(old)));
    let new = text::title(new, for_new, pen.cut());
    let old = text::title(old, room.saturating_sub(text::width(&new)), pen.cut());
    format!("{old}{arrow}{new}")
}

/// What becomes of a file, in a glyph and a word or two.
fn fate(planned: &Planned, file: FileIndex, pen: &Pen<'_>) -> (Role, String) {
    let glyphs = pen.glyphs();
    let plan = &planned.plan;
    match plan.fates.get(file.0 as usize) {
        Some(Fate::Move(chunk)) => {
            let (role, how) = if plan.unlocks.contains(&file) {
                (Role::Warning, ", unlocked")
            } else if plan.new_titles.contains_key(&file) {
                (Role::Busy, ", renamed")
            } else if planned.meets_another(file) {
                (Role::Busy, ", shared")
            } else {
                (Role::Good, "")
            };
            (role, format!("{} chunk {}{how}", glyphs.arrow, chunk + 1))
        }
        Some(Fate::Stay(Blocker::Locked { can_unlock: true })) => (
            Role::Warning,
            format!("{} locked, u unlocks", glyphs.warning),
        ),
        Some(Fate::Stay(blocker)) => (
            Role::Warning,
            format!("{} {}", glyphs.warning, blocker.word()),
        ),
        None => (Role::Quiet, String::new()),
    }
}
