//! What each shape of refusal is taken for, and that none of them shows the key.

use std::{error::Error as _, fmt::Write as _};

use crate::script::{Answer, KEY, Seen, client_of, client_with, order, router};
use closeout::{
    docspace::{
        Client, InProcessTransport, Listing, MoveOrder, PortalError, ReadOnly, TransportError,
    },
    domain::{Conflict, FileId, FolderId, RoomId},
};
use serde_json::json;

const ENVELOPE: &str = r#"{"error":{"message":"Zugriff verweigert","type":"System.Security.SecurityException","stack":"   at ASC.Web","hresult":-2146233078},"status":1,"statusCode":403}"#;
const BARE_ERROR: &str = r#"{"error":{"message":"kaputt","type":null,"stack":null,"hresult":0},"status":1,"statusCode":500}"#;
const PROBLEM: &str = r#"{"type":"https://tools.ietf.org/html/rfc9110","title":"Forbidden","status":403,"traceId":"00-1"}"#;
const INVALID: &str = r#"{"response":{"title":"One or more validation errors occurred.","status":400,"errors":{"count":["must be between 1 and 100"]},"traceId":"00-"},"count":1,"status":0,"statusCode":200}"#;
const HTML: &str = "<html><head><title>502 Bad Gateway</title></head></html>";

