//! The guest step of a plan: who can reach what now, and call by call what cutting the access will do.

mod words;

pub use words::link_words;

use serde::{Deserialize, Serialize};

use super::{Plan, Refusal};
use crate::domain::{
    FileId, FileIndex, Link, Member, MemberKind, Person, RoomAccess, RoomId, UserId,
};

/// How far a guest's access is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevokeScope {
    /// The room: its links, the guest's place in it, the links of moved files, his place in the archive room.
    Room,
    /// The same, and everything the key's owner ever granted this guest anywhere.
    Guest,
}

impl RevokeScope {
    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Guest => "guest",
        }
    }
}

/// Which guest, chosen by name; nobody is preselected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GuestChoice {
    /// The guest.
    pub guest: UserId,
    /// How far.
    pub scope: RevokeScope,
    /// The scope was said explicitly, knowing the guest's other rooms.
    pub scope_is_explicit: bool,
    /// Cut the access although files stay in the room by this plan.
    pub despite_left: bool,
}

/// What was found out about a guest's ways to room and archive. Nothing in it is a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GuestFacts {
    /// Who.
    pub person: Person,
    /// The address, if the caller may see it.
    pub email: Option<String>,
    /// Everybody in the room's share list. The room's owner always stands in it, so without him the list is not known.
    pub room_members: Vec<Member>,
    /// Live links of the room.
    pub room_links: Vec<Link>,
    /// The room replaces its primary link instead of removing it (public and form-filling rooms).
    pub primary_is_replaced: bool,
    /// Live external links on files of the room, and on files that lie in the target already: a link survives a move.
    pub file_links: Vec<FileLink>,
    /// Everybody in the share list of the room around the archive root; `None` in My documents.
    pub archive_members: Option<Vec<Member>>,
    /// Other rooms that the guest is a member of, as far as the caller can see.
    pub other_rooms: Vec<OtherRoom>,
}

/// An external link on a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileLink {
    /// The file.
    pub file: FileId,
    /// Its path in the room, or its title in the target.
    pub path: String,
    /// Its place in the inventory; `None` for a file that lies in the target already.
    pub index: Option<FileIndex>,
    /// Its link.
    pub link: Link,
}

/// Another room of a guest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OtherRoom {
    /// Its id.
    pub id: RoomId,
    /// Its title as stored.
    pub title: String,
}

/// The guest step as it was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GuestStep {
    /// What was chosen.
    pub choice: GuestChoice,
    /// What was found.
    pub facts: GuestFacts,
    /// The calls, in the order in which they are made.
    pub calls: Vec<GuestCall>,
}

/// One call that takes something away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    tag = "call",
    rename_all_fields = "camelCase"
)]
pub enum GuestCall {
    /// Close a link of the room.
    CloseRoomLink {
        /// Which.
        link: Link,
    },
    /// Take the guest off the room's share list.
    LeaveRoom,
    /// Close an external link of a file that was moved. Not made for a file that was not archived.
    CloseFileLink {
        /// The file.
        file: FileId,
        /// Its path in the room when it was planned.
        path: String,
        /// The link.
        link: Link,
        /// The file is open in an editor, and moves only if it is closed by the end of the run.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        if_archived: bool,
    },
    /// Take the guest off the share list of the room around the archive root.
    LeaveArchive {
        /// That room.
        room: RoomId,
        /// Its title.
        title: String,
    },
    /// Remove everything the key's owner ever granted the guest. The account itself stays.
    RemoveGuest,
}

impl GuestFacts {
    /// Whether the share list of the room was really given.
    pub fn room_list_is_known(&self) -> bool {
        is_given(&self.room_members)
    }

    /// Whether the guest stands in the room's share list himself.
    pub fn is_member(&self) -> bool {
        has_row(&self.room_members, &self.person.id)
    }

    /// Groups of the portal itself, such as Everyone, that let every account in, guests included.
    pub fn system_groups(&self) -> impl Iterator<Item = &str> {
        system_groups(&self.room_members)
    }
}

/// Whether a share list was really given: a real one always shows the owner.
pub fn is_given(members: &[Member]) -> bool {
    members.iter().any(|member| member.is_owner)
}

/// Whether a person has a row of his own in a share list.
pub fn has_row(members: &[Member], person: &UserId) -> bool {
    members.iter().any(|member| match &member.kind {
        MemberKind::Person { person: listed, .. } => {
            listed.id == *person && member.access != RoomAccess::NONE
        }
        MemberKind::Group { .. } => false,
    })
}

/// Names of the portal's own groups in a share list.
pub fn system_groups(members: &[Member]) -> impl Iterator<Item = &str> {
    members.iter().filter_map(|member| match &member.kind {
        MemberKind::Group {
            name,
            is_system: true,
            ..
        } => Some(name.as_str()),
        _ => None,
    })
}

impl GuestStep {
    /// Decides the calls: links first, so that nobody walks back in while the rest is done; the call that takes away
    /// most comes last, because on some portals nothing can be changed about the guest after it.
    pub(super) fn decide(choice: GuestChoice, facts: GuestFacts, plan: &Plan) -> Self {
        let mut calls: Vec<GuestCall> = facts
            .room_links
            .iter()
            .map(|link| GuestCall::CloseRoomLink { link: link.clone() })
            .collect();
        if facts.is_member() {
            calls.push(GuestCall::LeaveRoom);
        }
        calls.extend(
            facts
                .file_links
                .iter()
                .filter_map(|found| close_file_link(found, plan)),
        );
        let archive = plan.target.root.room.as_ref().filter(|_| {
            facts
                .archive_members
                .as_ref()
                .is_some_and(|members| has_row(members, &facts.person.id))
        });
        calls.extend(archive.map(|room| GuestCall::LeaveArchive {
            room: room.id.clone(),
            title: room.title.clone(),
        }));
        if choice.scope == RevokeScope::Guest {
            calls.push(GuestCall::RemoveGuest);
        }
        Self {
            choice,
            facts,
            calls,
        }
    }

    /// What forbids this step from being run as it was asked for.
    ///
    /// Links are given only to those who may change them; to others the portal says in silence that there are none.
    pub(super) fn refusals(&self, sees_links: bool) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if !self.facts.room_list_is_known() || !sees_links {
            refusals.push(Refusal::GuestUnseen);
        }
        let others = &self.facts.other_rooms;
        if self.choice.scope == RevokeScope::Guest
            && !self.choice.scope_is_explicit
            && !others.is_empty()
        {
            let rooms = others.iter().map(|room| room.title.clone()).collect();
            refusals.push(Refusal::GuestElsewhere {
                guest: self.facts.person.name.clone(),
                rooms,
            });
        }
        refusals
    }
}

/// A file that stays keeps its link: the room's own people decide about it.
fn close_file_link(found: &FileLink, plan: &Plan) -> Option<GuestCall> {
    let if_archived = match found.index {
        Some(index) if plan.moves(index) => false,
        Some(index) if plan.may_move_at_the_end(index) => true,
        Some(_) => return None,
        None => false,
    };
    Some(GuestCall::CloseFileLink {
        file: found.file.clone(),
        path: found.path.clone(),
        link: found.link.clone(),
        if_archived,
    })
}
