//! Why a whole plan cannot be run: rooms that cannot be emptied and targets that must not be used.

mod rules;

pub(super) use rules::{after_taking, of_inventory, of_room, of_target, settle_twins};

use serde::{Deserialize, Serialize};

use crate::domain::{FolderId, Me, PortalVersion, Room, titles::visible};

/// One reason, for the room or for the target, that stops every file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    tag = "refusal",
    rename_all_fields = "camelCase"
)]
pub enum Refusal {
    /// The portal is older than what a run supports.
    PortalTooOld {
        /// Its version.
        version: PortalVersion,
    },
    /// The room lies in third-party storage: a move makes new ids, so nothing could be proved.
    RoomThirdParty,
    /// Encrypted room: nothing may leave it.
    RoomPrivate,
    /// The room lies in the Archive section, where nothing can be moved.
    RoomArchived,
    /// AI rooms cannot be listed whole.
    RoomAi,
    /// A template, from which rooms are made.
    RoomTemplate,
    /// It lies in another section: not a client's room.
    RoomNotActive,
    /// The caller sees the room as portal admin only.
    NotMember {
        /// Name of the owner, who can move the files or invite the caller.
        owner: String,
        /// The room's title, for the text to send.
        room: String,
    },
    /// The caller wished to take the room over, and the portal does not let him.
    TakingOverForbidden {
        /// Name of the owner.
        owner: String,
    },
    /// The caller wished to take the room over from an owner whose account may no longer own rooms: the portal refuses
    /// every change of owner then.
    OwnerCannotBeReplaced {
        /// Name of the owner.
        owner: String,
    },
    /// The caller is a member without the right to move.
    NoRightToMove {
        /// The caller's part in words.
        role: String,
        /// Name of the owner.
        owner: String,
    },
    /// The archive root is or lies in the Archive section, which refuses files.
    TargetArchiveSection,
    /// The archive root is another section's root, the trash, or something else that takes no folders.
    TargetNoFolder,
    /// The archive root lies in a room template.
    TargetTemplate,
    /// The archive root lies in an encrypted room.
    TargetPrivate,
    /// The archive root lies in third-party storage.
    TargetThirdParty,
    /// The archive root lies in an AI room.
    TargetAi,
    /// The archive root lies in a form-filling room, which takes only forms.
    TargetFormFilling,
    /// The room around the archive root deletes files after a time; old files would vanish within minutes.
    TargetLifetime,
    /// The archive root is the client's own room or lies in it.
    TargetInsideRoom,
    /// The caller may not create folders or move files there.
    TargetNoRight {
        /// Owner of the room around it, if any.
        owner: Option<String>,
    },
    /// Too little free quota.
    TargetQuota {
        /// Bytes free.
        free: u64,
        /// Bytes needed.
        needed: u64,
    },
    /// The archive root lies in My documents, and too little of the caller's own quota is free.
    TargetMyQuota {
        /// Bytes free.
        free: u64,
        /// Bytes needed.
        needed: u64,
    },
    /// Several folders of the target's title.
    TargetTwins {
        /// All of them.
        folders: Vec<FolderId>,
    },
    /// Who can reach the room could not be read, so nothing could be said about the guest afterwards.
    GuestUnseen,
    /// Removing the guest takes him out of other rooms too, and nobody said that this is meant.
    GuestElsewhere {
        /// The guest's name.
        guest: String,
        /// Titles of his other rooms.
        rooms: Vec<String>,
    },
}

impl Refusal {
    /// Everything that stops a room from being emptied by this caller, known from the room alone.
    pub fn of_room(room: &Room, me: &Me, version: Option<PortalVersion>) -> Vec<Self> {
        of_room(room, me, version)
    }

