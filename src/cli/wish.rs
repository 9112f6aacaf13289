//! From what was typed to what is wanted. Whatever can be refused without asking the portal is refused here.

use std::{collections::BTreeSet, path::Path};

use super::args::{Collisions, IfLockedArg, LayoutArg, Revoke, RoomArgs, RunArgs};
use crate::{
    app::{self, AppError, CarryOut, GuestWish, IfLocked, Remembered, Session, Wish},
    docspace::Transport,
    domain::{
        FileId, FolderId, RemoteId, RoomId,
        titles::{sanitise_folder_title, visible},
    },
    headless::{Accepted, Failure, RunOrder, WhatToRun, with_causes},
    plan::{Choices, CollisionPolicy, Layout, Plan, PlanError, RevokeScope, Unlock},
    run::{AfterStep, Manner},
};

/// A wish that may still lack the archive root, which may be remembered for the portal.
pub(super) struct Unresolved {
    room: RoomId,
    archive_root: Option<FolderId>,
    client_name: Option<String>,
    target: Option<FolderId>,
    guest: Option<GuestWish>,
    choices: Choices,
}

/// Checks ids and names.
pub(super) fn of_room_args(args: &RoomArgs) -> Result<Unresolved, Failure> {
    let room = args.room.as_deref().ok_or_else(|| {
        Failure::usage(
            "no room was given",
            "Give --room ID or CLIENT_ROOM_ID; `closeout rooms` lists the ids.",
        )
    })?;
    if let Some(name) = &args.client_name {
        sanitise_folder_title(name)
            .map_err(|error| AppError::from(PlanError::ClientName(error)))?;
    }
    let folder = |text: &Option<String>, flag| {
        text.as_deref()
            .map(|text| id(text, flag).map(FolderId))
            .transpose()
    };
    Ok(Unresolved {
        room: RoomId(id(room, "--room")?),
        archive_root: folder(&args.archive_root, "--archive-root")?,
        client_name: args.client_name.clone(),
        target: folder(&args.target, "--target")?,
        guest: guest(args),
        choices: Choices {
            layout: match args.layout {
                LayoutArg::Flat => Layout::Flat,
            },
            collisions: match args.collisions {
                Collisions::Rename => CollisionPolicy::Rename,
                Collisions::KeepBoth => CollisionPolicy::KeepBoth,
                Collisions::Leave => CollisionPolicy::Leave,
            },
            chunk_size: args.chunk_size,
            unlock: unlock(&args.unlock)?,
            take_ownership: args.take_ownership,
            ..Choices::for_client("")
        },
    })
}

/// Whose locks are broken.
fn unlock(named: &[String]) -> Result<Unlock, Failure> {
    let is_all = |word: &String| word.trim().eq_ignore_ascii_case("all");
    if named.iter().any(is_all) {
        return if named.len() == 1 {
            Ok(Unlock::All)
        } else {
            Err(Failure::usage(
                "--unlock: `all` stands by itself",
                "Give --unlock all, or only ids.",
            ))
        };
    }
    let ids = named
        .iter()
        .map(|text| id(text, "--unlock").map(FileId))
        .collect::<Result<BTreeSet<_>, _>>()?;
    Ok(if ids.is_empty() {
        Unlock::None
    } else {
        Unlock::These(ids)
    })
}

/// The guest; an empty variable is none.
fn guest(args: &RoomArgs) -> Option<GuestWish> {
    let who = args
        .guest
        .as_deref()
        .map(str::trim)
        .filter(|who| !who.is_empty())?;
    Some(GuestWish {
        who: who.to_owned(),
        scope: args.revoke.map(|scope| match scope {
            Revoke::Room => RevokeScope::Room,
            Revoke::Guest => RevokeScope::Guest,
        }),
        despite_left: args.revoke_despite_left,
    })
}

/// Ids of internal storage are numbers, those of third-party storage words with hyphens; anything else is a mistake
/// that the portal would only answer with "not found".
fn id(text: &str, flag: &str) -> Result<RemoteId, Failure> {
    match RemoteId::parse(text) {
        Some(id @ RemoteId::Number(1..)) => Ok(id),
        Some(RemoteId::Text(text)) if text.contains('-') && !text.starts_with('-') => {
            Ok(RemoteId::Text(text))
        }
        _ => Err(Failure::usage(
            format!("{flag}: {text:?} is not an id"),
            "An id is a number such as 539564; it stands in the address when the room or folder is open in the browser.",
        )),
    }
}

/// An id in the environment, if there is one.
pub(super) fn typed_id(variable: &str) -> Result<Option<RemoteId>, Failure> {
    match std::env::var(variable) {
        Ok(text) if !text.trim().is_empty() => id(&text, variable).map(Some),
        _ => Ok(None),
    }
}

