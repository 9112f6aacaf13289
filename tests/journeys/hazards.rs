//! What has to be minded is found before the run, said in words, and agreed to by name where it matters.

use closeout::{
    app::{ExitCode, Wish},
    plan::{ConsentItem, Hazard},
    sandbox::{
        SandboxOptions, WorldSource, WorldSpec,
        seed::{LinkSpec, MemberSpec, PersonSpec, RoomSpec},
        world::{Access, PersonKind, RoomKind},
    },
};

use crate::stage::{Stage, contoso, wish};

const ROOM: i32 = 101;
const ARCHIVE: i32 = 201;

/// A client's room with two files, and an archive room that is itself the archive root.
fn world(client: RoomSpec, archive: RoomSpec) -> SandboxOptions {
    let spec = WorldSpec {
        people: vec![
            PersonSpec::named("ann", PersonKind::RoomAdmin),
            PersonSpec {
                invited_by: vec!["ann".into()],
                ..PersonSpec::named("gwen", PersonKind::Guest)
            },
        ],
        caller: Some("ann".into()),
        rooms: vec![
            RoomSpec {
                id: Some(ROOM),
                ..client.with_files(["One.docx", "Two.docx"])
            },
            RoomSpec {
                id: Some(ARCHIVE),
                ..archive
            },
        ],
        ..WorldSpec::default()
    };
    SandboxOptions {
        world: WorldSource::Given(Box::new(spec)),
        ..SandboxOptions::default()
    }
}

async fn staged(client: RoomSpec, archive: RoomSpec) -> (Stage, Wish) {
    (
        Stage::set(world(client, archive)).await,
        wish(ROOM, ARCHIVE),
    )
}

/// The plan needs exactly these consents, is refused without them, and runs with them.
async fn needs(stage: &Stage, wished: &Wish, items: &[ConsentItem]) {
    let plan = stage.prepare(wished).await;
    assert_eq!(plan.needs().into_iter().collect::<Vec<_>>(), items);
    let silent = closeout::plan::Consent {
        digest: plan.digest.clone(),
        items: std::collections::BTreeSet::new(),
    };
    let refused = std::sync::Arc::new(plan.clone()).confirm(silent);
    assert_eq!(refused.is_err(), !items.is_empty());
    assert_eq!(stage.writes(0), []);
    let report = stage.run(plan.clone()).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Done);
    stage.check_against_world(&plan, &report);
}

#[tokio::test(start_paused = true)]
async fn an_ordinary_archive_room_needs_nothing() {
    let (stage, wished) = staged(RoomSpec::titled("Client"), RoomSpec::titled("Archive")).await;
    needs(&stage, &wished, &[]).await;
}

#[tokio::test(start_paused = true)]
async fn a_public_archive_room_has_to_be_meant() {
    let archive = RoomSpec {
        kind: RoomKind::Public,
        ..RoomSpec::titled("Archive")
    };
    let (stage, wished) = staged(RoomSpec::titled("Client"), archive).await;
    let plan = stage.prepare(&wished).await;
    assert!(
        plan.hazards.contains(&Hazard::PublicTarget),
        "{:?}",
        plan.hazards
    );
    assert!(plan.needs().contains(&ConsentItem::PublicTarget));
}

#[tokio::test(start_paused = true)]
async fn guests_in_the_archive_room_are_named() {
    let gwen = MemberSpec {
        who: "gwen".into(),
        access: Access::Read,
        ..MemberSpec::default()
    };
    let archive = RoomSpec {
        members: vec![gwen],
        ..RoomSpec::titled("Archive")
    };
    let (stage, wished) = staged(RoomSpec::titled("Client"), archive).await;
    let plan = stage.prepare(&wished).await;
    let [Hazard::TargetReadByGuests { who }] = &*plan.hazards else {
        panic!("{:?}", plan.hazards)
    };
    needs(
        &stage,
        &wished,
        &[ConsentItem::ForeignReaders { who: who.clone() }],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn links_into_the_archive_room_are_named() {
    let link = LinkSpec {
        title: "For the auditors".into(),
        ..LinkSpec::default()
    };
    let archive = RoomSpec {
        links: vec![link],
        ..RoomSpec::titled("Archive")
    };
    let (stage, wished) = staged(RoomSpec::titled("Client"), archive).await;
    needs(
        &stage,
        &wished,
        &[ConsentItem::ForeignReaders {
            who: vec!["For the auditors".into()],
        }],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn protections_that_end_are_said() {
    let client = RoomSpec {
        kind: RoomKind::VirtualData,
        deny_download: true,
        indexing: true,
        ..RoomSpec::titled("Client")
    };
    let (stage, wished) = staged(client, RoomSpec::titled("Archive")).await;
    let plan = stage.prepare(&wished).await;
    assert_eq!(
        plan.hazards,
        [Hazard::DownloadBecomesPossible, Hazard::IndexIsLost]
    );
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_is_nearly_the_target_is_pointed_out() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let root = contoso().archive_root;
    let near = stage
        .session
        .make_folder(&root, "CONTOSO LTD")
        .await
        .unwrap();
    let plan = stage.prepare(&contoso()).await;
    let found = plan.hazards.iter().any(
        |hazard| matches!(hazard, Hazard::NearlyTheSameTarget { folder, .. } if *folder == near.id),
    );
    assert!(found, "{:?}", plan.hazards);
    assert_eq!(
        plan.target.existing, None,
        "another spelling is another client until somebody says so"
    );
}

#[tokio::test(start_paused = true)]
async fn files_that_keep_a_link_are_counted() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = stage.prepare(&contoso()).await;
    assert!(
        plan.hazards.contains(&Hazard::LinksStayAlive { files: 1 }),
        "{:?}",
        plan.hazards
    );
}
