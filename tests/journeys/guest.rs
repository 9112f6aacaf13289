//! The guest goes last, only through the gate, and only what was read back is called revoked.

use closeout::{
    app::{ExitCode, GuestWish, Wish},
    domain::{MemberKind, RoomId, UserId},
    plan::{Refusal, RevokeScope},
    run::GuestOutcome,
    sandbox::{Profile, SandboxOptions, seed},
};

use crate::stage::{Stage, contoso};

const GWEN: &str = seed::demo::GUEST_OF_ANN;

fn without(who: &str, scope: Option<RevokeScope>, despite_left: bool) -> Wish {
    Wish {
        guest: Some(GuestWish {
            who: who.into(),
            scope,
            despite_left,
        }),
        ..contoso()
    }
}

/// Calls that take something away, by method and path.
fn guest_calls(stage: &Stage) -> Vec<String> {
    stage
        .writes(0)
        .into_iter()
        .filter(|request| {
            let renames = (request.body.as_ref()).is_some_and(|body| body.get("title").is_some());
            let other = ["fileops", "files/folder"].map(|part| request.path.contains(part));
            !(other.contains(&true) || renames && request.path.contains("files/file/"))
        })
        .map(|request| {
            format!(
                "{} {}",
                request.method,
                request.path.trim_start_matches("/api/2.0/")
            )
        })
        .collect()
}

async fn is_member(stage: &Stage) -> bool {
    let reach = stage
        .session
        .access(&RoomId::number(seed::demo::CONTOSO_ROOM))
        .await
        .unwrap();
    reach.members.iter().any(|member| match &member.kind {
        MemberKind::Person { person, .. } => person.id == UserId(GWEN.into()),
        MemberKind::Group { .. } => false,
    })
}

#[tokio::test(start_paused = true)]
async fn links_then_room_then_files_then_the_guest_and_it_is_read_back() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = stage
        .prepare(&without(GWEN, Some(RevokeScope::Guest), true))
        .await;
    let report = stage.run(plan).await.unwrap();
    let guest = report.summary.guest.as_ref().unwrap();
    assert_eq!(guest.outcome, GuestOutcome::Revoked, "{guest:#?}");
    assert_eq!(
        report.exit_code(),
        ExitCode::Partly,
        "three files were left"
    );
    assert!(!is_member(&stage).await);
    assert_eq!(
        guest_calls(&stage),
        [
            "PUT files/rooms/539564/links",
            "PUT files/rooms/539564/links",
            "PUT files/rooms/539564/share",
            "PUT files/file/900004/links",
            "DELETE people/guests",
        ]
    );
    // Nothing of it before the last file was looked at twice.
    let requests = stage.requests(0);
    let first_call = requests
        .iter()
        .position(|request| request.path.contains("/links") && request.is_write())
        .unwrap();
    assert!(
        requests[first_call..]
            .iter()
            .all(|request| !request.path.contains("fileops"))
    );
}

#[tokio::test(start_paused = true)]
async fn files_that_stay_close_the_gate_unless_that_was_agreed() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = stage
        .prepare(&without(GWEN, Some(RevokeScope::Room), false))
        .await;
    let report = stage.run(plan).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::RevokeNotConfirmed);
    let guest = report.summary.guest.unwrap();
    assert_eq!(guest.outcome, GuestOutcome::NotTried);
    assert!(
        guest
            .gate
            .unwrap()
            .sentence()
            .contains("files stay in the room by this plan (3)")
    );
    assert_eq!(guest_calls(&stage), [] as [&str; 0]);
    assert!(is_member(&stage).await);
}

#[tokio::test(start_paused = true)]
async fn one_refused_file_and_no_guest_call_is_made() {
    for profile in [Profile::V36, Profile::V37] {
        let stage = Stage::set(SandboxOptions {
            profile,
            faults: vec![closeout::sandbox::Fault::LockedMidRun],
            time_per_file: std::time::Duration::from_millis(5),
            ..SandboxOptions::default()
        })
        .await;
        let plan = stage
            .prepare(&without(GWEN, Some(RevokeScope::Room), true))
            .await;
        let report = stage.run(plan).await.unwrap();
        assert_eq!(report.summary.counts.refused, 1, "{profile:?}");
        assert_eq!(report.exit_code(), ExitCode::RevokeNotConfirmed);
        assert_eq!(guest_calls(&stage), [] as [&str; 0]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_guests_other_rooms_have_to_be_meant() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = stage
        .prepare(&without("gwen@contoso.example", None, true))
        .await;
    let refusal = plan
        .refusals
        .iter()
        .find(|refusal| matches!(refusal, Refusal::GuestElsewhere { .. }))
        .unwrap();
    assert!(
        refusal.what().contains("Fabrikam GmbH"),
        "{}",
        refusal.what()
    );
    assert_eq!(
        stage.run(plan).await.unwrap_err().exit_code(),
        ExitCode::Refused
    );
    assert_eq!(stage.writes(0), []);
}

#[tokio::test(start_paused = true)]
async fn the_samples_number_is_answered_with_the_guests_of_the_room() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let error = stage
        .session
        .prepare(&without("412497", None, false), |_| {})
        .await
        .unwrap_err();
    assert_eq!(error.exit_code(), ExitCode::Usage);
    assert!(
        error.what().contains("not a guest id") && error.what().contains(GWEN),
        "{}",
        error.what()
    );
}

#[tokio::test(start_paused = true)]
async fn a_guest_of_somebody_else_leaves_the_room_and_stays_elsewhere() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let plan = stage
        .prepare(&without(
            seed::demo::GUEST_OF_BORIS,
            Some(RevokeScope::Guest),
            true,
        ))
        .await;
    let report = stage.run(plan).await.unwrap();
    let guest = report.summary.guest.unwrap();
    // 3.7 refuses to remove somebody else's guest; the room's own list counts, and it was read back.
    assert!(
        guest
            .calls
            .iter()
            .any(|(_, answer)| answer.starts_with("refused")),
        "{guest:#?}"
    );
    assert_ne!(guest.outcome, GuestOutcome::NotTried);
}

#[tokio::test(start_paused = true)]
async fn through_the_group_everyone_the_guest_still_gets_in() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let mut wished = without(
        seed::demo::GUEST_THROUGH_EVERYONE,
        Some(RevokeScope::Room),
        true,
    );
    wished.room = RoomId::number(seed::demo::EVERYONE_ROOM);
    let plan = stage.prepare(&wished).await;
    let report = stage.run(plan).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::RevokeNotConfirmed);
    let guest = report.summary.guest.unwrap();
    assert_eq!(guest.outcome, GuestOutcome::StillOpen);
    assert!(
        guest
            .still_open
            .iter()
            .any(|open| open.contains("Everyone")),
        "{guest:#?}"
    );
}
