//! Who will be able to read what is archived: the share list of the room around the archive root, its links, and what
//! hangs on the folders on the way to the target.

use serde::{Deserialize, Serialize};

use super::{Target, link_words};
use crate::domain::{
    FolderId, Link, Member, MemberKind, RoomAccess, RoomKind, Section, titles::visible,
};

/// So many names of a kind are said in a line.
const NAMED: usize = 12;

/// Who can read the target, as far as the caller may know.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TargetReach {
    /// The share list of the room around the archive root, the owner among it; `None` if it could not be read, and in
    /// My documents.
    pub members: Option<Vec<Member>>,
    /// That room's live links; `None` if the caller may not see them, and in My documents.
    pub links: Option<Vec<Link>>,
    /// Folders on the way to the target, the target included, that are shared by themselves.
    pub shared_folders: Vec<SharedFolder>,
}

/// A folder with an external link or with rows for single people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SharedFolder {
    /// Its id.
    pub id: FolderId,
    /// Its title as stored.
    pub title: String,
    /// It carries an external link.
    pub by_link: bool,
    /// People have rows of their own on it.
    pub with_people: bool,
}

/// One way to the archived files for somebody who is no ordinary member: what tells it from others, and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WayIn {
    /// The id of the person, group, link or folder.
    pub(super) key: String,
    /// How it is named.
    pub(super) name: String,
}

impl TargetReach {
    /// From what the portal gave. It answers 200 with nothing to a caller who may not see: a share list without an
    /// owner is none, and an empty list of links means something only to who manages the room.
    pub fn seen(
        members: Vec<Member>,
        links: Vec<Link>,
        manages: bool,
        shared_folders: Vec<SharedFolder>,
    ) -> Self {
        Self {
            members: members
                .iter()
                .any(|member| member.is_owner)
                .then_some(members),
            links: (manages || !links.is_empty()).then_some(links),
            shared_folders,
        }
    }

    fn members(&self) -> &[Member] {
        self.members.as_deref().unwrap_or_default()
    }

    fn links(&self) -> &[Link] {
        self.links.as_deref().unwrap_or_default()
    }

    /// Guests, and the portal's own groups, which cover guests too.
    pub(super) fn guests(&self) -> Vec<WayIn> {
        let way = |member: &Member| match &member.kind {
            MemberKind::Person {
                person,
                is_guest: true,
                ..
            } => Some(WayIn {
                key: person.id.to_string(),
                name: person.name.clone(),
            }),
            MemberKind::Group {
                id,
                name,
                is_system: true,
            } => Some(WayIn {
                key: id.clone(),
                name: name.clone(),
            }),
            _ => None,
        };
        self.members()
            .iter()
            .filter(|member| reads(member))
            .filter_map(way)
            .collect()
    }

    /// Links that let in whoever has them. The primary link of a public room is what makes it public, and is not
    /// named once more.
    pub(super) fn open_links(&self, around: RoomKind) -> Vec<WayIn> {
        let beside_public = |link: &&Link| !(around == RoomKind::Public && link.primary);
        self.links()
            .iter()
            .filter(beside_public)
            .map(|link| WayIn {
                key: link.id.clone(),
                name: link.title.clone(),
            })
            .collect()
    }

    /// Folders that are shared by themselves.
    pub(super) fn open_folders(&self) -> Vec<WayIn> {
        self.shared_folders
            .iter()
            .map(|folder| WayIn {
                key: folder.id.to_string(),
                name: folder.title.clone(),
            })
            .collect()
    }

    /// All of them.
    pub(super) fn ways_in(&self, around: Option<RoomKind>) -> Vec<WayIn> {
        let mut ways = self.guests();
        ways.extend(around.into_iter().flat_map(|kind| self.open_links(kind)));
        ways.extend(self.open_folders());
        ways
    }
}

/// A row without access, or one that forbids it, lets nobody in.
fn reads(member: &Member) -> bool {
    !matches!(member.access, RoomAccess::NONE | RoomAccess::RESTRICTED)
}

impl Target {
    /// Who will be able to read what is archived, a line each, made visible. Nothing if it was not looked at.
    pub fn reader_lines(&self) -> Vec<String> {
        let Some(reach) = &self.reach else {
            return Vec::new();
        };
        let mut lines = match &self.root.room {
            Some(_) => room_lines(reach),
            None if self.root.folder.section == Section::MyDocuments => {
                vec!["only you: the target lies in your own documents".into()]
            }
            None => Vec::new(),
        };
        lines.extend(reach.shared_folders.iter().map(folder_line));
        lines
    }
}

fn room_lines(reach: &TargetReach) -> Vec<String> {
    let mut lines = Vec::new();
    let Some(members) = &reach.members else {
        lines.push("who can read the archive room could not be seen with this key".into());
        return lines;
    };
    let row = |member: &Member| match &member.kind {
        MemberKind::Person { person, .. } if member.is_owner => {
            format!("{} (owner)", visible(&person.name))
        }
        MemberKind::Person { person, .. } => {
            format!("{} ({})", visible(&person.name), member.access.word())
        }
        MemberKind::Group { name, .. } => {
            format!("{} ({})", visible(name), member.access.word())
        }
    };
    let mut of_kind = |word: &str, fits: &dyn Fn(&MemberKind) -> bool| {
        let readers = members.iter().filter(|member| reads(member));
        let rows: Vec<_> = readers
            .filter(|member| fits(&member.kind))
            .map(row)
            .collect();
        lines.extend(counted(word, &rows));
    };
    of_kind("members", &|kind| {
        matches!(
            kind,
            MemberKind::Person {
                is_guest: false,
                ..
            }
        )
    });
    of_kind("guests", &|kind| {
        matches!(kind, MemberKind::Person { is_guest: true, .. })
    });
    of_kind("groups", &|kind| {
        matches!(
            kind,
            MemberKind::Group {
                is_system: false,
                ..
            }
        )
    });
    of_kind(
        "groups that cover every account, guests included",
        &|kind| {
            matches!(
                kind,
                MemberKind::Group {
                    is_system: true,
                    ..
                }
            )
        },
    );
    match &reach.links {
        Some(links) => {
            let words: Vec<_> = links.iter().map(link_words).collect();
            lines.extend(counted("whoever has a link", &words));
        }
        None => lines.push(
            "links of the archive room could not be seen: only its owner and managers may".into(),
        ),
    }
    lines.push("every portal admin, as in any room".into());
    lines
}

fn folder_line(folder: &SharedFolder) -> String {
    let how = match (folder.by_link, folder.with_people) {
        (true, true) => "whoever has its link, and people with rows of their own on it",
        (true, false) => "whoever has its link",
        (false, _) => "people with rows of their own on it",
    };
    format!("the folder \"{}\": {how}", visible(&folder.title))
}

/// `guests (2): Gwen (read), Hugo (editing)`; nothing for none.
fn counted(word: &str, names: &[String]) -> Option<String> {
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    (!names.is_empty()).then(|| {
        let named: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
        format!("{word} ({}): {}{more}", names.len(), named.join(", "))
    })
}
