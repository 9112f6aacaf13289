//! One step at a time: what is asked of the portal, and what its answer is called.

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc};

use futures_util::future::join_all;

use super::{changes, guest, last_look, ownership};
use crate::{
    docspace::{Client, MoveOrder, OperationStatus, PortalError, Transport},
    domain::{FileId, FolderId, FolderRole, Inventory, OperationId, titles::visible},
    plan::{Blocker, Plan},
    run::{Progress, Record, RunEvent, RunState, SendId, SendRefusal, Sighting, Step, Stop},
};

/// Does steps for one run.
pub(super) struct Hands<T> {
    client: Client<T>,
    plan: Arc<Plan>,
    /// Role of every folder of the room, to tell "still in the room" from "moved elsewhere".
    room_folders: Arc<HashMap<FolderId, FolderRole>>,
}

/// What came of a step.
pub(super) enum Answer {
    /// Events as they are.
    Events(Vec<RunEvent>),
    /// The target before files are renamed in it.
    Titles(Box<Inventory>),
    /// The final listing, which means something only beside the state.
    Listed {
        target: Option<Box<Inventory>>,
        room: Box<Inventory>,
    },
}

type Work = Pin<Box<dyn Future<Output = Answer> + Send>>;

impl<T: Transport> Hands<T> {
    pub(super) fn new(client: Client<T>, plan: Arc<Plan>) -> Self {
        let room_folders = plan
            .inventory
            .folders
            .iter()
            .map(|folder| (folder.id.clone(), folder.role))
            .collect::<HashMap<_, _>>();
        Self {
            client,
            plan,
            room_folders: Arc::new(room_folders),
        }
    }

    /// The record that has to be on the disk before a step that writes.
    pub(super) fn intent(&self, step: &Step, state: &RunState) -> Option<Record> {
        match step {
            Step::MakeTarget => Some(Record::TargetIntended {
                parent: self.plan.target.root.folder.id.clone(),
                title: self.plan.target.title.clone(),
            }),
            Step::Send(send) => {
                let request = state.send(*send)?;
                Some(Record::SendIntended {
                    send: *send,
                    chunk: request.chunk,
                    conflict: request.conflict,
                    files: self.files_of(state, *send),
                })
            }
            Step::Unlock { send, files } => Some(Record::UnlockIntended {
                send: *send,
                files: files.clone(),
            }),
            Step::Rename(renames) => Some(Record::RenameIntended {
                renames: renames.clone(),
            }),
            Step::Guest(call) => Some(Record::GuestCallIntended { call: *call }),
            Step::ChangeOwner(change) => Some(Record::OwnershipIntended { change: *change }),
            _ => None,
        }
    }

    /// The work of a step, ready to be awaited beside others.
    pub(super) fn perform(&self, step: &Step, state: &RunState) -> Work {
        let client = self.client.clone();
        let plan = Arc::clone(&self.plan);
        match step.clone() {
            Step::LookAtOwner(change) => Box::pin(ownership::look(client, plan, change)),
            Step::ChangeOwner(change) => Box::pin(ownership::change(client, plan, change)),
            Step::FindTarget => Box::pin(find_target(
                client,
                plan,
                state
                    .made_target()
                    .map(|(folder, title)| (folder.clone(), title.to_owned())),
                state.target_tries_used_up(),
            )),
            Step::MakeTarget => Box::pin(make_target(client, plan)),
            Step::Unlock { send, files } => {
                let room_folders = Arc::clone(&self.room_folders);
                Box::pin(changes::unlock(client, send, files, room_folders))
            }
            Step::Rename(renames) => Box::pin(changes::rename(client, renames)),
            Step::Guest(call) => match state.settled(&self.plan) {
                Ok(proof) => Box::pin(guest::make_call(client, plan, call, proof)),
                // `next` asks for no call while the gate is closed.
                Err(_) => nothing(),
            },
            Step::ReadGuestBack => {
                let links_of = state.links_to_read_back(&plan);
                let not_visible = state.room_not_visible();
                Box::pin(guest::read_back(client, plan, links_of, not_visible))
            }
            Step::ListAll => {
                let target = state.target().cloned();
                Box::pin(last_look::list_all(client, plan, target))
            }
            step => match state.target().cloned() {
                Some(target) => self.perform_in(target, step, state),
                // Without a target nothing was sent, and `next` asks for none of these.
                None => nothing(),
            },
        }
    }

