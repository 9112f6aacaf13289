//! Rooms that cannot be emptied and places that cannot be archived to.

use super::builder::{self, facts, folder, person, plan};
use crate::{
    domain::{
        FileId, FolderId, Lifetime, PathPart, PersonalQuota, PortalVersion, RemoteId, RoomAccess,
        RoomId, RoomKind, Section,
    },
    plan::{Choices, CollisionPolicy, Facts, NotConfirmed, Plan, PlanError, Refusal},
};

/// Changes good facts and gives the refusals of the plan made from them.
fn refused(change: impl FnOnce(&mut Facts)) -> Vec<Refusal> {
    let mut facts = facts(&["a.txt @60", "b.txt @40", "c.txt @1000 !locked"]);
    change(&mut facts);
    plan(facts).refusals
}

#[test]
fn good_facts_are_not_refused() {
    assert_eq!(refused(|_| ()), []);
    assert_eq!(refused(|facts| facts.portal_version = None), []);
    assert_eq!(
        refused(|facts| facts.portal_version = PortalVersion::parse("3.2.0")),
        []
    );
}

#[test]
fn a_portal_that_is_too_old_is_plan_only() {
    let version = PortalVersion::parse("3.1.9").unwrap();
    assert_eq!(
        refused(|facts| facts.portal_version = Some(version)),
        [Refusal::PortalTooOld { version }]
    );
}

#[test]
fn each_room_that_cannot_be_emptied() {
    assert_eq!(
        refused(|facts| facts.room.provider = Some("GoogleDrive".into())),
        [Refusal::RoomThirdParty]
    );
    assert_eq!(
        refused(|facts| facts.room.id = RoomId(RemoteId::Text("sbox-1".into()))),
        [Refusal::RoomThirdParty]
    );
    assert_eq!(
        refused(|facts| facts.room.private = true),
        [Refusal::RoomPrivate]
    );
    for (section, refusal) in [
        (Section::Archive, Refusal::RoomArchived),
        (Section::Ai, Refusal::RoomAi),
        (Section::Templates, Refusal::RoomTemplate),
        (Section::Trash, Refusal::RoomNotActive),
        (Section::MyDocuments, Refusal::RoomNotActive),
        (Section::Other(99), Refusal::RoomNotActive),
    ] {
        assert_eq!(refused(|facts| facts.room.section = section), [refusal]);
    }
    assert_eq!(
        refused(|facts| facts.room.kind = RoomKind::Ai),
        [Refusal::RoomAi]
    );
    for kind in [
        RoomKind::FormFilling,
        RoomKind::Collaboration,
        RoomKind::Public,
        RoomKind::VirtualData,
        RoomKind::Other(77),
    ] {
        assert_eq!(refused(|facts| facts.room.kind = kind), [], "{kind:?}");
    }
}

#[test]
fn string_ids_inside_an_internal_room_are_refused_once() {
    let third_party = |facts: &mut Facts| {
        let inventory = std::sync::Arc::get_mut(&mut facts.inventory).unwrap();
        inventory.files[0].id = FileId(RemoteId::Text("drive-7".into()));
    };
    assert_eq!(refused(third_party), [Refusal::RoomThirdParty]);
    assert_eq!(
        refused(|facts| {
            third_party(facts);
            facts.room.provider = Some("Box".into());
        }),
        [Refusal::RoomThirdParty]
    );
}

