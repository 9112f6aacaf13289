//! The terminal over the real use cases and the sandbox's router. Time is paused.

use std::{path::PathBuf, sync::Arc, time::Duration};

use closeout::{
    app::Session,
    docspace::{Credential, InProcessTransport, Transport},
    domain::{FolderId, PortalName},
    engine::pace::PaceLimits,
    sandbox::{Fault, Sandbox, SandboxOptions, WorldSource, seed},
    store::StatePlace,
    tui::{
        Connect, Runtime, TuiOptions,
        backend::Backend as _,
        effect::Effect,
        message::{Event, Msg},
        model::Model,
        runtime::problem,
        update::update,
        view,
    },
};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::driver::{parse, text_of};

/// As long as this, in virtual time, a condition is waited for.
const PATIENCE: Duration = Duration::from_secs(600);

pub(crate) struct Terminal<T, C> {
    pub(crate) model: Model,
    runtime: Runtime<T, C>,
    answers: UnboundedReceiver<Event>,
    sender: UnboundedSender<Event>,
    began: tokio::time::Instant,
    pub(crate) quit: Option<u8>,
}

impl<T: Transport, C: Connect<T>> Terminal<T, C> {
    pub(crate) fn new(options: TuiOptions, connect: C, pictures: PathBuf) -> Self {
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

    pub(crate) fn take(&mut self, event: Event) {
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
    pub(crate) fn keys(&mut self, keys: &str) {
        for key in parse(keys) {
            self.take(Event::Key(key));
            self.take(Event::Painted);
        }
    }

    /// Opens the preview of a room by its filter and waits for its plan.
    pub(crate) async fn preview(&mut self, room: &str) {
        self.until("rooms", |model| model.rooms.listing.here().is_some())
            .await;
        self.keys(&format!("/{room}<Enter><Enter>"));
        self.until("a plan", has_plan).await;
    }

    /// Waits until the model is as wanted.
    pub(crate) async fn until(&mut self, what: &str, is_so: impl Fn(&Model) -> bool) {
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

    pub(crate) fn screen(&self) -> String {
        text_of(&view::render(&self.model, 120, 40))
    }
}

pub(crate) fn sandbox(world: WorldSource) -> Sandbox {
    sandbox_with(world, Vec::new())
}

/// The same with faults that are on from the start.
pub(crate) fn sandbox_with(world: WorldSource, faults: Vec<Fault>) -> Sandbox {
    Sandbox::new(SandboxOptions {
        world,
        faults,
        latency: Duration::from_millis(20),
        time_per_file: Duration::from_millis(50),
        ..SandboxOptions::default()
    })
    .unwrap()
}

pub(crate) fn connect(
    sandbox: &Sandbox,
    place: StatePlace,
) -> impl Connect<Arc<InProcessTransport>> {
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

pub(crate) fn options() -> TuiOptions {
    TuiOptions {
        demo: true,
        archive_root: Some(FolderId::number(seed::demo::ARCHIVE_ROOT)),
        ..TuiOptions::default()
    }
}

pub(crate) fn has_plan(model: &Model) -> bool {
    model
        .preview
        .as_ref()
        .is_some_and(|preview| preview.current_plan().is_some())
}
