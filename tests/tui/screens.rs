//! Journeys through the screens: keys in, the screen out. Every picture was looked at before it was accepted.

use std::time::Duration;

use crate::support::{
    driver::{Driver, problem, scan_progress},
    run::Script,
    world,
};
use closeout::{
    app::Control,
    domain::{Completeness, FolderId, RoomId},
    plan::{GuestChoice, RevokeScope},
    run::{GuestAnswer, GuestSeen, LastListing, Record},
    tui::{
        Colours, TuiOptions,
        effect::{Effect, Question},
        message::{Answer, Event},
        model::{Remote, Screen},
    },
};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

fn options() -> TuiOptions {
    TuiOptions {
        host: "docspace.example.com".into(),
        ..TuiOptions::default()
    }
}

fn with_root() -> TuiOptions {
    TuiOptions {
        archive_root: Some(FolderId::number(31)),
        ..options()
    }
}

/// Goes the same way at each size and compares the screen at its end.
fn each_size(name: &str, journey: impl Fn(u16, u16) -> Driver) {
    for (columns, rows) in SIZES {
        let driver = journey(columns, rows);
        insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), driver.screen());
    }
}

fn keys(options: TuiOptions, columns: u16, rows: u16, keys: &str) -> Driver {
    let mut driver = Driver::new(columns, rows, options);
    driver.keys(keys);
    driver
}

const CONTOSO: &str = "/conto<Enter><Enter>";

/// In a run of five chunks that has just been confirmed.
fn running(columns: u16, rows: u16) -> (Driver, Script) {
    running_in("Contoso Ltd", columns, rows)
}

pub(crate) fn running_in(room: &str, columns: u16, rows: u16) -> (Driver, Script) {
    let journey = format!("/{room}<Enter><Enter>----a{room}<Enter>");
    let mut driver = keys(with_root(), columns, rows, "");
    driver.keys(&journey);
    assert_eq!(driver.model.screen, Screen::Run);
    let script = Script::of(&driver);
    (driver, script)
}

/// In the midst of it.
fn half_way(columns: u16, rows: u16) -> (Driver, Script) {
    let (mut driver, script) = running(columns, rows);
    script.begin(&mut driver);
    for chunk in 0..3 {
        script.send(&mut driver, chunk);
    }
    driver.wait(Duration::from_secs(2));
    script.arrive(&mut driver, 0);
    driver.wait(Duration::from_secs(1));
    script.arrive(&mut driver, 1);
    script.poll(&mut driver, 2, 60);
    (driver, script)
}

#[test]
fn rooms() {
    each_size("rooms", |columns, rows| {
        let mut driver = keys(options(), columns, rows, "jj");
        driver.wait(Duration::from_secs(1));
        driver
    });
}

#[test]
fn rooms_before_anything_has_come() {
    each_size("rooms_connecting", |columns, rows| {
        Driver::silent(columns, rows, options())
    });
}

#[test]
fn rooms_while_pages_arrive() {
    each_size("rooms_arriving", |columns, rows| {
        let mut driver = Driver::silent(columns, rows, options());
        driver.answer_with(Answer::Connected(Ok(world::connection())));
        let request = driver.asked[0].0;
        driver.happen(Event::Answered(
            request,
            Answer::RoomsPage(world::rooms()[..6].to_vec()),
        ));
        driver
    });
}

#[test]
fn rooms_without_a_portal() {
    each_size("rooms_no_portal", |columns, rows| {
        let mut driver = Driver::silent(columns, rows, options());
        driver.answer_with(Answer::Connected(Err(problem())));
        driver
    });
}

#[test]
fn rooms_that_cannot_be_listed() {
    each_size("rooms_failed", |columns, rows| {
        let mut driver = Driver::silent(columns, rows, options());
        driver.answer_with(Answer::Connected(Ok(world::connection())));
        driver.answer_with(Answer::Rooms(Err(problem())));
        driver
    });
}