#[test]
fn who_may_empty_a_room() {
    let somebodys = |access, in_room, is_admin| {
        refused(move |facts| {
            facts.room.owner = person("eve", "Eve");
            facts.room.access = access;
            facts.room.in_room = in_room;
            facts.me.is_admin = is_admin;
        })
    };
    let not_member = Refusal::NotMember {
        owner: "Eve".into(),
        room: "Contoso Ltd".into(),
    };
    let no_right = |role: &str| Refusal::NoRightToMove {
        role: role.into(),
        owner: "Eve".into(),
    };
    assert_eq!(
        somebodys(RoomAccess::NONE, false, true),
        std::slice::from_ref(&not_member)
    );
    // Seen as admin, a single room may show a number that means nothing.
    assert_eq!(somebodys(RoomAccess(3), false, true), [not_member]);
    assert_eq!(somebodys(RoomAccess::MANAGER, true, true), []);
    assert_eq!(somebodys(RoomAccess::MANAGER, true, false), []);
    // A manager through a group is not "in the room" and may move all the same.
    assert_eq!(somebodys(RoomAccess::MANAGER, false, false), []);
    assert_eq!(somebodys(RoomAccess::CONTENT_CREATOR, true, false), []);
    assert_eq!(
        somebodys(RoomAccess(10), true, false),
        [no_right("editing")]
    );
    assert_eq!(somebodys(RoomAccess(2), true, true), [no_right("read")]);
    assert_eq!(somebodys(RoomAccess(0), true, false), [no_right("none")]);
}

#[test]
fn a_role_says_nothing_about_a_room_that_nobody_could_empty() {
    assert_eq!(
        refused(|facts| {
            facts.room.private = true;
            facts.room.owner = person("eve", "Eve");
        }),
        [Refusal::RoomPrivate]
    );
}

#[test]
fn each_place_that_cannot_be_archived_to() {
    let place = |change: &dyn Fn(&mut crate::domain::Destination)| {
        refused(|facts| change(&mut facts.place.root))
    };
    for (section, refusal) in [
        (Section::Archive, Refusal::TargetArchiveSection),
        (Section::Ai, Refusal::TargetAi),
        (Section::Trash, Refusal::TargetNoFolder),
        (Section::Templates, Refusal::TargetTemplate),
        (Section::Other(1), Refusal::TargetNoFolder),
    ] {
        assert_eq!(place(&|root| root.folder.section = section), [refusal]);
    }
    assert_eq!(
        place(&|root| root.room = None),
        [Refusal::TargetNoFolder],
        "the Rooms section itself"
    );
    assert_eq!(
        place(&|root| {
            root.room = None;
            root.folder.section = Section::MyDocuments;
        }),
        [],
        "a folder in My documents is a good place"
    );
    assert_eq!(
        place(&|root| root.folder.third_party = true),
        [Refusal::TargetThirdParty]
    );
    for (create, move_to) in [(false, true), (true, false), (false, false)] {
        assert_eq!(
            place(&|root| {
                root.folder.rights.create = create;
                root.folder.rights.move_to = move_to;
            }),
            [Refusal::TargetNoRight {
                owner: Some("Olga Archer".into())
            }]
        );
    }
}

#[test]
fn each_room_around_the_archive_root_that_takes_no_files() {
    let around = |change: &dyn Fn(&mut crate::domain::Room)| {
        refused(|facts| change(facts.place.root.room.as_mut().unwrap()))
    };
    assert_eq!(
        around(&|room| room.private = true),
        [Refusal::TargetPrivate]
    );
    assert_eq!(
        around(&|room| room.provider = Some("Box".into())),
        [Refusal::TargetThirdParty]
    );
    assert_eq!(
        around(&|room| room.kind = RoomKind::FormFilling),
        [Refusal::TargetFormFilling]
    );
    assert_eq!(
        around(&|room| room.kind = RoomKind::Ai),
        [Refusal::TargetAi]
    );
    assert_eq!(
        around(&|room| {
            room.lifetime = Some(Lifetime {
                value: 1,
                period: 2,
                permanently: false,
            });
        }),
        [Refusal::TargetLifetime]
    );
}

#[test]
fn what_is_wrong_with_a_place_is_said_once() {
    let refusals = refused(|facts| {
        let root = &mut facts.place.root;
        root.folder.third_party = true;
        root.folder.section = Section::Ai;
        let around = root.room.as_mut().unwrap();
        around.provider = Some("Box".into());
        around.kind = RoomKind::Ai;
    });
    assert_eq!(refusals, [Refusal::TargetAi, Refusal::TargetThirdParty]);
}

