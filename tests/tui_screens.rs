//! Journeys through the screens: keys in, the screen out. Every picture was looked at before it was accepted.

mod tui_support;

use std::time::Duration;

use closeout::{
    domain::FolderId,
    tui::{
        TuiOptions,
        effect::{Control, Effect},
        message::{Answer, Event},
        model::Screen,
    },
};
use tui_support::{
    driver::{Driver, problem},
    run::Script,
    world,
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

fn each_size(name: &str, journey: impl Fn(u16, u16) -> Driver) {
    for (columns, rows) in SIZES {
        let driver = journey(columns, rows);
        insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), driver.screen());
    }
}

#[test]
fn rooms() {
    each_size("rooms", |columns, rows| {
        let mut driver = Driver::new(columns, rows, options());
        driver.wait(Duration::from_secs(1));
        driver
    });
}

#[test]
fn preview() {
    each_size("preview", |columns, rows| {
        let mut driver = Driver::new(columns, rows, with_root());
        driver.keys("/conto<Enter><Enter>");
        driver
    });
}

#[test]
fn confirm() {
    each_size("confirm", |columns, rows| {
        let mut driver = Driver::new(columns, rows, with_root());
        driver.keys("/conto<Enter><Enter>--a");
        driver
    });
}

#[test]
fn run_and_summary() {
    each_size("run", |columns, rows| {
        let mut driver = Driver::new(columns, rows, with_root());
        driver.keys("/conto<Enter><Enter>----aContoso Ltd<Enter>");
        assert_eq!(driver.model.screen, Screen::Run);
        let script = Script::of(&driver);
        script.begin(&mut driver);
        for chunk in 0..3 {
            script.send(&mut driver, chunk);
        }
        driver.wait(Duration::from_secs(2));
        script.arrive(&mut driver, 0);
        driver.wait(Duration::from_secs(1));
        script.arrive(&mut driver, 1);
        script.poll(&mut driver, 2, 60);
        driver
    });
    each_size("summary", |columns, rows| {
        let mut driver = Driver::new(columns, rows, with_root());
        driver.keys("/conto<Enter><Enter>aContoso Ltd<Enter>");
        let script = Script::of(&driver);
        script.begin(&mut driver);
        for chunk in 0..2 {
            script.send(&mut driver, chunk);
            script.arrive(&mut driver, chunk);
        }
        script.end(&mut driver, true);
        driver
    });
}
