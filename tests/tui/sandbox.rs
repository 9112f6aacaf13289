//! The terminal over the real use cases and the sandbox's router: keys in, files moved, the screen out. Time is paused.

use std::time::Duration;

use crate::support::terminal::{Terminal, connect, has_plan, options, sandbox};
use closeout::{
    docspace::Transport,
    run::{Ending, Outcome},
    sandbox::WorldSource,
    store::StatePlace,
    tui::{
        Connect,
        message::Event,
        model::{Model, Screen},
    },
};

#[tokio::test(start_paused = true)]
async fn contoso_is_archived_by_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(WorldSource::Demo);
    let place = StatePlace::rehearsal_at(folder.path());
    let mut terminal = Terminal::new(
        options(),
        connect(&sandbox, place),
        folder.path().join("screens"),
    );
    terminal.preview("contoso ltd").await;
    let writes = || {
        sandbox
            .requests()
            .iter()
            .filter(|request| request.method != "GET")
            .count()
    };
    assert_eq!(writes(), 0, "a dry run writes nothing");

    let expected = terminal
        .model
        .preview
        .as_ref()
        .unwrap()
        .current_plan()
        .unwrap()
        .totals;
    terminal.keys("a");
    assert_eq!(
        terminal.model.screen,
        Screen::Confirm,
        "{}",
        terminal.screen()
    );
    terminal.take(Event::Painted);
    terminal.keys("Contoso Ltd<Enter>");
    terminal
        .until("the first look", |model| {
            model
                .run
                .as_ref()
                .is_some_and(|run| run.state.target().is_some())
        })
        .await;
    terminal.until("the end", |model| !model.is_running()).await;

    assert_eq!(
        terminal.model.screen,
        Screen::Summary,
        "{}",
        terminal.screen()
    );
    let end = terminal.model.run.as_ref().unwrap().end.here().unwrap();
    assert_eq!(end.summary.counts.of(Outcome::Archived), expected.moving);
    assert_eq!(end.summary.counts.of(Outcome::Left), expected.staying);
    assert_eq!(
        end.summary.counts.of(Outcome::Refused),
        0,
        "{:?}",
        end.summary.not_archived
    );
    assert!(end.directory.join("journal.jsonl").exists());
    let screen = terminal.screen();
    assert!(
        screen.contains(" DEMO ") && screen.contains("files are archived"),
        "{screen}"
    );

    terminal.keys("P");
    terminal
        .until("a picture", |model| model.notice.is_some())
        .await;
    let svg = std::fs::read_to_string(folder.path().join("screens/summary-001.svg")).unwrap();
    assert!(svg.starts_with("<svg"), "{}", &svg[..100]);
    a_second_run_has_nothing_to_do(&mut terminal, expected.moving).await;
    terminal.keys("q");
    assert_eq!(terminal.quit, Some(terminal.model.exit_code));
}

async fn a_second_run_has_nothing_to_do<T: Transport, C: Connect<T>>(
    terminal: &mut Terminal<T, C>,
    moved: u64,
) {
    terminal.keys("<Enter>");
    terminal
        .until("rooms again", |model| model.rooms.listing.here().is_some())
        .await;
    terminal.keys("<Enter>");
    terminal.until("a plan of what is left", has_plan).await;
    let left = terminal
        .model
        .preview
        .as_ref()
        .unwrap()
        .current_plan()
        .unwrap()
        .clone();
    assert_eq!(
        (left.totals.moving, left.plan.target.files_there),
        (0, moved)
    );
    terminal.keys("a");
    assert_eq!(terminal.model.screen, Screen::Preview);
    assert!(
        terminal.screen().contains("there is nothing to confirm"),
        "{}",
        terminal.screen()
    );
}

