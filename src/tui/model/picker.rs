//! Choosing the archive root: level by level, from the rooms one may write to down to a folder.

use super::{Remote, Window};
use crate::{
    app::FolderChoice,
    tui::message::{Problem, RequestId},
};

/// The folder picker.
#[derive(Debug, Clone, Default)]
pub struct PickerModel {
    /// Folders in the one that is open, or the places to start from.
    pub choices: Remote<Vec<FolderChoice>>,
    /// The cursor.
    pub window: Window,
    /// The folders gone through on the way here, outermost first; the last one is open.
    pub way: Vec<FolderChoice>,
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
    /// Goes into a folder, by position in the choices.
    Into(usize),
    /// Makes a folder in the one that is open.
    MakeFolder,
}

impl PickerModel {
    /// The folder that is open.
    pub fn open(&self) -> Option<&FolderChoice> {
        self.way.last()
    }

    /// The lines of the level that is shown.
    pub fn rows(&self, may_write: bool) -> Vec<PickerRow> {
        let Some(choices) = self.choices.here() else {
            return Vec::new();
        };
        let usable = self.open().is_some_and(|open| open.usable);
        usable
            .then_some(PickerRow::UseThis)
            .into_iter()
            .chain((0..choices.len()).map(PickerRow::Into))
            .chain((usable && may_write).then_some(PickerRow::MakeFolder))
            .collect()
    }
}
