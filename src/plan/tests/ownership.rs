//! A portal admin who is no member of a room takes it over for the run, if he says so and the portal would let him.

use std::{collections::BTreeSet, sync::Arc};

use super::builder::{choices, consent, facts, guest_choice, me, paths, person, with_guest};
use crate::{
    domain::{FileFlags, MyRole, PortalVersion, RoomAccess},
    plan::{
        Blocker, CollisionPolicy, Consent, ConsentItem, Facts, Fate, Hazard, NotConfirmed,
        OwnerStanding, OwnershipStep, Plan, Refusal, Unlock, compare,
    },
};

/// Boris's room, seen by a portal admin: no file shows him a right to do anything but read.
pub(crate) fn seen_as_admin(files: &[&str], owner: OwnerStanding) -> Facts {
    as_admin(facts(files), owner)
}

/// The same facts, seen by a portal admin who is no member.
pub(crate) fn as_admin(mut facts: Facts, owner: OwnerStanding) -> Facts {
    facts.me.is_admin = true;
    facts.room.owner = person("boris", "Boris Brandt");
    facts.room.in_room = false;
    facts.room.rights.change_owner = true;
    facts.owner = owner;
    let inventory = Arc::get_mut(&mut facts.inventory).unwrap();
    for file in &mut inventory.files {
        let denied = [
            FileFlags::MOVABLE,
            FileFlags::RENAMABLE,
            FileFlags::MAY_UNLOCK,
        ];
        for right in denied {
            file.flags = file.flags.with(right, false);
        }
    }
    facts
}

/// The same, taken over.
pub(crate) fn taken(facts: Facts, unlock: Unlock) -> Plan {
    let mut choices = choices(CollisionPolicy::Rename, 100);
    choices.take_ownership = true;
    choices.unlock = unlock;
    Plan::make(facts, choices).unwrap()
}

const FILES: [&str; 6] = [
    "a.txt",
    "b.txt !sealed",
    "c.txt !locked",
    "d.txt !editing",
    "e.txt !encrypted",
    "<results>/f.txt",
];

fn stays(plan: &Plan) -> Vec<(String, Blocker)> {
    plan.staying()
        .map(|(index, blocker)| (plan.inventory.file_path(index), blocker))
        .collect()
}

fn step(standing: OwnerStanding) -> OwnershipStep {
    OwnershipStep {
        from: person("boris", "Boris Brandt"),
        standing,
    }
}

#[test]
fn without_the_wish_the_one_refusal_stands_and_nothing_is_taken() {
    let facts = seen_as_admin(&FILES, OwnerStanding::Fit);
    let plan = Plan::make(facts, choices(CollisionPolicy::Rename, 100)).unwrap();
    assert!(matches!(plan.refusals[..], [Refusal::NotMember { .. }]));
    assert_eq!(plan.ownership, None);
    assert_eq!(plan.needs(), BTreeSet::new());
    assert!(plan.offers_taking_over());
}

#[test]
fn taken_over_the_files_are_judged_as_their_owner_will_see_them() {
    let plan = taken(seen_as_admin(&FILES, OwnerStanding::Fit), Unlock::None);
    assert_eq!(plan.refusals, []);
    assert_eq!(plan.ownership, Some(step(OwnerStanding::Fit)));
    assert_eq!(
        stays(&plan),
        [
            ("c.txt".into(), Blocker::Locked { can_unlock: true }),
            ("d.txt".into(), Blocker::Editing),
            ("e.txt".into(), Blocker::Encrypted),
            ("<results>/f.txt".into(), Blocker::FormResults),
        ]
    );
    assert_eq!(paths(&plan, &plan.chunks[0].files), ["a.txt", "b.txt"]);
    assert!(!plan.offers_taking_over());
}

#[test]
fn an_owner_breaks_locks_that_an_admin_could_not() {
    let plan = taken(seen_as_admin(&FILES, OwnerStanding::Fit), Unlock::All);
    let unlocked: Vec<_> = plan.unlocks.iter().copied().collect();
    assert_eq!(paths(&plan, &unlocked), ["c.txt"]);
    assert!(
        plan.needs()
            .iter()
            .any(|item| matches!(item, ConsentItem::BreakLocks { files: 1 }))
    );
    assert!(Arc::new(plan.clone()).confirm(consent(&plan)).is_ok());
}

