//! What can go wrong on disk, each with the path it went wrong at.

use std::{io, path::PathBuf, process::ExitStatus};

use uuid::Uuid;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system refused: no space, no permission, a file where a folder should be.
    #[error("cannot {doing} {}", path.display())]
    Io {
        /// What was tried, as a verb: `read`, `create`, `sync`.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// The answer.
        source: io::Error,
    },
    /// Neither the environment nor the system says where this user's files belong.
    #[error("no place for {what}: the home folder of this user is not known")]
    NoHome {
        /// `the state` or `the configuration`.
        what: &'static str,
    },
    /// The file is not a journal of this program.
    #[error("{} is not a journal of closeout", path.display())]
    NotAJournal {
        /// The file.
        path: PathBuf,
    },
    /// The journal was written by a newer version of this program. Nothing was changed.
    #[error("{} has journal format {found}, this version of closeout knows {known}", path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u64,
        /// The newest format known here.
        known: u64,
    },
    /// A line of the journal is not what was written. Nothing was changed.
    #[error("{} is damaged at line {line}: {problem}", path.display())]
    BrokenChain {
        /// The file.
        path: PathBuf,
        /// Counted from 1; the header is line 1.
        line: usize,
        /// How it shows.
        problem: ChainProblem,
    },
    /// A line is what was written, but its record cannot be read as the kind that was asked for.
    #[error("{}, line {line}: the record cannot be read", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// Counted from 1; the header is line 1.
        line: usize,
        /// What the reader says.
        source: serde_json::Error,
    },
    /// A record cannot be written as JSON.
    #[error("a record cannot be written as JSON for {}", path.display())]
    Encode {
        /// The journal.
        path: PathBuf,
        /// What the writer says.
        source: serde_json::Error,
    },
    /// An earlier append failed, so what the end of the file looks like is not known. Open the journal again.
    #[error("{} takes no more records after a failed write", path.display())]
    JournalStopped {
        /// The journal.
        path: PathBuf,
    },
    /// `plan.json` is not the plan that the journal was started for.
    #[error("{} was changed after the run had been started", path.display())]
    PlanChanged {
        /// The plan.
        path: PathBuf,
    },
    /// A run with this id has been created before.
    #[error("the run {run} exists already")]
    RunExists {
        /// The run.
        run: Uuid,
    },
    /// No run has an id that begins so.
    #[error("no run begins with {asked:?}")]
    NoSuchRun {
        /// What was asked for.
        asked: String,
    },
    /// More than one run has an id that begins so.
    #[error("{} runs begin with {asked:?}; give more of the id", candidates.len())]
    AmbiguousRun {
        /// What was asked for.
        asked: String,
        /// The runs that fit, newest first.
        candidates: Vec<Uuid>,
    },
    /// A directory under `runs` whose name is not the id of a run.
    #[error("{} is not the directory of a run", path.display())]
    NotARun {
        /// The directory.
        path: PathBuf,
    },
    /// A file name inside a run's directory that would lead out of it.
    #[error("{name:?} is not a file name inside a run's directory")]
    BadFileName {
        /// What was asked for.
        name: String,
    },
    /// The configuration cannot be used.
    #[error("the configuration {}{} cannot be used", path.display(), at_line(*line))]
    Config {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1, where known.
        line: Option<usize>,
        /// Why.
        #[source]
        problem: Box<ConfigProblem>,
    },
    /// A value cannot be written as TOML.
    #[error("cannot write {} as TOML", path.display())]
    EncodeToml {
        /// The file.
        path: PathBuf,
        /// What the writer says.
        source: toml::ser::Error,
    },
    /// The file that holds the key can be read by others.
    #[error("{} can be read by others (mode {mode:04o}); make it 0600", path.display())]
    KeyFileExposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file or the command gave no key, or something that cannot be one.
    #[error("{origin} gave no usable key: it must be one line of text")]
    NoKey {
        /// The file or the command's first word.
        origin: String,
    },
    /// The command that prints the key failed.
    #[error("the key command {program:?} failed ({status})")]
    KeyCommand {
        /// The command's first word.
        program: String,
        /// How it ended.
        status: ExitStatus,
    },
}

/// How damage to a journal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainProblem {
    /// The line does not have the shape of a line.
    #[error("the line is not a journal line")]
    Shape,
    /// The line's own hash does not fit its text.
    #[error("the line does not match its hash")]
    Hash,
    /// The line is whole but does not follow the line before it: one was removed, added or moved.
    #[error("the line does not follow the one before it")]
    Order,
}

/// Why a configuration cannot be used. Never holds a piece of the file: somebody may have put a key into it.
#[derive(Debug, thiserror::Error)]
pub enum ConfigProblem {
    /// Not TOML, an unknown name, or a value of the wrong kind.
    #[error(transparent)]
    Toml(toml::de::Error),
    /// Both a key file and a key command.
    #[error("portal {portal:?} has both key_file and key_command; keep one")]
    TwoKeySources {
        /// The portal's section.
        portal: String,
    },
    /// An empty command.
    #[error("the key_command of portal {portal:?} is empty")]
    EmptyKeyCommand {
        /// The portal's section.
        portal: String,
    },
}

/// `, line 7`, or nothing.
fn at_line(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!(", line {line}"))
}

impl StoreError {
    /// Puts what was tried, and on what, before the operating system's answer.
    pub(super) fn io(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}
