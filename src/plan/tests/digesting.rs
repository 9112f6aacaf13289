//! The digest ties what is confirmed to what was shown.

use serde_json::Value;

use super::builder::{choices, facts, plan, with_target};
use crate::{
    domain::{Completeness, Lifetime, RoomAccess},
    plan::{CollisionPolicy, Facts, Plan},
};

/// Facts in which no field is empty, so that a change of each can be tried.
fn rich() -> Facts {
    let mut facts = with_target(
        facts(&[
            "a.txt v2 @7",
            "F/A.txt",
            "F/G/b.txt !locked",
            "c.txt !editing",
            "d.txt",
        ]),
        &["d.txt"],
    );
    facts.me.email = Some("olga@example.com".into());
    facts.room.used_space = Some(8);
    facts.room.quota = Some(9);
    facts.room.tags = vec!["deal".into()];
    facts.room.updated = Some(jiff::Timestamp::UNIX_EPOCH);
    facts.room.access = RoomAccess::MANAGER;
    facts.room.provider = Some("Box".into());
    facts.room.lifetime = Some(Lifetime {
        value: 1,
        period: 1,
        permanently: true,
    });
    let inventory = std::sync::Arc::get_mut(&mut facts.inventory).unwrap();
    inventory.proof.completeness = Completeness::CompleteExcept { not_visible: 2 };
    let locked = super::builder::at(inventory, "F/G/b.txt");
    inventory.holders.insert(locked, "Eve".into());
    facts
}

fn rich_plan() -> Plan {
    Plan::make(rich(), choices(CollisionPolicy::Rename, 2)).unwrap()
}

#[test]
fn a_plan_survives_a_file() {
    let plan = rich_plan();
    let text = serde_json::to_string(&plan).unwrap();
    let read: Plan = serde_json::from_str(&text).unwrap();
    assert_eq!(read, plan);
    assert!(read.is_whole().unwrap());
    assert_eq!(plan.digest.0.len(), 64);
    assert_eq!(plan.digest.short().len(), 12);
    assert!(plan.digest.0.starts_with(plan.digest.short()));
}

#[test]
fn the_same_facts_give_the_same_digest_and_others_another() {
    assert_eq!(rich_plan().digest, rich_plan().digest);
    let other = Plan::make(rich(), choices(CollisionPolicy::KeepBoth, 3)).unwrap();
    assert_ne!(other.digest, rich_plan().digest);
    assert_ne!(
        plan(facts(&["a.txt"])).digest,
        plan(facts(&["a.txt v2"])).digest
    );
}

#[test]
fn any_change_of_any_field_changes_the_digest() {
    let plan = rich_plan();
    let whole = serde_json::to_value(&plan).unwrap();
    let mut leaves = Vec::new();
    collect_leaves(&whole, &mut Vec::new(), &mut leaves);
    let mut tried = 0;
    for path in leaves {
        if path == ["digest"] {
            continue;
        }
        for change in changes(look_up(&whole, &path)) {
            let mut changed = whole.clone();
            *look_up_mut(&mut changed, &path) = change;
            let Ok(read) = serde_json::from_value::<Plan>(changed) else {
                continue;
            };
            tried += 1;
            assert!(!read.is_whole().unwrap(), "{path:?} does not count");
        }
    }
    assert!(tried > 150, "only {tried} changes made a readable plan");
}

#[test]
fn entries_added_or_taken_away_change_the_digest() {
    let whole = serde_json::to_value(rich_plan()).unwrap();
    let mut tried = 0;
    for pointer in [
        "/chunks",
        "/chunks/0/files",
        "/fates",
        "/collisions",
        "/collisions/0/files",
        "/refusals",
        "/inventory/files",
        "/inventory/folders",
        "/inventory/proof/methods",
        "/room/tags",
        "/target/root/path",
    ] {
        let mut shorter = whole.clone();
        let list = shorter
            .pointer_mut(pointer)
            .unwrap()
            .as_array_mut()
            .unwrap();
        list.pop().unwrap_or_else(|| panic!("{pointer} is empty"));
        let read: Plan = serde_json::from_value(shorter).unwrap();
        assert!(!read.is_whole().unwrap(), "{pointer}");
        tried += 1;
    }
    assert_eq!(tried, 11);
}

#[test]
fn a_field_nobody_knows_is_refused() {
    let mut whole = serde_json::to_value(rich_plan()).unwrap();
    whole["surprise"] = Value::Bool(true);
    assert!(serde_json::from_value::<Plan>(whole).is_err());
}

type Path = Vec<String>;

fn collect_leaves(value: &Value, at: &mut Path, leaves: &mut Vec<Path>) {
    let mut down = |key: String, value: &Value| {
        at.push(key);
        collect_leaves(value, at, leaves);
        at.pop();
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| down(key.clone(), value)),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(key, value)| down(key.to_string(), value)),
        _ => leaves.push(at.clone()),
    }
}

fn look_up<'a>(value: &'a Value, path: &Path) -> &'a Value {
    path.iter().fold(value, |value, key| match value {
        Value::Array(list) => &list[key.parse::<usize>().unwrap()],
        other => &other[key.as_str()],
    })
}

fn look_up_mut<'a>(value: &'a mut Value, path: &Path) -> &'a mut Value {
    path.iter().fold(value, |value, key| match value {
        Value::Array(list) => &mut list[key.parse::<usize>().unwrap()],
        other => &mut other[key.as_str()],
    })
}

/// Other values of a leaf, as far as one can guess what would be read.
fn changes(leaf: &Value) -> Vec<Value> {
    match leaf {
        Value::Bool(yes) => vec![Value::Bool(!yes)],
        Value::Number(number) => vec![Value::from(number.as_u64().unwrap_or_default() + 1)],
        Value::String(text) => [
            "x",
            "1971-01-01T00:00:00Z",
            "skip",
            "duplicate",
            "leave",
            "public",
            "archive",
            "walk",
            "title-taken",
            "encrypted",
            "room-private",
            "room-ai",
            "form-results",
        ]
        .iter()
        .filter(|other| *other != text)
        .map(|other| Value::from(*other))
        .collect(),
        _ => vec![Value::from(1), Value::from("x")],
    }
}
