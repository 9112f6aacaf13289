//! Who may do what: the caller's standing in a room, and the rights on folders that follow from it.

use super::World;
use super::entries::{EntryId, Folder, FolderKind, Section};
use super::people::{PersonId, PersonStatus};
use super::rooms::{Access, RoomKind, Subject};

/// What somebody is in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Made it, or took it over.
    Owner,
    /// Was given a right, himself or through a group.
    Member(Access),
    /// Sees it as an admin of the portal only.
    PortalAdmin,
    /// Nothing.
    None,
}

impl Standing {
    /// Whether the room and what is in it may be managed.
    pub fn manages(self) -> bool {
        matches!(self, Self::Owner | Self::Member(Access::Manager))
    }

    /// Whether anything may be put into the room.
    pub fn creates(self) -> bool {
        self.manages() || self == Self::Member(Access::ContentCreator)
    }

    /// Whether the room may be looked into.
    pub fn reads(self) -> bool {
        !matches!(self, Self::None | Self::Member(Access::Restrict))
    }
}

/// Where a folder lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a room, or the room itself.
    Room {
        /// The room.
        room: EntryId,
        /// Whether the room lies in the Archive section.
        archived: bool,
    },
    /// In the section of somebody, or of the portal, outside any room.
    Section(Section),
    /// Nowhere.
    Nowhere,
}

/// The caller's rights on a folder or room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a table of rights, as the wire has it"
)]
pub struct FolderRights {
    /// Look into it.
    pub read: bool,
    /// Make folders and files in it.
    pub create: bool,
    /// Move something into it.
    pub move_into: bool,
    /// Move it (for a room: into the Archive section).
    pub move_itself: bool,
    /// Rename it.
    pub rename: bool,
    /// Delete it.
    pub delete: bool,
    /// Change who has access to it.
    pub edit_access: bool,
    /// Copy it.
    pub copy: bool,
    /// Download it.
    pub download: bool,
    /// Give the room to another owner.
    pub change_owner: bool,
    /// Pin it.
    pub pin: bool,
}

impl World {
    /// What the caller is in the room; nobody is nothing.
    pub fn standing(&self, room: EntryId, who: Option<PersonId>) -> Standing {
        let (Some(who), Some(folder)) = (who, self.tree.folder(room)) else {
            return Standing::None;
        };
        let (Some(person), Some(settings)) = (self.person(who), folder.room.as_ref()) else {
            return Standing::None;
        };
        if person.status == PersonStatus::Terminated {
            return Standing::None;
        }
        if folder.created_by == who && person.kind.can_own_rooms() {
            return Standing::Owner;
        }
        let direct = settings
            .grants
            .iter()
            .find(|grant| grant.subject == Subject::Person(who));
        let by_group = || {
            settings.grants.iter().find(|grant| match grant.subject {
                Subject::Group(group) => self
                    .groups
                    .get(group)
                    .is_some_and(|group| group.everyone || group.members.contains(&who)),
                Subject::Person(_) => false,
            })
        };
        match direct.or_else(by_group) {
            Some(grant) => Standing::Member(grant.access),
            None if person.kind.is_portal_admin() => Standing::PortalAdmin,
            None => Standing::None,
        }
    }

    /// Where the folder lies.
    pub fn place(&self, folder: EntryId) -> Place {
        let mut room = None;
        let mut top = None;
        for id in self.tree.ancestors(folder) {
            let Some(entry) = self.tree.folder(id) else {
                break;
            };
            if entry.room.is_some() && room.is_none() {
                room = Some(id);
            }
            if let FolderKind::Section(section) = entry.kind {
                top = Some(section);
            }
        }
        match (room, top) {
            (Some(room), Some(section)) => Place::Room {
                room,
                archived: section == Section::Archive,
            },
            (None, Some(section)) => Place::Section(section),
            (_, None) => Place::Nowhere,
        }
    }

    /// The settings of the room a folder lies in.
    pub fn room_of(&self, folder: EntryId) -> Option<&Folder> {
        match self.place(folder) {
            Place::Room { room, .. } => self.tree.folder(room),
            _ => None,
        }
    }

    /// The section a folder lies in.
    pub fn section_of(&self, folder: EntryId) -> Option<Section> {
        let root = self.tree.ancestors(folder).last().copied()?;
        match self.tree.folder(root)?.kind {
            FolderKind::Section(section) => Some(section),
            _ => None,
        }
    }

    /// The caller's rights on a folder.
    pub fn folder_rights(&self, folder: &Folder, who: Option<PersonId>) -> FolderRights {
        match self.place(folder.id) {
            Place::Room { room, archived } => self.rights_in_room(folder, room, archived, who),
            Place::Section(section) => self.rights_in_section(folder, section, who),
            Place::Nowhere => FolderRights::default(),
        }
    }

