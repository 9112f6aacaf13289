//! Files that meet their own title in the target, locks that are broken, open editors: what a plan does about them, as
//! text.

use super::{
    console::files,
    plan_words::{SHOWN, more, path},
};
use crate::{
    domain::titles::visible,
    plan::{Collision, CollisionPolicy, Plan},
};

/// Each meeting, and what becomes of every file in it.
pub(super) fn lines(plan: &Plan) -> Vec<String> {
    let totals = plan.totals();
    if totals.colliding == 0 {
        return Vec::new();
    }
    let mut lines = vec![format!(
        "{} meet in the target ({}):",
        files(totals.colliding),
        policy_words(plan.choices.collisions)
    )];
    let shown = plan.collisions.iter().take(SHOWN);
    lines.extend(shown.flat_map(|collision| meeting_lines(plan, collision)));
    lines.extend(more(plan.collisions.len(), SHOWN));
    if totals.renaming > 0 {
        lines.push(
            "  A renamed file counts as changed at that moment, by the owner of your key; its content and versions stay."
                .into(),
        );
    }
    lines
}

fn policy_words(policy: CollisionPolicy) -> &'static str {
    match policy {
        CollisionPolicy::Rename => {
            "rename: all of them move, and get the lowest free number in the target"
        }
        CollisionPolicy::KeepBoth => "keep-both: all of them move under their own titles",
        CollisionPolicy::Leave => {
            "leave: the first moves if the target is free of the title, the others stay"
        }
    }
}

fn meeting_lines(plan: &Plan, collision: &Collision) -> Vec<String> {
    let there = if collision.there > 0 {
        format!("  (and {} there already)", collision.there)
    } else {
        String::new()
    };
    if plan.choices.collisions != CollisionPolicy::Rename {
        let paths = collision.files.iter().map(|index| path(plan, *index));
        let paths: Vec<_> = paths.collect();
        return vec![format!("  {}{there}", paths.join("  +  "))];
    }
    let keeps = usize::from(collision.there == 0);
    let lines = collision.files.iter().enumerate().map(|(at, index)| {
        let becomes = match plan.new_titles.get(index) {
            Some(title) => format!("becomes {}", visible(title)),
            None if at < keeps => "keeps its title".into(),
            None => "keeps its title, whose ending leaves no room for a number".into(),
        };
        let there = if at == 0 { &*there } else { "" };
        format!("  {}: {becomes}{there}", path(plan, *index))
    });
    lines.collect()
}

/// Which locks are broken, and whose they are.
pub(super) fn unlocks(plan: &Plan) -> Vec<String> {
    if plan.unlocks.is_empty() {
        return Vec::new();
    }
    let mut lines = vec!["Locks that are broken right before their files move:".to_owned()];
    lines.extend(plan.unlocks.iter().take(SHOWN).map(|index| {
        let holder = plan.inventory.holders.get(index);
        let by = holder.map_or_else(String::new, |name| format!(", held by {}", visible(name)));
        format!("  {}{by}", path(plan, *index))
    }));
    lines.extend(more(plan.unlocks.len(), SHOWN));
    lines
}

/// What happens to files that are open now.
pub(super) fn editors(plan: &Plan) -> Vec<String> {
    if !plan.tries_editors_again() {
        return Vec::new();
    }
    vec![
        "Files open in an editor are looked at once more at the end of the run, and move if they are closed by then."
            .into(),
    ]
}