    /// What is wrong and why, in one or two sentences.
    pub fn what(&self) -> String {
        match self {
            Self::PortalTooOld { version } => format!(
                "This portal is DocSpace {version}; closeout moves files on {} and later and only plans on older ones.",
                PortalVersion::OLDEST_FOR_RUN
            ),
            Self::RoomThirdParty => {
                "The room lies in third-party storage. A move there copies every file to a new id, \
                                     so it could not be proved that all of them arrived."
                    .into()
            }
            Self::RoomPrivate => {
                "This is a private room. Its encrypted files can never leave it.".into()
            }
            Self::RoomArchived => {
                "The room is archived. The portal moves nothing out of an archived room.".into()
            }
            Self::RoomAi => {
                "This is an AI room. The portal does not list its files completely.".into()
            }
            Self::RoomTemplate => "This is a room template, not a client's room.".into(),
            Self::RoomNotActive => "This is not an active room.".into(),
            Self::NotMember { owner, .. } => format!(
                "You see this room as portal admin. DocSpace lets admins read it, not move its files. The owner is {}.",
                visible(owner)
            ),
            Self::TakingOverForbidden { owner } => format!(
                "You see this room as portal admin, and the portal does not let you take it over from {}.",
                visible(owner)
            ),
            Self::OwnerCannotBeReplaced { owner } => format!(
                "The room cannot be taken over: its owner {} is no longer an account that may own rooms, and the \
                 portal refuses to change such an owner.",
                visible(owner)
            ),
            Self::NoRightToMove { role, owner } => format!(
                "Your part in this room is \"{}\", which may not move files. The owner is {}.",
                visible(role),
                visible(owner)
            ),
            Self::TargetArchiveSection => {
                "The archive root lies in the portal's Archive section, which takes whole \
                                           rooms and refuses files."
                    .into()
            }
            Self::TargetNoFolder => {
                "The archive root is not a folder that takes folders and files.".into()
            }
            Self::TargetTemplate => "The archive root lies in a room template.".into(),
            Self::TargetPrivate => {
                "The archive root lies in a private room, which takes no files from outside.".into()
            }
            Self::TargetThirdParty => {
                "The archive root lies in third-party storage. Files get new ids there, so it \
                                       could not be proved that all of them arrived."
                    .into()
            }
            Self::TargetAi => "The archive root lies in an AI room.".into(),
            Self::TargetFormFilling => {
                "The archive root lies in a form-filling room, which takes only forms.".into()
            }
            Self::TargetLifetime => {
                "The room around the archive root deletes files after a set time, counted from \
                                     their first version: archived files would vanish."
                    .into()
            }
            Self::TargetInsideRoom => {
                "The archive root is the client's own room, or lies in it.".into()
            }
            Self::TargetNoRight { owner } => match owner {
                Some(owner) => format!(
                    "You may not make folders or move files at the archive root. The owner of that room is {}.",
                    visible(owner)
                ),
                None => "You may not make folders or move files at the archive root.".into(),
            },
            Self::TargetQuota { free, needed } => format!(
                "The room around the archive root has {free} bytes free, and the files take {needed} bytes."
            ),
            Self::TargetMyQuota { free, needed } => format!(
                "The archive root lies in your own documents, where you have {free} bytes free, and the files take {needed} bytes."
            ),
            Self::TargetTwins { folders } => format!(
                "Several folders under the archive root have the target's title: {}.",
                folders
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            Self::GuestUnseen => "The portal does not show this key who can reach the room, so it could not be proved \
                                  that the guest is out."
                .into(),
            Self::GuestElsewhere { guest, rooms } => format!(
                "{} is also in other rooms, and removing a guest takes away everything you granted there: {}.",
                visible(guest),
                rooms.iter().map(|room| visible(room)).collect::<Vec<_>>().join(", ")
            ),
        }
    }

    /// Whether the target is there several times.
    pub(super) fn is_about_twins(&self) -> bool {
        matches!(self, Self::TargetTwins { .. })
    }

    /// What to do about it.
    pub fn next_step(&self) -> String {
        match self {
            Self::PortalTooOld { .. } => "Update the portal, or move the files by hand.".into(),
            Self::RoomThirdParty => "Archive it where it lies, at the storage provider.".into(),
            Self::RoomPrivate => "Ask the owner to download what is to be kept.".into(),
            Self::RoomArchived => "Restore the room from the portal's Archive first.".into(),
            Self::RoomAi | Self::RoomTemplate | Self::RoomNotActive => "Choose the client's own room.".into(),
            Self::NotMember { owner, room } => format!(
                "Send to {}: \"Please invite me to the room '{}' as room manager; I am to archive its files.\" Then plan again.",
                visible(owner),
                visible(room)
            ),
            Self::TakingOverForbidden { owner } => {
                format!("Ask {} to invite you as room manager, then plan again.", visible(owner))
            }
            Self::OwnerCannotBeReplaced { owner } => format!(
                "Make {} a room admin again in the portal's accounts, then plan again.",
                visible(owner)
            ),
            Self::NoRightToMove { owner, .. } => {
                format!("Ask {} to make you room manager, then plan again.", visible(owner))
            }
            Self::TargetArchiveSection
            | Self::TargetNoFolder
            | Self::TargetTemplate
            | Self::TargetPrivate
            | Self::TargetThirdParty
            | Self::TargetAi
            | Self::TargetFormFilling => {
                "Choose a folder in an ordinary room, such as a room titled \"Archive\", with --archive-root.".into()
            }
            Self::TargetLifetime => {
                "Choose an archive root in a room without a lifetime, or switch the lifetime off.".into()
            }
            Self::TargetInsideRoom => "Choose an archive root outside the client's room with --archive-root.".into(),
            Self::TargetNoRight { .. } => "Ask to be made room manager there, or choose another --archive-root.".into(),
            Self::TargetQuota { .. } => "Raise the room's quota, or choose another --archive-root.".into(),
            Self::TargetMyQuota { .. } => {
                "Choose a folder in an ordinary room with --archive-root, or ask for a larger quota.".into()
            }
            Self::TargetTwins { .. } => "Say which one is meant with --target ID.".into(),
            Self::GuestUnseen => "Use the key of the room's owner or of a room manager.".into(),
            Self::GuestElsewhere { .. } => {
                "Give --revoke room to cut the access to this room only, or --revoke guest if all of it is meant.".into()
            }
        }
    }
}
