//! What the commands do, and what they write where.

use serde_json::Value;

use crate::theatre::{Portal, told};

#[test]
fn plan_then_run_then_run_again() {
    let portal = Portal::start(&[]);
    let planned = told(&mut portal.closeout(&["plan", "--json"]));
    assert_eq!(planned.code, 3, "{}", planned.talk);
    let plan = &planned.json()[0];
    assert_eq!(plan["inventory"]["proof"]["completeness"], "complete");
    assert_eq!(plan["inventory"]["proof"]["uniqueFiles"], 399);
    assert_eq!(plan["totals"]["moving"], 396);
    assert_eq!(
        portal.writes(),
        [] as [Value; 0],
        "a dry run writes nothing"
    );

    let run = told(&mut portal.closeout(&["run", "--yes", "--json"]));
    assert_eq!(run.code, 3, "{}", run.talk);
    let lines = run.json();
    let (summary, records) = lines.split_last().unwrap();
    assert!(records.iter().all(|record| record["record"].is_string()));
    let result = &summary["summary"]["result"];
    assert_eq!(result["counts"]["archived"], 396);
    assert_eq!(result["counts"]["left"], 3);
    assert_eq!(result["notArchived"].as_array().unwrap().len(), 3);
    assert_eq!(summary["summary"]["exitCode"], 3);

    let writes = portal.writes().len();
    let again = told(&mut portal.closeout(&["run", "--yes"]));
    assert_eq!(again.code, 3);
    assert_eq!(
        portal.writes().len(),
        writes,
        "the second run sends no write at all"
    );

    let runs = told(&mut portal.closeout(&["runs", "--json"]));
    assert_eq!(runs.json()[0]["runs"].as_array().unwrap().len(), 2);
}

#[test]
fn the_vendor_samples_environment_is_enough() {
    let portal = Portal::start(&[]);
    let run = told(
        portal
            .closeout(&["run", "--yes"])
            .env("CLIENT_NAME", "Contoso Ltd"),
    );
    assert_eq!(run.code, 3, "{}", run.talk);
    for named in [
        "Escrow deed.pdf",
        "Final report.docx",
        "Price list 2026.xlsx",
    ] {
        assert!(run.out.contains(named), "{}", run.out);
    }
}

#[test]
fn a_plan_file_is_run_later() {
    let portal = Portal::start(&[]);
    let file = portal.folder.path().join("p.json");
    let file = file.to_str().unwrap();
    let plan = told(&mut portal.closeout(&["plan", "--out", file, "--room", "539600"]));
    assert_eq!(plan.code, 0, "{}", plan.talk);
    let run = told(
        portal
            .closeout(&["run", "--plan", file, "--yes"])
            .env_remove("CLIENT_ROOM_ID"),
    );
    assert_eq!(run.code, 0, "{}\n{}", run.out, run.talk);
    assert!(
        run.out.contains("Done: every file was seen in the target."),
        "{}",
        run.out
    );
}

#[test]
fn the_host_is_understood_however_it_is_written() {
    let portal = Portal::start(&[]);
    let bare = portal.host.trim_start_matches("http://").to_owned();
    for host in [
        format!("{}/", portal.host),
        format!("HTTP://{bare}/api/2.0/"),
        format!("http://LOCALHOST:{}", bare.rsplit(':').next().unwrap()),
    ] {
        let rooms = told(
            portal
                .closeout(&["rooms", "--json"])
                .env("DOCSPACE_API_HOST", &host),
        );
        assert_eq!(rooms.code, 0, "{host}: {}", rooms.talk);
        assert!(rooms.json()[0]["rooms"].as_array().unwrap().len() > 100);
    }
}

#[test]
fn rejected_writes_show_that_planning_sends_none() {
    let portal = Portal::start(&["--reject-writes"]);
    let plan = told(&mut portal.closeout(&["plan"]));
    assert_eq!(plan.code, 3, "{}", plan.talk);
    assert_eq!(portal.writes(), [] as [Value; 0]);
    let sent_orders: Vec<_> = portal
        .requests()
        .iter()
        .filter_map(|request| request["path"].as_str())
        .filter_map(|path| path.split("sortBy=").nth(1))
        .map(|rest| rest.split('&').next().unwrap_or_default().to_owned())
        .collect();
    assert!(
        !sent_orders.is_empty() && sent_orders.iter().all(|order| order == "DateAndTime"),
        "{sent_orders:?}"
    );
}

#[test]
fn what_is_written_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let portal = Portal::start(&[]);
    told(&mut portal.closeout(&["run", "--yes", "--room", "539600"]));
    let mut folders = vec![portal.state()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        let mode =
            |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files += 1;
                assert_eq!(mode(&path), 0o600, "{}", path.display());
            }
        }
    }
    assert!(files >= 2, "a plan and a journal at least");
}

#[test]
fn the_guest_is_cut_off_and_read_back() {
    let portal = Portal::start(&[]);
    let arguments = [
        "run",
        "--yes",
        "--guest",
        "gwen@contoso.example",
        "--revoke",
        "room",
        "--revoke-despite-left",
    ];
    let run = told(&mut portal.closeout(&arguments));
    assert_eq!(run.code, 3, "{}\n{}", run.out, run.talk);
    assert!(
        run.out.contains(
            "Gwen Contoso: revoked, no access to this room and archive that your key can see"
        ),
        "{}",
        run.out
    );
    assert!(
        !portal
            .writes()
            .iter()
            .any(|write| write["method"] == "DELETE"),
        "--revoke room deletes nobody"
    );
}

#[test]
fn a_file_that_stays_keeps_the_guest() {
    let portal = Portal::start(&[]);
    let run = told(&mut portal.closeout(&[
        "run",
        "--yes",
        "--guest",
        "gwen@contoso.example",
        "--revoke",
        "room",
    ]));
    assert_eq!(run.code, 9, "{}\n{}", run.out, run.talk);
    assert!(
        run.out
            .contains("untouched, because files stay in the room by this plan (3)"),
        "{}",
        run.out
    );
    assert!(
        !portal
            .writes()
            .iter()
            .any(|write| write["path"].as_str().unwrap().contains("/share"))
    );
}

#[test]
fn a_guest_step_is_never_taken_unasked() {
    let portal = Portal::start(&[]);
    // Nothing to move, but somebody's access to cut: that is not "nothing to do".
    let arguments = [
        "run",
        "--room",
        "539610",
        "--guest",
        "gwen@contoso.example",
        "--revoke",
        "room",
    ];
    let run = told(&mut portal.closeout(&arguments));
    assert_eq!(run.code, 2, "{}\n{}", run.out, run.talk);
    assert!(run.talk.contains("nobody can be asked"), "{}", run.talk);
    assert_eq!(portal.writes(), [] as [Value; 0]);
}
