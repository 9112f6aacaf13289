//! The client room of the demo: about 400 files in 40 folders, and every trouble a file can make.

use super::super::random::Random;
use super::super::spec::{FileSpec, FolderSpec, LinkSpec, MemberSpec, RoomSpec};
use super::{CONTOSO_ROOM, EDITED_FILE, FROZEN_FILE, LINKED_FILE, LOCKED_FILE};
use crate::sandbox::world::Access;

/// Titles that try to be more than titles: escape sequences, bidi, control and zero-width characters, formulas, markup.
const HOSTILE: [&str; 14] = [
    "\u{1b}[31mred\u{1b}[0m.docx",
    "\u{1b}]52;c;cm0gLXJmIC8=\u{7}clip.txt",
    "invoice\u{202e}fdp.exe",
    "zero\u{200b}width\u{feff}.docx",
    "bell\u{7}and\u{8}back.txt",
    "line\nbreak.docx",
    "carriage\rreturn.docx",
    "=HYPERLINK(\"http://x\",\"y\").csv",
    "-rf --no-preserve-root",
    "..",
    "<script>alert(1)</script>.html",
    "☃ ✂ ♻ – „Angebot“ №7.docx",
    "漢字 契約書 ﾃｽﾄ.pdf",
    "combining e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}.txt",
];

/// The folders below the room, by branch.
const BRANCHES: [(&str, &[&str]); 6] = [
    (
        "01 Contracts",
        &["Drafts", "Signed", "Amendments", "NDA", "Expired"],
    ),
    (
        "02 Invoices",
        &["2023", "2024", "2025", "2026", "Reminders"],
    ),
    ("03 Correspondence", &["Letters", "Minutes", "Escalations"]),
    (
        "04 Deliverables",
        &["Phase 1", "Phase 2", "Phase 3", "Acceptance", "Training"],
    ),
    ("05 Drawings", &["Sketches", "Plans", "Photos", "Old"]),
    ("06 Closing", &["Handover", "Lessons learned", "References"]),
];

/// The room.
pub(super) fn room(random: &mut Random) -> RoomSpec {
    let mut folders: Vec<FolderSpec> = BRANCHES
        .iter()
        .map(|(title, below)| branch(title, below, random))
        .collect();
    folders.push(scans());
    folders.push(hostile());
    folders.push(nested());
    RoomSpec {
        id: Some(CONTOSO_ROOM),
        tags: vec!["crm".into(), "closed won".into()],
        pinned: true,
        quota_limit: Some(10 * 1024 * 1024 * 1024),
        members: members(),
        links: vec![
            LinkSpec {
                title: "Invitation for Contoso".into(),
                invitation: true,
                access: Access::Read,
                ..LinkSpec::default()
            },
            LinkSpec {
                title: "Shared with the client".into(),
                primary: true,
                access: Access::Read,
                ..LinkSpec::default()
            },
        ],
        changed_days_ago: Some(0),
        files: loose_files(),
        folders,
        ..RoomSpec::titled("Contoso Ltd")
    }
}

fn members() -> Vec<MemberSpec> {
    let member = |who: &str, access, given_by: &str| MemberSpec {
        who: who.into(),
        access,
        given_by: Some(given_by.into()),
        ..MemberSpec::default()
    };
    vec![
        member("boris", Access::Manager, "ann"),
        member("carla", Access::ContentCreator, "ann"),
        member("legal", Access::Comment, "ann"),
        member("gwen", Access::Editing, "ann"),
        member("hal", Access::Read, "boris"),
    ]
}

