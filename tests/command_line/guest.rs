//! The guest step by the binary, on both releases: what goes out, the words, the exit code.

use serde_json::Value;

use crate::theatre::{Portal, told};

/// A guest who stands in the share list of Wingtip Shared, which is shared with everybody as well.
const GWEN: &str = "gwen@contoso.example";

/// Writes that take something away from somebody.
fn guest_calls(portal: &Portal) -> Vec<String> {
    let calls = portal.writes().into_iter().filter_map(|request| {
        let path = request["path"].as_str()?.to_owned();
        let ends = ["/share", "/links", "people/guests"];
        ends.iter().any(|end| path.ends_with(end)).then_some(path)
    });
    calls.collect()
}

#[test]
fn a_room_that_is_also_shared_with_everyone_is_exit_9_with_what_is_left_to_do() {
    for profile in ["3.6", "3.7"] {
        let portal = Portal::start(&["--profile", profile]);
        let order = [
            "run", "--yes", "--room", "539630", "--guest", GWEN, "--revoke", "room",
        ];
        let run = told(&mut portal.closeout(&order));
        assert_eq!(run.code, 9, "{profile}: {}{}", run.out, run.talk);
        assert!(
            run.out.contains(
                "still open: the group Everyone still lets every account into the room; take it off"
            ),
            "{profile}: {}",
            run.out
        );
        assert!(run.out.contains("not revoked"), "{profile}: {}", run.out);
        assert!(!guest_calls(&portal).is_empty(), "{profile}");
    }
}

#[test]
fn one_refused_file_and_no_guest_call_leaves() {
    for profile in ["3.6", "3.7"] {
        let faults = [
            "--profile",
            profile,
            "--per-file",
            "5",
            "--fault",
            "locked-mid-run",
        ];
        let portal = Portal::start(&faults);
        let order = [
            "run",
            "--yes",
            "--json",
            "--guest",
            GWEN,
            "--revoke",
            "room",
            "--revoke-despite-left",
        ];
        let run = told(&mut portal.closeout(&order));
        assert_eq!(run.code, 9, "{profile}: {}{}", run.out, run.talk);
        let lines = run.json();
        let result: &Value = &lines.last().unwrap()["summary"]["result"];
        assert_eq!(result["counts"]["refused"], 1, "{profile}");
        assert_eq!(result["guest"]["outcome"], "not-tried", "{profile}");
        assert_eq!(result["guest"]["gate"]["gate"], "not-archived", "{profile}");
        assert_eq!(guest_calls(&portal), [] as [String; 0], "{profile}");
    }
}
