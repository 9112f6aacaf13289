//! The list of rooms: who sees which, filtered and sorted as a whole.

use std::cmp::Ordering;

use super::World;
use super::collation::compare_titles;
use super::entries::{EntryId, Folder};
use super::order::{Order, SortBy};
use super::people::PersonId;
use super::rights::Standing;
use super::rooms::{Room, Subject};

/// Which rooms are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RoomArea {
    /// Active ones.
    #[default]
    Active,
    /// Archived ones.
    Archive,
    /// Both.
    Any,
    /// Rooms of AI agents.
    Agents,
    /// Areas the sandbox has no rooms in.
    Empty,
}

/// What the list of rooms was asked for.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent query parameters"
)]
pub struct RoomsQuery {
    /// The order; pinned rooms come first whatever it is.
    pub order: Order,
    /// Which rooms are looked at.
    pub area: RoomArea,
    /// Room types, any of them; none is all.
    pub kinds: Vec<u8>,
    /// Somebody who owns the room or was given something in it himself.
    pub subject: Option<PersonId>,
    /// A subject was asked for that nobody is.
    pub unknown_subject: bool,
    /// The subject is to be the owner.
    pub subject_owns: bool,
    /// The subject is to be a member (or the owner).
    pub subject_is_member: bool,
    /// Everybody but the subject.
    pub exclude_subject: bool,
    /// Rooms without tags.
    pub without_tags: bool,
    /// Any of these tags.
    pub tags: Vec<String>,
    /// Only third-party rooms, or only internal ones.
    pub third_party: Option<bool>,
    /// Part of a title.
    pub text: String,
}

impl World {
    /// All rooms that answer the query and are visible to the caller, in order.
    pub fn rooms(&self, who: Option<PersonId>, query: &RoomsQuery) -> Vec<EntryId> {
        let sections: &[EntryId] = match query.area {
            RoomArea::Active => &[self.sections.rooms],
            RoomArea::Archive => &[self.sections.archive],
            RoomArea::Any => &[self.sections.rooms, self.sections.archive],
            RoomArea::Agents => &[self.sections.agents],
            RoomArea::Empty => &[],
        };
        let mut rooms: Vec<(&Folder, &Room)> = sections
            .iter()
            .flat_map(|section| self.tree.subfolders(*section))
            .filter_map(|id| self.tree.folder(id))
            .filter_map(|folder| Some((folder, folder.room.as_deref()?)))
            .filter(|(folder, _)| self.standing(folder.id, who).reads())
            .filter(|(folder, room)| answers(folder, room, query))
            .collect();
        rooms.sort_by(|first, second| self.compare_rooms(*first, *second, query.order));
        rooms.into_iter().map(|(folder, _)| folder.id).collect()
    }

    fn compare_rooms(
        &self,
        first: (&Folder, &Room),
        second: (&Folder, &Room),
        order: Order,
    ) -> Ordering {
        let ((one, one_room), (other, other_room)) = (first, second);
        let author = |person| self.person(person).map(super::people::Person::display_name);
        let compared = match order.by {
            SortBy::DateAndTime | SortBy::New | SortBy::LastOpened => {
                one.updated.cmp(&other.updated)
            }
            SortBy::DateAndTimeCreation => one.created.cmp(&other.created),
            SortBy::Author => author(one.created_by).cmp(&author(other.created_by)),
            SortBy::Type | SortBy::RoomType => {
                one_room.kind.number().cmp(&other_room.kind.number())
            }
            SortBy::Tags => one_room.tags.cmp(&other_room.tags),
            SortBy::Size | SortBy::UsedSpace => one.used_space.cmp(&other.used_space),
            SortBy::Az | SortBy::Room | SortBy::CustomOrder => {
                compare_titles(&one.title, &other.title)
            }
        };
        let directed = if order.ascending {
            compared
        } else {
            compared.reverse()
        };
        other_room
            .pinned
            .cmp(&one_room.pinned)
            .then(directed)
            .then_with(|| compare_titles(&one.title, &other.title))
            .then(one.id.cmp(&other.id))
    }

    /// Whether the caller owns the room or was invited to it himself.
    pub fn in_room(&self, folder: &Folder, who: Option<PersonId>) -> bool {
        let Some(who) = who else { return false };
        let invited = folder.room.as_ref().is_some_and(|room| {
            room.grants
                .iter()
                .any(|grant| grant.subject == Subject::Person(who))
        });
        invited || self.standing(folder.id, Some(who)) == Standing::Owner
    }
}

fn has_subject(folder: &Folder, room: &Room, query: &RoomsQuery) -> bool {
    if query.unknown_subject {
        return query.exclude_subject;
    }
    let Some(subject) = query.subject else {
        return true;
    };
    let owns = folder.created_by == subject;
    let is_member = room
        .grants
        .iter()
        .any(|grant| grant.subject == Subject::Person(subject));
    let found = (query.subject_owns && owns) || (query.subject_is_member && (is_member || owns));
    found != query.exclude_subject
}

fn answers(folder: &Folder, room: &Room, query: &RoomsQuery) -> bool {
    let kind = query.kinds.is_empty() || query.kinds.contains(&room.kind.number());
    let tags = !query.without_tags || room.tags.is_empty();
    let tagged = query.tags.is_empty() || query.tags.iter().any(|tag| room.tags.contains(tag));
    let storage = query
        .third_party
        .is_none_or(|wanted| wanted == room.provider.is_some());
    let text = query.text.is_empty()
        || folder
            .title
            .to_lowercase()
            .contains(&query.text.to_lowercase());
    kind && tags && tagged && storage && text && has_subject(folder, room, query)
}
