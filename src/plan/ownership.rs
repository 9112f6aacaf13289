//! Taking a room over for a run, and handing it back: for the portal admin who sees a room without being a member of
//! it, and therefore may move nothing out of it.
//!
//! What an owner could do with each file cannot be listed before he is one, so the plan judges by the portal's rules:
//! an owner moves, renames and unlocks everything that lies in no results folder of a form.

use serde::{Deserialize, Serialize};

use super::{Plan, Refusal};
use crate::domain::{
    FileFlags, FolderRole, Me, MyRole, Person, PortalVersion, Room, titles::visible,
};

/// What was found out about the account of the room's owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnerStanding {
    /// Not looked at, or not to be seen with this key.
    #[default]
    Unseen,
    /// In use, and may own rooms.
    Fit,
    /// In use, and may no longer own rooms: the portal lets nobody take a room from such an owner.
    Unfit,
    /// Switched off, not yet in use, or removed: gets nothing when the room is taken, and cannot have it back.
    Inactive,
}

/// The room is taken over before anything else is written, and handed back after everything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OwnershipStep {
    /// The owner before and, if he can be, after.
    pub from: Person,
    /// What his account is.
    pub standing: OwnerStanding,
}

impl OwnershipStep {
    /// Whether handing back is tried: not when the portal is known to refuse it.
    pub fn may_return(&self) -> bool {
        matches!(self.standing, OwnerStanding::Fit | OwnerStanding::Unseen)
    }

    /// What becomes of the old owner, meanwhile and afterwards, and what the change leaves behind.
    pub fn sentence(&self, version: Option<PortalVersion>) -> String {
        let name = visible(&self.from.name);
        let afterwards = match self.standing {
            OwnerStanding::Inactive => format!(
                "{name}'s account is not in use: it gets no place in the room and cannot have it back, so the room \
                 stays yours."
            ),
            OwnerStanding::Unseen => format!(
                "{name} becomes room manager meanwhile; when the run ends, also by a failure or your first stop, {name} \
                 gets the room back and you leave it. Whether that account may still own rooms could not be seen: if \
                 not, the room stays yours."
            ),
            OwnerStanding::Fit | OwnerStanding::Unfit => format!(
                "{name} becomes room manager meanwhile; when the run ends, also by a failure or your first stop, {name} \
                 gets the room back and you leave it."
            ),
        };
        let noise = if version.is_some_and(|version| version < NOTIFIES_NOBODY) {
            "The portal may tell both of you that you were invited, and keeps the changes in its audit trail."
        } else {
            "The room's history keeps every change of owner."
        };
        format!(
            "The run first takes the room over from {name}. {afterwards} {noise} Which files may be moved is told by \
             the portal only once the room is yours."
        )
    }
}

/// From this release on a change of owner sends nothing to anybody, and stands in the room's history.
const NOTIFIES_NOBODY: PortalVersion = PortalVersion {
    major: 3,
    minor: 7,
    patch: 0,
};

/// What becomes of the wish to take a room over.
pub(super) enum Taking {
    /// Nobody wished for it.
    NotWanted,
    /// The caller is in the room already, in this part.
    Nothing(MyRole),
    /// The portal would refuse it.
    Barred(Refusal),
    /// It is possible.
    Possible(OwnershipStep),
}

/// Whether the caller could take the room over, if that is wanted. Rooms that nobody can empty are not asked about.
pub(super) fn decide(room: &Room, me: &Me, standing: OwnerStanding, wanted: bool) -> Taking {
    let role = room.my_role(me);
    let owner = || room.owner.name.clone();
    if !wanted {
        Taking::NotWanted
    } else if role != MyRole::AdminNotMember {
        Taking::Nothing(role)
    } else if !room.rights.change_owner {
        Taking::Barred(Refusal::TakingOverForbidden { owner: owner() })
    } else if standing == OwnerStanding::Unfit {
        Taking::Barred(Refusal::OwnerCannotBeReplaced { owner: owner() })
    } else {
        Taking::Possible(OwnershipStep {
            from: room.owner.clone(),
            standing,
        })
    }
}

/// A file's flags as its room's owner would see them.
pub(super) fn as_owner(flags: FileFlags, role: FolderRole) -> FileFlags {
    let keeps_its_files = role == FolderRole::FormResults;
    flags
        .with(FileFlags::DOWNLOADABLE, true)
        .with(FileFlags::MOVABLE, !keeps_its_files)
        .with(FileFlags::RENAMABLE, !keeps_its_files)
        .with(FileFlags::MAY_UNLOCK, !keeps_its_files)
}

impl Plan {
    /// Whether a room that the caller could take over is in the way of nothing but that: with
    /// [`take_ownership`](super::Choices::take_ownership) it could be emptied.
    pub fn offers_taking_over(&self) -> bool {
        self.room.rights.change_owner
            && self
                .refusals
                .iter()
                .any(|refusal| matches!(refusal, Refusal::NotMember { .. }))
    }

    /// Who is to lose the room is who owns it, and only somebody without a part in it takes it.
    pub(super) fn ownership_fits(&self) -> bool {
        let step = self.ownership.as_ref();
        step.is_none_or(|step| {
            self.choices.take_ownership
                && step.from == self.room.owner
                && step.standing != OwnerStanding::Unfit
                && self.room.my_role(&self.made_by) == MyRole::AdminNotMember
        })
    }
}

/// What has changed about who has the room since a plan was agreed to, in words; `None` if nothing.
pub(super) fn changed(confirmed: &Plan, fresh: &Plan) -> Option<String> {
    match (&confirmed.ownership, &fresh.ownership) {
        (old, new) if old == new => None,
        (Some(_), Some(new)) if confirmed.room.owner.id != fresh.room.owner.id => Some(format!(
            "the room belongs to {} by now",
            visible(&new.from.name)
        )),
        (_, Some(new)) => Some(new.sentence(fresh.portal_version)),
        (_, None) => Some("the room needs not be taken over by now, or cannot be".into()),
    }
}
