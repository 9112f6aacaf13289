//! A small portal with one room for each thing that a write can meet, and clients in several people's names.

use closeout::{
    docspace::{Client, Credential, InProcessTransport, PortalError, ReadOnly},
    domain::{FileId, Member, MemberKind, PortalName, RoomId, UserId},
    sandbox::{
        LoggedRequest, Profile, Sandbox, SandboxOptions, WorldSource, WorldSpec,
        seed::{FileSpec, FolderSpec, GroupSpec, LinkSpec, MemberSpec, PersonSpec, RoomSpec},
        world::{Access, Credential as Key, PersonId, PersonKind, PersonStatus, RoomKind},
    },
};
use serde_json::Value;

/// Ann's custom room, with everybody in it.
pub(crate) const CLIENT: RoomId = RoomId::number(100);
/// Bob's public room, which Ann sees as portal admin only.
pub(crate) const FOREIGN: RoomId = RoomId::number(200);
/// Ann's public room.
pub(crate) const PUBLIC: RoomId = RoomId::number(210);
/// Ann's data room; Gary holds a role of a form in it.
pub(crate) const DATA: RoomId = RoomId::number(220);
/// Ann's form-filling room.
pub(crate) const FORMS: RoomId = RoomId::number(230);
/// Ann's archived room.
pub(crate) const ARCHIVED: RoomId = RoomId::number(240);
/// Ann's room with nothing in it.
pub(crate) const EMPTY: RoomId = RoomId::number(250);

/// A plain file of the client room.
pub(crate) const PLAIN: FileId = FileId::number(1);
/// A file of the client room that Bob has locked.
pub(crate) const LOCKED: FileId = FileId::number(2);
/// A file of the client room with a link.
pub(crate) const SHARED: FileId = FileId::number(3);
/// A file of the client room that Bob has open.
pub(crate) const EDITED: FileId = FileId::number(4);
/// A file of Bob's room.
pub(crate) const FOREIGN_FILE: FileId = FileId::number(50);
/// A file with a primary link in the public room.
pub(crate) const PUBLIC_FILE: FileId = FileId::number(51);
/// A file with an internal link in the data room.
pub(crate) const DATA_FILE: FileId = FileId::number(60);
/// A form in the form-filling room.
pub(crate) const FORM: FileId = FileId::number(70);
/// Nothing has this number.
pub(crate) const NOBODYS: i32 = 4242;

/// Everybody, by their place in the world.
pub(crate) const PEOPLE: [&str; 8] = ["ann", "bob", "carl", "gary", "gina", "ivy", "pia", "tom"];

pub(crate) const PROFILES: [Profile; 2] = [Profile::V36, Profile::V37];

pub(crate) struct Office {
    pub(crate) sandbox: Sandbox,
    pub(crate) ann: Client<InProcessTransport>,
}

impl Office {
    pub(crate) fn open(profile: Profile) -> Self {
        Self::with_scopes(profile, &[])
    }

    /// Ann's key has these scopes only.
    pub(crate) fn with_scopes(profile: Profile, scopes: &[&str]) -> Self {
        let sandbox = Sandbox::new(SandboxOptions {
            world: WorldSource::Given(Box::new(world())),
            profile,
            scopes: scopes.iter().map(ToString::to_string).collect(),
            ..SandboxOptions::default()
        })
        .unwrap();
        let ann = client(InProcessTransport::new(sandbox.router()), sandbox.key());
        Self { sandbox, ann }
    }

    /// A client in somebody else's name.
    pub(crate) fn client_of(&self, handle: &str) -> Client<InProcessTransport> {
        let number = place(handle);
        let secret = format!("sk-{number:064x}");
        self.sandbox.edit(|world, _| {
            let first = world.credentials[0].clone();
            world.credentials.push(Key {
                secret: secret.clone(),
                person: PersonId(number),
                ..first
            });
        });
        client(InProcessTransport::new(self.sandbox.router()), &secret)
    }

    /// A client whose key the portal does not know.
    pub(crate) fn client_with_a_dead_key(&self) -> Client<InProcessTransport> {
        let key = format!("sk-{}", "f".repeat(64));
        client(InProcessTransport::new(self.sandbox.router()), &key)
    }

    pub(crate) fn read_only(&self) -> Client<ReadOnly<InProcessTransport>> {
        let transport = ReadOnly::new(InProcessTransport::new(self.sandbox.router()));
        client(transport, self.sandbox.key())
    }

    pub(crate) fn id(&self, handle: &str) -> UserId {
        let guid = self
            .sandbox
            .edit(|world, _| world.people[place(handle)].guid.clone());
        UserId(guid.into())
    }

    /// Who stands in a room's share list, as the room's owner sees it.
    pub(crate) async fn stands_in(&self, room: &RoomId, handle: &str) -> bool {
        let members = self.ann.members(room).await.unwrap();
        assert!(members[0].is_owner, "the list was not given");
        holds(&members, &self.id(handle))
    }

    /// What was written so far: method, path below the API's root, status, and body.
    pub(crate) fn writes(&self) -> Vec<(String, u16, Value)> {
        let all = self.sandbox.requests().into_iter();
        all.filter(LoggedRequest::is_write).map(seen).collect()
    }

    pub(crate) fn reads(&self) -> Vec<String> {
        let all = self.sandbox.requests().into_iter();
        all.filter(|request| !request.is_write())
            .map(|request| seen(request).0)
            .collect()
    }
}

fn seen(request: LoggedRequest) -> (String, u16, Value) {
    let path = request.path.strip_prefix("/api/2.0/").unwrap().to_owned();
    let body = request.body.unwrap_or_default();
    (format!("{} {path}", request.method), request.status, body)
}

