//! The only way from a plan to a run.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    builder::{choices, confirmed, consent, facts, plan},
    ownership::{seen_as_admin, taken},
};
use crate::{
    domain::{Completeness, Conflict, FileIndex, RoomKind},
    plan::{
        Blocker, CollisionPolicy, Consent, ConsentItem, Digest, Facts, Fate, Hazard, NotConfirmed,
        OwnerStanding, Plan, TargetReach, Unlock,
    },
};

fn with_hidden(not_visible: u64) -> Facts {
    let mut facts = facts(&["a.txt"]);
    Arc::get_mut(&mut facts.inventory)
        .unwrap()
        .proof
        .completeness = Completeness::CompleteExcept { not_visible };
    facts
}

#[test]
fn consent_to_the_shown_plan_confirms_it() {
    let plan = plan(facts(&["a.txt", "b.txt"]));
    let consent = consent(&plan);
    let digest = plan.digest.clone();
    let confirmed = Arc::new(plan).confirm(consent.clone()).unwrap();
    assert_eq!(confirmed.plan().digest, digest);
    assert_eq!(confirmed.consent(), &consent);
}

#[test]
fn consent_to_another_plan_confirms_nothing() {
    let shown = plan(facts(&["a.txt"]));
    let other = plan(facts(&["a.txt", "b.txt"]));
    let expected = other.digest.clone();
    assert_eq!(
        Arc::new(other).confirm(consent(&shown)).unwrap_err(),
        NotConfirmed::OtherPlan {
            given: shown.digest,
            expected
        }
    );
}

#[test]
fn what_needs_a_consent_of_its_own_is_not_covered_by_the_rest() {
    let plan = Arc::new(plan(with_hidden(3)));
    let item = ConsentItem::NotVisible { files: 3 };
    assert_eq!(plan.needs(), BTreeSet::from([item.clone()]));
    assert_eq!(item.flag(), "--accept-not-visible");
    assert!(item.sentence().contains(" 3 "));
    for items in [
        BTreeSet::new(),
        BTreeSet::from([ConsentItem::NotVisible { files: 2 }]),
    ] {
        let consent = Consent {
            digest: plan.digest.clone(),
            items,
        };
        assert_eq!(
            Arc::clone(&plan).confirm(consent).unwrap_err(),
            NotConfirmed::Missing(vec![item.clone()])
        );
    }
    let more = Consent {
        digest: plan.digest.clone(),
        items: BTreeSet::from([item, ConsentItem::NotVisible { files: 2 }]),
    };
    assert!(plan.confirm(more).is_ok(), "agreeing to more harms nobody");
}

#[test]
fn a_plan_that_is_not_what_its_digest_says_is_not_confirmed() {
    let good = plan(facts(&["a.txt", "b.txt"]));
    let change = |change: fn(&mut Plan)| {
        let mut plan = good.clone();
        change(&mut plan);
        let consent = consent(&plan);
        Arc::new(plan).confirm(consent).unwrap_err()
    };
    for error in [
        change(|plan| plan.chunks[0].conflict = Conflict::Duplicate),
        change(|plan| plan.target.title.push('x')),
        change(|plan| plan.chunks[0].files.truncate(1)),
        change(|plan| plan.digest = Digest::default()),
    ] {
        assert_eq!(error, NotConfirmed::Damaged);
    }
}

#[test]
fn a_plan_in_which_a_file_has_no_fate_or_two_is_not_confirmed() {
    let names: Vec<String> = (0..101).map(|n| format!("{n:03}.txt")).collect();
    let lines: Vec<&str> = names.iter().map(String::as_str).collect();
    let good = Plan::make(facts(&lines), choices(CollisionPolicy::KeepBoth, 100)).unwrap();
    let change = |change: fn(&mut Plan)| {
        let mut plan = good.clone();
        change(&mut plan);
        // As a file edited by hand and signed anew would be.
        plan.digest = plan.computed_digest().unwrap();
        let consent = consent(&plan);
        Arc::new(plan).confirm(consent)
    };
    for result in [
        change(|plan| plan.fates.truncate(100)),
        change(|plan| plan.fates.push(Fate::Stay(Blocker::Editing))),
        change(|plan| plan.fates[0] = Fate::Stay(Blocker::Editing)),
        change(|plan| plan.fates[0] = Fate::Move(1)),
        change(|plan| plan.fates[0] = Fate::Move(7)),
        change(|plan| plan.chunks[0].files.truncate(99)),
        change(|plan| plan.chunks[1].files.push(FileIndex(0))),
        change(|plan| plan.chunks[1].files.push(FileIndex(100))),
        change(|plan| plan.chunks[1].files[0] = FileIndex(1000)),
        change(|plan| {
            // One request too large.
            plan.chunks[0].files.push(FileIndex(100));
            plan.chunks.truncate(1);
            plan.fates[100] = Fate::Move(0);
        }),
        change(|plan| {
            // The same file id twice in the list.
            let inventory = Arc::make_mut(&mut plan.inventory);
            inventory.files[1].id = inventory.files[0].id.clone();
        }),
        change(|plan| plan.format += 1),
    ] {
        assert_eq!(result.unwrap_err(), NotConfirmed::Damaged);
    }
    assert!(change(|_| ()).is_ok());
}

