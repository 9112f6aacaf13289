//! Faults: ways in which the sandbox lies, forgets, or fails on purpose.

use std::fmt;
use std::str::FromStr;

/// One way to misbehave. Those that speak of a move hit the first one only, once per sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// One file of the operation stays where it was, while the operation's last record lists it as moved.
    RecordLies,
    /// The record of the operation disappears while the job runs on.
    RecordVanishes,
    /// The move is queued, but its answer is lost: a gateway's 504 page comes instead.
    WriteLostAfterEffect,
    /// The move never reaches the portal: a gateway's 504 page comes instead.
    WriteLostBeforeEffect,
    /// Two seconds more for every request, and fifty times the time for every file.
    Slow,
    /// Every seventh request is refused as one too many.
    TooManyRequests,
    /// Every ninth GET is answered by a gateway's 502 page.
    Html502,
    /// Folder listings are one bare list of entries, folders first, without totals.
    FlatArray,
    /// The recursive listing gives the direct children only, and says nothing about it.
    NotRecursive,
    /// One file of the operation is moved, and yet the operation reports an error and does not list it.
    MovedButFailed,
    /// The job stops half-way, and ends as finished without an error.
    Swallowed,
    /// Somebody else (a browser tab of the same account) reads the result of the operation first.
    StolenResult,
    /// One file of the operation is locked by somebody else after the move was accepted.
    LockedMidRun,
    /// One file of the operation is opened in an editor after the move was accepted.
    EditedMidRun,
    /// One file of the operation is deleted after the move was accepted.
    DeletedMidRun,
}

/// Every fault with the name it has on the command line.
const NAMES: [(Fault, &str); 15] = [
    (Fault::RecordLies, "record-lies"),
    (Fault::RecordVanishes, "record-vanishes"),
    (Fault::WriteLostAfterEffect, "write-lost-after-effect"),
    (Fault::WriteLostBeforeEffect, "write-lost-before-effect"),
    (Fault::Slow, "slow"),
    (Fault::TooManyRequests, "429"),
    (Fault::Html502, "html-502"),
    (Fault::FlatArray, "flat-array"),
    (Fault::NotRecursive, "not-recursive"),
    (Fault::MovedButFailed, "moved-but-failed"),
    (Fault::Swallowed, "swallowed"),
    (Fault::StolenResult, "stolen-result"),
    (Fault::LockedMidRun, "locked-mid-run"),
    (Fault::EditedMidRun, "edited-mid-run"),
    (Fault::DeletedMidRun, "deleted-mid-run"),
];

impl Fault {
    /// Every fault there is.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(fault, _)| *fault)
    }

    /// Whether the fault spoils one move operation and is used up by it.
    pub(super) fn spoils_a_move(self) -> bool {
        matches!(
            self,
            Self::RecordLies
                | Self::RecordVanishes
                | Self::MovedButFailed
                | Self::Swallowed
                | Self::StolenResult
                | Self::LockedMidRun
                | Self::EditedMidRun
                | Self::DeletedMidRun
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES
            .iter()
            .find(|(fault, _)| fault == self)
            .map_or("", |(_, name)| name);
        formatter.write_str(name)
    }
}

/// A fault that does not exist was asked for.
#[derive(Debug, thiserror::Error)]
#[error("no fault is called {name}")]
pub struct UnknownFault {
    /// What was asked for.
    pub name: String,
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        NAMES
            .iter()
            .find(|(_, name)| *name == text)
            .map(|(fault, _)| *fault)
            .ok_or_else(|| UnknownFault {
                name: text.to_owned(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_found_by_its_own_name() {
        for fault in Fault::all() {
            assert_eq!(fault.to_string().parse::<Fault>().unwrap(), fault);
        }
        assert!("nothing".parse::<Fault>().is_err());
    }
}
