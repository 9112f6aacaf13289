//! The key: kept secret in memory, and turned into the one header the portal understands.

use std::{fmt, sync::Arc};

use http::{HeaderValue, header::InvalidHeaderValue};
use secrecy::{ExposeSecret as _, SecretString};

use super::Reply;

/// An API key or token. Cheap to clone; shows nothing of itself in `Debug` and has no `Display`.
#[derive(Clone)]
pub struct Credential {
    kind: CredentialKind,
    /// The key alone, without `Bearer`.
    key: Arc<SecretString>,
}

/// What sort of credential it is, read off its form as the portal does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialKind {
    /// `sk-…`: an API key, limited by its permissions. Sent as `Bearer`.
    ApiKey,
    /// Three base64url parts: an OAuth token. Sent as `Bearer`.
    Jwt,
    /// Anything else: the token of a login. Sent bare.
    LoginToken,
}

/// Why a text cannot be a key. Shows nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// Nothing there.
    #[error("the key is empty")]
    Empty,
    /// A line break or control character inside: usually two lines pasted at once.
    #[error("the key holds a line break or another control character")]
    ControlCharacter,
    /// White space inside: usually `Basic …`, or a key with something behind it.
    #[error("the key holds a space")]
    Space,
    /// Characters no key has, such as typographic dashes.
    #[error("the key holds characters that are not plain ASCII")]
    NotAscii,
}

impl Credential {
    /// Reads a key as pasted: surrounding white space and a leading `Bearer` are taken off.
    pub fn parse(text: &str) -> Result<Self, CredentialError> {
        let text = text.trim();
        let key = match text.split_at_checked(7) {
            Some((word, rest)) if word.eq_ignore_ascii_case("bearer ") => rest.trim_start(),
            _ => text,
        };
        if key.is_empty() || key.eq_ignore_ascii_case("bearer") {
            return Err(CredentialError::Empty);
        }
        if key.chars().any(char::is_control) {
            return Err(CredentialError::ControlCharacter);
        }
        if key.chars().any(char::is_whitespace) {
            return Err(CredentialError::Space);
        }
        if !key.is_ascii() {
            return Err(CredentialError::NotAscii);
        }
        Ok(Self {
            kind: CredentialKind::of(key),
            key: Arc::new(SecretString::from(key.to_owned())),
        })
    }

    /// What sort it is.
    pub fn kind(&self) -> CredentialKind {
        self.kind
    }

    /// The value of the `Authorization` header, marked sensitive so that no library logs it.
    pub(super) fn header_value(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        let key = self.key.expose_secret();
        let mut value = match self.kind {
            CredentialKind::ApiKey | CredentialKind::Jwt => {
                HeaderValue::from_str(&format!("Bearer {key}"))?
            }
            CredentialKind::LoginToken => HeaderValue::from_str(key)?,
        };
        value.set_sensitive(true);
        Ok(value)
    }

    /// The text with the key blotted out, should a portal echo it in an error.
    pub(super) fn redact(&self, text: &str) -> String {
        text.replace(self.key.expose_secret(), "[key]")
    }

    /// Blots the key out of everything a reply says.
    pub(super) fn blot_out(&self, reply: &mut Reply) {
        reply.location = reply.location.as_deref().map(|text| self.redact(text));
        if let Ok(body) = std::str::from_utf8(&reply.body)
            && body.contains(self.key.expose_secret())
        {
            reply.body = self.redact(body).into();
        }
    }
}

impl CredentialKind {
    fn of(key: &str) -> Self {
        if key.starts_with("sk-") {
            return Self::ApiKey;
        }
        let is_base64url = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        };
        let parts: Vec<&str> = key.split('.').collect();
        if parts.len() == 3 && parts.into_iter().all(is_base64url) {
            Self::Jwt
        } else {
            Self::LoginToken
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> String {
        let credential = Credential::parse(text).unwrap();
        let value = credential.header_value().unwrap();
        assert!(value.is_sensitive());
        value.to_str().unwrap().to_owned()
    }

    #[test]
    fn each_kind_gets_the_header_the_portal_understands() {
        for (pasted, sent) in [
            ("sk-0a1b", "Bearer sk-0a1b"),
            ("  sk-0a1b\n", "Bearer sk-0a1b"),
            ("Bearer sk-0a1b", "Bearer sk-0a1b"),
            ("bearer   sk-0a1b", "Bearer sk-0a1b"),
            (
                "eyJhbGciOi.eyJzdWIi.c2ln_-",
                "Bearer eyJhbGciOi.eyJzdWIi.c2ln_-",
            ),
            ("AbCd+/=opaque", "AbCd+/=opaque"),
            ("Bearer AbCd+/=opaque", "AbCd+/=opaque"),
            ("two.parts", "two.parts"),
            ("a..b", "a..b"),
        ] {
            assert_eq!(header(pasted), sent, "{pasted:?}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused_without_showing_it() {
        for (pasted, error) in [
            ("", CredentialError::Empty),
            (" \n", CredentialError::Empty),
            ("Bearer ", CredentialError::Empty),
            ("sk-secret\nsk-other", CredentialError::ControlCharacter),
            ("sk-secret\u{1b}[0m", CredentialError::ControlCharacter),
            ("Basic c2VjcmV0", CredentialError::Space),
            ("sk-secret\u{2014}", CredentialError::NotAscii),
        ] {
            let refused = Credential::parse(pasted).unwrap_err();
            assert_eq!(refused, error, "{pasted:?}");
            assert!(!format!("{refused} {refused:?}").contains("secret"));
        }
    }

    #[test]
    fn the_key_shows_nowhere() {
        let credential = Credential::parse("sk-topsecret").unwrap();
        assert!(!format!("{credential:?}").contains("topsecret"));
        assert!(!format!("{:?}", credential.header_value().unwrap()).contains("topsecret"));
        assert_eq!(credential.redact("no sk-topsecret!"), "no [key]!");
    }
}
