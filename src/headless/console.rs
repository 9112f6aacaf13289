//! The two streams: data on stdout, talk on stderr.

use std::{
    io::{self, IsTerminal as _, Write as _},
    time::Duration,
};

use serde::Serialize;
use serde_json::json;

use super::{Failure, out::Out, signals};
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
    out: Out,
}

/// So long a line of talk waits for the data before it where both are seen by the same person.
const IN_ORDER: Duration = Duration::from_millis(100);
/// So long the very end waits for a reader that has kept a run waiting before.
const AT_THE_END: Duration = Duration::from_secs(1);
/// After so long without a reader it is said that one is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

impl Console {
    /// The console of this process.
    pub fn of_process(json: bool) -> Self {
        Self {
            json,
            out_is_terminal: io::stdout().is_terminal(),
            talk_is_terminal: io::stderr().is_terminal(),
            in_is_terminal: io::stdin().is_terminal(),
            out: Out::default(),
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
        self.out.is_closed()
    }

    /// From now on nobody waits for whoever reads stdout: what he does not take is left out, and told at the end.
    pub(super) fn hurry(&self) {
        self.out.hurry();
    }

    /// Waits until stdout was read to its end, or somebody asks to leave. Signals are heard meanwhile.
    pub(super) async fn drained(&self) {
        let told = async {
            tokio::time::sleep(PATIENCE).await;
            self.say("Everything is done; waiting for stdout to be read. Ctrl-C leaves at once.");
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = self.out.settled() => {}
            () = signals::stop_asked() => {}
            () = told => {}
        }
        let left_out = self.out.left_out();
        if left_out > 0 {
            self.say(&format!(
                "Stdout was not read in time: {left_out} lines were left out. The journal has everything."
            ));
        }
    }

    /// The last thing a command does: waits for the reader, or after a run for a moment only.
    pub fn finish(&self) {
        self.out.settle(self.out.is_hurried().then_some(AT_THE_END));
    }

    /// A line of data. A reader that has gone away (`| head`) is no error: the rest is left unsaid.
    pub fn data(&self, line: &str) {
        // Lines are made of texts made visible; one that was forgotten steers no terminal all the same.
        self.out.line(&visible(line));
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
        self.out
            .settle(match (self.out.is_hurried(), self.out_is_terminal) {
                (false, _) => None,
                (true, true) => Some(IN_ORDER),
                (true, false) => Some(Duration::ZERO),
            });
        // Without anybody to talk to there is nothing to be done about it.
        let _ = writeln!(io::stderr().lock(), "{}", visible(line));
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
