//! Something that is asked for and may not be there yet.

use crate::tui::message::{Problem, RequestId};

/// A value that comes from the backend.
#[derive(Debug, Clone, Default)]
pub enum Remote<T> {
    /// Not asked for.
    #[default]
    Absent,
    /// Asked for with this request; other answers are not for us.
    Waiting(RequestId),
    /// Here.
    Here(T),
    /// It could not be had.
    Failed(Problem),
}

impl<T> Remote<T> {
    /// The value, if it is here.
    pub fn here(&self) -> Option<&T> {
        match self {
            Self::Here(value) => Some(value),
            _ => None,
        }
    }

    /// Why it could not be had.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Failed(problem) => Some(problem),
            _ => None,
        }
    }

    /// Whether this very request is awaited.
    pub fn awaits(&self, request: RequestId) -> bool {
        matches!(self, Self::Waiting(awaited) if *awaited == request)
    }

    /// Whether any answer is awaited.
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting(_))
    }

    /// Takes an answer in; `false`, and nothing changes, when it is not the awaited one.
    pub fn settle(&mut self, request: RequestId, answer: Result<T, Problem>) -> bool {
        if !self.awaits(request) {
            return false;
        }
        *self = match answer {
            Ok(value) => Self::Here(value),
            Err(problem) => Self::Failed(problem),
        };
        true
    }
}
