//! From listed facts and choices to a plan.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use super::{
    Blocker, Choices, Digest, DigestError, Fate, GuestFacts, GuestStep, LARGEST_CHUNK, PLAN_FORMAT,
    Plan, Refusal, Target, TargetReach, Unlock, chunks, collisions, hazard,
    ownership::{self, OwnerStanding, Taking},
    refusal, unlocking,
};
use crate::domain::{
    Destination, FileEntry, FileFlags, FileId, FileIndex, Folder, FolderId, FolderRole, Inventory,
    Me, PersonalQuota, PortalName, PortalVersion, Room,
    titles::{TitleError, sanitise_folder_title},
};

/// What was found out about portal, room and target. Nothing in it is a decision.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Which portal.
    pub portal: PortalName,
    /// Its version, if it told.
    pub portal_version: Option<PortalVersion>,
    /// The owner of the key.
    pub me: Me,
    /// The client's room.
    pub room: Room,
    /// Its files and folders. Shared, so that a preview can plan again at every keystroke.
    pub inventory: Arc<Inventory>,
    /// When the listing was finished.
    pub listed_at: Timestamp,
    /// Where the files are to go.
    pub place: Place,
    /// What was found out about the guest, if one was chosen.
    pub guest: Option<GuestFacts>,
    /// What was found out about the account of the room's owner. Looked at where the caller could take the room over.
    pub owner: OwnerStanding,
}

/// What was found out about the archive root and the target under it. Looked at anew when the client's name or the
/// root changes, without listing the room again.
#[derive(Debug, Clone)]
pub struct Place {
    /// The archive root.
    pub root: Destination,
    /// Folders directly under the archive root whose title equals the target's.
    pub targets_found: Vec<Folder>,
    /// The folder the user named with `--target`, already checked to lie under the archive root.
    pub target_chosen: Option<FolderId>,
    /// What already lies directly in the existing target.
    pub target_files: Arc<[TargetFile]>,
    /// Folders under the archive root whose title differs from the target's only by case or accents.
    pub beside: Arc<[Folder]>,
    /// Who can read it there; `None` if that was not looked at.
    pub reach: Option<TargetReach>,
    /// How much the caller may keep in My documents, if the archive root lies there and there is a limit.
    pub my_quota: Option<PersonalQuota>,
}

/// A file that already lies in the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetFile {
    /// Its id.
    pub id: FileId,
    /// Its title as stored.
    pub title: Box<str>,
    /// It carries an external link of its own.
    pub has_link: bool,
}

