//! From a room and an archive root to a plan. Only reads.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    docspace::{PortalError, Transport},
    domain::{
        FileFlags, Folder, FolderId, FolderIndex, Inventory, Room, RoomId, Scope,
        titles::{fold, sanitise_folder_title},
    },
    engine::scan::{self, ScanProgress},
    plan::{
        Choices, Facts, GuestChoice, GuestFacts, OwnerStanding, Place, Plan, PlanError, TargetFile,
    },
};

use super::{AppError, GuestWish, Session};

/// What somebody wants planned.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The client's room.
    pub room: RoomId,
    /// The folder that holds one folder per client.
    pub archive_root: FolderId,
    /// The client's name; the room's title unless given.
    pub client_name: Option<String>,
    /// The client's folder, when its title alone does not tell.
    pub target: Option<FolderId>,
    /// Whose access is to be cut afterwards.
    pub guest: Option<GuestWish>,
    /// Everything else; its client name and guest are replaced.
    pub choices: Choices,
}

/// A room as it was listed. Good for any number of plans.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The room.
    pub room: Room,
    /// Its files and folders.
    pub inventory: Arc<Inventory>,
    /// When the listing was finished.
    pub listed_at: Timestamp,
    /// What the account of the room's owner is, where the caller could take the room over.
    pub owner: OwnerStanding,
}

impl<T: Transport> Session<T> {
    /// Lists a room. Rooms that cannot be emptied are listed all the same: looking is always allowed.
    pub async fn survey(
        &self,
        room: &RoomId,
        observe: impl Fn(ScanProgress) + Send + Sync,
    ) -> Result<Survey, AppError> {
        let room = self.room(room).await?;
        self.survey_room(room, observe).await
    }

    async fn survey_room(
        &self,
        room: Room,
        observe: impl Fn(ScanProgress) + Send + Sync,
    ) -> Result<Survey, AppError> {
        let (inventory, owner) = tokio::join!(
            scan::scan(&self.client, &room, observe),
            self.owner_standing(&room)
        );
        Ok(Survey {
            room,
            inventory: Arc::new(inventory?),
            listed_at: Timestamp::now(),
            owner,
        })
    }

    /// Looks at the archive root and at the client's folder under it.
    pub async fn look_at_place(
        &self,
        archive_root: &FolderId,
        client_name: &str,
        target: Option<&FolderId>,
    ) -> Result<Place, AppError> {
        let title = sanitise_folder_title(client_name).map_err(PlanError::ClientName)?;
        let failed = |source| AppError::Portal {
            doing: "look at the archive root",
            source,
        };
        let root = self
            .client
            .destination(archive_root)
            .await
            .map_err(failed)?;
        let folders = match self.client.subfolders(archive_root).await {
            Ok(folders) => folders,
            // A root that may not be looked into may not be used either; the plan says so in its own words.
            Err(PortalError::Refused { .. }) => Vec::new(),
            Err(source) => return Err(failed(source)),
        };
        let nearly =
            |folder: &&Folder| folder.title != title && fold(&folder.title) == fold(&title);
        let beside: Vec<Folder> = folders.iter().filter(nearly).cloned().collect();
        let targets_found: Vec<Folder> = match target {
            Some(target) => vec![chosen(&folders, target)?],
            None => folders
                .into_iter()
                .filter(|folder| folder.title == title)
                .collect(),
        };
        let look_into_target = async {
            match targets_found.as_slice() {
                [only] => self.files_directly_in(only).await,
                _ => Ok(Vec::new()),
            }
        };
        let found = match targets_found.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        let (target_files, reach, my_quota) = tokio::try_join!(
            look_into_target,
            Box::pin(self.target_reach(&root, found)),
            self.my_quota(&root)
        )?;
        Ok(Place {
            root,
            target_chosen: target.cloned(),
            target_files: target_files.into(),
            targets_found,
            beside: beside.into(),
            reach,
            my_quota,
        })
    }

    /// A plan from what was listed and looked at. Quick: the preview asks for one at every change.
    /// With a guest among the choices it needs what [`Session::look_at_guest`] found.
    pub fn plan(
        &self,
        survey: &Survey,
        place: Place,
        guest: Option<GuestFacts>,
        choices: Choices,
    ) -> Result<Plan, AppError> {
        let facts = Facts {
            portal: self.portal().clone(),
            portal_version: self.version(),
            me: self.me().clone(),
            room: survey.room.clone(),
            inventory: Arc::clone(&survey.inventory),
            listed_at: survey.listed_at,
            place,
            guest,
            owner: survey.owner,
        };
        Ok(Plan::make(facts, choices)?)
    }

    /// All of it.
    pub async fn prepare(
        &self,
        wish: &Wish,
        observe: impl Fn(ScanProgress) + Send + Sync,
    ) -> Result<Plan, AppError> {
        self.require(&[Scope::RoomsRead, Scope::FilesRead])?;
        let room = self.room(&wish.room).await?;
        let name = wish
            .client_name
            .clone()
            .unwrap_or_else(|| room.title.clone());
        sanitise_folder_title(&name).map_err(PlanError::ClientName)?;
        let choose_guest = async {
            match &wish.guest {
                Some(guest) => self.choose_guest(&room, guest).await.map(Some),
                None => Ok(None),
            }
        };
        // Side by side: what is wrong with places and people ends a long listing at once.
        let (place, guest, survey) = tokio::try_join!(
            Box::pin(self.look_at_place(&wish.archive_root, &name, wish.target.as_ref())),
            choose_guest,
            Box::pin(self.survey_room(room.clone(), observe)),
        )?;
        let facts = self.look_at_guest(&survey, &place, guest.as_ref()).await?;
        self.plan(
            &survey,
            place,
            facts,
            Choices {
                client_name: name,
                guest,
                ..wish.choices.clone()
            },
        )
    }

    /// Everything about the chosen guest's ways to room and archive; `None` without one.
    pub async fn look_at_guest(
        &self,
        survey: &Survey,
        place: &Place,
        guest: Option<&GuestChoice>,
    ) -> Result<Option<GuestFacts>, AppError> {
        let Some(guest) = guest else { return Ok(None) };
        self.require(&[Scope::AccountsRead])?;
        let archive = place.root.room.as_ref();
        self.guest_facts(
            &survey.room,
            archive,
            &survey.inventory,
            &place.target_files,
            &guest.guest,
        )
        .await
        .map(Some)
    }

    async fn files_directly_in(&self, folder: &Folder) -> Result<Vec<TargetFile>, AppError> {
        let listed = scan::scan_folder(&self.client, &folder.id, &folder.title).await?;
        let direct = listed
            .files
            .into_iter()
            .filter(|file| file.folder == FolderIndex(0));
        Ok(direct
            .map(|file| TargetFile {
                has_link: file.flags.has(FileFlags::SHARED_BY_LINK),
                id: file.id,
                title: file.title,
            })
            .collect())
    }
}

fn chosen(folders: &[Folder], target: &FolderId) -> Result<Folder, AppError> {
    folders
        .iter()
        .find(|folder| folder.id == *target)
        .cloned()
        .ok_or_else(|| AppError::TargetElsewhere {
            target: target.to_string(),
        })
}
