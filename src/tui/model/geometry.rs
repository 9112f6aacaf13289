//! Where things lie. One place for it, because keys (a page down) and drawing have to agree.
//!
//! ```text
//!  banner    closeout  DEMO  docspace.example.com · Ada Admin
//!  crumb     portal › Contoso Ltd › preview
//!  body
//!  footer    Enter open  / filter …                      ? help
//! ```

use ratatui::layout::{Constraint, Layout, Rect};

use super::PreviewFocus;

/// Below this many columns and rows only one line is drawn.
pub const SMALLEST: (u16, u16) = (40, 12);
/// From this width on two panes stand side by side.
const TWO_PANES: u16 = 100;

/// The four parts of every screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Screenful {
    /// Whether the terminal is big enough for any of it.
    pub fits: bool,
    /// Program, portal, person.
    pub banner: Rect,
    /// Where we are.
    pub crumb: Rect,
    /// The screen itself.
    pub body: Rect,
    /// Keys.
    pub footer: Rect,
}

/// Cuts the terminal.
pub fn screenful(columns: u16, rows: u16) -> Screenful {
    if columns < SMALLEST.0 || rows < SMALLEST.1 {
        return Screenful::default();
    }
    let row = |y| Rect::new(0, y, columns, 1);
    Screenful {
        fits: true,
        banner: row(0),
        crumb: row(1),
        body: Rect::new(0, 2, columns, rows - 3),
        footer: row(rows - 1),
    }
}

/// The table of rooms, and the pane beside it where there is room.
pub fn rooms_areas(body: Rect) -> (Rect, Option<Rect>) {
    if body.width < TWO_PANES {
        return (body, None);
    }
    let side = (body.width / 3).clamp(34, 52);
    let [table, side] =
        Layout::horizontal([Constraint::Fill(1), Constraint::Length(side)]).areas(body);
    (table, Some(side))
}

/// The parts of the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviewAreas {
    /// What would happen, in a few lines.
    pub head: Rect,
    /// Names of the lists.
    pub tabs: Rect,
    /// The tree, unless the other half has the whole width.
    pub tree: Option<Rect>,
    /// The list beside it likewise.
    pub lens: Option<Rect>,
    /// The whole name of what is under the cursor, where there is room for it.
    pub detail: Rect,
}

/// Cuts the preview.
pub fn preview_areas(body: Rect, focus: PreviewFocus) -> PreviewAreas {
    let head_rows = if body.height >= 16 { 6 } else { 3 };
    let [head, tabs, panes, detail] = Layout::vertical([
        Constraint::Length(head_rows),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(u16::from(body.height >= 16)),
    ])
    .areas(body);
    let (tree, lens) = if panes.width >= TWO_PANES {
        let [tree, lens] =
            Layout::horizontal([Constraint::Percentage(54), Constraint::Fill(1)]).areas(panes);
        (Some(tree), Some(lens))
    } else if focus == PreviewFocus::Tree {
        (Some(panes), None)
    } else {
        (None, Some(panes))
    };
    PreviewAreas {
        head,
        tabs,
        tree,
        lens,
        detail,
    }
}

/// The parts of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunAreas {
    /// The whole in one bar and three lines.
    pub head: Rect,
    /// One row per chunk.
    pub chunks: Rect,
    /// What has happened.
    pub log: Rect,
}

/// Cuts the run.
pub fn run_areas(body: Rect) -> RunAreas {
    let [head, rest] =
        Layout::vertical([Constraint::Length(4.min(body.height)), Constraint::Fill(1)]).areas(body);
    let [chunks, log] = if rest.width >= TWO_PANES {
        Layout::horizontal([Constraint::Percentage(50), Constraint::Fill(1)]).areas(rest)
    } else {
        let log = (rest.height / 3).clamp(0, 7);
        Layout::vertical([Constraint::Fill(1), Constraint::Length(log)]).areas(rest)
    };
    RunAreas { head, chunks, log }
}

/// The parts of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SummaryAreas {
    /// How it ended, in a few lines.
    pub head: Rect,
    /// Files that are not archived.
    pub files: Rect,
    /// The one under the cursor with its whole reason, where there is room for it.
    pub detail: Rect,
}

/// Cuts the summary.
pub fn summary_areas(body: Rect) -> SummaryAreas {
    let (head_rows, detail_rows) = if body.height >= 16 { (9, 2) } else { (4, 0) };
    let [head, files, detail] = Layout::vertical([
        Constraint::Length(head_rows),
        Constraint::Fill(1),
        Constraint::Length(detail_rows),
    ])
    .areas(body);
    SummaryAreas {
        head,
        files,
        detail,
    }
}

/// A box over the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialog;

impl Dialog {
    /// A box of at most this size in the middle of `body`.
    ///
    /// Where it would leave only slivers of the screen behind it visible, it takes them too.
    pub fn area(body: Rect, columns: u16, rows: u16) -> Rect {
        let columns = if columns.saturating_add(8) > body.width {
            body.width
        } else {
            columns
        };
        let rows = if rows.saturating_add(2) > body.height {
            body.height
        } else {
            rows
        };
        body.centered(
            Constraint::Length(columns.min(body.width)),
            Constraint::Length(rows.min(body.height)),
        )
    }

    /// The folder picker.
    pub fn picker(body: Rect) -> Rect {
        Self::area(body, 76, 22)
    }

    /// The help.
    pub fn help(body: Rect) -> Rect {
        Self::area(body, 84, body.height)
    }

    /// Whose access is cut.
    pub fn guest(body: Rect) -> Rect {
        Self::area(body, 84, 24)
    }

    /// One line to type.
    pub fn prompt(body: Rect) -> Rect {
        Self::area(body, 70, 8)
    }
}

/// Rows of a list inside a box: without the two box lines, and without `header` lines.
pub fn rows_inside(area: Rect, header: u16) -> usize {
    usize::from(area.height.saturating_sub(2 + header))
}
