//! Files that arrive beside others of their title get titles of their own.

use std::time::Duration;

use super::records::{
    ROOM, TARGET, accepted, after, ended, id, ids, listed, lost, read, read_last, words,
};
use crate::{
    domain::{Conflict, FileId},
    plan::{
        CollisionPolicy, Plan,
        tests::builder::{choices, facts, with_target},
    },
    run::{
        FileNote, NewTitle, Record, RenameAnswers, RunState, SendId, Step, Summary, next,
        tests::{driver::began, records::intended},
    },
};

/// `a` meets `F/a`, `b` meets nobody. `a` and `b` have the first two ids, `F/a` the third.
fn plan(policy: CollisionPolicy, there: &[&str]) -> Plan {
    let facts = with_target(facts(&["a.txt", "b.txt", "F/a.txt"]), there);
    Plan::make(facts, choices(policy, 100)).unwrap()
}

/// All three have arrived.
fn arrived() -> Vec<Record> {
    vec![
        accepted(0),
        ended(0, &[1], None),
        accepted(1),
        ended(1, &[0, 2], None),
    ]
}

fn new(position: i32, title: &str) -> NewTitle {
    NewTitle {
        file: id(position),
        title: title.into(),
    }
}

/// The record of having looked at a target in which these lie beside the three.
fn checked(plan: &Plan, state: &RunState, there: &[&str]) -> Record {
    let lying: Vec<(FileId, &str)> = (9001..)
        .map(FileId::number)
        .zip(there.iter().copied())
        .collect();
    let arrived = [(id(0), "a.txt"), (id(1), "b.txt"), (id(2), "a.txt")];
    let all: Vec<_> = lying.into_iter().chain(arrived).collect();
    state.check_titles(plan, all.iter().map(|(file, title)| (file, *title)))
}

fn steps(plan: &Plan, records: &[Record]) -> Vec<Step> {
    next(plan, &after(plan, records), Duration::ZERO)
}

/// The state when all have arrived and the target was looked at.
fn ready(plan: &Plan, there: &[&str]) -> Vec<Record> {
    let mut records = arrived();
    records.push(checked(plan, &after(plan, &records), there));
    records
}

#[test]
fn the_target_is_looked_at_before_anything_is_renamed_and_listed_after_it() {
    let plan = plan(CollisionPolicy::Rename, &[]);
    assert_eq!(plan.chunks.len(), 2);
    let half = [accepted(0), ended(0, &[1], None), accepted(1)];
    assert!(!steps(&plan, &half).contains(&Step::CheckTitles));
    assert_eq!(steps(&plan, &arrived()), [Step::CheckTitles]);
    let mut records = ready(&plan, &[]);
    assert_eq!(
        records.last(),
        Some(&Record::TitlesChecked {
            instead: Vec::new(),
            not_seen: Vec::new()
        })
    );
    let renames = vec![new(2, "a (2).txt")];
    assert_eq!(steps(&plan, &records), [Step::Rename(renames.clone())]);
    records.push(Record::RenameIntended { renames });
    let answers = RenameAnswers {
        renamed: ids(&[2]),
        ..RenameAnswers::default()
    };
    records.push(Record::RenameAnswered { answers });
    assert_eq!(steps(&plan, &records), [Step::ListAll]);
}

#[test]
fn other_policies_look_at_no_titles() {
    let plan = plan(CollisionPolicy::KeepBoth, &[]);
    assert_eq!(steps(&plan, &arrived()), [Step::ListAll]);
}

#[test]
fn who_stopped_the_run_wants_nothing_renamed() {
    let plan = plan(CollisionPolicy::Rename, &[]);
    let mut records = arrived();
    records.push(Record::CancelAsked {
        rung: crate::run::CancelRung::Finish,
    });
    assert_eq!(steps(&plan, &records), [Step::ListAll]);
}