#[test]
fn rooms_filtered() {
    each_size("rooms_filter", |columns, rows| {
        keys(options(), columns, rows, "/zoe")
    });
    each_size("rooms_filter_nothing", |columns, rows| {
        keys(options(), columns, rows, "/nobody")
    });
}

#[test]
fn rooms_details_where_there_is_no_room_for_both() {
    let mut driver = keys(options(), 80, 24, "ji");
    driver.wait(Duration::from_secs(1));
    insta::assert_snapshot!("rooms_details_80x24", driver.screen());
}

#[test]
fn help() {
    each_size("help", |columns, rows| {
        keys(with_root(), columns, rows, "<Enter>?")
    });
}

#[test]
fn preview() {
    each_size("preview", |columns, rows| {
        keys(with_root(), columns, rows, CONTOSO)
    });
    each_size("preview_stays", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}3j"))
    });
    each_size("preview_meets", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}c4"))
    });
    each_size("preview_readers", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}6"))
    });
    each_size("preview_folded", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}zjm"))
    });
}

/// Gwen is chosen, for this room.
const GWEN_HERE: &str = "xj<Enter>jj<Enter><Esc>";
/// Gil is chosen, for everything.
const GIL: &str = "xjj<Enter><Esc>";

#[test]
fn the_guest_is_chosen_by_name_and_nobody_is_preselected() {
    each_size("guest_nobody", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}x"))
    });
    each_size("guest_elsewhere", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}xj<Enter>jj"))
    });
    each_size("guest_chosen", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}xjj<Enter>"))
    });
    each_size("guest_looking", |columns, rows| {
        let mut driver = keys(with_root(), columns, rows, CONTOSO);
        driver.keys("xj");
        driver.answers = false;
        driver.keys("<Enter>");
        driver
    });
    each_size("guest_of_no_room", |columns, rows| {
        let mut driver = keys(with_root(), columns, rows, CONTOSO);
        driver.answers = false;
        driver.keys("x");
        let mut reach = world::reach_of(&world::contoso().id);
        reach.members.retain(|member| member.is_owner);
        driver.answer_with(Answer::Access(world::contoso().id, Ok(reach)));
        driver
    });
    let driver = keys(with_root(), 80, 24, &format!("{CONTOSO}x<Esc>"));
    let preview = driver.model.preview.as_ref().unwrap();
    assert_eq!(preview.choices.guest, None);
}

#[test]
fn preview_with_a_guest() {
    each_size("preview_guest", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}{GWEN_HERE}"))
    });
    each_size("preview_guest_lens", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}{GIL}9"))
    });
    each_size("preview_guest_undecided", |columns, rows| {
        keys(
            with_root(),
            columns,
            rows,
            &format!("{CONTOSO}xj<Enter><Esc>7"),
        )
    });
    each_size("preview_guest_failed", |columns, rows| {
        let mut driver = keys(with_root(), columns, rows, CONTOSO);
        driver.keys("xj");
        driver.answers = false;
        driver.keys("<Enter><Esc>9");
        driver.answer_with(Answer::GuestLooked(Err(problem())));
        driver.answer_all();
        driver
    });
}

#[test]
fn all_of_a_guest_with_other_rooms_has_to_be_meant() {
    let mut driver = keys(with_root(), 80, 24, &format!("{CONTOSO}xj<Enter>"));
    let can_run = |driver: &Driver| {
        let preview = driver.model.preview.as_ref().unwrap();
        preview.current_plan().unwrap().can_run()
    };
    assert!(!can_run(&driver), "nobody has said how far");
    driver.keys("jjj<Enter>");
    assert!(can_run(&driver), "{}", driver.screen());
    let preview = driver.model.preview.as_ref().unwrap();
    let choice = preview.current_plan().unwrap().plan.choices.guest.clone();
    let choice = choice.unwrap();
    assert!(choice.scope_is_explicit && choice.scope == RevokeScope::Guest);
    // Nobody again, and the plan follows.
    driver.keys("g<Enter>");
    let preview = driver.model.preview.as_ref().unwrap();
    assert!(preview.current_plan().unwrap().plan.guest.is_none());
}

