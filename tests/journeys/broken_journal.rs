//! A journal that takes no more records ends the run: nothing leaves that was not announced, and what was sent is told.

use std::sync::Arc;

use closeout::{
    docspace::{Client, Credential, InProcessTransport},
    domain::PortalName,
    engine::{self, Journal, JournalFailed},
    plan::Consent,
    run::{Ending, Manner, Outcome, Record, RunEvent, RunId, Stop, Summary},
};
use tokio::sync::mpsc;

use crate::{
    small::{MOVABLE, wished, world},
    stage::Stage,
};

/// Full after so many records.
struct Full {
    kept: Vec<Record>,
    room_for: usize,
}

impl Journal for Full {
    fn append(&mut self, record: &Record) -> Result<(), JournalFailed> {
        if self.kept.len() == self.room_for {
            return Err(JournalFailed(Box::new(std::io::Error::other("disk full"))));
        }
        self.kept.push(record.clone());
        Ok(())
    }
}

/// Runs with room for so many records; returns the summary, what was kept, and the move requests that left.
async fn run_with_room_for(room_for: usize) -> (Summary, Vec<Record>, usize) {
    let stage = Stage::set(world(std::time::Duration::from_millis(5))).await;
    let plan = Arc::new(stage.prepare(&wished()).await);
    let consent = Consent {
        digest: plan.digest.clone(),
        items: plan.needs(),
    };
    let confirmed = Arc::clone(&plan).confirm(consent).unwrap();
    let client = Client::new(
        InProcessTransport::new(stage.sandbox.router()),
        PortalName("sandbox.invalid".into()),
        Credential::parse(stage.sandbox.key()).unwrap(),
    );
    let began = Record::Began {
        run: RunId("1".into()),
        plan: plan.digest.clone(),
        portal: plan.portal.clone(),
        room: plan.room.id.clone(),
        consent: confirmed.consent().clone(),
        manner: Manner::NORMAL,
        program: "test".into(),
    };
    let mut journal = Full {
        kept: Vec::new(),
        room_for,
    };
    let mut shown = Vec::new();
    let (_to_run, mut controls) = mpsc::channel(1);
    let driven = engine::drive(
        &client,
        &confirmed,
        began,
        &mut journal,
        &mut controls,
        |event| {
            if let RunEvent::Record(record) = event {
                shown.push(record.clone());
            }
        },
    )
    .await;
    assert_eq!(
        shown.last(),
        Some(&Record::Finished),
        "watchers see the end"
    );
    let moves = stage.writes(0);
    let moves = moves
        .iter()
        .filter(|write| write.path.contains("fileops/move"))
        .count();
    (Summary::of(&plan, &driven.state), journal.kept, moves)
}

#[tokio::test(start_paused = true)]
async fn wherever_the_journal_breaks_the_run_ends_with_a_summary() {
    for room_for in 0.. {
        let (summary, kept, moves) = run_with_room_for(room_for).await;
        assert!(summary.finished);
        if kept.last() == Some(&Record::Finished) {
            assert_eq!(summary.counts.archived, MOVABLE);
            assert!(room_for > 20, "only {room_for} records in a whole run");
            break;
        }
        let Some(stop @ Stop::Journal { .. }) = &summary.stop else {
            panic!("{room_for}: {:?}", summary.stop)
        };
        assert!(stop.sentence().contains("disk full"), "{}", stop.sentence());
        let intents = kept
            .iter()
            .filter(|record| matches!(record, Record::SendIntended { .. }))
            .count();
        assert!(
            moves <= intents,
            "{room_for}: {moves} left, {intents} announced"
        );
        let told = &summary.counts;
        assert_eq!(
            told.archived + told.not_archived(),
            MOVABLE + 1,
            "{room_for}"
        );
        assert_eq!(
            summary.ending,
            if intents == 0 {
                Ending::NothingMoved
            } else {
                Ending::Partly
            },
            "{room_for}"
        );
        let unknown = |line: &&closeout::run::FileLine| line.outcome == Outcome::Unknown;
        let unknown = summary.not_archived.iter().filter(unknown).count();
        assert_eq!(unknown > 0, intents > 0 && told.archived == 0, "{room_for}");
    }
}
