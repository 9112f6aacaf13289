//! The list of rooms: what is filtered, sorted and seen of it.

use std::{cmp::Ordering, time::Duration};

use tui_input::Input;

use super::{Remote, Window};
use crate::{
    domain::{Me, PortalVersion, Room, RoomId, titles::fold},
    plan::Refusal,
};

/// The rooms and how they are looked at.
#[derive(Debug, Clone, Default)]
pub struct RoomsModel {
    /// All rooms known so far, in the order in which they were listed.
    pub all: Vec<Room>,
    /// Positions in `all` of the rooms that are shown, in the order in which they are shown.
    pub shown: Vec<u32>,
    /// The listing under way, or how it ended.
    pub listing: Remote<()>,
    /// Pages of a listing that replaces an older one are collected here.
    pub incoming: Vec<Room>,
    /// What is filtered for.
    pub filter: Input,
    /// Keys go to the filter.
    pub is_filtering: bool,
    /// The order.
    pub sort: RoomSort,
    /// The cursor.
    pub window: Window,
    /// The details take the place of the table where both do not fit.
    pub details: bool,
    /// When the members of the room under the cursor are asked for, if it stays there.
    pub access_due: Option<Duration>,
}

/// Orders of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RoomSort {
    /// Newest change first.
    #[default]
    Changed,
    /// By title.
    Title,
    /// Most files first.
    Files,
    /// Biggest first.
    Size,
}

impl RoomSort {
    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Changed => Self::Title,
            Self::Title => Self::Files,
            Self::Files => Self::Size,
            Self::Size => Self::Changed,
        }
    }

    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Changed => "newest change first",
            Self::Title => "by title",
            Self::Files => "most files first",
            Self::Size => "biggest first",
        }
    }

    fn compare(self, one: &Room, other: &Room) -> Ordering {
        match self {
            Self::Changed => other.updated.cmp(&one.updated),
            Self::Title => Ordering::Equal,
            Self::Files => other.files_count.cmp(&one.files_count),
            Self::Size => other.used_space.cmp(&one.used_space),
        }
        .then_with(|| fold(&one.title).cmp(&fold(&other.title)))
        .then_with(|| one.id.cmp(&other.id))
    }
}

impl RoomsModel {
    /// The room under the cursor.
    pub fn selected(&self) -> Option<&Room> {
        self.shown_room(self.window.selected)
    }

    /// The room in a row of the table.
    pub fn shown_room(&self, row: usize) -> Option<&Room> {
        self.all.get(*self.shown.get(row)? as usize)
    }

    /// Whether some rooms are hidden by the filter.
    pub fn is_filtered(&self) -> bool {
        !self.filter.value().trim().is_empty()
    }

    /// Filters and sorts anew, keeping the cursor on its room where that is still shown.
    pub fn arrange(&mut self, height: usize) {
        let under_cursor = self.selected().map(|room| room.id.clone());
        let wanted = fold(self.filter.value().trim());
        self.shown = (0u32..)
            .zip(&self.all)
            .filter(|(_, room)| {
                wanted.is_empty()
                    || fold(&room.title).contains(&wanted)
                    || fold(&room.owner.name).contains(&wanted)
            })
            .map(|(at, _)| at)
            .collect();
        let all = &self.all;
        self.shown.sort_by(|one, other| {
            self.sort
                .compare(&all[*one as usize], &all[*other as usize])
        });
        let row = under_cursor.and_then(|id| self.row_of(&id));
        let row = row.unwrap_or(0);
        self.window.move_to(row, self.shown.len(), height);
    }

    /// The row that shows a room.
    pub fn row_of(&self, id: &RoomId) -> Option<usize> {
        self.shown.iter().position(|at| {
            self.all
                .get(*at as usize)
                .is_some_and(|room| room.id == *id)
        })
    }
}

/// Whether a room can be archived by this key, in a word or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It can.
    Yes,
    /// Only the files the caller made.
    Partly,
    /// It cannot, because of this.
    No(&'static str),
    /// Nobody knows yet who is asking.
    NotKnown,
}

impl Verdict {
    /// Judges a room without asking the portal; the preview of the room says the rest.
    pub fn of(room: &Room, me: Option<&Me>, version: Option<PortalVersion>) -> Self {
        let Some(me) = me else {
            return Self::NotKnown;
        };
        match Refusal::of_room(room, me, version).first() {
            None if room.my_role(me) == crate::domain::MyRole::ContentCreator => Self::Partly,
            None => Self::Yes,
            Some(refusal) => Self::No(word(refusal)),
        }
    }

    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "only your files",
            Self::No(why) => why,
            Self::NotKnown => "",
        }
    }
}

fn word(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::PortalTooOld { .. } => "portal too old",
        Refusal::RoomThirdParty => "third-party",
        Refusal::RoomPrivate => "private room",
        Refusal::RoomArchived => "archived",
        Refusal::RoomAi => "AI room",
        Refusal::NotMember { .. } => "not a member",
        Refusal::NoRightToMove { .. } => "no right to move",
        _ => "not possible",
    }
}