#[test]
fn only_the_bytes_that_move_count_against_the_quota() {
    let with_free = |free: u64| {
        refused(move |facts| {
            let around = facts.place.root.room.as_mut().unwrap();
            around.quota = Some(5_000);
            around.used_space = Some(5_000 - free);
        })
    };
    assert_eq!(with_free(100), []);
    assert_eq!(
        with_free(99),
        [Refusal::TargetQuota {
            free: 99,
            needed: 100
        }]
    );
    assert_eq!(
        refused(|facts| {
            let around = facts.place.root.room.as_mut().unwrap();
            around.quota = Some(10);
            around.used_space = Some(11);
        }),
        [Refusal::TargetQuota {
            free: 0,
            needed: 100
        }],
        "more used than allowed"
    );
    assert_eq!(
        refused(|facts| facts.place.root.room.as_mut().unwrap().quota = Some(1)),
        [],
        "without the used space nothing can be said"
    );
}

#[test]
fn the_own_quota_counts_in_my_documents_only() {
    let refused_in = |section, limit| {
        refused(move |facts| {
            facts.place.my_quota = Some(PersonalQuota { limit, used: 1000 });
            facts.place.root.folder.section = section;
            if section == Section::MyDocuments {
                facts.place.root.room = None;
            }
        })
    };
    let short = |free| Refusal::TargetMyQuota { free, needed: 100 };
    assert_eq!(refused_in(Section::MyDocuments, 1100), []);
    assert_eq!(refused_in(Section::MyDocuments, 1099), [short(99)]);
    assert_eq!(refused_in(Section::MyDocuments, 1), [short(0)]);
    assert_eq!(refused_in(Section::Rooms, 1), []);
}

#[test]
fn a_folder_that_was_chosen_gives_the_target_its_title() {
    let mut facts = facts(&["a.txt"]);
    facts.place.targets_found = vec![folder(41, "CONTOSO, old", builder::ROOT)];
    facts.place.target_chosen = Some(FolderId::number(41));
    let plan = plan(facts);
    assert_eq!(plan.target.path(), "/Archive room/Archive/CONTOSO, old");
    assert_eq!(plan.choices.client_name, "Contoso Ltd");
}

#[test]
fn the_clients_room_is_no_place_to_archive_to() {
    let inside = PathPart {
        id: FolderId::number(builder::ROOM),
        title: "Contoso Ltd".into(),
        room_kind: Some(RoomKind::Custom),
    };
    assert_eq!(
        refused(|facts| facts.place.root.path.insert(1, inside.clone())),
        [Refusal::TargetInsideRoom]
    );
    assert_eq!(
        refused(|facts| {
            facts.place.root.path.clear();
            facts.place.root.folder.id = FolderId::number(builder::ROOM);
        }),
        [Refusal::TargetInsideRoom]
    );
    assert_eq!(
        refused(|facts| facts.place.root.room = Some(facts.room.clone())),
        [Refusal::TargetInsideRoom],
        "the room around the archive root tells it too"
    );
}

#[test]
fn two_targets_are_refused_until_one_is_chosen() {
    let found = [41, 42].map(|id| folder(id, "Contoso Ltd", builder::ROOT));
    let mut facts = facts(&["a.txt"]);
    facts.place.targets_found = found.to_vec();
    let twins = plan(facts.clone());
    assert_eq!(
        twins.refusals,
        [Refusal::TargetTwins {
            folders: vec![FolderId::number(41), FolderId::number(42)]
        }]
    );
    assert_eq!(twins.target.existing, None);
    assert!(twins.refusals[0].what().contains("41, 42"));
    assert!(twins.refusals[0].next_step().contains("--target"));

    facts.place.target_chosen = Some(FolderId::number(42));
    let chosen = plan(facts.clone());
    assert_eq!(chosen.refusals, []);
    assert_eq!(chosen.target.existing, Some(FolderId::number(42)));

    facts.place.targets_found.truncate(1);
    facts.place.target_chosen = None;
    assert_eq!(plan(facts).target.existing, Some(FolderId::number(41)));
}

