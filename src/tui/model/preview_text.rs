//! Lists of the preview that are text.

use super::{Lens, Model, Planned, PreviewFocus, preview_areas};
use crate::{plan::Refusal, tui::widgets::text};

/// A row of the explanation why nothing may be moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyRow {
    /// What is wrong.
    What(String),
    /// What to do.
    Next(String),
    /// Nothing.
    Blank,
}

/// The explanation in lines of `columns`.
pub fn why_rows(planned: &Planned, columns: usize) -> Vec<WhyRow> {
    let columns = columns.saturating_sub(2).max(8);
    let mut rows = Vec::new();
    for refusal in &planned.plan.refusals {
        if !rows.is_empty() {
            rows.push(WhyRow::Blank);
        }
        rows.extend(
            text::wrap(&refusal.what(), columns)
                .into_iter()
                .map(WhyRow::What),
        );
        let here = match refusal {
            Refusal::NotMember { .. } if planned.plan.offers_taking_over() => {
                " Or here: o takes the room over for the run, and hands it back at its end."
            }
            _ => here(refusal),
        };
        let next = format!("{}{here}", refusal.next_step());
        rows.extend(text::wrap(&next, columns).into_iter().map(WhyRow::Next));
    }
    rows
}

/// What has to be minded, in lines of `columns`.
pub fn mind_rows(planned: &Planned, columns: usize) -> Vec<WhyRow> {
    let columns = columns.saturating_sub(2).max(8);
    let mut rows = Vec::new();
    for hazard in &planned.plan.hazards {
        if !rows.is_empty() {
            rows.push(WhyRow::Blank);
        }
        let lines = text::wrap(&hazard.sentence(), columns);
        rows.extend(lines.into_iter().map(WhyRow::What));
    }
    rows
}

/// What the keys can do about it, beside the command line's way.
fn here(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::TargetTwins { .. } => " Here: Enter takes one after the other.",
        Refusal::TargetArchiveSection
        | Refusal::TargetNoFolder
        | Refusal::TargetPrivate
        | Refusal::TargetThirdParty
        | Refusal::TargetAi
        | Refusal::TargetFormFilling
        | Refusal::TargetLifetime
        | Refusal::TargetInsideRoom
        | Refusal::TargetNoRight { .. }
        | Refusal::TargetTemplate
        | Refusal::TargetMyQuota { .. }
        | Refusal::TargetQuota { .. } => " Here: t chooses another one.",
        _ => "",
    }
}

impl Model {
    /// How many rows the list beside the tree has.
    pub fn lens_len(&self) -> usize {
        let Some(planned) = self
            .preview
            .as_ref()
            .and_then(|preview| preview.shown_plan())
        else {
            return 0;
        };
        let Some(preview) = &self.preview else {
            return 0;
        };
        match preview.lens {
            Lens::Arrives => planned.arriving(),
            Lens::Stays => planned.stays.len(),
            Lens::Meets => planned.meets.len(),
            Lens::There => planned.place.target_files.len(),
            Lens::Readers => self
                .readers()
                .map_or(1, |reach| reach.members.len() + reach.links.len()),
            Lens::WhyNot => why_rows(planned, self.lens_columns()).len(),
            Lens::Mind => mind_rows(planned, self.lens_columns()).len(),
        }
    }

    /// Columns inside the list beside the tree.
    pub fn lens_columns(&self) -> usize {
        preview_areas(self.screenful().body, PreviewFocus::Lens)
            .lens
            .map_or(0, |area| usize::from(area.width.saturating_sub(2)))
    }

    /// Who can reach the room around the archive root, if it lies in one and that is known.
    pub fn readers(&self) -> Option<&crate::app::RoomReach> {
        let planned = self.preview.as_ref()?.shown_plan()?;
        let room = planned.place.root.room.as_ref()?;
        self.access.get(&room.id)?.here()
    }
}
