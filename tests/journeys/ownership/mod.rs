//! A portal admin who is no member of the client's room takes it over for the run and hands it back, on both releases:
//! what is said, what is sent in which order, and who has the room in the world before and after.

mod broken;
mod killed;
mod tampering;

use std::sync::Arc;

use closeout::{
    app::{AppError, ExitCode, RunReport, Session, Wish},
    docspace::Transport,
    headless::{plan_exit_code, plan_lines},
    plan::{Consent, ConsentItem, Hazard, OwnerStanding, Plan, Refusal},
    run::{AfterFact, AfterStep, Ending, OwnershipOutcome, OwnershipSummary, Record, RunEvent},
    sandbox::{
        Profile, Sandbox, SandboxOptions,
        seed::demo::{ANN, ARCHIVE_ROOT, CONTOSO_ROOM, FOREIGN_ROOM},
        world::{PersonId, PersonKind, PersonStatus, Subject},
    },
};
use serde_json::json;
use tokio::sync::mpsc;

use self::tampering::{How, What};
use crate::stage::{Stage, contoso, journal, normally, wish};

const BOTH: [Profile; 2] = [Profile::V36, Profile::V37];

fn on(profile: Profile) -> SandboxOptions {
    SandboxOptions {
        profile,
        ..SandboxOptions::default()
    }
}

/// Boris's room "Northwind Traders", which Ann sees as portal admin only.
fn taken_over() -> Wish {
    let mut wish = wish(FOREIGN_ROOM, ARCHIVE_ROOT);
    wish.choices.take_ownership = true;
    wish
}

fn owner_of(sandbox: &Sandbox, room: i32) -> String {
    sandbox.edit(|world, _| {
        let owner = world.tree.folder(room).unwrap().created_by;
        world.person(owner).unwrap().display_name()
    })
}

/// Whose the room is in the world, and who stands in its list, by name.
fn holders(sandbox: &Sandbox) -> (String, Vec<String>) {
    let members = sandbox.edit(|world, _| {
        let room = world.tree.folder(FOREIGN_ROOM).unwrap();
        let people = room.room.as_ref().unwrap().grants.iter();
        let people = people.filter_map(|grant| match grant.subject {
            Subject::Person(person) => world
                .person(person)
                .map(closeout::sandbox::world::Person::display_name),
            Subject::Group(_) => None,
        });
        people.collect()
    });
    (owner_of(sandbox, FOREIGN_ROOM), members)
}

/// Room, owner and members as they were before anybody touched them.
fn as_before() -> (String, Vec<String>) {
    ("Boris Brandt".into(), vec!["Hal Contoso".into()])
}

fn boris(sandbox: &Sandbox, change: impl FnOnce(&mut closeout::sandbox::world::Person)) {
    sandbox.edit(|world, _| {
        let boris = world.tree.folder(FOREIGN_ROOM).unwrap().created_by;
        assert_eq!(world.person(boris).unwrap().first_name, "Boris");
        let PersonId(position) = boris;
        change(&mut world.people[position]);
    });
}

fn told(report: &RunReport) -> &OwnershipSummary {
    report.summary.ownership.as_ref().unwrap()
}

/// A plan through this session, agreed to with everything it asks for, carried out.
async fn run_through<T: Transport>(session: &Session<T>) -> Result<RunReport, AppError> {
    let plan = session.prepare(&taken_over(), |_| {}).await?;
    let consent = Consent {
        digest: plan.digest.clone(),
        items: plan.needs(),
    };
    let confirmed = Arc::new(plan).confirm(consent)?;
    let (_to_run, controls) = mpsc::channel(1);
    Box::pin(session.carry_out(confirmed, normally(), controls, |_| {})).await
}

