//! Plans and journals that somebody made by hand say whatever he likes: nothing of it steers a terminal.

use serde_json::{Value, json};

use super::{plan_lines, progress, run, runs};
use crate::{
    app::RunOverview,
    domain::{Completeness, titles::visible},
    plan::{
        CollisionPolicy, Plan, compare,
        tests::builder::{choices, facts, guest_choice, with_guest, with_target},
    },
    run::{Record, RunState, Summary},
};

/// Clears the screen, and turns the rest of the line round.
const HOSTILE: &str = "\u{1b}[2J\u{202e}\r\n";

/// A plan with something of everything.
fn plan() -> Plan {
    let files = ["A/a !locked", "A/b !editing", "c", "d", "B/c"];
    let mut facts = with_guest(with_target(facts(&files), &["c"]));
    let mut inventory = (*facts.inventory).clone();
    inventory.proof.completeness = Completeness::CompleteExcept { not_visible: 2 };
    facts.inventory = inventory.into();
    let mut choices = choices(CollisionPolicy::Rename, 2);
    choices.guest = Some(guest_choice(true));
    let plan = Plan::make(facts, choices).unwrap();
    let mut json = serde_json::to_value(plan).unwrap();
    json["refusals"] = json!([
        {"refusal": "not-member", "owner": "Olga", "room": "R"},
        {"refusal": "no-right-to-move", "role": "viewer", "owner": "Olga"},
        {"refusal": "target-no-right", "owner": "Olga"},
        {"refusal": "target-twins", "folders": ["one", "two"]},
        {"refusal": "guest-elsewhere", "guest": "Gwen", "rooms": ["Other"]},
    ]);
    json["hazards"] = json!([
        {"hazard": "target-read-by-guests", "who": ["Gus"]},
        {"hazard": "target-open-by-links", "links": ["L"]},
        {"hazard": "target-folders-shared", "folders": ["F"]},
        {"hazard": "nearly-the-same-target", "folder": "f", "title": "T"},
        {"hazard": "not-unlocked", "files": ["x"]},
    ]);
    serde_json::from_value(json).unwrap()
}

/// Every value that differs from this one by a hostile text in one place.
fn spoiled(whole: &Value) -> Vec<Value> {
    let mut places = Vec::new();
    strings(whole, "", &mut places);
    let spoil = |place: &String| {
        let mut spoiled = whole.clone();
        if let Some(Value::String(text)) = spoiled.pointer_mut(place) {
            text.push_str(HOSTILE);
        }
        spoiled
    };
    places.iter().map(spoil).collect()
}

fn strings(value: &Value, at: &str, places: &mut Vec<String>) {
    match value {
        Value::String(_) => places.push(at.to_owned()),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                strings(item, &format!("{at}/{index}"), places);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                strings(member, &format!("{at}/{name}"), places);
            }
        }
        _ => {}
    }
}

fn check(lines: &[String], of: &str) {
    for line in lines {
        assert_eq!(&*visible(line), line, "{of}: {line:?}");
    }
}

#[test]
fn no_text_of_a_plan_file_steers_a_terminal() {
    let good = plan();
    let mut tried = 0;
    for json in spoiled(&serde_json::to_value(&good).unwrap()) {
        // Some texts are words of our own, and nothing else is read there.
        let Ok(plan) = serde_json::from_value::<Plan>(json) else {
            continue;
        };
        tried += 1;
        check(&plan_lines(&plan), "the plan");
        let mut state = RunState::new(&plan);
        state.apply(&Record::Finished);
        let summary = Summary::of(&plan, &state);
        check(&run::summary_lines(&summary), "the summary");
        for difference in compare(&plan, &good).iter().chain(&compare(&good, &plan)) {
            check(&[visible(&difference.sentence()).into_owned()], "a change");
        }
        let overview = RunOverview {
            name: format!("run{HOSTILE}"),
            created: None,
            directory: None,
            result: Ok((plan.into(), summary)),
        };
        check(&[runs::line(&overview)], "the run");
    }
    assert!(tried > 40, "only {tried} texts were tried");
}

#[test]
fn no_text_of_a_journal_steers_a_terminal() {
    let plan = plan();
    let stops = [
        "key",
        "limits",
        "ownership",
        "target",
        "unreachable",
        "journal",
    ];
    let stopped =
        stops.map(|stop| json!({"record": "stopped", "stop": {"stop": stop, "why": "w"}}));
    let file = plan.inventory.files[2].id.clone();
    let records = [
        json!({"record": "target-not-made", "why": "w"}),
        json!({"record": "target-intended", "parent": "p", "title": "t"}),
        json!({"record": "target-made", "folder": "f", "title": "t"}),
        json!({"record": "send-lost", "send": 0, "why": "w"}),
        json!({"record": "send-refused", "send": 0, "refusal": {"status": 403, "text": "t", "atTheDoor": false}}),
        json!({"record": "files-read", "send": null, "seen": [[file, {"at": "unreadable", "why": "w"}]], "targetOpen": true, "last": true}),
        json!({"record": "ownership-answered", "change": "take", "answer": {"answer": "refused", "why": "w"}}),
        json!({"record": "ownership-not-seen", "change": "take", "why": "w"}),
        json!({"record": "titles-not-checked", "why": "w"}),
        json!({"record": "final-listing-failed", "why": "w"}),
        json!({"record": "final-listed", "missing": [], "found": [], "inRoom": [], "complete": true, "roomNotVisible": 0,
            "new": [{"id": "i", "path": "p"}]}),
        json!({"record": "guest-call-answered", "call": 0, "answer": {"answer": "refused", "why": "w"}}),
        json!({"record": "guest-read-back", "seen": {"roomMembers": [], "roomLinks": [], "fileLinks": [],
            "archiveMembers": null, "otherRooms": [{"id": "i", "title": "t"}], "unreadable": ["u"], "late": []}}),
    ];
    let mut tried = 0;
    for json in stopped.iter().chain(&records).flat_map(spoiled) {
        let Ok(record) = serde_json::from_value::<Record>(json) else {
            continue;
        };
        tried += 1;
        check(
            &progress::in_words(&record).into_iter().collect::<Vec<_>>(),
            "progress",
        );
        let mut state = RunState::new(&plan);
        state.apply(&Record::GuestCallIntended { call: 0 });
        state.apply(&record);
        state.apply(&Record::Finished);
        check(
            &run::summary_lines(&Summary::of(&plan, &state)),
            "the summary",
        );
    }
    assert!(tried > 15, "only {tried} texts were tried");
}
