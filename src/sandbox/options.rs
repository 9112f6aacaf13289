//! The switches of a sandbox, and what can be wrong with them.

use std::convert::Infallible;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use super::faults::Fault;
use super::seed::WorldSpec;

/// Which release of the portal the sandbox behaves like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// 3.6.1: a refused file shows up as the operation's `error`; anonymous routes ignore key scopes.
    V36,
    /// 3.7.2: a move is checked as a whole before it is queued, and refused as a whole.
    #[default]
    V37,
}

impl Profile {
    /// The version the portal tells about itself, for example `3.7.2`.
    pub fn version(self) -> &'static str {
        match self {
            Self::V36 => "3.6.1",
            Self::V37 => "3.7.2",
        }
    }
}

impl FromStr for Profile {
    type Err = SandboxError;

    /// Accepts `3.6`, `3.6.1`, `v36`, `3.7`, `3.7.2`, `v37`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().trim_start_matches(['v', 'V']) {
            "3.6" | "3.6.1" | "36" => Ok(Self::V36),
            "3.7" | "3.7.2" | "37" => Ok(Self::V37),
            _ => Err(SandboxError::UnknownProfile {
                name: text.to_owned(),
            }),
        }
    }
}

/// Where the world of a sandbox comes from.
#[derive(Clone, Debug, Default)]
pub enum WorldSource {
    /// The demo: about 130 rooms, a client room with every kind of trouble, an archive.
    #[default]
    Demo,
    /// One client room with that many files in that many folders, and an archive room.
    Generated {
        /// Files in the client room, folders included at every depth.
        files: u32,
        /// Folders in the client room.
        folders: u32,
    },
    /// A world described in a JSON file (see [`WorldSpec`]).
    File(PathBuf),
    /// A world described in code, for tests.
    Given(Box<WorldSpec>),
}

impl FromStr for WorldSource {
    type Err = Infallible;

    /// `demo`, `10000x500` (files x folders), else the path of a world file.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case("demo") {
            return Ok(Self::Demo);
        }
        if let Some((files, folders)) = text.split_once(['x', 'X'])
            && let (Ok(files), Ok(folders)) = (files.parse(), folders.parse())
        {
            return Ok(Self::Generated { files, folders });
        }
        Ok(Self::File(PathBuf::from(text)))
    }
}

/// Everything that can be set on a sandbox. The default is the demo world at 3.7 without any delay.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches of a command line, not states of a machine"
)]
pub struct SandboxOptions {
    /// Where the world comes from.
    pub world: WorldSource,
    /// Which release of the portal to behave like.
    pub profile: Profile,
    /// How long every request takes: half before the world is touched, half after.
    pub latency: Duration,
    /// How long an operation spends on each file.
    pub time_per_file: Duration,
    /// Seed of everything random: the key, the generated world, the order inside ties.
    pub seed: u64,
    /// Give entries with equal sort keys a new order at every request, as a database without a tie-break may.
    pub ties: bool,
    /// So many files of the client room are being converted: counted by the folder, hidden from its pages.
    pub converting: usize,
    /// Refuse (and log) every request that is not a GET.
    pub reject_writes: bool,
    /// Faults that are on from the start.
    pub faults: Vec<Fault>,
    /// Keep the portal's request limits and answer 429 beyond them.
    pub limiter: bool,
    /// Accept a move without ever running it while more than ten records wait to be read.
    pub drop_when_busy: bool,
    /// Let an operation finish inside the answer of the request that starts it, where no time per file is set.
    pub finish_at_once: bool,
    /// How long a finished operation still says it is running, though `finished` is already true.
    pub completion_lag: Duration,
    /// Scopes of the key, for example `files:read`; empty means everything.
    pub scopes: Vec<String>,
    /// Write every request as one JSON line to this file.
    pub log: Option<PathBuf>,
}

/// Why a sandbox could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The name of a release is not known.
    #[error("no portal profile is called {name}; there are 3.6 and 3.7")]
    UnknownProfile {
        /// What was asked for.
        name: String,
    },
    /// The world file could not be read.
    #[error("failed to read the world file {}", path.display())]
    ReadWorld {
        /// The world file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The world file is not a world.
    #[error("failed to understand the world file {}", path.display())]
    ParseWorld {
        /// The world file.
        path: PathBuf,
        /// Where and what.
        source: serde_json::Error,
    },
    /// The world contradicts itself.
    #[error("the world cannot be built: {what}")]
    Inconsistent {
        /// What contradicts what.
        what: String,
    },
    /// The request log could not be opened.
    #[error("failed to open the request log {}", path.display())]
    OpenLog {
        /// The log file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_is_the_demo_two_numbers_or_a_path() {
        assert!(matches!("demo".parse(), Ok(WorldSource::Demo)));
        assert!(matches!(
            "10000x500".parse(),
            Ok(WorldSource::Generated {
                files: 10_000,
                folders: 500
            })
        ));
        assert!(
            matches!("box.json".parse(), Ok(WorldSource::File(path)) if path == std::path::Path::new("box.json"))
        );
    }

    #[test]
    fn profiles_are_found_by_their_version() {
        assert_eq!("3.6".parse::<Profile>().unwrap(), Profile::V36);
        assert_eq!("v37".parse::<Profile>().unwrap().version(), "3.7.2");
        assert!("2.0".parse::<Profile>().is_err());
    }
}
