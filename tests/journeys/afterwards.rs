//! After the run: the manifest on this machine and in the target, and the emptied room in the portal's Archive
//! section, each by an order of its own; on both releases.

use std::sync::{Arc, Mutex};

use closeout::{
    app::{AppError, ExitCode, GuestWish, RunReport, Session},
    docspace::{InProcessTransport, Reply, Request, Transport, TransportError},
    domain::{FolderId, RemoteId, RoomId},
    plan::RevokeScope,
    run::{AfterFact, AfterStep, Record},
    sandbox::{
        Profile, SandboxOptions, WorldSource, WorldSpec, seed,
        seed::{FolderSpec, MemberSpec, PersonSpec, RoomSpec},
        world::{Access, PersonKind},
    },
};

use crate::{
    deadly::{Blow, Deadly},
    stage::{Stage, connect_through, journal, wish},
};

const ROOM: i32 = 101;
const ARCHIVE: i32 = 201;
const PROFILES: [Profile; 2] = [Profile::V36, Profile::V37];

/// Everything in the room moves; two titles meet, one is hostile.
fn world(profile: Profile, owner: &str) -> SandboxOptions {
    let ann = |owner: &str| {
        let member = (owner != "ann").then(|| MemberSpec {
            who: "ann".into(),
            access: Access::Manager,
            given_by: None,
            holds_form_role: false,
        });
        member.into_iter().collect()
    };
    let spec = WorldSpec {
        people: vec![
            PersonSpec::named("ann", PersonKind::RoomAdmin),
            PersonSpec::named("bob", PersonKind::RoomAdmin),
        ],
        caller: Some("ann".into()),
        rooms: vec![
            RoomSpec {
                id: Some(ROOM),
                owner: Some(owner.into()),
                members: ann(owner),
                folders: vec![
                    FolderSpec::titled("=F").with_files(["Contract.docx", "a,\"b\u{202e}\".txt"]),
                ],
                ..RoomSpec::titled("=Client").with_files(["Contract.docx"])
            },
            RoomSpec {
                id: Some(ARCHIVE),
                owner: Some("ann".into()),
                ..RoomSpec::titled("Archive")
            },
        ],
        ..WorldSpec::default()
    };
    SandboxOptions {
        world: WorldSource::Given(Box::new(spec)),
        profile,
        ..SandboxOptions::default()
    }
}

async fn run_whole_room(profile: Profile) -> (Stage, RunReport) {
    let stage = Stage::set(world(profile, "ann")).await;
    let plan = stage.prepare(&wish(ROOM, ARCHIVE)).await;
    let report = stage.run(plan).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Done, "{:#?}", report.summary);
    (stage, report)
}

/// Title and size of what lies in the target.
fn target_files(stage: &Stage, report: &RunReport) -> Vec<(String, i64)> {
    let Some(FolderId(RemoteId::Number(target))) = report.summary.target.clone() else {
        return Vec::new();
    };
    stage.sandbox.edit(|world, _| {
        let lying = world.tree.files().filter(|file| file.folder == target);
        lying.map(|file| (file.title.clone(), file.size)).collect()
    })
}

fn size_of(stage: &Stage, id: &str) -> i64 {
    let id = id.parse().unwrap();
    stage
        .sandbox
        .edit(|world, _| world.tree.file(id).unwrap().size)
}

async fn section(stage: &Stage) -> String {
    let room = stage.session.room(&RoomId::number(ROOM)).await.unwrap();
    format!("{:?}", room.section)
}

