//! A guest's ways in, and the calls that close them, in words.

use super::{GuestCall, GuestFacts, GuestStep, has_row, is_given, system_groups};
use crate::domain::{Link, LinkKind, MemberKind, titles::visible};

impl GuestStep {
    /// Who can reach what now, a line each.
    pub fn reach_lines(&self) -> Vec<String> {
        let facts = &self.facts;
        let mut lines = Vec::new();
        let access = facts.room_members.iter().find(|member| match &member.kind {
            MemberKind::Person { person, .. } => person.id == facts.person.id,
            MemberKind::Group { .. } => false,
        });
        lines.push(match access {
            Some(member) => format!("is a member of the room ({})", member.access.word()),
            None if facts.room_list_is_known() => "has no row in the room's share list".into(),
            None => "may stand in the room's share list, which could not be read".into(),
        });
        lines.extend(
            facts
                .system_groups()
                .map(|group| format!("gets in through the group {}, which stays", visible(group))),
        );
        lines.extend(
            facts
                .room_links
                .iter()
                .map(|link| format!("{} is open", link_words(link))),
        );
        if let Some(members) = &facts.archive_members {
            if has_row(members, &facts.person.id) {
                lines.push("is a member of the archive room".into());
            } else if !is_given(members) {
                lines.push(
                    "may stand in the archive room's share list, which could not be read".into(),
                );
            }
            lines.extend(system_groups(members).map(|group| {
                format!(
                    "gets into the archive room through the group {}, which stays",
                    visible(group)
                )
            }));
        }
        lines.extend(
            facts
                .other_rooms
                .iter()
                .map(|room| format!("is also in the room {}", visible(&room.title))),
        );
        lines
    }
}

impl GuestCall {
    /// What the call does, and whether it can be undone.
    pub fn sentence(&self, facts: &GuestFacts) -> String {
        let name = visible(&facts.person.name);
        match self {
            Self::CloseRoomLink { link } if link.primary && facts.primary_is_replaced => {
                format!(
                    "close {}; the portal makes a new live one in its place",
                    link_words(link)
                )
            }
            Self::CloseRoomLink { link } => format!(
                "close {}; for good, a new one has another address",
                link_words(link)
            ),
            Self::LeaveRoom => {
                format!("take {name} off the room's share list; can be undone by inviting again")
            }
            Self::CloseFileLink {
                path,
                link,
                if_archived,
                ..
            } => {
                let only = if *if_archived {
                    ", if it is archived: it is open in an editor"
                } else {
                    ""
                };
                format!(
                    "close {} of {}{only}; for good",
                    link_words(link),
                    visible(path)
                )
            }
            Self::LeaveArchive { title, .. } => {
                format!(
                    "take {name} off the archive room {}; can be undone by inviting again",
                    visible(title)
                )
            }
            Self::RemoveGuest => format!(
                "remove {name} from your guests, with everything you ever granted this guest in any room; the account stays"
            ),
        }
    }
}

/// A link as it is named in sentences.
pub fn link_words(link: &Link) -> String {
    let kind = match link.kind {
        LinkKind::Invitation => "the invitation link",
        LinkKind::External => "the external link",
    };
    format!("{kind} \"{}\"", visible(&link.title))
}
