//! The archive room: who will be able to read what is archived there.

use closeout::{
    app::ExitCode,
    domain::FolderId,
    plan::{Difference, Hazard},
    sandbox::{
        SandboxOptions,
        seed::{FolderSpec, GroupSpec},
        world::{Access, Grant, PersonId, RoomKind, Subject},
    },
};

use super::{
    ARCHIVE, MY_DOCUMENTS, ROOM, Row, external, folder, invitation, member, people, primary,
};
use crate::stage::{Stage, contoso, normally};

const PUBLIC: &str = "--accept-public-target";
const READERS: &str = "--accept-guest-readers";

#[tokio::test(start_paused = true)]
async fn an_ordinary_archive_room_needs_nothing() {
    Row::ordinary("ordinary")
        .says("Who can read it there:\n  members (1): Ann (owner)")
        .says("every portal admin")
        .says_not("Mind:")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn members_and_groups_who_will_read_it_are_named_and_counted() {
    Row {
        world: closeout::sandbox::WorldSpec {
            groups: vec![GroupSpec {
                handle: "sales".into(),
                name: "Sales".into(),
                members: vec!["uma".into()],
            }],
            ..Row::ordinary("").world
        },
        ..Row::ordinary("members")
    }
    .archive(|room| {
        room.members = vec![
            member("bob", Access::Manager),
            member("uma", Access::Read),
            member("sales", Access::Editing),
        ];
    })
    .says("members (3): Ann (owner), Bob (room manager), Uma (read)")
    .says("groups (1): Sales (editing)")
    .says_not("Mind:")
    .plays()
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_public_archive_room_has_to_be_meant() {
    Row::ordinary("public")
        .archive(|room| {
            room.kind = RoomKind::Public;
            room.links = vec![primary("Public page")];
        })
        .says("Mind: The archive root lies in a public room")
        .says("whoever has a link (1): the external link \"Public page\"")
        .needs(PUBLIC)
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_second_link_of_a_public_room_is_agreed_to_besides() {
    Row::ordinary("public with a second link")
        .archive(|room| {
            room.kind = RoomKind::Public;
            room.links = vec![primary("Public page"), external("For the auditors")];
        })
        .says("(1): For the auditors.")
        .needs(PUBLIC)
        .needs(READERS)
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn guests_in_the_archive_room_are_named() {
    Row::ordinary("guest")
        .archive(|room| room.members = vec![member("gwen", Access::Read)])
        .says("guests (1): Gwen (read)")
        .says("Mind: People from outside can read the archive room (1): Gwen.")
        .says("can be read by or through 1: Gwen.")
        .needs(READERS)
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_guest_who_is_kept_out_does_not_count() {
    Row::ordinary("restricted guest")
        .archive(|room| room.members = vec![member("gwen", Access::Restrict)])
        .says_not("Gwen")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn the_group_of_every_account_lets_guests_in() {
    Row::ordinary("Everyone")
        .archive(|room| room.members = vec![member("everyone", Access::Read)])
        .says("groups that cover every account, guests included (1): Everyone (read)")
        .says("(1): Everyone.")
        .needs(READERS)
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn links_into_the_archive_room_are_named_and_agreed_to_once() {
    Row::ordinary("links and a guest")
        .archive(|room| {
            room.members = vec![member("gwen", Access::Read)];
            room.links = vec![external("For the auditors"), invitation("Come in")];
        })
        .says("the external link \"For the auditors\"")
        .says("the invitation link \"Come in\"")
        .says("through 3: Gwen, link \"")
        .needs(READERS)
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn who_does_not_manage_the_archive_room_is_told_that_its_links_are_not_seen() {
    Row::ordinary("content creator")
        .archive(|room| {
            room.owner = Some("bob".into());
            room.members = vec![member("ann", Access::ContentCreator)];
            room.links = vec![external("For the auditors")];
        })
        .says("members (2): Bob (owner), Ann (content creator)")
        .says("Mind: Whether links let people into the archive room could not be seen")
        .says_not("auditors")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_archive_root_with_a_link_of_its_own() {
    Row::ordinary("linked root")
        .archive(|room| {
            room.folders = vec![FolderSpec {
                links: vec![external("Folder link")],
                ..folder(210, "Years")
            }];
        })
        .root(&210)
        .says("the folder \"Years\": whoever has its link")
        .says("Mind: Folders on the way to the target are shared by themselves (1): Years.")
        .needs(READERS)
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_folder_above_the_archive_root_with_a_link_or_a_row() {
    Row::ordinary("shared folders above")
        .archive(|room| {
            let root = folder(212, "Archive");
            let between = FolderSpec {
                shared_for_user: true,
                folders: vec![root],
                ..folder(211, "2026")
            };
            room.folders = vec![FolderSpec {
                links: vec![external("Folder link")],
                folders: vec![between],
                ..folder(210, "Years")
            }];
        })
        .root(&212)
        .says("the folder \"2026\": people with rows of their own on it")
        .says("shared by themselves (2): Years, 2026.")
        .needs(READERS)
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_existing_target_with_a_link_of_its_own() {
    Row::ordinary("linked target")
        .archive(|room| {
            room.folders = vec![FolderSpec {
                links: vec![external("Folder link")],
                ..folder(210, "Client")
            }];
        })
        .says("the folder \"Client\": whoever has its link")
        .needs(READERS)
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_is_nearly_the_target_is_pointed_out() {
    Row::ordinary("nearly the same title")
        .archive(|room| room.folders = vec![folder(210, "CLIÉNT")])
        .says("(will be made)")
        .says(
            "Mind: The folder \"CLIÉNT\" (id 210) differs from the target only by case or accents",
        )
        .says("--target 210")
        .plays()
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_nearly_equal_folder_that_was_chosen_is_the_target_and_is_called_so() {
    let mut row = Row::ordinary("chosen")
        .archive(|room| room.folders = vec![folder(210, "CLIÉNT")])
        .says("/Archive/CLIÉNT  (exists, id 210")
        .says_not("Mind:");
    row.wish.target = Some(FolderId::number(210));
    row.plays().await;
}

#[tokio::test(start_paused = true)]
async fn in_my_documents_only_the_owner_of_the_key_reads_it() {
    let mut row = Row::ordinary("My documents")
        .root(&MY_DOCUMENTS)
        .says("only you: the target lies in your own documents")
        .says_not("Mind:");
    row.world.people[0].quota_limit = Some(1 << 40);
    row.plays().await;
    let mut shared = Row::ordinary("shared folder in My documents")
        .root(&220)
        .says("the folder \"Kept\": people with rows of their own on it")
        .needs(READERS);
    shared.world.my_folders = vec![FolderSpec {
        shared_for_user: true,
        ..folder(220, "Kept")
    }];
    shared.plays().await;
}

#[tokio::test(start_paused = true)]
async fn what_comes_between_plan_and_run_forbids_the_run() {
    let row = Row::ordinary("");
    let stage = Stage::set(SandboxOptions {
        world: closeout::sandbox::WorldSource::Given(Box::new(row.world)),
        ..SandboxOptions::default()
    })
    .await;
    let plan = stage.prepare(&row.wish).await;
    let gwen = people()
        .iter()
        .position(|person| person.handle == "gwen")
        .unwrap();
    stage.sandbox.edit(|world, _| {
        let room = world.tree.folder_mut(ARCHIVE).unwrap();
        room.room.as_mut().unwrap().grants.push(Grant {
            subject: Subject::Person(PersonId(gwen)),
            access: Access::Read,
            given_by: PersonId(0),
            holds_form_role: false,
        });
    });
    let again = closeout::app::CarryOut {
        from_file: true,
        ..normally()
    };
    let error = stage.run_so(plan, again).await.unwrap_err();
    assert_eq!(error.exit_code(), ExitCode::Stale);
    let closeout::app::AppError::Stale(changes) = error else {
        panic!("{error:?}")
    };
    let [Difference::Place { what }] = &*changes else {
        panic!("{changes:?}")
    };
    assert!(what.contains("Gwen"), "{what}");
    assert_eq!(stage.writes(0), []);
}

#[tokio::test(start_paused = true)]
async fn looking_at_a_place_makes_no_link_and_asks_few_questions() {
    let stage = Stage::set(SandboxOptions::default()).await;
    let before = stage.sandbox.requests().len();
    let root = contoso().archive_root;
    stage
        .session
        .look_at_place(&root, "Contoso Ltd", None)
        .await
        .unwrap();
    let requests = stage.requests(before);
    let paths: Vec<_> = requests.iter().map(|request| &*request.path).collect();
    assert!(requests.len() <= 8, "{paths:#?}");
    assert!(requests.iter().all(|request| request.method == "GET"));
    // The singular form makes a link where there is none.
    assert!(!paths.iter().any(|path| path.ends_with("/link")));
}

#[tokio::test(start_paused = true)]
async fn the_readers_are_part_of_the_plan_and_of_its_digest() {
    let row = Row::ordinary("").archive(|room| room.members = vec![member("gwen", Access::Read)]);
    let stage = Stage::set(SandboxOptions {
        world: closeout::sandbox::WorldSource::Given(Box::new(row.world)),
        ..SandboxOptions::default()
    })
    .await;
    let plan = stage.prepare(&row.wish).await;
    assert_eq!(plan.room.id, closeout::domain::RoomId::number(ROOM));
    let json = serde_json::to_value(&plan).unwrap();
    let members = &json["target"]["reach"]["members"];
    assert_eq!(members.as_array().unwrap().len(), 2);
    assert_eq!(json["hazards"][0]["hazard"], "target-read-by-guests");
    assert_eq!(json["hazards"][0]["who"][0], "Gwen");
    let mut silenced = plan.clone();
    silenced.target.reach = None;
    assert!(!silenced.is_whole().unwrap());
    let mut silenced = plan.clone();
    silenced
        .hazards
        .retain(|hazard| !matches!(hazard, Hazard::TargetReadByGuests { .. }));
    assert!(!silenced.is_whole().unwrap());
}
