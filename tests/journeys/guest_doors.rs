//! The door closes while the guest's access is being cut: nothing more is called, and the exit code says which door.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use closeout::{
    app::{ExitCode, GuestWish, RunReport, Wish},
    docspace::{InProcessTransport, Reply, Request, Transport, TransportError},
    plan::RevokeScope,
    run::{Ending, GuestOutcome, Record, RunEvent, Stop},
    sandbox::{SandboxOptions, seed},
};

use crate::stage::{Stage, connect_through, contoso, journal, normally, run_on};

/// Lets so many requests through once it is armed, and answers every later one with this status.
struct Closing {
    inner: InProcessTransport,
    armed: Arc<AtomicBool>,
    open_for: AtomicUsize,
    status: u16,
}

impl Transport for Closing {
    async fn send(&self, request: Request) -> Result<Reply, TransportError> {
        let shut = self.armed.load(Ordering::SeqCst)
            && self
                .open_for
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                    left.checked_sub(1)
                })
                .is_err();
        if !shut {
            return self.inner.send(request).await;
        }
        Ok(Reply {
            status: self.status,
            content_type: None,
            retry_after: (self.status == 429).then(|| Duration::from_secs(7200)),
            rate_limit: None,
            location: None,
            body: bytes::Bytes::new(),
        })
    }
}

fn without_gwen() -> Wish {
    Wish {
        guest: Some(GuestWish {
            who: seed::demo::GUEST_OF_ANN.into(),
            scope: Some(RevokeScope::Guest),
            despite_left: true,
        }),
        ..contoso()
    }
}

/// A run whose door closes so many requests after the first record of this kind.
async fn closing(status: u16, open_for: usize, from: fn(&Record) -> bool) -> (Stage, RunReport) {
    let stage = Stage::set(SandboxOptions::default()).await;
    let armed = Arc::new(AtomicBool::new(false));
    let transport = Closing {
        inner: InProcessTransport::new(stage.sandbox.router()),
        armed: Arc::clone(&armed),
        open_for: AtomicUsize::new(open_for),
        status,
    };
    let session = connect_through(transport, &stage.sandbox, stage.folder.path().into())
        .await
        .unwrap();
    let plan = session.prepare(&without_gwen(), |_| {}).await.unwrap();
    let watch = |event: &RunEvent| {
        if matches!(event, RunEvent::Record(record) if from(record)) {
            armed.store(true, Ordering::SeqCst);
        }
    };
    let report = run_on(&session, plan, normally(), watch).await.unwrap();
    (stage, report)
}

fn calls(report: &RunReport) -> usize {
    let called = |record: &&Record| matches!(record, Record::GuestCallIntended { .. });
    journal(report).iter().filter(called).count()
}

#[tokio::test(start_paused = true)]
async fn a_key_that_dies_at_a_guest_call_is_told_as_the_key() {
    for open_for in [0, 2] {
        let called = |record: &Record| matches!(record, Record::GuestCallIntended { .. });
        let (_stage, report) = closing(401, open_for, called).await;
        assert!(matches!(report.summary.stop, Some(Stop::Key { .. })));
        assert_eq!(report.exit_code(), ExitCode::Key);
        let guest = report.summary.guest.as_ref().unwrap();
        assert_eq!(guest.outcome, GuestOutcome::StillOpen);
        assert!(calls(&report) < 5, "no call after it: {:?}", guest.calls);
        let read = |record: &Record| matches!(record, Record::GuestReadBack { .. });
        assert!(!journal(&report).iter().any(read), "nothing could be read");
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_dies_before_the_read_back_is_told_as_the_key() {
    // The last call is the fifth.
    let called = |record: &Record| matches!(record, Record::GuestCallAnswered { call: 4, .. });
    let (_stage, report) = closing(401, 0, called).await;
    assert_eq!(calls(&report), 5);
    assert_eq!(report.exit_code(), ExitCode::Key);
    let guest = report.summary.guest.as_ref().unwrap();
    assert_eq!(guest.outcome, GuestOutcome::StillOpen);
    assert!(
        guest
            .still_open
            .iter()
            .any(|open| open.contains("could not be read"))
    );
}

#[tokio::test(start_paused = true)]
async fn limits_with_a_guest_who_is_still_in_are_a_revoke_that_is_not_confirmed() {
    let called = |record: &Record| matches!(record, Record::GuestCallIntended { .. });
    let (_stage, report) = closing(429, 0, called).await;
    assert!(matches!(report.summary.stop, Some(Stop::Limits { .. })));
    assert_eq!(calls(&report), 1);
    assert_eq!(report.summary.ending, Ending::RevokeNotConfirmed);
    assert_eq!(report.exit_code(), ExitCode::RevokeNotConfirmed);
}

#[tokio::test(start_paused = true)]
async fn limits_after_the_first_chunk_with_a_guest_are_a_revoke_that_is_not_confirmed() {
    let arrived = |record: &Record| matches!(record, Record::OperationEnded { .. });
    let (_stage, report) = closing(429, 0, arrived).await;
    assert!(matches!(report.summary.stop, Some(Stop::Limits { .. })));
    assert_eq!(report.exit_code(), ExitCode::RevokeNotConfirmed);
    // Before anything was sent it is the limits alone.
    let began = |record: &Record| matches!(record, Record::Began { .. });
    let (_stage, report) = closing(429, 0, began).await;
    assert_eq!(report.exit_code(), ExitCode::Limits);
}
