//! The rights on files that follow from the caller's standing, from locks and from leftovers.

use super::entries::{EntryId, File, FolderKind, FormFolder, Section};
use super::people::PersonId;
use super::rights::{Place, Standing};
use super::rooms::Access;
use super::{Profile, World};

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
        let of_agent = self.is_ai(room);
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
            move_itself: active
                && !kept
                && !of_agent
                && !file.frozen
                && (standing.manages() || own),
            download: may_download,
            edit_links: active && standing.manages(),
        }
    }
}