#[test]
fn a_number_that_was_taken_meanwhile_gives_way_to_the_next() {
    let plan = plan(CollisionPolicy::Rename, &[]);
    for (there, expected) in [
        (vec![], "a (2).txt"),
        (vec!["A (2).TXT"], "a (3).txt"),
        (vec!["a (2).txt", "a (3).txt", "a (5).txt"], "a (4).txt"),
    ] {
        let records = ready(&plan, &there);
        assert_eq!(
            steps(&plan, &records),
            [Step::Rename(vec![new(2, expected)])],
            "{there:?}"
        );
    }
}

#[test]
fn the_first_of_a_meeting_is_renamed_when_its_title_was_taken_meanwhile() {
    let plan = plan(CollisionPolicy::Rename, &[]);
    let records = ready(&plan, &["A.txt"]);
    assert_eq!(
        steps(&plan, &records),
        [Step::Rename(vec![new(0, "a (3).txt"), new(2, "a (2).txt")])]
    );
}

#[test]
fn a_late_meeting_is_sent_beside_its_twin_and_renamed_too() {
    let plan = plan(CollisionPolicy::Rename, &[]);
    // `b` stays without a word: its title was taken meanwhile.
    let mut records = vec![
        accepted(0),
        ended(0, &[], None),
        read(0, &[(1, ROOM)], true),
        accepted(1),
        ended(1, &[0, 2], None),
    ];
    let state = after(&plan, &records);
    assert_eq!(state.send(SendId(2)).unwrap().conflict, Conflict::Duplicate);
    records.extend([accepted(2), ended(2, &[1], None)]);
    records.push(checked(&plan, &after(&plan, &records), &["b.txt"]));
    assert_eq!(
        steps(&plan, &records),
        [Step::Rename(vec![new(1, "b (2).txt"), new(2, "a (2).txt")])]
    );
    // Without a twin after all it keeps its title, and nothing is said about it.
    records.pop();
    records.push(checked(&plan, &after(&plan, &records), &[]));
    assert_eq!(
        steps(&plan, &records),
        [Step::Rename(vec![new(2, "a (2).txt")])]
    );
}

#[test]
fn a_lost_answer_is_repeated_twice_and_then_left_to_the_final_listing() {
    let plan = plan(CollisionPolicy::Rename, &[]);
    let mut records = ready(&plan, &[]);
    let renames = vec![new(2, "a (2).txt")];
    let note = FileNote {
        file: id(2),
        why: "timeout".into(),
    };
    for _ in 0..3 {
        assert_eq!(steps(&plan, &records), [Step::Rename(renames.clone())]);
        records.push(Record::RenameIntended {
            renames: renames.clone(),
        });
        let answers = RenameAnswers {
            lost: vec![note.clone()],
            ..RenameAnswers::default()
        };
        records.push(Record::RenameAnswered { answers });
    }
    assert_eq!(steps(&plan, &records), [Step::ListAll]);
    assert_eq!(told(&plan, &records, &[]), "renamed: F/a.txt a (2).txt");
    assert_eq!(
        told(&plan, &records, &[new(2, "a.txt")]),
        "kept: F/a.txt a (2).txt, tried again and again: timeout"
    );
}

#[test]
fn an_intent_without_an_answer_is_asked_again() {
    let plan = plan(CollisionPolicy::Rename, &[]);
    let mut records = ready(&plan, &[]);
    let renames = vec![new(2, "a (2).txt")];
    records.push(Record::RenameIntended {
        renames: renames.clone(),
    });
    assert_eq!(steps(&plan, &records), [Step::Rename(renames)]);
}

/// What the summary tells about titles after a final listing that shows these otherwise.
fn told(plan: &Plan, records: &[Record], otherwise: &[NewTitle]) -> String {
    told_after(plan, records, &[], otherwise)
}

