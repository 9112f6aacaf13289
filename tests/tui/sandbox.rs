//! The terminal over the real use cases and the sandbox's router: keys in, files moved, the screen out. Time is paused.

use std::{path::PathBuf, sync::Arc, time::Duration};

use crate::support::driver::{parse, text_of};
use closeout::{
    app::Session,
    docspace::{Credential, InProcessTransport, Transport},
    domain::{FolderId, PortalName},
    engine::pace::PaceLimits,
    run::{Ending, Outcome},
    sandbox::{Sandbox, SandboxOptions, WorldSource, seed},
    store::StatePlace,
    tui::{
        Connect, Runtime, TuiOptions,
        backend::Backend as _,
        effect::Effect,
        message::{Event, Msg},
        model::{Model, Screen},
        runtime::problem,
        update::update,
        view,
    },
};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

/// As long as this, in virtual time, a condition is waited for.
const PATIENCE: Duration = Duration::from_secs(600);

struct Terminal<T, C> {
    model: Model,
    runtime: Runtime<T, C>,
    answers: UnboundedReceiver<Event>,
    sender: UnboundedSender<Event>,
    began: tokio::time::Instant,
    quit: Option<u8>,
}

impl<T: Transport, C: Connect<T>> Terminal<T, C> {
    fn new(options: TuiOptions, connect: C, pictures: PathBuf) -> Self {
        let (sender, answers) = mpsc::unbounded_channel();
        let mut terminal = Self {
            model: Model::new(options),
            runtime: Runtime::new(connect, pictures),
            answers,
            sender,
            began: tokio::time::Instant::now(),
            quit: None,
        };
        terminal.take(Event::Resized(120, 40));
        terminal.take(Event::Started);
        terminal
    }

    fn take(&mut self, event: Event) {
        let at = self.began.elapsed();
        for effect in update(&mut self.model, Msg { at, event }) {
            match effect {
                Effect::Ask(request, question) => self.runtime.ask(request, question, &self.sender),
                Effect::CarryOut(plan, manner) => {
                    self.runtime.carry_out(*plan, manner, &self.sender);
                }
                Effect::Control(control) => self.runtime.control(control),
                Effect::Quit(code) => self.quit = Some(code),
                Effect::SavePicture(word) => {
                    let buffer = view::render(&self.model, 120, 40);
                    let picture = closeout::report::picture::Picture {
                        buffer: &buffer,
                        title: "",
                        marker: None,
                    };
                    self.runtime.save_picture(word, &picture, &self.sender);
                }
                Effect::Copy(_) => {}
            }
        }
    }

    /// Presses keys; the screen is drawn after each, as the loop does when nothing is queued.
    fn keys(&mut self, keys: &str) {
        for key in parse(keys) {
            self.take(Event::Key(key));
            self.take(Event::Painted);
        }
    }

    /// Waits until the model is as wanted.
    async fn until(&mut self, what: &str, is_so: impl Fn(&Model) -> bool) {
        let waited = tokio::time::timeout(PATIENCE, async {
            while !is_so(&self.model) {
                let wake = self.model.wake_at();
                let alarm = tokio::time::sleep_until(self.began + wake.unwrap_or_default());
                tokio::select! {
                    what = self.runtime.crashed() => panic!("crashed: {what}"),
                    Some(event) = self.answers.recv() => self.take(event),
                    () = alarm, if wake.is_some() => self.take(Event::Woken),
                }
            }
        });
        assert!(waited.await.is_ok(), "never: {what}\n{}", self.screen());
    }

    fn screen(&self) -> String {
        text_of(&view::render(&self.model, 120, 40))
    }
}

fn sandbox(world: WorldSource) -> Sandbox {
    Sandbox::new(SandboxOptions {
        world,
        latency: Duration::from_millis(20),
        time_per_file: Duration::from_millis(50),
        ..SandboxOptions::default()
    })
    .unwrap()
}

fn connect(sandbox: &Sandbox, place: StatePlace) -> impl Connect<Arc<InProcessTransport>> {
    let transport = Arc::new(InProcessTransport::new(sandbox.router()));
    let key: Arc<str> = sandbox.key().into();
    move || {
        let (transport, key, place) = (transport.clone(), key.clone(), place.clone());
        async move {
            let credential = Credential::parse(&key).unwrap();
            let limits = PaceLimits {
                jitter: false,
                ..PaceLimits::default()
            };
            let portal = PortalName("docspace.demo".into());
            Session::connect(transport, portal, credential, limits, place)
                .await
                .map_err(|error| problem(&error))
        }
    }
}

fn options() -> TuiOptions {
    TuiOptions {
        demo: true,
        archive_root: Some(FolderId::number(seed::demo::ARCHIVE_ROOT)),
        ..TuiOptions::default()
    }
}

fn has_plan(model: &Model) -> bool {
    model
        .preview
        .as_ref()
        .is_some_and(|preview| preview.current_plan().is_some())
}

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
    terminal
        .until("rooms", |model| model.rooms.listing.here().is_some())
        .await;
    terminal.keys("/contoso ltd<Enter><Enter>");
    terminal.until("a plan", has_plan).await;
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
async fn a_room_seen_as_portal_admin_is_taken_over_and_handed_back_by_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(WorldSource::Demo);
    let owner = || {
        let room = seed::demo::FOREIGN_ROOM;
        sandbox.edit(|world, _| {
            let owner = world.tree.folder(room).unwrap().created_by;
            world.person(owner).unwrap().display_name()
        })
    };
    let place = StatePlace::rehearsal_at(folder.path());
    let mut terminal = Terminal::new(
        options(),
        connect(&sandbox, place),
        folder.path().join("screens"),
    );
    terminal
        .until("rooms", |model| model.rooms.listing.here().is_some())
        .await;
    terminal.keys("/northwind<Enter><Enter>");
    terminal.until("a plan", has_plan).await;
    terminal.keys("o");
    terminal.until("another plan", has_plan).await;
    terminal.keys("a");
    assert_eq!(
        terminal.model.screen,
        Screen::Confirm,
        "{}",
        terminal.screen()
    );
    terminal.take(Event::Painted);
    // The key that opened the question is let go.
    tokio::time::advance(Duration::from_secs(1)).await;
    terminal.keys("<Space><Tab>Northwind Traders<Enter>");
    terminal
        .until("the first chunk", |model| {
            model
                .run
                .as_ref()
                .is_some_and(|run| run.arrived() > 0 || run.reported() > 0)
        })
        .await;
    assert_eq!(owner(), "Ann Keller");
    terminal.until("the end", |model| !model.is_running()).await;
    assert_eq!(owner(), "Boris Brandt");
    let screen = terminal.screen();
    assert!(screen.contains("Done: 30 files are archived"), "{screen}");
    assert!(
        screen.contains("The room is Boris Brandt's again, and you are no member of it."),
        "{screen}"
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
    terminal
        .until("rooms", |model| model.rooms.listing.here().is_some())
        .await;
    terminal.keys("/contoso ltd<Enter><Enter>");
    terminal.until("a plan", has_plan).await;
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
    terminal
        .until("rooms", |model| model.rooms.listing.here().is_some())
        .await;
    terminal.keys("/contoso ltd<Enter><Enter>");
    terminal.until("a plan", has_plan).await;
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
