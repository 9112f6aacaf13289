//! The guest step in words.

use super::{Planned, PreviewModel, TextRow};
use crate::{
    domain::titles::visible,
    plan::{GuestCall, GuestFacts, GuestStep},
    tui::widgets::{text, words},
};

/// What the chosen guest can reach now, and call by call what is done about it.
pub(super) fn rows(preview: &PreviewModel, planned: &Planned, columns: usize) -> Vec<TextRow> {
    let mut rows = Vec::new();
    if preview.choices.guest.is_none() {
        return rows;
    }
    if preview.guest_facts.is_waiting() {
        let looking = format!(
            "Looking at what {} can reach.",
            visible(&preview.guest_name)
        );
        rows.extend(lines(&looking, columns).map(TextRow::Plain));
        return rows;
    }
    if let Some(problem) = preview.guest_facts.problem() {
        rows.extend(lines(&visible(&problem.what), columns).map(TextRow::Bad));
        let next = problem.next.as_deref().unwrap_or_default();
        rows.extend(lines(&visible(next), columns).map(TextRow::Plain));
        rows.push(TextRow::Plain("Here: r tries again.".into()));
        return rows;
    }
    let Some(step) = &planned.plan.guest else {
        return rows;
    };
    rows.extend(lines(&who(&step.facts), columns).map(TextRow::Heading));
    rows.extend(
        step.reach_lines()
            .iter()
            .flat_map(|line| lines(&format!("now: {line}"), columns).map(TextRow::Plain)),
    );
    let warnings = [
        about_groups(&step.facts),
        about_left(step, planned.totals.staying),
    ];
    for sentence in warnings.into_iter().flatten() {
        rows.extend(lines(&sentence, columns).map(TextRow::Warning));
    }
    rows.push(TextRow::Blank);
    rows.push(TextRow::Heading("After every file is archived:".into()));
    for (number, call) in (1..).zip(&step.calls) {
        let sentence = format!("{number} {}", call.sentence(&step.facts));
        rows.extend(lines(&sentence, columns).map(TextRow::Plain));
    }
    if step.calls.is_empty() {
        rows.push(TextRow::Plain("There is nothing to take away.".into()));
    }
    let last = "then all of it is read again, and only what was seen is called revoked";
    rows.extend(lines(last, columns).map(TextRow::Plain));
    rows
}

/// What no call can close.
fn about_groups(facts: &GuestFacts) -> Option<String> {
    let groups: Vec<_> = facts.system_groups().map(visible).collect();
    (!groups.is_empty()).then(|| {
        format!(
            "The group {} still lets the guest in afterwards: the run will end as not revoked (exit code 9) unless it is \
             taken off in the portal first.",
            groups.join(", ")
        )
    })
}

fn lines(sentence: &str, columns: usize) -> impl Iterator<Item = String> + use<> {
    text::wrap_indented(sentence, columns, 2).into_iter()
}

/// Name and address.
pub fn who(facts: &GuestFacts) -> String {
    let name = visible(&facts.person.name);
    match &facts.email {
        Some(email) => format!("{name} <{}>", visible(email)),
        None => name.into_owned(),
    }
}

/// What files that stay in the room mean for the guest step.
fn about_left(step: &GuestStep, staying: u64) -> Option<String> {
    let stay = words::count(staying, "file stays", "files stay");
    let then = if step.choice.despite_left {
        "the access is cut all the same, which has to be agreed to before the run"
    } else {
        "then the access is not touched (x changes that)"
    };
    (staying > 0).then(|| format!("{stay} in the room by this plan: {then}."))
}

/// What the calls take away, in a few words: `2 links of the room, the place in the room`.
pub fn taken_away(step: &GuestStep) -> String {
    let count =
        |is: fn(&GuestCall) -> bool| step.calls.iter().filter(|call| is(call)).count() as u64;
    let mut parts = Vec::new();
    match count(|call| matches!(call, GuestCall::CloseRoomLink { .. })) {
        0 => {}
        links => parts.push(words::count(links, "link of the room", "links of the room")),
    }
    if count(|call| matches!(call, GuestCall::LeaveRoom)) > 0 {
        parts.push("the place in the room".into());
    }
    match count(|call| matches!(call, GuestCall::CloseFileLink { .. })) {
        0 => {}
        links => parts.push(words::count(links, "link of a file", "links of files")),
    }
    if count(|call| matches!(call, GuestCall::LeaveArchive { .. })) > 0 {
        parts.push("the place in the archive room".into());
    }
    if count(|call| matches!(call, GuestCall::RemoveGuest)) > 0 {
        let others = step.facts.other_rooms.len() as u64;
        parts.push(match others {
            0 => "everything you ever granted".into(),
            _ => format!(
                "everything you ever granted, in {} too",
                words::count(others, "other room", "other rooms")
            ),
        });
    }
    if parts.is_empty() {
        return "nothing: there is nothing to take away".into();
    }
    parts.join(", ")
}
