//! Why a command did not do what was asked: what, what next, which exit code.

use std::error::Error;

use crate::app::{AppError, ExitCode, StoreError};

/// Told once, at the end of a command.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong and why, as one line.
    pub what: String,
    /// What to do next.
    pub hint: String,
    /// What a script gets.
    pub code: ExitCode,
}

impl Failure {
    /// Wrong use of the command.
    pub fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
            code: ExitCode::Usage,
        }
    }

    /// Refused before anything was written.
    pub fn refused(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
            code: ExitCode::Refused,
        }
    }

    /// The key.
    pub fn key(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
            code: ExitCode::Key,
        }
    }

    /// Anything else; nothing was moved.
    pub fn failed(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
            code: ExitCode::Failed,
        }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self {
            what: error.what(),
            hint: error.hint().into_owned(),
            code: error.exit_code(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        AppError::from(error).into()
    }
}

/// An error and its causes on one line.
pub fn with_causes(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words.push_str(": ");
        words.push_str(&cause.to_string());
        source = cause.source();
    }
    words
}