/// How the portal answers the question about the key.
#[derive(Clone, Copy)]
enum KeyAnswer {
    Dead,
    Only(&'static str),
    Token,
}

fn about_key(answer: KeyAnswer) -> Answer {
    match answer {
        KeyAnswer::Dead => Answer::new(401, "", ""),
        KeyAnswer::Only(permission) => {
            Answer::ok(&json!({ "name": "k", "permissions": [permission], "isActive": true }))
        }
        KeyAnswer::Token => Answer::new(500, "application/json", BARE_ERROR),
    }
}

/// A portal that refuses everything but the question about the key.
fn refusing(
    answer: impl Fn() -> Answer + Send + Sync + 'static,
    key: KeyAnswer,
) -> Client<InProcessTransport> {
    let script = move |seen: &Seen| {
        if seen.path == "keys/@self" {
            about_key(key)
        } else {
            answer()
        }
    };
    client_of(router(script).0)
}

/// The error as one line of `Debug`, for tables.
fn shown(error: &PortalError) -> String {
    format!("{error:?}")
}

const PROBLEM_JSON: &str = "application/problem+json";
const JSON: &str = "application/json";
const ALL: KeyAnswer = KeyAnswer::Only("*");

/// Status, content type, body, what the portal says of the key, and what the error is.
const SHAPES: &[(u16, &str, &str, KeyAnswer, &str)] = &[
    (401, "", "", ALL, "KeyRefused"),
    (403, "", "", KeyAnswer::Dead, "KeyRefused"),
    (403, PROBLEM_JSON, PROBLEM, KeyAnswer::Dead, "KeyRefused"),
    (
        403,
        "",
        "",
        KeyAnswer::Only("rooms:write"),
        "ScopeMissing { scope: FilesRead }",
    ),
    (
        403,
        PROBLEM_JSON,
        PROBLEM,
        KeyAnswer::Only("rooms:write"),
        "ScopeMissing { scope: FilesRead }",
    ),
    (
        403,
        "",
        "",
        ALL,
        r#"PortalGate { status: 403, message: "" }"#,
    ),
    (
        403,
        PROBLEM_JSON,
        PROBLEM,
        KeyAnswer::Token,
        r#"PortalGate { status: 403, message: "" }"#,
    ),
    (
        403,
        "text/plain",
        "No entry",
        ALL,
        r#"PortalGate { status: 403, message: "No entry" }"#,
    ),
    (
        403,
        JSON,
        r#""No entry""#,
        ALL,
        r#"PortalGate { status: 403, message: "No entry" }"#,
    ),
    (
        403,
        JSON,
        ENVELOPE,
        ALL,
        r#"Refused { status: 403, message: "Zugriff verweigert" }"#,
    ),
    (
        403,
        JSON,
        ENVELOPE,
        KeyAnswer::Token,
        r#"Refused { status: 403, message: "Zugriff verweigert" }"#,
    ),
    // A reading route treats a dead key as nobody: the same envelope, another cause.
    (403, JSON, ENVELOPE, KeyAnswer::Dead, "KeyRefused"),
    (
        404,
        JSON,
        BARE_ERROR,
        ALL,
        r#"NotFound { message: "kaputt" }"#,
    ),
    (
        404,
        "",
        "",
        ALL,
        r#"PortalGate { status: 404, message: "" }"#,
    ),
    (
        404,
        PROBLEM_JSON,
        PROBLEM,
        ALL,
        r#"PortalGate { status: 404, message: "" }"#,
    ),
    (
        400,
        PROBLEM_JSON,
        INVALID,
        ALL,
        r#"Validation { message: "count: must be between 1 and 100" }"#,
    ),
    (
        400,
        JSON,
        BARE_ERROR,
        ALL,
        r#"Refused { status: 400, message: "kaputt" }"#,
    ),
    (402, PROBLEM_JSON, PROBLEM, ALL, r#"Unpaid { message: "" }"#),
    (
        402,
        JSON,
        BARE_ERROR,
        ALL,
        r#"Unpaid { message: "kaputt" }"#,
    ),
    (
        415,
        JSON,
        BARE_ERROR,
        ALL,
        r#"Refused { status: 415, message: "kaputt" }"#,
    ),
    (
        429,
        "",
        "",
        ALL,
        "TooManyRequests { retry_after: None, kind: Unknown }",
    ),
    (
        500,
        JSON,
        BARE_ERROR,
        ALL,
        r#"Refused { status: 500, message: "kaputt" }"#,
    ),
    (500, "", "", ALL, "NotJson { status: 500 }"),
    (502, "text/html", HTML, ALL, "NotJson { status: 502 }"),
    (413, "text/html", HTML, ALL, "NotJson { status: 413 }"),
    (200, "text/html", HTML, ALL, "NotJson { status: 200 }"),
    (200, "", "", ALL, "NotJson { status: 200 }"),
    (
        200,
        JSON,
        BARE_ERROR,
        ALL,
        r#"Refused { status: 200, message: "kaputt" }"#,
    ),
    (
        200,
        JSON,
        r#"{"status":0}"#,
        ALL,
        r#"UnexpectedShape { what: "listing a folder", source: None }"#,
    ),
    (
        200,
        JSON,
        r#"{"response":5}"#,
        ALL,
        r#"UnexpectedShape { what: "listing a folder", source: Some"#,
    ),
    (
        200,
        JSON,
        r#"{"response":{"files":[{"title":"x"}]}}"#,
        ALL,
        r#"UnexpectedShape { what: "listing a folder", source: None }"#,
    ),
    (
        301,
        "",
        "",
        ALL,
        r#"Redirected { location: "an unnamed place" }"#,
    ),
];

#[tokio::test]
async fn every_shape_of_refusal_is_told_apart() {
    for &(status, content_type, body, key, expected) in SHAPES {
        let client = refusing(move || Answer::new(status, content_type, body), key);
        let folder = FolderId::number(512);
        let error = client
            .listing(&folder, Listing::Direct, 0, &order())
            .await
            .unwrap_err();
        assert!(
            shown(&error).starts_with(expected),
            "{status} {body}: {error:?}"
        );
        assert!(!error.hint().is_empty());
    }
}

#[tokio::test]
async fn a_refused_write_is_not_mistaken_for_a_dead_key_and_tells_whether_it_may_have_worked() {
    let order = MoveOrder {
        files: vec![FileId::number(1)],
        target: FolderId::number(2),
        conflict: Conflict::Skip,
    };
    for (status, body, expected, may_have_worked) in [
        (403, ENVELOPE, "Refused { status: 403", false),
        (404, BARE_ERROR, "NotFound", false),
        (429, "", "TooManyRequests", false),
        (302, "", "Redirected", false),
        (500, BARE_ERROR, "Refused { status: 500", true),
        (504, HTML, "NotJson { status: 504", true),
        (200, r#"{"response":[]}"#, "UnexpectedShape", true),
        (200, "{", "UnexpectedShape", true),
    ] {
        let client = refusing(move || Answer::new(status, "", body), KeyAnswer::Dead);
        let error = client.move_files(&order).await.unwrap_err();
        assert!(shown(&error).starts_with(expected), "{status}: {error:?}");
        assert_eq!(
            error.may_have_had_effect(),
            may_have_worked,
            "{status}: {error:?}"
        );
    }
}

#[tokio::test]
async fn the_limiters_are_told_apart_by_their_headers() {
    for (limit, retry_after, expected) in [
        (Some("50"), None, "retry_after: None, kind: Concurrency"),
        (Some("15"), None, "retry_after: None, kind: Concurrency"),
        (Some("1500"), None, "retry_after: None, kind: Minute"),
        (Some("3000"), None, "retry_after: None, kind: Minute"),
        (
            Some("10000"),
            Some("7200"),
            "retry_after: Some(7200s), kind: Day",
        ),
        (Some("5"), None, "retry_after: None, kind: Guarded"),
        (None, Some("3"), "retry_after: Some(3s), kind: Unknown"),
        (None, None, "retry_after: None, kind: Unknown"),
    ] {
        let script = move |_: &Seen| {
            let mut answer = Answer::new(429, "", "");
            if let Some(limit) = limit {
                answer = answer.with_header("x-ratelimit-limit", limit);
            }
            if let Some(seconds) = retry_after {
                answer = answer.with_header("retry-after", seconds);
            }
            answer
        };
        let error = client_of(router(script).0).me().await.unwrap_err();
        assert_eq!(shown(&error), format!("TooManyRequests {{ {expected} }}"));
    }
}

#[tokio::test]
async fn a_redirect_is_reported_with_its_host_and_never_followed() {
    let script = |_: &Seen| {
        Answer::new(301, "text/html", "")
            .with_header("location", "https://other.example/api/2.0/x?key=1")
    };
    let (router, log) = router(script);
    let error = client_of(router).me().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the portal redirects to https://other.example"
    );
    assert_eq!(log.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn the_key_shows_in_no_error_even_if_the_portal_echoes_it() {
    let echo = json!({ "error": { "message": format!("who is Bearer {KEY}?\u{1b}[31m") } });
    for status in [200, 400, 402, 403, 404, 500] {
        let echo = echo.clone();
        let client = refusing(move || Answer::json(status, &echo), KeyAnswer::Only("*"));
        let error = client.room(&RoomId::number(5)).await.unwrap_err();
        let mut told = format!("{error} {error:?} {}", error.hint());
        let mut source = error.source();
        while let Some(cause) = source {
            write!(told, "{cause} {cause:?}").unwrap();
            source = cause.source();
        }
        assert!(!told.contains(&KEY[3..]), "{told}");
        assert!(told.contains("[key]") && !told.contains('\u{1b}'), "{told}");
    }
    assert!(
        !format!("{:?}", client_of(router(|_| about_key(KeyAnswer::Token)).0)).contains(&KEY[3..])
    );
}

#[tokio::test]
async fn a_read_only_transport_lets_nothing_out_but_get() {
    let (router, log) = router(|_| Answer::ok(&json!([])));
    let client = client_with(ReadOnly::new(InProcessTransport::new(router)));
    client.subfolders(&FolderId::number(1)).await.unwrap();
    let error = client
        .create_folder(&FolderId::number(1), "x")
        .await
        .unwrap_err();
    assert!(
        matches!(
            &error,
            PortalError::Transport(TransportError::ReadOnly { .. })
        ),
        "{error:?}"
    );
    assert!(!error.may_have_had_effect());
    assert_eq!(log.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_portal_that_never_answers_is_given_up() {
    let router = axum::Router::new().fallback(std::future::pending::<()>);
    let error = client_of(router).me().await.unwrap_err();
    assert!(
        matches!(&error, PortalError::Transport(TransportError::Lost(_))),
        "{error:?}"
    );
    assert_eq!(error.source().unwrap().to_string(), "no answer within 15 s");
}

#[tokio::test]
async fn an_endless_body_is_cut() {
    let (router, _) =
        router(|_| Answer::new(200, "application/json", &"[".repeat(17 * 1024 * 1024)));
    let error = client_of(router).me().await.unwrap_err();
    assert!(
        matches!(&error, PortalError::Transport(TransportError::TooLarge)),
        "{error:?}"
    );
}
