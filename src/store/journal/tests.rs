//! What a journal promises: what was acknowledged comes back, a torn end costs nothing else, every change is found.

use std::fs;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::store::ChainProblem;

/// A record as good as any: tagged, with text that JSON has to escape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Record {
    Intent { files: Vec<i32> },
    Outcome { title: String },
}

fn records() -> Vec<Record> {
    vec![
        Record::Intent {
            files: vec![1, 2, 3],
        },
        Record::Outcome {
            title: "a \"b\"\n\u{202e}é漢".to_owned(),
        },
        Record::Intent { files: vec![] },
    ]
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

/// A journal with some records, closed again.
fn written(path: &Path, records: &[Record]) {
    let mut journal = Journal::create(path, Digest::of(b"plan")).unwrap();
    for (second, record) in (1..).zip(records) {
        let seq = journal.append(at(second), record).unwrap();
        assert_eq!(seq, u64::try_from(second).unwrap());
    }
}

fn replayed(replay: &Replay<Record>) -> Vec<Record> {
    let records = replay.entries.iter();
    records.map(|entry| entry.record.clone()).collect()
}

#[test]
fn what_was_written_comes_back_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    written(&path, &records());
    let (mut journal, replay) = Journal::<Record>::open(&path).unwrap();
    assert_eq!(replay.plan, Digest::of(b"plan"));
    assert_eq!(replayed(&replay), records());
    assert_eq!(replay.entries[1].at, at(2));
    assert_eq!(replay.torn, None);
    assert_eq!(journal.append(at(9), &records()[0]).unwrap(), 4);
    let again = Journal::<Record>::read(&path).unwrap();
    assert_eq!(again.entries.len(), 4);
    assert_eq!(again.head, journal.head());
    assert!(matches!(
        Journal::<Record>::create(&path, Digest::of(b"plan")),
        Err(StoreError::Io { .. })
    ));
}

#[test]
fn the_lines_are_as_documented() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    written(&path, &records()[..1]);
    // The hashes are what `sha256sum` says of the lines without their `hash` members.
    insta::assert_snapshot!(fs::read_to_string(&path).unwrap(), @r#"
    {"format":"closeout-journal","version":1,"prev":"64879f7d6b960a01909762d911a32d4582c20010c5641ee90278b644a9e3b525","hash":"7a4190be60b4dd19aaab74e96af850b5a3c1454e84c3fb74d40a60c04ee932a7"}
    {"seq":1,"at":"2026-09-21T14:13:21Z","prev":"7a4190be60b4dd19aaab74e96af850b5a3c1454e84c3fb74d40a60c04ee932a7","record":{"kind":"intent","files":[1,2,3]},"hash":"4e6f7afd2e93098d168032f1be3b7f794ab9b3233464e02cfe77721ff99950c6"}
    "#);
}

#[test]
fn a_torn_last_line_costs_only_itself_wherever_it_is_torn() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    written(&path, &records());
    let whole = fs::read(&path).unwrap();
    let sound = whole[..whole.len() - 1]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .unwrap()
        + 1;
    for length in sound..=whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let kept = if length + 1 < whole.len() { 2 } else { 3 };
        let torn = (length > sound && kept == 2).then_some(Torn {
            line: 4,
            bytes: length - sound,
        });
        let seen = Journal::<Record>::read(&path).unwrap();
        assert_eq!(seen.torn, torn, "cut at {length}");
        assert_eq!(
            fs::read(&path).unwrap().len(),
            length,
            "reading changes nothing"
        );
        let (mut journal, replay) = Journal::<Record>::open(&path).unwrap();
        assert_eq!(replayed(&replay), records()[..kept], "cut at {length}");
        assert_eq!(replay.torn, torn, "cut at {length}");
        journal.append(at(9), &records()[0]).unwrap();
        let after = Journal::<Record>::read(&path).unwrap();
        assert_eq!(after.entries.len(), kept + 1, "cut at {length}");
        assert_eq!(after.torn, None);
    }
}

