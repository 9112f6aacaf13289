//! Presses keys, answers questions from the world of values, and shows the screen as text.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use closeout::{
    app::{ScanPhase, ScanProgress},
    domain::RoomId,
    tui::{
        TuiOptions,
        effect::{Effect, Question},
        input::{Key, KeyPress},
        message::{Answer, Event, Msg, Problem, RequestId},
        model::Model,
        update::update,
        view,
    },
};

use ratatui::buffer::Buffer;

use super::world;

/// The terminal with a portal behind it that answers from values, or does not.
pub(crate) struct Driver {
    pub(crate) model: Model,
    /// Effects that were not questions, in order.
    pub(crate) effects: Vec<Effect>,
    /// Questions not answered yet.
    pub(crate) asked: VecDeque<(RequestId, Question)>,
    /// Questions are answered as soon as they are asked.
    pub(crate) answers: bool,
}

impl Driver {
    /// Started, with everything answered that is asked first.
    pub(crate) fn new(columns: u16, rows: u16, options: TuiOptions) -> Self {
        let mut driver = Self::silent(columns, rows, options);
        driver.answers = true;
        driver.answer_all();
        driver
    }

    /// Started, with a portal that says nothing.
    pub(crate) fn silent(columns: u16, rows: u16, options: TuiOptions) -> Self {
        let mut driver = Self {
            model: Model::new(options),
            effects: Vec::new(),
            asked: VecDeque::new(),
            answers: false,
        };
        driver.happen(Event::Resized(columns, rows));
        driver.happen(Event::Started);
        driver
    }

    /// Something happens, ten milliseconds after what was before.
    pub(crate) fn happen(&mut self, event: Event) {
        let at = self.model.now + Duration::from_millis(10);
        self.happen_at(at, event);
    }

    pub(crate) fn happen_at(&mut self, at: Duration, event: Event) {
        for effect in update(&mut self.model, Msg { at, event }) {
            match effect {
                Effect::Ask(request, question) => self.asked.push_back((request, question)),
                other => self.effects.push(other),
            }
        }
    }

    /// Time passes; the model is woken when it asked for it.
    pub(crate) fn wait(&mut self, time: Duration) {
        let until = self.model.now + time;
        while let Some(due) = self.model.wake_at().filter(|due| *due <= until) {
            self.happen_at(
                due.max(self.model.now + Duration::from_millis(1)),
                Event::Woken,
            );
            self.settle();
        }
        self.model.now = until;
    }

    fn settle(&mut self) {
        if self.answers {
            self.answer_all();
        }
        self.happen(Event::Painted);
    }

    /// Presses keys one after the other, each seen on the screen: `jj/con<Enter>`.
    pub(crate) fn keys(&mut self, keys: &str) {
        for key in parse(keys) {
            self.happen(Event::Key(key));
            self.settle();
        }
    }

    /// Presses keys in one burst, nothing drawn in between.
    pub(crate) fn burst(&mut self, keys: &str) {
        for key in parse(keys) {
            self.happen(Event::Key(key));
        }
    }

    /// Answers everything, and what is asked because of it.
    pub(crate) fn answer_all(&mut self) {
        while let Some((request, question)) = self.asked.pop_front() {
            for answer in answers(&question) {
                self.happen(Event::Answered(request, answer));
            }
        }
    }

    /// Answers the oldest question with this.
    pub(crate) fn answer_with(&mut self, answer: Answer) {
        let (request, _) = self.asked.pop_front().expect("nothing was asked");
        self.happen(Event::Answered(request, answer));
    }

    /// The screen as text, blanks at the ends of lines cut.
    pub(crate) fn screen(&self) -> String {
        let (columns, rows) = self.model.size;
        text_of(&view::render(&self.model, columns, rows))
    }
}

/// A drawn buffer as text.
pub(crate) fn text_of(buffer: &Buffer) -> String {
    let (columns, rows) = (buffer.area.width, buffer.area.height);
    let mut text = String::new();
    for y in 0..rows {
        let mut line = String::new();
        let mut x = 0;
        while x < columns {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += u16::try_from(unicode_width::UnicodeWidthStr::width(symbol).max(1)).unwrap();
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn answers(question: &Question) -> Vec<Answer> {
    match question {
        Question::Connect => vec![Answer::Connected(Ok(world::connection()))],
        Question::Rooms => {
            let rooms = world::rooms();
            let pages = rooms
                .chunks(20)
                .map(|page| Answer::RoomsPage(page.to_vec()));
            pages.chain([Answer::Rooms(Ok(rooms.clone()))]).collect()
        }
        Question::Access(room) => vec![Answer::Access(room.clone(), Ok(world::reach_of(room)))],
        Question::Survey(room) => vec![
            Answer::SurveyProgress(scan_progress(20, Some(46))),
            Answer::Surveyed(Ok(Arc::new(world::listing(&room_of(room))))),
        ],
        Question::FindPlace {
            client_name,
            target,
            ..
        } => {
            vec![Answer::PlaceFound(Ok(Arc::new(world::place(
                client_name,
                target.as_ref(),
            ))))]
        }
        Question::LookAtGuest { guest, .. } => {
            vec![Answer::GuestLooked(Ok(Arc::new(world::guest_facts(guest))))]
        }
        Question::Plan {
            listing,
            place,
            guest,
            choices,
        } => {
            vec![Answer::PlanMade(Ok(Arc::new(world::plan(
                listing,
                place.clone(),
                guest.as_deref(),
                choices.clone(),
            ))))]
        }
        Question::Folders(parent) => vec![Answer::Folders(Ok(world::folders(parent.as_ref())))],
        // Answered by hand, where a test wants it.
        Question::Follow { .. } => Vec::new(),
        Question::MakeFolder { title, .. } => {
            vec![Answer::FolderMade(Ok(world::folder(77, title)))]
        }
    }
}

fn room_of(id: &RoomId) -> closeout::domain::Room {
    world::rooms()
        .into_iter()
        .find(|room| room.id == *id)
        .expect("a room of the world")
}

pub(crate) fn scan_progress(files: u64, files_expected: Option<u64>) -> ScanProgress {
    ScanProgress {
        phase: ScanPhase::Listing,
        files,
        files_expected,
        folders: 3,
        requests: 2,
    }
}

pub(crate) fn problem() -> Problem {
    Problem {
        what: "Failed to reach the portal: no answer from docspace.example.com within 30 seconds."
            .into(),
        next: Some("Check the network, then try again.".into()),
        exit_code: 1,
    }
}

/// `a`, `<Enter>`, `<C-c>` and so on.
pub(crate) fn parse(keys: &str) -> Vec<KeyPress> {
    let mut parsed = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let named = rest
            .strip_prefix('<')
            .and_then(|after| after.split_once('>'));
        let Some((name, after)) = named else {
            parsed.push(KeyPress::char(c));
            rest = &rest[c.len_utf8()..];
            continue;
        };
        rest = after;
        let key = match name {
            "Enter" => Key::Enter,
            "Esc" => Key::Esc,
            "Tab" => Key::Tab,
            "Backspace" => Key::Backspace,
            "Up" => Key::Up,
            "Down" => Key::Down,
            "Left" => Key::Left,
            "Right" => Key::Right,
            "PgDn" => Key::PageDown,
            "PgUp" => Key::PageUp,
            "Space" => Key::Char(' '),
            control => {
                let c = control
                    .strip_prefix("C-")
                    .and_then(|c| c.chars().next())
                    .expect("a key");
                parsed.push(KeyPress::control(c));
                continue;
            }
        };
        parsed.push(KeyPress::plain(key));
    }
    parsed
}