    /// The work of a step that needs the target.
    fn perform_in(&self, target: FolderId, step: Step, state: &RunState) -> Work {
        let client = self.client.clone();
        match step {
            Step::Send(send) => {
                let conflict = state.send(send).map(|send| send.conflict);
                let files = self.files_of(state, send);
                let order = conflict.map(|conflict| MoveOrder {
                    files,
                    target,
                    conflict,
                });
                Box::pin(send_chunk(client, send, order))
            }
            Step::Poll { send, operation } => Box::pin(poll(client, send, operation, target)),
            Step::Read {
                send,
                files,
                and_target,
                last,
            } => {
                let look = self.look(target);
                Box::pin(read_send(look, send, files, and_target, last))
            }
            Step::ReadEditors(files) => Box::pin(read_editors(self.look(target), files)),
            Step::ReadLast(files) => Box::pin(read_last(self.look(target), files)),
            Step::CheckTitles => {
                let plan = Arc::clone(&self.plan);
                Box::pin(changes::look_at_titles(client, plan, target))
            }
            _ => nothing(),
        }
    }

    fn look(&self, target: FolderId) -> Look<T> {
        Look {
            client: self.client.clone(),
            target,
            room_folders: Arc::clone(&self.room_folders),
        }
    }

    fn files_of(&self, state: &RunState, send: SendId) -> Vec<FileId> {
        let files = state
            .send(send)
            .map(|send| send.files.as_slice())
            .unwrap_or_default();
        files
            .iter()
            .filter_map(|index| self.plan.inventory.file(*index))
            .map(|file| file.id.clone())
            .collect()
    }
}

fn nothing() -> Work {
    Box::pin(async { Answer::Events(Vec::new()) })
}

impl Answer {
    pub(super) fn record(record: Record) -> Self {
        Self::Events(vec![RunEvent::Record(record)])
    }

    /// The events of an answer, for the state as it is when the answer is taken.
    pub(super) fn events(self, plan: &Plan, state: &RunState) -> Vec<RunEvent> {
        match self {
            Self::Events(events) => events,
            Self::Titles(target) => {
                let lying = last_look::directly_in([&*target]);
                vec![RunEvent::Record(state.check_titles(plan, lying))]
            }
            Self::Listed { target, room } => {
                vec![RunEvent::Record(last_look::final_listing(
                    plan,
                    state,
                    target.as_deref(),
                    &room,
                ))]
            }
        }
    }
}

/// Looks under the archive root for the folder that was made, whatever title the portal gave it, and for others of the
/// target's title.
async fn find_target<T: Transport>(
    client: Client<T>,
    plan: Arc<Plan>,
    made: Option<(FolderId, String)>,
    no_more_tries: bool,
) -> Answer {
    let root = &plan.target.root.folder.id;
    let found = match client.subfolders(root).await {
        Ok(folders) => folders,
        Err(error) => return Answer::record(stopped_at_target(&error)),
    };
    let mut same = found.into_iter().filter(|folder| {
        let was_made = made.as_ref().is_some_and(|(made, _)| *made == folder.id);
        was_made || folder.title == plan.target.title
    });
    let stopped = |why| Record::Stopped {
        stop: Stop::Target { why },
    };
    Answer::record(match (same.next(), same.next(), made) {
        (Some(only), None, _) => Record::TargetReady { folder: only.id },
        (Some(one), Some(other), _) => stopped(format!(
            "folders {} and {} have the same title, or were made for it; say which with --target",
            one.id, other.id
        )),
        (None, _, Some((folder, title))) => stopped(format!(
            "the portal said that it made folder {folder} with the title {}, and it is not under the archive root",
            visible(&title)
        )),
        (None, _, None) if no_more_tries => {
            stopped("the portal took the order to make it, and it is not there".into())
        }
        (None, _, None) => Record::TargetAbsent,
    })
}

