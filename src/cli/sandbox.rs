//! `closeout sandbox`: the practice portal over HTTP, on this machine only.

use std::{net::Ipv4Addr, time::Duration};

use super::args::SandboxArgs;
use crate::{
    app::ExitCode,
    headless::{Console, Failure, stop_asked, with_causes},
    sandbox::{Fault, Sandbox, SandboxOptions, WorldSource, seed},
};

/// Serves until Ctrl-C or SIGTERM.
pub(super) async fn serve(args: &SandboxArgs, console: &Console) -> Result<ExitCode, Failure> {
    let port = args.port;
    let options = options(args)?;
    // The built-in worlds put the client's room and the archive root at the same ids.
    let built_in = !matches!(options.world, WorldSource::File(_));
    let sandbox = Sandbox::new(options)
        .map_err(|error| Failure::usage(with_causes(&error), "See `closeout sandbox --help`."))?;
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| {
            Failure::failed(
                format!("port {port} on 127.0.0.1 cannot be opened: {error}"),
                "Choose another with --port, or any free one with --port 0.",
            )
        })?;
    let broken = |error: std::io::Error| {
        Failure::failed(format!("the sandbox broke off: {error}"), "Start it again.")
    };
    let address = listener.local_addr().map_err(broken)?;
    console.data(&format!("export DOCSPACE_API_HOST=http://{address}"));
    console.data(&format!("export DOCSPACE_API_KEY={}", sandbox.key()));
    if built_in {
        console.data(&format!(
            "export CLIENT_ROOM_ID={}",
            seed::demo::CONTOSO_ROOM
        ));
        console.data(&format!(
            "export ARCHIVE_ROOT_FOLDER_ID={}",
            seed::demo::ARCHIVE_ROOT
        ));
    }
    console.say(
        "The practice portal is up. Paste the lines above into another terminal; Ctrl-C ends it.",
    );
    sandbox
        .serve(listener, stop_asked())
        .await
        .map_err(broken)?;
    Ok(ExitCode::Done)
}

fn options(args: &SandboxArgs) -> Result<SandboxOptions, Failure> {
    const HINT: &str = "See `closeout sandbox --help`.";
    let faults = args
        .fault
        .iter()
        .map(|name| {
            name.parse::<Fault>()
                .map_err(|error| Failure::usage(with_causes(&error), HINT))
        })
        .collect::<Result<_, _>>()?;
    let world = args.world.parse().unwrap_or(WorldSource::Demo);
    Ok(SandboxOptions {
        world,
        profile: args
            .profile
            .parse()
            .map_err(|error| Failure::usage(with_causes(&error), HINT))?,
        latency: Duration::from_millis(args.latency),
        time_per_file: Duration::from_millis(args.per_file),
        seed: args.seed,
        ties: args.ties,
        converting: args.converting,
        reject_writes: args.reject_writes,
        faults,
        limiter: args.limiter,
        scopes: args.scope.clone(),
        log: args.log.clone(),
        ..SandboxOptions::default()
    })
}
