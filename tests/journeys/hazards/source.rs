//! The client's room: what files lose by leaving it, what stays, what goes on being reachable.

use closeout::{
    app::{ExitCode, GuestWish},
    plan::{Hazard, RevokeScope},
    sandbox::{
        SandboxOptions, seed,
        seed::{FileSpec, FolderSpec, RoomSpec},
        world::{FormFolder, Lifetime, RoomKind},
    },
};

use super::{Row, external, folder};
use crate::stage::{Stage, contoso};

fn form(title: &str) -> FileSpec {
    FileSpec {
        is_form: true,
        ..FileSpec::titled(title)
    }
}

#[tokio::test(start_paused = true)]
async fn protections_of_a_data_room_that_end_are_said() {
    Row::ordinary("data room")
        .client(|room| {
            room.kind = RoomKind::VirtualData;
            room.deny_download = true;
            room.watermark = true;
            room.indexing = true;
        })
        .says("Mind: Readers of this room may not download")
        .says("Mind: This room shows its documents under a watermark")
        .says("Mind: The room's manual numbering is lost")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lost_where_nothing_moves() {
    Row::ordinary("empty data room")
        .client(|room| {
            *room = RoomSpec {
                id: room.id,
                kind: RoomKind::VirtualData,
                deny_download: true,
                indexing: true,
                ..RoomSpec::titled("Client")
            };
        })
        .says_not("Mind:")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn files_may_expire_before_they_are_moved() {
    Row::ordinary("lifetime")
        .client(|room| {
            room.lifetime = Some(Lifetime {
                delete_permanently: true,
                period: 1,
                value: 6,
            });
        })
        .says("by their age (after 6 months, for good); some may vanish")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn forms_of_a_data_room_forget_their_roles() {
    Row::ordinary("forms of a data room")
        .client(|room| {
            room.kind = RoomKind::VirtualData;
            room.files.push(form("Offer.pdf"));
        })
        .says("forget who holds which role by leaving this data room, for good: 1.\n  Offer.pdf")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_form_room_keeps_its_answers_and_its_forms_forget_their_filling() {
    Row::ordinary("form room")
        .client(|room| {
            room.kind = RoomKind::FormFilling;
            room.files = vec![form("Order.pdf")];
            let per_form = |id, title: &str, kind, file: &str| FolderSpec {
                form: Some(kind),
                ..folder(id, title).with_files([file])
            };
            let done = per_form(112, "Order", FormFolder::FormDone, "Answer 1.pdf");
            let filling = per_form(114, "Order", FormFolder::FormInProgress, "Draft 1.pdf");
            room.folders = vec![
                FolderSpec {
                    form: Some(FormFolder::Complete),
                    folders: vec![done],
                    ..folder(111, "Complete")
                },
                FolderSpec {
                    form: Some(FormFolder::InProcess),
                    folders: vec![filling],
                    ..folder(113, "In process")
                },
            ];
        })
        .says("2 files will stay in the room:")
        .says("Complete/Order/Answer 1.pdf: it lies in the results folder of a form")
        .says("In process/Order/Draft 1.pdf: it lies in the results folder of a form")
        .says("forget their drafts and results: 1.\n  Order.pdf")
        .exits(ExitCode::Partly)
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn files_with_links_and_rows_of_their_own_are_named() {
    Row::ordinary("links and rows on files")
        .client(|room| {
            room.files[0].links = vec![external("File link")];
            room.files[1].shared_for_user = true;
            room.folders = vec![FolderSpec {
                files: vec![FileSpec {
                    links: vec![external("Another")],
                    ..FileSpec::titled("Offer.pdf")
                }],
                ..folder(110, "Contracts")
            }];
        })
        .says("which stays alive after the move: 2.\n  One.docx\n  Contracts/Offer.pdf")
        .says("who go on reading them after the move: 1.\n  Two.docx")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_file_that_stays_is_not_among_what_follows_the_move() {
    Row::ordinary("a locked file with a link")
        .client(|room| {
            room.files[0].links = vec![external("File link")];
            room.files[0].frozen = true;
        })
        .says_not("stays alive")
        .exits(ExitCode::Partly)
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn names_of_files_are_shown_and_not_obeyed_and_not_all() {
    Row::ordinary("many links")
        .client(|room| {
            room.files = (0..14)
                .map(|number| FileSpec {
                    links: vec![external("File link")],
                    ..FileSpec::titled(format!("{number:02}\u{202e}.docx"))
                })
                .collect();
        })
        .says("after the move: 14.\n  00<U+202E>.docx\n")
        .says("\n  09<U+202E>.docx\n  … and 4 more; --json shows all of them")
        .says_not("10<U+202E>.docx")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_link_that_the_guest_step_closes_does_not_stay_alive() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let alive = |plan: &closeout::plan::Plan| {
        let mut hazards = plan.hazards.iter();
        hazards.any(|hazard| matches!(hazard, Hazard::LinksStayAlive { files } if files.len() == 1))
    };
    let mut wished = contoso();
    assert!(alive(&stage.prepare(&wished).await));
    wished.guest = Some(GuestWish {
        who: seed::demo::GUEST_OF_ANN.into(),
        scope: Some(RevokeScope::Room),
        despite_left: false,
    });
    let plan = stage.prepare(&wished).await;
    assert!(!alive(&plan), "{:?}", plan.hazards);
    assert_eq!(stage.writes(0), []);
}