/// Method, path and what matters of the body of every write.
fn writes(stage: &Stage) -> Vec<String> {
    let guid_of_boris = stage.sandbox.edit(|world, _| {
        let boris = world.people.iter().find(|one| one.first_name == "Boris");
        boris.unwrap().guid.clone()
    });
    let name = |guid: &serde_json::Value| {
        if *guid == json!(ANN) {
            "Ann"
        } else if *guid == json!(guid_of_boris) {
            "Boris"
        } else {
            "somebody"
        }
    };
    let lines = stage.writes(0).into_iter().map(|request| {
        let path = request.path.trim_start_matches("/api/2.0/").to_owned();
        let body = request.body.unwrap_or_default();
        if path == "files/owner" {
            assert_eq!(body["folderIds"], json!([FOREIGN_ROOM]));
            assert_eq!(body["fileIds"], json!([]));
            format!("owner: {}", name(&body["userId"]))
        } else if path == format!("files/rooms/{FOREIGN_ROOM}/share") {
            assert_eq!(body["invitations"][0]["access"], 0);
            format!("off the room: {}", name(&body["invitations"][0]["id"]))
        } else if path.starts_with("files/fileops/move") {
            "move".into()
        } else if path.starts_with("files/folder/") {
            "make the target".into()
        } else {
            format!("{} {path}", request.method)
        }
    });
    lines.collect()
}

