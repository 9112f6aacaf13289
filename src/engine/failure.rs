//! What a portal's error means to a run, and how its records tell it.

use crate::{docspace::PortalError, run::Stop};

/// Errors that end a run: the door is closed, or the limits are used up for long.
pub(super) fn stop_for(error: &PortalError) -> Option<Stop> {
    match error {
        error if error.is_about_access() => Some(Stop::Key {
            why: in_words(error),
        }),
        PortalError::TooManyRequests { .. } | PortalError::Unpaid { .. } => Some(Stop::Limits {
            why: in_words(error),
        }),
        _ => None,
    }
}

pub(super) fn in_words(error: &PortalError) -> String {
    chain(error)
}

/// An error with its causes, on one line, for a record.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words.push_str(": ");
        words.push_str(&cause.to_string());
        source = cause.source();
    }
    words
}
