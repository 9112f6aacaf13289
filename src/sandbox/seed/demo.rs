//! The demo world.

use super::spec::{FileSpec, FolderSpec, MemberSpec, PersonSpec, RoomSpec, WorldSpec};
use crate::sandbox::world::{Access, PersonKind};

/// The client room with every kind of trouble, "Contoso Ltd".
pub const CONTOSO_ROOM: i32 = 539_564;
/// The room the archive lies in.
pub const ARCHIVE_ROOM: i32 = 748_200;
/// The folder with one folder per client.
pub const ARCHIVE_ROOT: i32 = 748_239;

/// A first, small demo world.
pub(super) fn world(_seed: u64) -> WorldSpec {
    WorldSpec {
        people: vec![
            PersonSpec::named("ann", PersonKind::DocSpaceAdmin),
            PersonSpec::named("bob", PersonKind::RoomAdmin),
            PersonSpec {
                invited_by: vec!["ann".into()],
                ..PersonSpec::named("gary", PersonKind::Guest)
            },
        ],
        rooms: vec![
            RoomSpec {
                id: Some(CONTOSO_ROOM),
                members: vec![MemberSpec {
                    who: "gary".into(),
                    access: Access::Read,
                    ..MemberSpec::default()
                }],
                files: vec![
                    FileSpec::titled("Contract.docx"),
                    FileSpec {
                        locked_by: Some("bob".into()),
                        ..FileSpec::titled("Locked.docx")
                    },
                    FileSpec {
                        edited_by: Some("bob".into()),
                        ..FileSpec::titled("Edited.docx")
                    },
                ],
                folders: vec![FolderSpec::titled("Invoices").with_files([
                    "Contract.docx",
                    "Invoice 1.xlsx",
                    "Invoice 2.xlsx",
                ])],
                ..RoomSpec::titled("Contoso Ltd")
            },
            RoomSpec {
                id: Some(ARCHIVE_ROOM),
                folders: vec![FolderSpec {
                    id: Some(ARCHIVE_ROOT),
                    ..FolderSpec::titled("Clients")
                }],
                ..RoomSpec::titled("Archive")
            },
        ],
        main_room: Some(CONTOSO_ROOM),
        ..WorldSpec::default()
    }
}