#[tokio::test(start_paused = true)]
async fn progress_is_seen_between_the_ends() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(WorldSource::Generated {
        files: 300,
        folders: 12,
    });
    let place = StatePlace::rehearsal_at(folder.path());
    let mut terminal = Terminal::new(
        options(),
        connect(&sandbox, place),
        folder.path().join("screens"),
    );
    terminal.preview("contoso ltd").await;
    terminal.keys("a");
    terminal.keys("Contoso Ltd<Enter>");
    let half_way = |model: &Model| {
        let run = model.run.as_ref().unwrap();
        run.chunks
            .iter()
            .any(|chunk| (1..100).contains(&chunk.percent))
            && run.reported() > 0
    };
    terminal.until("a chunk half-way", half_way).await;
    let screen = terminal.screen();
    assert!(
        screen.contains("moving ") && screen.contains(" reported"),
        "{screen}"
    );
    terminal.until("the end", |model| !model.is_running()).await;
    let end = terminal.model.run.as_ref().unwrap().end.here().unwrap();
    assert_eq!(end.summary.ending, Ending::Done, "{}", terminal.screen());
}

#[tokio::test(start_paused = true)]
async fn a_run_is_stopped_by_the_ladder_and_says_what_was_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(WorldSource::Generated {
        files: 300,
        folders: 12,
    });
    let place = StatePlace::rehearsal_at(folder.path());
    let mut terminal = Terminal::new(
        options(),
        connect(&sandbox, place),
        folder.path().join("screens"),
    );
    terminal.preview("contoso ltd").await;
    terminal.keys("---");
    terminal.until("a plan of small chunks", has_plan).await;
    terminal.keys("a");
    terminal.keys("Contoso Ltd<Enter>");
    terminal
        .until("something arrived", |model| {
            model.run.as_ref().unwrap().arrived() > 0
        })
        .await;
    terminal.keys("q");
    terminal.until("the end", |model| !model.is_running()).await;
    let end = terminal.model.run.as_ref().unwrap().end.here().unwrap();
    assert_eq!(end.summary.ending, Ending::Cancelled);
    assert_eq!(
        end.summary.counts.unknown, 0,
        "what was in flight was finished"
    );
    assert!(
        end.summary.counts.archived > 0 && end.summary.counts.refused > 0,
        "{:?}",
        end.summary.counts
    );
    assert_eq!(terminal.model.exit_code, 130);
}

/// After the run: the question's default is no, what was ordered is done once, and the screen says what came of it.
#[tokio::test(start_paused = true)]
async fn the_manifest_and_the_emptied_room_follow_by_keys_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(WorldSource::Demo);
    let place = StatePlace::rehearsal_at(folder.path());
    let mut terminal = Terminal::new(
        options(),
        connect(&sandbox, place),
        folder.path().join("screens"),
    );
    terminal.preview("fabrikam").await;
    terminal.keys("a");
    terminal.take(Event::Painted);
    // The key that opened the question counts as held down for a while.
    tokio::time::advance(Duration::from_secs(2)).await;
    terminal.keys("Fabrikam GmbH<Enter>");
    terminal
        .until("the end", |model| model.screen == Screen::Summary)
        .await;

    let ends_with = |end: &str| {
        let log = sandbox.requests();
        let writes = log.iter().filter(|request| request.method != "GET");
        writes.filter(|request| request.path.ends_with(end)).count()
    };
    // Enter on the question is no.
    for no in ["A<Enter>", "A<Esc>", "An", "m<Enter>"] {
        terminal.keys(no);
        assert!(terminal.model.overlays.is_empty(), "{no}");
    }
    let asked = |model: &Model| model.run.as_ref().unwrap().after.under_way.is_some();
    assert!(!asked(&terminal.model));
    terminal.keys("my");
    assert!(asked(&terminal.model));
    terminal.keys("q");
    assert_eq!(terminal.quit, None, "first a word");
    terminal.until("the manifest", |model| !asked(model)).await;
    terminal.keys("Ay");
    terminal
        .until("the archived room", |model| !asked(model))
        .await;
    assert_eq!((ends_with("/insert"), ends_with("/archive")), (1, 1));
    let screen = terminal.screen();
    for words in [
        "Manifest on this machine: ",
        "Manifest in the target: seen there",
        "Room in the portal's Archive: seen there",
    ] {
        assert!(screen.contains(words), "{screen}");
    }
    terminal.keys("A");
    assert!(
        terminal.screen().contains("it is done already"),
        "{}",
        terminal.screen()
    );
    terminal.keys("q");
    assert_eq!(terminal.quit, Some(0));
}
