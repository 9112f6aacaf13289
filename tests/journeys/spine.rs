//! The main job: everything movable arrives, the rest is named, and a second run writes nothing.

use closeout::{
    app::ExitCode,
    domain::RoomId,
    plan::Blocker,
    run::{Manner, Outcome, Record},
    sandbox::{SandboxOptions, seed},
};

use crate::{
    small,
    stage::{Stage, contoso, journal, normally, wish},
};

#[tokio::test(start_paused = true)]
async fn everything_movable_arrives_and_the_blocked_are_named() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = stage.prepare(&contoso()).await;
    let report = stage.run(plan.clone()).await.unwrap();

    assert_eq!(report.exit_code(), ExitCode::Partly);
    assert_eq!(report.summary.counts.archived, plan.totals().moving);
    stage.check_against_world(&plan, &report);
    stage.check_sends();
    let named: Vec<_> = report
        .summary
        .not_archived
        .iter()
        .map(|line| (line.outcome, line.path.as_str(), line.reason.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            (
                Outcome::Left,
                "Escrow deed.pdf",
                "your key's owner has no right to move it"
            ),
            (
                Outcome::Left,
                "Final report.docx",
                "open in an editor: Carla Costa; close it and plan again"
            ),
            (
                Outcome::Left,
                "Price list 2026.xlsx",
                "locked by Boris Brandt; you may break the lock and move it (--unlock)"
            ),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_second_run_writes_nothing_and_makes_no_second_folder() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let first = stage.prepare(&contoso()).await;
    let first = stage.run(first).await.unwrap();
    let before = stage.sandbox.requests().len();

    let plan = stage.prepare(&contoso()).await;
    assert_eq!(plan.target.existing, first.summary.target);
    let report = stage.run(plan).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Partly);
    assert_eq!(stage.writes(before), []);
}

#[tokio::test(start_paused = true)]
async fn a_clean_room_is_done() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = stage
        .prepare(&wish(seed::demo::FABRIKAM_ROOM, seed::demo::ARCHIVE_ROOT))
        .await;
    assert!(plan.chunks.len() > 1);
    let report = stage.run(plan.clone()).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Done);
    stage.check_against_world(&plan, &report);
}

#[tokio::test(start_paused = true)]
async fn an_empty_room_is_no_error_and_makes_no_folder() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = stage
        .prepare(&wish(seed::demo::EMPTY_ROOM, seed::demo::ARCHIVE_ROOT))
        .await;
    let report = stage.run(plan).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Done);
    assert_eq!(stage.writes(0), []);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_writes_nothing_and_leaves_the_saved_order_alone() {
    let stage = Stage::set(SandboxOptions {
        reject_writes: true,
        ..SandboxOptions::default()
    })
    .await;
    let order = |stage: &Stage| {
        stage.sandbox.edit(|world, _| {
            format!(
                "{:?}",
                world.saved_order(world.credentials.first().map(|key| key.person))
            )
        })
    };
    let before = order(&stage);
    let plan = stage.prepare(&contoso()).await;
    assert_eq!(plan.totals().staying, 3);
    assert_eq!(stage.writes(0), []);
    assert_eq!(order(&stage), before);
}

#[tokio::test(start_paused = true)]
async fn the_intent_is_on_the_disk_before_the_request_leaves() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = stage.prepare(&contoso()).await;
    let report = stage.run(plan).await.unwrap();
    let records = journal(&report);
    assert!(matches!(records.first(), Some(Record::Began { .. })));
    assert!(matches!(records.last(), Some(Record::Finished)));
    for (at, record) in records.iter().enumerate() {
        let intended = |wanted: &dyn Fn(&Record) -> bool| records[..at].iter().any(wanted);
        match record {
            Record::SendAccepted { send, .. } => assert!(intended(
                &|earlier| matches!(earlier, Record::SendIntended { send: of, .. } if of == send)
            )),
            Record::TargetReady { .. } => {
                assert!(intended(&|earlier| matches!(
                    earlier,
                    Record::TargetIntended { .. }
                )));
            }
            _ => {}
        }
    }
}