#[test]
fn it_has_a_consent_of_its_own() {
    let plan = taken(seen_as_admin(&["a.txt"], OwnerStanding::Fit), Unlock::None);
    let item = ConsentItem::TakeOwnership {
        from: "Boris Brandt".into(),
        until_the_end: true,
    };
    assert_eq!(plan.needs(), BTreeSet::from([item.clone()]));
    assert_eq!(item.flag(), "--take-ownership");
    assert!(
        item.sentence()
            .contains("Boris Brandt is room manager meanwhile")
    );
    let silent = Consent {
        digest: plan.digest.clone(),
        items: BTreeSet::new(),
    };
    assert_eq!(
        Arc::new(plan.clone()).confirm(silent).unwrap_err(),
        NotConfirmed::Missing(vec![item])
    );
    assert!(Arc::new(plan.clone()).confirm(consent(&plan)).is_ok());
}

#[test]
fn what_becomes_of_the_old_owner_is_said() {
    let says = |standing, version: &str| {
        let mut facts = seen_as_admin(&["a.txt"], standing);
        facts.portal_version = PortalVersion::parse(version);
        let plan = taken(facts, Unlock::None);
        let [hazard @ Hazard::TakesOwnership { .. }] = &plan.hazards[..] else {
            panic!("{:?}", plan.hazards);
        };
        (hazard.sentence(), plan.ownership.unwrap().may_return())
    };
    let (words, returns) = says(OwnerStanding::Fit, "3.7.2");
    assert!(
        returns && words.contains("Boris Brandt becomes room manager meanwhile"),
        "{words}"
    );
    assert!(
        words.contains("gets the room back and you leave it"),
        "{words}"
    );
    assert!(words.contains("The room's history keeps"), "{words}");
    let (words, _) = says(OwnerStanding::Fit, "3.6.1");
    assert!(
        words.contains("may tell both of you that you were invited"),
        "{words}"
    );
    let (words, returns) = says(OwnerStanding::Unseen, "3.7.2");
    assert!(returns && words.contains("could not be seen"), "{words}");
    let (words, returns) = says(OwnerStanding::Inactive, "3.7.2");
    assert!(
        !returns && words.contains("the room stays yours"),
        "{words}"
    );
    let plan = taken(
        seen_as_admin(&["a.txt"], OwnerStanding::Inactive),
        Unlock::None,
    );
    let for_good = plan.needs().into_iter().next().unwrap();
    assert!(for_good.sentence().contains("for good"));
}

#[test]
fn what_the_portal_would_refuse_is_refused_before() {
    let facts = seen_as_admin(&["a.txt"], OwnerStanding::Unfit);
    let owner = || "Boris Brandt".to_owned();
    let plan = taken(facts, Unlock::None);
    assert_eq!(
        plan.refusals,
        [Refusal::OwnerCannotBeReplaced { owner: owner() }]
    );
    assert_eq!((plan.ownership, plan.hazards), (None, vec![]));
    let mut facts = seen_as_admin(&["a.txt"], OwnerStanding::Fit);
    facts.room.rights.change_owner = false;
    let plan = taken(facts, Unlock::None);
    assert_eq!(
        plan.refusals,
        [Refusal::TakingOverForbidden { owner: owner() }]
    );
    // What nobody could empty is said instead, and not taken.
    let mut facts = seen_as_admin(&["a.txt"], OwnerStanding::Fit);
    facts.room.private = true;
    let plan = taken(facts, Unlock::None);
    assert_eq!(plan.refusals, [Refusal::RoomPrivate]);
    assert!(Arc::new(plan.clone()).confirm(consent(&plan)).is_err());
}

