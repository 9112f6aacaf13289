//! A big room with every trap of the portal's listings: complete, or it says what is missing; few requests; within
//! the limits.

use std::time::Duration;

use closeout::{
    app::ExitCode,
    domain::Completeness,
    plan::{ConsentItem, NotConfirmed},
    sandbox::{SandboxOptions, WorldSource},
};

use crate::stage::{Stage, contoso};

fn big(ties: bool, converting: usize) -> SandboxOptions {
    SandboxOptions {
        world: WorldSource::Generated {
            files: 10_000,
            folders: 500,
        },
        ties,
        converting,
        latency: Duration::from_millis(20),
        time_per_file: Duration::from_millis(2),
        ..SandboxOptions::default()
    }
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_files_take_a_hundred_and_five_listings_eight_at_a_time() {
    let stage = Stage::set(big(false, 0)).await;
    let plan = stage.prepare(&contoso()).await;
    assert_eq!(plan.inventory.proof.completeness, Completeness::Complete);
    assert_eq!(plan.inventory.files.len(), 10_000);
    assert_eq!(plan.inventory.proof.requests, 105);
    let most = stage
        .requests(0)
        .iter()
        .map(|request| request.in_flight)
        .max();
    assert_eq!(most, Some(8));
}

#[tokio::test(start_paused = true)]
async fn with_ties_and_conversions_it_says_what_is_missing() {
    let stage = Stage::set(big(true, 3)).await;
    let plan = stage.prepare(&contoso()).await;
    assert_eq!(
        plan.inventory.proof.completeness,
        Completeness::CompleteExcept { not_visible: 3 }
    );
    assert_eq!(plan.inventory.files.len(), 9_997);
    assert!(
        plan.inventory.proof.requests < 140,
        "{:?}",
        plan.inventory.proof
    );
    assert!(
        stage
            .requests(0)
            .iter()
            .all(|request| request.in_flight <= 8)
    );

    // Nobody runs over that in silence,
    let consent = closeout::plan::Consent {
        digest: plan.digest.clone(),
        items: std::collections::BTreeSet::new(),
    };
    let missing = std::sync::Arc::new(plan.clone())
        .confirm(consent)
        .unwrap_err();
    assert_eq!(
        missing,
        NotConfirmed::Missing(vec![ConsentItem::NotVisible { files: 3 }])
    );
    // and with consent everything that was seen arrives, three operations at a time.
    let report = stage.run(plan.clone()).await.unwrap();
    stage.check_against_world(&plan, &report);
    assert_eq!(report.summary.counts.archived, 9_997);
    assert_eq!(
        report.exit_code(),
        ExitCode::Partly,
        "three files may still be in the room"
    );
    let running = stage
        .requests(0)
        .iter()
        .map(|request| request.operations_running)
        .max();
    assert_eq!(running, Some(3));
}

#[tokio::test(start_paused = true)]
async fn plan_and_run_take_little_more_than_the_portals_own_time() {
    let stage = Stage::set(big(false, 0)).await;
    let began = tokio::time::Instant::now();
    let plan = stage.prepare(&contoso()).await;
    let pages = u32::try_from(plan.inventory.proof.requests).unwrap();
    let floor = Duration::from_millis(20) * pages / 8;
    let planned = began.elapsed();
    assert!(
        planned <= floor * 3 / 2,
        "planned in {planned:?}, the pages alone take {floor:?}"
    );

    let began = tokio::time::Instant::now();
    stage.run(plan).await.unwrap();
    let ran = began.elapsed();
    let floor = Duration::from_millis(2) * 10_000 / 3;
    assert!(
        ran <= floor * 6 / 5,
        "ran for {ran:?}, the operations alone take {floor:?}"
    );
}