#[test]
fn a_guest_who_is_looked_at_holds_the_confirmation_back_and_not_the_preview() {
    let mut driver = keys(with_root(), 80, 24, CONTOSO);
    driver.keys("xj");
    driver.answers = false;
    driver.keys("<Enter><Esc>a");
    assert_eq!(driver.model.screen, Screen::Preview);
    assert!(
        driver.screen().contains("still being looked at"),
        "{}",
        driver.screen()
    );
    driver.keys("j3");
    assert!(
        driver.screen().contains("Stays in the room"),
        "{}",
        driver.screen()
    );
    // Whoever changes his mind is not held back by an answer that comes late.
    driver.keys("xg<Enter><Esc>");
    let (look, _) = driver.asked.pop_front().unwrap();
    driver.answer_all();
    let facts = world::guest_facts(&GuestChoice {
        guest: world::person("Gwen Guest").id,
        scope: RevokeScope::Guest,
        scope_is_explicit: false,
        despite_left: true,
    });
    driver.happen(Event::Answered(look, Answer::GuestLooked(Ok(facts.into()))));
    let preview = driver.model.preview.as_ref().unwrap();
    assert!(preview.current_plan().unwrap().plan.guest.is_none());
}

#[test]
fn locks_are_broken_by_choice_file_by_file_or_all() {
    each_size("preview_unlock", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}3u"))
    });
    each_size("confirm_unlock", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}Ua"))
    });
    let mut driver = keys(with_root(), 80, 24, &format!("{CONTOSO}3"));
    let unlocking = |driver: &Driver| {
        let preview = driver.model.preview.as_ref().unwrap();
        preview.current_plan().unwrap().totals.unlocking
    };
    for (pressed, wanted) in [("u", 1), ("U", 0), ("U", 1), ("U", 0)] {
        driver.keys(pressed);
        assert_eq!(unlocking(&driver), wanted, "{}", driver.screen());
    }
    driver.keys("ju");
    assert_eq!(unlocking(&driver), 0, "an open file has no lock to break");
}

#[test]
fn a_renamed_file_says_what_it_becomes_and_follows_the_policy() {
    let mut driver = keys(with_root(), 80, 24, &format!("{CONTOSO}jj"));
    let screen = driver.screen();
    assert!(
        screen.contains("CONTRACT.docx → CONTRACT (2).docx"),
        "{screen}"
    );
    assert!(screen.contains("becomes CONTRACT (2).docx"), "{screen}");
    driver.keys("c");
    assert!(
        driver.screen().contains("! title taken"),
        "{}",
        driver.screen()
    );
    driver.keys("c");
    let screen = driver.screen();
    assert!(
        !screen.contains("(2)") && screen.contains("side by side"),
        "{screen}"
    );
    driver.keys("c4");
    let screen = driver.screen();
    assert!(
        screen.contains("→ CONTRACT (2).docx") && screen.contains("keeps its title"),
        "{screen}"
    );
}

#[test]
fn preview_into_a_folder_that_exists() {
    each_size("preview_there", |columns, rows| {
        keys(
            with_root(),
            columns,
            rows,
            &format!("{CONTOSO}n<C-u>Fabrikam/Ltd<Enter>5"),
        )
    });
}

#[test]
fn preview_without_an_archive_root() {
    each_size("preview_no_root", |columns, rows| {
        keys(options(), columns, rows, CONTOSO)
    });
}

#[test]
fn preview_while_the_room_is_listed() {
    each_size("preview_listing", |columns, rows| {
        let mut driver = keys(with_root(), columns, rows, "/conto<Enter>");
        driver.answers = false;
        driver.keys("<Enter>");
        let request = driver.asked[0].0;
        driver.happen(Event::Answered(
            request,
            Answer::SurveyProgress(scan_progress(1300, Some(4210))),
        ));
        driver
    });
}

