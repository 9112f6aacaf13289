//! `closeout` and `closeout demo`: the terminal, on the real portal or on the sandbox in this process.

use std::{path::PathBuf, sync::Arc, time::Duration};

use super::{args::Args, connect};
use crate::{
    app::{AppError, ExitCode, Session, StatePlace},
    docspace::{Credential, InProcessTransport, ReadOnly, Transport},
    domain::{FolderId, PortalName, RoomId},
    engine::pace::PaceLimits,
    headless::{Console, Failure, with_causes},
    sandbox::{Sandbox, SandboxOptions, seed},
    tui::{self, Colours, Connect, TuiError, TuiOptions, message::Problem},
};

/// What every request of the demo takes: enough to be seen, too little to be waited for.
const DEMO_LATENCY: Duration = Duration::from_millis(40);
/// What the demo's portal spends on each file, so that chunks are seen to move.
const DEMO_TIME_PER_FILE: Duration = Duration::from_millis(30);
/// The name the demo's portal goes by.
const DEMO_PORTAL: &str = "docspace.demo";

/// The terminal on the real portal.
pub(super) async fn real(args: Args, console: &Console) -> ExitCode {
    let environment = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let options = TuiOptions {
        read_only: args.read_only,
        host: args.host.clone().unwrap_or_default(),
        archive_root: environment("ARCHIVE_ROOT_FOLDER_ID").as_deref().and_then(FolderId::parse),
        room: environment("CLIENT_ROOM_ID").as_deref().and_then(RoomId::parse),
        client_name: environment("CLIENT_NAME"),
        ..looks(environment)
    };
    let place = match connect::state_place() {
        Ok(place) => place,
        Err(error) => return console.fail(&error.into()),
    };
    let args = Arc::new(args);
    let connect = move || {
        let args = Arc::clone(&args);
        async move {
            let session = connect::session(&args, false).await;
            session.map_err(|failure| problem(&failure))
        }
    };
    show(options, connect, &place, console).await
}

/// The terminal on a portal of its own. Nothing of the real portal's environment is read.
pub(super) async fn demo(args: &Args, console: &Console) -> ExitCode {
    match try_demo(args, console).await {
        Ok(code) => code,
        Err(failure) => console.fail(&failure),
    }
}

async fn try_demo(args: &Args, console: &Console) -> Result<ExitCode, Failure> {
    let place = StatePlace::rehearsal(|name| std::env::var_os(name))?;
    let sandbox = Sandbox::new(SandboxOptions {
        latency: DEMO_LATENCY,
        time_per_file: DEMO_TIME_PER_FILE,
        ..SandboxOptions::default()
    })
    .map_err(|error| Failure::failed(with_causes(&error), "This is a fault of closeout; please report it."))?;
    let options = TuiOptions {
        demo: true,
        read_only: args.read_only,
        host: DEMO_PORTAL.into(),
        archive_root: Some(FolderId::number(seed::demo::ARCHIVE_ROOT)),
        ..looks(|name| std::env::var(name).ok())
    };
    let transport = ReadOnly::only_if(args.read_only, InProcessTransport::new(sandbox.router()));
    let transport = Arc::new(transport);
    let key: Arc<str> = sandbox.key().into();
    let rehearsal = place.clone();
    let connect = move || {
        let (transport, key, place) = (Arc::clone(&transport), Arc::clone(&key), rehearsal.clone());
        async move { demo_session(transport, &key, place).await }
    };
    Ok(show(options, connect, &place, console).await)
}

async fn demo_session<T: Transport>(transport: T, key: &str, place: StatePlace) -> Result<Session<T>, Problem> {
    let credential = Credential::parse(key).map_err(|error| Problem {
        what: with_causes(&error),
        next: None,
        exit_code: ExitCode::Failed as u8,
    })?;
    Session::connect(transport, PortalName(DEMO_PORTAL.into()), credential, PaceLimits::default(), place)
        .await
        .map_err(|error: AppError| tui::runtime::problem(&error))
}

async fn show<T: Transport>(
    options: TuiOptions,
    connect: impl Connect<T>,
    place: &StatePlace,
    console: &Console,
) -> ExitCode {
    let pictures: PathBuf = place.root().join("screens");
    match tui::run(options, connect, pictures).await {
        Ok(left) => {
            if left.in_a_run {
                console.say("A run was under way. `closeout runs` shows how far it came; running it again goes on.");
            }
            exit_code(left.exit_code)
        }
        Err(error @ TuiError::NotATerminal) => console.fail(&Failure::usage(
            with_causes(&error),
            "In scripts use `closeout rooms`, `closeout plan` and `closeout run`.",
        )),
        Err(error) => console.fail(&Failure::failed(
            with_causes(&error),
            "If a run was under way, `closeout runs` shows how far it came.",
        )),
    }
}

/// Colours and symbols, as the environment wants them.
fn looks(environment: impl Fn(&str) -> Option<String>) -> TuiOptions {
    let given = |name| environment(name).filter(|value| !value.is_empty());
    let locale = given("LC_ALL").or_else(|| given("LC_CTYPE")).or_else(|| given("LANG"));
    let is_utf8 = |locale: &str| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    };
    TuiOptions {
        colours: if given("NO_COLOR").is_some() { Colours::None } else { Colours::Sixteen },
        // Without any locale nothing is known, and nearly every terminal of today shows UTF-8.
        ascii: locale.is_some_and(|locale| !is_utf8(&locale)),
        ..TuiOptions::default()
    }
}

fn problem(failure: &Failure) -> Problem {
    Problem {
        what: failure.what.clone(),
        next: Some(failure.hint.clone()),
        exit_code: failure.code as u8,
    }
}

fn exit_code(number: u8) -> ExitCode {
    const ALL: [ExitCode; 9] = [
        ExitCode::Done,
        ExitCode::Failed,
        ExitCode::Usage,
        ExitCode::Partly,
        ExitCode::Stale,
        ExitCode::Refused,
        ExitCode::Locked,
        ExitCode::Key,
        ExitCode::Limits,
    ];
    // Whatever else there is comes from signals: somebody wanted it to stop.
    ALL.into_iter().find(|code| *code as u8 == number).unwrap_or(ExitCode::Cancelled)
}
