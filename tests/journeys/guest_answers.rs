//! The portal's differing answers to the guest step, a row each, on both releases: what is asked of it, what is said, what
//! is called revoked, and the exit code.

use std::time::Duration;

use closeout::{
    app::{ExitCode, GuestWish},
    plan::RevokeScope,
    run::GuestOutcome,
    sandbox::{
        Profile, SandboxOptions, WorldSource, WorldSpec,
        seed::{FileSpec, LinkSpec, MemberSpec, PersonSpec, RoomSpec},
        world::{Access, PersonKind, PersonStatus, RoomKind},
    },
};

use crate::stage::{Stage, wish};

const ROOM: i32 = 101;
const ARCHIVE: i32 = 201;
const GUEST: &str = "gwen@client.example";

/// A situation and what is to come of it. The room's files move; only the guest differs.
struct Row {
    name: &'static str,
    world: WorldSpec,
    scope: RevokeScope,
    /// Calls in order, by what their path ends with.
    calls: Vec<&'static str>,
    /// Words of the answer to the last call, on 3.6 and on 3.7.
    answers: [&'static str; 2],
    outcome: GuestOutcome,
    /// Words of what is still open; empty when nothing is.
    open: &'static str,
    exit: ExitCode,
}

impl Row {
    /// Ann's room with her guest Gwen in it, all of whose access is cut.
    fn ordinary(name: &'static str) -> Self {
        let world = WorldSpec {
            people: vec![
                PersonSpec::named("ann", PersonKind::RoomAdmin),
                PersonSpec::named("bob", PersonKind::RoomAdmin),
                PersonSpec::named("dora", PersonKind::DocSpaceAdmin),
                PersonSpec {
                    email: Some(GUEST.into()),
                    invited_by: vec!["ann".into()],
                    ..PersonSpec::named("gwen", PersonKind::Guest)
                },
            ],
            caller: Some("ann".into()),
            rooms: vec![
                RoomSpec {
                    id: Some(ROOM),
                    members: vec![member("gwen", Access::Read)],
                    ..RoomSpec::titled("Client").with_files(["One.docx"])
                },
                RoomSpec {
                    id: Some(ARCHIVE),
                    ..RoomSpec::titled("Archive")
                },
            ],
            ..WorldSpec::default()
        };
        Self {
            name,
            world,
            scope: RevokeScope::Guest,
            calls: vec!["rooms/101/share", "people/guests"],
            answers: ["taken by the portal"; 2],
            outcome: GuestOutcome::Revoked,
            open: "",
            exit: ExitCode::Done,
        }
    }

    fn people(mut self, change: impl FnOnce(&mut Vec<PersonSpec>)) -> Self {
        change(&mut self.world.people);
        self
    }

    fn rooms(mut self, change: impl FnOnce(&mut Vec<RoomSpec>)) -> Self {
        change(&mut self.world.rooms);
        self
    }

    fn called_by(mut self, who: &str) -> Self {
        self.world.caller = Some(who.into());
        for room in &mut self.world.rooms {
            room.owner = Some(who.into());
        }
        self.people(|people| people[3].invited_by = vec![who.into()])
    }

    fn answers(mut self, on_36: &'static str, on_37: &'static str) -> Self {
        self.answers = [on_36, on_37];
        self
    }

