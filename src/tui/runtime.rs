//! Carries out what the model wants, through the use cases of the program. The only file here that calls `app`.

use std::{path::PathBuf, sync::Arc};

use tokio::{
    sync::mpsc::{self, UnboundedSender},
    task::JoinSet,
};

use super::{
    backend::Backend,
    effect::Question,
    message::{Answer, Connection, Event, Problem, RequestId, RunEnd},
    model::{Listing, Planned},
    pictures,
};
use crate::{
    app::{
        self, AppError, CarryOut, Control, ExitCode, IfLocked, Remembered, ScanProgress, Session,
        Survey, Transport,
    },
    domain::FolderId,
    plan::{Choices, ConfirmedPlan, GuestFacts, Place},
    report::picture::Picture,
    run::Manner,
};

/// Presses of the ladder and of pause that may wait for the run to look at them.
const CONTROLS: usize = 64;

/// How a session is made: connecting takes as long as the portal takes, and happens behind the first picture.
pub trait Connect<T>: Clone + Send + Sync + 'static {
    /// Connects.
    fn connect(&self) -> impl Future<Output = Result<Session<T>, Problem>> + Send;
}

impl<T, F, A> Connect<T> for F
where
    F: Fn() -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Result<Session<T>, Problem>> + Send,
{
    fn connect(&self) -> impl Future<Output = Result<Session<T>, Problem>> + Send {
        self()
    }
}

/// The backend of the product: every question is a task of its own.
pub struct Runtime<T, C> {
    connect: C,
    session: Arc<std::sync::OnceLock<Session<T>>>,
    tasks: JoinSet<()>,
    controls: Option<mpsc::Sender<Control>>,
    pictures: PathBuf,
}

impl<T: Transport, C: Connect<T>> Runtime<T, C> {
    /// A runtime that makes its session by `connect` and saves pictures in the folder `pictures`.
    pub fn new(connect: C, pictures: PathBuf) -> Self {
        Self {
            connect,
            session: Arc::default(),
            tasks: JoinSet::new(),
            controls: None,
            pictures,
        }
    }

    fn connect(&mut self, request: RequestId, answers: &UnboundedSender<Event>) {
        let (connect, session, answers) = (
            self.connect.clone(),
            Arc::clone(&self.session),
            answers.clone(),
        );
        self.tasks.spawn(async move {
            let connected = connect.connect().await.map(|made| {
                let made = session.get_or_init(|| made);
                // What is remembered is a convenience: without it the archive root is chosen once more.
                let remembered = Remembered::load(made.place()).ok();
                Connection {
                    portal: made.portal().clone(),
                    version: made.version(),
                    archive_root: remembered
                        .and_then(|all| all.archive_root(made.portal()).cloned()),
                    me: made.me().clone(),
                }
            });
            send(&answers, request, Answer::Connected(connected));
        });
    }
}

impl<T: Transport, C: Connect<T>> Backend for Runtime<T, C> {
    fn ask(&mut self, request: RequestId, question: Question, answers: &UnboundedSender<Event>) {
        if matches!(question, Question::Connect) {
            self.connect(request, answers);
            return;
        }
        let Some(session) = self.session.get().cloned() else {
            // The model asks nothing before it is connected.
            return;
        };
        let answers = answers.clone();
        self.tasks.spawn(async move {
            let told = |answer| send(&answers, request, answer);
            let answer = answer(&session, question, told).await;
            send(&answers, request, answer);
        });
    }

    fn carry_out(&mut self, plan: ConfirmedPlan, manner: Manner, answers: &UnboundedSender<Event>) {
        let Some(session) = self.session.get().cloned() else {
            return;
        };
        let (sender, controls) = mpsc::channel(CONTROLS);
        self.controls = Some(sender);
        let answers = answers.clone();
        self.tasks.spawn(async move {
            let how = CarryOut {
                manner,
                from_file: false,
                if_locked: IfLocked::Fail,
            };
            let observe = |event: &_| {
                // The loop ends before its receiver does: then nobody looks any more, and the journal has it all.
                let _ = answers.send(Event::Run(Clone::clone(event)));
            };
            let end = session.carry_out(plan, how, controls, observe).await;
            let end = end.map_err(|error| problem(&error)).map(|report| RunEnd {
                exit_code: report.exit_code() as u8,
                summary: report.summary,
                directory: report.directory,
                manifest: report.manifest.map_err(|error| problem(&error)),
                run: report.run,
            });
            let _ = answers.send(Event::RunEnded(end.map(Box::new)));
        });
    }

    fn control(&mut self, control: Control) {
        if let Some(controls) = &self.controls {
            // A full or closed channel belongs to a run that has ended, or has enough to do.
            let _ = controls.try_send(control);
        }
    }

    fn save_picture(
        &mut self,
        word: &'static str,
        picture: &Picture<'_>,
        answers: &UnboundedSender<Event>,
    ) {
        let forms = pictures::forms(picture);
        let (folder, answers) = (self.pictures.clone(), answers.clone());
        self.tasks.spawn(async move {
            let saved = on_a_thread(move || pictures::save(&folder, word, &forms)).await;
            let saved = saved.map_err(|error| Problem {
                what: format!("The picture could not be saved: {error}."),
                next: None,
                exit_code: 1,
            });
            let _ = answers.send(Event::PictureSaved(saved));
        });
    }

