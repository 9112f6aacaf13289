//! A file that goes bad between the plan and its request: on 3.7 the whole request is refused because of it, on 3.6
//! only the file; on both it costs itself and nothing else, and is named with what stands in its way.

use std::time::Duration;

use closeout::{
    app::ExitCode,
    run::{Outcome, Record},
    sandbox::{
        Profile, SandboxOptions, World,
        world::{Editing, EntryId, PersonId},
    },
};

use crate::{
    small,
    stage::{Stage, journal},
};

type Spoil = fn(&mut World, EntryId);

fn bob(world: &World) -> PersonId {
    let bob = world
        .people
        .iter()
        .find(|person| person.first_name == "Bob");
    world.person_by_guid(&bob.unwrap().guid).unwrap()
}

fn lock(world: &mut World, file: EntryId) {
    let bob = bob(world);
    world.tree.file_mut(file).unwrap().locked_by = Some(bob);
}

fn edit(world: &mut World, file: EntryId) {
    let bob = bob(world);
    world.tree.file_mut(file).unwrap().editing = Some(Editing {
        by: bob,
        until: None,
    });
}

fn freeze(world: &mut World, file: EntryId) {
    world.tree.file_mut(file).unwrap().frozen = true;
}

fn delete(world: &mut World, file: EntryId) {
    world.tree.remove_file(file).unwrap();
}

const WAYS: [(&str, Spoil, Outcome, &str); 4] = [
    ("locked", lock, Outcome::Refused, "locked by"),
    ("edited", edit, Outcome::Refused, "open in an editor"),
    ("frozen", freeze, Outcome::Refused, "no right to move it"),
    (
        "deleted",
        delete,
        Outcome::Gone,
        "does not know it any more",
    ),
];

/// The first, one in the middle, and the last of the files with titles of their own.
const VICTIMS: [&str; 3] = ["Letter 00.docx", "Letter 14.docx", "Letter 39.docx"];

#[tokio::test(start_paused = true)]
async fn a_file_that_goes_bad_after_the_plan_costs_itself_and_is_named() {
    for profile in [Profile::V36, Profile::V37] {
        for (way, spoil, outcome, reason) in WAYS {
            for title in VICTIMS {
                println!("{title} {way} on {profile:?}");
                let stage = Stage::set(SandboxOptions {
                    profile,
                    ..small::world(Duration::from_millis(5))
                })
                .await;
                let plan = stage.prepare(&small::wished()).await;
                stage.sandbox.edit(|world, _| {
                    let file = world.file_titled(title).unwrap();
                    spoil(world, file);
                });
                let report = stage.run(plan.clone()).await.unwrap();
                stage.check_against_world(&plan, &report);
                stage.check_sends();
                assert_eq!(report.exit_code(), ExitCode::Partly);
                assert_eq!(
                    report.summary.counts.archived,
                    small::MOVABLE - 1,
                    "{:#?}",
                    report.summary.not_archived
                );
                let mut told = report.summary.not_archived.iter();
                let told = told.find(|line| line.path.ends_with(title)).unwrap();
                assert_eq!(told.outcome, outcome);
                assert!(told.reason.contains(reason), "{}", told.reason);
                check_cost(&report, profile);
            }
        }
    }
}

/// What stands visibly in the way is taken out at once: one refusal on 3.7, and one request more on either.
fn check_cost(report: &closeout::app::RunReport, profile: Profile) {
    let records = journal(report);
    let refusals = records
        .iter()
        .filter(|record| matches!(record, Record::SendRefused { .. }))
        .count();
    assert_eq!(refusals, usize::from(profile == Profile::V37));
}
