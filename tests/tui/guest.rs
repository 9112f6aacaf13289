//! Journeys that end with a guest, or with a lock: keys in, and the sandbox is asked what became of it.

use crate::support::terminal::{Terminal, connect, has_plan, options, sandbox, sandbox_with};
use closeout::{
    docspace::Transport,
    domain::MemberKind,
    run::{GuestOutcome, Outcome},
    sandbox::{Fault, Sandbox, WorldSource, seed::demo, world::Subject},
    store::StatePlace,
    tui::{
        Connect,
        model::{Model, Screen, SummaryPart},
    },
};

/// Whether somebody stands in the share list of a room of the sandbox.
fn is_member(sandbox: &Sandbox, room: i32, guid: &str) -> bool {
    sandbox.edit(|world, _| {
        let person = world.person_by_guid(guid).unwrap();
        world.grant_of(room, Subject::Person(person)).is_some()
    })
}

/// Calls that take access away.
fn guest_calls(sandbox: &Sandbox) -> Vec<String> {
    let requests = sandbox.requests().into_iter().filter(|request| {
        request.is_write()
            && ["/links", "/share", "people/guests"]
                .iter()
                .any(|part| request.path.contains(part))
    });
    requests
        .map(|request| format!("{} {}", request.method, request.path))
        .collect()
}

/// Chooses a guest by name; the choice stays open.
async fn choose<T: Transport, C: Connect<T>>(terminal: &mut Terminal<T, C>, name: &str) {
    terminal.keys("x");
    terminal
        .until("who is in the room", |model| !model.guests().is_empty())
        .await;
    let is_meant = |model: &Model| {
        model.guests().iter().position(|member| match &member.kind {
            MemberKind::Person { person, .. } => person.name == name,
            MemberKind::Group { .. } => false,
        })
    };
    let position = is_meant(&terminal.model).expect("a guest of the room");
    terminal.keys(&"j".repeat(position + 1));
    terminal.keys("<Enter>");
    terminal.until("a look at the guest", has_plan).await;
}

/// Agrees to everything, types the name and waits for the end.
async fn confirm_and_run<T: Transport, C: Connect<T>>(terminal: &mut Terminal<T, C>, name: &str) {
    terminal.keys("a");
    assert_eq!(
        terminal.model.screen,
        Screen::Confirm,
        "{}",
        terminal.screen()
    );
    let items = terminal.model.confirm.as_ref().unwrap().items.len();
    terminal.keys(&"<Space><Tab>".repeat(items));
    // The key that opened the question is not taken for a letter while it may still be held.
    tokio::time::advance(std::time::Duration::from_secs(1)).await;
    terminal.keys(&format!("{name}<Enter>"));
    assert_eq!(terminal.model.screen, Screen::Run, "{}", terminal.screen());
    terminal.until("the end", |model| !model.is_running()).await;
    assert_eq!(
        terminal.model.screen,
        Screen::Summary,
        "{}",
        terminal.screen()
    );
}

fn outcome(model: &Model) -> GuestOutcome {
    let end = model.run.as_ref().unwrap().end.here().unwrap();
    end.summary.guest.as_ref().unwrap().outcome
}

#[tokio::test(start_paused = true)]
async fn a_guest_is_chosen_cut_off_last_and_seen_to_be_gone() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(WorldSource::Demo);
    let place = StatePlace::rehearsal_at(folder.path());
    let mut terminal = Terminal::new(options(), connect(&sandbox, place), folder.path().into());
    terminal.preview("contoso ltd").await;
    choose(&mut terminal, "Gwen Contoso").await;

    // Gwen has other rooms: nothing can be confirmed before it is said how far.
    let preview = terminal.model.preview.as_ref().unwrap();
    assert!(!preview.current_plan().unwrap().can_run());
    let screen = terminal.screen();
    assert!(
        screen.contains("Wingtip Shared") && screen.contains("How far?"),
        "{screen}"
    );
    terminal.keys("Gk<Enter>");
    terminal.until("a plan for all of it", has_plan).await;
    terminal.keys("<Esc>9");
    assert!(
        terminal.screen().contains("remove Gwen Contoso"),
        "{}",
        terminal.screen()
    );
    assert!(is_member(&sandbox, demo::CONTOSO_ROOM, demo::GUEST_OF_ANN));
    assert_eq!(guest_calls(&sandbox), [] as [&str; 0]);

    confirm_and_run(&mut terminal, "Contoso Ltd").await;
    assert!(!is_member(&sandbox, demo::CONTOSO_ROOM, demo::GUEST_OF_ANN));
    assert!(is_member(
        &sandbox,
        demo::CONTOSO_ROOM,
        demo::GUEST_OF_BORIS
    ));
    assert!(guest_calls(&sandbox).last().unwrap().starts_with("DELETE"));
    assert_eq!(outcome(&terminal.model), GuestOutcome::Revoked);
    assert_eq!(
        terminal.model.exit_code, 3,
        "three files were left by the plan"
    );
    let screen = terminal.screen();
    assert!(
        screen.contains("Gwen Contoso: revoked, as read back"),
        "{screen}"
    );
    assert!(
        screen.contains("has no row in the room's share list"),
        "{screen}"
    );
    terminal.keys("v");
    let screen = terminal.screen();
    assert!(screen.contains("✓ revoked"), "{screen}");
}

