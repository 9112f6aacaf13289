//! The preview: what would happen, in a few lines; the room's tree; a list beside it.
//!
//! ```text
//!  From   Contoso Ltd …                         preview_head
//!  To     /Archive/Contoso Ltd …
//!  1 Room  2 Arrives 390  3 Stays 12 …          preview_tabs
//! ┌ Room ────────────┐┌ Arrives ───────────┐
//! │ preview_tree     ││ preview_lens       │
//! └──────────────────┘└────────────────────┘
//! ```

use ratatui::layout::Rect;

use super::{
    super::{
        model::{Model, preview_areas},
        theme::Role,
        widgets::Pen,
    },
    preview_detail, preview_head, preview_lens, preview_tabs, preview_tree,
};

/// Draws the preview.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, body: Rect) {
    let Some(preview) = &model.preview else {
        return;
    };
    let areas = preview_areas(body, preview.focus);
    preview_head::draw(model, preview, pen, areas.head);
    preview_tabs::draw(model, preview, pen, areas.tabs);
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
