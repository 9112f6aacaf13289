//! Looking at the account of a room's owner, where the caller could take the room over. Only reads.

use super::Session;
use crate::{
    docspace::Transport,
    domain::{MyRole, Room, Scope},
    plan::OwnerStanding,
};

impl<T: Transport> Session<T> {
    /// Whether the owner of a room could lose it for a while and have it back. Not asked where nobody would take it; a
    /// key that may not see accounts leaves it unseen, which forbids nothing.
    pub(super) async fn owner_standing(&self, room: &Room) -> OwnerStanding {
        let could_take =
            room.my_role(self.me()) == MyRole::AdminNotMember && room.rights.change_owner;
        if !could_take || !self.scopes().allows(Scope::AccountsRead) {
            return OwnerStanding::Unseen;
        }
        match self.client.person(&room.owner.id).await {
            Ok(Some(owner)) => match (owner.is_active, owner.may_own_rooms) {
                (true, true) => OwnerStanding::Fit,
                (true, false) => OwnerStanding::Unfit,
                (false, _) => OwnerStanding::Inactive,
            },
            Ok(None) => OwnerStanding::Inactive,
            Err(_) => OwnerStanding::Unseen,
        }
    }
}
