//! A room as it was listed, with the shape of its tree.

use std::sync::Arc;

use jiff::Timestamp;

use super::TreeShape;
use crate::{
    app::Survey,
    domain::{Inventory, Room},
    plan::OwnerStanding,
};

/// What a survey of a room gives, prepared for drawing. Made by the backend in a task, because a million files take
/// longer than a frame.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The room when it was listed.
    pub room: Room,
    /// Its files and folders.
    pub inventory: Arc<Inventory>,
    /// When the listing was finished.
    pub listed_at: Timestamp,
    /// What the account of the room's owner is, where the caller could take the room over.
    pub owner: OwnerStanding,
    /// Which entries lie in which folder.
    pub shape: TreeShape,
}

impl Listing {
    /// Prepares a survey for drawing. Linear in the number of files.
    pub fn of(survey: Survey) -> Self {
        Self {
            owner: survey.owner,
            ..Self::new(survey.room, survey.inventory, survey.listed_at)
        }
    }

    /// The survey again.
    pub fn survey(&self) -> Survey {
        Survey {
            room: self.room.clone(),
            inventory: Arc::clone(&self.inventory),
            listed_at: self.listed_at,
            owner: self.owner,
        }
    }

    /// Prepares an inventory for drawing. Linear in the number of files.
    pub fn new(room: Room, inventory: Arc<Inventory>, listed_at: Timestamp) -> Self {
        let shape = TreeShape::of(&inventory);
        Self {
            room,
            inventory,
            listed_at,
            owner: OwnerStanding::Unseen,
            shape,
        }
    }
}
