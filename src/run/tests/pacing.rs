//! When operations and files are looked at.

use std::time::Duration;

use super::{
    driver::Driver,
    records::{ROOM, TARGET, accepted, after, id, intended, lost, operation, plan, read},
    toy::{Fault, Toy},
};
use crate::{
    plan::Plan,
    run::{Manner, Progress, Record, RunEvent, RunState, SendId, Standing, Step, next},
};

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Requests accepted at a time.
fn running(plan: &Plan, sends: &[u32], now: Duration) -> RunState {
    let mut state = RunState::new(plan);
    for send in sends {
        let intent = intended(plan, &state, *send);
        state.observe(&RunEvent::Record(intent), now);
        state.observe(&RunEvent::Record(accepted(*send)), now);
    }
    state
}

/// Operations that are polled now.
fn polled(plan: &Plan, state: &RunState, now: Duration) -> Vec<u32> {
    next(plan, state, now)
        .iter()
        .filter_map(|step| match step {
            Step::Poll { send, .. } => Some(send.0),
            _ => None,
        })
        .collect()
}

/// A look that takes no time and shows this.
fn poll(state: &mut RunState, send: u32, percent: u8, moved: u32, now: Duration) {
    let step = Step::Poll {
        send: SendId(send),
        operation: operation(send),
    };
    state.began(&step, now);
    state.ended(&step, now);
    let progress = Progress::Polled {
        send: SendId(send),
        percent,
        moved,
    };
    state.observe(&RunEvent::Progress(progress), now);
}

fn wake(plan: &Plan, state: &RunState, now: Duration) -> Option<Duration> {
    next(plan, state, now)
        .into_iter()
        .find_map(|step| match step {
            Step::Wait(until) => Some(until),
            _ => None,
        })
}

#[test]
fn looks_come_further_and_further_apart() {
    let plan = plan(&["a"], 1);
    let mut state = running(&plan, &[0], seconds(5));
    let mut now = seconds(5);
    for pause in [100, 1_000, 2_000, 3_000, 3_000] {
        assert_eq!(polled(&plan, &state, now), [] as [u32; 0]);
        assert_eq!(wake(&plan, &state, now), Some(now + millis(pause)));
        now += millis(pause);
        assert_eq!(polled(&plan, &state, now), [0]);
        poll(&mut state, 0, 0, 0, now);
    }
}

#[test]
fn an_operation_under_a_look_is_not_looked_at() {
    let plan = plan(&["a"], 1);
    let mut state = running(&plan, &[0], Duration::ZERO);
    let step = Step::Poll {
        send: SendId(0),
        operation: operation(0),
    };
    state.began(&step, millis(300));
    assert_eq!(next(&plan, &state, seconds(9)), []);
}

#[test]
fn the_first_look_is_each_ones_own_and_all_others_share_one_a_second() {
    let plan = plan(&["a", "b", "c"], 1);
    let mut state = running(&plan, &[0, 1, 2], Duration::ZERO);
    let first = millis(300);
    assert_eq!(polled(&plan, &state, first), [0, 1, 2]);
    for send in 0..3 {
        poll(&mut state, send, 0, 0, first);
    }
    let mut now = millis(1_300);
    for turn in [0, 1, 2] {
        assert_eq!(polled(&plan, &state, now), [turn], "one at a time");
        poll(&mut state, turn, 0, 0, now);
        assert_eq!(polled(&plan, &state, now), [] as [u32; 0]);
        assert_eq!(wake(&plan, &state, now), Some(now + seconds(1)));
        now += seconds(1);
    }
}

#[test]
fn one_that_seems_to_end_every_second_does_not_keep_the_others_from_being_seen() {
    let plan = plan(&["a", "b", "c"], 1);
    let mut state = running(&plan, &[0, 1, 2], Duration::ZERO);
    for send in 0..3 {
        poll(&mut state, send, 0, 0, millis(300));
    }
    let mut now = millis(1_300);
    let mut last_seen = [Duration::ZERO; 3];
    for _ in 0..60 {
        let [send] = polled(&plan, &state, now)[..] else {
            panic!("one a second");
        };
        last_seen[send as usize] = now;
        let nearly_done = if send == 0 { 99 } else { 10 };
        poll(&mut state, send, nearly_done, 0, now);
        now += seconds(1);
        // The portal drops what nobody has looked at for a minute.
        assert!(
            last_seen
                .iter()
                .all(|seen| now.saturating_sub(*seen) < seconds(30)),
            "{last_seen:?}"
        );
    }
}

#[test]
fn a_look_is_due_when_the_rest_should_be_done() {
    let plan = plan(&["a", "b", "c", "d"], 100);
    let mut state = running(&plan, &[0], Duration::ZERO);
    poll(&mut state, 0, 25, 1, millis(300));
    let until = wake(&plan, &state, millis(300)).unwrap();
    assert!(
        (millis(1_200)..=millis(1_300)).contains(&until),
        "{until:?}"
    );
}