#[test]
fn preview_of_a_room_that_cannot_be_listed() {
    each_size("preview_failed", |columns, rows| {
        let mut driver = keys(with_root(), columns, rows, "/conto<Enter>");
        driver.answers = false;
        driver.keys("<Enter>");
        driver.answer_with(Answer::Surveyed(Err(problem())));
        driver.answer_all();
        driver
    });
}

#[test]
fn preview_of_rooms_that_cannot_be_archived() {
    each_size("preview_not_member", |columns, rows| {
        keys(with_root(), columns, rows, "/fabrikam<Enter><Enter>")
    });
    each_size("preview_third_party", |columns, rows| {
        keys(with_root(), columns, rows, "/northwind<Enter><Enter>7")
    });
}

#[test]
fn one_of_several_folders_of_the_targets_title_is_taken_by_keys() {
    let journey = format!("{CONTOSO}n<C-u>Twins<Enter>7");
    each_size("preview_twins", |columns, rows| {
        keys(with_root(), columns, rows, &journey)
    });
    let mut driver = keys(with_root(), 80, 24, &journey);
    for wanted in [51, 52, 51] {
        driver.keys("<Enter>");
        let preview = driver.model.preview.as_ref().unwrap();
        let planned = preview.current_plan().unwrap();
        assert!(planned.can_run(), "{:?}", planned.plan.refusals);
        assert_eq!(planned.plan.target.existing, Some(FolderId::number(wanted)));
    }
}

#[test]
fn the_picker() {
    each_size("picker_places", |columns, rows| {
        keys(options(), columns, rows, &format!("{CONTOSO}t"))
    });
    each_size("picker_room", |columns, rows| {
        keys(options(), columns, rows, &format!("{CONTOSO}t<Enter>j"))
    });
    each_size("picker_new_folder", |columns, rows| {
        keys(
            options(),
            columns,
            rows,
            &format!("{CONTOSO}t<Enter>G<Enter><C-u>Done: 2026"),
        )
    });
}

#[test]
fn the_archive_root_is_chosen_or_made_in_the_picker() {
    let mut driver = keys(
        options(),
        80,
        24,
        &format!("{CONTOSO}t<Enter>j<Enter><Enter>"),
    );
    assert!(driver.model.overlays.is_empty());
    assert!(
        driver
            .model
            .preview
            .as_ref()
            .unwrap()
            .current_plan()
            .is_some()
    );

    driver.keys("t<Enter>G<Enter><C-u>Closed deals<Enter>");
    assert!(
        driver
            .screen()
            .contains("Made the folder \"Closed deals\"."),
        "{}",
        driver.screen()
    );
    driver.keys("<Enter>");
    assert_eq!(
        driver.model.preview.as_ref().unwrap().root,
        Some(FolderId::number(77))
    );
}

#[test]
fn confirm() {
    each_size("confirm", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}a"))
    });
    each_size("confirm_wrong", |columns, rows| {
        keys(
            with_root(),
            columns,
            rows,
            &format!("{CONTOSO}acontoso ltd<Enter>"),
        )
    });
    each_size("confirm_ready", |columns, rows| {
        keys(
            with_root(),
            columns,
            rows,
            &format!("{CONTOSO}maContoso Ltd"),
        )
    });
    each_size("confirm_number", |columns, rows| {
        keys(
            with_root(),
            columns,
            rows,
            &format!("{CONTOSO}n<C-u>漢字<Enter>a"),
        )
    });
}

