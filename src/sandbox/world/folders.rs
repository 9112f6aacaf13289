//! Making folders.

use tokio::time::Instant;

use super::World;
use super::entries::{EntryId, Folder, FolderKind};
use super::history::HistoryKind;
use super::moves::storage_of;
use super::people::PersonId;
use super::refusal::Refusal;
use super::titles::{LONGEST_TITLE, TitleRefusal, stored_title};

impl World {
    /// Makes a folder and tells its number. A second folder of the same title is made without a word, as on the portal.
    pub fn create_folder(
        &mut self,
        who: PersonId,
        parent: &str,
        title: &str,
        now: Instant,
    ) -> Result<EntryId, Refusal> {
        let title = stored_title(title).map_err(|refusal| match refusal {
            TitleRefusal::TooLong => Refusal::invalid(
                "Title",
                format!("The title is longer than {LONGEST_TITLE}."),
            ),
            TitleRefusal::Blank => Refusal::BadArgument("the title is blank"),
        })?;
        let parent = match (parent.parse::<EntryId>(), self.resolve_folder(parent)) {
            (_, Ok(id)) => id,
            // An unknown number is an invalid operation to the portal, not a missing item.
            (Ok(_), Err(_)) => return Err(Refusal::Forbidden("this folder is not here")),
            (Err(_), Err(refusal)) => return Err(refusal),
        };
        let folder = self
            .tree
            .folder(parent)
            .ok_or(Refusal::Forbidden("this folder is not here"))?;
        let is_section_of_rooms = matches!(folder.kind, FolderKind::Section(section) if !matches!(section, super::Section::My(_)));
        if is_section_of_rooms || !self.folder_rights(folder, Some(who)).create {
            return Err(Refusal::Forbidden("no right to make a folder here"));
        }
        let third_party = folder.public_id.clone();
        let id = self.new_folder_id();
        let date = self.clock.date(now);
        self.add_folder(Folder {
            public_id: third_party.map(|parent| format!("{}-d{id}", storage_of(&parent))),
            ..Folder::plain(id, parent, title, (who, date))
        });
        self.note_folder(who, id, HistoryKind::FolderCreated, now);
        Ok(id)
    }
}