    fn rights_in_room(
        &self,
        folder: &Folder,
        room: EntryId,
        archived: bool,
        who: Option<PersonId>,
    ) -> FolderRights {
        let standing = self.standing(room, who);
        let is_room = folder.id == room;
        let portal_admin = self.is_portal_admin(who);
        let system = matches!(folder.kind, FolderKind::Form(_));
        let may_download = self.downloads(room, standing);
        let own =
            standing == Standing::Member(Access::ContentCreator) && Some(folder.created_by) == who;
        let manages = standing.manages();
        FolderRights {
            read: standing.reads(),
            create: !archived && !system && standing.creates(),
            move_into: !archived && !system && standing.creates(),
            move_itself: if is_room {
                standing == Standing::Owner || portal_admin
            } else {
                !archived && !system && (manages || own)
            },
            rename: !archived && !system && (manages || (own && !is_room)),
            delete: if is_room {
                standing == Standing::Owner || (archived && portal_admin)
            } else {
                !archived && !system && (manages || own)
            },
            edit_access: !archived && manages,
            copy: standing.creates() && may_download,
            download: standing.reads() && may_download,
            change_owner: is_room && !archived && (standing == Standing::Owner || portal_admin),
            pin: is_room && !archived && standing.reads(),
        }
    }

    fn rights_in_section(
        &self,
        folder: &Folder,
        section: Section,
        who: Option<PersonId>,
    ) -> FolderRights {
        let root = matches!(folder.kind, FolderKind::Section(_));
        match section {
            Section::My(owner) if Some(owner) == who => {
                let guest = self
                    .person(owner)
                    .is_none_or(super::people::Person::is_guest);
                let inside = !root && !guest;
                FolderRights {
                    read: true,
                    create: !guest,
                    move_into: !guest,
                    move_itself: inside,
                    rename: inside,
                    delete: inside,
                    edit_access: inside,
                    copy: inside,
                    download: true,
                    change_owner: false,
                    pin: false,
                }
            }
            Section::Trash(owner) if Some(owner) == who => FolderRights {
                read: true,
                move_itself: !root,
                delete: !root,
                ..FolderRights::default()
            },
            // The Archive section says that one may move into it; a move itself is refused all the same.
            Section::Archive => FolderRights {
                read: who.is_some(),
                move_into: true,
                ..FolderRights::default()
            },
            Section::Rooms | Section::Agents => FolderRights {
                read: who.is_some(),
                create: who
                    .and_then(|who| self.person(who))
                    .is_some_and(|person| person.kind.can_own_rooms()),
                ..FolderRights::default()
            },
            Section::My(_) | Section::Trash(_) => FolderRights::default(),
        }
    }

    /// Whether the standing lets somebody download: `denyDownload` stops readers and admins who are no members.
    pub(super) fn downloads(&self, room: EntryId, standing: Standing) -> bool {
        let denied = self
            .tree
            .folder(room)
            .and_then(|folder| folder.room.as_ref())
            .is_some_and(|room| room.deny_download);
        !denied || standing.creates()
    }

    /// Whether the folder lies in somebody's trash, and is not the trash itself.
    pub fn is_trashed(&self, folder: EntryId) -> bool {
        let root = self.sections.trash.values().any(|trash| *trash == folder);
        !root && matches!(self.section_of(folder), Some(Section::Trash(_)))
    }

    /// Whether the person is an admin of the portal.
    pub fn is_portal_admin(&self, who: Option<PersonId>) -> bool {
        who.and_then(|who| self.person(who))
            .is_some_and(|person| person.kind.is_portal_admin())
    }

    /// The caller's own right as listings show it: owners and admins who are no members show 0.
    pub fn access_number(&self, folder: EntryId, who: Option<PersonId>) -> u8 {
        match self.place(folder) {
            Place::Room { room, .. } => match self.standing(room, who) {
                Standing::Member(access) => access.number(),
                _ => 0,
            },
            _ => 0,
        }
    }

    /// Whether the folder lies on third-party storage, by its id.
    pub fn is_third_party(&self, folder: EntryId) -> bool {
        self.tree
            .folder(folder)
            .is_some_and(|folder| folder.public_id.is_some())
    }

    /// Whether the folder lies in an AI agent's room.
    pub fn is_ai(&self, folder: EntryId) -> bool {
        self.room_of(folder)
            .and_then(|room| room.room.as_ref())
            .is_some_and(|room| room.kind == RoomKind::Ai)
    }
}
