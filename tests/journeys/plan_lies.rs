//! A plan file put together by hand, its digest computed anew, says what is not so: it is not run.

use closeout::{
    app::{AppError, CarryOut, ExitCode, GuestWish, Session, Wish},
    docspace::{InProcessTransport, Reply, Request, Transport, TransportError},
    domain::{FolderId, MemberKind, Person, RoomId},
    plan::{GuestChoice, Plan, RevokeScope},
    sandbox::{SandboxOptions, seed},
};

use crate::stage::{Stage, connect_through, contoso, normally};

const FROM_FILE: fn() -> CarryOut = || CarryOut {
    from_file: true,
    ..normally()
};

fn without_gwen() -> Wish {
    Wish {
        guest: Some(GuestWish {
            who: seed::demo::GUEST_OF_ANN.into(),
            scope: Some(RevokeScope::Room),
            despite_left: true,
        }),
        ..contoso()
    }
}

/// What comes of running a plan without Gwen after somebody has changed it.
async fn run_changed(change: impl FnOnce(&mut Plan)) -> (Stage, AppError) {
    let stage = Stage::set(SandboxOptions::default()).await;
    let mut plan = stage.prepare(&without_gwen()).await;
    change(&mut plan);
    plan.digest = plan.computed_digest().unwrap();
    let error = stage.run_so(plan, FROM_FILE()).await.unwrap_err();
    assert_eq!(stage.writes(0), []);
    (stage, error)
}

#[tokio::test(start_paused = true)]
async fn a_manager_under_the_name_of_the_guest_is_not_taken_off_the_room() {
    let (_stage, error) = run_changed(|plan| {
        let step = plan.guest.as_mut().unwrap();
        let manager = step.facts.room_members.iter().find_map(|member| {
            let MemberKind::Person {
                person,
                is_guest: false,
                ..
            } = &member.kind
            else {
                return None;
            };
            (!member.is_owner).then(|| person.id.clone())
        });
        step.facts.person.id = manager.unwrap();
        step.choice.guest = step.facts.person.id.clone();
        plan.choices.guest = Some(step.choice.clone());
    })
    .await;
    assert!(matches!(error, AppError::NotAGuest { .. }), "{error:?}");
    assert_eq!(error.exit_code(), ExitCode::Usage);
}

#[tokio::test(start_paused = true)]
async fn another_name_for_the_guest_the_room_or_the_way_to_the_target_forbids_the_plan() {
    type Change = fn(&mut Plan);
    let changes: [(Change, &str); 3] = [
        (
            |plan| {
                let facts = &mut plan.guest.as_mut().unwrap().facts;
                facts.person = Person {
                    name: "Somebody else".into(),
                    ..facts.person.clone()
                };
            },
            "the plan calls the guest Somebody else <gwen@contoso.example>, the portal Gwen Contoso <",
        ),
        (
            |plan| plan.room.title = "An old room".into(),
            "the plan calls the room An old room, the portal Contoso Ltd",
        ),
        (
            |plan| plan.target.root.path[1].title = "Vault".into(),
            "the plan archives to /Vault/Clients/, the portal has that folder at /Archive/Clients/",
        ),
    ];
    for (change, words) in changes {
        let (_stage, error) = run_changed(change).await;
        assert_eq!(error.exit_code(), ExitCode::Stale, "{error:?}");
        let AppError::Stale(differences) = error else {
            panic!("{error:?}");
        };
        assert_eq!(differences.len(), 1, "{differences:?}");
        let told = differences[0].sentence();
        assert!(told.starts_with(words), "{told}");
    }
}

/// Answers 401 to every question about a person.
struct NobodyIsShown(InProcessTransport);

impl Transport for NobodyIsShown {
    async fn send(&self, request: Request) -> Result<Reply, TransportError> {
        let about_a_person = request.path.starts_with("people/") && !request.path.contains('@');
        let mut reply = self.0.send(request).await?;
        if about_a_person {
            reply.status = 401;
            reply.body = bytes::Bytes::new();
        }
        Ok(reply)
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_ends_while_the_guest_is_looked_up_is_told_as_the_key() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let transport = NobodyIsShown(InProcessTransport::new(stage.sandbox.router()));
    let folder = stage.folder.path().into();
    let session: Session<_> = connect_through(transport, &stage.sandbox, folder)
        .await
        .unwrap();
    let room = RoomId::number(seed::demo::EVERYONE_ROOM);
    let survey = session.survey(&room, |_| {}).await.unwrap();
    let root = FolderId::number(seed::demo::ARCHIVE_ROOT);
    let place = session.look_at_place(&root, "Client", None).await.unwrap();
    // Stands in no row of this room.
    let guest = GuestChoice {
        guest: closeout::domain::UserId(seed::demo::GUEST_THROUGH_EVERYONE.into()),
        scope: RevokeScope::Room,
        scope_is_explicit: true,
        despite_left: true,
    };
    let looked = session.look_at_guest(&survey, &place, Some(&guest)).await;
    assert_eq!(looked.unwrap_err().exit_code(), ExitCode::Key);
}
