//! Giving and taking rights in rooms.

use std::collections::BTreeSet;

use tokio::time::Instant;

use super::entries::EntryId;
use super::history::HistoryKind;
use super::people::{PersonId, PersonKind, PersonStatus};
use super::refusal::Refusal;
use super::rights::Place;
use super::rooms::{Access, Grant, RoomKind, Subject};
use super::{Profile, World};

/// One entry of a request that changes who has access to a room.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Who, by id.
    pub subject: Option<Subject>,
    /// What is given; `None` takes everything away.
    pub access: Option<Access>,
}

/// What became of such a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Done, as far as the entries were not silently dropped.
    Done,
    /// Nothing was done: somebody still holds a role of a form, and the caller did not insist.
    FormRoleBlocks,
}

impl World {
    /// Changes who has access to a room. At 3.7 entries about people the caller cannot see are dropped without a word; with
    /// nothing left, not even the caller's right is looked at.
    pub fn share_room(
        &mut self,
        who: PersonId,
        room: EntryId,
        invitations: &[Invitation],
        force: bool,
        now: Instant,
    ) -> Result<Shared, Refusal> {
        let kept: Vec<&Invitation> = invitations
            .iter()
            .filter(|invitation| {
                invitation
                    .subject
                    .is_some_and(|subject| self.keeps(who, room, invitation, subject))
            })
            .collect();
        if kept.is_empty() {
            return Ok(Shared::Done);
        }
        let leaves = kept
            .iter()
            .all(|entry| entry.access.is_none() && entry.subject == Some(Subject::Person(who)));
        let archived = matches!(self.place(room), Place::Room { archived: true, .. });
        if !leaves && (archived || !self.manages_room(room, Some(who))) {
            return Err(Refusal::AccessDenied);
        }
        self.check_roles(&kept)?;
        if !force
            && kept
                .iter()
                .any(|entry| entry.access.is_none() && self.holds_form_role(room, entry.subject))
        {
            return Ok(Shared::FormRoleBlocks);
        }
        let kept: Vec<Invitation> = kept.into_iter().cloned().collect();
        for invitation in &kept {
            if let Some(subject) = invitation.subject {
                self.set_access(who, room, subject, invitation.access, now);
            }
        }
        Ok(Shared::Done)
    }

    fn keeps(
        &self,
        who: PersonId,
        room: EntryId,
        invitation: &Invitation,
        subject: Subject,
    ) -> bool {
        let Subject::Person(person) = subject else {
            return true;
        };
        if self.profile == Profile::V36 || person == who {
            return true;
        }
        let creator = self
            .tree
            .folder(room)
            .is_some_and(|folder| folder.created_by == who);
        (creator && (invitation.access.is_none() || self.grant_of(room, subject).is_some()))
            || self.sees_person(who, person)
    }

    /// A portal admin sees everybody; others see a guest through a relation only.
    pub fn sees_person(&self, who: PersonId, other: PersonId) -> bool {
        let Some(person) = self.person(other) else {
            return false;
        };
        self.is_portal_admin(Some(who))
            || !person.is_guest()
            || person.related_to.contains(&who)
            || who == other
    }

    fn check_roles(&self, invitations: &[&Invitation]) -> Result<(), Refusal> {
        let unfit = invitations
            .iter()
            .any(|invitation| match invitation.subject {
                Some(Subject::Person(person)) => {
                    let kind = self
                        .person(person)
                        .map_or(PersonKind::Guest, |person| person.kind);
                    invitation.access == Some(Access::Manager) && !kind.can_own_rooms()
                }
                _ => invitation.access == Some(Access::Manager),
            });
        if unfit {
            Err(Refusal::Forbidden("this role is not for this kind of user"))
        } else {
            Ok(())
        }
    }

    fn holds_form_role(&self, room: EntryId, subject: Option<Subject>) -> bool {
        let is_data_room = self.room_kind_of(room) == Some(RoomKind::VirtualData);
        is_data_room
            && subject
                .and_then(|subject| self.grant_of(room, subject))
                .is_some_and(|grant| grant.holds_form_role)
    }

    /// What the subject was given in the room.
    pub fn grant_of(&self, room: EntryId, subject: Subject) -> Option<&Grant> {
        let settings = self.tree.folder(room)?.room.as_ref()?;
        settings
            .grants
            .iter()
            .find(|grant| grant.subject == subject)
    }

    fn set_access(
        &mut self,
        who: PersonId,
        room: EntryId,
        subject: Subject,
        access: Option<Access>,
        now: Instant,
    ) {
        let is_owner = self
            .tree
            .folder(room)
            .is_some_and(|folder| Subject::Person(folder.created_by) == subject);
        if is_owner {
            return;
        }
        let known = self.grant_of(room, subject).is_some();
        self.change_grants(room, |grants| match access {
            None => grants.retain(|grant| grant.subject != subject),
            Some(access) => match grants.iter_mut().find(|grant| grant.subject == subject) {
                // Who gave it first stays the giver through later changes.
                Some(grant) => grant.access = access,
                None => grants.push(Grant {
                    subject,
                    access,
                    given_by: who,
                    holds_form_role: false,
                }),
            },
        });
        if let (None, Subject::Person(person)) = (access, subject) {
            self.clean_rows_below(room, person);
        }
        // The kind of event is taken from the row in the room: without one, removal looks like an invitation.
        let kind = if access.is_none() && known {
            HistoryKind::RoomRemoveUser
        } else {
            HistoryKind::RoomCreateUser
        };
        self.note_room(who, room, kind, now);
    }

    /// Removal cleans the rows of a person in the whole tree.
    fn clean_rows_below(&mut self, room: EntryId, person: PersonId) {
        for id in self.tree.files_below(room) {
            if self
                .tree
                .file(id)
                .is_some_and(|file| file.restricted_for.contains(&person))
                && let Some(file) = self.tree.file_mut(id)
            {
                file.restricted_for.remove(&person);
            }
        }
    }

    pub(super) fn change_grants(&mut self, room: EntryId, change: impl FnOnce(&mut Vec<Grant>)) {
        if let Some(settings) = self
            .tree
            .folder_mut(room)
            .and_then(|folder| folder.room.as_mut())
        {
            change(&mut settings.grants);
        }
    }

    /// Invites a guest by e-mail: an account is made where there is none, and a relation in any case.
    pub fn invite_by_email(&mut self, who: PersonId, email: &str) -> PersonId {
        let known = self
            .people
            .iter()
            .position(|person| person.email.eq_ignore_ascii_case(email))
            .map(PersonId);
        let id = known.unwrap_or_else(|| {
            let guid = self.new_guid();
            self.people.push(super::Person {
                guid,
                first_name: email.split('@').next().unwrap_or_default().to_owned(),
                last_name: String::new(),
                email: email.to_owned(),
                kind: PersonKind::Guest,
                status: PersonStatus::Pending,
                invited_by: Some(who),
                quota_limit: None,
                related_to: BTreeSet::new(),
            });
            PersonId(self.people.len() - 1)
        });
        if let Some(person) = self.people.get_mut(id.0).filter(|person| person.is_guest()) {
            person.related_to.insert(who);
        }
        id
    }
}
