//! Every fault of the portal is settled by reading, on both releases.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use closeout::{
    app::{ExitCode, Session, StatePlace},
    docspace::{Credential, InProcessTransport, Reply, Request, Transport, TransportError},
    domain::PortalName,
    engine::pace::PaceLimits,
    plan::Consent,
    run::{Outcome, Stop},
    sandbox::{Fault, Profile, SandboxOptions},
};
use tokio::sync::mpsc;

use crate::stage::{Stage, contoso, normally};

fn with(fault: Fault, profile: Profile) -> SandboxOptions {
    SandboxOptions {
        profile,
        latency: Duration::from_millis(10),
        time_per_file: Duration::from_millis(5),
        faults: vec![fault],
        ..SandboxOptions::default()
    }
}

#[tokio::test(start_paused = true)]
async fn no_fault_makes_a_file_archived_that_is_not_or_sent_a_third_time() {
    for profile in [Profile::V36, Profile::V37] {
        for fault in Fault::all() {
            println!("{fault:?} on {profile:?}");
            let stage = Stage::set(with(fault, profile)).await;
            let plan = stage.prepare(&contoso()).await;
            let report = stage.run(plan.clone()).await.unwrap();
            stage.check_against_world(&plan, &report);
            stage.check_sends();
            assert_eq!(
                report.exit_code(),
                ExitCode::Partly,
                "three files are blocked in this room"
            );
            assert_eq!(
                report.summary.counts.unknown, 0,
                "{fault:?}: a fault is settled, not left open"
            );
            // What one file suffers costs one file; what the portal suffers costs none.
            let lost = report.summary.counts.refused + report.summary.counts.gone;
            let most = match fault {
                Fault::RecordLies
                | Fault::LockedMidRun
                | Fault::EditedMidRun
                | Fault::DeletedMidRun => 1,
                _ => 0,
            };
            assert!(
                lost <= most,
                "{fault:?}: {:#?}",
                report.summary.not_archived
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_record_that_lies_is_found_out() {
    let stage = Stage::set(with(Fault::RecordLies, Profile::V37)).await;
    let plan = stage.prepare(&contoso()).await;
    let report = stage.run(plan).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Partly);
    let refused: Vec<_> = report
        .summary
        .not_archived
        .iter()
        .filter(|line| line.outcome == Outcome::Refused)
        .collect();
    assert_eq!(refused.len(), 1);
    assert!(
        refused[0]
            .reason
            .contains("the portal's record said that it moved"),
        "{}",
        refused[0].reason
    );
}

#[tokio::test(start_paused = true)]
async fn a_write_lost_before_its_effect_is_sent_once_more() {
    let stage = Stage::set(with(Fault::WriteLostBeforeEffect, Profile::V37)).await;
    let plan = stage.prepare(&contoso()).await;
    let chunks = plan.chunks.len();
    let report = stage.run(plan).await.unwrap();
    assert_eq!(report.summary.counts.refused, 0);
    let moves = stage
        .writes(0)
        .into_iter()
        .filter(|request| request.path.contains("fileops/move"))
        .count();
    assert_eq!(moves, chunks + 1);
}

#[tokio::test(start_paused = true)]
async fn a_write_lost_after_its_effect_is_not_sent_again() {
    let stage = Stage::set(with(Fault::WriteLostAfterEffect, Profile::V37)).await;
    let plan = stage.prepare(&contoso()).await;
    let chunks = plan.chunks.len();
    let report = stage.run(plan).await.unwrap();
    assert_eq!(report.summary.counts.refused, 0);
    let moves = stage
        .writes(0)
        .into_iter()
        .filter(|request| request.path.contains("fileops/move"))
        .count();
    assert_eq!(moves, chunks);
}

/// A network that goes away after so many writes; reading goes on, as through another route.
struct Severed {
    inner: InProcessTransport,
    writes_left: AtomicUsize,
}

impl Transport for Severed {
    async fn send(&self, request: Request) -> Result<Reply, TransportError> {
        let spent = !request.is_read()
            && self
                .writes_left
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                    left.checked_sub(1)
                })
                .is_err();
        if spent {
            return Err(TransportError::NotSent("no route".into()));
        }
        self.inner.send(request).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_portal_that_cannot_be_reached_any_more_stops_the_run_and_doubts_no_file() {
    let stage = Stage::set(SandboxOptions::default()).await;
    // The target and the first chunk.
    let transport = Severed {
        inner: InProcessTransport::new(stage.sandbox.router()),
        writes_left: AtomicUsize::new(2),
    };
    let session = Session::connect(
        transport,
        PortalName("sandbox.invalid".into()),
        Credential::parse(stage.sandbox.key()).unwrap(),
        PaceLimits {
            jitter: false,
            ..PaceLimits::default()
        },
        StatePlace::rehearsal_at(stage.folder.path()),
    )
    .await
    .unwrap();
    let plan = session.prepare(&contoso(), |_| {}).await.unwrap();
    let consent = Consent {
        digest: plan.digest.clone(),
        items: plan.needs(),
    };
    let confirmed = Arc::new(plan.clone()).confirm(consent).unwrap();
    let (_to_run, controls) = mpsc::channel(1);
    let report = Box::pin(session.carry_out(confirmed, normally(), controls, |_| {}))
        .await
        .unwrap();
    stage.check_against_world(&plan, &report);
    assert!(
        matches!(report.summary.stop, Some(Stop::Unreachable { .. })),
        "{:?}",
        report.summary.stop
    );
    assert_eq!(report.summary.counts.archived, 100);
    assert_eq!(report.summary.counts.unknown, 0);
    assert_eq!(report.exit_code(), ExitCode::Partly);
    let reasons: std::collections::BTreeSet<_> = report
        .summary
        .not_archived
        .iter()
        .filter(|line| line.outcome == Outcome::Refused)
        .map(|line| line.reason.as_str())
        .collect();
    assert_eq!(
        reasons.into_iter().collect::<Vec<_>>(),
        ["the run ended before it was sent"]
    );
}
