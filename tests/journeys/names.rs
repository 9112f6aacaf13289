//! Titles that meet are numbered in the target, locks are broken when that was agreed to, and what was open in an
//! editor gets one more chance; on both releases.

use std::{collections::BTreeMap, time::Duration};

use closeout::{
    app::{ExitCode, RunReport, Wish},
    domain::{FolderId, RemoteId},
    plan::{CollisionPolicy, ConsentItem, Plan, Unlock},
    run::{Outcome, Record, RunEvent},
    sandbox::{
        LoggedRequest, Profile, SandboxOptions, WorldSource, WorldSpec,
        seed::{FileSpec, FolderSpec, MemberSpec, PersonSpec, RoomSpec},
        world::{Access, PersonId, PersonKind},
    },
};
use serde_json::{Value, json};

use crate::stage::{Stage, normally, wish};

const ROOM: i32 = 101;
const ARCHIVE: i32 = 201;
const ANN: PersonId = PersonId(0);
const PROFILES: [Profile; 2] = [Profile::V36, Profile::V37];

fn options(profile: Profile, client: RoomSpec, archive: RoomSpec) -> SandboxOptions {
    let spec = WorldSpec {
        people: vec![
            PersonSpec::named("ann", PersonKind::RoomAdmin),
            PersonSpec::named("boris", PersonKind::RoomAdmin),
        ],
        caller: Some("ann".into()),
        rooms: vec![
            RoomSpec {
                id: Some(ROOM),
                ..client
            },
            RoomSpec {
                id: Some(ARCHIVE),
                ..archive
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

fn archive() -> RoomSpec {
    RoomSpec::titled("Archive")
}

fn folders(folders: &[(&str, &[&str])]) -> Vec<FolderSpec> {
    let with_files =
        |(title, files): &(&str, &[&str])| FolderSpec::titled(*title).with_files(files.to_vec());
    folders.iter().map(with_files).collect()
}

/// Contracts and résumés that meet each other.
fn meeting_room() -> RoomSpec {
    RoomSpec {
        folders: folders(&[
            ("F", &["contract.DOCX"]),
            ("G", &["Contract (2).docx", "Résumé.docx"]),
            ("H", &["RESUME.docx"]),
        ]),
        ..RoomSpec::titled("Client").with_files(["Contract.docx", "Offer.docx"])
    }
}

fn wished(change: impl FnOnce(&mut Wish)) -> Wish {
    let mut wish = wish(ROOM, ARCHIVE);
    change(&mut wish);
    wish
}

/// Titles in the target, sorted.
fn titles(stage: &Stage, report: &RunReport) -> Vec<String> {
    let target = number(report.summary.target.as_ref().unwrap());
    let mut titles: Vec<String> = stage.sandbox.edit(|world, _| {
        let lying = world.tree.files().filter(|file| file.folder == target);
        lying.map(|file| file.title.clone()).collect()
    });
    titles.sort();
    titles
}

fn number(folder: &FolderId) -> i32 {
    match &folder.0 {
        RemoteId::Number(number) => *number,
        // No folder of these worlds has a word for an id.
        RemoteId::Text(_) => 0,
    }
}

/// Bodies of the requests that change single files, by what they change.
fn changes(stage: &Stage, field: &str) -> Vec<Value> {
    let bodies = stage
        .writes(0)
        .into_iter()
        .filter(|request| request.path.contains("files/file/"));
    let bodies = bodies.filter_map(|request| request.body);
    bodies.filter(|body| body.get(field).is_some()).collect()
}

fn is_move(request: &LoggedRequest) -> bool {
    request.method == "PUT" && request.path.contains("fileops/move")
}

fn moves(stage: &Stage) -> Vec<Value> {
    let moves = stage.writes(0).into_iter().filter(is_move);
    moves.filter_map(|request| request.body).collect()
}

/// Puts a file into the target as soon as it is there.
fn late_file<'s>(stage: &'s Stage, title: &'static str) -> impl FnMut(&RunEvent) + Send + 's {
    move |event| {
        if let RunEvent::Record(Record::TargetReady { folder }) = event {
            let made = stage
                .sandbox
                .edit(|world, now| world.create_file(ANN, number(folder), (title, 1), true, now));
            assert!(made.is_ok());
        }
    }
}

fn told(report: &RunReport) -> BTreeMap<&str, &str> {
    let renamed = report.summary.renamed.iter();
    renamed.map(|line| (&*line.path, &*line.title)).collect()
}

fn outcomes(report: &RunReport) -> Vec<(Outcome, &str, &str)> {
    let lines = report.summary.not_archived.iter();
    lines
        .map(|line| (line.outcome, &*line.path, &*line.reason))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn colliders_get_numbers_and_everybody_else_keeps_the_title() {
    for profile in PROFILES {
        let stage = Stage::set(options(profile, meeting_room(), archive())).await;
        let plan = stage.prepare(&wished(|_| {})).await;
        let report = stage.run(plan.clone()).await.unwrap();
        assert_eq!(report.exit_code(), ExitCode::Done);
        stage.check_against_world(&plan, &report);
        stage.check_sends();
        assert_eq!(
            titles(&stage, &report),
            [
                "Contract (2).docx",
                "Contract.docx",
                "Offer.docx",
                "RESUME (2).docx",
                "Résumé.docx",
                "contract (3).DOCX",
            ]
        );
        assert_eq!(
            told(&report),
            BTreeMap::from([
                ("F/contract.DOCX", "contract (3).DOCX"),
                ("H/RESUME.docx", "RESUME (2).docx")
            ])
        );
        assert!(report.summary.titles_kept.is_empty());
        // Nothing but the title is sent: another field would bring an older version back.
        assert_eq!(
            changes(&stage, "title"),
            [
                json!({"title": "contract (3).DOCX"}),
                json!({"title": "RESUME (2).docx"})
            ]
        );
        check_order(&stage);
    }
}

/// Everything is moved, then renamed, then room and target are listed.
fn check_order(stage: &Stage) {
    let requests = stage.requests(0);
    let renames =
        |request: &LoggedRequest| request.is_write() && request.path.contains("files/file/");
    let lists = |request: &LoggedRequest| {
        !request.is_write() && request.path.contains(&format!("files/{ROOM}?"))
    };
    let last_move = requests.iter().rposition(is_move).unwrap();
    let first_rename = requests.iter().position(renames).unwrap();
    let last_rename = requests.iter().rposition(renames).unwrap();
    assert!(last_move < first_rename);
    assert!(requests[last_rename..].iter().any(lists), "listed after it");
    assert!(!requests[last_move..last_rename].iter().any(lists));
}

#[tokio::test(start_paused = true)]
async fn a_number_that_was_taken_meanwhile_gives_way_to_the_next() {
    for profile in PROFILES {
        let stage = Stage::set(options(profile, meeting_room(), archive())).await;
        let plan = stage.prepare(&wished(|_| {})).await;
        let late = late_file(&stage, "CONTRACT (3).docx");
        let report = stage.run_watched(plan, normally(), late).await.unwrap();
        assert_eq!(told(&report)["F/contract.DOCX"], "contract (4).DOCX");
        assert_eq!(report.exit_code(), ExitCode::Done);
        assert!(titles(&stage, &report).contains(&"contract (4).DOCX".to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_collision_that_comes_late_is_settled_by_the_policy() {
    for profile in PROFILES {
        for (policy, arrives) in [
            (CollisionPolicy::Rename, Some("Offer (2).docx")),
            (CollisionPolicy::KeepBoth, Some("Offer.docx")),
            (CollisionPolicy::Leave, None),
        ] {
            let client = RoomSpec::titled("Client").with_files(["Offer.docx", "Other.docx"]);
            let stage = Stage::set(options(profile, client, archive())).await;
            let plan = stage
                .prepare(&wished(|wish| wish.choices.collisions = policy))
                .await;
            let late = late_file(&stage, "OFFER.docx");
            let report = stage
                .run_watched(plan.clone(), normally(), late)
                .await
                .unwrap();
            stage.check_against_world(&plan, &report);
            stage.check_sends();
            let mut expected = vec!["OFFER.docx", "Other.docx"];
            expected.extend(arrives);
            expected.sort_unstable();
            assert_eq!(titles(&stage, &report), expected, "{policy:?}");
            let sent: Vec<_> = moves(&stage)
                .iter()
                .map(|body| {
                    let files = body["fileIds"].as_array().unwrap().len();
                    (files, body["conflictResolveType"].clone())
                })
                .collect();
            let once = (2, json!(0));
            if arrives.is_some() {
                assert_eq!(sent, [once, (1, json!(2))], "alone, and beside its twin");
            } else {
                assert_eq!(sent, [once]);
                assert_eq!(outcomes(&report)[0].0, Outcome::Refused);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_title_that_cannot_be_given_is_kept_and_the_file_is_archived() {
    for profile in PROFILES {
        // In the archive room ann may put files and rename her own; these were made by boris.
        let by_boris = |title: &str| FileSpec {
            author: Some("boris".into()),
            ..FileSpec::titled(title)
        };
        let client = RoomSpec {
            files: vec![by_boris("A.docx")],
            folders: vec![FolderSpec {
                files: vec![by_boris("a.docx")],
                ..FolderSpec::titled("F")
            }],
            ..RoomSpec::titled("Client")
        };
        let archive = RoomSpec {
            owner: Some("boris".into()),
            members: vec![MemberSpec {
                who: "ann".into(),
                access: Access::ContentCreator,
                ..MemberSpec::default()
            }],
            ..archive()
        };
        let stage = Stage::set(options(profile, client, archive)).await;
        let plan = stage.prepare(&wished(|_| {})).await;
        let report = stage.run(plan.clone()).await.unwrap();
        stage.check_against_world(&plan, &report);
        assert_eq!(report.exit_code(), ExitCode::Done);
        assert_eq!(titles(&stage, &report), ["A.docx", "a.docx"]);
        let [kept] = &report.summary.titles_kept[..] else {
            panic!("{:?}", report.summary.titles_kept)
        };
        assert_eq!((&*kept.path, &*kept.title), ("F/a.docx", "a (2).docx"));
        let why = kept.why_not.as_deref().unwrap();
        assert!(why.contains("403"), "{why}");
        assert_eq!(changes(&stage, "title").len(), 1, "asked once");
    }
}

/// A room of ann's in which boris has locked one file.
fn locked_room() -> RoomSpec {
    RoomSpec {
        files: vec![
            FileSpec::titled("Free.docx"),
            FileSpec {
                id: Some(500),
                locked_by: Some("boris".into()),
                ..FileSpec::titled("Locked.docx")
            },
        ],
        ..RoomSpec::titled("Client")
    }
}

async fn prepared(stage: &Stage, unlock: Unlock) -> Plan {
    stage
        .prepare(&wished(|wish| wish.choices.unlock = unlock))
        .await
}

#[tokio::test(start_paused = true)]
async fn a_lock_is_broken_only_when_it_was_chosen_and_agreed_to() {
    for profile in PROFILES {
        let stage = Stage::set(options(profile, locked_room(), archive())).await;
        let plan = prepared(&stage, Unlock::None).await;
        assert!(plan.needs().is_empty());
        let report = stage.run(plan).await.unwrap();
        assert_eq!(
            outcomes(&report),
            [(
                Outcome::Left,
                "Locked.docx",
                "locked by Boris; you may break the lock and move it (--unlock)"
            )]
        );
        assert_eq!(changes(&stage, "lockFile"), [] as [Value; 0]);

        let plan = prepared(&stage, Unlock::All).await;
        assert_eq!(
            plan.needs().into_iter().collect::<Vec<_>>(),
            [ConsentItem::BreakLocks { files: 1 }]
        );
        let report = stage.run(plan.clone()).await.unwrap();
        stage.check_against_world(&plan, &report);
        assert_eq!(report.exit_code(), ExitCode::Done);
        assert_eq!(report.summary.locks_broken, 1);
        assert_eq!(changes(&stage, "lockFile"), [json!({"lockFile": false})]);
        let file = stage.sandbox.edit(|world, _| world.tree.file(500).cloned());
        let file = file.unwrap();
        assert_eq!(file.locked_by, None);
        assert_eq!(
            Some(file.folder),
            report.summary.target.as_ref().map(number)
        );
        // The lock was off before the file was sent.
        let requests = stage.writes(0);
        let unlock = |request: &LoggedRequest| request.path.ends_with("/lock");
        let unlocked = requests.iter().position(unlock).unwrap();
        let carries = |request: &LoggedRequest| {
            let body = request.body.as_ref();
            body.is_some_and(|body| body["fileIds"] == json!([500]))
        };
        assert_eq!(requests.iter().position(carries), Some(unlocked + 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_lock_that_went_by_itself_is_not_broken() {
    let stage = Stage::set(options(Profile::V37, locked_room(), archive())).await;
    let plan = prepared(&stage, Unlock::All).await;
    stage.sandbox.edit(|world, _| {
        world.tree.file_mut(500).unwrap().locked_by = None;
    });
    let report = stage.run(plan).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Done);
    assert_eq!(report.summary.locks_broken, 0);
    assert_eq!(changes(&stage, "lockFile"), [] as [Value; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_lock_on_a_file_that_was_taken_elsewhere_is_not_broken() {
    for profile in PROFILES {
        let stage = Stage::set(options(profile, locked_room(), archive())).await;
        let plan = prepared(&stage, Unlock::All).await;
        let take_away = |event: &RunEvent| {
            if let RunEvent::Record(Record::TargetIntended { .. }) = event {
                stage.sandbox.edit(|world, _| {
                    world.tree.reparent_file(500, ARCHIVE);
                });
            }
        };
        let report = stage
            .run_watched(plan.clone(), normally(), take_away)
            .await
            .unwrap();
        stage.check_against_world(&plan, &report);
        assert_eq!(report.exit_code(), ExitCode::Partly);
        let [(Outcome::Gone, "Locked.docx", _)] = outcomes(&report)[..] else {
            panic!("{:?}", outcomes(&report))
        };
        assert_eq!(changes(&stage, "lockFile"), [] as [Value; 0]);
        assert_eq!(report.summary.locks_broken, 0);
        assert_eq!(moves(&stage).len(), 1, "nobody's file was sent");
    }
}

#[tokio::test(start_paused = true)]
async fn a_lock_that_cannot_be_broken_costs_its_file_and_no_other() {
    for profile in PROFILES {
        let by_ann = |title: &str| FileSpec {
            author: Some("ann".into()),
            ..FileSpec::titled(title)
        };
        let client = RoomSpec {
            owner: Some("boris".into()),
            members: vec![MemberSpec {
                who: "ann".into(),
                access: Access::Manager,
                ..MemberSpec::default()
            }],
            files: vec![
                by_ann("Free.docx"),
                FileSpec {
                    id: Some(500),
                    locked_by: Some("boris".into()),
                    ..by_ann("Locked.docx")
                },
            ],
            ..RoomSpec::titled("Client")
        };
        let stage = Stage::set(options(profile, client, archive())).await;
        let plan = prepared(&stage, Unlock::All).await;
        assert_eq!(plan.unlocks.len(), 1);
        // She is no manager any more when it comes to it, and may still move what she has made.
        let demote = |event: &RunEvent| {
            if let RunEvent::Record(Record::TargetIntended { .. }) = event {
                stage.sandbox.edit(|world, _| {
                    let room = world.tree.folder_mut(ROOM).unwrap().room.as_mut().unwrap();
                    room.grants[0].access = Access::ContentCreator;
                });
            }
        };
        let report = stage
            .run_watched(plan.clone(), normally(), demote)
            .await
            .unwrap();
        stage.check_against_world(&plan, &report);
        assert_eq!(report.exit_code(), ExitCode::Partly);
        let [(Outcome::Refused, "Locked.docx", why)] = outcomes(&report)[..] else {
            panic!("{:?}", outcomes(&report))
        };
        assert!(
            why.starts_with("the lock on it could not be broken: "),
            "{why}"
        );
        assert_eq!(report.summary.locks_broken, 0);
        assert_eq!(moves(&stage).len(), 1, "the locked one was never sent");
    }
}

/// A room in which boris has one file open for so long, or for good.
fn edited_room(seconds: Option<u64>) -> RoomSpec {
    RoomSpec {
        files: vec![FileSpec {
            id: Some(500),
            edited_by: Some("boris".into()),
            edited_for_seconds: seconds,
            ..FileSpec::titled("Notes.docx")
        }],
        ..RoomSpec::titled("Client")
    }
    .with_files(["1.docx", "2.docx", "3.docx", "4.docx", "5.docx"])
}

#[tokio::test(start_paused = true)]
async fn a_file_that_was_open_is_sent_at_the_end_if_it_is_closed_by_then() {
    for profile in PROFILES {
        for (seconds, moved) in [(Some(4), true), (None, false)] {
            let options = SandboxOptions {
                time_per_file: Duration::from_secs(1),
                ..options(profile, edited_room(seconds), archive())
            };
            let stage = Stage::set(options).await;
            let plan = stage.prepare(&wished(|_| {})).await;
            assert_eq!(plan.totals().staying, 1);
            assert!(plan.tries_editors_again());
            let report = stage.run(plan.clone()).await.unwrap();
            stage.check_against_world(&plan, &report);
            let looks = stage
                .requests(0)
                .iter()
                .filter(|request| request.path.ends_with("files/file/500"))
                .count();
            assert_eq!(looks, 1, "one look");
            if moved {
                assert_eq!(report.exit_code(), ExitCode::Done);
                assert_eq!(moves(&stage).len(), 2);
            } else {
                let [(Outcome::Left, "Notes.docx", why)] = outcomes(&report)[..] else {
                    panic!("{:?}", outcomes(&report))
                };
                assert!(why.starts_with("open in an editor"), "{why}");
                assert_eq!(moves(&stage).len(), 1);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_opened_during_the_run_is_sent_once_more_and_never_a_third_time() {
    for profile in PROFILES {
        for closes in [true, false] {
            let client = RoomSpec::titled("Client").with_files(["1.docx", "2.docx", "3.docx"]);
            let options = SandboxOptions {
                faults: vec![closeout::sandbox::Fault::EditedMidRun],
                ..options(profile, client, archive())
            };
            let stage = Stage::set(options).await;
            let plan = stage.prepare(&wished(|_| {})).await;
            let close = |event: &RunEvent| {
                if let (true, RunEvent::Record(Record::FilesRead { .. })) = (closes, event) {
                    stage.sandbox.edit(|world, _| {
                        let files: Vec<_> = world.tree.files().map(|file| file.id).collect();
                        for file in files {
                            world.tree.file_mut(file).unwrap().editing = None;
                        }
                    });
                }
            };
            let report = stage
                .run_watched(plan.clone(), normally(), close)
                .await
                .unwrap();
            stage.check_against_world(&plan, &report);
            stage.check_sends();
            if closes {
                assert_eq!(report.exit_code(), ExitCode::Done);
            } else {
                let [(Outcome::Refused, _, why)] = outcomes(&report)[..] else {
                    panic!("{:?}", outcomes(&report))
                };
                assert!(why.starts_with("open in an editor"), "{why}");
            }
        }
    }
}