#[test]
fn no_consent_opens_a_refused_plan() {
    let mut facts = with_hidden(3);
    facts.room.private = true;
    let plan = plan(facts);
    let consent = consent(&plan);
    assert!(matches!(
        Arc::new(plan).confirm(consent),
        Err(NotConfirmed::Refused(_))
    ));
}

#[test]
fn a_consent_survives_the_journal() {
    let consent = confirmed(plan(with_hidden(3))).consent().clone();
    let json = serde_json::to_string(&consent).unwrap();
    assert_eq!(serde_json::from_str::<Consent>(&json).unwrap(), consent);
}

/// What confirming a plan comes to that was put together by hand, its digest computed anew.
fn by_hand(mut plan: Plan, change: impl FnOnce(&mut Plan)) -> Result<(), NotConfirmed> {
    change(&mut plan);
    plan.digest = plan.computed_digest().unwrap();
    let consent = consent(&plan);
    Arc::new(plan).confirm(consent).map(drop)
}

#[test]
fn hazards_that_the_plan_itself_shows_cannot_be_left_out() {
    let made = || {
        let mut facts = facts(&["a.txt !link", "b.txt"]);
        facts.room.watermark = true;
        facts.place.beside = vec![super::builder::folder(41, "CONTOSO LTD", 30)].into();
        facts.place.root.room.as_mut().unwrap().kind = RoomKind::Public;
        facts.place.reach = Some(TargetReach::seen(vec![], vec![], true, vec![]));
        plan(facts)
    };
    let all = made().hazards.len();
    assert_eq!(all, 5, "{:?}", made().hazards);
    for left_out in 0..all {
        let hazard = made().hazards.remove(left_out);
        let confirmed = by_hand(made(), |plan| drop(plan.hazards.remove(left_out)));
        // Which folders lie beside the target does not show in the plan.
        let shows = !matches!(hazard, Hazard::NearlyTheSameTarget { .. });
        assert_eq!(
            confirmed,
            if shows {
                Err(NotConfirmed::Damaged)
            } else {
                Ok(())
            },
            "{hazard:?}"
        );
    }
    let none = |plan: &mut Plan| plan.hazards.clear();
    assert_eq!(by_hand(made(), none), Err(NotConfirmed::Damaged));
    assert_eq!(by_hand(made(), |_| ()), Ok(()));
}

#[test]
fn the_hazard_of_taking_the_room_over_goes_with_the_step() {
    let made = || taken(seen_as_admin(&["a.txt"], OwnerStanding::Fit), Unlock::None);
    assert_eq!(by_hand(made(), |_| ()), Ok(()));
    let untold = |plan: &mut Plan| plan.hazards.clear();
    assert_eq!(by_hand(made(), untold), Err(NotConfirmed::Damaged));
    let untaken = |plan: &mut Plan| plan.ownership = None;
    assert_eq!(by_hand(made(), untaken), Err(NotConfirmed::Damaged));
}

#[test]
fn only_files_of_a_collision_that_is_shown_get_new_titles() {
    let made = || {
        let files = facts(&["a.txt", "F/a.txt", "F/b.txt"]);
        Plan::make(files, choices(CollisionPolicy::Rename, 100)).unwrap()
    };
    assert_eq!(by_hand(made(), |_| ()), Ok(()));
    for change in [
        // The renaming stays, and what it is for is no longer shown.
        (|plan| plan.collisions.clear()) as fn(&mut Plan),
        |plan| plan.collisions[0].files.truncate(1),
        // The first of a meeting has a free title and keeps it.
        |plan| {
            let first = plan.collisions[0].files[0];
            plan.new_titles.insert(first, "x.txt".into());
        },
    ] {
        assert_eq!(by_hand(made(), change), Err(NotConfirmed::Damaged));
    }
}
