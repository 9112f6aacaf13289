//! The real binary on a real pseudo-terminal: the whole job in the demo, and every way out.

use std::{
    io::{Read as _, Write as _},
    num::NonZeroU16,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// As long as this a condition is waited for, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(30);
const SIZE: PtySize = PtySize {
    rows: 30,
    cols: 110,
    pixel_width: 0,
    pixel_height: 0,
};

struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn std::io::Write + Send>>,
    output: Receiver<Vec<u8>>,
    /// The reader lets go of the terminal at the next output.
    stop: Arc<AtomicBool>,
    screen: vt100::Parser,
    state: tempfile::TempDir,
}

impl Terminal {
    fn demo(environment: &[(&str, &str)]) -> Self {
        Self::demo_with(&[], environment)
    }

    fn demo_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let state = tempfile::tempdir().unwrap();
        let pair = native_pty_system().openpty(SIZE).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_closeout"));
        command.arg("demo");
        command.args(arguments);
        command.env("CLOSEOUT_STATE_DIR", state.path());
        command.env("LANG", "C.UTF-8");
        command.env("TERM", "xterm-256color");
        command.env_remove("LC_ALL");
        command.env_remove("LC_CTYPE");
        command.env_remove("NO_COLOR");
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        // The child's own end is the only one left: it is gone when the child is.
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let stops = Arc::clone(&stop);
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(read) = reader.read(&mut buffer) {
                let is_over = read == 0 || stops.load(Ordering::SeqCst);
                if is_over || sender.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        let size = |number| NonZeroU16::new(number).unwrap();
        Self {
            child,
            keys: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            output,
            stop,
            screen: vt100::Parser::new(size(SIZE.rows), size(SIZE.cols), 0),
            state,
        }
    }

    fn text(&self) -> String {
        self.screen.screen().contents()
    }

