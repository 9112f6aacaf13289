//! Making, changing and closing links.

use super::World;
use super::entries::EntryId;
use super::links::LinkHolder;
use super::people::PersonId;
use super::refusal::Refusal;
use super::rooms::{Access, Link, RoomKind};

/// How many external links one entry may have.
const MOST_LINKS: usize = 6;

/// A request about a link.
#[derive(Clone, Debug, Default)]
pub struct LinkChange {
    /// Which link; a new one if missing.
    pub guid: Option<String>,
    /// An invitation instead of an external link (rooms only).
    pub invitation: bool,
    /// What it gives; `None` closes it.
    pub access: Option<Access>,
    /// Its title.
    pub title: String,
    /// Only for people of the portal.
    pub internal: bool,
    /// The main one.
    pub primary: bool,
}

impl World {
    /// Changes a link of a room; `None` if it is gone.
    pub fn change_room_link(
        &mut self,
        who: PersonId,
        room: EntryId,
        change: &LinkChange,
    ) -> Result<Option<Link>, Refusal> {
        let (may, archived) = self.may_edit_links(room, Some(who));
        if !may || archived {
            return Err(Refusal::AccessDenied);
        }
        let kind = self
            .room_kind_of(room)
            .ok_or(Refusal::NotFound("this room is not here"))?;
        if !change.invitation && change.access.is_some() && !kind.has_external_links() {
            return Err(Refusal::Forbidden(
                "rooms of this type have no external links",
            ));
        }
        let holder = LinkHolder::Room(room);
        let known = self.known_link(holder, change);
        match (known, change.access) {
            (Some(known), None) => Ok(self.close(holder, &known, kind.replaces_primary_link())),
            (Some(known), Some(access)) => Ok(Some(self.change(holder, &known, change, access))),
            (None, None) => Ok(None),
            (None, Some(access)) => Ok(Some(self.make(holder, change, access))),
        }
    }

    /// Changes an external link of a file or folder; `None` if it is gone.
    pub fn change_entry_link(
        &mut self,
        who: PersonId,
        holder: LinkHolder,
        change: &LinkChange,
    ) -> Result<Option<Link>, Refusal> {
        let (links, folder) = self.links_of(holder);
        let count = links.len();
        let (may, archived) = self.may_edit_links(folder, Some(who));
        if !may || archived {
            return Err(Refusal::AccessDenied);
        }
        let kind = self.room_kind_of(folder);
        if kind == Some(RoomKind::FormFilling) && self.is_form(holder) {
            return self.change_form_link(who, folder, change);
        }
        let known = self.known_link(holder, change);
        let fixed_internal = matches!(kind, Some(RoomKind::VirtualData | RoomKind::Public));
        match (known, change.access) {
            // Where "internal" cannot be changed, an entry with another value is skipped without a word.
            (Some(known), _) if fixed_internal && known.internal != change.internal => {
                Ok(Some(known))
            }
            (Some(known), None) => Ok(self.close(holder, &known, kind == Some(RoomKind::Public))),
            (Some(known), Some(access)) => Ok(Some(self.change(holder, &known, change, access))),
            (None, _) if count >= MOST_LINKS => Err(Refusal::Forbidden(
                "there are as many links as there may be",
            )),
            (None, None) => Ok(None),
            (None, Some(access)) => Ok(Some(self.make(holder, change, access))),
        }
    }

    /// A form in a form-filling room has the room's link, and closing it renews that for everybody.
    fn change_form_link(
        &mut self,
        who: PersonId,
        folder: EntryId,
        change: &LinkChange,
    ) -> Result<Option<Link>, Refusal> {
        let room = self
            .room_of(folder)
            .map(|room| room.id)
            .ok_or(Refusal::AccessDenied)?;
        if self.known_link(LinkHolder::Room(room), change).is_none() {
            return Err(Refusal::AccessDenied);
        }
        self.change_room_link(who, room, change)
    }

    fn is_form(&self, holder: LinkHolder) -> bool {
        matches!(holder, LinkHolder::File(id) if self.tree.file(id).is_some_and(|file| file.is_form))
    }

    fn known_link(&self, holder: LinkHolder, change: &LinkChange) -> Option<Link> {
        let guid = change.guid.as_ref()?;
        let (links, _) = self.links_of(holder);
        let same = |link: &&Link| {
            link.guid.eq_ignore_ascii_case(guid) && link.invitation == change.invitation
        };
        links.iter().find(same).cloned()
    }

    fn close(&mut self, holder: LinkHolder, known: &Link, replaces_primary: bool) -> Option<Link> {
        self.links_of_mut(holder, |links| links.retain(|link| link.guid != known.guid));
        if !(replaces_primary && known.primary && !known.invitation) {
            return None;
        }
        let fresh = self.new_link(
            false,
            true,
            known.internal,
            known.access,
            known.title.clone(),
        );
        self.links_of_mut(holder, |links| links.push(fresh.clone()));
        Some(fresh)
    }

    fn change(
        &mut self,
        holder: LinkHolder,
        known: &Link,
        change: &LinkChange,
        access: Access,
    ) -> Link {
        let mut changed = known.clone();
        changed.access = access;
        changed.internal = change.internal;
        if !change.title.is_empty() {
            changed.title.clone_from(&change.title);
        }
        self.links_of_mut(holder, |links| {
            if let Some(link) = links.iter_mut().find(|link| link.guid == changed.guid) {
                link.clone_from(&changed);
            }
        });
        changed
    }

    fn make(&mut self, holder: LinkHolder, change: &LinkChange, access: Access) -> Link {
        let title = if change.title.is_empty() {
            "Shared link".to_owned()
        } else {
            change.title.clone()
        };
        let made = self.new_link(
            change.invitation,
            change.primary && !change.invitation,
            change.internal,
            access,
            title,
        );
        self.links_of_mut(holder, |links| {
            // One invitation link at most.
            if made.invitation {
                links.retain(|link| !link.invitation);
            }
            links.push(made.clone());
        });
        made
    }
}
