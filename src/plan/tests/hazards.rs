//! What has to be minded, and which of it needs a consent of its own.

use std::collections::BTreeSet;

use super::builder::{self, at, consent, facts, folder, guest_choice, person, plan, with_guest};
use crate::{
    domain::{
        FileFlags, FolderId, FolderIndex, FolderRole, Lifetime, Link, LinkKind, Member, MemberKind,
        RoomAccess, RoomKind, Section,
    },
    plan::{
        CollisionPolicy, ConsentItem, Difference, Facts, FileLink, Hazard, Plan, SharedFolder,
        TargetReach, compare,
    },
};

fn somebody(name: &str, access: RoomAccess, is_guest: bool) -> Member {
    Member {
        kind: MemberKind::Person {
            person: person(&name.to_lowercase(), name),
            email: None,
            is_guest,
        },
        access,
        is_owner: access == RoomAccess::OWNER,
        can_edit_access: false,
    }
}

fn group(name: &str, is_system: bool) -> Member {
    Member {
        kind: MemberKind::Group {
            id: format!("group {name}"),
            name: name.into(),
            is_system,
        },
        access: RoomAccess(2),
        is_owner: false,
        can_edit_access: true,
    }
}

fn link(title: &str, primary: bool) -> Link {
    Link {
        id: format!("link {title}"),
        title: title.into(),
        kind: LinkKind::External,
        primary,
        internal: false,
        expired: false,
        access: RoomAccess(2),
    }
}

fn owner() -> Member {
    somebody("Olga", RoomAccess::OWNER, false)
}

/// A plan whose archive room is reached so.
fn reached(members: Vec<Member>, links: Vec<Link>, manages: bool) -> Plan {
    let mut facts = facts(&["a.txt"]);
    facts.place.reach = Some(TargetReach::seen(members, links, manages, Vec::new()));
    plan(facts)
}

fn minded(change: impl FnOnce(&mut Facts), files: &[&str]) -> Vec<Hazard> {
    let mut facts = facts(files);
    change(&mut facts);
    plan(facts).hazards
}

#[test]
fn a_share_list_without_an_owner_is_none() {
    for members in [vec![], vec![somebody("Gwen", RoomAccess(2), true)]] {
        let plan = reached(members, vec![], true);
        assert_eq!(plan.hazards, [Hazard::TargetReadersUnknown]);
        assert_eq!(plan.needs(), BTreeSet::new());
        let lines = plan.target.reader_lines();
        assert_eq!(
            lines,
            ["who can read the archive room could not be seen with this key"]
        );
    }
    assert_eq!(reached(vec![owner()], vec![], true).hazards, []);
}

#[test]
fn no_links_mean_something_only_to_who_manages_the_room() {
    let unseen = reached(vec![owner()], vec![], false);
    assert_eq!(unseen.hazards, [Hazard::TargetLinksUnknown]);
    assert_eq!(unseen.needs(), BTreeSet::new());
    let seen = reached(vec![owner()], vec![link("x", false)], false);
    assert!(matches!(&*seen.hazards, [Hazard::TargetOpenByLinks { .. }]));
}

#[test]
fn a_reach_that_was_not_looked_at_says_nothing() {
    let plan = plan(facts(&["a.txt"]));
    assert_eq!(plan.hazards, []);
    assert_eq!(plan.target.reader_lines(), Vec::<String>::new());
}

#[test]
fn everybody_from_outside_is_one_consent_with_all_the_names() {
    let mut facts = facts(&["a.txt"]);
    let shared = SharedFolder {
        id: FolderId::number(builder::ROOT),
        title: "Archive".into(),
        by_link: true,
        with_people: false,
    };
    facts.place.reach = Some(TargetReach::seen(
        vec![
            owner(),
            somebody("Gwen", RoomAccess(2), true),
            somebody("Rick", RoomAccess::RESTRICTED, true),
            group("Sales", false),
            group("Everyone", true),
        ],
        vec![link("Auditors", false)],
        true,
        vec![shared],
    ));
    let plan = plan(facts);
    let who = [
        "Gwen",
        "Everyone",
        "link \"Auditors\"",
        "folder \"Archive\"",
    ];
    let item = ConsentItem::ForeignReaders {
        who: who.map(Into::into).to_vec(),
    };
    assert!(item.sentence().contains(" 4: Gwen, Everyone, "));
    assert_eq!(item.flag(), "--accept-guest-readers");
    assert_eq!(plan.needs(), BTreeSet::from([item]));
}