    fn type_keys(&mut self, keys: &str) {
        let writer = self.keys.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Reads until the screen shows this.
    fn shows(&mut self, wanted: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.text().contains(wanted) {
            match self
                .output
                .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            {
                Ok(bytes) => self.screen.process(&bytes),
                Err(error) => panic!("{error}: never showed {wanted:?}\n{}", self.text()),
            }
        }
    }

    /// Reads to the end of the output and waits for the child.
    fn ends(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self
                .output
                .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            {
                Ok(bytes) => self.screen.process(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it does not end\n{}", self.text()),
            }
        }
        self.child.wait().unwrap()
    }

    fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        let sent = std::process::Command::new("kill")
            .args(["-s", name, &id])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Closes the terminal under the program, and waits for its end.
    fn is_closed(&mut self) {
        // Every hold on our end has to go before the terminal is closed: the reader goes with the next output.
        self.stop.store(true, Ordering::SeqCst);
        self.type_keys("?");
        while self.output.recv_timeout(PATIENCE).is_ok() {}
        self.keys = None;
        self.master = None;
        let mut killer = self.child.clone_killer();
        let (sender, ended) = channel();
        std::thread::scope(|scope| {
            scope.spawn(|| sender.send(self.child.wait()));
            let status = ended.recv_timeout(PATIENCE);
            let _ = killer.kill();
            assert!(status.expect("it goes on without a terminal").is_ok());
        });
    }

    fn is_given_back(&self) -> bool {
        !self.screen.screen().alternate_screen() && !self.screen.screen().hide_cursor()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[test]
fn the_whole_job_in_the_demo() {
    // The variables of a real portal are there and must not matter.
    let mut terminal = Terminal::demo(&[
        ("DOCSPACE_API_HOST", "https://real.invalid"),
        ("DOCSPACE_API_KEY", "sk-real"),
        ("CLIENT_ROOM_ID", "1"),
        ("ARCHIVE_ROOT_FOLDER_ID", "2"),
    ]);
    terminal.shows("Contoso Ltd");
    assert!(terminal.text().contains("DEMO"));
    begin_contoso(&mut terminal);
    terminal.shows("Not archived");
    let summary = terminal.text();
    assert!(
        summary.contains("files are archived") && summary.contains("DEMO"),
        "{summary}"
    );
    terminal.type_keys("q");
    let status = terminal.ends();
    assert!(matches!(status.exit_code(), 0 | 3), "{status:?}");
    assert!(terminal.is_given_back());
}

#[test]
fn a_terminated_program_gives_the_terminal_back() {
    for (signal, exit_code) in [("TERM", 143), ("HUP", 129), ("INT", 0)] {
        let mut terminal = Terminal::demo(&[]);
        terminal.shows("Contoso Ltd");
        terminal.signal(signal);
        assert_eq!(terminal.ends().exit_code(), exit_code, "{signal}");
        assert!(terminal.is_given_back(), "{signal}");
    }
}

/// The journal of the only run, as it lies on the disk.
fn journal(terminal: &Terminal) -> String {
    fn texts(folder: &std::path::Path) -> String {
        let entries = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let texts = entries.map(
            |path| match path.file_name().and_then(|name| name.to_str()) {
                Some("journal.jsonl") => std::fs::read_to_string(&path).unwrap(),
                _ if path.is_dir() => texts(&path),
                _ => String::new(),
            },
        );
        texts.collect()
    }
    texts(terminal.state.path())
}

/// From the rooms to a confirmed run.
fn begin_contoso(terminal: &mut Terminal) {
    terminal.type_keys("/contoso ltd\r");
    terminal.shows("/ contoso ltd");
    terminal.type_keys("\r");
    terminal.shows("chunk 1");
    terminal.shows(" a archive");
    terminal.type_keys("a");
    terminal.shows("type the client's name: Contoso Ltd");
    terminal.type_keys("Contoso Ltd");
    terminal.shows("Enter begins");
    terminal.type_keys("\r");
}

/// In the demo, with a run that has just begun to send.
fn in_a_run() -> Terminal {
    let mut terminal = Terminal::demo(&[]);
    terminal.shows("Contoso Ltd");
    begin_contoso(&mut terminal);
    let deadline = Instant::now() + PATIENCE;
    while !journal(&terminal).contains("send-accepted") {
        assert!(Instant::now() < deadline, "nothing was sent");
        std::thread::yield_now();
    }
    terminal
}

/// What was in flight was awaited, and the run has its end.
fn has_its_end(terminal: &Terminal) {
    let journal = journal(terminal);
    for record in [
        "cancel-asked",
        "operation-ended",
        "final-listed",
        "finished",
    ] {
        let record = format!("\"record\":\"{record}\"");
        assert!(journal.contains(&record), "no {record} in {journal}");
    }
}

#[test]
fn a_program_that_is_terminated_in_a_run_finishes_what_is_in_flight() {
    let mut terminal = in_a_run();
    terminal.signal("TERM");
    assert_eq!(terminal.ends().exit_code(), 143);
    assert!(terminal.is_given_back());
    has_its_end(&terminal);
}

#[test]
fn a_terminal_that_is_closed_in_a_run_leaves_it_its_end() {
    let mut terminal = in_a_run();
    terminal.is_closed();
    has_its_end(&terminal);
}

#[test]
fn a_closed_terminal_leaves_no_orphan() {
    let mut terminal = Terminal::demo(&[]);
    terminal.shows("Contoso Ltd");
    terminal.is_closed();
}

#[test]
fn without_colours_the_selection_is_still_seen() {
    let mut terminal = Terminal::demo(&[("NO_COLOR", "1")]);
    terminal.shows("Contoso Ltd");
    terminal.shows("▌");
    let screen = terminal.screen.screen();
    let cells = (0..SIZE.rows).flat_map(|row| (0..SIZE.cols).map(move |column| (row, column)));
    let (mut inverse, mut coloured) = (0, 0);
    for (row, column) in cells {
        let cell = screen.cell(row, column).unwrap();
        inverse += usize::from(cell.inverse());
        coloured += usize::from(
            cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default,
        );
    }
    assert!(inverse > 20, "the row under the cursor is reversed");
    assert_eq!(coloured, 0);
}

#[test]
fn the_demo_is_read_only_when_it_is_told_so() {
    let mut terminal = Terminal::demo_with(&["--read-only"], &[]);
    terminal.shows("Contoso Ltd");
    terminal.shows("READ-ONLY");
}

#[test]
fn a_locale_without_unicode_gets_ascii_unless_told_otherwise() {
    let is_ascii = |mut terminal: Terminal| {
        terminal.shows("Contoso Ltd");
        terminal.shows("Northwind");
        !terminal.text().contains('│')
    };
    assert!(is_ascii(Terminal::demo(&[("LC_ALL", "C")])));
    assert!(!is_ascii(Terminal::demo(&[])));
    let unicode = Terminal::demo_with(&["--glyphs", "unicode"], &[("LC_ALL", "C")]);
    assert!(!is_ascii(unicode));
    assert!(is_ascii(Terminal::demo_with(&["--glyphs", "ascii"], &[])));
}