/// Fills in the archive root that is remembered for the portal.
pub(super) fn resolved<T: Transport>(
    wish: Unresolved,
    session: &Session<T>,
) -> Result<Wish, Failure> {
    let archive_root = match wish.archive_root {
        Some(root) => root,
        None => Remembered::load(session.place())?.archive_root(session.portal()).cloned().ok_or_else(|| {
            Failure::usage(
                "no archive root was given",
                "Give --archive-root ID or ARCHIVE_ROOT_FOLDER_ID: the folder that holds one folder per client.",
            )
        })?,
    };
    Ok(Wish {
        room: wish.room,
        archive_root,
        client_name: wish.client_name,
        target: wish.target,
        guest: wish.guest,
        choices: wish.choices,
    })
}

/// What is to be run, before the portal is asked.
pub(super) struct UnresolvedOrder {
    what: UnresolvedWhat,
    how: CarryOut,
    yes: bool,
    accepted: Accepted,
    skip_if_locked: bool,
    afterwards: Vec<AfterStep>,
}

enum UnresolvedWhat {
    Wish(Unresolved),
    Plan(Box<Plan>),
}

fn plan_in_file(args: &RunArgs, path: &Path) -> Result<Plan, Failure> {
    let shown = path.display().to_string();
    let json = crate::store::read_file(path).map_err(|error| {
        Failure::usage(
            format!("no plan can be read: {}", with_causes(&error)),
            "Check --plan, or write a plan with `closeout plan --out FILE`.",
        )
    })?;
    let plan = app::read_plan(&json, &shown)?;
    refuse_another_guest(args, &plan)?;
    Ok(plan)
}

/// A plan is run as it was confirmed: whose access is cut is in it, and is not changed from outside in silence. The
/// plan's own guest may be named beside it, as the environment does.
fn refuse_another_guest(args: &RunArgs, plan: &Plan) -> Result<(), Failure> {
    let Some(named) = guest(&args.room) else {
        return Ok(());
    };
    let facts = plan.guest.as_ref().map(|step| &step.facts);
    let is_the_same = facts.is_some_and(|facts| {
        let email = facts.email.as_deref();
        facts.person.id.0.eq_ignore_ascii_case(&named.who)
            || email.is_some_and(|email| email.eq_ignore_ascii_case(&named.who))
    });
    if is_the_same {
        return Ok(());
    }
    let whose = match facts {
        Some(facts) => format!("the plan's guest is {}", visible(&facts.person.name)),
        None => "the plan cuts nobody's access".to_owned(),
    };
    Err(Failure::usage(
        format!(
            "--guest (or GUEST_USER_ID) names {} beside --plan, and a plan is run as it is: {whose}",
            visible(&named.who)
        ),
        "Make the plan with --guest, or leave it out here.",
    ))
}

/// Reads the plan file or the flags.
pub(super) fn run_order(args: &RunArgs) -> Result<UnresolvedOrder, Failure> {
    let what = match &args.plan {
        Some(path) => UnresolvedWhat::Plan(Box::new(plan_in_file(args, path)?)),
        None => UnresolvedWhat::Wish(of_room_args(&args.room)?),
    };
    Ok(UnresolvedOrder {
        how: CarryOut {
            manner: if args.gentle {
                Manner::GENTLE
            } else {
                Manner::NORMAL
            },
            from_file: args.plan.is_some(),
            if_locked: if args.if_locked == IfLockedArg::Wait {
                IfLocked::Wait
            } else {
                IfLocked::Fail
            },
        },
        what,
        yes: args.yes,
        accepted: Accepted {
            not_visible: args.accept_not_visible,
            public_target: args.accept_public_target,
            guest_readers: args.accept_guest_readers,
            unlock: unlock(&args.room.unlock)?,
            take_ownership: args.room.take_ownership,
        },
        skip_if_locked: args.if_locked == IfLockedArg::Skip,
        afterwards: AfterStep::ALL
            .into_iter()
            .filter(|step| match step {
                AfterStep::PutManifest => args.put_manifest,
                AfterStep::ArchiveRoom => args.archive_room,
            })
            .collect(),
    })
}

/// Fills in what only the session knows.
pub(super) fn resolved_order<T: Transport>(
    order: UnresolvedOrder,
    session: &Session<T>,
) -> Result<RunOrder, Failure> {
    Ok(RunOrder {
        what: match order.what {
            UnresolvedWhat::Wish(wish) => WhatToRun::Wish(resolved(wish, session)?),
            UnresolvedWhat::Plan(plan) => WhatToRun::Plan(plan),
        },
        how: order.how,
        yes: order.yes,
        accepted: order.accepted,
        skip_if_locked: order.skip_if_locked,
        afterwards: order.afterwards,
    })
}
