//! What the person configured: the portals. The file is only ever read, never written.
//!
//! ```toml
//! [portal.contoso]
//! host = "docspace.contoso.example"
//! key_file = "contoso.key"              # mode 0600; or: key_command = ["pass", "show", "docspace"]
//! archive_root = 4711
//! banner = "red"
//! ca_file = "contoso-ca.pem"
//! ```
//!
//! Relative paths start at the file's folder, `~/` at the person's home.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::{ConfigProblem, KeySource, StoreError, files, place};
use crate::domain::FolderId;

/// The whole configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The portals by the name of their section.
    pub portals: BTreeMap<String, PortalConfig>,
}

/// One `[portal.NAME]` section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalConfig {
    /// The host as written; what is understood is for the portal client to say.
    pub host: String,
    /// Where the key is, if not in the environment.
    pub key: Option<KeySource>,
    /// The folder that holds one folder per client.
    pub archive_root: Option<FolderId>,
    /// The banner's colour, to tell portals apart.
    pub banner: Option<BannerColour>,
    /// A file with the certificate authorities to trust for this portal, PEM.
    pub ca_file: Option<PathBuf>,
}

/// A banner's colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BannerColour {
    /// `red`
    Red,
    /// `yellow`
    Yellow,
    /// `green`
    Green,
    /// `cyan`
    Cyan,
    /// `blue`
    Blue,
    /// `magenta`
    Magenta,
    /// `white`
    White,
}

impl Config {
    /// Reads `$XDG_CONFIG_HOME/closeout/config.toml`, else the platform's equivalent. Without a file, the
    /// configuration is empty.
    pub fn load(environment: impl Fn(&str) -> Option<OsString>) -> Result<Self, StoreError> {
        let path = place::config_file(&environment)?;
        Self::load_file(&path, place::unix_home(&environment).as_deref())
    }

    /// Reads a file. Without one, the configuration is empty. `home` is what `~/` stands for.
    pub fn load_file(path: &Path, home: Option<&Path>) -> Result<Self, StoreError> {
        let bytes = match files::read(path) {
            Ok(bytes) => bytes,
            Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(error),
        };
        let text = String::from_utf8_lossy(&bytes);
        let written: Written = toml::from_str(&text).map_err(|mut error| {
            let line = error.span().map(|span| line_of(&text, span.start));
            // With its input an error prints the line, and in that line somebody may have put a key.
            error.set_input(None);
            unusable(path, line, ConfigProblem::Toml(error))
        })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let resolve = |written: PathBuf| match (written.strip_prefix("~"), home) {
            (Ok(rest), Some(home)) => home.join(rest),
            _ => folder.join(written),
        };
        let portals = written.portal.into_iter().map(|(name, section)| {
            let portal = section.checked(&name, &resolve);
            let portal = portal.map_err(|problem| unusable(path, None, problem))?;
            Ok((name, portal))
        });
        Ok(Self {
            portals: portals.collect::<Result<_, StoreError>>()?,
        })
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    portal: BTreeMap<String, WrittenPortal>,
}

/// A section as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPortal {
    host: String,
    key_file: Option<PathBuf>,
    key_command: Option<WrittenCommand>,
    archive_root: Option<FolderId>,
    banner: Option<BannerColour>,
    ca_file: Option<PathBuf>,
}

/// A command: words, or one line that is split at white space.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a list of words, such as [\"pass\", \"show\", \"docspace\"]"
)]
enum WrittenCommand {
    Words(Vec<String>),
    Line(String),
}

impl WrittenPortal {
    /// The section with its paths resolved and its choices checked.
    fn checked(
        self,
        name: &str,
        resolve: &impl Fn(PathBuf) -> PathBuf,
    ) -> Result<PortalConfig, ConfigProblem> {
        let portal = || name.to_owned();
        let key = match (self.key_file, self.key_command) {
            (Some(_), Some(_)) => {
                return Err(ConfigProblem::TwoKeySources { portal: portal() });
            }
            (Some(file), None) => Some(KeySource::File(resolve(file))),
            (None, Some(command)) => {
                let found = command.source();
                Some(found.ok_or_else(|| ConfigProblem::EmptyKeyCommand { portal: portal() })?)
            }
            (None, None) => None,
        };
        Ok(PortalConfig {
            host: self.host,
            key,
            archive_root: self.archive_root,
            banner: self.banner,
            ca_file: self.ca_file.map(resolve),
        })
    }
}

