//! What the user asks for while a run waits for the room, or looks at it once more, is heard at once.

use std::{sync::Arc, time::Duration};

use closeout::{
    app::{AppError, CarryOut, Control, ExitCode, IfLocked, RunReport},
    plan::Consent,
    run::{Progress, RunEvent},
    sandbox::SandboxOptions,
    store::{FileRoomLock, Held, Holder, RoomLock},
};
use tokio::{sync::mpsc, time::Instant};

use crate::stage::{Stage, contoso, normally};

/// Another run works on the room until this is dropped.
fn somebody_elses(stage: &Stage, plan: &closeout::plan::Plan) -> Held {
    let locks = FileRoomLock::at(stage.session.place()).unwrap();
    let holder = Holder::this_process(uuid::Uuid::now_v7(), jiff::Timestamp::now());
    locks
        .acquire(stage.session.portal(), &plan.room.id, &holder)
        .unwrap()
}

/// Runs, and asks for these one after the other at these times.
async fn run_and_ask(
    stage: &Stage,
    how: CarryOut,
    plan: closeout::plan::Plan,
    asked: Vec<(Duration, Control)>,
    observe: impl FnMut(&RunEvent) + Send,
) -> Result<RunReport, AppError> {
    let consent = Consent {
        digest: plan.digest.clone(),
        items: plan.needs(),
    };
    let confirmed = Arc::new(plan).confirm(consent).unwrap();
    let (to_run, controls) = mpsc::channel(8);
    tokio::spawn(async move {
        for (pause, control) in asked {
            tokio::time::sleep(pause).await;
            if to_run.send(control).await.is_err() {
                return;
            }
        }
        std::future::pending::<()>().await;
    });
    Box::pin(stage.session.carry_out(confirmed, how, controls, observe)).await
}

const SOON: Duration = Duration::from_millis(100);

#[tokio::test(start_paused = true)]
async fn a_cancel_is_heard_while_the_room_is_waited_for() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = stage.prepare(&contoso()).await;
    let _held = somebody_elses(&stage, &plan);
    let how = CarryOut {
        if_locked: IfLocked::Wait,
        ..normally()
    };
    let began = Instant::now();
    let asked = vec![(SOON, Control::Cancel)];
    let error = run_and_ask(&stage, how, plan, asked, |_| {})
        .await
        .unwrap_err();
    assert!(matches!(error, AppError::Cancelled), "{error:?}");
    assert_eq!(error.exit_code(), ExitCode::Cancelled);
    assert_eq!(began.elapsed(), SOON);
    assert_eq!(stage.writes(0), []);
}

/// Looks again before it runs, which takes about a second.
fn looked_at_again() -> (SandboxOptions, CarryOut) {
    let slow = SandboxOptions {
        latency: Duration::from_millis(200),
        ..SandboxOptions::default()
    };
    let how = CarryOut {
        from_file: true,
        ..normally()
    };
    (slow, how)
}

#[tokio::test(start_paused = true)]
async fn a_cancel_is_heard_during_the_second_look() {
    let (slow, how) = looked_at_again();
    let stage = Stage::set(slow).await;
    let plan = stage.prepare(&contoso()).await;
    let began = Instant::now();
    let asked = vec![(SOON, Control::Cancel)];
    let error = run_and_ask(&stage, how, plan, asked, |_| {})
        .await
        .unwrap_err();
    assert_eq!(error.exit_code(), ExitCode::Cancelled);
    assert_eq!(began.elapsed(), SOON);
    assert_eq!(stage.writes(0), []);
    // Nothing of a run is left behind.
    assert!(!stage.folder.path().join("runs").exists());
}

#[tokio::test(start_paused = true)]
async fn a_pause_during_the_second_look_holds_the_beginning_back() {
    let (slow, how) = looked_at_again();
    let stage = Stage::set(slow).await;
    let plan = stage.prepare(&contoso()).await;
    let asked = vec![
        (SOON, Control::Pause),
        (Duration::from_secs(600), Control::Resume),
    ];
    let began = Instant::now();
    let mut shown = Vec::new();
    let mut first_record = None;
    let watch = |event: &RunEvent| match event {
        RunEvent::Progress(Progress::Paused { paused }) => shown.push(*paused),
        RunEvent::Record(_) => {
            first_record.get_or_insert(began.elapsed());
        }
        RunEvent::Progress(_) => {}
    };
    let report = run_and_ask(&stage, how, plan, asked, watch).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Partly, "three files stay");
    assert_eq!(shown, [true, false]);
    assert_eq!(first_record, Some(SOON + Duration::from_secs(600)));
}
