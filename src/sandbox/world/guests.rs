//! Deleting guests, which deletes no account: it takes away what the caller gave, and his relation to the guest.

use super::people::{PersonId, PersonKind, PersonStatus};
use super::refusal::Refusal;
use super::rooms::Subject;
use super::{Profile, World};

impl World {
    /// At 3.7 one unsuitable id refuses the whole batch; before, unsuitable ids are skipped, and portal admins may not call.
    pub fn delete_guests(&mut self, who: PersonId, guids: &[String]) -> Result<(), Refusal> {
        let kind = self
            .person(who)
            .map_or(PersonKind::Guest, |person| person.kind);
        let allowed = match self.profile {
            Profile::V36 => kind == PersonKind::RoomAdmin,
            Profile::V37 => kind.can_own_rooms(),
        };
        if !allowed {
            return Err(Refusal::AccessDenied);
        }
        let found: Vec<Option<PersonId>> =
            guids.iter().map(|guid| self.guest_of(who, guid)).collect();
        if self.profile == Profile::V37 && found.iter().any(Option::is_none) {
            return Err(Refusal::AccessDenied);
        }
        for guest in found.into_iter().flatten() {
            self.forget_guest(who, guest);
        }
        Ok(())
    }

    /// The guest with that id, if the caller has a relation to him.
    fn guest_of(&self, who: PersonId, guid: &str) -> Option<PersonId> {
        let id = self.person_by_guid(guid)?;
        let person = self.person(id)?;
        let suits = person.is_guest()
            && person.status != PersonStatus::Terminated
            && person.related_to.contains(&who);
        suits.then_some(id)
    }

    fn forget_guest(&mut self, who: PersonId, guest: PersonId) {
        if let Some(person) = self.people.get_mut(guest.0) {
            person.related_to.remove(&who);
        }
        let rooms: Vec<_> = self
            .tree
            .folders()
            .filter(|folder| folder.room.is_some())
            .map(|folder| folder.id)
            .collect();
        for room in rooms {
            self.change_grants(room, |grants| {
                grants.retain(|grant| {
                    grant.subject != Subject::Person(guest) || grant.given_by != who
                });
            });
        }
    }
}
