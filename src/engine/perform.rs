//! One step at a time: what is asked of the portal, and what its answer is called.

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc};

use super::{
    answer::Answer,
    changes, guest, last_look,
    look::{self, Look},
    moves, ownership, target,
};
use crate::{
    docspace::{Client, MoveOrder, Transport},
    domain::{FileId, FolderId, FolderRole},
    plan::Plan,
    run::{Record, RunEvent, RunState, SendId, Step},
};

/// Does steps for one run.
pub(super) struct Hands<T> {
    client: Client<T>,
    plan: Arc<Plan>,
    /// Role of every folder of the room, to tell "still in the room" from "moved elsewhere".
    room_folders: Arc<HashMap<FolderId, FolderRole>>,
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
            Step::FindTarget => Box::pin(target::find_target(
                client,
                plan,
                state
                    .made_target()
                    .map(|(folder, title)| (folder.clone(), title.to_owned())),
                state.target_tries_used_up(),
            )),
            Step::MakeTarget => Box::pin(target::make_target(client, plan)),
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
                Box::pin(moves::send_chunk(client, send, order))
            }
            Step::Poll { send, operation } => {
                Box::pin(moves::poll(client, send, operation, target))
            }
            Step::Read {
                send,
                files,
                and_target,
                last,
            } => {
                let look = self.look(target);
                Box::pin(look::read_send(look, send, files, and_target, last))
            }
            Step::ReadEditors(files) => Box::pin(look::read_editors(self.look(target), files)),
            Step::ReadLast(files) => Box::pin(look::read_last(self.look(target), files)),
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

/// The events of an answer, for the state as it is when the answer is taken.
pub(super) fn events(answer: Answer, plan: &Plan, state: &RunState) -> Vec<RunEvent> {
    match answer {
        Answer::Events(events) => events,
        Answer::Titles(target) => {
            let lying = last_look::directly_in([&*target]);
            vec![RunEvent::Record(state.check_titles(plan, lying))]
        }
        Answer::Listed { target, room } => {
            let listing = last_look::final_listing(plan, state, target.as_deref(), &room);
            vec![RunEvent::Record(listing)]
        }
    }
}
