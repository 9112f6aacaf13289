//! How near a run comes to what the portal's own speed allows, whatever that speed is; on the portal's own clock, so
//! that no other work of this machine counts.

use std::{sync::Arc, time::Duration};

use closeout::{
    plan::{Consent, Plan},
    run::{Record, RunEvent},
    sandbox::{LoggedRequest, SandboxOptions, WorldSource},
};
use tokio::{sync::mpsc, time::Instant};

use crate::stage::{Stage, contoso, normally};

const FILES: u32 = 3_000;

async fn planned(per_file: Duration) -> (Stage, Plan) {
    let stage = Stage::set(SandboxOptions {
        world: WorldSource::Generated {
            files: FILES,
            folders: 60,
        },
        latency: Duration::from_millis(20),
        time_per_file: per_file,
        ..SandboxOptions::default()
    })
    .await;
    let plan = stage.prepare(&contoso()).await;
    (stage, plan)
}

/// How often operations were looked at.
fn looks(requests: &[LoggedRequest]) -> usize {
    let is_look =
        |request: &&LoggedRequest| !request.is_write() && request.path.contains("files/fileops");
    requests.iter().filter(is_look).count()
}

#[tokio::test(start_paused = true)]
async fn a_portal_of_any_speed_is_kept_busy_with_few_looks() {
    // Operations of 0.3 to 6 seconds. Looks at one operation that come too early wait for each other.
    for per_file in [3, 5, 10, 20, 30, 50, 60].map(Duration::from_millis) {
        let (stage, plan) = planned(per_file).await;
        let chunks = plan.chunks.len();
        let so_far = stage.requests(0).len();
        let before = Instant::now();
        let report = stage.run(plan).await.unwrap();
        let took = before.elapsed();
        assert_eq!(report.summary.counts.archived, u64::from(FILES));
        let floor = per_file * FILES / 3;
        let looks = looks(&stage.requests(so_far));
        println!("{per_file:?} a file: {took:?} of {floor:?}, {looks} looks");
        assert!(took <= floor * 13 / 10, "{took:?} for what takes {floor:?}");
        // One first look each, and of all others one a second.
        let most = chunks as u64 + took.as_secs() + 1;
        assert!(looks as u64 <= most, "{looks} looks, {most} allowed");
    }
}

#[tokio::test(start_paused = true)]
async fn an_uneven_portal_costs_no_more_than_half_as_much_again() {
    let (slowest, steps) = (Duration::from_micros(6_250), 5_u32);
    let (stage, plan) = planned(slowest).await;
    let consent = Consent {
        digest: plan.digest.clone(),
        items: plan.needs(),
    };
    let confirmed = Arc::new(plan).confirm(consent).unwrap();
    let (_to_run, controls) = mpsc::channel(1);
    let before = Instant::now();
    // From 3.75 to 6.25 ms a file, up and down with every request.
    let run = stage
        .session
        .carry_out(confirmed, normally(), controls, |event| {
            if let RunEvent::Record(Record::SendIntended { send, .. }) = event {
                let faster = Duration::from_micros(625) * (send.0 * 3 % steps);
                stage
                    .sandbox
                    .set_time_per_file(slowest.saturating_sub(faster));
            }
        });
    let report = Box::pin(run).await.unwrap();
    assert_eq!(report.summary.counts.archived, u64::from(FILES));
    let floor = slowest * FILES / 3;
    let took = before.elapsed();
    assert!(took <= floor * 3 / 2, "{took:?} for what takes {floor:?}");
}
