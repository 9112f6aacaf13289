//! The names of the preview's lists, with how much each holds.

use ratatui::layout::Rect;

use super::super::{
    model::{Lens, Model, Planned, PreviewFocus, PreviewModel, preview_areas},
    theme::Role,
    widgets::{Pen, Piece, text, words},
};
use crate::plan::Plan;

/// Tabs whose words are left out where not all fit, the first ones first; the tree is `None`.
const DISPENSABLE: [Option<Lens>; 8] = [
    Some(Lens::There),
    None,
    Some(Lens::Readers),
    Some(Lens::Arrives),
    Some(Lens::Mind),
    Some(Lens::Meets),
    Some(Lens::Stays),
    Some(Lens::Guest),
];

/// A tab of the preview.
struct Tab {
    /// Which list; `None` is the tree.
    lens: Option<Lens>,
    digit: char,
    word: &'static str,
    rows: Option<u64>,
    role: Role,
    /// It keeps its word whatever the width.
    keeps_word: bool,
}

/// The names of the lists with their numbers of rows. Where the names do not fit, those go first that are missed least.
pub(super) fn draw(model: &Model, preview: &PreviewModel, pen: &mut Pen<'_>, area: Rect) {
    let tabs = tabs(model, preview);
    for dispensed in 0..=DISPENSABLE.len() {
        let pieces = tab_pieces(&tabs, &DISPENSABLE[..dispensed]);
        let columns: usize = pieces.iter().map(|(_, text)| text::width(text)).sum();
        if dispensed == DISPENSABLE.len() || columns <= usize::from(area.width) {
            pen.pieces(area, &pieces);
            return;
        }
    }
}

fn tab_pieces(tabs: &[Tab], without_word: &[Option<Lens>]) -> Vec<Piece> {
    let pieces = tabs.iter().flat_map(|tab| {
        let rows = tab
            .rows
            .map(|rows| format!(" {}", words::number(rows)))
            .unwrap_or_default();
        let word = if without_word.contains(&tab.lens) && !tab.keeps_word {
            String::new()
        } else {
            format!(" {}", tab.word)
        };
        [
            (Role::Key, format!(" {}", tab.digit)),
            (tab.role, format!("{word}{rows} ")),
        ]
    });
    pieces.collect()
}

fn tabs(model: &Model, preview: &PreviewModel) -> Vec<Tab> {
    let areas = preview_areas(model.screenful().body, preview.focus);
    let two_panes = areas.tree.is_some() && areas.lens.is_some();
    let on_tree = preview.focus == PreviewFocus::Tree;
    let role = |shown: bool, focus: bool, warns: bool| match (shown, focus) {
        (true, true) => Role::Selected,
        (true, false) => Role::Heading,
        (false, _) if warns => Role::Warning,
        (false, _) => Role::Plain,
    };
    let in_room = preview
        .listing
        .here()
        .map(|listing| listing.inventory.files.len() as u64);
    let tree_shown = on_tree || two_panes;
    let mut tabs = vec![Tab {
        lens: None,
        digit: '1',
        word: "Room",
        rows: in_room,
        role: role(tree_shown, on_tree, false),
        keeps_word: on_tree,
    }];
    tabs.extend(Lens::ALL.into_iter().filter_map(|lens| {
        let rows = preview.shown_plan().and_then(|planned| rows(planned, lens));
        if matches!(lens, Lens::WhyNot | Lens::Mind) && rows.unwrap_or(0) == 0 {
            return None;
        }
        let shown = preview.lens == lens && (two_panes || !on_tree);
        let warns =
            lens == Lens::WhyNot || (lens == Lens::Guest && preview.choices.guest.is_some());
        Some(Tab {
            lens: Some(lens),
            digit: lens.digit(),
            word: lens.word(),
            rows,
            role: role(shown, !on_tree, warns),
            keeps_word: shown || warns,
        })
    }));
    tabs
}

/// How much a list holds.
fn rows(planned: &Planned, lens: Lens) -> Option<u64> {
    let plan = &planned.plan;
    match lens {
        Lens::Arrives => Some(planned.totals.moving),
        Lens::Stays => Some(planned.totals.staying),
        Lens::Meets => Some(planned.totals.colliding),
        Lens::There => Some(plan.target.files_there),
        Lens::Readers => readers(plan),
        Lens::WhyNot => Some(plan.refusals.len() as u64),
        Lens::Mind => Some(plan.hazards.len() as u64),
        Lens::Guest => plan.guest.as_ref().map(|guest| guest.calls.len() as u64),
    }
}

/// People, groups and links that can read the target; `None` where not all of them could be seen.
fn readers(plan: &Plan) -> Option<u64> {
    let reach = plan.target.reach.as_ref()?;
    let (members, links) = (reach.members.as_ref()?, reach.links.as_ref()?);
    Some((members.len() + links.len()) as u64)
}
