//! How close listing and archiving 10,000 files in 500 folders come to what the portal's own time allows.
//!
//! `cargo bench --bench run`
//!
//! The sandbox answers every request after 20 ms and moves a file in 2 ms. Two ratios are printed, each over real
//! HTTP on loopback and on a stopped clock, which counts only the portal's time:
//!
//! * plan: its time / (its page requests / 8 in flight × 20 ms), budget 1.5;
//! * run: its time / (10,000 files × 2 ms / 3 operations in flight), budget 1.2.
//!
//! Over HTTP this machine's own work counts too, so only twice a budget fails the bench.
#![expect(clippy::unwrap_used, reason = "a bench may stop at the first surprise")]

use std::{path::Path, process::ExitCode, sync::Arc, time::Duration};

use closeout::{
    app::{CarryOut, IfLocked, Session, StatePlace, Wish},
    docspace::{
        Credential, InProcessTransport, PortalAddress, ReqwestOptions, ReqwestTransport, Transport,
    },
    domain::{FolderId, PortalName, RoomId},
    engine::pace::PaceLimits,
    plan::{Choices, Consent},
    run::Manner,
    sandbox::{Sandbox, SandboxOptions, WorldSource, seed},
};
use tokio::{sync::mpsc, time::Instant};

const LATENCY: Duration = Duration::from_millis(20);
const PER_FILE: Duration = Duration::from_millis(2);
const FILES: u32 = 10_000;
const PLAN_BUDGET: f64 = 1.5;
const RUN_BUDGET: f64 = 1.2;

fn main() -> ExitCode {
    let stopped = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let on_stopped_clock = stopped.block_on(async {
        let sandbox = sandbox();
        let transport = InProcessTransport::new(sandbox.router());
        measure(
            "stopped clock",
            &sandbox,
            transport,
            PortalName("sandbox.invalid".into()),
        )
        .await
    });
    let real = tokio::runtime::Runtime::new().unwrap();
    let over_http = real.block_on(async {
        let sandbox = sandbox();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address =
            PortalAddress::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let serving = sandbox.clone();
        tokio::spawn(async move { serving.serve(listener, std::future::pending()).await });
        let name = address.name().clone();
        let transport = ReqwestTransport::new(address, &ReqwestOptions::default()).unwrap();
        measure("real HTTP", &sandbox, transport, name).await
    });
    let wildly_over = [on_stopped_clock, over_http]
        .into_iter()
        .any(|(plan, run)| plan > 2.0 * PLAN_BUDGET || run > 2.0 * RUN_BUDGET);
    if wildly_over {
        eprintln!("more than twice over a budget (plan {PLAN_BUDGET}, run {RUN_BUDGET})");
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn sandbox() -> Sandbox {
    Sandbox::new(SandboxOptions {
        world: WorldSource::Generated {
            files: FILES,
            folders: 500,
        },
        latency: LATENCY,
        time_per_file: PER_FILE,
        ..SandboxOptions::default()
    })
    .unwrap()
}

/// The ratios of plan and run.
async fn measure<T: Transport>(
    how: &str,
    sandbox: &Sandbox,
    transport: T,
    portal: PortalName,
) -> (f64, f64) {
    let folder = tempfile::tempdir().unwrap();
    let session = connected(sandbox, transport, portal, folder.path()).await;
    let wish = Wish {
        room: RoomId::number(seed::demo::CONTOSO_ROOM),
        archive_root: FolderId::number(seed::demo::ARCHIVE_ROOT),
        client_name: None,
        target: None,
        guest: None,
        choices: Choices::for_client(""),
    };
    let before = Instant::now();
    let plan = session.prepare(&wish, |_| {}).await.unwrap();
    let plan_time = before.elapsed();
    let pages = u32::try_from(plan.inventory.proof.requests).unwrap();

    let consent = Consent {
        digest: plan.digest.clone(),
        items: plan.needs(),
    };
    let confirmed = Arc::new(plan).confirm(consent).unwrap();
    let how_to = CarryOut {
        manner: Manner::NORMAL,
        from_file: false,
        if_locked: IfLocked::Fail,
    };
    let (_to_run, controls) = mpsc::channel(1);
    let before = Instant::now();
    let report = session
        .carry_out(confirmed, how_to, controls, |_| {})
        .await
        .unwrap();
    let run_time = before.elapsed();
    assert_eq!(report.summary.counts.archived, u64::from(FILES));

    let plan_floor = LATENCY * pages / 8;
    let run_floor = PER_FILE * FILES / u32::from(Manner::NORMAL.operations);
    let plan_ratio = plan_time.as_secs_f64() / plan_floor.as_secs_f64();
    let run_ratio = run_time.as_secs_f64() / run_floor.as_secs_f64();
    println!(
        "{how:>13}: plan {:.2} s, {pages} page requests, ratio {plan_ratio:.2}; run {:.2} s, ratio {run_ratio:.2}",
        plan_time.as_secs_f64(),
        run_time.as_secs_f64(),
    );
    (plan_ratio, run_ratio)
}

async fn connected<T: Transport>(
    sandbox: &Sandbox,
    transport: T,
    portal: PortalName,
    folder: &Path,
) -> Session<T> {
    let credential = Credential::parse(sandbox.key()).unwrap();
    let place = StatePlace::rehearsal_at(folder);
    Session::connect(transport, portal, credential, PaceLimits::default(), place)
        .await
        .unwrap()
}
