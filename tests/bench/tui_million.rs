//! Key to frame with a million rows in the preview, and with a run of ten thousand chunks: prints the 99th percentile.
//!
//! `cargo bench --bench tui_million`
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench may stop at the first surprise"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use closeout::{
    domain::{
        Completeness, FileEntry, FileFlags, FileId, FolderEntry, FolderId, FolderIndex, FolderRole,
        Inventory, Proof,
    },
    tui::{
        TuiOptions,
        effect::{Effect, Question},
        input::{Key, KeyPress},
        message::{Answer, Event, Msg},
        model::{Listing, Model},
        update::update,
        view,
    },
};
use ratatui::{buffer::Buffer, layout::Rect};

#[path = "../tui/support/world.rs"]
#[expect(dead_code, reason = "the tests of the terminal use more of it")]
mod world;

const FILES: u32 = 1_000_000;
const FOLDERS: u32 = 20_000;
const BUDGET: Duration = Duration::from_millis(16);
const SIZE: (u16, u16) = (160, 50);

fn main() {
    let began = Instant::now();
    let mut model = model_with_a_million();
    println!(
        "{FILES} files listed, planned and laid out in {:.2?}",
        began.elapsed()
    );
    for (name, keys) in [
        ("row by row", vec![Key::Down; 2_000]),
        ("page by page", vec![Key::PageDown; 2_000]),
        ("to the end and back", [Key::End, Key::Home].repeat(200)),
        (
            "fold and unfold a folder",
            [Key::Left, Key::Right].repeat(50),
        ),
        (
            "the list beside it",
            [vec![Key::Tab], vec![Key::PageDown; 2_000]].concat(),
        ),
    ] {
        report(name, &mut frames(&mut model, &keys));
    }
}

fn report(name: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let p99 = times[times.len() * 99 / 100];
    let verdict = if p99 <= BUDGET { "within" } else { "OVER" };
    let (median, most) = (times[times.len() / 2], times[times.len() - 1]);
    println!(
        "{name:<26} p50 {median:>9.2?}  p99 {p99:>9.2?}  max {most:>9.2?}  {verdict} {BUDGET:?}"
    );
}

/// Time from each key to its drawn frame.
fn frames(model: &mut Model, keys: &[Key]) -> Vec<Duration> {
    let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    let mut times = Vec::with_capacity(keys.len());
    for key in keys {
        let began = Instant::now();
        step(model, Event::Key(KeyPress::plain(*key)));
        buffer.reset();
        view::draw(model, &mut buffer);
        times.push(began.elapsed());
    }
    times
}

fn step(model: &mut Model, event: Event) -> Vec<Effect> {
    let at = model.now + Duration::from_millis(1);
    update(model, Msg { at, event })
}

fn model_with_a_million() -> Model {
    let options = TuiOptions {
        archive_root: Some(FolderId::number(31)),
        ..TuiOptions::default()
    };
    let mut model = Model::new(options);
    let mut asked = step(&mut model, Event::Resized(SIZE.0, SIZE.1));
    asked.extend(step(&mut model, Event::Started));
    while let Some(effect) = asked.pop() {
        let Effect::Ask(request, question) = effect else {
            continue;
        };
        let rooms_are_here = matches!(question, Question::Rooms);
        let answer = answer(question);
        asked.extend(step(&mut model, Event::Answered(request, answer)));
        if rooms_are_here {
            asked.extend(step(&mut model, Event::Key(KeyPress::plain(Key::Enter))));
        }
    }
    let preview = model.preview.as_ref().expect("the preview is open");
    assert!(preview.current_plan().is_some(), "the plan is made");
    model
}

fn answer(question: Question) -> Answer {
    match question {
        Question::Connect => Answer::Connected(Ok(world::connection())),
        Question::Rooms => Answer::Rooms(Ok(vec![world::contoso()])),
        Question::Access(room) => Answer::Access(room.clone(), Ok(world::reach_of(&room))),
        Question::Survey(_) => {
            let at = "2026-11-24T09:00:00Z".parse().expect("a time");
            Answer::Surveyed(Ok(Arc::new(Listing::new(
                world::contoso(),
                Arc::new(million()),
                at,
            ))))
        }
        Question::FindPlace { client_name, .. } => {
            Answer::PlaceFound(Ok(Arc::new(world::place(&client_name, None))))
        }
        Question::LookAtGuest { guest, .. } => {
            Answer::GuestLooked(Ok(Arc::new(world::guest_facts(&guest))))
        }
        Question::Plan {
            listing,
            place,
            guest,
            choices,
        } => Answer::PlanMade(Ok(Arc::new(world::plan(
            &listing,
            place,
            guest.as_deref(),
            choices,
        )))),
        Question::Folders(_) | Question::MakeFolder { .. } | Question::Follow { .. } => {
            Answer::Folders(Ok(Vec::new()))
        }
    }
}

fn million() -> Inventory {
    let folders = (0..FOLDERS).map(|number| FolderEntry {
        id: FolderId::number(i32::try_from(number).expect("small")),
        title: format!("Folder {number}").into(),
        // A tree of ten subfolders each.
        parent: (number > 0).then(|| FolderIndex((number - 1) / 10)),
        role: FolderRole::Ordinary,
        files_below: 0,
    });
    let movable = FileFlags(FileFlags::MOVABLE.0 | FileFlags::DOWNLOADABLE.0);
    let files = (0..FILES).map(|number| FileEntry {
        id: FileId::number(i32::try_from(number).expect("small")),
        title: format!("Document {} of folder {}.docx", number % 50, number / 50).into(),
        folder: FolderIndex(number / (FILES / FOLDERS)),
        size: u64::from(number) * 7,
        version: 1,
        flags: movable.with(FileFlags::LOCKED_BY_OTHER, number % 1_000 == 7),
    });
    Inventory {
        proof: Proof {
            completeness: Completeness::Complete,
            methods: BTreeSet::new(),
            ..world::proof(u64::from(FILES))
        },
        folders: folders.collect(),
        files: files.collect(),
        holders: BTreeMap::new(),
    }
}
