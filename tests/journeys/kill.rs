//! A process that dies at any request: its journal tells no more than was seen, and the next run finishes the room.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use closeout::{
    app::{ExitCode, StatePlace, overview},
    domain::{FileId, FolderId},
    plan::{Blocker, Consent, Plan},
    run::{Outcome, Record, RunState, Standing},
    store::Runs,
};
use tokio::sync::mpsc;

use crate::{
    deadly::{Blow, Deadly},
    small::{ARCHIVE, MOVABLE, wished, world},
    stage::{Stage, normally},
};

/// A run that dies at its `number`th request. `None` when it ended before.
async fn killed_at(stage: &Stage, number: u32, blow: Blow) -> Option<Plan> {
    let (deadly, session) = Deadly::session(stage).await;
    let plan = session.prepare(&wished(), |_| {}).await.unwrap();
    let consent = Consent {
        digest: plan.digest.clone(),
        items: plan.needs(),
    };
    let confirmed = Arc::new(plan.clone()).confirm(consent).unwrap();
    let (_to_run, controls) = mpsc::channel(1);
    deadly.arm(number, blow);
    let ended = tokio::select! {
        biased;
        () = deadly.died() => false,
        report = session.carry_out(confirmed, normally(), controls, |_| {}) => {
            report.unwrap();
            true
        }
    };
    assert_eq!(deadly.unannounced(), [] as [String; 0]);
    (!ended).then_some(plan)
}

/// What the dead run's journal says is true in the world of now.
fn check_journal(stage: &Stage, plan: &Plan) {
    let place = StatePlace::rehearsal_at(stage.folder.path());
    let runs = Runs::at(&place).unwrap().list().unwrap();
    let directory = runs.into_iter().next().unwrap().directory.unwrap();
    let replay = directory.read_journal::<Record>().unwrap();
    assert_eq!(replay.torn, None);
    let mut state = RunState::new(plan);
    for entry in &replay.entries {
        state.apply(&entry.record);
    }
    let finished = state.is_finished();
    let places = stage.places();
    let in_target = |index| {
        let file = plan.inventory.file(index).unwrap();
        places.get(&file.id) == state.target()
    };
    for (index, file) in plan.inventory.indexed_files() {
        let standing = state.standing(index).unwrap();
        match standing {
            Standing::Archived | Standing::Arrived => assert!(in_target(index), "{}", file.title),
            Standing::Left(blocker) => {
                assert_eq!(*blocker, Blocker::Locked { can_unlock: true });
                assert!(!in_target(index));
            }
            // Never sent: it is surely where it was.
            Standing::Waiting => assert!(!in_target(index), "{}", file.title),
            // Anything else would be said of a file that nobody has looked at.
            _ => assert_eq!(*standing, Standing::Sent, "{}", file.title),
        }
    }
    // The same as `closeout runs` tells it: not over, and nothing archived that a listing has not shown.
    let told = overview(&place).unwrap().remove(0);
    let (_, summary) = told.result.unwrap();
    assert_eq!(summary.finished, finished);
    let listed = replay
        .entries
        .iter()
        .any(|entry| matches!(entry.record, Record::FinalListed { .. }));
    assert_eq!(summary.counts.archived > 0, listed);
}

fn files_by_folder(stage: &Stage) -> HashMap<FolderId, BTreeSet<FileId>> {
    let mut folders: HashMap<_, BTreeSet<_>> = HashMap::new();
    for (file, folder) in stage.places() {
        folders.entry(folder).or_default().insert(file);
    }
    folders
}

/// A new plan and a new run leave every movable file in the one target, and none twice.
async fn check_room_is_finished(stage: &Stage, before: &HashMap<FileId, FolderId>) {
    let plan = stage.prepare(&wished()).await;
    let report = stage.run(plan.clone()).await.unwrap();
    assert_eq!(
        report.exit_code(),
        ExitCode::Partly,
        "the locked file stays: {:#?}",
        report.summary.not_archived
    );
    stage.check_against_world(&plan, &report);
    let outcomes: Vec<_> = report
        .summary
        .not_archived
        .iter()
        .map(|line| (line.outcome, &*line.path))
        .collect();
    assert_eq!(outcomes, [(Outcome::Left, "Locked.docx")]);

    let after = stage.places();
    let ids = |places: &HashMap<FileId, FolderId>| places.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(ids(&after), ids(before), "no file was lost or doubled");
    let target = report.summary.target.unwrap();
    assert_eq!(files_by_folder(stage)[&target].len() as u64, MOVABLE);
    let targets = stage.sandbox.edit(|world, _| {
        let titles = world.tree.subfolders(ARCHIVE).into_iter();
        titles
            .filter(|folder| world.tree.folder(*folder).unwrap().title == "Contoso Ltd")
            .count()
    });
    assert_eq!(targets, 1);
}

/// Kills at every request, and goes on `pause` later. Returns at how many of them the new run began while operations
/// of the dead one were still going on.
async fn kill_everywhere(blow: Blow, time_per_file: Duration, pause: Duration) -> u32 {
    let mut beside_the_dead = 0;
    for number in 1.. {
        println!("{blow:?}, request {number}, {time_per_file:?} a file, taken up after {pause:?}");
        let stage = Stage::set(world(time_per_file)).await;
        let before = stage.places();
        let Some(plan) = Box::pin(killed_at(&stage, number, blow)).await else {
            assert!(number > 20, "only {number} requests in a whole run");
            break;
        };
        check_journal(&stage, &plan);
        tokio::time::advance(pause).await;
        let so_far = stage.requests(0).len();
        Box::pin(check_room_is_finished(&stage, &before)).await;
        let first = stage.requests(so_far).into_iter().next();
        beside_the_dead += u32::from(first.unwrap().operations_running > 0);
    }
    beside_the_dead
}

const QUICK: Duration = Duration::from_millis(60);

#[tokio::test(start_paused = true)]
async fn killed_before_any_request_left() {
    kill_everywhere(Blow::BeforeItLeft, QUICK, Duration::from_secs(60)).await;
}

#[tokio::test(start_paused = true)]
async fn killed_after_the_effect_of_any_request() {
    kill_everywhere(Blow::AfterItsEffect, QUICK, Duration::from_secs(60)).await;
}

#[tokio::test(start_paused = true)]
async fn taken_up_again_while_the_dead_runs_operations_go_on() {
    let beside = kill_everywhere(Blow::AfterItsEffect, QUICK, Duration::ZERO).await;
    assert!(beside > 5, "{beside}");
}

#[tokio::test(start_paused = true)]
async fn the_dead_runs_operations_outlast_the_new_plan() {
    let slow = Duration::from_secs(2);
    let beside = kill_everywhere(Blow::AfterItsEffect, slow, Duration::ZERO).await;
    assert!(beside > 5, "{beside}");
}
