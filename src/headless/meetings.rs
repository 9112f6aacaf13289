//! Files that meet their own title in the target, locks that are broken, open editors: what a plan does about them, as
//! text.

use super::{Console, console::files};
use crate::{
    domain::{FileIndex, titles::visible},
    plan::{Collision, CollisionPolicy, Plan},
};

/// How many meetings are shown; JSON and the plan file have all.
const SHOWN: usize = 50;

/// Each meeting, and what becomes of every file in it.
pub(super) fn show(plan: &Plan, console: &Console) {
    let totals = plan.totals();
    if totals.colliding == 0 {
        return;
    }
    console.data("");
    console.data(&format!(
        "{} meet in the target ({}):",
        files(totals.colliding),
        policy_words(plan.choices.collisions)
    ));
    for collision in plan.collisions.iter().take(SHOWN) {
        for line in meeting_lines(plan, collision) {
            console.data(&line);
        }
    }
    if let Some(more) = plan
        .collisions
        .len()
        .checked_sub(SHOWN)
        .filter(|more| *more > 0)
    {
        console.data(&format!("  … and {more} more; --json shows all of them"));
    }
    if totals.renaming > 0 {
        console.data(
            "  A renamed file counts as changed at that moment, by the owner of your key; its content and versions stay.",
        );
    }
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
    let path = |index: &FileIndex| visible(&plan.inventory.file_path(*index)).into_owned();
    let there = if collision.there > 0 {
        format!("  (and {} there already)", collision.there)
    } else {
        String::new()
    };
    if plan.choices.collisions != CollisionPolicy::Rename {
        let paths: Vec<_> = collision.files.iter().map(path).collect();
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
        format!("  {}: {becomes}{there}", path(index))
    });
    lines.collect()
}

/// What is done about locks and open editors.
pub(super) fn show_held(plan: &Plan, console: &Console) {
    if !plan.unlocks.is_empty() {
        console.data("");
        console.data("Locks that are broken right before their files move:");
        for index in plan.unlocks.iter().take(SHOWN) {
            let holder = plan.inventory.holders.get(index);
            let by = holder.map_or_else(String::new, |name| format!(", held by {}", visible(name)));
            let path = plan.inventory.file_path(*index);
            console.data(&format!("  {}{by}", visible(&path)));
        }
        if let Some(more) = plan
            .unlocks
            .len()
            .checked_sub(SHOWN)
            .filter(|more| *more > 0)
        {
            console.data(&format!("  … and {more} more; --json shows all of them"));
        }
    }
    if plan.tries_editors_again() {
        console.data("");
        console.data(
            "Files open in an editor are looked at once more at the end of the run, and move if they are closed by then.",
        );
    }
}