#[test]
fn the_link_that_makes_a_room_public_is_agreed_to_with_the_room() {
    let public = |links| {
        let mut facts = facts(&["a.txt"]);
        facts.place.root.room.as_mut().unwrap().kind = RoomKind::Public;
        facts.place.reach = Some(TargetReach::seen(vec![owner()], links, true, vec![]));
        plan(facts).needs().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(
        public(vec![link("Page", true)]),
        [ConsentItem::PublicTarget]
    );
    let who = vec!["link \"More\"".to_owned()];
    assert_eq!(
        public(vec![link("Page", true), link("More", false)]),
        [
            ConsentItem::PublicTarget,
            ConsentItem::ForeignReaders { who }
        ]
    );
}

#[test]
fn in_my_documents_there_is_no_room_to_ask_about() {
    let mut facts = facts(&["a.txt"]);
    facts.place.root.room = None;
    facts.place.root.folder.section = Section::MyDocuments;
    facts.place.reach = Some(TargetReach::default());
    let plan = plan(facts);
    assert_eq!(plan.hazards, []);
    assert_eq!(
        plan.target.reader_lines(),
        ["only you: the target lies in your own documents"]
    );
}

#[test]
fn a_long_list_of_readers_is_counted_and_cut() {
    let members: Vec<_> = std::iter::once(owner())
        .chain((0..30).map(|number| somebody(&format!("M{number:02}"), RoomAccess(2), false)))
        .collect();
    let lines = reached(members, vec![], true).target.reader_lines();
    assert!(lines[0].starts_with("members (31): Olga (owner), M00 (read), "));
    assert!(
        lines[0].ends_with("M10 (read), and 19 more"),
        "{}",
        lines[0]
    );
}

#[test]
fn a_new_way_in_forbids_the_plan_and_an_old_one_that_closed_does_not() {
    let gwen = || somebody("Gwen", RoomAccess(2), true);
    let quiet = reached(vec![owner()], vec![], true);
    let open = reached(vec![owner(), gwen()], vec![link("Auditors", false)], true);
    let changes = compare(&quiet, &open);
    assert_eq!(changes.len(), 2, "{changes:?}");
    assert!(changes.iter().all(Difference::blocks));
    assert_eq!(compare(&open, &quiet), []);
    let fewer = reached(vec![owner(), gwen()], vec![], true);
    assert_eq!(compare(&open, &fewer), []);
    assert_eq!(compare(&fewer, &open).len(), 1);
    assert_eq!(compare(&open, &open), []);
    // A member of the house is nobody from outside.
    let house = reached(
        vec![owner(), somebody("Uma", RoomAccess(2), false)],
        vec![],
        true,
    );
    assert_eq!(compare(&quiet, &house), []);
    // Another link of the same title is another way in.
    let mut twin = link("Auditors", false);
    twin.id = "another".into();
    let other = reached(vec![owner(), gwen()], vec![twin], true);
    assert_eq!(compare(&open, &other).len(), 1);
}

#[test]
fn a_room_that_became_public_forbids_the_plan() {
    let made = |kind| {
        let mut facts = facts(&["a.txt"]);
        facts.place.root.room.as_mut().unwrap().kind = kind;
        facts.place.reach = Some(TargetReach::seen(vec![owner()], vec![], true, vec![]));
        plan(facts)
    };
    let (custom, public) = (made(RoomKind::Custom), made(RoomKind::Public));
    assert!(compare(&custom, &public).iter().any(Difference::blocks));
    assert_eq!(compare(&public, &custom), []);
}

#[test]
fn what_the_room_loses() {
    let lifetime = Lifetime {
        value: 1,
        period: 2,
        permanently: false,
    };
    let change = |facts: &mut Facts| {
        facts.room.deny_download = true;
        facts.room.watermark = true;
        facts.room.indexing = true;
        facts.room.lifetime = Some(lifetime);
    };
    assert_eq!(
        minded(change, &["a.txt"]),
        [
            Hazard::DownloadBecomesPossible,
            Hazard::WatermarkIsLost,
            Hazard::IndexIsLost,
            Hazard::SourceLifetime { lifetime }
        ]
    );
    assert_eq!(minded(change, &["a.txt !locked"]), [], "nothing moves");
    let words = Hazard::SourceLifetime { lifetime }.sentence();
    assert!(words.contains("after 1 year, into the trash"), "{words}");
}

#[test]
fn forms_lose_something_only_in_rooms_for_forms() {
    let files = ["a.pdf !form", "b.pdf !form !locked", "c.pdf"];
    let in_kind = |kind| minded(|facts| facts.room.kind = kind, &files);
    let file = at(&facts(&files).inventory, "a.pdf");
    assert_eq!(
        in_kind(RoomKind::VirtualData),
        [Hazard::FormsLoseRoles { files: vec![file] }]
    );
    assert_eq!(
        in_kind(RoomKind::FormFilling),
        [Hazard::FormsLoseFilling { files: vec![file] }]
    );
    assert_eq!(in_kind(RoomKind::Custom), []);
}

#[test]
fn what_belongs_to_a_form_stays_and_is_no_form_that_moves() {
    let hazards = minded(
        |facts| facts.room.kind = RoomKind::FormFilling,
        &["<results>/answer.pdf !form"],
    );
    assert_eq!(hazards, []);
    let inventory = facts(&["<results>/answer.pdf"]).inventory;
    assert_eq!(
        inventory.folders[FolderIndex(1).0 as usize].role,
        FolderRole::FormResults
    );
}

#[test]
fn links_and_rows_of_files_that_move_are_listed() {
    let files = ["A/a.txt !link", "b.txt !link !locked", "c.txt"];
    let hazards = minded(
        |facts| {
            let c = at(&facts.inventory, "c.txt");
            let inventory = std::sync::Arc::get_mut(&mut facts.inventory).unwrap();
            let entry = &mut inventory.files[c.0 as usize];
            entry.flags = entry.flags.with(FileFlags::SHARED_WITH_PEOPLE, true);
        },
        &files,
    );
    let inventory = facts(&files).inventory;
    let (a, c) = (at(&inventory, "A/a.txt"), at(&inventory, "c.txt"));
    assert_eq!(
        hazards,
        [
            Hazard::LinksStayAlive { files: vec![a] },
            Hazard::PeopleKeepFiles { files: vec![c] }
        ]
    );
    assert_eq!(hazards[0].files(), [a]);
}

#[test]
fn links_that_the_guest_step_closes_do_not_stay_alive() {
    let mut facts = with_guest(facts(&["a.txt !link", "b.txt !link"]));
    let a = at(&facts.inventory, "a.txt");
    let found = facts.guest.as_mut().unwrap();
    found.file_links = vec![FileLink {
        file: facts.inventory.file(a).unwrap().id.clone(),
        path: "a.txt".into(),
        index: Some(a),
        link: link("Shared", true),
    }];
    let mut choices = builder::choices(CollisionPolicy::KeepBoth, 100);
    choices.guest = Some(guest_choice(false));
    let plan = Plan::make(facts, choices).unwrap();
    let b = at(&plan.inventory, "b.txt");
    assert_eq!(plan.hazards, [Hazard::LinksStayAlive { files: vec![b] }]);
}

#[test]
fn a_folder_beside_is_pointed_out_unless_somebody_chose() {
    let near = folder(41, "CONTOSO LTD", builder::ROOT);
    let change = |facts: &mut Facts| facts.place.beside = vec![near.clone()].into();
    let pointed = Hazard::NearlyTheSameTarget {
        folder: FolderId::number(41),
        title: "CONTOSO LTD".into(),
    };
    assert_eq!(minded(change, &["a.txt"]), [pointed]);
    let chosen = |facts: &mut Facts| {
        change(facts);
        facts.place.targets_found = vec![near.clone()];
        facts.place.target_chosen = Some(near.id.clone());
    };
    assert_eq!(minded(chosen, &["a.txt"]), []);
}

#[test]
fn every_hazard_has_a_sentence_of_its_own_and_survives_the_plan_file() {
    let names = || vec!["Eve\u{7}".to_owned()];
    let files = vec![crate::domain::FileIndex(0)];
    let all = [
        Hazard::PublicTarget,
        Hazard::TargetReadByGuests { who: names() },
        Hazard::TargetOpenByLinks { links: names() },
        Hazard::TargetFoldersShared { folders: names() },
        Hazard::TargetReadersUnknown,
        Hazard::TargetLinksUnknown,
        Hazard::NearlyTheSameTarget {
            folder: FolderId::number(1),
            title: "Eve\u{7}".into(),
        },
        Hazard::DownloadBecomesPossible,
        Hazard::WatermarkIsLost,
        Hazard::IndexIsLost,
        Hazard::SourceLifetime {
            lifetime: Lifetime {
                value: 3,
                period: 0,
                permanently: true,
            },
        },
        Hazard::FormsLoseRoles {
            files: files.clone(),
        },
        Hazard::FormsLoseFilling {
            files: files.clone(),
        },
        Hazard::LinksStayAlive {
            files: files.clone(),
        },
        Hazard::PeopleKeepFiles { files },
    ];
    let mut said = BTreeSet::new();
    for hazard in &all {
        let sentence = hazard.sentence();
        assert!(sentence.ends_with('.') && sentence.len() > 20, "{sentence}");
        assert!(!sentence.contains('\u{7}') && !sentence.contains("  "));
        assert!(said.insert(sentence), "{hazard:?}");
        let json = serde_json::to_string(hazard).unwrap();
        assert_eq!(&serde_json::from_str::<Hazard>(&json).unwrap(), hazard);
    }
}

#[test]
fn readers_are_shown_and_not_obeyed() {
    let plan = reached(
        vec![owner(), somebody("Gw\u{1b}en", RoomAccess(2), true)],
        vec![link("a\u{202e}b", false)],
        true,
    );
    let text = plan.target.reader_lines().join("\n");
    assert!(
        text.contains("Gw␛en (read)") && text.contains("a<U+202E>b"),
        "{text}"
    );
    assert!(
        consent(&plan)
            .items
            .iter()
            .all(|item| !item.sentence().contains('\u{1b}'))
    );
}
