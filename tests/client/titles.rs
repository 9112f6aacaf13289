//! The hand-written table of title cases, to which the sandbox is held as well.

use closeout::domain::titles::{
    TitleError, fold, numbered_title, renamed_file_title, sanitise_folder_title,
};
use serde_json::Value;

fn cases() -> Value {
    serde_json::from_str(include_str!("../../assets/title-cases.json")).unwrap()
}

fn text(plain: &Value, repeat: &Value) -> String {
    plain.as_str().map_or_else(
        || {
            let count = usize::try_from(repeat["count"].as_u64().unwrap()).unwrap();
            let unit = repeat["unit"].as_str().unwrap();
            format!(
                "{}{}",
                repeat["prefix"].as_str().unwrap(),
                unit.repeat(count)
            )
        },
        ToOwned::to_owned,
    )
}

#[test]
fn the_program_knows_beforehand_how_a_folder_title_is_stored() {
    for case in cases()["sanitise"].as_array().unwrap() {
        let foreseen = sanitise_folder_title(&text(&case["input"], &case["repeat"]));
        match case["refused"].as_str() {
            Some("validation") => assert!(
                matches!(foreseen, Err(TitleError::TooLong { .. })),
                "{case}"
            ),
            Some(_) => assert_eq!(foreseen, Err(TitleError::Empty), "{case}"),
            None => assert_eq!(
                foreseen,
                Ok(text(&case["stored"], &case["stored_repeat"])),
                "{case}"
            ),
        }
    }
}

#[test]
fn the_program_knows_beforehand_how_a_renamed_file_is_called() {
    for case in cases()["rename"].as_array().unwrap() {
        let (old, asked) = (
            case["old"].as_str().unwrap(),
            case["input"].as_str().unwrap(),
        );
        let foreseen = renamed_file_title(old, asked);
        match case["stored"].as_str() {
            Some(stored) => {
                assert_eq!(foreseen.as_deref(), Ok(stored), "{case}");
                let numbered = numbered_title(stored, 2);
                assert_eq!(
                    renamed_file_title(stored, &numbered),
                    Ok(numbered),
                    "{case}"
                );
            }
            None => assert_eq!(foreseen, Err(TitleError::Empty), "{case}"),
        }
    }
}

#[test]
fn the_program_compares_titles_as_the_portal_does() {
    for (list, equal) in [("equal", true), ("unequal", false)] {
        for pair in cases()[list].as_array().unwrap() {
            let (one, other) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
            assert_eq!(fold(one) == fold(other), equal, "{pair}");
        }
    }
}