#[test]
fn the_targets_title_is_what_the_portal_will_store() {
    let make = |name: &str| Plan::make(facts(&["a.txt"]), Choices::for_client(name));
    let plan = make("  A/C: Ltd  ").unwrap();
    assert_eq!(plan.target.title, "A_C_ Ltd");
    assert_eq!(plan.target.path(), "/Archive room/Archive/A_C_ Ltd");
    assert!(matches!(make("   "), Err(PlanError::ClientName(_))));
    assert!(matches!(
        make(&"x".repeat(166)),
        Err(PlanError::ClientName(_))
    ));
}

#[test]
fn the_way_to_the_target_is_shown_and_not_obeyed() {
    let mut facts = facts(&[]);
    facts.place.root.path[2].title = "Arch\u{1b}ive".into();
    let plan = Plan::make(facts, Choices::for_client("a\u{202e}b")).unwrap();
    assert_eq!(plan.target.path(), "/Archive room/Arch␛ive/a<U+202E>b");
}

#[test]
fn a_guest_who_was_named_is_never_forgotten() {
    let make = |facts: Facts| {
        let mut choices = builder::choices(CollisionPolicy::KeepBoth, 100);
        choices.guest = Some(builder::guest_choice(false));
        Plan::make(facts, choices).unwrap()
    };
    let known = make(builder::with_guest(facts(&["a.txt"])));
    assert_eq!(known.refusals, []);
    assert_eq!(known.guest.unwrap().calls.len(), 3, "link, room, guest");
    let unknown = make(facts(&["a.txt"]));
    assert_eq!(unknown.refusals, [Refusal::GuestUnseen]);
    // Without the right to change links the portal shows none, in silence.
    let mut blind = builder::with_guest(facts(&["a.txt"]));
    blind.room.rights.edit_access = false;
    assert_eq!(make(blind).refusals, [Refusal::GuestUnseen]);
}

#[test]
fn a_refused_plan_is_made_and_shown_but_never_confirmed() {
    let mut facts = facts(&["a.txt"]);
    facts.room.private = true;
    let plan = plan(facts);
    assert_eq!(plan.chunks.len(), 1, "it can be looked at");
    let consent = builder::consent(&plan);
    assert_eq!(
        std::sync::Arc::new(plan).confirm(consent).unwrap_err(),
        NotConfirmed::Refused(vec![Refusal::RoomPrivate])
    );
}

#[test]
fn every_refusal_says_what_is_wrong_and_what_to_do() {
    let folders = vec![FolderId::number(1), FolderId::number(2)];
    let all = [
        Refusal::PortalTooOld {
            version: PortalVersion::parse("2.6").unwrap(),
        },
        Refusal::RoomThirdParty,
        Refusal::RoomPrivate,
        Refusal::RoomArchived,
        Refusal::RoomAi,
        Refusal::RoomTemplate,
        Refusal::RoomNotActive,
        Refusal::NotMember {
            owner: "Eve\u{7}".into(),
            room: "R\u{7}".into(),
        },
        Refusal::NoRightToMove {
            role: "read".into(),
            owner: "Eve\u{7}".into(),
        },
        Refusal::TargetArchiveSection,
        Refusal::TargetNoFolder,
        Refusal::TargetPrivate,
        Refusal::TargetThirdParty,
        Refusal::TargetAi,
        Refusal::TargetFormFilling,
        Refusal::TargetLifetime,
        Refusal::TargetInsideRoom,
        Refusal::TargetNoRight { owner: None },
        Refusal::TargetNoRight {
            owner: Some("Eve\u{7}".into()),
        },
        Refusal::TargetTemplate,
        Refusal::TargetQuota { free: 1, needed: 2 },
        Refusal::TargetMyQuota { free: 1, needed: 2 },
        Refusal::TargetTwins { folders },
    ];
    let mut said = std::collections::BTreeSet::new();
    for refusal in &all {
        let (what, next_step) = (refusal.what(), refusal.next_step());
        for text in [&what, &next_step] {
            assert!(text.ends_with(['.', '\"']), "{text}");
            assert!(!text.contains('\u{7}') && !text.contains("  "), "{text:?}");
        }
        assert!(said.insert(what), "{refusal:?}");
        let json = serde_json::to_string(refusal).unwrap();
        assert_eq!(&serde_json::from_str::<Refusal>(&json).unwrap(), refusal);
    }
}
