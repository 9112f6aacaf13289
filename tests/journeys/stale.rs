//! What was confirmed is what runs: a plan from a file is held against the portal first.

use closeout::{
    app::{AppError, CarryOut, ExitCode, read_plan, write_plan},
    plan::{Difference, Plan},
    run::Outcome,
    sandbox::{SandboxOptions, World, seed, world},
};

use crate::stage::{Stage, contoso, normally};

const FROM_FILE: fn() -> CarryOut = || CarryOut {
    from_file: true,
    ..normally()
};

/// A plan that went through a file.
async fn saved(stage: &Stage) -> Plan {
    let plan = stage.prepare(&contoso()).await;
    let path = stage.folder.path().join("plan.json");
    write_plan(&plan, &path).unwrap();
    let read = read_plan(&std::fs::read(&path).unwrap(), "plan.json").unwrap();
    assert_eq!(read, plan);
    read
}

/// A file that the plan moves.
fn any_file(world: &World) -> world::EntryId {
    world.file_titled("Contract Amendments 01.pdf").unwrap()
}

async fn run_after(
    change: impl FnOnce(&mut World),
) -> (Stage, Result<closeout::app::RunReport, AppError>) {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = saved(&stage).await;
    stage.sandbox.edit(|world, _| change(world));
    let result = stage.run_so(plan, FROM_FILE()).await;
    (stage, result)
}

fn stale(result: Result<closeout::app::RunReport, AppError>) -> Vec<Difference> {
    let error = result.unwrap_err();
    assert_eq!(error.exit_code(), ExitCode::Stale, "{error}");
    let changes = match error {
        AppError::Stale(changes) => changes,
        _ => Vec::new(),
    };
    changes.into_iter().filter(Difference::blocks).collect()
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_gone_forbids_the_plan() {
    let (stage, result) = run_after(|world| {
        let file = any_file(world);
        world.tree.remove_file(file).unwrap();
    })
    .await;
    assert!(
        matches!(&*stale(result), [Difference::Gone { path, .. }] if path.ends_with("Contract Amendments 01.pdf"))
    );
    assert_eq!(stage.writes(0), []);
}

#[tokio::test(start_paused = true)]
async fn a_new_collision_forbids_the_plan() {
    let (stage, result) = run_after(|world| {
        let file = any_file(world);
        world.tree.retitle_file(file, "EMPTY.TXT".into());
    })
    .await;
    let changes = stale(result);
    assert!(
        changes
            .iter()
            .all(|change| matches!(change, Difference::Blocked { .. })),
        "{changes:?}"
    );
    assert!(!changes.is_empty());
    assert_eq!(stage.writes(0), []);
}

#[tokio::test(start_paused = true)]
async fn an_added_file_is_reported_and_ends_as_new() {
    let (stage, result) = run_after(|world| {
        let file = any_file(world);
        let folder = world.tree.file(file).unwrap().folder;
        let mut added = world.tree.file(file).unwrap().clone();
        added.id = 990_001;
        added.title = "Late upload.docx".into();
        added.folder = folder;
        world.tree.insert_file(added);
    })
    .await;
    let report = result.unwrap();
    assert!(
        matches!(&*report.changes, [Difference::Added { .. }]),
        "{:?}",
        report.changes
    );
    let new: Vec<_> = report
        .summary
        .not_archived
        .iter()
        .filter(|line| line.outcome == Outcome::New)
        .map(|line| &*line.path)
        .collect();
    assert_eq!(new.len(), 1);
    assert!(new[0].ends_with("Late upload.docx"));
    assert!(
        stage
            .places()
            .contains_key(&closeout::domain::FileId::number(990_001))
    );
}

#[tokio::test(start_paused = true)]
async fn a_target_that_became_two_forbids_the_plan() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = saved(&stage).await;
    let root = closeout::domain::FolderId::number(seed::demo::ARCHIVE_ROOT);
    for _ in 0..2 {
        stage
            .session
            .make_folder(&root, "Contoso Ltd")
            .await
            .unwrap();
    }
    let before = stage.sandbox.requests().len();
    assert!(matches!(
        &*stale(stage.run_so(plan, FROM_FILE()).await),
        [Difference::Place { .. }]
    ));
    assert_eq!(stage.writes(before), []);
}

#[tokio::test(start_paused = true)]
async fn a_plan_file_that_was_edited_is_not_run() {
    let stage = Stage::set(SandboxOptions::default()).await;
    saved(&stage).await;
    let text = std::fs::read_to_string(stage.folder.path().join("plan.json")).unwrap();
    let edited = text.replacen("\"title\":\"Contoso Ltd\"", "\"title\":\"Contoso AG\"", 1);
    assert_ne!(edited, text);
    let error = read_plan(edited.as_bytes(), "plan.json").unwrap_err();
    assert_eq!(error.exit_code(), ExitCode::Usage);
    assert!(
        error.what().contains("changed after it was written"),
        "{}",
        error.what()
    );
}

#[tokio::test(start_paused = true)]
async fn two_runs_of_one_room_do_not_meet() {
    let stage = Stage::set(SandboxOptions {
        time_per_file: std::time::Duration::from_millis(50),
        ..SandboxOptions::default()
    })
    .await;
    let (one, other) = (
        stage.prepare(&contoso()).await,
        stage.prepare(&contoso()).await,
    );
    let (one, other) = tokio::join!(stage.run(one), stage.run(other));
    let codes = [one, other]
        .map(|result| result.map_or_else(|error| error.exit_code(), |report| report.exit_code()));
    assert_eq!(codes, [ExitCode::Partly, ExitCode::Locked]);
}
