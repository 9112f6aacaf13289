//! What the question before the run says: from where to where, how much, what is given up.

use super::super::{
    model::{ConfirmModel, taken_away, who},
    theme::{Glyphs, Role},
    widgets::words,
};
use crate::{
    domain::titles::visible,
    plan::{CollisionPolicy, Plan},
};

/// Holders of locks that are named.
const NAMED_HOLDERS: usize = 3;

/// How much is lost when it is left out where there is no room; the first gives way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Said elsewhere too, or a comfort.
    Comfort,
    /// Only air.
    Blank,
    /// Said on the banner.
    Portal,
    /// Shown at length in the preview.
    Forecast,
    /// It changes what is agreed to.
    Agreed,
    /// Nobody may say yes without it.
    Decisive,
}

/// A fact: how much it weighs, its name, how it is meant, a sentence.
type Fact = (Weight, &'static str, Role, String);
/// What follows from a yes: how much it weighs, how it is meant, its glyph, a sentence.
type Consequence = (Weight, Role, &'static str, String);

/// The facts, the most important first.
pub(super) fn named(confirm: &ConfirmModel) -> Vec<Fact> {
    let plan = &confirm.planned.plan;
    let new = if plan.target.existing.is_none() {
        " (new, will be made)"
    } else {
        ""
    };
    let room = format!("{} (id {})", visible(&plan.room.title), plan.room.id);
    let mut facts = vec![
        (Weight::Decisive, "Room", Role::Heading, room),
        (
            Weight::Decisive,
            "Target",
            Role::Heading,
            format!("{}{new}", plan.target.path()),
        ),
        (Weight::Decisive, "Move", Role::Heading, moving(confirm)),
    ];
    let guest = guest(plan, confirm.planned.totals.staying);
    // What cannot be taken back must not give way.
    if plan.guest.is_some() {
        facts.push(guest.clone());
    }
    facts.extend(stay(confirm));
    facts.extend(meet(confirm));
    facts.extend(unlock(plan));
    if plan.guest.is_none() {
        facts.push(guest);
    }
    let portal = format!(
        "{}, as {}",
        visible(&plan.portal.0),
        visible(&plan.made_by.person.name)
    );
    facts.push((Weight::Portal, "Portal", Role::Plain, portal));
    facts
}

fn moving(confirm: &ConfirmModel) -> String {
    let totals = &confirm.planned.totals;
    if totals.moving == 0 {
        return "no file; only the guest's access is cut".into();
    }
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
    (totals.staying > 0).then_some((Weight::Forecast, "Stay", Role::Warning, stay))
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
    (totals.colliding > 0).then_some((Weight::Forecast, "Meet", Role::Warning, meet))
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
    (!plan.unlocks.is_empty()).then(|| {
        (
            Weight::Agreed,
            "Unlock",
            Role::Warning,
            format!("{locks} of {of}"),
        )
    })
}

/// Whose access is cut, and what is taken away.
fn guest(plan: &Plan, staying: u64) -> Fact {
    let Some(step) = &plan.guest else {
        let nobody = "nobody's access to the room is changed by this run";
        return (Weight::Forecast, "Guest", Role::Plain, nobody.into());
    };
    let kept = if staying > 0 && !step.choice.despite_left {
        "; but files stay, so this run will not touch it"
    } else {
        ""
    };
    let loses = format!(
        "{} loses, after the files: {}{kept}",
        who(&step.facts),
        taken_away(step)
    );
    (Weight::Decisive, "Guest", Role::Warning, loses)
}

/// What can be undone and what cannot.
pub(super) fn consequences(confirm: &ConfirmModel, glyphs: Glyphs) -> Vec<Consequence> {
    let mut all = Vec::new();
    let mut lost =
        |sentence: String| all.push((Weight::Decisive, Role::Warning, glyphs.warning, sentence));
    if confirm.planned.totals.moving > 0 {
        lost("CANNOT be undone: the files' places in the room's folders are lost, and whoever may read the target sees them.".into());
    }
    if let Some(step) = &confirm.planned.plan.guest {
        let name = visible(&step.facts.person.name);
        lost(format!(
            "CANNOT be undone: closed links stay closed, and what {name} had would have to be granted anew."
        ));
    }
    for sentence in [
        "Can be undone by hand: nothing is deleted or overwritten, and files keep their ids and versions.",
        "You can stop at any time; the journal says where every file is.",
    ] {
        all.push((Weight::Comfort, Role::Good, glyphs.good, sentence.into()));
    }
    all
}
