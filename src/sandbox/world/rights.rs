//! Who may do what: the caller's standing in a room, and the rights on each entry that follow from it.

use super::entries::{EntryId, File, Folder, FolderKind, FormFolder, Section};
use super::people::{PersonId, PersonStatus};
use super::rooms::{Access, RoomKind, Subject};
use super::{Profile, World};

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

/// The caller's rights on a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a table of rights, as the wire has it"
)]
pub struct FileRights {
    /// Read it.
    pub read: bool,
    /// Change its content.
    pub edit: bool,
    /// Comment on it.
    pub comment: bool,
    /// Delete it.
    pub delete: bool,
    /// Rename it.
    pub rename: bool,
    /// Read its history.
    pub read_history: bool,
    /// Lock it, and break a lock that is on it.
    pub lock: bool,
    /// Copy it.
    pub copy: bool,
    /// Move it.
    pub move_itself: bool,
    /// Download it.
    pub download: bool,
    /// Set links on it.
    pub edit_links: bool,
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
        let mut root = None;
        for id in self.tree.ancestors(folder) {
            let Some(entry) = self.tree.folder(id) else {
                break;
            };
            if entry.room.is_some() && room.is_none() {
                room = Some(id);
            }
            if let FolderKind::Section(section) = entry.kind {
                root = Some(section);
            }
        }
        match (room, root) {
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

    /// The caller's rights on a file, a foreign lock taken into account.
    pub fn file_rights(&self, file: &File, who: Option<PersonId>) -> FileRights {
        let rights = self.file_rights_without_lock(file, who);
        let locked_by_other = file.locked_by.is_some() && file.locked_by != who;
        if !locked_by_other {
            return rights;
        }
        FileRights {
            edit: false,
            comment: false,
            delete: false,
            rename: false,
            move_itself: false,
            edit_links: false,
            ..rights
        }
    }

    /// The caller's rights on a file as they would be without anybody's lock.
    pub fn file_rights_without_lock(&self, file: &File, who: Option<PersonId>) -> FileRights {
        match self.place(file.folder) {
            Place::Room { room, archived } => self.file_rights_in_room(file, room, archived, who),
            Place::Section(Section::My(owner)) if Some(owner) == who => FileRights {
                read: true,
                edit: true,
                comment: true,
                delete: true,
                rename: true,
                read_history: true,
                lock: true,
                copy: true,
                move_itself: !file.frozen,
                download: true,
                edit_links: true,
            },
            Place::Section(Section::Trash(owner)) if Some(owner) == who => FileRights {
                read: true,
                delete: true,
                move_itself: true,
                download: true,
                ..FileRights::default()
            },
            _ => FileRights::default(),
        }
    }

    fn file_rights_in_room(
        &self,
        file: &File,
        room: EntryId,
        archived: bool,
        who: Option<PersonId>,
    ) -> FileRights {
        let standing = self.standing(room, who);
        let restricted = who.is_some_and(|who| file.restricted_for.contains(&who))
            && standing != Standing::Owner;
        if !standing.reads() || restricted {
            return FileRights::default();
        }
        let kept = self
            .tree
            .folder(file.folder)
            .is_some_and(|folder| matches!(folder.kind, FolderKind::Form(form) if FormFolder::keeps_its_files(form)));
        let may_download = self.downloads(room, standing);
        let creator = standing == Standing::Member(Access::ContentCreator);
        let own = creator && Some(file.created_by) == who;
        let active = !archived;
        let edits = standing.creates() || standing == Standing::Member(Access::Editing);
        let admin_may_copy = standing == Standing::PortalAdmin && self.profile == Profile::V36;
        let lock_is_free = file.locked_by.is_none() || file.locked_by == who;
        FileRights {
            read: true,
            edit: active && edits,
            comment: active
                && (edits
                    || matches!(standing, Standing::Member(Access::Comment | Access::Review))),
            delete: active && !file.frozen && (standing.manages() || own),
            rename: active && !kept && !file.frozen && (standing.manages() || own),
            read_history: true,
            lock: active && !kept && (standing.manages() || (creator && lock_is_free)),
            copy: may_download && (standing.creates() || admin_may_copy),
            move_itself: active && !kept && !file.frozen && (standing.manages() || own),
            download: may_download,
            edit_links: active && standing.manages(),
        }
    }

    /// Whether the standing lets somebody download: `denyDownload` stops readers and admins who are no members.
    fn downloads(&self, room: EntryId, standing: Standing) -> bool {
        let denied = self
            .tree
            .folder(room)
            .and_then(|folder| folder.room.as_ref())
            .is_some_and(|room| room.deny_download);
        !denied || standing.creates()
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
