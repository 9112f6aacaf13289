//! The terminal, on the real portal and on the practice portal inside this process.

use std::{ffi::OsString, time::Duration};

use super::{
    args::{Args, GlyphsArg},
    connect, wish,
};
use crate::{
    app::{ExitCode, Session, StatePlace},
    docspace::{Credential, InProcessTransport, ReadOnly, Transport},
    domain::{FolderId, PortalName, RoomId},
    engine::pace::PaceLimits,
    headless::{Console, Failure, with_causes},
    sandbox::{Sandbox, SandboxOptions, seed},
    tui::{self, Colours, TuiOptions, message::Problem, runtime::problem},
};

/// The demo's portal answers at the pace of a real one, so that chunks are seen to move.
const DEMO_LATENCY: Duration = Duration::from_millis(60);
/// As much as a busy portal takes for each file of a move.
const DEMO_PER_FILE: Duration = Duration::from_millis(40);

/// `closeout`: the portal of environment and configuration.
pub(super) async fn real(args: &Args, console: &Console) -> Result<u8, Failure> {
    // Whatever is missing is told before the screen is taken.
    let door = connect::door(args, args.read_only)?;
    let place = connect::state_place()?;
    let options = TuiOptions {
        read_only: args.read_only,
        colours: colours(),
        ascii: ascii(args),
        archive_root: wish::typed_id("ARCHIVE_ROOT_FOLDER_ID")?.map(FolderId),
        room: wish::typed_id("CLIENT_ROOM_ID")?.map(RoomId),
        client_name: std::env::var("CLIENT_NAME")
            .ok()
            .filter(|name| !name.trim().is_empty()),
        host: door.name.0.clone(),
        ..TuiOptions::default()
    };
    let pictures = place.root().join("pictures");
    show(options, pictures, console, move || {
        let door = door.clone();
        async move { door.open().await.map_err(|error| problem(&error)) }
    })
    .await
}

/// `closeout demo`: nothing of the real portal is looked at, nothing of it is touched.
pub(super) async fn demo(args: &Args, console: &Console) -> Result<u8, Failure> {
    let world = SandboxOptions {
        latency: DEMO_LATENCY,
        time_per_file: DEMO_PER_FILE,
        ..SandboxOptions::default()
    };
    let sandbox = Sandbox::new(world)
        .map_err(|error| Failure::failed(with_causes(&error), "This is a fault of closeout."))?;
    let place = StatePlace::rehearsal(|name| std::env::var_os(name))?;
    let name = PortalName("demo.docspace.invalid".into());
    let options = TuiOptions {
        demo: true,
        read_only: args.read_only,
        colours: colours(),
        ascii: ascii(args),
        archive_root: Some(FolderId::number(seed::demo::ARCHIVE_ROOT)),
        host: name.0.clone(),
        ..TuiOptions::default()
    };
    let pictures = place.root().join("pictures");
    let read_only = args.read_only;
    show(options, pictures, console, move || {
        let (sandbox, place, name) = (sandbox.clone(), place.clone(), name.clone());
        async move {
            let credential = Credential::parse(sandbox.key()).map_err(|error| Problem {
                what: error.to_string(),
                next: None,
                exit_code: ExitCode::Key as u8,
            })?;
            let transport = ReadOnly::only_if(read_only, InProcessTransport::new(sandbox.router()));
            Session::connect(transport, name, credential, PaceLimits::default(), place)
                .await
                .map_err(|error| problem(&error))
        }
    })
    .await
}

async fn show<T: Transport>(
    options: TuiOptions,
    pictures: std::path::PathBuf,
    console: &Console,
    connect: impl tui::Connect<T>,
) -> Result<u8, Failure> {
    match tui::run(options, connect, pictures).await {
        Ok(left) => {
            if left.in_a_run {
                console.say("A run was under way; `closeout runs` shows how far it came.");
            }
            Ok(left.exit_code)
        }
        Err(error) => Err(Failure::failed(
            with_causes(&error),
            "The same works without a terminal: `closeout plan`, `closeout run`; see `closeout --help`.",
        )),
    }
}

/// The convention of terminal programs: any value of `NO_COLOR` but an empty one takes the colours away.
fn colours() -> Colours {
    match std::env::var_os("NO_COLOR") {
        Some(value) if !value.is_empty() => Colours::None,
        _ => Colours::Sixteen,
    }
}

/// Plain ASCII where it was asked for, or where the locale can show nothing else.
fn ascii(args: &Args) -> bool {
    match args.glyphs {
        Some(glyphs) => glyphs == GlyphsArg::Ascii,
        None => !is_utf8(|name| std::env::var_os(name)),
    }
}

/// Whether the locale is UTF-8: the first of these that is set decides, and without any it is the old C locale. Windows
/// knows none of them, and shows Unicode.
fn is_utf8(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
    match ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(set) {
        Some(locale) => {
            let locale = locale.to_string_lossy().to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        None => cfg!(windows),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_first_variable_that_is_set_tells_the_locale() {
        for (variables, expected) in [
            (&[("LANG", "de_DE.UTF-8")][..], true),
            (&[("LANG", "C.utf8")], true),
            (&[("LANG", "de_DE.ISO-8859-1")], false),
            (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], false),
            (&[("LANG", "C"), ("LC_CTYPE", "en_US.UTF-8")], true),
            (&[("LC_CTYPE", "POSIX"), ("LC_ALL", "C.UTF-8")], true),
            (&[("LC_ALL", ""), ("LANG", "C.UTF-8")], true),
            (&[], cfg!(windows)),
        ] {
            let told = super::is_utf8(|name| {
                let found = variables.iter().find(|(set, _)| *set == name);
                found.map(|(_, value)| (*value).into())
            });
            assert_eq!(told, expected, "{variables:?}");
        }
    }
}