impl WrittenCommand {
    /// The command as a source, unless it has no words.
    fn source(self) -> Option<KeySource> {
        let words = match self {
            Self::Words(words) => words,
            Self::Line(line) => line.split_whitespace().map(str::to_owned).collect(),
        };
        let mut words = words.into_iter();
        Some(KeySource::Command {
            program: words.next().filter(|program| !program.is_empty())?,
            arguments: words.collect(),
        })
    }
}

fn unusable(path: &Path, line: Option<usize>, problem: ConfigProblem) -> StoreError {
    StoreError::Config {
        path: path.to_owned(),
        line,
        problem: Box::new(problem),
    }
}

/// The line of a byte, counted from 1.
fn line_of(text: &str, byte: usize) -> usize {
    let before = text.bytes().take(byte);
    1 + before.filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use std::{error::Error as _, fs};

    use super::*;

    fn loaded(text: &str) -> Result<Config, StoreError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, text).unwrap();
        Config::load_file(&path, Some(Path::new("/home/ann")))
    }

    /// Everything a person could see of an error.
    fn shown(error: &StoreError) -> String {
        let causes = std::iter::successors(error.source(), |cause| (*cause).source());
        let causes: Vec<String> = causes.map(ToString::to_string).collect();
        format!("{error} / {} / {error:?}", causes.join(" / "))
    }

    #[test]
    fn a_whole_section() {
        let config = loaded(
            r#"
            [portal.contoso]
            host = "docspace.contoso.example"
            key_file = "~/contoso.key"
            archive_root = 4711
            banner = "red"
            ca_file = "/etc/ca.pem"
            [portal.lab]
            host = "http://127.0.0.1:8731"
            key_command = "pass show lab"
            archive_root = "drive-7-0ABc"
            "#,
        )
        .unwrap();
        let contoso = &config.portals["contoso"];
        assert_eq!(
            contoso.key,
            Some(KeySource::File("/home/ann/contoso.key".into()))
        );
        assert_eq!(contoso.archive_root, Some(FolderId::number(4711)));
        assert_eq!(contoso.banner, Some(BannerColour::Red));
        assert_eq!(contoso.ca_file, Some("/etc/ca.pem".into()));
        let lab = &config.portals["lab"];
        assert_eq!(lab.archive_root, FolderId::parse("drive-7-0ABc"));
        let command = KeySource::Command {
            program: "pass".to_owned(),
            arguments: vec!["show".to_owned(), "lab".to_owned()],
        };
        assert_eq!(lab.key, Some(command));
    }

    #[test]
    fn no_file_is_an_empty_configuration() {
        let missing = Config::load_file(Path::new("/does/not/exist.toml"), None).unwrap();
        assert_eq!(missing, Config::default());
        assert_eq!(loaded("").unwrap(), Config::default());
    }

    #[test]
    fn mistakes_are_named_with_their_line_and_no_key_is_repeated() {
        for (text, line) in [
            ("[portal.a]\nhost = \"h\"\nkey = \"sk-secret\"", Some(3)),
            (
                "[portal.a]\nhost = \"h\"\nkey_command = {x = \"sk-secret\"}",
                Some(3),
            ),
            ("[portal.a]\nhost = \"h\"\nkey_file = \"sk-secret", Some(3)),
            ("[portal.a]\nhost = \"h\"\nbanner = 7", Some(3)),
            ("[portals.a]\nhost = \"h\"", Some(1)),
            ("[portal.a]\nkey_file = \"k\"", Some(1)),
            (
                "[portal.a]\nhost = \"h\"\nkey_file = \"k\"\nkey_command = \"c\"",
                None,
            ),
            ("[portal.a]\nhost = \"h\"\nkey_command = []", None),
        ] {
            let error = loaded(text).unwrap_err();
            match &error {
                StoreError::Config { line: found, .. } => assert_eq!(*found, line, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
            assert!(!shown(&error).contains("secret"), "{}", shown(&error));
        }
    }
}