    async fn crashed(&mut self) -> String {
        loop {
            match self.tasks.join_next().await {
                Some(Err(error)) if error.is_panic() => {
                    let payload = error.into_panic();
                    let said = payload.downcast_ref::<&str>().map(ToString::to_string);
                    let said = said.or_else(|| payload.downcast_ref::<String>().cloned());
                    return said.unwrap_or_else(|| "no words".into());
                }
                Some(_) => {}
                None => std::future::pending().await,
            }
        }
    }
}

async fn answer<T: Transport>(
    session: &Session<T>,
    question: Question,
    told: impl Fn(Answer) + Send + Sync,
) -> Answer {
    match question {
        Question::Connect => Answer::Rooms(Ok(Vec::new())),
        Question::Rooms => {
            let rooms = session
                .rooms(|page| told(Answer::RoomsPage(page.to_vec())))
                .await;
            if let Ok(rooms) = &rooms
                && rooms.not_given > 0
            {
                told(Answer::RoomsNotGiven(rooms.not_given));
            }
            let rooms = rooms.map(|rooms| rooms.rooms);
            Answer::Rooms(rooms.map_err(|error| problem(&error)))
        }
        Question::Access(room) => {
            let reach = session.access(&room).await.map_err(|error| problem(&error));
            Answer::Access(room, reach)
        }
        Question::Survey(room) => {
            let progress = |progress: ScanProgress| told(Answer::SurveyProgress(progress));
            match session.survey(&room, progress).await {
                Ok(survey) => {
                    Answer::Surveyed(Ok(Arc::new(on_a_thread(move || Listing::of(survey)).await)))
                }
                Err(error) => Answer::Surveyed(Err(problem(&error))),
            }
        }
        Question::FindPlace {
            root,
            client_name,
            target,
        } => {
            let place = session
                .look_at_place(&root, &client_name, target.as_ref())
                .await;
            if place.is_ok() {
                remember(session, root).await;
            }
            Answer::PlaceFound(place.map(Arc::new).map_err(|error| problem(&error)))
        }
        Question::LookAtGuest {
            listing,
            place,
            guest,
        } => {
            let survey = listing.survey();
            let looked = session.look_at_guest(&survey, &place, Some(&guest)).await;
            Answer::GuestLooked(match looked {
                Ok(facts) => facts.map(Arc::new).ok_or_else(nobody_looked_at),
                Err(error) => Err(problem(&error)),
            })
        }
        Question::Plan {
            listing,
            place,
            guest,
            choices,
        } => {
            let (session, survey) = (session.clone(), listing.survey());
            let planned = on_a_thread(move || plan(&session, &survey, place, guest, choices)).await;
            Answer::PlanMade(planned.map(Arc::new).map_err(|error| problem(&error)))
        }
        Question::Folders(parent) => {
            let folders = session.folders(parent.as_ref()).await;
            Answer::Folders(folders.map_err(|error| problem(&error)))
        }
        Question::Follow { run, step } => {
            let followed = session.afterwards(&run, step, |_| {}).await;
            Answer::Followed(match followed {
                Ok(summary) => {
                    let exit_code = app::exit_code(&summary) as u8;
                    Ok(Box::new((summary, exit_code)))
                }
                Err(error) => Err(problem(&error)),
            })
        }
        Question::MakeFolder { parent, title } => {
            let made = session.make_folder(&parent, &title).await;
            Answer::FolderMade(made.map_err(|error| problem(&error)))
        }
    }
}

fn plan<T: Transport>(
    session: &Session<T>,
    survey: &Survey,
    place: Arc<Place>,
    guest: Option<Arc<GuestFacts>>,
    choices: Choices,
) -> Result<Planned, AppError> {
    let guest = guest.map(Arc::unwrap_or_clone);
    let plan = session.plan(survey, (*place).clone(), guest, choices)?;
    Ok(Planned::new(Arc::new(plan), place))
}

/// A guest is looked at whenever one is chosen; this is never seen.
fn nobody_looked_at() -> Problem {
    Problem {
        what: "Nobody was looked at.".into(),
        next: None,
        exit_code: ExitCode::Failed as u8,
    }
}

/// Keeps the archive root for the next time. A failure costs choosing it again, and is not worth a word.
async fn remember<T: Transport>(session: &Session<T>, root: FolderId) {
    let (place, portal) = (session.place().clone(), session.portal().clone());
    on_a_thread(move || {
        let _ =
            Remembered::load(&place).and_then(|mut all| all.remember_archive_root(&portal, root));
    })
    .await;
}

/// Does what takes longer than a frame on a thread of its own. A panic there is one here.
async fn on_a_thread<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> R {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(payload) => std::panic::resume_unwind(payload),
            // The runtime is being shut down: nobody waits for this any more.
            Err(_) => std::future::pending().await,
        },
    }
}

fn send(answers: &UnboundedSender<Event>, request: RequestId, answer: Answer) {
    // The loop is over when the other end is gone.
    let _ = answers.send(Event::Answered(request, answer));
}

/// A failure of a use case in words.
pub fn problem(error: &AppError) -> Problem {
    Problem {
        what: sentence(&error.what()),
        next: Some(error.hint().into_owned()),
        exit_code: error.exit_code() as u8,
    }
}

/// A fragment as a sentence: a capital first, a full stop last.
fn sentence(fragment: &str) -> String {
    let mut characters = fragment.chars();
    let first = characters
        .next()
        .map(|first| first.to_uppercase().to_string());
    let mut sentence = first.unwrap_or_default() + characters.as_str();
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}
