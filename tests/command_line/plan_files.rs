//! Plans in files: written, run later, and refused when they are damaged, stale, or contradicted by what was typed.

use serde_json::Value;

use crate::theatre::{Portal, Told, told};

const FABRIKAM: &str = "539600";

/// A portal with a plan for Fabrikam beside it.
struct Planned {
    portal: Portal,
    file: String,
}

impl Planned {
    fn start() -> Self {
        let portal = Portal::start(&[]);
        let file = portal.folder.path().join("p.json").display().to_string();
        let plan = told(&mut portal.closeout(&["plan", "--out", &file, "--room", FABRIKAM]));
        assert_eq!(plan.code, 0, "{}", plan.talk);
        Self { portal, file }
    }

    fn run(&self, arguments: &[&str]) -> Told {
        let arguments = [&["run", "--plan", &self.file, "--yes"], arguments].concat();
        told(&mut self.portal.closeout(&arguments))
    }

    fn rewritten(&self, change: impl FnOnce(String) -> String) {
        let text = std::fs::read_to_string(&self.file).unwrap();
        let changed = change(text.clone());
        assert_ne!(changed, text);
        std::fs::write(&self.file, changed).unwrap();
    }
}

fn fails(told: &Told, code: i32, words: &[&str]) {
    assert_eq!(told.code, code, "{}\n{}", told.out, told.talk);
    for word in words.iter().chain(&["error:", "next:"]) {
        assert!(
            told.talk.contains(word),
            "{word:?} is not in\n{}",
            told.talk
        );
    }
}

#[test]
fn what_the_plan_has_settled_cannot_be_typed_beside_it() {
    let planned = Planned::start();
    for typed in [
        ["--room", "539564"],
        ["--archive-root", "748239"],
        ["--client-name", "Somebody Else"],
        ["--target", "748240"],
        ["--collisions", "leave"],
        ["--chunk-size", "10"],
        ["--guest", "gwen@contoso.example"],
    ] {
        fails(&planned.run(&typed), 2, &[typed[0], "--plan"]);
    }
    assert_eq!(planned.portal.writes(), [] as [Value; 0]);
}

#[test]
fn a_guest_in_the_environment_is_not_forgotten_beside_a_plan_without_one() {
    let planned = Planned::start();
    let run = told(
        planned
            .portal
            .closeout(&["run", "--plan", &planned.file, "--yes"])
            .env("GUEST_USER_ID", "gwen@contoso.example"),
    );
    fails(&run, 2, &["GUEST_USER_ID", "guest"]);
    assert_eq!(planned.portal.writes(), [] as [Value; 0]);
    // The room and the root of the environment are the plan's own business; an empty guest is none.
    let run = told(
        planned
            .portal
            .closeout(&["run", "--plan", &planned.file, "--yes"])
            .env("GUEST_USER_ID", ""),
    );
    assert_eq!(run.code, 0, "{}", run.talk);
}

#[test]
fn the_plans_own_guest_may_be_named_beside_it() {
    let portal = Portal::start(&[]);
    let file = portal.folder.path().join("p.json");
    let file = file.to_str().unwrap();
    let with_gwen = ["plan", "--out", file, "--guest", "gwen@contoso.example"];
    let plan = told(portal.closeout(&with_gwen).args(["--revoke", "room"]));
    assert_eq!(plan.code, 3, "{}", plan.talk);
    let run = |guest: &str| {
        let mut command = portal.closeout(&["run", "--plan", file, "--yes"]);
        told(command.env("GUEST_USER_ID", guest))
    };
    let other = run("somebody.else@contoso.example");
    fails(&other, 2, &["somebody.else", "the plan's guest is Gwen"]);
    assert_eq!(portal.writes(), [] as [Value; 0]);
    let same = run(" Gwen@Contoso.example ");
    // Three files stay, so the gate stays shut; but the plan ran.
    assert_eq!(same.code, 9, "{}", same.talk);
    let text = std::fs::read_to_string(file).unwrap();
    let plan: Value = serde_json::from_str(&text).unwrap();
    let id = plan["guest"]["facts"]["person"]["id"].as_str().unwrap();
    let by_id = run(&id.to_uppercase());
    fails(&by_id, 4, &["stale"]);
}

#[test]
fn a_plan_that_is_no_longer_true_is_not_run_and_the_changes_are_named() {
    let planned = Planned::start();
    assert_eq!(planned.run(&[]).code, 0);
    let writes = planned.portal.writes().len();
    let again = planned.run(&[]);
    fails(&again, 4, &["stale", "Orders/Orders 020.xlsx is gone"]);
    assert_eq!(again.talk.matches("changed: ").count(), 120);
    assert_eq!(planned.portal.writes().len(), writes);
}

#[test]
fn a_plan_file_that_cannot_be_used_is_told_from_one_that_is_not_there() {
    let planned = Planned::start();
    planned.rewritten(|text| text.replacen("Fabrikam GmbH", "Fabrikam GmbX", 1));
    fails(
        &planned.run(&[]),
        2,
        &["changed after it was written", "plan --out"],
    );
    planned.rewritten(|text| text[..text.len() / 2].to_owned());
    fails(&planned.run(&[]), 2, &["is not a plan", "plan --out"]);
    planned.rewritten(|_| "{}".to_owned());
    fails(&planned.run(&[]), 2, &["is not a plan", "plan --out"]);
    std::fs::remove_file(&planned.file).unwrap();
    fails(&planned.run(&[]), 2, &["p.json", "plan --out"]);
    assert_eq!(planned.portal.writes(), [] as [Value; 0]);
}

#[test]
fn a_plan_that_cannot_be_written_is_told_in_its_own_words() {
    let portal = Portal::start(&[]);
    let file = portal.folder.path().join("nowhere/p.json");
    let plan = told(&mut portal.closeout(&["plan", "--out", file.to_str().unwrap()]));
    fails(&plan, 1, &["nowhere/p.json", "--out"]);
    assert!(!plan.talk.contains("CLOSEOUT_STATE_DIR"), "{}", plan.talk);
}
