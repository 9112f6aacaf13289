//! The demo world: a portal of a consultancy with about 130 rooms, and in it every situation an archiver meets.
//!
//! The key belongs to Ann Keller, an admin of the portal who owns the client rooms and the archive. Ids of what tests,
//! pictures and the README name are constants. No title is copied from anywhere; hostile ones stay inside the BMP, because the
//! portal itself replaces what lies beyond.

mod clients;
mod contoso;
mod people;
mod rooms;

use super::random::Random;
use super::spec::WorldSpec;

pub use people::{ANN, GUEST_OF_ANN, GUEST_OF_BORIS, GUEST_THROUGH_EVERYONE};

/// "Contoso Ltd": about 400 files in 40 folders, a few of which will not move.
pub const CONTOSO_ROOM: i32 = 539_564;
/// "Fabrikam GmbH": about 120 files, all of them movable.
pub const FABRIKAM_ROOM: i32 = 539_600;
/// "Tailspin Toys": nothing in it.
pub const EMPTY_ROOM: i32 = 539_610;
/// "Northwind Traders": seen as portal admin only, owned by Boris.
pub const FOREIGN_ROOM: i32 = 539_620;
/// "Wingtip Shared": the client's guest gets in through the system group only.
pub const EVERYONE_ROOM: i32 = 539_630;
/// "Adventure Works Drive": on third-party storage; its id on the wire is `drive-539640`.
pub const THIRD_PARTY_ROOM: i32 = 539_640;
/// "Litware Confidential": encrypted.
pub const PRIVATE_ROOM: i32 = 539_650;
/// "Proseware Forms": a form-filling room with system folders.
pub const FORM_ROOM: i32 = 539_660;
/// "Woodgrove Data Room": a virtual data room with a manual order, whose readers cannot download.
pub const DATA_ROOM: i32 = 539_670;
/// "Lucerne Press": a public room.
pub const PUBLIC_ROOM: i32 = 539_680;
/// "Coho Winery": already in the Archive section.
pub const ARCHIVED_ROOM: i32 = 539_690;
/// "Research Agent": an AI agent's room.
pub const AI_ROOM: i32 = 539_700;
/// "Archive": the room the archive lies in.
pub const ARCHIVE_ROOM: i32 = 748_200;
/// "Clients": the folder in it that holds one folder per client.
pub const ARCHIVE_ROOT: i32 = 748_239;
/// "Short-lived Archive": a room that deletes its files after 30 days.
pub const LIFETIME_ROOM: i32 = 748_300;
/// A folder in it, as a bad choice of an archive root.
pub const LIFETIME_ROOT: i32 = 748_301;

/// In Contoso: locked by Boris; Ann may break the lock.
pub const LOCKED_FILE: i32 = 900_001;
/// In Contoso: open in Carla's editor.
pub const EDITED_FILE: i32 = 900_002;
/// In Contoso: nobody may move it.
pub const FROZEN_FILE: i32 = 900_003;
/// In Contoso: carries an external link.
pub const LINKED_FILE: i32 = 900_004;

/// The demo world of a seed. The seed changes sizes and times, never what there is.
pub(super) fn world(seed: u64) -> WorldSpec {
    let mut random = Random::for_purpose(seed, 6);
    let mut rooms = vec![
        contoso::room(&mut random),
        clients::fabrikam(&mut random),
        clients::empty(),
        clients::foreign(),
        clients::everyone(),
        clients::third_party(),
        clients::private(),
        clients::forms(),
        clients::data_room(),
        clients::public(),
        clients::archived(),
        clients::agent(),
        clients::archive(),
        clients::lifetime(),
    ];
    rooms.extend(rooms::others(&mut random));
    WorldSpec {
        people: people::people(),
        caller: Some("ann".into()),
        groups: people::groups(),
        rooms,
        my_folders: vec![
            super::spec::FolderSpec::titled("Drafts")
                .with_files(["Packing list.docx", "Ideas.txt"]),
        ],
        utc_offset_minutes: 120,
        main_room: Some(CONTOSO_ROOM),
    }
}
