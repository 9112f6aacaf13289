//! A process that dies at any request of a run that takes a room over: every write is announced on the disk, and the
//! journal never says less about who has the room than is true.

use std::{sync::Arc, time::Duration};

use closeout::{
    app::{StatePlace, overview},
    plan::Consent,
    run::OwnershipOutcome,
    sandbox::{
        SandboxOptions, WorldSource, WorldSpec,
        seed::{PersonSpec, RoomSpec},
        world::PersonKind,
    },
};
use tokio::sync::mpsc;

use super::owner_of;
use crate::{
    deadly::{Blow, Deadly},
    stage::{Stage, normally, wish},
};

const ROOM: i32 = 101;
const ARCHIVE: i32 = 201;

/// Bob's room with three files, seen by the portal admin Ann.
fn world() -> SandboxOptions {
    let spec = WorldSpec {
        people: vec![
            PersonSpec::named("ann", PersonKind::DocSpaceAdmin),
            PersonSpec::named("bob", PersonKind::RoomAdmin),
        ],
        caller: Some("ann".into()),
        rooms: vec![
            RoomSpec {
                id: Some(ROOM),
                owner: Some("bob".into()),
                ..RoomSpec::titled("Client").with_files(["One.docx", "Two.docx", "Three.docx"])
            },
            RoomSpec {
                id: Some(ARCHIVE),
                ..RoomSpec::titled("Archive")
            },
        ],
        ..WorldSpec::default()
    };
    SandboxOptions {
        world: WorldSource::Given(Box::new(spec)),
        latency: Duration::from_millis(10),
        time_per_file: Duration::from_millis(60),
        ..SandboxOptions::default()
    }
}

/// Whether the process died at the `number`th request of its run.
async fn dies_at(stage: &Stage, number: u32, blow: Blow) -> bool {
    let (deadly, session) = Deadly::session(stage).await;
    let mut wish = wish(ROOM, ARCHIVE);
    wish.choices.take_ownership = true;
    let plan = session.prepare(&wish, |_| {}).await.unwrap();
    let consent = Consent {
        digest: plan.digest.clone(),
        items: plan.needs(),
    };
    let confirmed = Arc::new(plan).confirm(consent).unwrap();
    let (_to_run, controls) = mpsc::channel(1);
    deadly.arm(number, blow);
    let died = tokio::select! {
        biased;
        () = deadly.died() => true,
        report = session.carry_out(confirmed, normally(), controls, |_| {}) => {
            report.unwrap();
            false
        }
    };
    assert_eq!(deadly.unannounced(), [] as [String; 0]);
    died
}

/// What `closeout runs` tells about the room, held against the world.
fn check(stage: &Stage) {
    let place = StatePlace::rehearsal_at(stage.folder.path());
    let (_, summary) = overview(&place).unwrap().remove(0).result.unwrap();
    let told = summary.ownership.unwrap();
    let is_bobs = owner_of(&stage.sandbox, ROOM) == "Bob";
    match told.outcome {
        OwnershipOutcome::NotTaken
        | OwnershipOutcome::HandedBack
        | OwnershipOutcome::StillMember => {
            assert!(is_bobs, "{told:?}");
        }
        OwnershipOutcome::StillYours => assert!(!is_bobs, "{told:?}"),
        OwnershipOutcome::Unclear => assert!(told.next_step().is_some()),
    }
}

async fn dies_everywhere(blow: Blow) {
    for number in 1.. {
        println!("{blow:?}, request {number}");
        let stage = Stage::set(world()).await;
        let died = Box::pin(dies_at(&stage, number, blow)).await;
        check(&stage);
        if !died {
            assert_eq!(owner_of(&stage.sandbox, ROOM), "Bob");
            assert!(number > 15, "only {number} requests in a whole run");
            return;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn before_any_request_left() {
    dies_everywhere(Blow::BeforeItLeft).await;
}

#[tokio::test(start_paused = true)]
async fn after_the_effect_of_any_request() {
    dies_everywhere(Blow::AfterItsEffect).await;
}
