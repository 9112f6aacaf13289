//! Events of a run in words, for the log.

use super::{
    super::{
        model::{RunModel, Tone},
        widgets::words,
    },
    log_guest, log_owner,
};
use crate::{
    domain::titles::visible,
    run::{Progress, Record, RunEvent, SendId},
};

/// The line for an event; `None` for events that the rest of the screen shows better.
pub(super) fn line(run: &RunModel, event: &RunEvent) -> Option<(Tone, String)> {
    let record = match event {
        RunEvent::Progress(Progress::Paused { paused }) => {
            let text = if *paused {
                "Paused: nothing new is sent."
            } else {
                "Going on."
            };
            return Some((Tone::Information, text.into()));
        }
        RunEvent::Progress(_) => return None,
        RunEvent::Record(record) => record,
    };
    match record {
        Record::Began { run, .. } => Some((Tone::Information, format!("Run {run} began."))),
        Record::OwnershipIntended { .. }
        | Record::OwnershipAnswered { .. }
        | Record::OwnershipSeen { .. }
        | Record::OwnershipNotSeen { .. } => log_owner::line(run, record),
        Record::TargetAbsent => Some((
            Tone::Information,
            "The target folder is not there yet.".into(),
        )),
        Record::TargetIntended { title, .. } => Some((
            Tone::Information,
            format!("Making the folder \"{}\".", visible(title)),
        )),
        Record::TargetNotMade { why } => Some((
            Tone::Refused,
            format!("The folder was not made: {}", visible(why)),
        )),
        Record::TargetMade { folder, title } => Some((
            Tone::Information,
            format!("The portal made folder {folder}, \"{}\".", visible(title)),
        )),
        Record::TargetReady { folder } => Some((
            Tone::Done,
            format!("The target folder is there (id {folder})."),
        )),
        Record::SendIntended { .. } | Record::CancelAsked { .. } => None,
        Record::GuestCallAnswered { .. } | Record::GuestReadBack { .. } | Record::Finished => {
            log_guest::line(run, record)
        }
        Record::Stopped { stop } => Some((Tone::Refused, visible(&stop.sentence()).into_owned())),
        Record::UnlockAnswered { .. }
        | Record::EditorsRead { .. }
        | Record::TitlesNotChecked { .. }
        | Record::RenameAnswered { .. } => Some(of_files(record)),
        Record::FinalListed { .. } | Record::FinalListingFailed { .. } => Some(last_look(record)),
        _ => of_chunk(run, record),
    }
}

fn of_chunk(run: &RunModel, record: &Record) -> Option<(Tone, String)> {
    let name = |send: &SendId| {
        let chunk = run.state.send(*send).map_or(0, |send| send.chunk);
        format!("Chunk {}", chunk + 1)
    };
    Some(match record {
        Record::SendAccepted { send, .. } => {
            let files = run
                .state
                .send(*send)
                .map_or(0, |send| send.files.len() as u64);
            (
                Tone::Information,
                format!(
                    "{}: {} sent.",
                    name(send),
                    words::count(files, "file", "files")
                ),
            )
        }
        Record::SendRefused { send, refusal } => (
            Tone::Refused,
            format!(
                "{}: refused ({}): {}",
                name(send),
                refusal.status,
                visible(&refusal.text)
            ),
        ),
        Record::SendLost { send, why } => (
            Tone::Refused,
            format!(
                "{}: the answer was lost, the files are looked at ({}).",
                name(send),
                visible(why)
            ),
        ),
        Record::OperationEnded { send, moved, error } => {
            let files = run.state.send(*send).map_or(0, |send| send.files.len());
            let tone = if moved.len() == files {
                Tone::Done
            } else {
                Tone::Information
            };
            let error = error
                .as_ref()
                .map(|error| format!(" The portal says: {}", visible(error)));
            let text = format!(
                "{}: {} of {files} seen in the target.",
                name(send),
                moved.len()
            );
            (tone, text + &error.unwrap_or_default())
        }
        Record::OperationLost { send } => (
            Tone::Refused,
            format!(
                "{}: the portal no longer reports it, the files are looked at.",
                name(send)
            ),
        ),
        Record::FilesRead {
            send: Some(send),
            seen,
            ..
        } => (
            Tone::Information,
            format!(
                "{}: {} looked at one by one.",
                name(send),
                words::count(seen.len() as u64, "file", "files")
            ),
        ),
        Record::FilesRead {
            send: None, seen, ..
        } => (
            Tone::Information,
            format!(
                "{} looked at for the last time.",
                words::count(seen.len() as u64, "file", "files")
            ),
        ),
        _ => return None,
    })
}

/// Locks, editors and titles.
fn of_files(record: &Record) -> (Tone, String) {
    let files = |files: usize| words::count(files as u64, "file", "files");
    match record {
        Record::UnlockAnswered { answers, .. } => {
            let stay = answers.refused.len() + answers.lost.len();
            let tone = if stay == 0 { Tone::Done } else { Tone::Refused };
            let broken = format!("Locks taken off {}", files(answers.unlocked.len()));
            let stay = match stay {
                0 => String::new(),
                several => format!(", and not off {}", files(several)),
            };
            (tone, format!("{broken}{stay}."))
        }
        Record::EditorsRead { seen } => (
            Tone::Information,
            format!("{} open in an editor looked at again.", files(seen.len())),
        ),
        Record::TitlesNotChecked { why } => (
            Tone::Refused,
            format!(
                "The target could not be listed, so titles are kept: {}",
                visible(why)
            ),
        ),
        Record::RenameAnswered { answers } => {
            let kept = answers.other.len() + answers.refused.len() + answers.lost.len();
            let tone = if kept == 0 { Tone::Done } else { Tone::Refused };
            let renamed = format!("{} renamed in the target", files(answers.renamed.len()));
            let kept = match kept {
                0 => String::new(),
                several => format!(", {} not", files(several)),
            };
            (tone, format!("{renamed}{kept}."))
        }
        _ => (Tone::Information, String::new()),
    }
}

fn last_look(record: &Record) -> (Tone, String) {
    match record {
        Record::FinalListed {
            missing,
            in_room,
            new,
            complete,
            ..
        } => {
            let clean = missing.is_empty() && in_room.is_empty() && new.is_empty() && *complete;
            let tone = if clean { Tone::Done } else { Tone::Refused };
            let counted = [
                (missing.len(), "not seen in the target"),
                (in_room.len(), "still in the room"),
                (new.len(), "new in the room"),
            ];
            let found: Vec<String> = counted
                .iter()
                .filter(|(files, _)| *files > 0)
                .map(|(files, what)| format!(", {} {what}", words::number(*files as u64)))
                .collect();
            let proved = if *complete {
                ""
            } else {
                ", and the lists could not be proved complete"
            };
            let text = if clean {
                "Room and target listed: every planned file is there.".to_owned()
            } else {
                format!("Room and target listed{}{proved}.", found.concat())
            };
            (tone, text)
        }
        Record::FinalListingFailed { why } => (
            Tone::Refused,
            format!("Room and target could not be listed: {}", visible(why)),
        ),
        _ => (Tone::Information, String::new()),
    }
}
