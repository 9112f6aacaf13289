//! What the question before the run says: from where to where, how much, what is given up.

use super::super::{
    model::ConfirmModel,
    theme::{Glyphs, Role},
    widgets::words,
};
use crate::{
    domain::titles::visible,
    plan::{CollisionPolicy, Plan},
};

/// Holders of locks that are named.
const NAMED_HOLDERS: usize = 3;

/// A fact: its name, how it is meant, a sentence.
type Fact = (&'static str, Role, String);

/// The facts, the most important first, because the last ones give way where there is no room.
pub(super) fn named(confirm: &ConfirmModel) -> Vec<Fact> {
    let plan = &confirm.planned.plan;
    let new = if plan.target.existing.is_none() {
        " (new, will be made)"
    } else {
        ""
    };
    let room = format!("{} (id {})", visible(&plan.room.title), plan.room.id);
    let mut facts = vec![
        ("Room", Role::Heading, room),
        (
            "Target",
            Role::Heading,
            format!("{}{new}", plan.target.path()),
        ),
        ("Move", Role::Heading, moving(confirm)),
    ];
    facts.extend(stay(confirm));
    facts.extend(meet(confirm));
    facts.extend(unlock(plan));
    facts.push(guest(plan));
    let portal = format!(
        "{}, as {}",
        visible(&plan.portal.0),
        visible(&plan.made_by.person.name)
    );
    facts.push(("Portal", Role::Plain, portal));
    facts
}

fn moving(confirm: &ConfirmModel) -> String {
    let totals = &confirm.planned.totals;
    let manner = if confirm.manner.gentle {
        ", gently"
    } else {
        ""
    };
    format!(
        "{}, {}, in {}{manner}",
        words::count(totals.moving, "file", "files"),
        words::bytes(totals.moving_bytes),
        words::count(totals.chunks, "chunk", "chunks"),
    )
}

fn stay(confirm: &ConfirmModel) -> Option<Fact> {
    let totals = &confirm.planned.totals;
    let again = if confirm.planned.plan.tries_editors_again() {
        "; open ones get one more try"
    } else {
        ""
    };
    let stay = format!(
        "{} in the room, by this plan{again}",
        words::count(totals.staying, "file stays", "files stay")
    );
    (totals.staying > 0).then_some(("Stay", Role::Warning, stay))
}

fn meet(confirm: &ConfirmModel) -> Option<Fact> {
    let totals = &confirm.planned.totals;
    let settled = match confirm.planned.plan.choices.collisions {
        CollisionPolicy::Rename => format!(
            "meet; {} new titles, and a new modified date",
            words::count(totals.renaming, "gets", "get")
        ),
        CollisionPolicy::KeepBoth => "will lie side by side under the same title".into(),
        CollisionPolicy::Leave => "meet; the first of each title moves".into(),
    };
    let meet = format!(
        "{} {settled}",
        words::count(totals.colliding, "file", "files")
    );
    (totals.colliding > 0).then_some(("Meet", Role::Warning, meet))
}

/// How many locks, and whose.
fn unlock(plan: &Plan) -> Option<Fact> {
    let mut holders: Vec<&str> = plan
        .unlocks
        .iter()
        .filter_map(|file| plan.inventory.holders.get(file))
        .map(|holder| &**holder)
        .collect();
    holders.sort_unstable();
    holders.dedup();
    let named: Vec<_> = holders
        .iter()
        .take(NAMED_HOLDERS)
        .map(|holder| visible(holder))
        .collect();
    let of = if named.is_empty() {
        "other people".into()
    } else if holders.len() > NAMED_HOLDERS {
        format!("{} and others", named.join(", "))
    } else {
        named.join(", ")
    };
    let locks = words::count(plan.unlocks.len() as u64, "lock", "locks");
    (!plan.unlocks.is_empty()).then(|| ("Unlock", Role::Warning, format!("{locks} of {of}")))
}

fn guest(plan: &Plan) -> Fact {
    if plan.guest.is_none() {
        return (
            "Guest",
            Role::Plain,
            "nobody's access to the room is changed by this run".into(),
        );
    }
    (
        "Guest",
        Role::Warning,
        "a guest's access is cut after the files, by this plan".into(),
    )
}

/// What can be undone and what cannot.
pub(super) fn consequences(
    _confirm: &ConfirmModel,
    glyphs: Glyphs,
) -> Vec<(Role, &'static str, String)> {
    vec![
        (
            Role::Warning,
            glyphs.warning,
            "CANNOT be undone: the files' places in the room's folders are lost, and whoever may read the target sees them."
                .into(),
        ),
        (
            Role::Good,
            glyphs.good,
            "Can be undone by hand: nothing is deleted or overwritten, and files keep their ids and versions.".into(),
        ),
        (
            Role::Good,
            glyphs.good,
            "You can stop at any time; the journal says where every file is.".into(),
        ),
    ]
}
