//! No size and no key breaks the terminal, and nothing but a typed confirmation begins a run.

use crate::support::{
    driver::{Driver, problem},
    run::Script,
    world,
};
use closeout::{
    domain::FolderId,
    run::{GuestAnswer, GuestSeen, Progress, Record, RunEvent},
    tui::{
        TuiOptions,
        effect::Effect,
        input::{Key, KeyPress},
        message::{Answer, Event},
        model::Screen,
        view,
    },
};

fn options(ascii: bool) -> TuiOptions {
    TuiOptions {
        ascii,
        demo: ascii,
        host: "docspace.example.com".into(),
        archive_root: Some(FolderId::number(31)),
        ..TuiOptions::default()
    }
}

/// Small, and the same on every machine.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }
}

/// A seed from the environment, or one that is printed.
fn seed() -> u64 {
    let given = std::env::var("CLOSEOUT_FUZZ_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| {
        let since = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        u64::from(since.subsec_nanos())
    });
    println!("CLOSEOUT_FUZZ_SEED={seed}");
    seed
}

/// The program in every state that draws something of its own.
fn states(ascii: bool) -> Vec<Driver> {
    let mut states = vec![Driver::silent(80, 24, options(ascii))];
    for keys in [
        "",
        "/zo",
        "/conto<Enter>i",
        "?G",
        "/conto<Enter><Enter>G",
        "/conto<Enter><Enter>3jj",
        "/conto<Enter><Enter>c4G",
        "/conto<Enter><Enter>6",
        "/conto<Enter><Enter>xj<Enter>G",
        "/conto<Enter><Enter>Uxjj<Enter><Esc>9G",
        "/conto<Enter><Enter>Uxjj<Enter><Esc>a<Space>con",
        "/fabrikam<Enter><Enter>7",
        "/conto<Enter><Enter>t<Enter>",
        "/conto<Enter><Enter>n<C-u>漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
        "/conto<Enter><Enter>acontoso",
        "/conto<Enter><Enter>n<C-u>漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字<Enter>a12",
        "/conto<Enter><Enter>P",
    ] {
        let mut driver = Driver::new(80, 24, options(ascii));
        driver.keys(keys);
        states.push(driver);
    }
    for step in 0..5 {
        let mut driver = Driver::new(80, 24, options(ascii));
        driver.keys("/conto<Enter><Enter>------aContoso Ltd<Enter>");
        let script = Script::of(&driver);
        if step > 0 {
            script.begin(&mut driver);
            script.send(&mut driver, 0);
            script.poll(&mut driver, 0, 43);
        }
        match step {
            2 => driver.keys("qq"),
            3 => script.end(&mut driver, true),
            4 => driver.happen(Event::RunEnded(Err(problem()))),
            _ => {}
        }
        states.push(driver);
    }
    states.extend(states_with_a_guest(ascii));
    states
}

/// A run that ends with a guest, before, during and after that.
fn states_with_a_guest(ascii: bool) -> Vec<Driver> {
    let state = |step: u32| {
        let mut driver = Driver::new(80, 24, options(ascii));
        driver.keys("/conto<Enter><Enter>xjj<Enter><Esc>a<Space>Contoso Ltd<Enter>");
        let script = Script::of(&driver);
        script.all_arrive(&mut driver);
        script.listed(&mut driver, false);
        for call in 0..step {
            let why = "\u{1b}[2Jno".into();
            Script::guest_call(&mut driver, call, Some(GuestAnswer::Refused { why }));
        }
        Script::guest_call(&mut driver, step, None);
        if step == 3 {
            let seen = GuestSeen::default();
            Script::record(&mut driver, Record::GuestReadBack { seen });
            script.over(&mut driver, 9);
            driver.keys("2");
        }
        driver
    };
    (0..4).map(state).collect()
}

#[test]
fn every_screen_draws_at_every_size() {
    let seed = seed();
    let mut chance = Chance(seed);
    let small = (1..=44u16).flat_map(|columns| [1, 2, 11, 12, 13, 15].map(|rows| (columns, rows)));
    let wide = (0..120).map(|_| {
        let columns = u16::try_from(chance.below(300) + 1).unwrap();
        (columns, u16::try_from(chance.below(100) + 1).unwrap())
    });
    let sizes: Vec<_> = small
        .chain(wide)
        .chain([(300, 100), (300, 1), (1, 100), (99, 30), (100, 30)])
        .collect();
    for ascii in [false, true] {
        for mut driver in states(ascii) {
            for (columns, rows) in &sizes {
                driver.happen(Event::Resized(*columns, *rows));
                let buffer = view::render(&driver.model, *columns, *rows);
                assert_eq!((buffer.area.width, buffer.area.height), (*columns, *rows));
            }
        }
    }
}

#[test]
fn nothing_that_is_drawn_can_steer_a_terminal() {
    for driver in states(false) {
        for (columns, rows) in [(40, 12), (80, 24), (200, 60)] {
            let buffer = view::render(&driver.model, columns, rows);
            for cell in buffer.content() {
                for c in cell.symbol().chars() {
                    let hostile = c.is_control()
                        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}');
                    assert!(!hostile, "{:?}", cell.symbol());
                }
            }
        }
    }
}