#[tokio::test(start_paused = true)]
async fn the_room_is_taken_first_handed_back_last_and_everything_between_is_as_always() {
    for profile in BOTH {
        let stage = Stage::set(on(profile)).await;
        let plan = stage.prepare(&taken_over()).await;
        assert_eq!(stage.writes(0), [], "a dry run writes nothing");
        assert_eq!(plan_exit_code(&plan), ExitCode::Done);
        assert_eq!(plan.totals().moving, 30);
        let text = plan_lines(&plan).join("\n");
        for words in [
            "Mind: The run first takes the room over from Boris Brandt. Boris Brandt becomes room manager meanwhile",
            "gets the room back and you leave it",
            "A run needs your consent: --take-ownership",
        ] {
            assert!(text.contains(words), "no {words:?} in\n{text}");
        }
        let invited = text.contains("may tell both of you that you were invited");
        assert_eq!(invited, profile == Profile::V36, "{text}");

        assert_eq!(holders(&stage.sandbox), as_before());
        let mut during = None;
        let report = stage
            .run_watched(plan.clone(), normally(), |event| {
                if let RunEvent::Record(Record::SendAccepted { .. }) = event {
                    during = Some(holders(&stage.sandbox));
                }
            })
            .await
            .unwrap();
        let (owner, members) = during.unwrap();
        assert_eq!(owner, "Ann Keller");
        assert!(members.contains(&"Boris Brandt".to_owned()), "{members:?}");
        assert_eq!(holders(&stage.sandbox), as_before());
        assert_eq!(report.exit_code(), ExitCode::Done, "{:#?}", report.summary);
        stage.check_against_world(&plan, &report);
        assert_eq!(told(&report).outcome, OwnershipOutcome::HandedBack);
        assert_eq!(
            told(&report).sentence(),
            "The room is Boris Brandt's again, and you are no member of it."
        );
        assert_eq!(
            writes(&stage),
            [
                "owner: Ann",
                "make the target",
                "move",
                "owner: Boris",
                "off the room: Ann"
            ]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn before_anything_is_made_or_moved_the_room_was_seen_to_be_the_callers() {
    let stage = Stage::set(on(Profile::V37)).await;
    let plan = stage.prepare(&taken_over()).await;
    let from = stage.requests(0).len();
    stage.run(plan).await.unwrap();
    let requests = stage.requests(from);
    let at = |is: &dyn Fn(&closeout::sandbox::LoggedRequest) -> bool| requests.iter().position(is);
    let room = format!("files/rooms/{FOREIGN_ROOM}");
    let taken = at(&|request| request.path.ends_with("files/owner")).unwrap();
    let made = at(&|request| request.path.contains("files/folder/") && request.is_write()).unwrap();
    let look = |request: &closeout::sandbox::LoggedRequest| request.path.ends_with(&room);
    assert!(requests[..taken].iter().any(look), "looked at before");
    assert!(requests[taken..made].iter().any(look), "and after");
}

#[tokio::test(start_paused = true)]
async fn yes_to_everything_else_takes_no_room() {
    for profile in BOTH {
        let stage = Stage::set(on(profile)).await;
        let plan = stage.prepare(&taken_over()).await;
        let silent = Consent {
            digest: plan.digest.clone(),
            items: plan
                .needs()
                .into_iter()
                .filter(|item| !matches!(item, ConsentItem::TakeOwnership { .. }))
                .collect(),
        };
        let error = AppError::from(Arc::new(plan).confirm(silent).unwrap_err());
        assert_eq!(error.exit_code(), ExitCode::Refused);
        assert!(
            error.hint().contains("--take-ownership"),
            "{}",
            error.hint()
        );
        assert_eq!(stage.writes(0), []);
    }
}

#[tokio::test(start_paused = true)]
async fn in_a_room_of_ones_own_there_is_nothing_to_take() {
    for profile in BOTH {
        let stage = Stage::set(on(profile)).await;
        let mut wish = contoso();
        wish.choices.take_ownership = true;
        let plan = stage.prepare(&wish).await;
        let role = "owner".to_owned();
        assert!(plan.hazards.contains(&Hazard::NothingToTakeOver { role }));
        let report = stage.run(plan).await.unwrap();
        assert_eq!(report.exit_code(), ExitCode::Partly, "three files stay");
        assert_eq!(report.summary.ownership, None);
        let changes = stage.writes(0).into_iter();
        let owner = |request: &closeout::sandbox::LoggedRequest| request.path.contains("owner");
        assert_eq!(changes.filter(owner).count(), 0);
        assert_eq!(owner_of(&stage.sandbox, CONTOSO_ROOM), "Ann Keller");
    }
}

#[tokio::test(start_paused = true)]
async fn what_only_the_owner_sees_is_told_as_always_once_the_room_is_taken() {
    for profile in BOTH {
        let stage = Stage::set(on(profile)).await;
        // Two files of the room: one that nobody may move, and one that somebody locks after the plan.
        let (frozen, locked) = stage.sandbox.edit(|world, _| {
            let files = world.tree.files_below(FOREIGN_ROOM);
            world.tree.file_mut(files[3]).unwrap().frozen = true;
            (files[3], files[7])
        });
        let plan = stage.prepare(&taken_over()).await;
        assert_eq!(
            plan.totals().moving,
            30,
            "an admin cannot see what an owner may not"
        );
        stage.sandbox.edit(|world, _| {
            let hal = world.people.iter().position(|one| one.first_name == "Hal");
            world.tree.file_mut(locked).unwrap().locked_by = hal.map(PersonId);
        });
        let report = stage.run(plan.clone()).await.unwrap();
        stage.check_against_world(&plan, &report);
        let mut refused: Vec<_> = (report.summary.not_archived.iter())
            .map(|line| (line.id.to_string(), &*line.reason))
            .collect();
        refused.sort();
        assert_eq!(refused.len(), 2, "{refused:#?}");
        assert_eq!(refused[0].0.parse(), Ok(frozen.min(locked)));
        assert!(
            refused
                .iter()
                .any(|(_, why)| why.contains("no right to move it")),
            "{refused:#?}"
        );
        assert!(
            refused
                .iter()
                .any(|(_, why)| why.contains("locked by somebody else")),
            "{refused:#?}"
        );
        assert_eq!(report.exit_code(), ExitCode::Partly);
        assert_eq!(told(&report).outcome, OwnershipOutcome::HandedBack);
        assert_eq!(holders(&stage.sandbox), as_before());
    }
}

#[tokio::test(start_paused = true)]
async fn an_owner_whose_account_is_not_in_use_cannot_have_it_back_and_that_is_said_before() {
    for profile in BOTH {
        let stage = Stage::set(on(profile)).await;
        boris(&stage.sandbox, |boris| {
            boris.status = PersonStatus::Terminated;
        });
        let plan = stage.prepare(&taken_over()).await;
        assert_eq!(
            plan.ownership.as_ref().unwrap().standing,
            OwnerStanding::Inactive
        );
        let text = plan_lines(&plan).join("\n");
        assert!(text.contains("so the room stays yours"), "{text}");
        assert!(
            text.contains("for good: Boris Brandt cannot have it back"),
            "{text}"
        );
        let report = stage.run(plan).await.unwrap();
        assert_eq!(writes(&stage), ["owner: Ann", "make the target", "move"]);
        assert_eq!(owner_of(&stage.sandbox, FOREIGN_ROOM), "Ann Keller");
        assert_eq!(report.summary.ending, Ending::Partly);
        assert_eq!(
            told(&report).sentence(),
            "The room is still yours: the old owner's account is not in use."
        );
    }
}

#[tokio::test(start_paused = true)]
async fn from_an_account_that_may_no_longer_own_rooms_nothing_can_be_taken() {
    for profile in BOTH {
        let stage = Stage::set(on(profile)).await;
        boris(&stage.sandbox, |boris| boris.kind = PersonKind::User);
        let plan = stage.prepare(&taken_over()).await;
        assert!(matches!(
            plan.refusals[..],
            [Refusal::OwnerCannotBeReplaced { .. }]
        ));
        assert_eq!(plan_exit_code(&plan), ExitCode::Refused);
        let error = stage.run(plan).await.unwrap_err();
        assert_eq!(error.exit_code(), ExitCode::Refused);
        assert_eq!(stage.writes(0), []);
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_may_not_see_accounts_forbids_nothing_and_one_that_cannot_leave_does() {
    let scopes = |scopes: &[&str]| SandboxOptions {
        scopes: scopes.iter().map(ToString::to_string).collect(),
        ..SandboxOptions::default()
    };
    let stage = Stage::set(scopes(&[
        "rooms:write",
        "files:write",
        "accounts.self:read",
    ]))
    .await;
    let plan = stage.prepare(&taken_over()).await;
    assert_eq!(
        plan.ownership.as_ref().unwrap().standing,
        OwnerStanding::Unseen
    );
    assert!(plan_lines(&plan).join("\n").contains("could not be seen"));
    let report = stage.run(plan).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Done);
    assert_eq!(holders(&stage.sandbox), as_before());

    let stage = Stage::set(scopes(&["rooms:read", "files:write", "accounts.self:read"])).await;
    let plan = stage.prepare(&taken_over()).await;
    let error = stage.run(plan).await.unwrap_err();
    assert_eq!(error.exit_code(), ExitCode::Key);
    assert!(error.what().contains("rooms:write"), "{}", error.what());
    assert_eq!(stage.writes(0), []);
}

/// Whether a plan from the same wish takes the room.
async fn takes(stage: &Stage) -> (Plan, bool) {
    let plan = stage.prepare(&taken_over()).await;
    let takes = plan.ownership.is_some();
    (plan, takes)
}

#[tokio::test(start_paused = true)]
async fn run_twice_it_takes_nothing_the_second_time() {
    let stage = Stage::set(on(Profile::V37)).await;
    let (plan, takes_it) = takes(&stage).await;
    assert!(takes_it);
    stage.run(plan).await.unwrap();
    let writes = stage.writes(0).len();
    let (plan, takes_it) = takes(&stage).await;
    assert!(!takes_it, "an empty room need not be taken");
    assert!(plan.hazards.contains(&Hazard::NoNeedToTakeOver));
    let report = stage.run(plan).await.unwrap();
    assert_eq!(report.exit_code(), ExitCode::Done);
    assert_eq!(stage.writes(0).len(), writes);
    assert!(
        !journal(&report)
            .iter()
            .any(|record| matches!(record, Record::OwnershipSeen { .. }))
    );
}

#[tokio::test(start_paused = true)]
async fn the_emptied_room_is_archived_only_once_it_is_handed_back() {
    for profile in BOTH {
        let stage = Stage::set(on(profile)).await;
        let plan = stage.prepare(&taken_over()).await;
        let report = stage.run(plan).await.unwrap();
        assert!(report.summary.offers.contains(&AfterStep::ArchiveRoom));
        let step = AfterStep::ArchiveRoom;
        let run = report.run;
        let archived = stage.session.afterwards(&run, step, |_| {}).await.unwrap();
        assert_eq!(
            archived.afterwards[0].fact,
            AfterFact::Done,
            "as an admin, no member"
        );
        assert_eq!(owner_of(&stage.sandbox, FOREIGN_ROOM), "Boris Brandt");

        let stage = Stage::set(on(profile)).await;
        let session = tampering::tampered(&stage, &[(What::GiveBack, How::LostBefore); 2]).await;
        let report = run_through(&session).await.unwrap();
        assert_eq!(told(&report).outcome, OwnershipOutcome::StillYours);
        assert!(!report.summary.offers.contains(&AfterStep::ArchiveRoom));
    }
}
