//! Choosing the archive root: level by level, from the rooms one may write to down to a folder.

use super::{Remote, Window};
use crate::{
    domain::FolderId,
    tui::message::{FolderPage, Problem, RequestId},
};

/// The folder picker.
#[derive(Debug, Clone, Default)]
pub struct PickerModel {
    /// The level that is shown.
    pub page: Remote<FolderPage>,
    /// The cursor.
    pub window: Window,
    /// The folders gone through on the way here, outermost first; the last one is what `page` shows or awaits.
    pub way: Vec<FolderId>,
    /// A folder is being made by this request.
    pub making: Option<RequestId>,
    /// Why the last folder was not made.
    pub not_made: Option<Problem>,
}

/// What a line of the picker does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PickerRow {
    /// Takes the folder that is open.
    UseThis,
    /// Goes into a folder, by position in the page's choices.
    Into(usize),
    /// Makes a folder in the one that is open.
    MakeFolder,
}

impl PickerModel {
    /// The lines of the level that is shown.
    pub fn rows(&self, may_write: bool) -> Vec<PickerRow> {
        let Some(page) = self.page.here() else {
            return Vec::new();
        };
        let choices = (0..page.choices.len()).map(PickerRow::Into);
        match &page.folder {
            Some(folder) => {
                let may_make = may_write && folder.rights.create;
                std::iter::once(PickerRow::UseThis)
                    .chain(choices)
                    .chain(may_make.then_some(PickerRow::MakeFolder))
                    .collect()
            }
            None => choices.collect(),
        }
    }
}