async fn make_target<T: Transport>(client: Client<T>, plan: Arc<Plan>) -> Answer {
    match client
        .create_folder(&plan.target.root.folder.id, &plan.target.title)
        .await
    {
        // That it is there once, and only once, has to be seen.
        Ok(made) => Answer::record(Record::TargetMade {
            folder: made.id,
            title: made.title,
        }),
        Err(error) if error.may_have_had_effect() => Answer::record(Record::TargetNotMade {
            why: in_words(&error),
        }),
        Err(error) => Answer::record(stopped_at_target(&error)),
    }
}

fn stopped_at_target(error: &PortalError) -> Record {
    let stop = stop_for(error).unwrap_or_else(|| Stop::Target {
        why: in_words(error),
    });
    Record::Stopped { stop }
}

async fn send_chunk<T: Transport>(
    client: Client<T>,
    send: SendId,
    order: Option<MoveOrder>,
) -> Answer {
    let Some(order) = order else {
        return Answer::Events(Vec::new());
    };
    let error = match client.move_files(&order).await {
        Ok(accepted) => return Answer::Events(accepted_events(send, accepted.0, &order.target)),
        Err(error) => error,
    };
    if error.may_have_had_effect() {
        return Answer::record(Record::SendLost {
            send,
            why: in_words(&error),
        });
    }
    let status = match &error {
        PortalError::Refused { status, .. } | PortalError::PortalGate { status, .. } => *status,
        PortalError::NotFound { .. } => 404,
        PortalError::Validation { .. } => 400,
        PortalError::TooManyRequests { .. } => 429,
        PortalError::KeyRefused => 401,
        _ => 403,
    };
    // A request that could not leave says nothing about its files; the next one would not leave either.
    let unreachable = matches!(
        &error,
        PortalError::Transport(_) | PortalError::NotJson { .. } | PortalError::Redirected { .. }
    );
    let stop = stop_for(&error).or_else(|| {
        unreachable.then(|| Stop::Unreachable {
            why: in_words(&error),
        })
    });
    let refusal = SendRefusal {
        status,
        text: in_words(&error),
        at_the_door: stop.is_some(),
    };
    let mut events = vec![RunEvent::Record(Record::SendRefused { send, refusal })];
    events.extend(stop.map(|stop| RunEvent::Record(Record::Stopped { stop })));
    Answer::Events(events)
}

fn accepted_events(send: SendId, status: OperationStatus, target: &FolderId) -> Vec<RunEvent> {
    let mut events = vec![RunEvent::Record(Record::SendAccepted {
        send,
        operation: status.id.clone(),
    })];
    // A portal that runs as one process may have finished already, and tells it only here.
    if status.finished {
        events.push(operation_event(send, status, target));
    }
    events
}

async fn poll<T: Transport>(
    client: Client<T>,
    send: SendId,
    operation: OperationId,
    target: FolderId,
) -> Answer {
    match client.operation(&operation).await {
        Ok(Some(status)) => Answer::Events(vec![operation_event(send, status, &target)]),
        Ok(None) => Answer::record(Record::OperationLost { send }),
        Err(error) => match stop_for(&error) {
            Some(stop) => Answer::Events(vec![
                RunEvent::Record(Record::OperationLost { send }),
                RunEvent::Record(Record::Stopped { stop }),
            ]),
            // A look that failed says nothing about the operation. It is looked at again, until it has shown no change
            // for so long that it is given up.
            None => Answer::Events(Vec::new()),
        },
    }
}