/// A room of which the portal claims more files than it shows.
fn with_invisible_files(columns: u16, rows: u16) -> Driver {
    let mut driver = keys(with_root(), columns, rows, "/conto<Enter>");
    driver.answers = false;
    driver.keys("<Enter>");
    let mut listing = world::listing(&world::contoso());
    let mut inventory = world::inventory();
    inventory.proof.completeness = Completeness::CompleteExcept { not_visible: 3 };
    listing.inventory = inventory.into();
    driver.answer_with(Answer::Surveyed(Ok(listing.into())));
    driver.answer_all();
    driver.answers = true;
    driver.happen(Event::Painted);
    driver.keys("a");
    driver
}

#[test]
fn confirm_with_something_to_agree_to() {
    each_size("confirm_item", with_invisible_files);
    let mut driver = with_invisible_files(80, 24);
    driver.keys("Contoso Ltd<Enter>");
    assert_eq!(driver.model.screen, Screen::Confirm, "nobody agreed");
    insta::assert_snapshot!("confirm_item_open_80x24", driver.screen());
    driver.keys("<Tab><Space><Enter>");
    assert_eq!(driver.model.screen, Screen::Run);
    let Some(Effect::CarryOut(confirmed, _)) = driver.effects.last() else {
        panic!("no run: {:?}", driver.effects);
    };
    assert_eq!(confirmed.consent().items.len(), 1);
}

#[test]
fn run() {
    each_size("run_beginning", |columns, rows| running(columns, rows).0);
    each_size("run", |columns, rows| half_way(columns, rows).0);
    each_size("run_paused", |columns, rows| {
        let (mut driver, _) = half_way(columns, rows);
        driver.keys("p");
        assert!(matches!(
            driver.effects.last(),
            Some(Effect::Control(Control::Pause))
        ));
        Script::progress(
            &mut driver,
            closeout::run::Progress::Paused { paused: true },
        );
        driver
    });
}

#[test]
fn the_ladder_of_cancelling() {
    each_size("run_stopping", |columns, rows| {
        let (mut driver, _) = half_way(columns, rows);
        driver.keys("q");
        driver
    });
    let (mut driver, _) = half_way(80, 24);
    driver.keys("<Esc><Esc>");
    assert!(
        driver
            .effects
            .iter()
            .all(|effect| !matches!(effect, Effect::Control(_))),
        "Esc never stops a run"
    );
    driver.keys("?q");
    driver.keys("<C-c>");
    let controls = driver
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Control(Control::Cancel)));
    assert_eq!(controls.count(), 2);
    insta::assert_snapshot!("run_abandoning_80x24", driver.screen());
    driver.keys("q");
    assert!(matches!(driver.effects.last(), Some(Effect::Quit(130))));
}

#[test]
fn summary() {
    each_size("summary_done", |columns, rows| {
        let (mut driver, script) = running_in("Client 10 GmbH", columns, rows);
        script.begin(&mut driver);
        for chunk in 0..u32::try_from(driver.model.run.as_ref().unwrap().chunks.len()).unwrap() {
            driver.wait(Duration::from_secs(1));
            script.send(&mut driver, chunk);
            script.arrive(&mut driver, chunk);
        }
        driver.wait(Duration::from_secs(4));
        script.end(&mut driver, false);
        driver
    });
    each_size("summary_trouble", |columns, rows| {
        let (mut driver, script) = half_way(columns, rows);
        driver.keys("q");
        Script::record(
            &mut driver,
            closeout::run::Record::CancelAsked {
                rung: closeout::run::CancelRung::Finish,
            },
        );
        script.arrive(&mut driver, 2);
        script.end(&mut driver, true);
        driver.keys("jj");
        driver
    });
}

/// In a run after which Gwen loses this room.
fn running_with_guest(columns: u16, rows: u16) -> (Driver, Script) {
    let journey = format!("{CONTOSO}{GWEN_HERE}a<Space>Contoso Ltd<Enter>");
    let driver = keys(with_root(), columns, rows, &journey);
    assert_eq!(driver.model.screen, Screen::Run, "{}", driver.screen());
    let script = Script::of(&driver);
    (driver, script)
}

