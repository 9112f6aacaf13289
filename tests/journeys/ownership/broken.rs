//! What breaks on the way: refusals, lost answers, runs that fail or are cancelled. The room goes back all the same, or
//! it is said that it does not.

use std::{sync::Arc, time::Duration};

use closeout::{
    app::{Control, ExitCode, RunReport},
    plan::Consent,
    run::{Ending, OwnershipOutcome, Record, RunEvent, Stop},
    sandbox::{Fault, Profile, SandboxOptions, seed::demo::FOREIGN_ROOM, world::PersonKind},
};
use tokio::sync::mpsc;

use super::{
    BOTH, as_before, boris, holders, on, owner_of, run_through, taken_over,
    tampering::{How, What, tampered},
    told, writes,
};
use crate::stage::{Stage, normally};

#[tokio::test(start_paused = true)]
async fn no_fault_of_the_portal_keeps_the_room_from_going_back() {
    for profile in BOTH {
        for fault in Fault::all() {
            println!("{fault:?} on {profile:?}");
            let stage = Stage::set(SandboxOptions {
                faults: vec![fault],
                latency: Duration::from_millis(10),
                time_per_file: Duration::from_millis(5),
                ..on(profile)
            })
            .await;
            let plan = stage.prepare(&taken_over()).await;
            let report = stage.run(plan.clone()).await.unwrap();
            stage.check_against_world(&plan, &report);
            stage.check_sends();
            assert_eq!(
                told(&report).outcome,
                OwnershipOutcome::HandedBack,
                "{:?}",
                report.summary
            );
            assert_eq!(holders(&stage.sandbox), as_before());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn lost_answers_are_settled_by_a_look_and_asked_for_once_more_at_most() {
    for what in [What::Take, What::GiveBack, What::Leave] {
        for (how, repeated) in [(How::LostBefore, true), (How::LostAfter, false)] {
            println!("{what:?} {how:?}");
            let stage = Stage::set(on(Profile::V37)).await;
            let session = tampered(&stage, &[(what, how)]).await;
            let report = run_through(&session).await.unwrap();
            assert_eq!(report.exit_code(), ExitCode::Done, "{:#?}", report.summary);
            assert_eq!(holders(&stage.sandbox), as_before());
            // What is lost before its effect does not reach the portal's log, so each stands there once either way.
            assert_eq!(
                writes(&stage),
                [
                    "owner: Ann",
                    "make the target",
                    "move",
                    "owner: Boris",
                    "off the room: Ann"
                ],
            );
            let intents = crate::stage::journal(&report)
                .iter()
                .filter(|record| matches!(record, Record::OwnershipIntended { .. }))
                .count();
            assert_eq!(intents, if repeated { 4 } else { 3 });
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_to_take_it_that_is_lost_twice_sends_nothing_else() {
    let stage = Stage::set(on(Profile::V37)).await;
    let session = tampered(&stage, &[(What::Take, How::LostBefore); 2]).await;
    let report = run_through(&session).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Failed);
    assert!(matches!(report.summary.stop, Some(Stop::Ownership { .. })));
    assert_eq!(writes(&stage), [] as [&str; 0]);
    assert_eq!(
        told(&report).outcome,
        OwnershipOutcome::HandedBack,
        "it was seen to be Boris's"
    );
}

#[tokio::test(start_paused = true)]
async fn a_room_that_cannot_be_taken_stops_the_run_and_nothing_else_is_sent() {
    for profile in BOTH {
        let stage = Stage::set(on(profile)).await;
        let plan = stage.prepare(&taken_over()).await;
        boris(&stage.sandbox, |boris| boris.kind = PersonKind::User);
        let report = stage.run(plan).await.unwrap();
        assert_eq!(report.exit_code(), ExitCode::Failed);
        assert_eq!(report.summary.ending, Ending::NothingMoved);
        assert!(matches!(report.summary.stop, Some(Stop::Ownership { .. })));
        assert_eq!(writes(&stage), ["owner: Ann"]);
        assert_eq!(told(&report).outcome, OwnershipOutcome::NotTaken);
        assert_eq!(holders(&stage.sandbox), as_before());
    }
}

#[tokio::test(start_paused = true)]
async fn a_room_that_got_another_owner_since_the_plan_is_left_alone() {
    let stage = Stage::set(on(Profile::V37)).await;
    let plan = stage.prepare(&taken_over()).await;
    stage.sandbox.edit(|world, _| {
        let carla = world
            .people
            .iter()
            .position(|one| one.first_name == "Carla");
        let carla = closeout::sandbox::world::PersonId(carla.unwrap());
        world.tree.folder_mut(FOREIGN_ROOM).unwrap().created_by = carla;
    });
    let report = stage.run(plan).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Failed);
    assert_eq!(writes(&stage), [] as [&str; 0]);
    let words = "The room was not taken over from Boris Brandt: it belongs to Carla Costa by now.";
    assert_eq!(told(&report).sentence(), words);
    assert_eq!(owner_of(&stage.sandbox, FOREIGN_ROOM), "Carla Costa");
}

#[tokio::test(start_paused = true)]
async fn a_run_that_fails_in_the_middle_hands_the_room_back() {
    for profile in BOTH {
        let stage = Stage::set(on(profile)).await;
        let session = tampered(&stage, &[(What::Move, How::Unpaid)]).await;
        let report = run_through(&session).await.unwrap();
        assert!(matches!(report.summary.stop, Some(Stop::Limits { .. })));
        assert_eq!(report.exit_code(), ExitCode::Limits);
        assert_eq!(
            writes(&stage),
            [
                "owner: Ann",
                "make the target",
                "owner: Boris",
                "off the room: Ann"
            ]
        );
        assert_eq!(told(&report).outcome, OwnershipOutcome::HandedBack);
        assert_eq!(holders(&stage.sandbox), as_before());
    }
}

#[tokio::test(start_paused = true)]
async fn with_a_dead_key_nothing_is_handed_back_and_that_is_said() {
    let stage = Stage::set(on(Profile::V37)).await;
    let session = tampered(&stage, &[(What::Move, How::KeyDies)]).await;
    let report = run_through(&session).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Key);
    assert_eq!(writes(&stage), ["owner: Ann", "make the target"]);
    let words = "The room is still yours: the portal no longer accepts the key.";
    assert_eq!(told(&report).sentence(), words);
    assert!(
        told(&report)
            .next_step()
            .unwrap()
            .contains("change the owner to Boris Brandt")
    );
}

#[tokio::test(start_paused = true)]
async fn a_refused_hand_back_is_told_with_what_is_left_to_do_and_is_no_success() {
    for profile in BOTH {
        let stage = Stage::set(on(profile)).await;
        let plan = stage.prepare(&taken_over()).await;
        let report = stage
            .run_watched(plan, normally(), |event| {
                if let RunEvent::Record(Record::FinalListed { .. }) = event {
                    // He is the manager of the room by now; his account may own no rooms any more.
                    stage.sandbox.edit(|world, _| {
                        let mut people = world.people.iter_mut();
                        let boris = people.find(|one| one.first_name == "Boris").unwrap();
                        boris.kind = PersonKind::User;
                    });
                }
            })
            .await
            .unwrap();
        assert_eq!(report.summary.counts.archived, 30);
        assert_eq!(report.summary.counts.not_archived(), 0);
        assert_eq!(report.exit_code(), ExitCode::Partly);
        assert!(report.summary.only_the_room_is_left());
        assert_eq!(told(&report).outcome, OwnershipOutcome::StillYours);
        assert!(
            told(&report)
                .sentence()
                .starts_with("The room is still yours: ")
        );
        assert_eq!(owner_of(&stage.sandbox, FOREIGN_ROOM), "Ann Keller");
        assert_eq!(
            writes(&stage),
            ["owner: Ann", "make the target", "move", "owner: Boris"],
            "once, and nobody leaves what is still his"
        );
    }
}

/// A run of which this is asked when its operation has been accepted; whoever asks is gone after that.
async fn told_to(stage: &Stage, asked: &[Control]) -> RunReport {
    let plan = stage.prepare(&taken_over()).await;
    let consent = Consent {
        digest: plan.digest.clone(),
        items: plan.needs(),
    };
    let confirmed = Arc::new(plan).confirm(consent).unwrap();
    let (to_run, controls) = mpsc::channel(4);
    let mut to_run = Some(to_run);
    let observe = |event: &RunEvent| {
        if let RunEvent::Record(Record::SendAccepted { .. }) = event
            && let Some(to_run) = to_run.take()
        {
            for control in asked {
                to_run.try_send(*control).unwrap();
            }
        }
    };
    let run = stage
        .session
        .carry_out(confirmed, normally(), controls, observe);
    Box::pin(run).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_first_cancel_hands_back_and_a_second_does_not_wait_for_it() {
    for profile in BOTH {
        let slowly = || SandboxOptions {
            time_per_file: Duration::from_millis(100),
            ..on(profile)
        };
        let stage = Stage::set(slowly()).await;
        let report = told_to(&stage, &[Control::Cancel]).await;
        assert_eq!(report.exit_code(), ExitCode::Cancelled);
        assert_eq!(told(&report).outcome, OwnershipOutcome::HandedBack);
        assert_eq!(holders(&stage.sandbox), as_before());

        let stage = Stage::set(slowly()).await;
        let report = told_to(&stage, &[Control::Cancel; 2]).await;
        assert_eq!(report.exit_code(), ExitCode::Cancelled);
        let words = "The room is still yours: the run was given up before.";
        assert_eq!(told(&report).sentence(), words);
        assert_eq!(owner_of(&stage.sandbox, FOREIGN_ROOM), "Ann Keller");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_nobody_is_left_to_end_is_a_cancel() {
    let stage = Stage::set(SandboxOptions {
        time_per_file: Duration::from_millis(100),
        ..on(Profile::V37)
    })
    .await;
    let report = told_to(&stage, &[Control::Pause]).await;
    assert_eq!(report.exit_code(), ExitCode::Cancelled);
    assert_eq!(told(&report).outcome, OwnershipOutcome::HandedBack);
    assert_eq!(holders(&stage.sandbox), as_before());
}
