//! Giving rooms to another owner, and leaving them.

use tokio::time::Instant;

use super::World;
use super::entries::EntryId;
use super::history::HistoryKind;
use super::people::{PersonId, PersonStatus};
use super::refusal::Refusal;
use super::rights::Place;
use super::rooms::{Access, Grant, Subject};

impl World {
    /// Gives rooms to another owner, one by one: a refusal leaves the earlier ones changed. Unknown ids are left out.
    pub fn change_owner(
        &mut self,
        who: PersonId,
        rooms: &[EntryId],
        to: Option<PersonId>,
        now: Instant,
    ) -> Result<Vec<EntryId>, Refusal> {
        let to = to.filter(|to| {
            self.person(*to).is_some_and(|person| {
                person.status == PersonStatus::Active && person.kind.can_own_rooms()
            })
        });
        let to = to.ok_or(Refusal::Forbidden("this user cannot be chosen"))?;
        let mut changed = Vec::new();
        for room in rooms {
            self.change_owner_of(who, *room, to, now)?;
            changed.push(*room);
        }
        Ok(changed)
    }

    fn change_owner_of(
        &mut self,
        who: PersonId,
        room: EntryId,
        to: PersonId,
        now: Instant,
    ) -> Result<(), Refusal> {
        let folder = self.tree.folder(room).ok_or(Refusal::AccessDenied)?;
        if !self.folder_rights(folder, Some(who)).change_owner {
            return Err(Refusal::AccessDenied);
        }
        let old = folder.created_by;
        if old == to {
            return Ok(());
        }
        self.change_grants(room, |grants| {
            grants.retain(|grant| grant.subject != Subject::Person(to));
        });
        let (active, fit) = self.person(old).map_or((false, false), |old| {
            (old.status == PersonStatus::Active, old.kind.can_own_rooms())
        });
        if active && !fit {
            // The target has lost his own membership by now: that is how the portal leaves it.
            return Err(Refusal::Forbidden("this role is not for this kind of user"));
        }
        let date = self.clock.date(now);
        if let Some(folder) = self.tree.folder_mut(room) {
            folder.created_by = to;
            folder.updated = date;
            folder.updated_by = who;
        }
        if active {
            let grant = Grant {
                subject: Subject::Person(old),
                access: Access::Manager,
                given_by: to,
                holds_form_role: false,
            };
            self.change_grants(room, |grants| grants.push(grant));
        }
        self.note_room(who, room, HistoryKind::RoomChangeOwner, now);
        Ok(())
    }

    /// Takes the caller's own rows away. On anything but a room it leaves a "restrict" row behind instead.
    pub fn leave(&mut self, who: PersonId, folders: &[EntryId], files: &[EntryId]) {
        for id in folders {
            match self.place(*id) {
                Place::Room {
                    room,
                    archived: false,
                } if room == *id => {
                    self.change_grants(room, |grants| {
                        grants.retain(|grant| grant.subject != Subject::Person(who));
                    });
                }
                Place::Room {
                    archived: false, ..
                } => {
                    for file in self.tree.files_below(*id) {
                        self.restrict(who, file);
                    }
                }
                _ => {}
            }
        }
        for id in files {
            self.restrict(who, *id);
        }
    }

    fn restrict(&mut self, who: PersonId, file: EntryId) {
        if let Some(file) = self.tree.file_mut(file) {
            file.restricted_for.insert(who);
        }
    }
}
