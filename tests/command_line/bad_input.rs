//! Bad input gets a clear sentence, the next step and the right exit code, before anything is written; and the key
//! appears nowhere.

use serde_json::Value;

use crate::theatre::{Portal, Told, alone, told};

fn says(told: &Told, code: i32, words: &[&str]) {
    assert_eq!(told.code, code, "{}\n{}", told.out, told.talk);
    for word in words {
        assert!(
            told.talk.contains(word) || told.out.contains(word),
            "{word:?} is not in\n{}\n{}",
            told.out,
            told.talk
        );
    }
    assert!(
        told.talk.contains("next:") || told.out.contains("Next:"),
        "no next step in\n{}\n{}",
        told.out,
        told.talk
    );
    assert!(!told.talk.contains("panicked"), "{}", told.talk);
}

#[test]
fn what_is_wrong_with_the_command_is_told_without_asking_the_portal() {
    let portal = Portal::start(&[]);
    let long = "x".repeat(166);
    let run = |arguments: &[&str]| told(&mut portal.closeout(arguments));
    says(
        &run(&["run", "--yes", "--room", "Contoso"]),
        2,
        &["is not an id"],
    );
    says(
        &run(&["run", "--yes", "--room", "12 34"]),
        2,
        &["is not an id"],
    );
    says(&run(&["run", "--yes", "--room", "0"]), 2, &["is not an id"]);
    says(
        &run(&["plan", "--client-name", " "]),
        2,
        &["the name is empty", "--client-name"],
    );
    says(&run(&["plan", "--client-name", &long]), 2, &["166", "165"]);
    says(
        &run(&["run", "--read-only"]),
        5,
        &["--read-only forbids a run"],
    );
    says(
        &told(portal.closeout(&["plan"]).env_remove("CLIENT_ROOM_ID")),
        2,
        &["no room was given"],
    );
    says(
        &told(portal.closeout(&["rooms"]).env_remove("DOCSPACE_API_KEY")),
        7,
        &["no key was given"],
    );
    says(
        &told(portal.closeout(&["rooms"]).env_remove("DOCSPACE_API_HOST")),
        2,
        &["no portal was given"],
    );
    says(
        &told(
            portal
                .closeout(&["rooms"])
                .env("DOCSPACE_API_HOST", "http://docspace.example.com"),
        ),
        2,
        &["http"],
    );
    assert_eq!(portal.requests(), [] as [Value; 0]);
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let portal = Portal::start(&[]);
    says(
        &told(&mut portal.closeout(&["run"])),
        2,
        &["nobody can be asked", "--yes"],
    );
    assert_eq!(portal.writes(), [] as [Value; 0]);
}

#[test]
fn what_is_not_there_or_may_not_be_used_is_told() {
    let portal = Portal::start(&[]);
    let run = |arguments: &[&str]| told(&mut portal.closeout(arguments));
    says(&run(&["run", "--yes", "--room", "4711"]), 5, &["not found"]);
    says(
        &run(&["run", "--yes", "--archive-root", "4711"]),
        5,
        &["archive root"],
    );
    says(
        &run(&["run", "--yes", "--archive-root", "539564"]),
        5,
        &["client's own room"],
    );
    says(
        &run(&["run", "--yes", "--room", "539620"]),
        5,
        &["portal admin", "invite me"],
    );
    says(
        &run(&["run", "--yes", "--target", "4711"]),
        5,
        &["directly under the archive root"],
    );
    says(
        &run(&["run", "--yes", "--guest", "412497"]),
        2,
        &["is not a guest id", "Gwen Contoso"],
    );
    says(
        &run(&["run", "--yes", "--guest", "gwen@contoso.example"]),
        5,
        &["other rooms", "--revoke room"],
    );
    assert_eq!(portal.writes(), [] as [Value; 0]);
}

#[test]
fn a_wrong_host_is_told() {
    let portal = Portal::start(&[]);
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let rooms = told(
        portal
            .closeout(&["rooms"])
            .env("DOCSPACE_API_HOST", format!("http://{free}")),
    );
    says(&rooms, 1, &["cannot be reached", "Check the address"]);
}

#[test]
fn a_web_page_instead_of_an_answer_is_told() {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let page = "<html><body>Welcome to nginx</body></html>";
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
                page.len()
            );
        }
    });
    let portal = Portal::start(&[]);
    let rooms = told(
        portal
            .closeout(&["rooms"])
            .env("DOCSPACE_API_HOST", format!("http://{address}")),
    );
    says(&rooms, 1, &["does not come from DocSpace"]);
}

#[test]
fn a_dead_key_and_missing_permissions_are_told() {
    let portal = Portal::start(&[]);
    let dead = format!("sk-{}", "0".repeat(64));
    let rooms = told(portal.closeout(&["rooms"]).env("DOCSPACE_API_KEY", &dead));
    says(&rooms, 7, &["does not accept the key"]);
    assert!(!rooms.talk.contains(&dead) && !rooms.out.contains(&dead));

    let portal = Portal::start(&[
        "--scope",
        "rooms:read",
        "--scope",
        "files:read",
        "--scope",
        "accounts.self:read",
    ]);
    assert_eq!(
        told(&mut portal.closeout(&["plan"])).code,
        3,
        "reading is enough for a plan"
    );
    says(
        &told(&mut portal.closeout(&["run", "--yes"])),
        7,
        &["files:write"],
    );
    assert_eq!(portal.writes(), [] as [Value; 0]);
}

#[test]
fn the_key_appears_nowhere() {
    for fault in ["none", "html-502", "write-lost-after-effect"] {
        let portal = if fault == "none" {
            Portal::start(&[])
        } else {
            Portal::start(&["--fault", fault])
        };
        let secret = portal.key.trim_start_matches("sk-").to_owned();
        let mut seen = String::new();
        for arguments in [
            &["rooms"][..],
            &["plan", "--json"],
            &["run", "--yes", "--json"],
            &["runs"],
            &["run", "--room", "1"],
        ] {
            let told = told(&mut portal.closeout(arguments));
            seen.push_str(&told.out);
            seen.push_str(&told.talk);
        }
        let mut folders = vec![portal.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    seen.push_str(&String::from_utf8_lossy(&std::fs::read(&path).unwrap()));
                }
            }
        }
        assert!(seen.len() > 10_000, "something was looked at");
        assert!(
            !seen.contains(&secret),
            "the key is in what {fault} left behind"
        );
    }
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let portal = Portal::start(&[]);
    let path = portal.folder.path().join("key");
    std::fs::write(&path, &portal.key).unwrap();
    let with_file = |mode: u32| {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let mut command = alone(
            &[
                "rooms",
                "--host",
                &portal.host,
                "--key-file",
                path.to_str().unwrap(),
            ],
            &portal.state(),
        );
        told(&mut command)
    };
    assert_eq!(with_file(0o600).code, 0);
    let refused = with_file(0o644);
    assert_ne!(refused.code, 0);
    assert!(refused.talk.contains("key"), "{}", refused.talk);
}

#[test]
fn a_guest_beside_a_plan_file_is_not_overlooked() {
    let portal = Portal::start(&[]);
    let file = portal.folder.path().join("p.json");
    let file = file.to_str().unwrap();
    told(&mut portal.closeout(&["plan", "--out", file]));
    let run = told(
        portal
            .closeout(&["run", "--plan", file, "--yes"])
            .env("GUEST_USER_ID", "gwen@contoso.example"),
    );
    says(&run, 2, &["beside --plan"]);
    assert_eq!(portal.writes(), [] as [Value; 0]);
}
