//! Lists of the preview that are text.

use super::{Lens, Model, Planned, PreviewFocus, guest_text, preview_areas};
use crate::{plan::Refusal, tui::widgets::text};

/// A row of a list that is text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextRow {
    /// What the rows below are about.
    Heading(String),
    /// What is well.
    Good(String),
    /// What is wrong.
    Bad(String),
    /// What has to be looked at.
    Warning(String),
    /// Anything else.
    Plain(String),
    /// Nothing.
    Blank,
}

/// Why nothing may be moved.
fn why_rows(planned: &Planned, columns: usize) -> Vec<TextRow> {
    let mut rows = Vec::new();
    for refusal in &planned.plan.refusals {
        if !rows.is_empty() {
            rows.push(TextRow::Blank);
        }
        rows.extend(
            text::wrap(&refusal.what(), columns)
                .into_iter()
                .map(TextRow::Bad),
        );
        let here = match refusal {
            Refusal::NotMember { .. } if planned.plan.offers_taking_over() => {
                " Or here: o takes the room over for the run, and hands it back at its end."
            }
            _ => here(refusal),
        };
        let next = format!("{}{here}", refusal.next_step());
        rows.extend(text::wrap(&next, columns).into_iter().map(TextRow::Plain));
    }
    rows
}

/// What has to be minded.
fn mind_rows(planned: &Planned, columns: usize) -> Vec<TextRow> {
    let mut rows = Vec::new();
    for hazard in &planned.plan.hazards {
        if !rows.is_empty() {
            rows.push(TextRow::Blank);
        }
        let lines = text::wrap(&hazard.sentence(), columns);
        rows.extend(lines.into_iter().map(TextRow::Warning));
    }
    rows
}

/// Who will be able to read the files in the target; continued lines are indented.
fn reader_rows(planned: &Planned, columns: usize) -> Vec<TextRow> {
    let lines = planned.plan.target.reader_lines();
    let wrapped = lines
        .iter()
        .flat_map(|line| text::wrap_indented(line, columns, 2));
    wrapped.map(TextRow::Plain).collect()
}

/// What the keys can do about it, beside the command line's way.
fn here(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::TargetTwins { .. } => " Here: Enter takes one after the other.",
        Refusal::GuestElsewhere { .. } => " Here: x, then say how far.",
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
        let Some(preview) = &self.preview else {
            return 0;
        };
        let Some(planned) = preview.shown_plan() else {
            return 0;
        };
        match preview.lens {
            Lens::Arrives => planned.arriving(),
            Lens::Stays => planned.stays.len(),
            Lens::Meets => planned.meets.len(),
            Lens::There => planned.place.target_files.len(),
            Lens::Readers | Lens::WhyNot | Lens::Mind | Lens::Guest => self.lens_text().len(),
        }
    }

    /// The rows of the list beside the tree, if it is text.
    pub fn lens_text(&self) -> Vec<TextRow> {
        let Some(preview) = &self.preview else {
            return Vec::new();
        };
        let Some(planned) = preview.shown_plan() else {
            return Vec::new();
        };
        let columns = self.lens_columns().saturating_sub(2).max(8);
        match preview.lens {
            Lens::Readers => reader_rows(planned, columns),
            Lens::WhyNot => why_rows(planned, columns),
            Lens::Mind => mind_rows(planned, columns),
            Lens::Guest => guest_text::rows(preview, planned, columns),
            Lens::Arrives | Lens::Stays | Lens::Meets | Lens::There => Vec::new(),
        }
    }

    /// Columns inside the list beside the tree.
    fn lens_columns(&self) -> usize {
        preview_areas(self.screenful().body, PreviewFocus::Lens)
            .lens
            .map_or(0, |area| usize::from(area.width.saturating_sub(2)))
    }
}