#[tokio::test(start_paused = true)]
async fn through_everyone_the_guest_still_gets_in_and_the_summary_says_what_is_left_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(WorldSource::Demo);
    let place = StatePlace::rehearsal_at(folder.path());
    let mut terminal = Terminal::new(options(), connect(&sandbox, place), folder.path().into());
    terminal.preview("wingtip").await;
    choose(&mut terminal, "Gwen Contoso").await;
    assert!(
        terminal
            .screen()
            .contains("the group Everyone lets every account in")
    );
    terminal.keys("j<Enter>");
    terminal.until("a plan for this room", has_plan).await;
    terminal.keys("<Esc>");
    confirm_and_run(&mut terminal, "Wingtip Shared").await;

    assert!(!is_member(
        &sandbox,
        demo::EVERYONE_ROOM,
        demo::GUEST_OF_ANN
    ));
    assert_eq!(outcome(&terminal.model), GuestOutcome::StillOpen);
    assert_eq!(terminal.model.exit_code, 9);
    let run = terminal.model.run.as_ref().unwrap();
    assert_eq!(run.summary_part, SummaryPart::Guest);
    assert!(run.next_command().unwrap().contains("--revoke room"));
    let screen = terminal.screen();
    assert!(screen.contains("not revoked (exit code 9)"), "{screen}");
    assert!(screen.contains("take it off in the portal"), "{screen}");
    let gwen = demo::GUEST_OF_ANN;
    assert!(
        is_member(&sandbox, demo::FABRIKAM_ROOM, gwen),
        "only this room was meant"
    );
}

#[tokio::test(start_paused = true)]
async fn a_guest_can_go_later_when_nothing_is_left_to_move() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(WorldSource::Demo);
    let place = StatePlace::rehearsal_at(folder.path());
    let mut terminal = Terminal::new(options(), connect(&sandbox, place), folder.path().into());
    terminal.preview("fabrikam gmbh").await;
    confirm_and_run(&mut terminal, "Fabrikam GmbH").await;
    assert!(is_member(&sandbox, demo::FABRIKAM_ROOM, demo::GUEST_OF_ANN));

    terminal.keys("<Enter><Esc>");
    terminal.preview("fabrikam gmbh").await;
    choose(&mut terminal, "Gwen Contoso").await;
    terminal.keys("j<Enter>");
    terminal.until("a plan for this room", has_plan).await;
    terminal.keys("<Esc>a");
    let screen = terminal.screen();
    assert!(
        screen.contains("no file; only the guest's access is cut"),
        "{screen}"
    );
    terminal.keys("<Esc>");
    confirm_and_run(&mut terminal, "Fabrikam GmbH").await;
    assert!(!is_member(
        &sandbox,
        demo::FABRIKAM_ROOM,
        demo::GUEST_OF_ANN
    ));
    assert_eq!(terminal.model.exit_code, 0);
    assert_eq!(outcome(&terminal.model), GuestOutcome::Revoked);
    let screen = terminal.screen();
    assert!(screen.contains("Nothing was to be moved"), "{screen}");
}

#[tokio::test(start_paused = true)]
async fn a_refused_file_closes_the_gate_and_no_guest_call_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox_with(WorldSource::Demo, vec![Fault::LockedMidRun]);
    let place = StatePlace::rehearsal_at(folder.path());
    let mut terminal = Terminal::new(options(), connect(&sandbox, place), folder.path().into());
    terminal.preview("contoso ltd").await;
    choose(&mut terminal, "Hal Contoso").await;
    terminal.keys("<Esc>a");
    assert!(
        terminal.screen().contains("Say how far"),
        "{}",
        terminal.screen()
    );
    terminal.keys("xj<Enter>");
    terminal.until("a plan for this room", has_plan).await;
    terminal.keys("<Esc>");
    confirm_and_run(&mut terminal, "Contoso Ltd").await;

    let end = terminal.model.run.as_ref().unwrap().end.here().unwrap();
    assert_eq!(end.summary.counts.of(Outcome::Refused), 1);
    assert_eq!(outcome(&terminal.model), GuestOutcome::NotTried);
    assert_eq!(guest_calls(&sandbox), [] as [&str; 0]);
    assert!(is_member(
        &sandbox,
        demo::CONTOSO_ROOM,
        demo::GUEST_OF_BORIS
    ));
    assert_eq!(terminal.model.exit_code, 9);
    let screen = terminal.screen();
    assert!(
        screen.contains("untouched, because planned files are not archived (1)"),
        "{screen}"
    );
    terminal.keys("v");
    let screen = terminal.screen();
    assert!(
        screen.contains("! not made") && screen.contains("! untouched"),
        "{screen}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_lock_is_broken_by_choice_and_its_file_is_archived() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(WorldSource::Demo);
    let place = StatePlace::rehearsal_at(folder.path());
    let mut terminal = Terminal::new(options(), connect(&sandbox, place), folder.path().into());
    terminal.preview("contoso ltd").await;
    let staying = |model: &Model| {
        let preview = model.preview.as_ref().unwrap();
        preview.current_plan().unwrap().totals.staying
    };
    let before = staying(&terminal.model);
    terminal.keys("U");
    terminal.until("a plan that unlocks", has_plan).await;
    assert_eq!(staying(&terminal.model), before - 1);
    terminal.keys("a");
    let screen = terminal.screen();
    assert!(screen.contains("1 lock of Boris Brandt"), "{screen}");
    terminal.keys("<Esc>");
    confirm_and_run(&mut terminal, "Contoso Ltd").await;

    let end = terminal.model.run.as_ref().unwrap().end.here().unwrap();
    assert_eq!(end.summary.locks_broken, 1);
    let target = end.summary.target.clone().unwrap();
    let lies_in = sandbox.edit(|world, _| world.tree.file(demo::LOCKED_FILE).unwrap().folder);
    assert_eq!(target.to_string(), lies_in.to_string());
    let screen = terminal.screen();
    assert!(screen.contains("1 lock broken"), "{screen}");
    // The new titles are told file by file.
    terminal.keys("2");
    assert!(terminal.screen().contains("(2)"), "{}", terminal.screen());
}
