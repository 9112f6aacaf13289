//! The preview: what would happen, in a few lines; the room's tree; a list beside it.
//!
//! ```text
//!  From   Contoso Ltd …                         preview_head
//!  To     /Archive/Contoso Ltd …
//!  1 Room  2 Arrives 390  3 Stays 12 …          tabs
//! ┌ Room ────────────┐┌ Arrives ───────────┐
//! │ preview_tree     ││ preview_lens       │
//! └──────────────────┘└────────────────────┘
//! ```

use ratatui::layout::Rect;

use super::{
    super::{
        model::{Lens, Model, PreviewFocus, PreviewModel, preview_areas},
        theme::Role,
        widgets::{Pen, Piece, text, words},
    },
    preview_detail, preview_head, preview_lens, preview_tree,
};
use crate::plan::Plan;

/// Draws the preview.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, body: Rect) {
    let Some(preview) = &model.preview else {
        return;
    };
    let areas = preview_areas(body, preview.focus);
    preview_head::draw(model, preview, pen, areas.head);
    draw_tabs(model, preview, pen, areas.tabs);
    if let Some(tree) = areas.tree {
        preview_tree::draw(preview, pen, tree);
    }
    if let Some(lens) = areas.lens {
        preview_lens::draw(model, preview, pen, lens);
    }
    if areas.detail.height > 0 {
        pen.text(
            areas.detail,
            Role::Quiet,
            &preview_detail::line(preview, usize::from(areas.detail.width), pen),
        );
    }
}

/// People, groups and links that can read the target; `None` where not all of them could be seen.
fn readers(plan: &Plan) -> Option<u64> {
    let reach = plan.target.reach.as_ref()?;
    let (members, links) = (reach.members.as_ref()?, reach.links.as_ref()?);
    Some((members.len() + links.len()) as u64)
}

/// The names of the lists with their numbers of rows. Where the names do not fit, only the shown one keeps its name.
fn draw_tabs(model: &Model, preview: &PreviewModel, pen: &mut Pen<'_>, area: Rect) {
    for short in [false, true] {
        let pieces = tabs(model, preview, short);
        let columns: usize = pieces.iter().map(|(_, text)| text::width(text)).sum();
        if short || columns <= usize::from(area.width) {
            pen.pieces(area, &pieces);
            return;
        }
    }
}

fn tabs(model: &Model, preview: &PreviewModel, short: bool) -> Vec<Piece> {
    let two_panes = preview_areas(model.screenful().body, preview.focus)
        .tree
        .is_some()
        && preview_areas(model.screenful().body, preview.focus)
            .lens
            .is_some();
    let planned = preview.shown_plan();
    let mut pieces = Vec::new();
    let mut tab =
        |digit: char, word: &str, rows: Option<u64>, shown: bool, focus: bool, warns: bool| {
            let role = match (shown, focus) {
                (true, true) => Role::Selected,
                (true, false) => Role::Heading,
                _ => Role::Plain,
            };
            pieces.push((Role::Key, format!(" {digit}")));
            let rows = rows
                .map(|rows| format!(" {}", words::number(rows)))
                .unwrap_or_default();
            let role = if warns && !shown { Role::Warning } else { role };
            let word = if short && !shown && !warns {
                String::new()
            } else {
                format!(" {word}")
            };
            pieces.push((role, format!("{word}{rows} ")));
        };
    let on_tree = preview.focus == PreviewFocus::Tree;
    let in_room = preview
        .listing
        .here()
        .map(|listing| listing.inventory.files.len() as u64);
    tab('1', "Room", in_room, on_tree || two_panes, on_tree, false);
    for lens in Lens::ALL {
        let rows = planned.and_then(|planned| match lens {
            Lens::Arrives => Some(planned.totals.moving),
            Lens::Stays => Some(planned.totals.staying),
            Lens::Meets => Some(planned.totals.colliding),
            Lens::There => Some(planned.plan.target.files_there),
            Lens::Readers => readers(&planned.plan),
            Lens::WhyNot => Some(planned.plan.refusals.len() as u64),
            Lens::Mind => Some(planned.plan.hazards.len() as u64),
            Lens::Guest => planned
                .plan
                .guest
                .as_ref()
                .map(|guest| guest.calls.len() as u64),
        });
        if matches!(lens, Lens::WhyNot | Lens::Mind) && rows.unwrap_or(0) == 0 {
            continue;
        }
        let shown = preview.lens == lens && (two_panes || !on_tree);
        tab(
            lens.digit(),
            lens.word(),
            rows,
            shown,
            !on_tree,
            lens == Lens::WhyNot || (lens == Lens::Guest && preview.choices.guest.is_some()),
        );
    }
    pieces
}
