//! The ways in which the portal says no.

/// A refusal with what decides its shape on the wire. The texts are ours; the real ones are localised anyway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 403 with the one fixed text of every security error.
    AccessDenied,
    /// 403 with a text of its own: a wrong state, or a right that is missing.
    Forbidden(&'static str),
    /// 403 with a text made up for the case.
    ForbiddenFor(String),
    /// 404 with a text.
    NotFound(&'static str),
    /// 400 with an error body.
    BadArgument(&'static str),
    /// 400 with the validation body.
    Invalid {
        /// The parameter or JSON path.
        field: String,
        /// What is wrong with it.
        message: String,
    },
    /// 401 without a body.
    Unauthorized,
    /// 415.
    Unsupported(&'static str),
    /// 415 from the framework: a body that does not say it is JSON.
    MediaType,
    /// 500 with the raw text of an exception.
    Internal(&'static str),
    /// No such route: 404 without a body.
    NoRoute,
}

impl Refusal {
    /// A validation refusal for one field.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid {
            field: field.into(),
            message: message.into(),
        }
    }
}