#[test]
fn who_is_in_the_room_has_nothing_to_take() {
    let mine = |change: fn(&mut Facts)| {
        let mut facts = seen_as_admin(&["a.txt"], OwnerStanding::Fit);
        change(&mut facts);
        taken(facts, Unlock::None)
    };
    for (plan, role) in [
        (mine(|facts| facts.room.owner = me().person), MyRole::Owner),
        (
            mine(|facts| facts.room.access = RoomAccess::MANAGER),
            MyRole::Manager,
        ),
    ] {
        assert_eq!((&plan.ownership, &plan.refusals), (&None, &vec![]));
        let word = role.word().to_owned();
        assert_eq!(plan.hazards, [Hazard::NothingToTakeOver { role: word }]);
        assert_eq!(plan.needs(), BTreeSet::new());
    }
    // A reader is a member, and stays refused as one.
    let reader = mine(|facts| (facts.room.access, facts.room.in_room) = (RoomAccess(2), true));
    assert!(matches!(
        reader.refusals[..],
        [Refusal::NoRightToMove { .. }]
    ));
    assert_eq!(reader.ownership, None);
}

#[test]
fn a_room_that_keeps_all_its_files_is_not_taken() {
    for files in [&[][..], &["e.txt !encrypted"][..]] {
        let plan = taken(seen_as_admin(files, OwnerStanding::Fit), Unlock::None);
        assert_eq!((&plan.ownership, &plan.refusals), (&None, &vec![]));
        assert_eq!(plan.hazards, [Hazard::NoNeedToTakeOver]);
        assert!(plan.fates.iter().all(|fate| matches!(fate, Fate::Stay(_))));
    }
}

#[test]
fn a_plan_of_taking_what_its_room_does_not_say_is_damaged() {
    let good = taken(seen_as_admin(&["a.txt"], OwnerStanding::Fit), Unlock::None);
    let change = |change: fn(&mut Plan)| {
        let mut plan = good.clone();
        change(&mut plan);
        plan.digest = plan.computed_digest().unwrap();
        let consent = consent(&plan);
        Arc::new(plan).confirm(consent)
    };
    for result in [
        change(|plan| plan.choices.take_ownership = false),
        change(|plan| {
            plan.ownership = Some(OwnershipStep {
                from: me().person,
                ..step(OwnerStanding::Fit)
            });
        }),
        change(|plan| plan.ownership = Some(step(OwnerStanding::Unfit))),
        change(|plan| plan.room.in_room = true),
        change(|plan| plan.room.owner = me().person),
    ] {
        assert_eq!(result.unwrap_err(), NotConfirmed::Damaged);
    }
    assert!(change(|_| ()).is_ok());
}

#[test]
fn a_change_of_who_has_the_room_makes_the_plan_stale() {
    let good = || seen_as_admin(&["a.txt"], OwnerStanding::Fit);
    let confirmed = taken(good(), Unlock::None);
    assert_eq!(compare(&confirmed, &taken(good(), Unlock::None)), []);
    let now = |change: fn(&mut Facts)| {
        let mut facts = good();
        change(&mut facts);
        let changes = compare(&confirmed, &taken(facts, Unlock::None));
        assert!(
            changes.iter().any(crate::plan::Difference::blocks),
            "{changes:?}"
        );
        changes[0].sentence()
    };
    let words = now(|facts| facts.room.owner = person("carla", "Carla Costa"));
    assert_eq!(words, "the room belongs to Carla Costa by now");
    let words = now(|facts| facts.owner = OwnerStanding::Inactive);
    assert!(words.contains("the room stays yours"), "{words}");
    now(|facts| facts.owner = OwnerStanding::Unfit);
    let words = now(|facts| facts.room.access = RoomAccess::MANAGER);
    assert!(words.contains("needs not be taken over by now"), "{words}");
}

#[test]
fn it_survives_a_plan_file() {
    let plan = taken(seen_as_admin(&FILES, OwnerStanding::Inactive), Unlock::All);
    let text = serde_json::to_string(&plan).unwrap();
    let read: Plan = serde_json::from_str(&text).unwrap();
    assert_eq!(read, plan);
    assert!(read.is_whole().unwrap());
}

/// Who is no member is not shown the room's links, so the plan could not say which of them are to be closed.
#[test]
fn a_guest_is_not_cut_off_from_a_room_whose_links_the_plan_cannot_see() {
    let mut facts = as_admin(with_guest(facts(&["a.txt"])), OwnerStanding::Fit);
    facts.room.rights.edit_access = false;
    let mut choices = choices(CollisionPolicy::Rename, 100);
    choices.take_ownership = true;
    choices.guest = Some(guest_choice(false));
    let plan = Plan::make(facts, choices).unwrap();
    assert_eq!(plan.refusals, [Refusal::GuestUnseen]);
}