/// Directly in the room: what is blocked, what is linked, and titles that come again below.
fn loose_files() -> Vec<FileSpec> {
    let mut files = vec![
        FileSpec {
            id: Some(LOCKED_FILE),
            locked_by: Some("boris".into()),
            ..FileSpec::titled("Price list 2026.xlsx")
        },
        FileSpec {
            id: Some(EDITED_FILE),
            edited_by: Some("carla".into()),
            ..FileSpec::titled("Final report.docx")
        },
        FileSpec {
            id: Some(FROZEN_FILE),
            frozen: true,
            ..FileSpec::titled("Escrow deed.pdf")
        },
        FileSpec {
            id: Some(LINKED_FILE),
            links: vec![LinkSpec {
                title: "Brochure for the press".into(),
                primary: true,
                ..LinkSpec::default()
            }],
            ..FileSpec::titled("Brochure.pdf")
        },
        FileSpec {
            locked_by: Some("ann".into()),
            ..FileSpec::titled("Locked by me.docx")
        },
        FileSpec {
            size: Some(0),
            ..FileSpec::titled("Empty.txt")
        },
        FileSpec::titled("Once shared with Eve.docx"),
        FileSpec {
            version: Some(7),
            author: Some("gwen".into()),
            ..FileSpec::titled("Requirements.docx")
        },
    ];
    files.extend(
        [
            "README.md",
            "Contract.docx",
            "résumé.docx",
            "Cover letter.docx",
            "no extension",
        ]
        .map(FileSpec::titled),
    );
    files
}

fn branch(title: &str, below: &[&str], random: &mut Random) -> FolderSpec {
    let folders = below
        .iter()
        .map(|below| leaf(title, below, random))
        .collect();
    let word = title.get(3..).unwrap_or(title);
    FolderSpec {
        folders,
        ..FolderSpec::titled(title)
    }
    .with_files([
        format!("{word} overview.docx"),
        // The same titles in several folders, also by case and accent: one to the database.
        "Contract.docx".to_owned(),
        format!("{word} index.xlsx"),
    ])
}

fn leaf(branch: &str, title: &str, random: &mut Random) -> FolderSpec {
    let word = branch.get(3..).unwrap_or(branch).trim_end_matches('s');
    let mut folder = FolderSpec::titled(title);
    for number in 1..=5 {
        let ending = random
            .pick(&["docx", "xlsx", "pdf", "png", "pptx"])
            .copied()
            .unwrap_or("docx");
        folder.files.push(FileSpec::titled(format!(
            "{word} {title} {number:02}.{ending}"
        )));
    }
    match title {
        "Signed" => folder.files.push(FileSpec::titled("CONTRACT.docx")),
        "Drafts" => folder.files.push(FileSpec::titled("contract.DOCX")),
        "Letters" => folder.files.push(FileSpec::titled("RESUME.docx")),
        "Minutes" => folder.files.push(FileSpec::titled("Résumé.docx")),
        "Handover" => folder.files.push(FileSpec::titled("readme.md")),
        _ => {}
    }
    folder
}

/// One folder with more entries than a page holds.
fn scans() -> FolderSpec {
    let titles = (1..=222).map(|number| format!("Scan {number:04}.pdf"));
    FolderSpec::titled("07 Scans").with_files(titles)
}

fn hostile() -> FolderSpec {
    let mut folder = FolderSpec::titled("08 Odd / names: *?").with_files(HOSTILE);
    let long = format!("{}.docx", "long title ".repeat(14).trim_end());
    folder.files.push(FileSpec::titled(long));
    folder
        .folders
        .push(FolderSpec::titled("\u{202e}desrever\u{1b}[2J"));
    folder
}

/// Deep nesting, and folders without a file.
fn nested() -> FolderSpec {
    let innermost = FolderSpec::titled("Level 4").with_files(["Deep.docx"]);
    let third = FolderSpec {
        folders: vec![innermost],
        ..FolderSpec::titled("Level 3")
    };
    let second = FolderSpec {
        folders: vec![third, FolderSpec::titled("Empty")],
        ..FolderSpec::titled("Level 2")
    };
    FolderSpec {
        folders: vec![second],
        ..FolderSpec::titled("09 Nested")
    }
}