/// The same, where the listing misses files that a reading then shows in the target.
fn told_after(plan: &Plan, records: &[Record], missing: &[i32], otherwise: &[NewTitle]) -> String {
    let seen: Vec<_> = missing.iter().map(|at| (*at, TARGET)).collect();
    let mut state = after(plan, records);
    let Record::FinalListed {
        missing,
        found,
        in_room,
        new,
        complete,
        room_not_visible,
        ..
    } = listed(missing, &[], &[])
    else {
        unreachable!()
    };
    state.apply(&Record::FinalListed {
        missing,
        found,
        in_room,
        new,
        complete,
        room_not_visible,
        titles: otherwise.to_vec(),
    });
    state.apply(&read_last(&seen));
    state.apply(&Record::Finished);
    assert_eq!(words(&state), "archived, archived, archived");
    let summary = Summary::of(plan, &state);
    let renamed = summary.renamed.iter();
    let renamed = renamed.map(|line| format!("renamed: {} {}", line.path, line.title));
    let kept = summary.titles_kept.iter().map(|line| {
        let why = line.why_not.as_deref().unwrap();
        format!("kept: {} {}, {why}", line.path, line.title)
    });
    renamed.chain(kept).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_file_that_keeps_its_title_is_archived_all_the_same() {
    let plan = plan(CollisionPolicy::Rename, &[]);
    let asked = Record::RenameIntended {
        renames: vec![new(2, "a (2).txt")],
    };
    let refused = Record::RenameAnswered {
        answers: RenameAnswers {
            refused: vec![FileNote {
                file: id(2),
                why: "no right".into(),
            }],
            ..RenameAnswers::default()
        },
    };
    let other = Record::RenameAnswered {
        answers: RenameAnswers {
            other: vec![new(2, "a_(2).txt")],
            ..RenameAnswers::default()
        },
    };
    let renamed = Record::RenameAnswered {
        answers: RenameAnswers {
            renamed: ids(&[2]),
            ..RenameAnswers::default()
        },
    };
    let unlisted = Record::TitlesNotChecked {
        why: "timeout".into(),
    };
    let with = |more: &[&Record]| {
        let mut records = ready(&plan, &[]);
        records.extend(more.iter().map(|record| (*record).clone()));
        records
    };
    let before_looking = |more: &[&Record]| {
        let mut records = arrived();
        records.extend(more.iter().map(|record| (*record).clone()));
        records
    };
    let seen = [new(2, "a.txt")];
    for (records, otherwise, expected) in [
        (
            with(&[&asked, &refused]),
            &seen[..],
            "kept: F/a.txt a (2).txt, no right",
        ),
        (
            with(&[&asked, &other]),
            &[new(2, "a_(2).txt")],
            "kept: F/a.txt a (2).txt, the portal shows it as a_(2).txt",
        ),
        // The listing outweighs the answer, both ways.
        (
            with(&[&asked, &renamed]),
            &seen,
            "kept: F/a.txt a (2).txt, the portal shows it as a.txt",
        ),
        (with(&[&asked, &refused]), &[], "renamed: F/a.txt a (2).txt"),
        // Asked for and never answered, and never asked for.
        (
            with(&[&asked]),
            &seen,
            "kept: F/a.txt a (2).txt, the portal shows it as a.txt",
        ),
        (
            with(&[]),
            &seen,
            "kept: F/a.txt a (2).txt, the run ended before it was renamed",
        ),
        (
            before_looking(&[&unlisted]),
            &[],
            "kept: F/a.txt a (2).txt, the target could not be listed: timeout",
        ),
        (
            before_looking(&[]),
            &[],
            "kept: F/a.txt a (2).txt, the run ended before it was renamed",
        ),
    ] {
        assert_eq!(told(&plan, &records, otherwise), expected);
    }
}

#[test]
fn a_list_that_misses_a_file_says_nothing_about_its_title() {
    let plan = plan(CollisionPolicy::Rename, &[]);
    let answered = |answers| {
        let mut records = ready(&plan, &[]);
        records.push(Record::RenameIntended {
            renames: vec![new(2, "a (2).txt")],
        });
        records.push(Record::RenameAnswered { answers });
        told_after(&plan, &records, &[2], &[])
    };
    let note = |why: &str| FileNote {
        file: id(2),
        why: why.into(),
    };
    let nothing = RenameAnswers::default;
    for (answers, expected) in [
        (
            RenameAnswers {
                refused: vec![note("no right")],
                ..nothing()
            },
            "kept: F/a.txt a (2).txt, no right",
        ),
        (
            RenameAnswers {
                lost: vec![note("timeout")],
                ..nothing()
            },
            "kept: F/a.txt a (2).txt, tried again and again: timeout",
        ),
        (
            RenameAnswers {
                renamed: ids(&[2]),
                ..nothing()
            },
            "renamed: F/a.txt a (2).txt",
        ),
    ] {
        assert_eq!(answered(answers), expected);
    }
}

#[test]
fn what_was_not_found_in_the_target_is_not_renamed() {
    let plan = plan(CollisionPolicy::Rename, &[]);
    let records = [
        accepted(0),
        ended(0, &[1], None),
        lost(1),
        read(1, &[(0, TARGET), (2, super::records::NOWHERE)], true),
    ];
    let state = after(&plan, &records);
    let (a, b) = (id(0), id(1));
    let look = state.check_titles(&plan, [(&a, "a.txt"), (&b, "b.txt")]);
    let mut records = records.to_vec();
    records.push(look);
    assert_eq!(steps(&plan, &records), [Step::ListAll]);
}

#[test]
fn what_the_target_does_not_show_is_not_renamed_wherever_it_is() {
    let plan = plan(CollisionPolicy::Rename, &[]);
    let mut records = arrived();
    let (a, b) = (id(0), id(1));
    let look = after(&plan, &records).check_titles(&plan, [(&a, "a.txt"), (&b, "b.txt")]);
    assert_eq!(
        look,
        Record::TitlesChecked {
            instead: Vec::new(),
            not_seen: ids(&[2])
        }
    );
    records.push(look);
    assert_eq!(steps(&plan, &records), [Step::ListAll]);
    let why =
        "the target did not show it when titles were looked for, and nothing is renamed elsewhere";
    assert_eq!(
        told(&plan, &records, &[]),
        format!("kept: F/a.txt a (2).txt, {why}")
    );
}

#[test]
fn a_hundred_titles_a_record() {
    let names: Vec<String> = (0..150)
        .map(|folder| format!("F{folder:03}/a.txt"))
        .collect();
    let lines: Vec<&str> = names.iter().map(String::as_str).collect();
    let facts = with_target(facts(&lines), &[]);
    let plan = Plan::make(facts, choices(CollisionPolicy::Rename, 100)).unwrap();
    let mut state = RunState::new(&plan);
    state.apply(&began(&plan, crate::run::Manner::NORMAL));
    let half = |range: std::ops::Range<i32>| range.collect::<Vec<_>>();
    for (send, moved) in [(0, half(0..100)), (1, half(100..150))] {
        state.apply(&intended(&plan, &state, send));
        state.apply(&accepted(send));
        state.apply(&ended(send, &moved, None));
    }
    let all: Vec<(FileId, &str)> = (0..150).map(|at| (id(at), "a.txt")).collect();
    let look = state.check_titles(&plan, all.iter().map(|(file, title)| (file, *title)));
    state.apply(&look);
    let mut sizes = Vec::new();
    loop {
        let steps = next(&plan, &state, Duration::ZERO);
        let [Step::Rename(renames)] = &steps[..] else {
            assert_eq!(steps, [Step::ListAll]);
            break;
        };
        sizes.push(renames.len());
        state.apply(&Record::RenameIntended {
            renames: renames.clone(),
        });
        let renamed = renames.iter().map(|new| new.file.clone()).collect();
        state.apply(&Record::RenameAnswered {
            answers: RenameAnswers {
                renamed,
                ..RenameAnswers::default()
            },
        });
    }
    assert_eq!(sizes, [100, 49], "the first of the meeting keeps its title");
}
