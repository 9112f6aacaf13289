//! What the command line tells the terminal.

use crate::domain::{FolderId, RoomId};

/// How the terminal shall behave. Made by the command line, never read from the environment here.
#[derive(Debug, Clone, Default)]
pub struct TuiOptions {
    /// The portal is the sandbox: everything drawn says DEMO.
    pub demo: bool,
    /// Nothing may be written to the portal: a run cannot be confirmed, a folder cannot be made.
    pub read_only: bool,
    /// Whether colours are used. Every state is readable without.
    pub colours: Colours,
    /// Plain ASCII instead of box lines and symbols.
    pub ascii: bool,
    /// The archive root to start with: from a flag, the environment, or remembered for this portal.
    pub archive_root: Option<FolderId>,
    /// A room to open the preview of at once.
    pub room: Option<RoomId>,
    /// The client's name to start with instead of the room's title.
    pub client_name: Option<String>,
    /// Host of the portal as the user gave it, shown until the portal has answered.
    pub host: String,
}

/// Whether colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colours {
    /// The sixteen colours of the terminal's own palette.
    #[default]
    Sixteen,
    /// None (`NO_COLOR`, `--color never`): bold, reverse and glyphs stay.
    None,
}
