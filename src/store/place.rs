//! Where this user's state and configuration belong.
//!
//! The environment is an argument, so that tests and the demo do not depend on the real one.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy as _;

use super::{StoreError, files};

/// The folder that holds the runs, the locks and what is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatePlace {
    root: PathBuf,
    rehearsal: bool,
}

impl StatePlace {
    /// The place for real work: `$CLOSEOUT_STATE_DIR`, else `$XDG_STATE_HOME/closeout`, else the platform's place
    /// (`~/.local/state/closeout` on Unix). Nothing is created yet.
    pub fn real(environment: impl Fn(&str) -> Option<OsString>) -> Result<Self, StoreError> {
        let root = match set(&environment, "CLOSEOUT_STATE_DIR") {
            Some(folder) => folder,
            None => state_home(&environment)?.join("closeout"),
        };
        Ok(Self {
            root,
            rehearsal: false,
        })
    }

    /// The place of the demo and of rehearsals, never the place for real work: `$CLOSEOUT_STATE_DIR/demo`, else
    /// `closeout-demo` beside the real one.
    pub fn rehearsal(environment: impl Fn(&str) -> Option<OsString>) -> Result<Self, StoreError> {
        let root = match set(&environment, "CLOSEOUT_STATE_DIR") {
            Some(folder) => folder.join("demo"),
            None => state_home(&environment)?.join("closeout-demo"),
        };
        Ok(Self::rehearsal_at(root))
    }

    /// A rehearsal's place in a folder of the caller's, such as a temporary one.
    pub fn rehearsal_at(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            rehearsal: true,
        }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether what is kept here is only a rehearsal and must be marked so wherever it is shown.
    pub fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    /// The folder of the runs, created if need be.
    pub(super) fn runs_folder(&self) -> Result<PathBuf, StoreError> {
        self.folder("runs")
    }

    /// The folder of the locks, created if need be.
    pub(super) fn locks_folder(&self) -> Result<PathBuf, StoreError> {
        self.folder("locks")
    }

    /// A folder of ours under the root.
    fn folder(&self, name: &str) -> Result<PathBuf, StoreError> {
        let folder = self.root.join(name);
        files::create_private_folder(&folder)?;
        Ok(folder)
    }
}

/// The file with the person's configuration: `$XDG_CONFIG_HOME/closeout/config.toml`, else the platform's place.
pub(super) fn config_file(
    environment: impl Fn(&str) -> Option<OsString>,
) -> Result<PathBuf, StoreError> {
    let what = "the configuration";
    let home = absolute(&environment, "XDG_CONFIG_HOME")
        .or_else(|| Some(unix_home(&environment)?.join(".config")));
    let home = match home {
        Some(home) => home,
        None => etcetera::choose_base_strategy()
            .map_err(|_| StoreError::NoHome { what })?
            .config_dir(),
    };
    Ok(home.join("closeout").join("config.toml"))
}

/// The folder for the state of all programs.
fn state_home(environment: &impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, StoreError> {
    let home = absolute(environment, "XDG_STATE_HOME")
        .or_else(|| Some(unix_home(environment)?.join(".local/state")));
    if let Some(home) = home {
        return Ok(home);
    }
    let strategy =
        etcetera::choose_base_strategy().map_err(|_| StoreError::NoHome { what: "the state" })?;
    Ok(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()))
}

/// `$HOME`, where it decides; elsewhere the system is asked.
pub(super) fn unix_home(environment: &impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    if cfg!(unix) {
        absolute(environment, "HOME")
    } else {
        None
    }
}

/// A variable that is set to something; the empty string counts as not set.
fn set(environment: &impl Fn(&str) -> Option<OsString>, name: &str) -> Option<PathBuf> {
    environment(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// A variable that holds an absolute path. The XDG rules say to ignore relative ones.
fn absolute(environment: &impl Fn(&str) -> Option<OsString>, name: &str) -> Option<PathBuf> {
    set(environment, name).filter(|path| path.is_absolute())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn given(variables: &[(&str, &str)]) -> impl Fn(&str) -> Option<OsString> {
        move |name| {
            let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
            Some(OsString::from(value))
        }
    }

    #[test]
    fn the_nearest_variable_decides() {
        let all = [
            ("CLOSEOUT_STATE_DIR", "/given"),
            ("XDG_STATE_HOME", "/xdg"),
            ("HOME", "/home/ann"),
        ];
        for (variables, real, rehearsal) in [
            (&all[..], "/given", "/given/demo"),
            (&all[1..], "/xdg/closeout", "/xdg/closeout-demo"),
            (
                &all[2..],
                "/home/ann/.local/state/closeout",
                "/home/ann/.local/state/closeout-demo",
            ),
            (
                &[
                    ("CLOSEOUT_STATE_DIR", ""),
                    ("XDG_STATE_HOME", "relative"),
                    ("HOME", "/h"),
                ],
                "/h/.local/state/closeout",
                "/h/.local/state/closeout-demo",
            ),
        ] {
            let place = StatePlace::real(given(variables)).unwrap();
            assert_eq!(place.root(), Path::new(real));
            assert!(!place.is_rehearsal());
            let place = StatePlace::rehearsal(given(variables)).unwrap();
            assert_eq!(place.root(), Path::new(rehearsal));
            assert!(place.is_rehearsal());
        }
    }

    #[test]
    fn the_configuration_has_its_place() {
        for (variables, file) in [
            (
                &[("XDG_CONFIG_HOME", "/c"), ("HOME", "/h")][..],
                "/c/closeout/config.toml",
            ),
            (&[("HOME", "/h")], "/h/.config/closeout/config.toml"),
        ] {
            assert_eq!(config_file(given(variables)).unwrap(), Path::new(file));
        }
    }
}
