//! What comes into the room during a run is not touched, ends as `new`, and keeps the guest where he is.

use closeout::{
    app::{ExitCode, GuestWish, RunReport, Wish},
    domain::{FileId, FolderId},
    plan::RevokeScope,
    run::{GateClosed, GuestOutcome, Outcome, Record, RunEvent},
    sandbox::{
        Profile, SandboxOptions, seed,
        world::{Converting, File},
    },
};

use crate::stage::{Stage, contoso, normally};

const LATE: i32 = 990_001;

/// Puts a file into the room; one in conversion is counted by the portal and shown nowhere.
fn upload(stage: &Stage, converting: Option<Converting>) {
    stage.sandbox.edit(|world, _| {
        let template = world.tree.files().next().unwrap().clone();
        world.tree.insert_file(File {
            id: LATE,
            folder: seed::demo::CONTOSO_ROOM,
            title: "Late upload.docx".into(),
            converting,
            ..template
        });
    });
}

fn without_gwen() -> Wish {
    let mut wished = contoso();
    wished.guest = Some(GuestWish {
        who: seed::demo::GUEST_OF_ANN.into(),
        scope: Some(RevokeScope::Room),
        despite_left: true,
    });
    wished
}

/// Plans with so many files in conversion, runs, and uploads one more in conversion at this record.
async fn run_with_hidden_upload(converting: usize, at: fn(&Record) -> bool) -> (Stage, RunReport) {
    let options = SandboxOptions {
        converting,
        ..SandboxOptions::default()
    };
    run_with_upload(options, Some(Converting::default()), at).await
}

/// Plans, runs, and uploads a file at this record.
async fn run_with_upload(
    options: SandboxOptions,
    converting: Option<Converting>,
    at: fn(&Record) -> bool,
) -> (Stage, RunReport) {
    let stage = Stage::set(SandboxOptions {
        time_per_file: std::time::Duration::from_millis(20),
        ..options
    })
    .await;
    let plan = stage.prepare(&without_gwen()).await;
    let mut uploaded = false;
    let watch = |event: &RunEvent| {
        let now = matches!(event, RunEvent::Record(record) if at(record));
        if now && !std::mem::replace(&mut uploaded, true) {
            upload(&stage, converting);
        }
    };
    let report = stage.run_watched(plan, normally(), watch).await.unwrap();
    assert!(uploaded);
    (stage, report)
}

#[tokio::test(start_paused = true)]
async fn more_hidden_files_than_agreed_close_the_gate() {
    for converting in [0, 2] {
        let sent = |record: &Record| matches!(record, Record::SendIntended { .. });
        let (_stage, report) = run_with_hidden_upload(converting, sent).await;
        let guest = report.summary.guest.as_ref().unwrap();
        assert_eq!(
            guest.gate,
            Some(GateClosed::NotVisible {
                files: converting as u64 + 1,
                agreed: converting as u64
            })
        );
        assert_eq!(guest.calls, []);
        assert_eq!(report.exit_code(), ExitCode::RevokeNotConfirmed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hidden_upload_during_the_guest_calls_is_told() {
    for converting in [0, 2] {
        let calling = |record: &Record| matches!(record, Record::GuestCallIntended { .. });
        let (_stage, report) = run_with_hidden_upload(converting, calling).await;
        let guest = report.summary.guest.as_ref().unwrap();
        assert_eq!(
            (&guest.gate, guest.outcome),
            (&None, GuestOutcome::StillOpen)
        );
        let told = guest
            .still_open
            .iter()
            .any(|open| open.contains("late uploads cannot be excluded"));
        assert!(told, "{guest:#?}");
        assert_eq!(report.exit_code(), ExitCode::RevokeNotConfirmed);
    }
}

#[tokio::test(start_paused = true)]
async fn hidden_files_that_were_agreed_to_do_not_keep_the_guest() {
    let stage = Stage::set(SandboxOptions {
        converting: 2,
        ..SandboxOptions::default()
    })
    .await;
    let plan = stage.prepare(&without_gwen()).await;
    let report = stage.run(plan).await.unwrap();
    let guest = report.summary.guest.as_ref().unwrap();
    assert_eq!(guest.outcome, GuestOutcome::Revoked, "{guest:#?}");
}

#[tokio::test(start_paused = true)]
async fn an_upload_during_the_run_is_new_and_closes_the_gate() {
    for profile in [Profile::V36, Profile::V37] {
        let options = SandboxOptions {
            profile,
            ..SandboxOptions::default()
        };
        let sent = |record: &Record| matches!(record, Record::SendIntended { .. });
        let (stage, report) = run_with_upload(options, None, sent).await;
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