#[test]
fn confirm_with_a_guest() {
    each_size("confirm_guest", |columns, rows| {
        keys(
            with_root(),
            columns,
            rows,
            &format!("{CONTOSO}{GWEN_HERE}a"),
        )
    });
    each_size("confirm_guest_all", |columns, rows| {
        keys(with_root(), columns, rows, &format!("{CONTOSO}U{GIL}a"))
    });
    let mut driver = keys(with_root(), 80, 24, &format!("{CONTOSO}{GWEN_HERE}a"));
    driver.keys("Contoso Ltd<Enter>");
    assert_eq!(
        driver.model.screen,
        Screen::Confirm,
        "files stay, and nobody agreed to that"
    );
}

#[test]
fn run_with_a_guest() {
    each_size("run_guest_queued", |columns, rows| {
        let (mut driver, script) = running_with_guest(columns, rows);
        script.begin(&mut driver);
        script.send(&mut driver, 0);
        driver
    });
    each_size("run_guest", |columns, rows| {
        let (mut driver, script) = running_with_guest(columns, rows);
        script.all_arrive(&mut driver);
        script.listed(&mut driver, false);
        Script::guest_call(&mut driver, 0, Some(GuestAnswer::Done));
        let why = "403: somebody else invited this guest \u{1b}[2J".into();
        Script::guest_call(&mut driver, 1, Some(GuestAnswer::Refused { why }));
        Script::guest_call(&mut driver, 2, None);
        driver
    });
}

/// The run is over, and this was read back.
fn guest_gone(columns: u16, rows: u16, seen: GuestSeen) -> Driver {
    let (mut driver, script) = running_with_guest(columns, rows);
    script.all_arrive(&mut driver);
    script.listed(&mut driver, false);
    for call in 0..3 {
        Script::guest_call(&mut driver, call, Some(GuestAnswer::Done));
    }
    let is_open = seen.room_members.len() > 1;
    Script::record(&mut driver, Record::GuestReadBack { seen });
    script.over(&mut driver, if is_open { 9 } else { 3 });
    driver
}

#[test]
fn summary_with_a_guest() {
    let before = world::reach_of(&world::contoso().id).members;
    let archive_members = Some(world::reach_of(&world::archive_room().id).members);
    each_size("summary_guest_revoked", |columns, rows| {
        let seen = GuestSeen {
            room_members: before[..1].to_vec(),
            archive_members: archive_members.clone(),
            ..GuestSeen::default()
        };
        guest_gone(columns, rows, seen)
    });
    each_size("summary_guest_still_open", |columns, rows| {
        let seen = GuestSeen {
            room_members: before.clone(),
            archive_members: archive_members.clone(),
            ..GuestSeen::default()
        };
        guest_gone(columns, rows, seen)
    });
    each_size("summary_guest_untouched", |columns, rows| {
        let (mut driver, script) = running_with_guest(columns, rows);
        script.all_arrive(&mut driver);
        script.listed(&mut driver, true);
        script.over(&mut driver, 9);
        driver.keys("3");
        driver
    });
    each_size("run_guest_untouched", |columns, rows| {
        let (mut driver, script) = running_with_guest(columns, rows);
        script.all_arrive(&mut driver);
        script.listed(&mut driver, true);
        script.over(&mut driver, 9);
        driver.keys("v");
        driver
    });
}

#[test]
fn rooms_that_the_portal_does_not_give_are_told() {
    let mut driver = keys(options(), 80, 24, "");
    driver.answers = false;
    driver.keys("r");
    let (request, _) = driver.asked.pop_front().unwrap();
    driver.happen(Event::Answered(request, Answer::RoomsNotGiven(7)));
    let screen = driver.screen();
    assert!(screen.contains("7 rooms more than it gives"), "{screen}");
}