#[tokio::test(start_paused = true)]
async fn three_operations_at_a_time_and_one_when_gentle() {
    for (manner, most) in [(Manner::NORMAL, 3), (Manner::GENTLE, 1)] {
        let options = SandboxOptions {
            latency: std::time::Duration::from_millis(20),
            time_per_file: std::time::Duration::from_millis(10),
            ..SandboxOptions::default()
        };
        let stage = Stage::set(options).await;
        let plan = stage.prepare(&contoso()).await;
        let how = closeout::app::CarryOut {
            manner,
            ..normally()
        };
        let report = stage.run_so(plan.clone(), how).await.unwrap();
        stage.check_against_world(&plan, &report);
        let running = stage
            .requests(0)
            .iter()
            .map(|request| request.operations_running)
            .max();
        assert_eq!(running, Some(most), "{manner:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_gentle_manner_pauses_as_the_vendors_sample_does() {
    let stage = Stage::set(small::world(std::time::Duration::from_millis(1))).await;
    let plan = stage.prepare(&small::wished()).await;
    let how = closeout::app::CarryOut {
        manner: Manner::GENTLE,
        ..normally()
    };
    let report = stage.run_so(plan.clone(), how).await.unwrap();
    stage.check_against_world(&plan, &report);
    let moves = stage.writes(0).into_iter();
    let sent: Vec<_> = moves
        .filter(|request| request.path.contains("fileops/move"))
        .map(|request| request.at)
        .collect();
    let pauses = sent.windows(2).map(|pair| pair[1].saturating_sub(pair[0]));
    let pauses: Vec<_> = pauses.map(|pause| pause.as_millis()).collect();
    assert_eq!(pauses.len(), plan.chunks.len() - 1);
    assert!(
        pauses.iter().all(|pause| (500..=750).contains(pause)),
        "{pauses:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn rooms_that_cannot_be_emptied_are_refused_in_words_before_anything_is_written() {
    let stage = Stage::set(SandboxOptions::default()).await;
    for (room, word) in [
        (seed::demo::THIRD_PARTY_ROOM, "third-party"),
        (seed::demo::PRIVATE_ROOM, "private room"),
        (seed::demo::ARCHIVED_ROOM, "archived"),
        (seed::demo::FOREIGN_ROOM, "portal admin"),
    ] {
        let rooms = stage.session.rooms(|_| {}).await.unwrap().rooms;
        let id = RoomId::number(room);
        let Some(room) = rooms
            .iter()
            .find(|room| room.id == id)
            .or_else(|| rooms.iter().find(|room| room.is_third_party()))
        else {
            panic!("no room {id}");
        };
        let mut wished = contoso();
        wished.room = room.id.clone();
        let plan = stage.prepare(&wished).await;
        let words: String = plan
            .refusals
            .iter()
            .map(closeout::plan::Refusal::what)
            .collect();
        assert!(words.contains(word), "{}: {words}", room.title);
        assert_eq!(
            stage.run(plan).await.unwrap_err().exit_code(),
            ExitCode::Refused
        );
    }
    assert_eq!(stage.writes(0), []);
}

#[tokio::test(start_paused = true)]
async fn targets_that_must_not_be_used_are_refused() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let archive_section = stage.sandbox.edit(|world, _| world.sections.archive);
    for (root, word) in [
        (seed::demo::CONTOSO_ROOM, "client's own room"),
        (seed::demo::LIFETIME_ROOT, "deletes files"),
        (seed::demo::FORM_ROOM, "form-filling"),
        (seed::demo::PRIVATE_ROOM, "private room"),
        (archive_section, "Archive section"),
    ] {
        let plan = stage.prepare(&wish(seed::demo::CONTOSO_ROOM, root)).await;
        let words: String = plan
            .refusals
            .iter()
            .map(closeout::plan::Refusal::what)
            .collect();
        assert!(words.contains(word), "{root}: {words}");
        assert_eq!(
            stage.run(plan).await.unwrap_err().exit_code(),
            ExitCode::Refused
        );
    }
    assert_eq!(stage.writes(0), []);
}

#[tokio::test(start_paused = true)]
async fn twin_targets_are_refused_until_one_is_named() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let root = closeout::domain::FolderId::number(seed::demo::ARCHIVE_ROOT);
    let one = stage
        .session
        .make_folder(&root, "Contoso Ltd")
        .await
        .unwrap();
    let two = stage
        .session
        .make_folder(&root, "Contoso Ltd")
        .await
        .unwrap();
    let before = stage.sandbox.requests().len();
    let plan = stage.prepare(&contoso()).await;
    let words: String = plan
        .refusals
        .iter()
        .map(closeout::plan::Refusal::what)
        .collect();
    assert!(
        words.contains(&one.id.to_string()) && words.contains(&two.id.to_string()),
        "{words}"
    );
    assert_eq!(
        stage.run(plan).await.unwrap_err().exit_code(),
        ExitCode::Refused
    );
    assert_eq!(stage.writes(before), []);

    let mut wished = contoso();
    wished.target = Some(two.id.clone());
    let plan = stage.prepare(&wished).await;
    let report = stage.run(plan.clone()).await.unwrap();
    assert_eq!(report.summary.target, Some(two.id));
    stage.check_against_world(&plan, &report);
}

#[tokio::test(start_paused = true)]
async fn blockers_are_told_by_kind() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = stage.prepare(&contoso()).await;
    let kinds: Vec<_> = plan.staying().map(|(_, blocker)| blocker).collect();
    assert_eq!(
        kinds,
        [
            Blocker::NoMoveRight,
            Blocker::Editing,
            Blocker::Locked { can_unlock: true }
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_cancel_that_comes_before_the_first_step_sends_nothing() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = stage.prepare(&contoso()).await;
    let consent = closeout::plan::Consent {
        digest: plan.digest.clone(),
        items: plan.needs(),
    };
    let confirmed = std::sync::Arc::new(plan).confirm(consent).unwrap();
    let (to_run, controls) = tokio::sync::mpsc::channel(1);
    to_run.send(closeout::app::Control::Cancel).await.unwrap();
    let run = stage
        .session
        .carry_out(confirmed, normally(), controls, |_| {});
    let report = Box::pin(run).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Cancelled);
    assert_eq!(report.summary.counts.unknown, 0);
    assert_eq!(stage.writes(0), []);
}
