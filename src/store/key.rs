//! Where a key comes from when it is not in the environment: a private file, or a command that prints it.
//!
//! A key never comes from the command line, where every process of the machine can read it.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use secrecy::SecretString;

use super::StoreError;

/// No key or token is longer, in bytes.
const LONGEST_KEY: u64 = 64 * 1024;

/// Where the key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// A file that nobody else can read.
    File(PathBuf),
    /// A command that prints the key, with its arguments; no shell takes part. It may ask the person on the terminal.
    Command {
        /// The program.
        program: String,
        /// Its arguments.
        arguments: Vec<String>,
    },
}

impl KeySource {
    /// Reads the key. White space around it is dropped; an empty one, or one of several lines, is an error.
    pub fn read(&self) -> Result<SecretString, StoreError> {
        match self {
            Self::File(path) => read_file(path),
            Self::Command { program, arguments } => run_command(program, arguments),
        }
    }
}

/// Reads a key file, unless others can read it too.
fn read_file(path: &Path) -> Result<SecretString, StoreError> {
    let file = File::open(path).map_err(StoreError::io("open the key file", path))?;
    refuse_exposed(&file, path)?;
    let mut bytes = Vec::new();
    file.take(LONGEST_KEY + 1)
        .read_to_end(&mut bytes)
        .map_err(StoreError::io("read the key file", path))?;
    key_in(bytes, || path.display().to_string())
}

/// Looks at the open file, not at the path, so that what is checked is what is read.
#[cfg(unix)]
fn refuse_exposed(file: &File, path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = file
        .metadata()
        .map_err(StoreError::io("look at the key file", path))?;
    let mode = metadata.permissions().mode() & 0o7777;
    let for_others = mode & 0o077;
    if for_others != 0 {
        let path = path.to_owned();
        return Err(StoreError::KeyFileExposed { path, mode });
    }
    Ok(())
}

/// Elsewhere there are no modes to look at.
#[cfg(not(unix))]
fn refuse_exposed(_file: &File, _path: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Runs the command and takes what it prints.
fn run_command(program: &str, arguments: &[String]) -> Result<SecretString, StoreError> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::inherit())
        .stderr(Stdio::inherit())
        .output()
        .map_err(StoreError::io("run the key command", program))?;
    if !output.status.success() {
        return Err(StoreError::KeyCommand {
            program: program.to_owned(),
            status: output.status,
        });
    }
    key_in(output.stdout, || program.to_owned())
}

/// The key in what was read. The error never holds what was read.
fn key_in(bytes: Vec<u8>, origin: impl Fn() -> String) -> Result<SecretString, StoreError> {
    let text = String::from_utf8(bytes).unwrap_or_default();
    let key = text.trim();
    let longest = usize::try_from(LONGEST_KEY).unwrap_or(usize::MAX);
    if key.is_empty() || key.len() > longest || key.chars().any(char::is_control) {
        return Err(StoreError::NoKey { origin: origin() });
    }
    Ok(SecretString::from(key))
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use secrecy::ExposeSecret as _;

    use super::*;

    fn command(words: &[&str]) -> KeySource {
        KeySource::Command {
            program: words[0].to_owned(),
            arguments: words[1..].iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn a_key_file_must_be_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, " sk-abc\n").unwrap();
        let source = KeySource::File(path.clone());
        for (mode, private) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            match source.read() {
                Ok(key) => {
                    assert!(private, "{mode:o}");
                    assert_eq!(key.expose_secret(), "sk-abc");
                }
                Err(error) => {
                    assert!(!private, "{mode:o}");
                    assert!(matches!(error, StoreError::KeyFileExposed { .. }));
                }
            }
        }
    }

    #[test]
    fn a_command_prints_the_key() {
        let key = command(&["printf", "sk-%s\\n", "from command"])
            .read()
            .unwrap();
        assert_eq!(key.expose_secret(), "sk-from command");
        assert!(matches!(
            command(&["false"]).read(),
            Err(StoreError::KeyCommand { .. })
        ));
        assert!(matches!(
            command(&["true"]).read(),
            Err(StoreError::NoKey { .. })
        ));
        assert!(matches!(
            command(&["/does/not/exist"]).read(),
            Err(StoreError::Io { .. })
        ));
    }

    #[test]
    fn what_cannot_be_a_key_is_not_repeated() {
        let error = command(&["printf", "sk-one\\nsk-two"]).read().unwrap_err();
        assert!(!format!("{error:?} {error}").contains("sk-"), "{error:?}");
    }
}
