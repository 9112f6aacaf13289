//! The room under the cursor: what it is, who is in it, which links lead into it.

use ratatui::layout::Rect;

use super::{
    super::{
        model::{Model, Remote, Verdict},
        theme::Role,
        widgets::{Pen, row, text, words},
    },
    entry, problem,
};
use crate::app::RoomReach;
use crate::domain::{Link, LinkKind, Member, MemberKind, Room, titles::visible};

/// Draws the pane.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let Some(room) = model.rooms.selected() else {
        pen.boxed(area, "", false);
        return;
    };
    let title = text::title(
        &room.title,
        usize::from(area.width).saturating_sub(4),
        pen.cut(),
    );
    let inner = pen.boxed(area, &title, false);
    let facts = facts(model, room);
    let mut used = 0;
    for (name, value) in facts {
        pen.pieces(
            row(inner, used),
            &[(Role::Quiet, format!(" {name:<8} ")), (Role::Plain, value)],
        );
        used += 1;
    }
    used += 1;
    let rest = Rect {
        y: inner.y + used.min(inner.height),
        height: inner.height.saturating_sub(used),
        ..inner
    };
    match model.access.get(&room.id) {
        Some(Remote::Here(reach)) => draw_reach(reach, pen, rest),
        Some(Remote::Failed(failed)) => {
            problem::draw(failed, "", pen, rest);
        }
        Some(Remote::Waiting(_) | Remote::Absent) | None => {
            pen.text(row(rest, 0), Role::Quiet, " Members and links: asking.");
        }
    }
}

fn facts(model: &Model, room: &Room) -> Vec<(&'static str, String)> {
    let connection = model.connection.here();
    let me = connection.map(|connection| &connection.me);
    let verdict = Verdict::of(
        room,
        me,
        connection.and_then(|connection| connection.version),
    );
    let mut facts = vec![
        ("type", format!("{}, id {}", room.kind.word(), room.id)),
        ("owner", visible(&room.owner.name).into_owned()),
    ];
    if let Some(me) = me {
        facts.push(("my role", room.my_role(me).word().into()));
        let word = match verdict {
            Verdict::No(why) => format!("no: {why}"),
            other => other.word().into(),
        };
        facts.push(("archive", word));
    }
    let counted = if room.is_third_party() {
        "not counted (third-party storage)".into()
    } else {
        format!(
            "about {}, {}",
            words::count(room.files_count, "file", "files"),
            words::count(room.folders_count, "folder", "folders")
        )
    };
    facts.push(("holds", counted));
    if !room.tags.is_empty() {
        facts.push(("tags", visible(&room.tags.join(", ")).into_owned()));
    }
    facts
}

/// A line of the list of those who can reach the room.
enum ReachLine<'a> {
    Heading(&'static str, usize),
    Member(&'a Member),
    Link(&'a Link),
}

fn draw_reach(reach: &RoomReach, pen: &mut Pen<'_>, area: Rect) {
    let (guests, others): (Vec<_>, Vec<_>) =
        reach.members.iter().partition(|member| is_guest(member));
    let mut lines = Vec::new();
    for (heading, members) in [("Members", &others), ("Guests", &guests)] {
        lines.push(ReachLine::Heading(heading, members.len()));
        lines.extend(members.iter().map(|member| ReachLine::Member(member)));
    }
    lines.push(ReachLine::Heading("Links", reach.links.len()));
    lines.extend(reach.links.iter().map(ReachLine::Link));
    let fits = usize::from(area.height);
    let shown = if lines.len() > fits {
        fits.saturating_sub(1)
    } else {
        lines.len()
    };
    for (at, line) in (0u16..).zip(&lines[..shown]) {
        let place = row(area, at);
        match line {
            ReachLine::Heading(heading, number) => {
                pen.text(place, Role::Heading, &format!(" {heading} {number}"));
            }
            ReachLine::Member(found) => member(found, pen, place),
            ReachLine::Link(found) => link(found, pen, place),
        }
    }
    if shown < lines.len() {
        let last = row(area, area.height.saturating_sub(1));
        pen.text(
            last,
            Role::Quiet,
            &format!("   and {} more lines", lines.len() - shown),
        );
    }
}

fn is_guest(member: &Member) -> bool {
    matches!(member.kind, MemberKind::Person { is_guest: true, .. })
}

/// A member with the access.
fn member(member: &Member, pen: &mut Pen<'_>, line: Rect) {
    let (name, what) = match &member.kind {
        MemberKind::Person {
            person, is_guest, ..
        } => (&person.name, if *is_guest { "guest, " } else { "" }),
        MemberKind::Group {
            name,
            is_system: true,
            ..
        } => (name, "all, guests too: "),
        MemberKind::Group { name, .. } => (name, "group, "),
    };
    let access = if member.is_owner {
        "owner"
    } else {
        member.access.word()
    };
    let role = if what.is_empty() {
        Role::Quiet
    } else {
        Role::Warning
    };
    entry::draw(pen, line, 3, name, &[(role, format!("{what}{access}"))]);
}

/// A link with what it gives.
fn link(link: &Link, pen: &mut Pen<'_>, place: Rect) {
    let kind = match link.kind {
        LinkKind::Invitation => "invites",
        LinkKind::External => "open to anybody",
    };
    let (role, state) = if link.expired {
        (Role::Quiet, ", expired")
    } else {
        (Role::Warning, "")
    };
    entry::draw(
        pen,
        place,
        3,
        &link.title,
        &[(role, format!("{kind}: {}{state}", link.access.word()))],
    );
}