#[tokio::test(start_paused = true)]
async fn the_manifest_tells_where_every_file_lies() {
    let (stage, report) = run_whole_room(Profile::V37).await;
    let path = report.manifest.unwrap();
    assert!(path.starts_with(&report.directory));
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "\u{feff}id,old path,new place,version,size");
    let mut places: Vec<_> = lines[1..]
        .iter()
        .map(|line| {
            let (id, rest) = line.split_once(',').unwrap();
            let mut fields = rest.rsplitn(3, ',');
            let (size, version) = (fields.next().unwrap(), fields.next().unwrap());
            assert_eq!(version, "1");
            assert_eq!(size_of(&stage, id), size.parse::<i64>().unwrap());
            fields.next().unwrap()
        })
        .collect();
    places.sort_unstable();
    assert_eq!(
        places,
        [
            "\"'=Client/=F/a,_b<U+202E>_.txt\",\"/Archive/=Client/a,_b<U+202E>_.txt\"",
            "'=Client/=F/Contract.docx,/Archive/=Client/Contract (2).docx",
            "'=Client/Contract.docx,/Archive/=Client/Contract.docx",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_follows_a_run_unless_it_is_ordered_and_then_once() {
    for profile in PROFILES {
        let (stage, report) = run_whole_room(profile).await;
        assert_eq!(report.summary.offers, AfterStep::ALL);
        assert_eq!(section(&stage).await, "Rooms");
        let before = stage.requests(0).len();
        let mut records = Vec::new();
        for step in AfterStep::ALL {
            let summary = stage
                .session
                .afterwards(&report.run, step, |record| records.push(record.clone()))
                .await;
            let summary = summary.unwrap();
            let line = summary.afterwards.last().unwrap();
            assert_eq!((line.step, &line.fact), (step, &AfterFact::Done));
            assert!(!summary.offers.contains(&step));
        }
        let writes: Vec<_> = stage
            .writes(before)
            .into_iter()
            .map(|r| (r.method, r.path, r.status))
            .collect();
        assert_eq!(writes.len(), 2, "{writes:?}");
        assert!(writes[0].1.ends_with("/insert"), "{writes:?}");
        assert!(
            writes[1].1.ends_with("files/rooms/101/archive"),
            "{writes:?}"
        );
        assert_eq!(section(&stage).await, "Archive");
        let csv = std::fs::metadata(report.manifest.clone().unwrap())
            .unwrap()
            .len();
        let title = format!("closeout-manifest-{}.csv", report.run);
        assert!(target_files(&stage, &report).contains(&(title, i64::try_from(csv).unwrap())));
        // As told, so journalled, behind the end of the run.
        let on_disk = journal(&report);
        assert_eq!(on_disk[on_disk.len() - 4..], records);
        assert_eq!(on_disk[on_disk.len() - 5], Record::Finished);

        let before = stage.requests(0).len();
        for step in AfterStep::ALL {
            let again = stage.session.afterwards(&report.run, step, |_| {}).await;
            assert!(again.unwrap_err().to_string().contains("done already"));
        }
        assert_eq!(stage.writes(before).len(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_room_with_files_is_not_archived() {
    for profile in PROFILES {
        let (stage, report) = run_whole_room(profile).await;
        stage.sandbox.edit(|world, _| {
            let mut file = world.tree.files().next().unwrap().clone();
            (file.id, file.folder) = (990_001, ROOM);
            world.tree.insert_file(file);
        });
        let before = stage.requests(0).len();
        let refused = stage
            .session
            .afterwards(&report.run, AfterStep::ArchiveRoom, |_| {})
            .await
            .unwrap_err();
        assert!(
            refused.what().contains("the room is not empty (1)"),
            "{}",
            refused.what()
        );
        assert_eq!(refused.exit_code(), ExitCode::Refused);
        assert_eq!(stage.writes(before).len(), 0);
        assert_eq!(section(&stage).await, "Rooms");
    }
}

#[tokio::test(start_paused = true)]
async fn what_stays_or_is_not_ours_is_not_offered() {
    for profile in PROFILES {
        // A manager may move the files, and may not archive the room.
        let stage = Stage::set(world(profile, "bob")).await;
        let plan = stage.prepare(&wish(ROOM, ARCHIVE)).await;
        let report = stage.run(plan).await.unwrap();
        assert_eq!(report.exit_code(), ExitCode::Done);
        assert_eq!(report.summary.offers, [AfterStep::PutManifest]);
        check_refused(&stage, &report, "only the room's owner").await;

        // Files are left.
        let stage = Stage::set(SandboxOptions {
            profile,
            ..SandboxOptions::default()
        })
        .await;
        let plan = stage.prepare(&crate::stage::contoso()).await;
        let report = stage.run(plan).await.unwrap();
        assert_eq!(report.exit_code(), ExitCode::Partly);
        assert_eq!(report.summary.offers, [AfterStep::PutManifest]);
        check_refused(&stage, &report, "the room is not empty (3)").await;

        // The guest still gets in, and nobody could help it in an archived room.
        let stage = Stage::set(SandboxOptions {
            profile,
            ..SandboxOptions::default()
        })
        .await;
        let mut wished = wish(seed::demo::EVERYONE_ROOM, seed::demo::ARCHIVE_ROOT);
        wished.guest = Some(GuestWish {
            who: seed::demo::GUEST_THROUGH_EVERYONE.into(),
            scope: Some(RevokeScope::Room),
            despite_left: false,
        });
        let plan = stage.prepare(&wished).await;
        let report = stage.run(plan).await.unwrap();
        assert_eq!(report.exit_code(), ExitCode::RevokeNotConfirmed);
        check_refused(
            &stage,
            &report,
            "the guest's access is not confirmed as cut",
        )
        .await;
    }
}

async fn check_refused(stage: &Stage, report: &RunReport, words: &str) {
    let before = stage.requests(0).len();
    let refused = stage
        .session
        .afterwards(&report.run, AfterStep::ArchiveRoom, |_| {})
        .await;
    let told = refused.unwrap_err().what();
    assert!(told.contains(words), "{told}");
    assert_eq!(stage.writes(before).len(), 0);
}

/// Loses every answer to a write whose path ends so, before or after its effect.
struct Deaf {
    inner: InProcessTransport,
    to: Mutex<Option<(&'static str, Blow)>>,
}

impl Transport for Deaf {
    async fn send(&self, request: Request) -> Result<Reply, TransportError> {
        let deaf = *self.to.lock().unwrap();
        match deaf.filter(|(path, _)| !request.is_read() && request.path.ends_with(path)) {
            Some((_, blow)) => {
                if blow == Blow::AfterItsEffect {
                    drop(self.inner.send(request).await);
                }
                Err(TransportError::Lost("nothing came back".into()))
            }
            None => self.inner.send(request).await,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_settled_by_looking_and_may_be_ordered_again() {
    for (step, path) in [
        (AfterStep::PutManifest, "/insert"),
        (AfterStep::ArchiveRoom, "/archive"),
    ] {
        for blow in [Blow::BeforeItLeft, Blow::AfterItsEffect] {
            let (stage, report) = run_whole_room(Profile::V37).await;
            let deaf = Arc::new(Deaf {
                inner: InProcessTransport::new(stage.sandbox.router()),
                to: Mutex::new(Some((path, blow))),
            });
            let session: Session<Arc<Deaf>> = connect_through(
                Arc::clone(&deaf),
                &stage.sandbox,
                stage.folder.path().into(),
            )
            .await
            .unwrap();
            let summary = session.afterwards(&report.run, step, |_| {}).await.unwrap();
            let fact = &summary.afterwards[0].fact;
            match blow {
                Blow::AfterItsEffect => assert_eq!(*fact, AfterFact::Done),
                Blow::BeforeItLeft => {
                    assert!(matches!(fact, AfterFact::Unknown { .. }), "{fact:?}");
                    assert_eq!(summary.offers, AfterStep::ALL, "it may be ordered again");
                }
            }
            *deaf.to.lock().unwrap() = None;
            let again = session.afterwards(&report.run, step, |_| {}).await;
            match blow {
                Blow::AfterItsEffect => assert!(again.is_err()),
                Blow::BeforeItLeft => {
                    assert_eq!(again.unwrap().afterwards[0].fact, AfterFact::Done);
                }
            }
            check_done_once(&stage, &report, step).await;
        }
    }
}

async fn check_done_once(stage: &Stage, report: &RunReport, step: AfterStep) {
    match step {
        AfterStep::PutManifest => {
            let lying = target_files(stage, report);
            let manifests = lying.iter().filter(|(title, _)| title.contains("manifest"));
            assert_eq!(manifests.count(), 1, "{lying:?}");
        }
        AfterStep::ArchiveRoom => assert_eq!(section(stage).await, "Archive"),
    }
}

#[tokio::test(start_paused = true)]
async fn killed_after_any_request_it_is_done_once_by_the_next_order() {
    for step in AfterStep::ALL {
        for blow in [Blow::BeforeItLeft, Blow::AfterItsEffect] {
            for number in 1.. {
                println!("{step:?}, request {number}, {blow:?}");
                let (stage, report) = run_whole_room(Profile::V37).await;
                let (deadly, session) = Deadly::session(&stage).await;
                deadly.arm(number, blow);
                let ended: Option<Result<_, AppError>> = tokio::select! {
                    biased;
                    () = deadly.died() => None,
                    done = session.afterwards(&report.run, step, |_| {}) => Some(done),
                };
                assert_eq!(deadly.unannounced(), [] as [String; 0]);
                if let Some(done) = ended {
                    assert_eq!(done.unwrap().afterwards[0].fact, AfterFact::Done);
                    assert!(number > 2, "only {number} requests");
                    break;
                }
                let summary = stage
                    .session
                    .afterwards(&report.run, step, |_| {})
                    .await
                    .unwrap();
                assert_eq!(summary.afterwards[0].fact, AfterFact::Done);
                check_done_once(&stage, &report, step).await;
            }
        }
    }
}
