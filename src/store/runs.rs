//! The runs on disk: one directory each, named by the run's id.
//!
//! Ids are version 7 UUIDs, so their order is the order in which the runs were created. They are given by the caller.

use std::{
    ffi::OsString,
    fs, io,
    path::{Component, Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{Digest, Journal, Replay, StatePlace, StoreError, files, journal};

const PLAN: &str = "plan.json";
const JOURNAL: &str = "journal.jsonl";

/// All runs of a state place.
#[derive(Debug, Clone)]
pub struct Runs {
    folder: PathBuf,
}

/// One run's directory, with a plan in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunDirectory {
    run: Uuid,
    path: PathBuf,
}

/// A directory as [`Runs::list`] finds it.
#[derive(Debug)]
pub struct RunListed {
    /// The directory's name: the run's id, unless somebody put something else there.
    pub name: OsString,
    /// The run, or why it cannot be used. The records themselves are not checked when listing.
    pub directory: Result<RunDirectory, StoreError>,
}

impl Runs {
    /// The runs of a place. Creates the folder if need be.
    pub fn at(place: &StatePlace) -> Result<Self, StoreError> {
        let folder = place.runs_folder()?;
        Ok(Self { folder })
    }

    /// Creates a run's directory and writes its plan into it. On return the plan is on the disk.
    pub fn create(&self, run: Uuid, plan_json: &[u8]) -> Result<RunDirectory, StoreError> {
        let path = self.folder.join(run.to_string());
        files::folder_builder()
            .create(&path)
            .map_err(|source| match source.kind() {
                io::ErrorKind::AlreadyExists => StoreError::RunExists { run },
                _ => StoreError::io("create the folder", &path)(source),
            })?;
        if let Err(error) = files::write_whole(&path.join(PLAN), plan_json) {
            // Without a plan it is no run. If it cannot be removed it is listed as damaged, which is all there is to it.
            let _ = fs::remove_dir(&path);
            return Err(error);
        }
        files::sync_folder(&self.folder)?;
        Ok(RunDirectory { run, path })
    }

    /// Every run, newest first; what is not a run comes last. A damaged directory is listed, not an error.
    pub fn list(&self) -> Result<Vec<RunListed>, StoreError> {
        let reading = || StoreError::io("list", &self.folder);
        let mut listed = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(reading())? {
            let name = entry.map_err(reading())?.file_name();
            let path = self.folder.join(&name);
            let directory = match run_named(&name) {
                Some(run) => RunDirectory { run, path }.checked(),
                None => Err(StoreError::NotARun { path }),
            };
            listed.push(RunListed { name, directory });
        }
        listed.sort_by(|one, other| {
            let key = |run: &RunListed| (run_named(&run.name), run.name.clone());
            key(other).cmp(&key(one))
        });
        Ok(listed)
    }

    /// The run with this id, or the only one whose id begins so. Case and hyphens do not count.
    pub fn open(&self, id_or_prefix: &str) -> Result<RunDirectory, StoreError> {
        let asked = bare(id_or_prefix);
        let mut candidates: Vec<Uuid> = self
            .list()?
            .iter()
            .filter_map(|listed| run_named(&listed.name))
            .filter(|run| !asked.is_empty() && bare(&run.to_string()).starts_with(&asked))
            .collect();
        let asked = id_or_prefix.to_owned();
        match (candidates.pop(), candidates.is_empty()) {
            (None, _) => Err(StoreError::NoSuchRun { asked }),
            (Some(run), true) => {
                let path = self.folder.join(run.to_string());
                RunDirectory { run, path }.checked()
            }
            (Some(oldest), false) => {
                candidates.push(oldest);
                Err(StoreError::AmbiguousRun { asked, candidates })
            }
        }
    }
}

impl RunDirectory {
    /// The run's id.
    pub fn run(&self) -> Uuid {
        self.run
    }

    /// When the run was created, as its id says.
    pub fn created(&self) -> Option<Timestamp> {
        let (seconds, nanoseconds) = self.run.get_timestamp()?.to_unix();
        let seconds = i64::try_from(seconds).ok()?;
        Timestamp::new(seconds, i32::try_from(nanoseconds).ok()?).ok()
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the journal lies, or will lie.
    pub fn journal_path(&self) -> PathBuf {
        self.path.join(JOURNAL)
    }

    /// Whether the run has a journal, that is, whether it was ever started.
    pub fn has_journal(&self) -> bool {
        self.journal_path().exists()
    }

    /// The plan as it was written.
    pub fn plan_json(&self) -> Result<Vec<u8>, StoreError> {
        files::read(&self.path.join(PLAN))
    }

    /// Starts the run's journal, bound to the plan. A run has one journal: a second start is an error.
    pub fn start_journal<R>(&self) -> Result<Journal<R>, StoreError>
    where
        R: Serialize + DeserializeOwned,
    {
        Journal::create(&self.journal_path(), Digest::of(&self.plan_json()?))
    }

    /// Opens the journal to go on with it; see [`Journal::open`]. Refused when the plan is not the journal's.
    pub fn open_journal<R>(&self) -> Result<(Journal<R>, Replay<R>), StoreError>
    where
        R: Serialize + DeserializeOwned,
    {
        self.compare_plan(journal::plan_of(&self.journal_path())?)?;
        Journal::open(&self.journal_path())
    }

    /// Reads the journal without changing it; see [`Journal::read`]. Refused when the plan is not the journal's.
    pub fn read_journal<R>(&self) -> Result<Replay<R>, StoreError>
    where
        R: Serialize + DeserializeOwned,
    {
        let replay = Journal::read(&self.journal_path())?;
        self.compare_plan(replay.plan)?;
        Ok(replay)
    }

    /// Writes a file of the run, such as `report.html` or `screens/run.svg`, whole or not at all. Returns its path.
    pub fn write(&self, name: &str, content: &[u8]) -> Result<PathBuf, StoreError> {
        let inside = Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !inside || name.is_empty() || name == PLAN || name == JOURNAL {
            let name = name.to_owned();
            return Err(StoreError::BadFileName { name });
        }
        let path = self.path.join(name);
        if let Some(folder) = path.parent() {
            files::create_private_folder(folder)?;
        }
        files::write_whole(&path, content)?;
        Ok(path)
    }

    /// The directory, if it has a plan and, once started, a journal for that plan.
    fn checked(self) -> Result<Self, StoreError> {
        let plan = self.plan_json()?;
        if self.has_journal() && journal::plan_of(&self.journal_path())? != Digest::of(&plan) {
            return Err(self.plan_changed());
        }
        Ok(self)
    }

    /// Refuses a plan that is not the one with this digest.
    fn compare_plan(&self, expected: Digest) -> Result<(), StoreError> {
        if Digest::of(&self.plan_json()?) == expected {
            Ok(())
        } else {
            Err(self.plan_changed())
        }
    }

    fn plan_changed(&self) -> StoreError {
        StoreError::PlanChanged {
            path: self.path.join(PLAN),
        }
    }
}

/// The run a directory is named after, if its name is an id in its usual spelling.
fn run_named(name: &OsString) -> Option<Uuid> {
    let text = name.to_str()?;
    Uuid::try_parse(text)
        .ok()
        .filter(|run| run.to_string() == text)
}

/// An id without what does not count.
fn bare(id: &str) -> String {
    id.trim().replace('-', "").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "01900000-0000-7000-8000-000000000001";
    const SECOND: &str = "01900000-0000-7000-8000-000000000002";
    const LATER: &str = "01a00000-0000-7000-8000-000000000000";

    fn id(text: &str) -> Uuid {
        Uuid::try_parse(text).unwrap()
    }

    fn runs_with(ids: &[&str]) -> (tempfile::TempDir, Runs) {
        let root = tempfile::tempdir().unwrap();
        let runs = Runs::at(&StatePlace::rehearsal_at(root.path())).unwrap();
        for text in ids {
            let run = runs.create(id(text), text.as_bytes()).unwrap();
            run.start_journal::<u32>().unwrap();
        }
        (root, runs)
    }

    #[test]
    fn a_run_is_found_by_any_unique_beginning() {
        let (_root, runs) = runs_with(&[FIRST, SECOND, LATER]);
        for asked in [LATER, "01a", "01A00000-00", "01a000000000", " 01a "] {
            assert_eq!(runs.open(asked).unwrap().run(), id(LATER), "{asked}");
        }
        assert_eq!(
            runs.open(FIRST).unwrap().plan_json().unwrap(),
            FIRST.as_bytes()
        );
        match runs.open("019") {
            Err(StoreError::AmbiguousRun { candidates, .. }) => {
                assert_eq!(candidates, [id(SECOND), id(FIRST)]);
            }
            other => panic!("{other:?}"),
        }
        for asked in ["", "02", "../01a", "-"] {
            let found = runs.open(asked);
            assert!(
                matches!(found, Err(StoreError::NoSuchRun { .. })),
                "{asked}: {found:?}"
            );
        }
        let twice = runs.create(id(FIRST), b"other");
        assert!(
            matches!(twice, Err(StoreError::RunExists { .. })),
            "{twice:?}"
        );
    }

    #[test]
    fn the_list_is_newest_first_and_names_what_is_damaged() {
        let (_root, runs) = runs_with(&[SECOND, LATER, FIRST]);
        let created = runs.open(LATER).unwrap().created().unwrap();
        assert_eq!(created.as_millisecond(), 0x01a0_0000_0000);
        fs::remove_file(runs.folder.join(LATER).join(PLAN)).unwrap();
        fs::write(runs.folder.join(FIRST).join(PLAN), "another plan").unwrap();
        fs::create_dir(runs.folder.join("notes")).unwrap();
        let listed = runs.list().unwrap();
        let names: Vec<_> = listed
            .iter()
            .map(|run| run.name.to_str().unwrap())
            .collect();
        assert_eq!(names, [LATER, SECOND, FIRST, "notes"]);
        assert!(matches!(listed[0].directory, Err(StoreError::Io { .. })));
        assert!(listed[1].directory.is_ok());
        assert!(matches!(
            listed[2].directory,
            Err(StoreError::PlanChanged { .. })
        ));
        assert!(matches!(
            listed[3].directory,
            Err(StoreError::NotARun { .. })
        ));
    }

    #[test]
    fn a_changed_plan_is_not_carried_on() {
        let (_root, runs) = runs_with(&[FIRST]);
        let run = runs.open(FIRST).unwrap();
        assert!(run.open_journal::<u32>().is_ok());
        fs::write(run.path().join(PLAN), "changed").unwrap();
        for found in [
            run.open_journal::<u32>().err(),
            run.read_journal::<u32>().err(),
        ] {
            assert!(
                matches!(found, Some(StoreError::PlanChanged { .. })),
                "{found:?}"
            );
        }
    }

    #[test]
    fn files_stay_inside_the_run() {
        let (_root, runs) = runs_with(&[FIRST]);
        let run = runs.open(FIRST).unwrap();
        let path = run.write("screens/run.svg", b"<svg/>").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"<svg/>");
        assert!(path.starts_with(run.path()));
        for name in [
            "",
            "../x",
            "/tmp/x",
            "a/../../x",
            "plan.json",
            "journal.jsonl",
        ] {
            let found = run.write(name, b"x");
            assert!(
                matches!(found, Err(StoreError::BadFileName { .. })),
                "{name}: {found:?}"
            );
        }
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        let found = Runs::at(&StatePlace::rehearsal_at(&file));
        match found {
            Err(StoreError::Io { path, .. }) => assert!(path.starts_with(&file)),
            other => panic!("{other:?}"),
        }
    }
}
