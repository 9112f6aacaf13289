//! Thin on purpose: run the library's command line, turn what happened into an exit code.

use std::process::ExitCode;

fn main() -> color_eyre::Result<ExitCode> {
    color_eyre::install()?;
    let code = closeout::cli::main(std::env::args_os())?;
    Ok(ExitCode::from(code))
}
