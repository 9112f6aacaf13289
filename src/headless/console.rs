//! The two streams: data on stdout, talk on stderr.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::atomic::{AtomicBool, Ordering},
};

use serde::Serialize;
use serde_json::json;

use super::Failure;
use crate::{
    app::ExitCode,
    domain::titles::{inert_json, visible},
};

/// Writes for one command.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each stream is a terminal or not, independently of the others"
)]
pub struct Console {
    json: bool,
    out_is_terminal: bool,
    talk_is_terminal: bool,
    in_is_terminal: bool,
    out_closed: AtomicBool,
}

impl Console {
    /// The console of this process.
    pub fn of_process(json: bool) -> Self {
        Self {
            json,
            out_is_terminal: io::stdout().is_terminal(),
            talk_is_terminal: io::stderr().is_terminal(),
            in_is_terminal: io::stdin().is_terminal(),
            out_closed: AtomicBool::new(false),
        }
    }

    /// Data is wanted as JSON.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Bars may be drawn on stderr.
    pub fn can_draw(&self) -> bool {
        self.talk_is_terminal
    }

    /// Somebody can be asked.
    pub fn can_ask(&self) -> bool {
        self.in_is_terminal && self.talk_is_terminal && !self.json
    }

    /// How wide tables may be.
    pub fn width(&self) -> usize {
        if !self.out_is_terminal {
            return 160;
        }
        crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns))
    }

    /// Whoever read stdout has gone away.
    pub fn is_out_closed(&self) -> bool {
        self.out_closed.load(Ordering::Relaxed)
    }

    /// A line of data. A reader that has gone away (`| head`) is no error: the rest is left unsaid.
    pub fn data(&self, line: &str) {
        if self.is_out_closed() {
            return;
        }
        let mut out = io::stdout().lock();
        if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
            self.out_closed.store(true, Ordering::Relaxed);
        }
    }

    /// A value as one line of JSON.
    pub fn json_line(&self, value: &impl Serialize) {
        match serde_json::to_string(value) {
            Ok(line) => self.data(&inert_json(line)),
            Err(error) => self.say(&format!(
                "error: the answer cannot be written as JSON: {error}"
            )),
        }
    }

    /// A line of talk.
    pub fn say(&self, line: &str) {
        // Without anybody to talk to there is nothing to be done about it.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// Tells why a command failed, and gives its exit code.
    pub fn fail(&self, failure: &Failure) -> ExitCode {
        self.say(&format!("error: {}", visible(&failure.what)));
        if !failure.hint.is_empty() {
            self.say(&format!("next:  {}", visible(&failure.hint)));
        }
        if self.json {
            self.json_line(&json!({"error": {
                "what": failure.what,
                "next": failure.hint,
                "exitCode": failure.code as u8,
            }}));
        }
        failure.code
    }
}

/// Bytes as people read them.
pub(super) fn bytes(count: u64) -> String {
    indicatif::HumanBytes(count).to_string()
}

/// `1 file`, `2 files`.
pub(super) fn files(count: u64) -> String {
    if count == 1 {
        "1 file".into()
    } else {
        format!("{count} files")
    }
}
