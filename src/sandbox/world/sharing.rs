//! Who has access to a room: the rows of its share list, and what a reader without rights is told (nothing).

use super::World;
use super::entries::EntryId;
use super::people::PersonId;
use super::rights::Place;
use super::rooms::{Access, Link, Subject};

/// One row of a share list.
#[derive(Clone, Debug)]
pub enum ShareRow {
    /// A person.
    Person {
        /// Who.
        person: PersonId,
        /// What he has.
        access: Access,
        /// The owner of the room, always the first row.
        owner: bool,
    },
    /// A group.
    Group {
        /// Its place among the world's groups.
        group: usize,
        /// What it has.
        access: Access,
    },
    /// A link.
    Link(Link),
}

impl World {
    /// Rows of a room's share list for `filterType`. Without the right to see them the list is empty, not refused.
    pub fn share_rows(&self, room: EntryId, who: Option<PersonId>, filter: u8) -> Vec<ShareRow> {
        match filter {
            0 | 16 | 32 => self.people_rows(room, who, filter),
            _ => self.link_rows(room, who, filter),
        }
    }

    fn people_rows(&self, room: EntryId, who: Option<PersonId>, filter: u8) -> Vec<ShareRow> {
        let Some(folder) = self.tree.folder(room) else {
            return Vec::new();
        };
        let Some(settings) = folder
            .room
            .as_ref()
            .filter(|_| self.standing(room, who).reads())
        else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        if filter != 32 {
            rows.push(ShareRow::Person {
                person: folder.created_by,
                access: Access::Manager,
                owner: true,
            });
        }
        rows.extend(settings.grants.iter().filter_map(|grant| {
            let access = grant.access;
            match grant.subject {
                Subject::Person(person) if filter != 32 && person != folder.created_by => {
                    Some(ShareRow::Person {
                        person,
                        access,
                        owner: false,
                    })
                }
                Subject::Group(group) if filter != 16 => Some(ShareRow::Group { group, access }),
                _ => None,
            }
        }));
        rows
    }

    fn link_rows(&self, room: EntryId, who: Option<PersonId>, filter: u8) -> Vec<ShareRow> {
        let Some(settings) = self
            .tree
            .folder(room)
            .and_then(|folder| folder.room.as_ref())
        else {
            return Vec::new();
        };
        let standing = self.standing(room, who);
        let archived = matches!(self.place(room), Place::Room { archived: true, .. });
        // The primary link alone is shown to readers, too, while the room is active.
        let primary_only = filter == 8 && standing.reads() && !archived;
        if !standing.manages() && !primary_only {
            return Vec::new();
        }
        let wanted = |link: &&Link| match filter {
            1 => link.invitation,
            2 => !link.invitation,
            4 => !link.invitation && !link.primary,
            8 => !link.invitation && link.primary,
            _ => true,
        };
        let mut links: Vec<Link> = settings.links.iter().filter(wanted).cloned().collect();
        links.sort_by_key(|link| !link.primary);
        links.into_iter().map(ShareRow::Link).collect()
    }

    /// Members of a group as a room's group list shows them: none where the group is not in the room, and none for the
    /// system group, which has no stored members. With them the total, which counts stored members in any case.
    pub fn group_rows(
        &self,
        room: EntryId,
        group: usize,
        who: Option<PersonId>,
    ) -> (Vec<PersonId>, Option<Access>, usize) {
        let Some(found) = self.groups.get(group) else {
            return (Vec::new(), None, 0);
        };
        let settings = self
            .tree
            .folder(room)
            .and_then(|folder| folder.room.as_ref());
        let access = settings
            .filter(|_| self.standing(room, who).reads())
            .and_then(|room| {
                room.grants
                    .iter()
                    .find(|grant| grant.subject == Subject::Group(group))
            })
            .map(|grant| grant.access);
        let members = if access.is_some() {
            found.members.iter().copied().collect()
        } else {
            Vec::new()
        };
        (members, access, found.members.len())
    }
}
