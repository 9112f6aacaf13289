//! A sandbox, a session on it, a place for its runs, and questions about what really happened.

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use closeout::{
    app::{AppError, CarryOut, IfLocked, RunReport, Session, StatePlace, Wish},
    docspace::{Credential, InProcessTransport, Transport},
    domain::{FileId, FolderId, PortalName, RemoteId, RoomId},
    engine::pace::PaceLimits,
    plan::{Choices, Consent, Plan},
    run::{Manner, Record, RunEvent},
    sandbox::{LoggedRequest, Sandbox, SandboxOptions, seed},
};
use serde_json::Value;
use tokio::sync::mpsc;

/// Everything a journey needs.
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) session: Session<InProcessTransport>,
    pub(crate) folder: tempfile::TempDir,
}

/// The room and archive root of the built-in worlds.
pub(crate) fn contoso() -> Wish {
    wish(seed::demo::CONTOSO_ROOM, seed::demo::ARCHIVE_ROOT)
}

/// A wish with the defaults.
pub(crate) fn wish(room: i32, root: i32) -> Wish {
    Wish {
        room: RoomId::number(room),
        archive_root: FolderId::number(root),
        client_name: None,
        target: None,
        guest: None,
        choices: Choices::for_client(""),
    }
}

/// Three operations at a time, the plan made just now.
pub(crate) fn normally() -> CarryOut {
    CarryOut {
        manner: Manner::NORMAL,
        from_file: false,
        if_locked: IfLocked::Fail,
    }
}

impl Stage {
    pub(crate) async fn set(options: SandboxOptions) -> Self {
        let sandbox = Sandbox::new(options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let session = connect(&sandbox, folder.path().into()).await.unwrap();
        Self {
            sandbox,
            session,
            folder,
        }
    }

    pub(crate) async fn prepare(&self, wish: &Wish) -> Plan {
        self.session.prepare(wish, |_| {}).await.unwrap()
    }

    /// Confirms with everything the plan asks for, and carries it out.
    pub(crate) async fn run(&self, plan: Plan) -> Result<RunReport, AppError> {
        self.run_so(plan, normally()).await
    }

    pub(crate) async fn run_so(&self, plan: Plan, how: CarryOut) -> Result<RunReport, AppError> {
        self.run_watched(plan, how, |_| {}).await
    }

    /// The same, with every event shown to somebody who may change the world because of it.
    pub(crate) async fn run_watched(
        &self,
        plan: Plan,
        how: CarryOut,
        observe: impl FnMut(&RunEvent) + Send,
    ) -> Result<RunReport, AppError> {
        run_on(&self.session, plan, how, observe).await
    }

    /// Requests since the `from`th.
    pub(crate) fn requests(&self, from: usize) -> Vec<LoggedRequest> {
        self.sandbox.requests().split_off(from)
    }

    /// Writes since the `from`th request.
    pub(crate) fn writes(&self, from: usize) -> Vec<LoggedRequest> {
        let mut requests = self.requests(from);
        requests.retain(LoggedRequest::is_write);
        requests
    }

    /// In which folder each file of the world lies.
    pub(crate) fn places(&self) -> HashMap<FileId, FolderId> {
        self.sandbox.edit(|world, _| {
            let number = |id: i32| RemoteId::Number(id);
            world
                .tree
                .files()
                .map(|file| (FileId(number(file.id)), FolderId(number(file.folder))))
                .collect()
        })
    }

    /// Holds a report against the world: nothing is called archived that does not lie in the target, and every file
    /// of the plan is accounted for once.
    pub(crate) fn check_against_world(&self, plan: &Plan, report: &RunReport) {
        let places = self.places();
        let told: HashMap<_, _> = report
            .summary
            .not_archived
            .iter()
            .map(|line| (line.id.clone(), line.outcome))
            .collect();
        let mut archived = 0;
        for file in &plan.inventory.files {
            if told.contains_key(&file.id) {
                continue;
            }
            archived += 1;
            assert_eq!(
                places.get(&file.id),
                report.summary.target.as_ref(),
                "{} is called archived and does not lie in the target",
                file.title
            );
        }
        assert_eq!(archived, report.summary.counts.archived);
        let counts = &report.summary.counts;
        assert_eq!(
            counts.archived + counts.left + counts.refused + counts.unknown + counts.gone,
            plan.inventory.files.len() as u64
        );
    }

    /// Neither plan nor journal of a run holds the key.
    pub(crate) fn check_key_is_not_on_disk(&self, report: &RunReport) {
        let secret = self.sandbox.key().trim_start_matches("sk-");
        for file in std::fs::read_dir(&report.directory).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains(secret), "{}", path.display());
        }
    }

    /// No file is in more than two requests that may have had an effect.
    pub(crate) fn check_sends(&self) {
        let mut sent: HashMap<Value, u32> = HashMap::new();
        for request in self.writes(0) {
            // Refused requests provably moved nothing.
            let refused = (400..500).contains(&request.status);
            if !request.path.contains("fileops/move") || refused {
                continue;
            }
            for file in request.body.unwrap()["fileIds"].as_array().unwrap() {
                *sent.entry(file.clone()).or_default() += 1;
            }
        }
        for (file, times) in sent {
            assert!(times <= 2, "file {file} was sent {times} times");
        }
    }
}

/// Confirms with everything the plan asks for, and carries it out through this session.
pub(crate) async fn run_on<T: Transport>(
    session: &Session<T>,
    plan: Plan,
    how: CarryOut,
    observe: impl FnMut(&RunEvent) + Send,
) -> Result<RunReport, AppError> {
    let consent = Consent {
        digest: plan.digest.clone(),
        items: plan.needs(),
    };
    let confirmed = Arc::new(plan).confirm(consent)?;
    let (_to_run, controls) = mpsc::channel(1);
    Box::pin(session.carry_out(confirmed, how, controls, observe)).await
}

/// The records of a run as they lie on the disk.
pub(crate) fn journal(report: &RunReport) -> Vec<Record> {
    let text = std::fs::read_to_string(&report.journal).unwrap();
    text.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|line| line.get("record").cloned())
        .map(|record| serde_json::from_value(record).unwrap())
        .collect()
}

/// Connects to a sandbox in this process.
pub(crate) async fn connect(
    sandbox: &Sandbox,
    folder: PathBuf,
) -> Result<Session<InProcessTransport>, AppError> {
    let transport = InProcessTransport::new(sandbox.router());
    connect_through(transport, sandbox, folder).await
}

/// Connects through a transport of the test's own.
pub(crate) async fn connect_through<T: Transport>(
    transport: T,
    sandbox: &Sandbox,
    folder: PathBuf,
) -> Result<Session<T>, AppError> {
    Session::connect(
        transport,
        PortalName("sandbox.invalid".into()),
        Credential::parse(sandbox.key()).unwrap(),
        PaceLimits {
            jitter: false,
            ..PaceLimits::default()
        },
        StatePlace::rehearsal_at(folder),
    )
    .await
}
