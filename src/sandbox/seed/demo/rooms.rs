//! The many other rooms of the demo portal, so that its list has pages.

use super::super::random::Random;
use super::super::spec::{MemberSpec, RoomSpec};
use crate::sandbox::world::{Access, RoomKind};

const FIRST: [&str; 20] = [
    "Blue", "Green", "Silver", "Golden", "Northern", "Southern", "Eastern", "Western", "Upper",
    "Lower", "Old", "New", "Grand", "Little", "United", "Central", "Coastal", "Alpine", "Royal",
    "Free",
];
const SECOND: [&str; 12] = [
    "Harbour",
    "Mills",
    "Logistics",
    "Bakery",
    "Optics",
    "Foundry",
    "Printers",
    "Clinic",
    "Textiles",
    "Brewery",
    "Airways",
    "Gardens",
];
const FORM: [&str; 5] = ["Ltd", "GmbH", "SARL", "Inc", "Oy"];
const WORDS: [&str; 8] = [
    "Offer", "Contract", "Invoice", "Minutes", "Plan", "Report", "Letter", "Photo",
];

/// A hundred and sixteen rooms: most of them Ann's, some of them seen as portal admin only.
pub(super) fn others(random: &mut Random) -> Vec<RoomSpec> {
    (0..116_usize).map(|number| other(number, random)).collect()
}

fn other(number: usize, random: &mut Random) -> RoomSpec {
    let first = FIRST.get(number % FIRST.len()).copied().unwrap_or_default();
    let second = SECOND
        .get(number / 2 % SECOND.len())
        .copied()
        .unwrap_or_default();
    let form = FORM.get(number % FORM.len()).copied().unwrap_or_default();
    let kind = match number % 10 {
        3 | 7 => RoomKind::Collaboration,
        5 => RoomKind::Public,
        _ => RoomKind::Custom,
    };
    let (owner, member) = match number % 6 {
        0 => ("boris", Some(Access::Manager)),
        1 => ("carla", None),
        2 => ("boris", Some(Access::Read)),
        _ => ("ann", None),
    };
    let count = 1 + random.below(9);
    let files = (1..=count).map(|file| {
        let word = random.pick(&WORDS).copied().unwrap_or("File");
        format!("{word} {file}.docx")
    });
    let files: Vec<String> = files.collect();
    RoomSpec {
        kind,
        owner: Some(owner.into()),
        members: member
            .map(|access| MemberSpec {
                who: "ann".into(),
                access,
                ..MemberSpec::default()
            })
            .into_iter()
            .collect(),
        tags: if number.is_multiple_of(4) {
            vec!["crm".into()]
        } else {
            Vec::new()
        },
        changed_days_ago: Some(7 + i64::try_from(number * 2).unwrap_or(0)),
        ..RoomSpec::titled(format!("{first} {second} {form} {}", 2010 + number % 16))
            .with_files(files)
    }
}
