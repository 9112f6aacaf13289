//! The words of the trade as values: ids, rooms, folders, files, people, the inventory, and what titles mean.
//!
//! Everything here is pure data with pure functions. This module must not know how the portal is spoken to, where a
//! run is kept on disk, what time it is, or how anything is drawn.

mod conflict;
mod entry;
mod ids;
mod inventory;
mod people;
mod portal;
mod room;
pub mod titles;

pub use conflict::Conflict;
pub use entry::{FileEntry, FileFlags, FolderEntry, FolderRole};
pub use ids::{FileId, FolderId, OperationId, RemoteId, RoomId, UserId};
pub use inventory::{Completeness, FileIndex, FolderIndex, Inventory, ListingMethod, Proof};
pub use people::{Link, LinkKind, Member, MemberKind, Person, RoomAccess};
pub use portal::{KeyScopes, Me, PersonalQuota, PortalName, PortalVersion, SavedOrder, Scope};
pub use room::{
    Destination, Folder, Lifetime, MyRole, PathPart, Room, RoomKind, RoomRights, Section,
};
