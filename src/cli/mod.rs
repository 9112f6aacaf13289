//! The command line: parses, connects, composes, and turns whatever happened into an exit code.
//!
//! The only module that may know all others.

mod args;
mod connect;
mod sandbox;
mod wish;

use std::ffi::OsString;

use clap::Parser as _;

use crate::{
    app::ExitCode,
    headless::{self, Console},
};
use args::{Args, Command};

/// Runs the program with these arguments. Everything that goes wrong is told on the terminal and in the exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> color_eyre::Result<ExitCode> {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(told) => {
            // Help and version are no errors; clap knows which stream each belongs to.
            let code = if told.use_stderr() {
                ExitCode::Usage
            } else {
                ExitCode::Done
            };
            told.print()?;
            return Ok(code);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let console = Console::of_process(args.json);
    Ok(runtime.block_on(dispatch(args, &console)))
}

async fn dispatch(args: Args, console: &Console) -> ExitCode {
    let done = match args.command {
        Some(Command::Rooms(ref rooms)) => match connect::session(&args, true).await {
            Ok(session) => headless::rooms(&session, console, rooms.filter.as_deref()).await,
            Err(error) => Err(error),
        },
        Some(Command::Plan(ref plan)) => plan_command(&args, plan, console).await,
        Some(Command::Run(ref run)) => run_command(&args, run, console).await,
        Some(Command::Runs) => connect::state_place()
            .map_err(Into::into)
            .and_then(|place| headless::runs(&place, console)),
        Some(Command::Sandbox(sandbox)) => return sandbox::serve(sandbox, console).await,
        None => Err(headless::Failure::usage(
            "no command was given",
            "Try `closeout --help`, or `closeout sandbox` for a portal to practise on.",
        )),
    };
    done.unwrap_or_else(|failure| console.fail(&failure))
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