#[test]
fn what_can_follow_a_run() {
    let over = |columns, rows| {
        let (mut driver, script) = running_in("Client 10 GmbH", columns, rows);
        script.all_arrive(&mut driver);
        script.end(&mut driver, false);
        driver
    };
    each_size("summary_after", |columns, rows| {
        let mut driver = over(columns, rows);
        driver.keys("4");
        driver
    });
    each_size("after_archive_room", |columns, rows| {
        let mut driver = over(columns, rows);
        driver.keys("A");
        driver
    });
    each_size("after_manifest", |columns, rows| {
        let mut driver = over(columns, rows);
        driver.keys("m");
        driver
    });
}

#[test]
fn a_last_listing_that_is_not_complete_is_told() {
    let (mut driver, script) = running_in("Client 10 GmbH", 80, 24);
    script.begin(&mut driver);
    script.end(&mut driver, false);
    assert!(!driver.screen().contains("nobody has seen"));
    let run = driver.model.run.as_mut().unwrap();
    let mut end = run.end.here().unwrap().clone();
    end.summary.last_listing = LastListing::Incomplete;
    run.end = Remote::Here(end);
    let screen = driver.screen();
    assert!(
        screen.contains("The last listing was incomplete: files nobody has seen may be in"),
        "{screen}"
    );
}

#[test]
fn a_run_that_cannot_begin_says_why() {
    each_size("run_failed", |columns, rows| {
        let (mut driver, _) = running(columns, rows);
        let mut failed = problem();
        failed.what = "Another run works on this room: closeout 4711 on this machine.".into();
        failed.next = Some("Wait for it to end, or look at it with `closeout runs`.".into());
        failed.exit_code = 6;
        driver.happen(Event::RunEnded(Err(failed)));
        assert_eq!(driver.model.exit_code, 6);
        driver
    });
}

#[test]
fn marks_of_demo_and_read_only_are_on_every_screen() {
    let marked = TuiOptions {
        demo: true,
        read_only: true,
        ..with_root()
    };
    let mut driver = keys(marked, 80, 24, "");
    for keys in [
        "",
        "/conto<Enter><Enter>",
        "t",
        "<Esc>n",
        "<Esc>?",
        "<Esc>a",
    ] {
        driver.keys(keys);
        let screen = driver.screen();
        assert!(
            screen.contains(" DEMO ") && screen.contains(" READ-ONLY "),
            "{screen}"
        );
    }
    assert_eq!(driver.model.screen, Screen::Preview);
    insta::assert_snapshot!("read_only_80x24", driver.screen());
    driver.model.size = (30, 5);
    assert!(driver.screen().contains("DEMO"), "{}", driver.screen());
}

#[test]
fn without_colours_and_without_box_lines_everything_is_still_said() {
    let plain = TuiOptions {
        ascii: true,
        colours: Colours::None,
        ..with_root()
    };
    let driver = keys(plain, 80, 24, "/conto<Enter><Enter>3");
    let screen = driver.screen();
    insta::assert_snapshot!("ascii_80x24", screen);
    let buffer = closeout::tui::view::render(&driver.model, 80, 24);
    let coloured = buffer.content().iter().filter(|cell| {
        cell.fg != ratatui::style::Color::Reset || cell.bg != ratatui::style::Color::Reset
    });
    assert_eq!(coloured.count(), 0);
}

#[test]
fn the_smallest_screens() {
    for (name, journey) in [
        ("rooms", ""),
        ("preview", CONTOSO),
        ("confirm", "/conto<Enter><Enter>a"),
        ("picker", "/conto<Enter><Enter>t"),
    ] {
        let driver = keys(with_root(), 40, 12, journey);
        insta::assert_snapshot!(format!("{name}_40x12"), driver.screen());
    }
    insta::assert_snapshot!("run_40x12", half_way(40, 12).0.screen());
    insta::assert_snapshot!("too_small_39x12", keys(with_root(), 39, 12, "").screen());
}

