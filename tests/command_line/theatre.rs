//! A practice portal as a child process, and the program as another.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_closeout");

/// A practice portal on a free port; ended when dropped.
pub(crate) struct Portal {
    child: Child,
    pub(crate) host: String,
    pub(crate) key: String,
    pub(crate) folder: tempfile::TempDir,
}

impl Portal {
    /// Starts one and waits until it tells its address.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("requests.jsonl");
        let mut child = Command::new(PROGRAM)
            .args(["sandbox", "--port", "0", "--log"])
            .arg(&log)
            .args(arguments)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut value = |name: &str| {
            let line = lines.next().unwrap().unwrap();
            line.strip_prefix(&format!("export {name}="))
                .unwrap()
                .to_owned()
        };
        let (host, key) = (value("DOCSPACE_API_HOST"), value("DOCSPACE_API_KEY"));
        Self {
            child,
            host,
            key,
            folder,
        }
    }

    /// The program, pointed at this portal by the vendor sample's variables and nothing else.
    pub(crate) fn closeout(&self, arguments: &[&str]) -> Command {
        let mut command = alone(arguments, &self.state());
        command
            .env("DOCSPACE_API_HOST", &self.host)
            .env("DOCSPACE_API_KEY", &self.key)
            .env("CLIENT_ROOM_ID", "539564")
            .env("ARCHIVE_ROOT_FOLDER_ID", "748239");
        command
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// Every request so far, as the portal wrote it down.
    pub(crate) fn requests(&self) -> Vec<Value> {
        let text =
            std::fs::read_to_string(self.folder.path().join("requests.jsonl")).unwrap_or_default();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Those that could change something.
    pub(crate) fn writes(&self) -> Vec<Value> {
        let mut requests = self.requests();
        requests.retain(|request| request["method"] != "GET");
        requests
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program in an empty environment.
pub(crate) fn alone(arguments: &[&str], state: &std::path::Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(arguments)
        .env_clear()
        .env("CLOSEOUT_STATE_DIR", state)
        .env("XDG_CONFIG_HOME", state.join("no-config"))
        .stdin(Stdio::null());
    command
}

/// What a finished program left.
pub(crate) struct Told {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) talk: String,
}

/// Runs a command to its end.
pub(crate) fn told(command: &mut Command) -> Told {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    Told {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        talk: String::from_utf8(stderr).unwrap(),
    }
}

impl Told {
    /// Each line of stdout as JSON.
    pub(crate) fn json(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}
