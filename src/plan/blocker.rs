//! Why one file will not move.

use serde::{Deserialize, Serialize};

use crate::domain::{FileFlags, FolderRole, titles::visible};

/// The reason a file stays in the room, known before the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blocker {
    /// Somebody else holds a lock. `can_unlock` when the caller could break it.
    #[serde(rename_all = "camelCase")]
    Locked {
        /// The portal lets the caller take the lock off.
        can_unlock: bool,
    },
    /// Open in an editor; the mark goes away by itself soon after the last editor is closed.
    Editing,
    /// The caller has no right to move it.
    NoMoveRight,
    /// The caller may not download it, which a move needs too.
    NoDownloadRight,
    /// Encrypted files cannot leave their room.
    Encrypted,
    /// It lies in a folder of results or drafts that belongs to a form.
    FormResults,
    /// Its title is taken, and the plan leaves such files.
    TitleTaken,
}

impl Blocker {
    /// Finds what stands in the way of a file; `None` when nothing does. The portal's answer `security` does not
    /// reflect open editors and private rooms, so these are looked at beside it; a foreign lock comes first, because
    /// it takes the other rights away while it lasts.
    pub fn of(flags: FileFlags, role: FolderRole) -> Option<Self> {
        let has = |flag| flags.has(flag);
        if role == FolderRole::FormResults {
            Some(Self::FormResults)
        } else if has(FileFlags::ENCRYPTED) {
            Some(Self::Encrypted)
        } else if has(FileFlags::LOCKED_BY_OTHER) {
            Some(Self::Locked {
                can_unlock: has(FileFlags::MAY_UNLOCK),
            })
        } else if has(FileFlags::EDITING) {
            Some(Self::Editing)
        } else if !has(FileFlags::MOVABLE) {
            Some(Self::NoMoveRight)
        } else if !has(FileFlags::DOWNLOADABLE) {
            Some(Self::NoDownloadRight)
        } else {
            None
        }
    }

    /// A word or two for tables and machine output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Locked { .. } => "locked",
            Self::Editing => "open in an editor",
            Self::NoMoveRight => "no right to move",
            Self::NoDownloadRight => "no right to download",
            Self::Encrypted => "encrypted",
            Self::FormResults => "belongs to a form",
            Self::TitleTaken => "title taken",
        }
    }

    /// One sentence, naming the holder if one is known.
    pub fn sentence(self, holder: Option<&str>) -> String {
        let by = |verb: &str, anonymous: &str| {
            holder.map_or_else(
                || anonymous.to_owned(),
                |name| format!("{verb} {}", visible(name)),
            )
        };
        match self {
            Self::Locked { can_unlock: true } => {
                format!(
                    "{}; you may break the lock and move it (--unlock)",
                    by("locked by", "locked by somebody else")
                )
            }
            Self::Locked { can_unlock: false } => {
                format!(
                    "{}, who has to unlock it",
                    by("locked by", "locked by somebody else")
                )
            }
            Self::Editing => format!(
                "{}; close it and plan again",
                by("open in an editor:", "open in an editor")
            ),
            Self::NoMoveRight => "your key's owner has no right to move it".into(),
            Self::NoDownloadRight => {
                "your key's owner may not download it, which a move needs".into()
            }
            Self::Encrypted => "encrypted files cannot leave their room".into(),
            Self::FormResults => {
                "it lies in the results folder of a form; the portal never moves such files".into()
            }
            Self::TitleTaken => {
                "a file of the same title goes or lies there, and the plan leaves such files".into()
            }
        }
    }
}
