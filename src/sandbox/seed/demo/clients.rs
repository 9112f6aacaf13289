//! The other rooms with a part to play: a clean client, an empty one, and one for every reason to refuse.

use super::super::random::Random;
use super::super::spec::{FileSpec, FolderSpec, LinkSpec, MemberSpec, RoomSpec};
use super::{
    AI_ROOM, ARCHIVE_ROOM, ARCHIVE_ROOT, ARCHIVED_ROOM, DATA_ROOM, EMPTY_ROOM, EVERYONE_ROOM,
    FABRIKAM_ROOM, FOREIGN_ROOM, FORM_ROOM, LIFETIME_ROOM, LIFETIME_ROOT, PRIVATE_ROOM,
    PUBLIC_ROOM, THIRD_PARTY_ROOM,
};
use crate::sandbox::world::{Access, FormFolder, Lifetime, RoomKind};

/// A clean client: everything moves, in two chunks of a hundred.
pub(super) fn fabrikam(random: &mut Random) -> RoomSpec {
    let folders = [
        "Offers",
        "Orders",
        "Invoices",
        "Delivery notes",
        "Complaints",
    ]
    .iter()
    .map(|title| {
        let titles = (1..=23).map(|number| {
            let ending = random
                .pick(&["docx", "pdf", "xlsx"])
                .copied()
                .unwrap_or("pdf");
            format!("{title} {number:03}.{ending}")
        });
        FolderSpec::titled(*title).with_files(titles.collect::<Vec<_>>())
    });
    RoomSpec {
        id: Some(FABRIKAM_ROOM),
        folders: folders.collect(),
        members: vec![member("gwen", Access::Read)],
        tags: vec!["crm".into()],
        changed_days_ago: Some(1),
        ..RoomSpec::titled("Fabrikam GmbH").with_files([
            "Framework agreement.docx",
            "Contacts.xlsx",
            "Summary.pdf",
            "Notes.txt",
            "Logo.png",
        ])
    }
}

/// Nothing in it at all.
pub(super) fn empty() -> RoomSpec {
    RoomSpec {
        id: Some(EMPTY_ROOM),
        changed_days_ago: Some(1),
        ..RoomSpec::titled("Tailspin Toys")
    }
}

/// Boris's room: Ann sees it as portal admin, and may move nothing.
pub(super) fn foreign() -> RoomSpec {
    RoomSpec {
        id: Some(FOREIGN_ROOM),
        owner: Some("boris".into()),
        members: vec![MemberSpec {
            given_by: Some("boris".into()),
            ..member("hal", Access::Editing)
        }],
        changed_days_ago: Some(1),
        ..RoomSpec::titled("Northwind Traders")
            .with_files((1..=30).map(|number| format!("Shipment {number:02}.xlsx")))
    }
}

/// Shared with the system group: a guest gets in without a row of his own. On one file lies a row that somebody left
/// over.
pub(super) fn everyone() -> RoomSpec {
    RoomSpec {
        id: Some(EVERYONE_ROOM),
        members: vec![
            member("everyone", Access::Read),
            member("gwen", Access::Editing),
        ],
        changed_days_ago: Some(2),
        files: vec![
            FileSpec {
                shared_for_user: true,
                ..FileSpec::titled("Welcome.docx")
            },
            FileSpec::titled("House rules.pdf"),
            FileSpec::titled("Floor plan.png"),
        ],
        ..RoomSpec::titled("Wingtip Shared")
    }
}

/// On third-party storage: string ids, no counters, no recursion.
pub(super) fn third_party() -> RoomSpec {
    RoomSpec {
        id: Some(THIRD_PARTY_ROOM),
        provider: Some("GoogleDrive".into()),
        folders: vec![FolderSpec::titled("Shared drive").with_files(["Budget.xlsx"])],
        changed_days_ago: Some(2),
        ..RoomSpec::titled("Adventure Works Drive").with_files(["Plan.docx", "Photo.jpg"])
    }
}

/// Encrypted: nothing leaves it.
pub(super) fn private() -> RoomSpec {
    let encrypted = |title: &str| FileSpec {
        encrypted: true,
        ..FileSpec::titled(title)
    };
    RoomSpec {
        id: Some(PRIVATE_ROOM),
        private: true,
        files: vec![encrypted("Merger.docx"), encrypted("Valuation.xlsx")],
        changed_days_ago: Some(2),
        ..RoomSpec::titled("Litware Confidential")
    }
}

