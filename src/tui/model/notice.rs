//! A sentence above the footer.

/// A short message; it stays until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something is to be known.
    Information,
    /// Something was not done.
    Refused,
}

impl Notice {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self {
            tone: Tone::Done,
            text: text.into(),
        }
    }

    /// Something is to be known.
    pub fn information(text: impl Into<String>) -> Self {
        Self {
            tone: Tone::Information,
            text: text.into(),
        }
    }

    /// Something was not done.
    pub fn refused(text: impl Into<String>) -> Self {
        Self {
            tone: Tone::Refused,
            text: text.into(),
        }
    }
}
