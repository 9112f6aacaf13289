//! The target is made once, whatever the portal calls it.

use closeout::{
    app::{ExitCode, RunReport},
    docspace::{Body, InProcessTransport, Reply, Request, Transport, TransportError},
    run::{Record, Stop},
    sandbox::{SandboxOptions, seed},
};
use serde_json::{Value, json};

use crate::stage::{Stage, connect_through, contoso, journal, normally, run_on};

/// A portal that stores another title than it was asked to, and may answer with another id.
struct Renaming {
    inner: InProcessTransport,
    answers_with: Option<i32>,
}

impl Transport for Renaming {
    async fn send(&self, mut request: Request) -> Result<Reply, TransportError> {
        let making = !request.is_read() && request.path.starts_with("files/folder/");
        if making && let Some(Body::Json(body)) = &mut request.body {
            body["title"] = json!("Contoso, as \u{1b}the portal has it");
        }
        let mut reply = self.inner.send(request).await?;
        if let (true, Some(id)) = (making, self.answers_with) {
            let mut body: Value = serde_json::from_slice(&reply.body).unwrap();
            body["response"]["id"] = json!(id);
            reply.body = body.to_string().into_bytes().into();
        }
        Ok(reply)
    }
}

async fn run_where(answers_with: Option<i32>) -> (Stage, RunReport) {
    let stage = Stage::set(SandboxOptions::default()).await;
    let transport = Renaming {
        inner: InProcessTransport::new(stage.sandbox.router()),
        answers_with,
    };
    let session = connect_through(transport, &stage.sandbox, stage.folder.path().into())
        .await
        .unwrap();
    let plan = session.prepare(&contoso(), |_| {}).await.unwrap();
    let report = run_on(&session, plan, normally(), |_| {}).await.unwrap();
    (stage, report)
}

/// How often a folder was made under the archive root.
fn times_made(stage: &Stage) -> usize {
    let path = format!("/api/2.0/files/folder/{}", seed::demo::ARCHIVE_ROOT);
    let made = stage.writes(0);
    made.iter().filter(|request| request.path == path).count()
}

#[tokio::test(start_paused = true)]
async fn a_title_of_the_portals_own_is_no_reason_to_make_it_twice() {
    let (stage, report) = run_where(None).await;
    assert_eq!(times_made(&stage), 1);
    assert_eq!(report.exit_code(), ExitCode::Partly, "three were left");
    assert_eq!(
        report.summary.counts.unknown + report.summary.counts.refused,
        0
    );
    let made = journal(&report)
        .into_iter()
        .find_map(|record| match record {
            Record::TargetMade { folder, title } => Some((folder, title)),
            _ => None,
        });
    let (folder, title) = made.unwrap();
    assert_eq!(report.summary.target, Some(folder));
    assert!(title.contains("the portal has it"), "{title:?}");
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_was_made_and_is_not_under_the_root_stops_the_run() {
    let (stage, report) = run_where(Some(424_242)).await;
    assert_eq!(times_made(&stage), 1);
    assert_eq!(report.exit_code(), ExitCode::Failed);
    let Some(Stop::Target { why }) = report.summary.stop else {
        panic!("{:?}", report.summary.stop)
    };
    for said in ["424242", "the portal has it", "not under the archive root"] {
        assert!(why.contains(said), "{why}");
    }
    assert!(!why.contains('\u{1b}'), "{why:?}");
}
