//! The command line: parses, connects, composes, and turns whatever happened into an exit code.
//!
//! The only module that may know all others.

mod args;
mod beside_plan;
mod connect;
mod sandbox;
mod terminal;
mod wish;

use std::ffi::OsString;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::{
    app::ExitCode,
    headless::{self, Console},
};
use args::{Args, Command};

/// Runs the program with these arguments. Everything that goes wrong is told on the terminal and in the exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> color_eyre::Result<u8> {
    let matches = Args::command().try_get_matches_from(arguments);
    let parsed = matches.and_then(|matches| {
        let args =
            Args::from_arg_matches(&matches).map_err(|error| error.format(&mut Args::command()))?;
        Ok((args, beside_plan::typed_in_vain(&matches)))
    });
    let (args, in_vain) = match parsed {
        Ok(parsed) => parsed,
        Err(told) => {
            // Help and version are no errors; clap knows which stream each belongs to.
            let code = if told.use_stderr() {
                ExitCode::Usage
            } else {
                ExitCode::Done
            };
            told.print()?;
            return Ok(code as u8);
        }
    };
    let console = Console::of_process(args.json);
    if let Some(failure) = in_vain {
        let code = console.fail(&failure);
        console.finish();
        return Ok(code as u8);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let code = runtime.block_on(dispatch(args, &console));
    console.finish();
    Ok(code)
}

async fn dispatch(args: Args, console: &Console) -> u8 {
    let done = match &args.command {
        None => terminal::real(&args, console).await,
        Some(Command::Demo) => terminal::demo(&args, console).await,
        Some(command) => without_terminal(&args, command, console)
            .await
            .map(|code| code as u8),
    };
    done.unwrap_or_else(|failure| console.fail(&failure) as u8)
}

async fn without_terminal(
    args: &Args,
    command: &Command,
    console: &Console,
) -> Result<ExitCode, headless::Failure> {
    match command {
        Command::Demo => Ok(ExitCode::Done),
        Command::Rooms(rooms) => {
            let session = connect::session(args, true).await?;
            headless::rooms(&session, console, rooms.filter.as_deref()).await
        }
        Command::Plan(plan) => plan_command(args, plan, console).await,
        Command::Run(run) => run_command(args, run, console).await,
        Command::Runs => headless::runs(&connect::state_place()?, console),
        Command::Sandbox(sandbox) => sandbox::serve(sandbox, console).await,
    }
}

async fn plan_command(
    args: &Args,
    plan: &args::PlanArgs,
    console: &Console,
) -> Result<ExitCode, headless::Failure> {
    let wish = wish::of_room_args(&plan.room)?;
    let session = connect::session(args, true).await?;
    let wish = wish::resolved(wish, &session)?;
    headless::plan(&session, console, &wish, plan.out.as_deref()).await
}

async fn run_command(
    args: &Args,
    run: &args::RunArgs,
    console: &Console,
) -> Result<ExitCode, headless::Failure> {
    if args.read_only {
        return Err(headless::Failure::refused(
            "--read-only forbids a run",
            "Leave --read-only out, or use `closeout plan` to look at what would happen.",
        ));
    }
    let order = wish::run_order(run)?;
    let session = connect::session(args, false).await?;
    let order = wish::resolved_order(order, &session)?;
    headless::run(&session, console, order).await
}