/// Why no plan can be made from these choices.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The client's name makes no folder title.
    #[error("the client name cannot be a folder title: {0}")]
    ClientName(#[from] TitleError),
    /// See [`DigestError`].
    #[error(transparent)]
    Digest(#[from] DigestError),
}

impl Plan {
    /// Decides everything: what stays, what meets, which chunks, and whether it may be run at all. The same facts and
    /// choices always give the same plan.
    pub fn make(facts: Facts, choices: Choices) -> Result<Self, PlanError> {
        let title = target_title(&facts.place, &choices.client_name)?;
        let taking = ownership::decide(&facts.room, &facts.me, facts.owner, choices.take_ownership);
        let rights = Rights {
            inventory: &facts.inventory,
            as_owner: matches!(taking, Taking::Possible(_)),
        };
        let mut unlocks = rights.unlocks(&choices.unlock);
        let mut fates = rights.fates(&unlocks);
        let settled = collisions::settle(
            &facts.inventory,
            &mut fates,
            &facts.place.target_files,
            choices.collisions,
        );
        // What stays for its title keeps its lock.
        unlocks.retain(|index| fates[index.0 as usize].is_none());
        let size = (choices.chunk_size as usize).clamp(1, LARGEST_CHUNK);
        let chunks = chunks::cut(&settled, &unlocks, &mut fates, size);
        // Every movable file was cut into a chunk; a gap would be a fault of ours and must not lose the file's line.
        let fates = fates
            .into_iter()
            .map(|fate| fate.unwrap_or(Fate::Stay(Blocker::NoMoveRight)))
            .collect();

        let mut refusals = refusal::of_room(&facts.room, &facts.me, facts.portal_version);
        refusal::after_taking(&mut refusals, &taking);
        let existing = match refusal::settle_twins(
            &facts.place.targets_found,
            facts.place.target_chosen.as_ref(),
        ) {
            Ok(existing) => existing,
            Err(twins) => {
                refusals.push(twins);
                None
            }
        };
        let mut plan = Self {
            format: PLAN_FORMAT,
            digest: Digest::default(),
            portal: facts.portal,
            portal_version: facts.portal_version,
            made_at: facts.listed_at,
            made_by: facts.me,
            room: facts.room,
            target: Target {
                root: facts.place.root,
                title,
                existing,
                was_chosen: facts.place.target_chosen.is_some(),
                files_there: facts.place.target_files.len() as u64,
                reach: facts.place.reach,
            },
            choices,
            refusals,
            hazards: Vec::new(),
            collisions: settled.collisions,
            new_titles: settled.new_titles,
            unlocks,
            chunks,
            fates,
            guest: None,
            ownership: None,
            inventory: facts.inventory,
        };
        let moving_bytes = plan.totals().moving_bytes;
        plan.refusals.extend(refusal::of_target(
            &plan.target.root,
            &plan.room,
            facts.place.my_quota,
            moving_bytes,
        ));
        if let Some(mixture) =
            refusal::of_inventory(&plan.inventory).filter(|found| !plan.refusals.contains(found))
        {
            plan.refusals.push(mixture);
        }
        match (plan.choices.guest.clone(), facts.guest) {
            (Some(choice), Some(found)) => {
                let step = GuestStep::decide(choice, found, &plan);
                plan.refusals
                    .extend(step.refusals(plan.room.rights.edit_access));
                plan.guest = Some(step);
            }
            // Who asked for it must not believe that it was done.
            (Some(_), None) => plan.refusals.push(Refusal::GuestUnseen),
            (None, _) => {}
        }
        // Last, because the guest step takes some of it away.
        plan.hazards = hazard::of_plan(&plan, &facts.place.beside);
        plan.hazards.extend(hazard::of_taking(&plan, &taking));
        if let Taking::Possible(step) = taking {
            // Nothing is taken where nothing would move.
            plan.ownership = Some(step).filter(|_| !plan.chunks.is_empty());
        }
        plan.digest = plan.computed_digest()?;
        Ok(plan)
    }
}

/// A folder that the user named may be called otherwise than the client.
fn target_title(place: &Place, client_name: &str) -> Result<String, PlanError> {
    let title = sanitise_folder_title(client_name)?;
    let chosen = place.target_chosen.as_ref().and_then(|chosen| {
        let mut found = place.targets_found.iter();
        found.find(|folder| folder.id == *chosen)
    });
    Ok(chosen.map_or(title, |folder| folder.title.clone()))
}

/// What the caller may do with the files: as listed, or as the owner that he will be when the files move.
struct Rights<'i> {
    inventory: &'i Inventory,
    as_owner: bool,
}

impl Rights<'_> {
    /// The fates of files that stay whatever their titles are.
    fn fates(&self, unlocks: &BTreeSet<FileIndex>) -> Vec<Option<Fate>> {
        let files = self.inventory.indexed_files();
        files
            .map(|(index, file)| {
                let (flags, role) = self.of(file);
                let blocker = Blocker::of(flags, role);
                blocker
                    .map(Fate::Stay)
                    .filter(|_| !unlocks.contains(&index))
            })
            .collect()
    }

    /// Files whose lock is broken so that they move.
    fn unlocks(&self, wanted: &Unlock) -> BTreeSet<FileIndex> {
        if wanted.is_none() {
            return BTreeSet::new();
        }
        let frees = |file: &FileEntry| {
            let (flags, role) = self.of(file);
            unlocking::frees(flags, role)
        };
        self.inventory
            .indexed_files()
            .filter(|(_, file)| wanted.wants(&file.id) && frees(file))
            .map(|(index, _)| index)
            .collect()
    }

    fn of(&self, file: &FileEntry) -> (FileFlags, FolderRole) {
        let folder = self.inventory.folders.get(file.folder.0 as usize);
        let role = folder.map(|folder| folder.role).unwrap_or_default();
        if self.as_owner {
            (ownership::as_owner(file.flags, role), role)
        } else {
            (file.flags, role)
        }
    }
}