    fn calls(mut self, calls: &[&'static str]) -> Self {
        self.calls = calls.to_vec();
        self
    }

    fn only_this_room(mut self) -> Self {
        self.scope = RevokeScope::Room;
        self.calls(&["rooms/101/share"])
    }

    fn still_open(mut self, words: &'static str) -> Self {
        self.open = words;
        self.outcome = GuestOutcome::StillOpen;
        self.exit = ExitCode::RevokeNotConfirmed;
        self
    }

    async fn plays(self) {
        for (profile, answer) in [Profile::V36, Profile::V37].into_iter().zip(self.answers) {
            self.plays_on(profile, answer).await;
        }
    }

    async fn plays_on(&self, profile: Profile, answer: &str) {
        let name = format!("{} on {profile:?}", self.name);
        let stage = Stage::set(SandboxOptions {
            world: WorldSource::Given(Box::new(self.world.clone())),
            profile,
            // Longer than a file is open in an editor.
            time_per_file: Duration::from_secs(5),
            ..SandboxOptions::default()
        })
        .await;
        let mut wished = wish(ROOM, ARCHIVE);
        wished.guest = Some(GuestWish {
            who: GUEST.into(),
            scope: Some(self.scope),
            despite_left: false,
        });
        let plan = stage.prepare(&wished).await;
        let report = stage.run(plan).await.unwrap();
        let guest = report.summary.guest.as_ref().unwrap();
        let made: Vec<_> = stage
            .writes(0)
            .into_iter()
            .map(|request| request.path)
            .filter(|path| !path.contains("fileops") && !path.contains("files/folder"))
            .collect();
        let as_wanted = made
            .iter()
            .zip(&self.calls)
            .all(|(path, end)| path.ends_with(end));
        assert!(
            as_wanted && made.len() == self.calls.len(),
            "{name}: {made:?}"
        );
        let told = &guest.calls.last().unwrap().1;
        assert!(told.contains(answer), "{name}: {told}");
        assert_eq!(guest.outcome, self.outcome, "{name}: {guest:#?}");
        if self.open.is_empty() {
            assert_eq!(guest.still_open, [] as [String; 0], "{name}");
        } else {
            let open = guest.still_open.join("\n");
            assert!(open.contains(self.open), "{name}: {open}");
        }
        assert_eq!(report.exit_code(), self.exit, "{name}");
    }
}

fn member(who: &str, access: Access) -> MemberSpec {
    MemberSpec {
        who: who.into(),
        access,
        ..MemberSpec::default()
    }
}

const ONE_OF_FOUR: &str = "removes only guests whom the owner of the key has invited";

#[tokio::test(start_paused = true)]
async fn an_own_guest_is_gone() {
    Row::ordinary("own guest").plays().await;
    Row::ordinary("own guest, this room only")
        .only_this_room()
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_or_idle_removal_is_told_and_what_was_read_back_counts() {
    // Up to 3.6 the portal says 200 and does nothing; later it refuses all causes alike.
    let idle = |name| Row::ordinary(name).answers("taken by the portal", ONE_OF_FOUR);
    idle("somebody else's guest")
        .people(|people| people[3].invited_by = vec!["bob".into()])
        .plays()
        .await;
    idle("switched off")
        .people(|people| people[3].status = PersonStatus::Terminated)
        .plays()
        .await;
    idle("nobody's guest any more")
        .people(|people| people[3].invited_by = Vec::new())
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn in_a_room_that_somebody_else_granted_the_guest_stays() {
    Row::ordinary("another room by bob")
        .answers("taken by the portal", "taken by the portal")
        .rooms(|rooms| {
            rooms.push(RoomSpec {
                owner: Some("bob".into()),
                members: vec![member("ann", Access::Manager), member("gwen", Access::Read)],
                ..RoomSpec::titled("Bob's room")
            });
        })
        .still_open("is still in the room Bob's room, by somebody else's invitation")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn up_to_3_6_an_admin_of_the_portal_may_not_remove_guests() {
    Row::ordinary("portal admin")
        .called_by("dora")
        .answers(
            "up to 3.6 it lets only room admins do so",
            "taken by the portal",
        )
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_primary_link_that_the_portal_renews_is_still_open() {
    let primary = LinkSpec {
        title: "Everybody's link".into(),
        primary: true,
        ..LinkSpec::default()
    };
    Row::ordinary("public room")
        .rooms(|rooms| {
            rooms[0].kind = RoomKind::Public;
            rooms[0].links = vec![primary];
        })
        .only_this_room()
        .calls(&["rooms/101/links", "rooms/101/share"])
        .still_open("of the room is open")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn membership_in_the_archive_room_ends_too() {
    Row::ordinary("member of the archive room")
        .rooms(|rooms| rooms[1].members = vec![member("gwen", Access::Read)])
        .calls(&["rooms/101/share", "rooms/201/share", "people/guests"])
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_row_for_somebody_on_an_archived_file_may_be_the_guests() {
    Row::ordinary("left-over row")
        .rooms(|rooms| rooms[0].files[0].shared_for_user = true)
        .only_this_room()
        .calls(&["rooms/101/share"])
        .still_open("archived files carry rows for single people (1)")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_link_of_a_file_that_was_open_in_an_editor_is_closed_once_that_is_archived() {
    let link = LinkSpec {
        title: "Everybody's link".into(),
        primary: true,
        ..LinkSpec::default()
    };
    let open = FileSpec {
        edited_by: Some("bob".into()),
        edited_for_seconds: Some(4),
        links: vec![link],
        ..FileSpec::titled("Open.docx")
    };
    Row::ordinary("closed by the end")
        .rooms(|rooms| rooms[0].files.push(open))
        .calls(&["rooms/101/share", "/links", "people/guests"])
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_role_in_a_form_keeps_the_guest_in_the_room() {
    let role = MemberSpec {
        holds_form_role: true,
        ..member("gwen", Access::Read)
    };
    Row::ordinary("form role")
        .rooms(|rooms| {
            rooms[0].kind = RoomKind::VirtualData;
            rooms[0].members = vec![role];
        })
        .only_this_room()
        .answers("still has a role in a form", "still has a role in a form")
        .still_open("still stands in the room's share list")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn the_group_everyone_lets_the_guest_in_all_the_same() {
    Row::ordinary("Everyone")
        .rooms(|rooms| rooms[0].members.push(member("everyone", Access::Read)))
        .only_this_room()
        .still_open("the group Everyone still lets every account into the room")
        .plays()
        .await;
    Row::ordinary("Everyone in the archive room")
        .rooms(|rooms| rooms[1].members.push(member("everyone", Access::Read)))
        .only_this_room()
        .still_open("the group Everyone lets every account into the archive room")
        .plays()
        .await;
}

/// What is no guest is never asked for.
#[tokio::test(start_paused = true)]
async fn what_is_no_guest_is_refused_before_anything_is_written() {
    for profile in [Profile::V36, Profile::V37] {
        let row = Row::ordinary("no guest");
        let stage = Stage::set(SandboxOptions {
            world: WorldSource::Given(Box::new(row.world)),
            profile,
            ..SandboxOptions::default()
        })
        .await;
        for who in ["412497", "bob@sandbox.example", "nobody@client.example"] {
            let mut wished = wish(ROOM, ARCHIVE);
            wished.guest = Some(GuestWish {
                who: who.into(),
                scope: None,
                despite_left: false,
            });
            let error = stage.session.prepare(&wished, |_| {}).await.unwrap_err();
            assert_eq!(error.exit_code(), ExitCode::Usage, "{who}");
            let told = error.what();
            assert!(
                told.contains("is not a guest id; the guests of this room are "),
                "{told}"
            );
            assert!(told.contains(GUEST), "{told}");
        }
        assert_eq!(stage.writes(0), []);
    }
}
