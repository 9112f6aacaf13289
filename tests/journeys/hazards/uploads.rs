//! What comes into the room during a run is not touched, ends as `new`, and keeps the guest where he is.

use std::sync::Arc;

use closeout::{
    app::{ExitCode, GuestWish},
    domain::{FileId, FolderId},
    plan::{Consent, RevokeScope},
    run::{GuestOutcome, Outcome, Record, RunEvent},
    sandbox::{Profile, SandboxOptions, seed, world::File},
};
use tokio::sync::mpsc;

use crate::stage::{Stage, contoso, normally};

const LATE: i32 = 990_001;

#[tokio::test(start_paused = true)]
async fn an_upload_during_the_run_is_new_and_closes_the_gate() {
    for profile in [Profile::V36, Profile::V37] {
        let stage = Stage::set(SandboxOptions {
            profile,
            time_per_file: std::time::Duration::from_millis(20),
            ..SandboxOptions::default()
        })
        .await;
        let mut wished = contoso();
        wished.guest = Some(GuestWish {
            who: seed::demo::GUEST_OF_ANN.into(),
            scope: Some(RevokeScope::Room),
            despite_left: true,
        });
        let plan = stage.prepare(&wished).await;
        let consent = Consent {
            digest: plan.digest.clone(),
            items: plan.needs(),
        };
        let confirmed = Arc::new(plan.clone()).confirm(consent).unwrap();
        let (_to_run, controls) = mpsc::channel(1);
        let mut uploaded = false;
        let upload = |event: &RunEvent| {
            let sent = matches!(event, RunEvent::Record(Record::SendIntended { .. }));
            if sent && !std::mem::replace(&mut uploaded, true) {
                stage.sandbox.edit(|world, _| {
                    let template = world.tree.files().next().unwrap().clone();
                    world.tree.insert_file(File {
                        id: LATE,
                        folder: seed::demo::CONTOSO_ROOM,
                        title: "Late upload.docx".into(),
                        ..template
                    });
                });
            }
        };
        let report = Box::pin(
            stage
                .session
                .carry_out(confirmed, normally(), controls, upload),
        )
        .await
        .unwrap();
        assert!(uploaded);
        let new: Vec<_> = report
            .summary
            .not_archived
            .iter()
            .filter(|line| line.outcome == Outcome::New)
            .collect();
        assert_eq!(new.len(), 1, "{profile:?}: {new:?}");
        assert_eq!(
            (&*new[0].path, &new[0].id),
            ("Late upload.docx", &FileId::number(LATE))
        );
        assert_eq!(
            stage.places()[&FileId::number(LATE)],
            FolderId::number(seed::demo::CONTOSO_ROOM)
        );
        let guest = report.summary.guest.as_ref().unwrap();
        assert_eq!(guest.outcome, GuestOutcome::NotTried, "{guest:?}");
        assert_eq!(report.exit_code(), ExitCode::RevokeNotConfirmed);
        assert!(stage.writes(0).iter().all(|request| {
            // Moving, making the target, renaming: nothing of the guest.
            let renames = request.method == "PUT" && request.path.contains("files/file/");
            request.path.contains("fileops") || request.path.contains("files/folder") || renames
        }));
    }
}