/// For filling forms, with the folders the portal keeps there.
pub(super) fn forms() -> RoomSpec {
    let form = |title: &str| FileSpec {
        is_form: true,
        ..FileSpec::titled(title)
    };
    let system = |title: &str, kind, inner: &str, inner_kind, file: &str| FolderSpec {
        form: Some(kind),
        folders: vec![FolderSpec {
            form: Some(inner_kind),
            files: vec![form(file)],
            ..FolderSpec::titled(inner)
        }],
        ..FolderSpec::titled(title)
    };
    RoomSpec {
        id: Some(FORM_ROOM),
        kind: RoomKind::FormFilling,
        files: vec![
            form("Registration.pdf"),
            form("Feedback.pdf"),
            FileSpec::titled("Guide.docx"),
        ],
        folders: vec![
            system(
                "In process",
                FormFolder::InProcess,
                "Registration",
                FormFolder::FormInProgress,
                "1 - Gwen - Registration.pdf",
            ),
            system(
                "Complete",
                FormFolder::Complete,
                "Registration",
                FormFolder::FormDone,
                "1 - Hal - Registration.pdf",
            ),
        ],
        links: vec![LinkSpec {
            title: "Fill in the form".into(),
            primary: true,
            access: Access::FillForms,
            ..LinkSpec::default()
        }],
        changed_days_ago: Some(3),
        ..RoomSpec::titled("Proseware Forms")
    }
}

/// A data room with a manual order.
pub(super) fn data_room() -> RoomSpec {
    RoomSpec {
        id: Some(DATA_ROOM),
        kind: RoomKind::VirtualData,
        indexing: true,
        deny_download: true,
        members: vec![member("hal", Access::Read)],
        folders: vec![
            FolderSpec::titled("Due diligence")
                .with_files(["Balance sheet.xlsx", "Litigation.docx"]),
        ],
        changed_days_ago: Some(3),
        ..RoomSpec::titled("Woodgrove Data Room")
            .with_files(["Teaser.pdf", "Information memorandum.pdf"])
    }
}

/// Open to whoever has its link.
pub(super) fn public() -> RoomSpec {
    RoomSpec {
        id: Some(PUBLIC_ROOM),
        kind: RoomKind::Public,
        links: vec![
            LinkSpec {
                title: "Press kit".into(),
                primary: true,
                access: Access::Read,
                ..LinkSpec::default()
            },
            LinkSpec {
                title: "For the printers".into(),
                access: Access::Editing,
                ..LinkSpec::default()
            },
        ],
        changed_days_ago: Some(4),
        ..RoomSpec::titled("Lucerne Press").with_files(["Press release.docx", "Portrait.jpg"])
    }
}

/// Already in the Archive section.
pub(super) fn archived() -> RoomSpec {
    RoomSpec {
        id: Some(ARCHIVED_ROOM),
        archived: true,
        members: vec![member("hal", Access::Read)],
        changed_days_ago: Some(40),
        ..RoomSpec::titled("Coho Winery").with_files(["Vintage 2019.docx", "Vintage 2020.docx"])
    }
}

/// An AI agent's room.
pub(super) fn agent() -> RoomSpec {
    RoomSpec {
        id: Some(AI_ROOM),
        kind: RoomKind::Ai,
        folders: vec![
            FolderSpec::titled("Knowledge").with_files(["Handbook.pdf"]),
            FolderSpec::titled("Result storage"),
        ],
        changed_days_ago: Some(5),
        ..RoomSpec::titled("Research Agent")
    }
}

/// The archive: one folder per client, some clients already in it.
pub(super) fn archive() -> RoomSpec {
    RoomSpec {
        id: Some(ARCHIVE_ROOM),
        folders: vec![
            FolderSpec {
                id: Some(ARCHIVE_ROOT),
                folders: vec![
                    FolderSpec::titled("Alpine Ski House")
                        .with_files(["Contract.docx", "Invoice 1.pdf"]),
                    FolderSpec::titled("Humongous Insurance").with_files(["Policy.pdf"]),
                    // The same client twice: an archiver must not choose by itself.
                    FolderSpec::titled("Twin Client"),
                    FolderSpec::titled("Twin Client"),
                ],
                ..FolderSpec::titled("Clients")
            },
            FolderSpec::titled("Templates").with_files(["Cover sheet.docx"]),
        ],
        members: vec![
            member("boris", Access::Manager),
            member("olga", Access::Read),
        ],
        pinned: true,
        changed_days_ago: Some(6),
        ..RoomSpec::titled("Archive")
    }
}

/// A room that deletes what is older than a month: a bad place for an archive.
pub(super) fn lifetime() -> RoomSpec {
    RoomSpec {
        id: Some(LIFETIME_ROOM),
        lifetime: Some(Lifetime {
            delete_permanently: true,
            period: 0,
            value: 30,
        }),
        folders: vec![FolderSpec {
            id: Some(LIFETIME_ROOT),
            ..FolderSpec::titled("Clients")
        }],
        changed_days_ago: Some(6),
        ..RoomSpec::titled("Short-lived Archive")
    }
}

fn member(who: &str, access: Access) -> MemberSpec {
    MemberSpec {
        who: who.into(),
        access,
        ..MemberSpec::default()
    }
}
