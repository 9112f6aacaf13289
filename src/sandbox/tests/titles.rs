//! The hand-written table of title cases: what is stored, what is refused, what is equal. The client is held to the same file.

use serde_json::{Value, json};

use super::support::{call, generated};
use crate::sandbox::seed::generated_ids::ARCHIVE_ROOT;
use crate::sandbox::world::{renamed_title, titles_equal};

fn cases() -> Value {
    serde_json::from_str(include_str!("../../../assets/title-cases.json")).unwrap()
}

fn text(plain: &Value, repeat: &Value) -> Option<String> {
    if let Some(plain) = plain.as_str() {
        return Some(plain.to_owned());
    }
    let unit = repeat["unit"].as_str()?;
    let count = usize::try_from(repeat["count"].as_u64()?).unwrap();
    Some(format!(
        "{}{}",
        repeat["prefix"].as_str()?,
        unit.repeat(count)
    ))
}

#[tokio::test]
async fn folder_titles_are_stored_as_the_table_says() {
    let sandbox = generated(1, 1);
    for case in cases()["sanitise"].as_array().unwrap() {
        let input = text(&case["input"], &case["repeat"]).unwrap();
        let got = call(
            &sandbox,
            "POST",
            &format!("files/folder/{ARCHIVE_ROOT}"),
            json!({"title": input}),
        )
        .await;
        match case["refused"].as_str() {
            Some("validation") => {
                assert_eq!(
                    (got.status, got.json()["response"]["status"].as_u64()),
                    (400, Some(400)),
                    "{case}"
                );
            }
            Some(_) => {
                assert_eq!(
                    (got.status, got.json()["error"].is_object()),
                    (400, true),
                    "{case}"
                );
            }
            None => {
                let stored = text(&case["stored"], &case["stored_repeat"]).unwrap();
                assert_eq!(got.response()["title"], stored, "{case}");
            }
        }
    }
    let null = call(
        &sandbox,
        "POST",
        &format!("files/folder/{ARCHIVE_ROOT}"),
        json!({"title": null}),
    )
    .await;
    assert_eq!((null.status, null.json()["error"].is_object()), (400, true));
    let lone = super::support::send(
        &sandbox,
        "POST",
        &format!("files/folder/{ARCHIVE_ROOT}"),
        Some(&format!("Bearer {}", sandbox.key())),
        Some(r#"{"title":"\ud83d"}"#.into()),
    )
    .await;
    assert_eq!(lone.status, 400);
}

#[test]
fn titles_are_compared_as_the_table_says() {
    for (list, expected) in [("equal", true), ("unequal", false)] {
        for pair in cases()[list].as_array().unwrap() {
            let (first, second) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
            assert_eq!(titles_equal(first, second), expected, "{pair}");
            assert_eq!(titles_equal(second, first), expected, "{pair}");
        }
    }
}

#[test]
fn files_are_renamed_as_the_table_says() {
    for case in cases()["rename"].as_array().unwrap() {
        let stored = renamed_title(
            case["input"].as_str().unwrap(),
            case["old"].as_str().unwrap(),
        );
        assert_eq!(stored.as_deref(), case["stored"].as_str(), "{case}");
    }
    let long = renamed_title(&"x".repeat(165), "a.docxdocx").unwrap();
    assert_eq!(
        (long.encode_utf16().count(), long.ends_with(".docxdocx")),
        (170, true)
    );
}
