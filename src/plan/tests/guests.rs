//! What a guest step says about a guest's ways in, and which calls it decides on.

use super::builder::{self, facts, guest_choice, with_guest};
use crate::plan::{CollisionPolicy, Facts, GuestStep, Plan};

/// The guest step of a plan of one file, after a change of the facts.
fn step(change: impl FnOnce(&mut Facts)) -> GuestStep {
    let mut facts = with_guest(facts(&["a.txt"]));
    change(&mut facts);
    let mut choices = builder::choices(CollisionPolicy::KeepBoth, 100);
    choices.guest = Some(guest_choice(false));
    Plan::make(facts, choices).unwrap().guest.unwrap()
}

#[test]
fn no_row_is_said_only_of_a_list_that_was_given() {
    let first_line = |change: fn(&mut Facts)| step(change).reach_lines().remove(0);
    assert_eq!(first_line(|_| ()), "is a member of the room (read)");
    assert_eq!(
        first_line(|facts| facts.guest.as_mut().unwrap().room_members.truncate(1)),
        "has no row in the room's share list"
    );
    assert_eq!(
        first_line(|facts| facts.guest.as_mut().unwrap().room_members.clear()),
        "may stand in the room's share list, which could not be read"
    );
    // Half a list shows the row that it shows.
    assert_eq!(
        first_line(|facts| drop(facts.guest.as_mut().unwrap().room_members.remove(0))),
        "is a member of the room (read)"
    );
    let of_archive = step(|facts| facts.guest.as_mut().unwrap().archive_members = Some(vec![]));
    assert!(of_archive.reach_lines().contains(
        &"may stand in the archive room's share list, which could not be read".to_owned()
    ));
}
