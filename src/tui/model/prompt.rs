//! Typing one line.

use tui_input::Input;

use crate::domain::{
    FolderId,
    titles::{TitleError, sanitise_folder_title},
};

/// A field to type one line into.
#[derive(Debug, Clone)]
pub struct PromptModel {
    /// What for.
    pub kind: PromptKind,
    /// What is typed.
    pub input: Input,
}

/// What a line is typed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptKind {
    /// The client's name, which becomes the target's title.
    ClientName,
    /// The title of a folder to be made under this one.
    NewFolder(FolderId),
}

impl PromptModel {
    /// A field that starts with this text.
    pub fn new(kind: PromptKind, text: &str) -> Self {
        Self {
            kind,
            input: Input::new(text.to_owned()),
        }
    }

    /// The title the portal would store for what is typed.
    pub fn stored_title(&self) -> Result<String, TitleError> {
        sanitise_folder_title(self.input.value())
    }
}