#[test]
fn a_job_that_shows_no_change_for_three_minutes_is_given_up() {
    let plan = plan(&["a", "b"], 100);
    let mut state = running(&plan, &[0], Duration::ZERO);
    let mut now = millis(300);
    poll(&mut state, 0, 50, 1, now);
    let changed = now;
    loop {
        let steps = next(&plan, &state, now);
        match &steps[..] {
            [Step::Wait(until)] => now = *until,
            [Step::Poll { .. }] => poll(&mut state, 0, 50, 1, now),
            [Step::Read { last, files, .. }] => {
                assert!(*last && files.len() == 2);
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(
        now >= changed + seconds(180) && now < changed + seconds(190),
        "{now:?}"
    );
    state.observe(
        &RunEvent::Record(read(0, &[(0, TARGET), (1, ROOM)], true)),
        now,
    );
    assert_eq!(
        state.standings(),
        [Standing::Arrived, Standing::Waiting],
        "what is left is sent once more"
    );
    assert_eq!(next(&plan, &state, now), [Step::Send(SendId(1))]);
}

#[test]
fn a_lost_request_is_read_until_nothing_has_arrived_for_a_while() {
    let plan = plan(&["a", "b", "c"], 100);
    let mut state = RunState::new(&plan);
    let intent = intended(&plan, &state, 0);
    state.observe(&RunEvent::Record(intent), Duration::ZERO);
    state.observe(&RunEvent::Record(lost(0)), Duration::ZERO);
    let mut now = Duration::ZERO;
    let mut looks = Vec::new();
    let seen = |arrived: bool| {
        [
            (0, if arrived { TARGET } else { ROOM }),
            (1, ROOM),
            (2, ROOM),
        ]
    };
    loop {
        match &next(&plan, &state, now)[..] {
            [Step::Wait(until)] => now = *until,
            [step @ Step::Read { files, last, .. }] => {
                looks.push((now.as_secs(), *last));
                let positions = 3 - i32::try_from(files.len()).unwrap();
                // The first file arrives at the third look.
                let shown = &seen(looks.len() == 3)[usize::try_from(positions).unwrap()..];
                let step = step.clone();
                let last = *last;
                state.began(&step, now);
                state.ended(&step, now);
                state.observe(&RunEvent::Record(read(0, shown, last)), now);
                if last {
                    break;
                }
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(
        looks,
        [(1, false), (3, false), (7, false), (15, false), (23, true)],
        "fifteen seconds after the last arrival"
    );
}

#[test]
fn the_pace_that_was_seen_brings_the_first_look_near_the_end() {
    let names: Vec<String> = (0..400).map(|n| format!("{n:03}")).collect();
    let lines: Vec<&str> = names.iter().map(String::as_str).collect();
    let plan = plan(&lines, 20);
    for per_file in [2, 10, 40] {
        let mut toy = Toy::new(&plan, &[], 7);
        toy.per_file = millis(per_file);
        let driver = Driver::new(&plan, toy, Manner::NORMAL).run();
        assert!(
            driver
                .state
                .standings()
                .iter()
                .all(|at| *at == Standing::Archived)
        );
        // Twenty operations: about one look each, once the pace is known.
        assert!(
            driver.log.looks <= 50,
            "{} looks at {per_file} ms",
            driver.log.looks
        );
    }
}

#[test]
fn a_dead_worker_costs_time_and_no_file() {
    let plan = plan(&["a", "b", "c", "d"], 2);
    let mut toy = Toy::new(&plan, &[], 3);
    toy.chances[Fault::Stuck as usize] = 100;
    let mut driver = Driver::new(&plan, toy, Manner::NORMAL).run();
    driver.toy.advance(driver.clock);
    let standings = driver.state.standings();
    assert!(
        standings
            .iter()
            .all(|at| matches!(at, Standing::Refused(_))),
        "{standings:?}"
    );
    assert!(driver.clock < seconds(3_600), "{:?}", driver.clock);
    assert!(driver.log.sends.len() <= 4);
}

#[test]
fn records_taken_up_again_bring_no_storm() {
    let plan = plan(&["a", "b", "c"], 1);
    // Accepted, lost and intended before the engine died: all looked at now, none of them in a hurry.
    let mut state = after(&plan, &[accepted(0), lost(1)]);
    let intent = intended(&plan, &state, 2);
    state.apply(&intent);
    let mut steps_taken = 0;
    let mut now = Duration::ZERO;
    while now < seconds(14) {
        for step in next(&plan, &state, now) {
            match step {
                Step::Wait(until) => now = until,
                Step::Poll { send, .. } => poll(&mut state, send.0, 10, 0, now),
                ref step @ Step::Read { send, last, .. } => {
                    state.began(step, now);
                    state.ended(step, now);
                    let seen = Record::FilesRead {
                        send: Some(send),
                        seen: vec![(id(i32::try_from(send.0).unwrap()), ROOM)],
                        target_open: true,
                        last,
                    };
                    state.observe(&RunEvent::Record(seen), now);
                }
                other => panic!("{other:?}"),
            }
            steps_taken += 1;
            assert!(steps_taken < 60, "a storm at {now:?}");
        }
    }
}

#[test]
fn only_one_operation_at_a_time_is_looked_at_early() {
    let plan = plan(&["a", "b", "c"], 1);
    let mut state = running(&plan, &[0, 1, 2], Duration::ZERO);
    assert_eq!(
        polled(&plan, &state, millis(100)),
        [0],
        "the first one measures the pace"
    );
    assert_eq!(polled(&plan, &state, millis(299)), [0]);
    // Half done after 100 ms: the others are looked at when they should be done, not before.
    poll(&mut state, 0, 50, 0, millis(100));
    assert_eq!(polled(&plan, &state, millis(199)), [] as [u32; 0]);
    assert_eq!(polled(&plan, &state, millis(210)), [1, 2, 0]);
}