#[test]
fn a_burst_of_keys_cannot_answer_a_question_that_was_not_seen() {
    let mut driver = keys(with_root(), 80, 24, CONTOSO);
    driver.burst("aContoso Ltd<Enter><Enter>");
    assert_eq!(driver.model.screen, Screen::Confirm);
    assert!(
        driver
            .model
            .confirm
            .as_ref()
            .unwrap()
            .input
            .value()
            .is_empty()
    );
    assert!(driver.effects.is_empty(), "{:?}", driver.effects);
}

#[test]
fn the_key_that_opened_the_question_is_not_typed_into_it_while_it_is_held() {
    let mut driver = keys(with_root(), 80, 24, CONTOSO);
    driver.keys("aaaaaa");
    assert!(
        driver
            .model
            .confirm
            .as_ref()
            .unwrap()
            .input
            .value()
            .is_empty()
    );
    driver.wait(Duration::from_secs(1));
    driver.keys("a");
    assert_eq!(driver.model.confirm.as_ref().unwrap().input.value(), "a");
}

#[test]
fn pasting_does_not_confirm() {
    let mut driver = keys(with_root(), 80, 24, &format!("{CONTOSO}a"));
    driver.happen(Event::Pasted("Contoso Ltd\n".into()));
    driver.keys("<Enter>");
    assert_eq!(driver.model.screen, Screen::Confirm);
    assert!(driver.effects.is_empty());
}

#[test]
fn late_answers_change_nothing() {
    let mut driver = keys(with_root(), 80, 24, "/conto<Enter>");
    driver.answers = false;
    driver.keys("<Enter>");
    let (survey, _) = driver.asked.pop_front().unwrap();
    driver.keys("<Esc>/<C-u>zoe<Enter><Enter>");
    let before = driver.screen();
    let late = Answer::Surveyed(Ok(world::listing(&world::contoso()).into()));
    driver.happen(Event::Answered(survey, late));
    assert_eq!(driver.screen(), before);
}

#[test]
fn a_plan_is_made_anew_at_every_choice_and_only_the_last_one_counts() {
    let mut driver = keys(with_root(), 80, 24, CONTOSO);
    driver.answers = false;
    driver.keys("-");
    driver.keys("-");
    assert_eq!(driver.asked.len(), 2);
    driver.keys("a");
    assert_eq!(
        driver.model.screen,
        Screen::Preview,
        "the plan on the screen is not the chosen one any more"
    );
    let newest = driver.asked.pop_back().unwrap();
    driver.answer_all();
    assert!(
        driver
            .model
            .preview
            .as_ref()
            .unwrap()
            .current_plan()
            .is_none()
    );
    driver.asked.push_back(newest);
    driver.answer_all();
    let plan = driver
        .model
        .preview
        .as_ref()
        .unwrap()
        .current_plan()
        .unwrap()
        .plan
        .clone();
    assert_eq!(plan.choices.chunk_size, 30);
}

#[test]
fn running_down_the_list_asks_for_nobodys_members() {
    let mut driver = Driver::new(120, 40, options());
    driver.answers = false;
    driver.keys("jjjjjjjj");
    driver.wait(Duration::from_millis(100));
    assert!(driver.asked.is_empty());
    driver.wait(Duration::from_millis(400));
    assert!(matches!(
        driver.asked.pop_front(),
        Some((_, Question::Access(_)))
    ));
    assert_eq!(
        driver.model.wake_at(),
        None,
        "nothing wakes an idle program"
    );
}

#[test]
fn a_room_of_the_command_line_is_opened_with_its_name() {
    let wanted = TuiOptions {
        room: Some(RoomId::number(27)),
        client_name: Some("Contoso (closed)".into()),
        ..with_root()
    };
    let driver = Driver::new(80, 24, wanted);
    assert_eq!(driver.model.screen, Screen::Preview);
    assert_eq!(
        driver.model.preview.as_ref().unwrap().choices.client_name,
        "Contoso (closed)"
    );
}
