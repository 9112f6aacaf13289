//! A room that is seen as portal admin only is taken over by a key, and a confirmation of its own.

use std::time::Duration;

use closeout::{
    domain::FolderId,
    plan::ConsentItem,
    run::{Handover, HandoverAnswer, Record},
    sandbox::{WorldSource, seed},
    store::StatePlace,
    tui::{TuiOptions, effect::Effect, message::Event, model::Screen},
};

use crate::support::{
    driver::Driver,
    run::Script,
    terminal::{self, Terminal},
    world,
};

const FABRIKAM: &str = "/fabrikam<Enter><Enter>";

fn preview(columns: u16, rows: u16, more: &str) -> Driver {
    let options = TuiOptions {
        host: "docspace.example.com".into(),
        archive_root: Some(FolderId::number(31)),
        ..TuiOptions::default()
    };
    let mut driver = Driver::new(columns, rows, options);
    driver.keys(&format!("{FABRIKAM}{more}"));
    driver
}

/// The question stands, and the key that opened it was let go.
fn confirming(columns: u16, rows: u16) -> Driver {
    let mut driver = preview(columns, rows, "oa");
    driver.wait(Duration::from_secs(1));
    driver
}

fn takes_over(driver: &Driver) -> bool {
    let preview = driver.model.preview.as_ref();
    let chosen = preview.is_some_and(|preview| preview.choices.take_ownership);
    let planned = preview.and_then(|preview| preview.current_plan());
    let taken = planned.is_some_and(|planned| planned.plan.ownership.is_some());
    assert_eq!(taken, chosen);
    taken
}

#[test]
fn one_key_takes_it_over_and_the_same_key_does_not() {
    for (columns, rows) in [(80, 24), (120, 40)] {
        let driver = preview(columns, rows, "o8");
        insta::assert_snapshot!(format!("take_over_{columns}x{rows}"), driver.screen());
    }
    let mut driver = preview(80, 24, "");
    assert!(
        driver.screen().contains("o take over"),
        "{}",
        driver.screen()
    );
    driver.keys("a");
    assert_eq!(driver.model.screen, Screen::Preview, "not as it is");
    driver.keys("o");
    assert!(takes_over(&driver));
    driver.keys("o");
    assert!(!takes_over(&driver));
    driver.keys("a");
    assert_eq!(driver.model.screen, Screen::Preview);
}

#[test]
fn in_a_room_of_ones_own_the_key_says_why_not() {
    let mut driver = preview(80, 24, "<Esc><Esc>/conto<Enter><Enter>");
    assert!(
        !driver.screen().contains("take over"),
        "{}",
        driver.screen()
    );
    driver.keys("o");
    assert!(!takes_over(&driver));
    assert!(
        driver
            .screen()
            .contains("Only a room that you see as portal admin")
    );
}

#[test]
fn it_is_agreed_to_by_itself() {
    for (columns, rows) in [(80, 24), (120, 40)] {
        let driver = preview(columns, rows, "oa");
        insta::assert_snapshot!(
            format!("take_over_confirm_{columns}x{rows}"),
            driver.screen()
        );
    }
    let mut driver = confirming(80, 24);
    driver.keys("<Tab>Fabrikam (seen as admin only)<Enter>");
    assert_eq!(driver.model.screen, Screen::Confirm, "nobody agreed");
    driver.keys("<Tab><Space><Enter>");
    assert_eq!(driver.model.screen, Screen::Run, "{}", driver.screen());
    let Some(Effect::CarryOut(confirmed, _)) = driver.effects.last() else {
        panic!("no run: {:?}", driver.effects);
    };
    let agreed: Vec<_> = confirmed.consent().items.iter().collect();
    assert!(
        matches!(agreed[..], [ConsentItem::TakeOwnership { .. }]),
        "{agreed:?}"
    );
}

#[test]
fn the_log_tells_who_has_the_room() {
    let mut driver = confirming(120, 40);
    driver.keys("<Space><Tab>Fabrikam (seen as admin only)<Enter>");
    let boris = driver
        .model
        .run
        .as_ref()
        .unwrap()
        .planned
        .plan
        .room
        .owner
        .clone();
    let change = Handover::Take;
    for record in [
        Record::OwnershipIntended { change },
        Record::OwnershipAnswered {
            change,
            answer: HandoverAnswer::Lost {
                why: "timeout".into(),
            },
        },
        Record::OwnershipSeen {
            change,
            owner: world::me().person,
            listed: None,
        },
        Record::OwnershipIntended {
            change: Handover::GiveBack,
        },
        Record::OwnershipSeen {
            change: Handover::GiveBack,
            owner: boris,
            listed: Some(true),
        },
        Record::OwnershipAnswered {
            change: Handover::Leave,
            answer: HandoverAnswer::Refused { why: "no".into() },
        },
    ] {
        Script::record(&mut driver, record);
    }
    let screen = driver.screen();
    for words in [
        "Taking the room over from Boris Owner.",
        "The answer was lost, the room is looked at",
        "The room is yours.",
        "Handing the room back to Boris Owner.",
        "The room is Boris Owner's; you are its manager.",
        "The portal refused: no",
    ] {
        assert!(screen.contains(words), "no {words:?} in\n{screen}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_room_seen_as_portal_admin_is_taken_over_and_handed_back_by_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = terminal::sandbox(WorldSource::Demo);
    let owner = || {
        let room = seed::demo::FOREIGN_ROOM;
        sandbox.edit(|world, _| {
            let owner = world.tree.folder(room).unwrap().created_by;
            world.person(owner).unwrap().display_name()
        })
    };
    let place = StatePlace::rehearsal_at(folder.path());
    let mut screens = Terminal::new(
        terminal::options(),
        terminal::connect(&sandbox, place),
        folder.path().join("screens"),
    );
    screens
        .until("rooms", |model| model.rooms.listing.here().is_some())
        .await;
    screens.keys("/northwind<Enter><Enter>");
    screens.until("a plan", terminal::has_plan).await;
    screens.keys("o");
    screens.until("another plan", terminal::has_plan).await;
    screens.keys("a");
    assert_eq!(
        screens.model.screen,
        Screen::Confirm,
        "{}",
        screens.screen()
    );
    screens.take(Event::Painted);
    // The key that opened the question is let go.
    tokio::time::advance(Duration::from_secs(1)).await;
    screens.keys("<Space><Tab>Northwind Traders<Enter>");
    screens
        .until("the first chunk", |model| {
            model
                .run
                .as_ref()
                .is_some_and(|run| run.arrived() > 0 || run.reported() > 0)
        })
        .await;
    assert_eq!(owner(), "Ann Keller");
    screens.until("the end", |model| !model.is_running()).await;
    assert_eq!(owner(), "Boris Brandt");
    let screen = screens.screen();
    assert!(screen.contains("Done: 30 files are archived"), "{screen}");
    assert!(
        screen.contains("The room is Boris Brandt's again, and you are no member of it."),
        "{screen}"
    );
}