fn client<T: closeout::docspace::Transport>(transport: T, key: &str) -> Client<T> {
    let credential = Credential::parse(key).unwrap();
    Client::new(transport, PortalName("office".into()), credential)
}

fn place(handle: &str) -> usize {
    PEOPLE.iter().position(|known| *known == handle).unwrap()
}

pub(crate) fn holds(members: &[Member], person: &UserId) -> bool {
    members.iter().any(
        |member| matches!(&member.kind, MemberKind::Person { person: who, .. } if who.id == *person),
    )
}

/// Whether a result is a refusal with this status, by the thing asked for.
pub(crate) fn refused<R>(result: &Result<R, PortalError>, wanted: u16) -> bool {
    matches!(result, Err(PortalError::Refused { status, .. }) if *status == wanted)
}

fn world() -> WorldSpec {
    let guest = |handle: &str, by: &str| PersonSpec {
        invited_by: vec![by.into()],
        ..PersonSpec::named(handle, PersonKind::Guest)
    };
    WorldSpec {
        people: vec![
            PersonSpec::named("ann", PersonKind::DocSpaceAdmin),
            PersonSpec::named("bob", PersonKind::RoomAdmin),
            PersonSpec::named("carl", PersonKind::User),
            guest("gary", "ann"),
            guest("gina", "bob"),
            guest("ivy", "ann"),
            PersonSpec {
                status: PersonStatus::Pending,
                ..guest("pia", "ann")
            },
            PersonSpec {
                status: PersonStatus::Terminated,
                ..guest("tom", "ann")
            },
        ],
        groups: vec![GroupSpec {
            handle: "team".into(),
            name: "Team &amp; Co".into(),
            members: vec!["carl".into()],
        }],
        rooms: vec![client_room(), foreign_room(), public_room(), data_room()]
            .into_iter()
            .chain([form_room(), archived_room()])
            .chain([room(250, "Emptied", RoomKind::Custom)])
            .collect(),
        ..WorldSpec::default()
    }
}

fn room(id: i32, title: &str, kind: RoomKind) -> RoomSpec {
    RoomSpec {
        id: Some(id),
        kind,
        ..RoomSpec::titled(title)
    }
}

fn member(who: &str, access: Access) -> MemberSpec {
    MemberSpec {
        who: who.into(),
        access,
        given_by: Some("ann".into()),
        ..MemberSpec::default()
    }
}

fn link(title: &str, primary: bool) -> LinkSpec {
    LinkSpec {
        title: title.into(),
        primary,
        ..LinkSpec::default()
    }
}

fn file(id: i32, title: &str) -> FileSpec {
    FileSpec {
        id: Some(id),
        ..FileSpec::titled(title)
    }
}

fn client_room() -> RoomSpec {
    RoomSpec {
        members: vec![
            member("gary", Access::Read),
            member("gina", Access::Editing),
            member("bob", Access::Manager),
            member("team", Access::Comment),
            member("everyone", Access::Read),
        ],
        links: vec![
            LinkSpec {
                invitation: true,
                ..link("Invite", false)
            },
            link("Main", true),
            link("Other", false),
        ],
        folders: vec![FolderSpec {
            id: Some(110),
            ..FolderSpec::titled("Invoices")
        }],
        files: vec![
            file(1, "Contract.docx"),
            FileSpec {
                locked_by: Some("bob".into()),
                ..file(2, "Locked.docx")
            },
            FileSpec {
                links: vec![link("File link", true)],
                ..file(3, "Shared.docx")
            },
            FileSpec {
                edited_by: Some("bob".into()),
                ..file(4, "Edited.docx")
            },
        ],
        ..room(100, "Contoso", RoomKind::Custom)
    }
}

fn foreign_room() -> RoomSpec {
    RoomSpec {
        owner: Some("bob".into()),
        links: vec![link("Main", true)],
        members: vec![MemberSpec {
            given_by: Some("bob".into()),
            ..member("gina", Access::Read)
        }],
        files: vec![file(50, "Foreign.docx")],
        ..room(200, "Foreign", RoomKind::Public)
    }
}

fn public_room() -> RoomSpec {
    RoomSpec {
        links: vec![link("Main", true), link("Other", false)],
        files: vec![FileSpec {
            links: vec![link("File link", true)],
            ..file(51, "Public.docx")
        }],
        ..room(210, "Public", RoomKind::Public)
    }
}

fn data_room() -> RoomSpec {
    let with_role = MemberSpec {
        holds_form_role: true,
        ..member("gary", Access::Read)
    };
    let internal = LinkSpec {
        internal: true,
        ..link("Internal", true)
    };
    RoomSpec {
        members: vec![with_role],
        folders: vec![FolderSpec {
            id: Some(221),
            ..FolderSpec::titled("Deep")
        }],
        files: vec![FileSpec {
            links: vec![internal],
            ..file(60, "Secret.docx")
        }],
        ..room(220, "Data", RoomKind::VirtualData)
    }
}

fn form_room() -> RoomSpec {
    RoomSpec {
        links: vec![link("Main", true)],
        files: vec![FileSpec {
            is_form: true,
            ..file(70, "Form.pdf")
        }],
        ..room(230, "Forms", RoomKind::FormFilling)
    }
}

fn archived_room() -> RoomSpec {
    RoomSpec {
        archived: true,
        members: vec![member("gary", Access::Read), member("bob", Access::Manager)],
        files: vec![FileSpec {
            links: vec![link("File link", true)],
            ..file(80, "Old.docx")
        }],
        links: vec![link("Main", true)],
        ..room(240, "Old", RoomKind::Custom)
    }
}
