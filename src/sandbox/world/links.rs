//! Links into rooms, and onto files and folders inside them.

use super::World;
use super::entries::EntryId;
use super::people::PersonId;
use super::refusal::Refusal;
use super::rights::{Place, Standing};
use super::rooms::{Access, Link, RoomKind};

/// What carries links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkHolder {
    /// A room.
    Room(EntryId),
    /// A folder below a room, or in somebody's documents.
    Folder(EntryId),
    /// A file.
    File(EntryId),
}

impl World {
    /// The external links set on a file or folder itself, the primary one first, and how many there are. Without the right
    /// the list is empty, not refused; in an archived room it is empty while they are still counted.
    pub fn entry_links(&self, holder: LinkHolder, who: Option<PersonId>) -> (Vec<Link>, usize) {
        let (links, folder) = self.links_of(holder);
        let (may, archived) = self.may_edit_links(folder, who);
        if !may {
            return (Vec::new(), 0);
        }
        let mut links: Vec<Link> = links
            .iter()
            .filter(|link| !link.invitation)
            .cloned()
            .collect();
        links.sort_by_key(|link| !link.primary);
        let total = links.len();
        if archived {
            links.clear();
        }
        (links, total)
    }

    /// The primary link. Looking for it makes one where there is none: that is what the portal does.
    pub fn primary_link(
        &mut self,
        holder: LinkHolder,
        who: Option<PersonId>,
    ) -> Result<Link, Refusal> {
        let (links, folder) = self.links_of(holder);
        let known = links
            .iter()
            .find(|link| link.primary && !link.invitation)
            .cloned();
        let (may, archived) = self.may_edit_links(folder, who);
        if !may || archived {
            return Err(Refusal::AccessDenied);
        }
        if let Some(known) = known {
            return Ok(known);
        }
        let internal = self.room_kind_of(folder) == Some(RoomKind::VirtualData);
        let made = self.new_link(false, true, internal, Access::Read, "Shared link".into());
        self.links_of_mut(holder, |links| links.push(made.clone()));
        Ok(made)
    }

    /// A link nobody had before.
    pub(super) fn new_link(
        &mut self,
        invitation: bool,
        primary: bool,
        internal: bool,
        access: Access,
        title: String,
    ) -> Link {
        Link {
            guid: self.new_guid(),
            invitation,
            primary,
            internal,
            access,
            title,
            token: self.new_guid(),
        }
    }

    /// The links of a holder, and the folder whose rights decide about them.
    pub(super) fn links_of(&self, holder: LinkHolder) -> (&[Link], EntryId) {
        match holder {
            LinkHolder::File(id) => self
                .tree
                .file(id)
                .map_or((&[], 0), |file| (&file.links, file.folder)),
            LinkHolder::Folder(id) => self
                .tree
                .folder(id)
                .map_or((&[], 0), |folder| (&folder.links, id)),
            LinkHolder::Room(id) => {
                let room = self.tree.folder(id).and_then(|folder| folder.room.as_ref());
                (room.map_or(&[], |room| &room.links), id)
            }
        }
    }

    pub(super) fn links_of_mut(&mut self, holder: LinkHolder, change: impl FnOnce(&mut Vec<Link>)) {
        let links = match holder {
            LinkHolder::File(id) => self.tree.file_mut(id).map(|file| &mut file.links),
            LinkHolder::Folder(id) => self.tree.folder_mut(id).map(|folder| &mut folder.links),
            LinkHolder::Room(id) => {
                let room = self
                    .tree
                    .folder_mut(id)
                    .and_then(|folder| folder.room.as_mut());
                room.map(|room| &mut room.links)
            }
        };
        if let Some(links) = links {
            change(links);
        }
    }

    /// Whether the person may see and set links there, and whether the room is archived.
    pub(super) fn may_edit_links(&self, folder: EntryId, who: Option<PersonId>) -> (bool, bool) {
        match self.place(folder) {
            Place::Room { room, archived } => {
                let guest = who
                    .and_then(|who| self.person(who))
                    .is_none_or(super::people::Person::is_guest);
                (self.standing(room, who).manages() && !guest, archived)
            }
            Place::Section(super::Section::My(owner)) => (Some(owner) == who, false),
            _ => (false, false),
        }
    }

    pub(super) fn room_kind_of(&self, folder: EntryId) -> Option<RoomKind> {
        self.room_of(folder)
            .and_then(|room| room.room.as_ref())
            .map(|room| room.kind)
    }

    /// Whether somebody sees the room as its owner or manager.
    pub fn manages_room(&self, room: EntryId, who: Option<PersonId>) -> bool {
        let standing = self.standing(room, who);
        standing == Standing::Owner || standing == Standing::Member(Access::Manager)
    }
}
