//! The digest that ties what is confirmed to what was shown.

use std::{
    fmt::{self, Write as _},
    io,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Plan;

/// SHA-256 in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(pub String);

impl Digest {
    /// The first twelve digits, enough to tell plans apart by eye.
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The plan could not be written as JSON.
#[derive(Debug, thiserror::Error)]
#[error("the plan cannot be written as JSON")]
pub struct DigestError(#[from] serde_json::Error);

impl Plan {
    /// The digest over everything but the digest itself.
    pub fn computed_digest(&self) -> Result<Digest, DigestError> {
        let mut hasher = Hashing(Sha256::new());
        // A million files are streamed through the hash, never held as text.
        serde_json::to_writer(&mut hasher, &Everything(self))?;
        let mut digits = String::with_capacity(64);
        for byte in hasher.0.finalize() {
            // Writing into a string cannot fail.
            let _ = write!(digits, "{byte:02x}");
        }
        Ok(Digest(digits))
    }

    /// Whether the plan is what its digest says.
    pub fn is_whole(&self) -> Result<bool, DigestError> {
        Ok(self.computed_digest()? == self.digest)
    }
}

/// The plan without its digest, in a fixed order of fields.
struct Everything<'a>(&'a Plan);

impl Serialize for Everything<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Taken apart by name, so that a new field of a plan cannot be left out of its digest unnoticed.
        let Plan {
            format,
            digest: _,
            portal,
            portal_version,
            made_at,
            made_by,
            room,
            target,
            choices,
            refusals,
            hazards,
            collisions,
            new_titles,
            unlocks,
            chunks,
            fates,
            guest,
            ownership,
            inventory,
        } = self.0;
        (
            (
                format,
                portal,
                portal_version,
                made_at,
                made_by,
                room,
                target,
            ),
            (
                choices, refusals, hazards, collisions, new_titles, unlocks, chunks, fates, guest,
                ownership, inventory,
            ),
        )
            .serialize(serializer)
    }
}

struct Hashing(Sha256);

impl io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
