//! Who will be able to read what is archived, looked up side by side. Only reads, and nothing that would make a link.

use futures_util::future::join_all;

use super::{AppError, Session};
use crate::{
    docspace::{PortalError, Transport},
    domain::{Destination, Folder, FolderId, Link, Member, PersonalQuota, Room, Section},
    engine::live,
    plan::{SharedFolder, TargetReach},
};

impl<T: Transport> Session<T> {
    /// Members and links of the room around the archive root, and the folders on the way to the target that are
    /// shared by themselves. `target` is the existing folder, if it is known which one is meant. `None` in third-party
    /// storage, where nothing can be archived.
    pub(super) async fn target_reach(
        &self,
        root: &Destination,
        target: Option<&Folder>,
    ) -> Result<Option<TargetReach>, AppError> {
        let around = root.room.as_ref();
        if root.folder.third_party || around.is_some_and(Room::is_third_party) {
            return Ok(None);
        }
        let ((members, links), between) =
            tokio::try_join!(self.room_readers(around), self.folders_between(root))?;
        let manages = around.is_some_and(|room| room.rights.edit_access);
        // A room's own marks only say that it has members and links, which are listed.
        let is_room =
            |folder: &&Folder| around.is_some_and(|room| room.id.as_folder() == folder.id);
        let way = between.iter().chain([&root.folder]).chain(target);
        let shared = way
            .filter(|folder| !is_room(folder))
            .filter_map(shared_folder);
        Ok(Some(TargetReach::seen(
            members,
            links,
            manages,
            shared.collect(),
        )))
    }

    /// What this key may not look into stays empty, as it does where the portal says nothing.
    async fn room_readers(
        &self,
        room: Option<&Room>,
    ) -> Result<(Vec<Member>, Vec<Link>), AppError> {
        let Some(room) = room else {
            return Ok((Vec::new(), Vec::new()));
        };
        let (members, links) = tokio::join!(
            self.client.members(&room.id),
            self.client.room_links(&room.id)
        );
        let members = if_allowed(members, "read who can read the archive room")?;
        let links = if_allowed(links, "read the links of the archive room")?;
        Ok((members.unwrap_or_default(), live(links.unwrap_or_default())))
    }

    /// The folders between the room, or the section's root, and the archive root. Usually there are none.
    async fn folders_between(&self, root: &Destination) -> Result<Vec<Folder>, AppError> {
        let top = root
            .path
            .iter()
            .rposition(|part| part.room_kind.is_some())
            .unwrap_or(0);
        let between: Vec<&FolderId> = root
            .path
            .iter()
            .skip(top + 1)
            .map(|part| &part.id)
            .filter(|id| **id != root.folder.id)
            .collect();
        let looks = between.into_iter().map(|id| self.client.folder(id));
        let answers = join_all(looks).await.into_iter();
        answers
            .filter_map(|answer| {
                if_allowed(answer, "look at the way to the archive root").transpose()
            })
            .collect()
    }

    /// How much the key's owner may still put into his own documents, if the archive root lies there.
    pub(super) async fn my_quota(
        &self,
        root: &Destination,
    ) -> Result<Option<PersonalQuota>, AppError> {
        if root.folder.section != Section::MyDocuments {
            return Ok(None);
        }
        self.client
            .my_quota()
            .await
            .map_err(|source| AppError::Portal {
                doing: "read your own quota",
                source,
            })
    }
}

fn shared_folder(folder: &Folder) -> Option<SharedFolder> {
    (folder.has_link || folder.has_people).then(|| SharedFolder {
        id: folder.id.clone(),
        title: folder.title.clone(),
        by_link: folder.has_link,
        with_people: folder.has_people,
    })
}

/// `None` for what this key may not look into.
fn if_allowed<R>(
    answer: Result<R, PortalError>,
    doing: &'static str,
) -> Result<Option<R>, AppError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(PortalError::Refused { .. } | PortalError::NotFound { .. }) => Ok(None),
        Err(source) => Err(AppError::Portal { doing, source }),
    }
}
