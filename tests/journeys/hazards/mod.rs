//! What bites about rooms and targets is found before the run, said in words, and refused or agreed to by name. Every
//! situation is a row, played on both releases of the portal: what is said, which consents are needed, the exit code
//! of `plan`, that only GET went out, and what a run does about it.

mod refused;
mod source;
mod target;
mod uploads;

use std::{collections::BTreeSet, sync::Arc};

use closeout::{
    app::{ExitCode, Wish},
    domain::{FolderId, RemoteId, RoomId},
    headless::{plan_exit_code, plan_lines},
    plan::{Consent, Plan},
    sandbox::{
        Profile, SandboxOptions, WorldSource, WorldSpec,
        seed::{FolderSpec, LinkSpec, MemberSpec, PersonSpec, RoomSpec},
        world::{Access, PersonKind},
    },
};

use crate::stage::{Stage, wish};

/// The client's room.
const ROOM: i32 = 101;
/// The archive room; the archive root of a row that says nothing else.
const ARCHIVE: i32 = 201;

/// A situation and what is to come of it.
struct Row {
    /// What is printed when it fails.
    name: &'static str,
    world: WorldSpec,
    wish: Wish,
    /// Every one of these stands in the plan's text.
    says: Vec<&'static str>,
    /// None of these does.
    says_not: Vec<&'static str>,
    /// Flags of the consents that a run needs.
    flags: Vec<&'static str>,
    /// Exit code of `plan`.
    exit: ExitCode,
}

impl Row {
    /// A client's room with two files and an archive room, both the caller's own and nothing special about them.
    fn ordinary(name: &'static str) -> Self {
        Self {
            name,
            world: WorldSpec {
                people: people(),
                caller: Some("ann".into()),
                rooms: vec![
                    RoomSpec {
                        id: Some(ROOM),
                        ..RoomSpec::titled("Client").with_files(["One.docx", "Two.docx"])
                    },
                    RoomSpec {
                        id: Some(ARCHIVE),
                        ..RoomSpec::titled("Archive")
                    },
                ],
                ..WorldSpec::default()
            },
            wish: wish(ROOM, ARCHIVE),
            says: Vec::new(),
            says_not: Vec::new(),
            flags: Vec::new(),
            exit: ExitCode::Done,
        }
    }

    fn client(mut self, change: impl FnOnce(&mut RoomSpec)) -> Self {
        change(&mut self.world.rooms[0]);
        self
    }

    fn archive(mut self, change: impl FnOnce(&mut RoomSpec)) -> Self {
        change(&mut self.world.rooms[1]);
        self
    }

    fn root(mut self, root: &(impl ToString + ?Sized)) -> Self {
        self.wish.archive_root = FolderId(RemoteId::parse(&root.to_string()).unwrap());
        self
    }

    fn room(mut self, room: &str) -> Self {
        self.wish.room = RoomId(RemoteId::parse(room).unwrap());
        self
    }

    fn says(mut self, words: &'static str) -> Self {
        self.says.push(words);
        self
    }

    fn says_not(mut self, words: &'static str) -> Self {
        self.says_not.push(words);
        self
    }

    fn needs(mut self, flag: &'static str) -> Self {
        self.flags.push(flag);
        self
    }

    fn exits(mut self, code: ExitCode) -> Self {
        self.exit = code;
        self
    }

    async fn plays(self) {
        for profile in [Profile::V36, Profile::V37] {
            self.plays_on(profile).await;
        }
    }

    async fn plays_on(&self, profile: Profile) {
        let name = format!("{} on {profile:?}", self.name);
        let stage = Stage::set(SandboxOptions {
            world: WorldSource::Given(Box::new(self.world.clone())),
            profile,
            ..SandboxOptions::default()
        })
        .await;
        let plan = stage.prepare(&self.wish).await;
        let text = plan_lines(&plan).join("\n");
        for words in &self.says {
            assert!(text.contains(words), "{name}: no {words:?} in\n{text}");
        }
        for words in &self.says_not {
            assert!(!text.contains(words), "{name}: {words:?} in\n{text}");
        }
        let flags: Vec<_> = plan
            .needs()
            .iter()
            .map(closeout::plan::ConsentItem::flag)
            .collect();
        assert_eq!(flags, self.flags, "{name}\n{text}");
        assert_eq!(plan_exit_code(&plan), self.exit, "{name}\n{text}");
        assert_eq!(stage.writes(0), [], "{name}");
        if !plan.needs().is_empty() || self.exit == ExitCode::Refused {
            refuses(&stage, plan.clone(), &name);
        }
        if self.exit != ExitCode::Refused {
            runs(&stage, plan, self.exit, &name).await;
        }
    }
}

/// A run that nobody agreed to by name ends with exit code 5 and writes nothing.
fn refuses(stage: &Stage, plan: Plan, name: &str) {
    let silent = Consent {
        digest: plan.digest.clone(),
        items: BTreeSet::new(),
    };
    let error = closeout::app::AppError::from(Arc::new(plan).confirm(silent).unwrap_err());
    assert_eq!(error.exit_code(), ExitCode::Refused, "{name}");
    assert_eq!(stage.writes(0), [], "{name}");
}

/// With every consent it runs as it was planned.
async fn runs(stage: &Stage, plan: Plan, exit: ExitCode, name: &str) {
    let totals = plan.totals();
    let report = stage.run(plan.clone()).await.unwrap();
    assert_eq!(report.exit_code(), exit, "{name}: {:#?}", report.summary);
    assert_eq!(report.summary.counts.archived, totals.moving, "{name}");
    assert_eq!(report.summary.counts.left, totals.staying, "{name}");
    stage.check_against_world(&plan, &report);
}

/// Ann holds the key and knows the guest Gwen; Bob owns rooms, Uma is a user, Adam a portal admin.
fn people() -> Vec<PersonSpec> {
    vec![
        PersonSpec::named("ann", PersonKind::RoomAdmin),
        PersonSpec::named("bob", PersonKind::RoomAdmin),
        PersonSpec::named("uma", PersonKind::User),
        PersonSpec {
            invited_by: vec!["ann".into()],
            ..PersonSpec::named("gwen", PersonKind::Guest)
        },
        PersonSpec::named("adam", PersonKind::DocSpaceAdmin),
    ]
}

/// Ann's own documents.
const MY_DOCUMENTS: i32 = 20;

fn member(who: &str, access: Access) -> MemberSpec {
    MemberSpec {
        who: who.into(),
        access,
        ..MemberSpec::default()
    }
}

fn external(title: &str) -> LinkSpec {
    LinkSpec {
        title: title.into(),
        ..LinkSpec::default()
    }
}

fn primary(title: &str) -> LinkSpec {
    LinkSpec {
        primary: true,
        ..external(title)
    }
}

fn invitation(title: &str) -> LinkSpec {
    LinkSpec {
        invitation: true,
        ..external(title)
    }
}

fn folder(id: i32, title: &str) -> FolderSpec {
    FolderSpec {
        id: Some(id),
        ..FolderSpec::titled(title)
    }
}