fn operation_event(send: SendId, status: OperationStatus, target: &FolderId) -> RunEvent {
    let in_target = status
        .moved
        .into_iter()
        .filter(|(_, folder)| folder == target)
        .map(|(file, _)| file);
    if status.finished {
        RunEvent::Record(Record::OperationEnded {
            send,
            moved: in_target.collect(),
            error: status.error,
        })
    } else {
        let moved = u32::try_from(in_target.count()).unwrap_or(u32::MAX);
        RunEvent::Progress(Progress::Polled {
            send,
            percent: status.progress,
            moved,
        })
    }
}

/// What is needed to look at single files.
struct Look<T> {
    client: Client<T>,
    target: FolderId,
    room_folders: Arc<HashMap<FolderId, FolderRole>>,
}

impl<T: Transport> Look<T> {
    /// Where the files are now. The number under way at a time is the pace's business.
    async fn at(&self, files: Vec<FileId>) -> (Vec<(FileId, Sighting)>, Option<Stop>) {
        let looks = files.iter().map(|file| self.client.file(file));
        let mut stop = None;
        let sightings = join_all(looks).await.into_iter().map(|seen| match seen {
            Ok(None) => Sighting::Nowhere,
            Ok(Some(file)) if file.folder == self.target => Sighting::Target,
            Ok(Some(file)) => match self.room_folders.get(&file.folder) {
                Some(role) => Sighting::Room {
                    blocker: Blocker::of(file.flags, *role),
                },
                None => Sighting::Elsewhere {
                    folder: file.folder,
                },
            },
            Err(error) => {
                stop = stop.take().or_else(|| stop_for(&error));
                Sighting::Unreadable {
                    why: in_words(&error),
                }
            }
        });
        let sightings = sightings.collect::<Vec<_>>();
        (files.into_iter().zip(sightings).collect(), stop)
    }

    /// Whether the target still takes files; doubted only on a clear answer.
    async fn target_open(&self) -> bool {
        match self.client.folder(&self.target).await {
            Ok(folder) => folder.rights.create && folder.rights.move_to,
            Err(PortalError::NotFound { .. }) => false,
            Err(_) => true,
        }
    }
}

async fn read_send<T: Transport>(
    look: Look<T>,
    send: SendId,
    files: Vec<FileId>,
    and_target: bool,
    last: bool,
) -> Answer {
    let target_open = !and_target || look.target_open().await;
    let (seen, stop) = look.at(files).await;
    read_events(Some(send), seen, stop, target_open, last)
}

async fn read_last<T: Transport>(look: Look<T>, files: Vec<FileId>) -> Answer {
    let (seen, stop) = look.at(files).await;
    read_events(None, seen, stop, true, true)
}

async fn read_editors<T: Transport>(look: Look<T>, files: Vec<FileId>) -> Answer {
    let (seen, stop) = look.at(files).await;
    let mut events = vec![RunEvent::Record(Record::EditorsRead { seen })];
    events.extend(stop.map(|stop| RunEvent::Record(Record::Stopped { stop })));
    Answer::Events(events)
}

fn read_events(
    send: Option<SendId>,
    seen: Vec<(FileId, Sighting)>,
    stop: Option<Stop>,
    target_open: bool,
    last: bool,
) -> Answer {
    // With a dead key waiting is pointless.
    let last = last || stop.is_some();
    let mut events = vec![RunEvent::Record(Record::FilesRead {
        send,
        seen,
        target_open,
        last,
    })];
    events.extend(stop.map(|stop| RunEvent::Record(Record::Stopped { stop })));
    Answer::Events(events)
}

/// Errors that end a run: the door is closed, or the limits are used up for long.
pub(super) fn stop_for(error: &PortalError) -> Option<Stop> {
    match error {
        error if error.is_about_access() => Some(Stop::Key {
            why: in_words(error),
        }),
        PortalError::TooManyRequests { .. } | PortalError::Unpaid { .. } => Some(Stop::Limits {
            why: in_words(error),
        }),
        _ => None,
    }
}

pub(super) fn in_words(error: &PortalError) -> String {
    chain(error)
}

/// An error with its causes, on one line, for a record.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words.push_str(": ");
        words.push_str(&cause.to_string());
        source = cause.source();
    }
    words
}
