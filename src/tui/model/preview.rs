//! The dry run of one room.

use std::sync::Arc;

use super::{Listing, Planned, Remote, Tree, TreeRow, Window};
use crate::{
    app::ScanProgress,
    domain::{FileIndex, FolderId, Room},
    plan::{Choices, GuestFacts, Place},
    run::Manner,
};

/// What would become of a room.
#[derive(Debug, Clone)]
pub struct PreviewModel {
    /// The room as it was in the list.
    pub room: Room,
    /// The room as listed file by file.
    pub listing: Remote<Arc<Listing>>,
    /// How far the listing is.
    pub progress: Option<ScanProgress>,
    /// The archive root, once one is chosen.
    pub root: Option<FolderId>,
    /// The archive root as found.
    pub place: Remote<Arc<Place>>,
    /// What the chosen guest can reach.
    pub guest_facts: Remote<Arc<GuestFacts>>,
    /// The chosen guest's name, as stored.
    pub guest_name: String,
    /// The plan.
    pub planned: Remote<Arc<Planned>>,
    /// The plan before, shown until the new one is made.
    pub former: Option<Arc<Planned>>,
    /// What the user chose.
    pub choices: Choices,
    /// How hard the portal would be worked.
    pub manner: Manner,
    /// The folder chosen among several of the target's title.
    pub target: Option<FolderId>,
    /// All folders of the target's title, once a plan was refused because there are several.
    pub twins: Vec<FolderId>,
    /// The room's tree.
    pub tree: Tree,
    /// The cursor in the tree.
    pub tree_window: Window,
    /// Which list stands beside the tree.
    pub lens: Lens,
    /// The cursors in these lists.
    pub lens_windows: [Window; Lens::ALL.len()],
    /// Which of the two has the keys.
    pub focus: PreviewFocus,
}

/// Which half of the preview has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviewFocus {
    /// The room's tree.
    Tree,
    /// The list beside it.
    Lens,
}

/// The lists beside the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lens {
    /// Files that would arrive in the target, in the order of sending.
    Arrives,
    /// Files that stay, with reasons.
    Stays,
    /// Titles that meet.
    Meets,
    /// What already lies in the target.
    There,
    /// Who will be able to read the files there.
    Readers,
    /// Why nothing may be moved.
    WhyNot,
    /// What forbids nothing and has to be minded.
    Mind,
    /// What the chosen guest can reach, and what is done about it.
    Guest,
}

impl Lens {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Arrives,
        Self::Stays,
        Self::Meets,
        Self::There,
        Self::Readers,
        Self::WhyNot,
        Self::Mind,
        Self::Guest,
    ];

    /// The word on its tab.
    pub fn word(self) -> &'static str {
        match self {
            Self::Arrives => "Arrives",
            Self::Stays => "Stays",
            Self::Meets => "Meets",
            Self::There => "There",
            Self::Readers => "Readers",
            Self::WhyNot => "Why not",
            Self::Mind => "Mind",
            Self::Guest => "Guest",
        }
    }

    /// Position in [`Lens::ALL`].
    pub fn position(self) -> usize {
        Self::ALL.iter().position(|lens| *lens == self).unwrap_or(0)
    }

    /// The key that shows it; the tree has 1.
    pub fn digit(self) -> char {
        char::from_digit(u32::try_from(self.position()).unwrap_or(0) + 2, 10).unwrap_or('2')
    }
}

impl PreviewModel {
    /// The preview of a room before anything is asked.
    pub fn new(room: Room, client_name: String, archive_root: Option<FolderId>) -> Self {
        Self {
            room,
            listing: Remote::Absent,
            progress: None,
            root: archive_root,
            place: Remote::Absent,
            guest_facts: Remote::Absent,
            guest_name: String::new(),
            planned: Remote::Absent,
            former: None,
            choices: Choices::for_client(client_name),
            manner: Manner::NORMAL,
            target: None,
            twins: Vec::new(),
            tree: Tree::default(),
            tree_window: Window::default(),
            lens: Lens::Arrives,
            lens_windows: [Window::default(); Lens::ALL.len()],
            focus: PreviewFocus::Tree,
        }
    }

    /// The plan to show: the newest, or the one before while a new one is made.
    pub fn shown_plan(&self) -> Option<&Arc<Planned>> {
        self.planned.here().or(self.former.as_ref())
    }

    /// Whether the shown plan is about to be replaced.
    pub fn is_planning(&self) -> bool {
        self.planned.is_waiting() || self.place.is_waiting() || self.guest_facts.is_waiting()
    }

    /// The plan, if it is current, and nothing is awaited that would change it.
    pub fn current_plan(&self) -> Option<&Arc<Planned>> {
        self.planned.here().filter(|_| !self.is_planning())
    }

    /// Whether taking the room over would help, or is chosen.
    pub fn may_take_over(&self) -> bool {
        let helps = |planned: &Arc<Planned>| planned.plan.offers_taking_over();
        self.choices.take_ownership || self.shown_plan().is_some_and(helps)
    }

    /// Cursor of the list beside the tree.
    pub fn lens_window(&self) -> &Window {
        &self.lens_windows[self.lens.position()]
    }

    /// The entry under the cursor of the tree.
    pub fn tree_row(&self) -> Option<TreeRow> {
        self.tree.rows().get(self.tree_window.selected).copied()
    }

    /// The folder to take next, where several have the target's title.
    pub fn next_twin(&self) -> Option<FolderId> {
        let is_taken = |twin: &FolderId| Some(twin) == self.target.as_ref();
        let after = self.twins.iter().position(is_taken).map_or(0, |at| at + 1);
        self.twins.get(after).or(self.twins.first()).cloned()
    }

    /// The file under the cursor of the half that has the keys, if it is one.
    pub fn file_under_cursor(&self) -> Option<FileIndex> {
        match self.focus {
            PreviewFocus::Tree => match self.tree_row()? {
                TreeRow::File(file) => Some(file),
                TreeRow::Folder(_) => None,
            },
            PreviewFocus::Lens => self.lens_file(self.lens_window().selected),
        }
    }

    /// The file in a row of the list beside the tree, if that row is a file of the room.
    pub fn lens_file(&self, row: usize) -> Option<FileIndex> {
        let planned = self.shown_plan()?;
        match self.lens {
            Lens::Arrives => planned.arrival(row).map(|(_, file)| file),
            Lens::Stays => planned.stays.get(row).copied(),
            Lens::Meets => match planned.meets.get(row)? {
                super::MeetRow::File(file) => Some(*file),
                super::MeetRow::Title(number) => planned
                    .plan
                    .collisions
                    .get(*number as usize)
                    .and_then(|meeting| meeting.files.first())
                    .copied(),
            },
            Lens::There | Lens::Readers | Lens::WhyNot | Lens::Mind | Lens::Guest => None,
        }
    }
}