#[test]
fn a_changed_byte_is_found_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    written(&path, &records());
    let whole = fs::read(&path).unwrap();
    let flips = (0..8).map(|bit| 1_u8 << bit).chain([0xff, b'\n']);
    for mask in flips {
        for place in 0..whole.len() {
            let mut changed = whole.clone();
            changed[place] = if mask == b'\n' {
                mask
            } else {
                whole[place] ^ mask
            };
            if changed == whole {
                continue;
            }
            fs::write(&path, &changed).unwrap();
            let found = Journal::<Record>::open(&path).err();
            assert!(
                matches!(
                    found,
                    Some(
                        StoreError::BrokenChain { .. }
                            | StoreError::NotAJournal { .. }
                            | StoreError::NewerFormat { .. }
                    )
                ),
                "byte {place}, mask {mask:#x}: {found:?}"
            );
            assert_eq!(fs::read(&path).unwrap(), changed, "left untouched");
        }
    }
}

#[test]
fn a_removed_a_repeated_and_a_moved_line_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    written(&path, &records());
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for (order, first_wrong) in [
        (&[0, 2, 3][..], 2),
        (&[0, 1, 1, 2, 3], 3),
        (&[0, 2, 1, 3], 2),
        (&[0, 1, 3], 3),
    ] {
        let changed: String = order.iter().map(|line| lines[*line]).collect();
        fs::write(&path, changed).unwrap();
        match Journal::<Record>::open(&path) {
            Err(StoreError::BrokenChain { line, problem, .. }) => {
                assert_eq!((line, problem), (first_wrong, ChainProblem::Order));
            }
            other => panic!("{order:?}: {other:?}"),
        }
    }
}

#[test]
fn a_newer_format_is_refused_and_left_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let newer = "{\"format\":\"closeout-journal\",\"version\":2,\"sealed\":true}\nwhatever";
    fs::write(&path, newer).unwrap();
    let error = Journal::<Record>::open(&path).err();
    assert!(
        matches!(
            error,
            Some(StoreError::NewerFormat {
                found: 2,
                known: 1,
                ..
            })
        ),
        "{error:?}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    fs::write(&path, "").unwrap();
    assert!(matches!(
        Journal::<Record>::open(&path),
        Err(StoreError::NotAJournal { .. })
    ));
}

#[test]
fn a_record_of_another_kind_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    written(&path, &records());
    match Journal::<u32>::read(&path) {
        Err(StoreError::Record { line, .. }) => assert_eq!(line, 2),
        other => panic!("{other:?}"),
    }
}

#[cfg(target_os = "linux")]
#[test]
fn after_a_full_disk_nothing_more_is_taken() {
    // `/dev/full` takes nothing: every write to it fails as on a disk without space.
    let path = Path::new("/dev/full");
    let file = open_to_append(path).unwrap();
    let mut journal = Journal::<Record>::after(path, file, 0, Digest::of(b"head"));
    match journal.append(at(1), &records()[0]) {
        Err(StoreError::Io { source, .. }) => {
            assert_eq!(source.kind(), std::io::ErrorKind::StorageFull);
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        journal.append(at(2), &records()[1]),
        Err(StoreError::JournalStopped { .. })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_comes_back(titles in prop::collection::vec(any::<String>(), 0..6), cut in any::<prop::sample::Index>()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let records: Vec<Record> = titles.into_iter().map(|title| Record::Outcome { title }).collect();
        written(&path, &records);
        prop_assert_eq!(replayed(&Journal::<Record>::read(&path).unwrap()), records.clone());
        // Cut anywhere after the header: a prefix of the records is left, and nothing else.
        let whole = fs::read(&path).unwrap();
        let header = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let length = header + cut.index(whole.len() - header + 1);
        fs::write(&path, &whole[..length]).unwrap();
        let left = replayed(&Journal::<Record>::read(&path).unwrap());
        prop_assert!(records.starts_with(&left));
    }
}
