//! The shapes of what `--json` prints: which keys there are and of what type. Scripts stand on them, so a change here
//! is a change for somebody.

use serde_json::{Map, Value, json};

use crate::theatre::{Portal, told};

/// A value with every leaf replaced by its type, and every list by the one shape that covers all its elements.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => json!("null"),
        Value::Bool(_) => json!("bool"),
        Value::Number(_) => json!("number"),
        Value::String(_) => json!("string"),
        Value::Array(items) => Value::Array(merged(items).into_iter().collect()),
        // Keyed by position or id, not by name.
        Value::Object(fields) if is_by_number(fields) => {
            let values: Vec<_> = fields.values().cloned().collect();
            json!({"<number>": merged(&values)})
        }
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), shape(value)))
            .collect(),
    }
}

fn is_by_number(fields: &Map<String, Value>) -> bool {
    !fields.is_empty() && fields.keys().all(|key| key.parse::<u64>().is_ok())
}

fn merged(items: &[Value]) -> Option<Value> {
    items
        .iter()
        .map(shape)
        .reduce(|one, other| both(&one, &other))
}

const ANY_OF: &str = "any of";

fn alternatives(shape: &Value) -> Vec<Value> {
    match shape.get(ANY_OF) {
        Some(Value::Array(alternatives)) => alternatives.clone(),
        _ => vec![shape.clone()],
    }
}

/// The shape that covers two shapes. Objects become one object, lists one list, everything else stands side by side.
fn both(one: &Value, other: &Value) -> Value {
    let mut all = alternatives(one);
    for alternative in alternatives(other) {
        let alike = all.iter_mut().find(|known| {
            **known == alternative
                || (known.is_object() && alternative.is_object())
                || (known.is_array() && alternative.is_array())
        });
        match alike {
            Some(known) => *known = alike_in_one(known, &alternative),
            None => all.push(alternative),
        }
    }
    all.sort_by_key(Value::to_string);
    if all.len() == 1 {
        all.remove(0)
    } else {
        json!({ANY_OF: all})
    }
}

/// A key that only one of two objects has is marked with `?`.
fn alike_in_one(one: &Value, other: &Value) -> Value {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let mut fields = Map::new();
            for name in one.keys().chain(other.keys()) {
                let plain = name.trim_end_matches('?');
                let maybe = format!("{plain}?");
                let of = |fields: &Map<String, Value>| {
                    fields.get(plain).or_else(|| fields.get(&maybe)).cloned()
                };
                let always = one.contains_key(plain) && other.contains_key(plain);
                let covered = of(one).into_iter().chain(of(other));
                let covered = covered.reduce(|one, other| both(&one, &other));
                fields.insert(if always { plain.into() } else { maybe }, covered.into());
            }
            Value::Object(fields)
        }
        (Value::Array(one), Value::Array(other)) => {
            let items = one.iter().chain(other).cloned();
            let covered = items.reduce(|one, other| both(&one, &other));
            Value::Array(covered.into_iter().collect())
        }
        (one, _) => one.clone(),
    }
}

/// Every name that stands in a shape.
fn names(shape: &Value) -> Vec<String> {
    match shape {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| std::iter::once(name.clone()).chain(names(value)))
            .collect(),
        Value::Array(items) => items.iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
}

fn check_spelling(shape: &Value) {
    let mut wrong = names(shape);
    wrong.retain(|name| name.contains('_'));
    assert_eq!(wrong, [] as [String; 0], "names are in camelCase");
}

#[test]
fn rooms_plan_and_runs() {
    let portal = Portal::start(&[]);
    let rooms = told(&mut portal.closeout(&["rooms", "--json"])).json();
    let rooms = shape(&rooms[0]);
    check_spelling(&rooms);
    insta::assert_json_snapshot!("rooms", rooms);

    let arguments = [
        "plan",
        "--json",
        "--guest",
        "gwen@contoso.example",
        "--revoke",
        "room",
    ];
    let plan = told(&mut portal.closeout(&arguments)).json();
    assert_eq!(plan.len(), 1, "one line");
    let plan = shape(&plan[0]);
    check_spelling(&plan);
    insta::assert_json_snapshot!("plan", plan);

    let uncertain = Portal::start(&["--world", "60x5", "--converting", "2"]);
    let plan = told(&mut uncertain.closeout(&["plan", "--json"])).json();
    let proof = shape(&plan[0]["inventory"]["proof"]);
    check_spelling(&proof);
    insta::assert_json_snapshot!("proof_of_an_incomplete_list", proof);

    told(&mut portal.closeout(&["run", "--yes"]));
    let runs = told(&mut portal.closeout(&["runs", "--json"])).json();
    let runs = shape(&runs[0]);
    check_spelling(&runs);
    insta::assert_json_snapshot!("runs", runs);
}

#[test]
fn a_run_is_a_line_per_record_and_a_last_line_with_the_summary() {
    // Both ends of a record's life: a portal that does as it is told, and those that lose or refuse something.
    let mut kinds = std::collections::BTreeMap::<String, Value>::new();
    let mut summaries = Vec::new();
    for fault in [
        None,
        Some("write-lost-before-effect"),
        Some("record-vanishes"),
        Some("record-lies"),
    ] {
        let portal = Portal::start(&fault.map_or(vec![], |fault| vec!["--fault", fault]));
        let mut arguments = vec!["run", "--yes", "--json"];
        if fault.is_none() {
            arguments.extend([
                "--guest",
                "gwen@contoso.example",
                "--revoke",
                "room",
                "--revoke-despite-left",
            ]);
        }
        let lines = told(&mut portal.closeout(&arguments)).json();
        let (summary, records) = lines.split_last().unwrap();
        summaries.push(summary.clone());
        for record in records {
            let kind = record["record"].as_str().unwrap().to_owned();
            let seen = shape(record);
            let known = kinds.entry(kind).or_insert_with(|| seen.clone());
            *known = both(known, &seen);
        }
    }
    let summary = merged(&summaries).unwrap();
    check_spelling(&summary);
    kinds.values().for_each(check_spelling);
    insta::assert_json_snapshot!("run_records", kinds);
    insta::assert_json_snapshot!("run_summary", summary);
}

#[test]
fn what_is_told_of_a_room_that_is_taken_over() {
    let portal = Portal::start(&[]);
    let about = ["--room", "539620", "--take-ownership", "--json"];
    let told_of = |command: &[&str]| {
        let arguments = [command, &about[..]].concat();
        told(&mut portal.closeout(&arguments)).json()
    };
    let plan = shape(&told_of(&["plan"])[0]["ownership"]);
    let lines = told_of(&["run", "--yes"]);
    let (summary, records) = lines.split_last().unwrap();
    let about_it = |record: &&Value| {
        let word = record["record"].as_str();
        word.is_some_and(|word| word.starts_with("ownership"))
    };
    let mut kinds = std::collections::BTreeMap::<String, Value>::new();
    for record in records.iter().filter(about_it) {
        let seen = shape(record);
        let kind = record["record"].as_str().unwrap();
        let known = kinds.entry(kind.to_owned());
        let known = known.or_insert_with(|| seen.clone());
        *known = both(known, &seen);
    }
    let ownership = json!({
        "plan": plan,
        "records": kinds,
        "summary": shape(&summary["summary"]["result"]["ownership"]),
    });
    check_spelling(&ownership);
    insta::assert_json_snapshot!("ownership", ownership);
}
