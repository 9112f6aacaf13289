//! Who works in the demo portal, and who is let in from outside.

use super::super::spec::{GroupSpec, PersonSpec};
use crate::sandbox::world::{PersonKind, PersonStatus};

/// Ann Keller, whose key the demo uses.
pub const ANN: &str = "66faa6e4-f133-41ea-b126-00ffeec8b4ef";
/// Gwen Contoso, a guest whom Ann invited.
pub const GUEST_OF_ANN: &str = "7d3f0c55-90d1-4c4e-a6d2-3f6f0b5a1c01";
/// Hal Contoso, a guest whom Boris invited.
pub const GUEST_OF_BORIS: &str = "7d3f0c55-90d1-4c4e-a6d2-3f6f0b5a1c02";
/// Ivy Visitor, a guest who gets in only where a room is shared with everybody.
pub const GUEST_THROUGH_EVERYONE: &str = "7d3f0c55-90d1-4c4e-a6d2-3f6f0b5a1c03";

/// Everybody with an account.
pub(super) fn people() -> Vec<PersonSpec> {
    vec![
        person(
            "ann",
            ("Ann", "Keller"),
            PersonKind::DocSpaceAdmin,
            Some(ANN),
        ),
        person("olga", ("Olga", "Owner"), PersonKind::Owner, None),
        person("boris", ("Boris", "Brandt"), PersonKind::RoomAdmin, None),
        person("carla", ("Carla", "Costa"), PersonKind::RoomAdmin, None),
        person("dmitri", ("Dmitri", "Дёмин"), PersonKind::User, None),
        person("eve", ("Eve", "O'Neill & Sons"), PersonKind::User, None),
        PersonSpec {
            status: PersonStatus::Terminated,
            ..person("frank", ("Frank", "Former"), PersonKind::RoomAdmin, None)
        },
        guest("gwen", ("Gwen", "Contoso"), GUEST_OF_ANN, "ann"),
        guest("hal", ("Hal", "Contoso"), GUEST_OF_BORIS, "boris"),
        guest("ivy", ("Ivy", "Visitor"), GUEST_THROUGH_EVERYONE, "carla"),
    ]
}

/// The groups beside the system one.
pub(super) fn groups() -> Vec<GroupSpec> {
    vec![GroupSpec {
        handle: "legal".into(),
        name: "Legal".into(),
        members: vec!["dmitri".into(), "eve".into()],
    }]
}

fn person(
    handle: &str,
    (first, last): (&str, &str),
    kind: PersonKind,
    guid: Option<&str>,
) -> PersonSpec {
    PersonSpec {
        handle: handle.into(),
        guid: guid.map(str::to_owned),
        first_name: first.into(),
        last_name: last.into(),
        email: Some(format!("{handle}@keller.example")),
        kind,
        ..PersonSpec::default()
    }
}

fn guest(handle: &str, name: (&str, &str), guid: &str, inviter: &str) -> PersonSpec {
    PersonSpec {
        email: Some(format!("{handle}@contoso.example")),
        invited_by: vec![inviter.into()],
        ..person(handle, name, PersonKind::Guest, Some(guid))
    }
}
