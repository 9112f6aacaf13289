//! Everything that may come together in a run, drawn at random: plans, manners, faults, meddlings, controls, kills.

use std::{collections::BTreeSet, fmt, time::Duration};

use proptest::prelude::*;

use super::{
    driver::{Control, Driver},
    toy::{FAULTS, Meddling, Toy},
};
use crate::{
    plan::{
        CollisionPolicy, OwnerStanding, Plan, Unlock,
        tests::{
            builder::{choices, facts, guest_choice, with_guest, with_target},
            ownership::as_admin,
        },
    },
    run::Manner,
};

#[derive(Clone)]
pub(super) struct Scenario {
    pub(super) plan: Plan,
    pub(super) manner: Manner,
    pub(super) chances: [u8; FAULTS],
    pub(super) checks_first: bool,
    pub(super) per_file: u64,
    pub(super) seed: u64,
    pub(super) meddlings: Vec<(Duration, Meddling)>,
    pub(super) controls: Vec<(Duration, Control)>,
    pub(super) kills: BTreeSet<usize>,
}

impl Scenario {
    pub(super) fn run(&self) -> Driver<'_> {
        let lying: Vec<&str> = if self.plan.target.existing.is_some() {
            vec!["t1", "t2"]
        } else {
            Vec::new()
        };
        let mut toy = Toy::new(&self.plan, &lying, self.seed);
        toy.chances = self.chances;
        toy.checks_first = self.checks_first;
        toy.per_file = Duration::from_millis(self.per_file);
        Driver::new(&self.plan, toy, self.manner)
            .meddling(self.meddlings.clone())
            .controlled(self.controls.clone())
            .killed(self.kills.clone())
            .run()
    }
}

/// Short enough to be read when a property fails.
impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<String> = (self.plan.inventory.indexed_files())
            .zip(&self.plan.fates)
            .map(|((index, _), fate)| format!("{} {fate:?}", self.plan.inventory.file_path(index)))
            .collect();
        write!(
            f,
            "{files:?}\nexists {:?} {:?} {:?} chances {:?} checks first {} {} ms a file, seed {}\n{:?}\n{:?}\nkills {:?}",
            self.plan.target.existing.is_some(),
            self.plan.choices.collisions,
            self.manner,
            self.chances,
            self.checks_first,
            self.per_file,
            self.seed,
            self.meddlings,
            self.controls,
            self.kills
        )
    }
}

fn line() -> impl Strategy<Value = String> {
    let title = prop::sample::select(vec!["t1", "T1", "t2", "t3", "t4", "t5", "t6", "t7"]);
    let folder = prop::sample::select(vec!["", "F/", "G/", "G/H/"]);
    let mark = prop::sample::select(vec![
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        " !locked",
        " !unlockable",
        " !editing",
    ]);
    (folder, title, mark).prop_map(|(folder, title, mark)| format!("{folder}{title}{mark}"))
}

fn any_policy() -> impl Strategy<Value = CollisionPolicy> {
    prop_oneof![
        2 => Just(CollisionPolicy::Rename),
        1 => Just(CollisionPolicy::KeepBoth),
        1 => Just(CollisionPolicy::Leave),
    ]
}

prop_compose! {
    fn any_plan()(
        lines in prop::collection::vec(line(), 0..40),
        exists in any::<bool>(),
        policy in any_policy(),
        unlock in any::<bool>(),
        size in prop_oneof![1u32..6, 6u32..40],
        guest in prop_oneof![2 => Just(None), 1 => any::<bool>().prop_map(Some)],
        owner in any_owner(),
    ) -> Plan {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let facts = if exists { with_target(facts(&lines), &["t1", "t2"]) } else { facts(&lines) };
        let mut choices = choices(policy, size);
        choices.unlock = if unlock { Unlock::All } else { Unlock::None };
        choices.guest = guest.map(guest_choice);
        let facts = if guest.is_some() { with_guest(facts) } else { facts };
        choices.take_ownership = owner.is_some();
        let facts = match owner {
            Some(standing) => as_admin(facts, standing),
            None => facts,
        };
        Plan::make(facts, choices).unwrap()
    }
}

/// Mostly the room is the caller's own; else it is taken over from such an owner.
fn any_owner() -> impl Strategy<Value = Option<OwnerStanding>> {
    prop_oneof![
        6 => Just(None),
        3 => Just(Some(OwnerStanding::Fit)),
        1 => Just(Some(OwnerStanding::Unseen)),
        1 => Just(Some(OwnerStanding::Inactive)),
    ]
}

fn moment() -> impl Strategy<Value = Duration> {
    prop_oneof![0u64..400, 0u64..4_000, 0u64..120_000].prop_map(Duration::from_millis)
}

fn any_meddling() -> impl Strategy<Value = (Duration, Meddling)> {
    let what = (0u8..40, 0u8..11).prop_map(|(file, kind)| match kind {
        0 => Meddling::Delete(file),
        1 => Meddling::TakeElsewhere(file),
        2 => Meddling::TakeBack(file),
        3 => Meddling::Lock(file),
        4 => Meddling::Open(file),
        5 => Meddling::Free(file),
        6 => Meddling::Poison(file),
        7 => Meddling::TwinInTarget(file),
        8 => Meddling::Upload,
        10 => Meddling::TakeRoom,
        _ if file == 0 => Meddling::CloseTarget,
        _ => Meddling::Poison(file),
    });
    (moment(), what)
}

/// Cancels, and pauses that end.
fn any_controls() -> impl Strategy<Value = Vec<(Duration, Control)>> {
    let pauses = prop::collection::vec((moment(), moment()), 0..3).prop_map(|pauses| {
        let both = |(at, lasts): (Duration, Duration)| {
            [(at, Control::Pause), (at + lasts, Control::Resume)]
        };
        pauses.into_iter().flat_map(both).collect::<Vec<_>>()
    });
    let cancels = prop_oneof![
        5 => Just(Vec::new()),
        2 => prop::collection::vec(moment().prop_map(|at| (at, Control::Cancel)), 1..3),
    ];
    (pauses, cancels).prop_map(|(mut controls, cancels)| {
        // A pause that another pause begins in must end after both.
        controls.push((Duration::from_mins(10), Control::Resume));
        controls.extend(cancels);
        controls
    })
}

fn any_manner() -> impl Strategy<Value = Manner> {
    prop_oneof![
        3 => Just(Manner::NORMAL),
        1 => Just(Manner::GENTLE),
        1 => (1u8..=4, any::<bool>()).prop_map(|(operations, gentle)| Manner { operations, gentle }),
    ]
}

fn any_chances() -> impl Strategy<Value = [u8; FAULTS]> {
    prop::array::uniform(prop_oneof![6 => Just(0u8), 2 => 1u8..15, 1 => 15u8..70])
}

prop_compose! {
    pub(super) fn any_scenario()(
        plan in any_plan(),
        manner in any_manner(),
        chances in any_chances(),
        checks_first in any::<bool>(),
        per_file in prop_oneof![Just(0u64), 1u64..20, 20u64..3_000],
        seed in any::<u64>(),
        meddlings in prop_oneof![
            1 => Just(Vec::new()),
            2 => prop::collection::vec(any_meddling(), 0..12),
        ],
        controls in any_controls(),
        kills in prop_oneof![
            2 => Just(BTreeSet::new()),
            1 => prop::collection::btree_set(1usize..60, 1..4),
        ],
    ) -> Scenario {
        Scenario { plan, manner, chances, checks_first, per_file, seed, meddlings, controls, kills }
    }
}