fn any_key(chance: &mut Chance) -> KeyPress {
    const SPECIAL: [Key; 15] = [
        Key::Enter,
        Key::Enter,
        Key::Esc,
        Key::Backspace,
        Key::Delete,
        Key::Tab,
        Key::BackTab,
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
    ];
    match chance.below(10) {
        0..=3 => KeyPress::plain(SPECIAL[chance.below(SPECIAL.len())]),
        4..=8 => KeyPress::char(char::from(b' ' + u8::try_from(chance.below(95)).unwrap())),
        _ => KeyPress::control(char::from(b'a' + u8::try_from(chance.below(26)).unwrap())),
    }
}

/// Answers what was asked: rightly, wrongly, late, or not at all.
fn answer_somehow(driver: &mut Driver, chance: &mut Chance) {
    match chance.below(4) {
        0 => driver.answer_all(),
        1 => {
            if let Some((request, _)) = driver.asked.pop_back() {
                let problems = [
                    Answer::Rooms(Err(problem())),
                    Answer::Surveyed(Err(problem())),
                    Answer::PlaceFound(Err(problem())),
                    Answer::PlanMade(Err(problem())),
                    Answer::Folders(Err(problem())),
                    Answer::FolderMade(Err(problem())),
                    Answer::Surveyed(Ok(world::listing(&world::contoso()).into())),
                ];
                let answer = problems[chance.below(problems.len())].clone();
                driver.happen(Event::Answered(request, answer));
            }
        }
        _ => {}
    }
}

/// What happens in a run while keys are pressed.
fn run_somehow(driver: &mut Driver, chance: &mut Chance) {
    if !driver.model.is_running() {
        return;
    }
    let script = Script::of(driver);
    let chunk = 0;
    match chance.below(40) {
        0 => script.begin(driver),
        1 => script.send(driver, chunk),
        2 => script.poll(driver, chunk, 43),
        3 => script.arrive(driver, chunk),
        4 => driver.happen(Event::Run(RunEvent::Progress(Progress::Paused {
            paused: true,
        }))),
        5 => script.end(driver, true),
        6 => driver.happen(Event::RunEnded(Err(problem()))),
        _ => {}
    }
}

#[test]
fn ten_thousand_keys_begin_no_run_that_was_not_confirmed() {
    let seed = seed();
    let mut chance = Chance(seed);
    let mut driver = Driver::new(80, 24, options(false));
    driver.keys("/conto<Enter><Enter>a");
    let (mut runs, mut questions) = (0, 0);
    for _ in 0..10_000 {
        let mut key = any_key(&mut chance);
        let asks = driver.model.screen == Screen::Confirm && driver.model.overlays.is_empty();
        questions += usize::from(asks);
        if asks && chance.below(6) == 0 {
            // Typed as a person would; whether Enter follows is chance again.
            let wanted = driver.model.confirm.as_ref().unwrap().wanted.text();
            driver.happen(Event::Painted);
            driver.burst("<C-u>");
            driver.burst(&wanted);
            key = KeyPress::plain(Key::Enter);
        }
        let may_begin = driver.model.screen == Screen::Confirm
            && driver
                .model
                .confirm
                .as_ref()
                .is_some_and(|confirm| confirm.consent().is_some())
            && key == KeyPress::plain(Key::Enter);
        driver.effects.clear();
        driver.happen(Event::Key(key));
        for effect in &driver.effects {
            if let Effect::CarryOut(confirmed, _) = effect {
                assert!(may_begin, "seed {seed}: {key} began a run");
                assert!(confirmed.plan().refusals.is_empty());
                runs += 1;
            }
        }
        if chance.below(3) > 0 {
            let (columns, rows) = driver.model.size;
            view::render(&driver.model, columns, rows);
            driver.happen(Event::Painted);
        }
        answer_somehow(&mut driver, &mut chance);
        run_somehow(&mut driver, &mut chance);
        if chance.below(200) == 0 {
            let columns = u16::try_from(chance.below(200) + 1).unwrap();
            driver.happen(Event::Resized(
                columns,
                u16::try_from(chance.below(60) + 1).unwrap(),
            ));
        }
    }
    println!("{questions} keys met the question, {runs} runs were confirmed");
    assert!(questions > 0, "seed {seed}: no key met the question");
}

#[test]
fn a_read_only_terminal_asks_for_nothing_that_writes() {
    let seed = seed();
    let mut chance = Chance(seed);
    let read_only = TuiOptions {
        read_only: true,
        ..options(false)
    };
    let mut driver = Driver::new(80, 24, read_only);
    for _ in 0..3_000 {
        let key = any_key(&mut chance);
        driver.happen(Event::Key(key));
        driver.happen(Event::Painted);
        let writes = driver.asked.iter().any(|(_, question)| {
            use closeout::tui::effect::Question;
            matches!(
                question,
                Question::MakeFolder { .. } | Question::Follow { .. }
            )
        });
        let runs = driver
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::CarryOut(..)));
        assert!(!writes && !runs, "seed {seed}: {key}");
        assert_ne!(driver.model.screen, Screen::Confirm, "seed {seed}: {key}");
        driver.answer_all();
    }
}
