//! Files that are unlocked and renamed.

use super::{Fault, Spot, Toy};
use crate::{
    domain::FileId,
    plan::Blocker,
    run::{FileNote, NewTitle, Record, RenameAnswers, SendId, UnlockAnswers},
};

impl Toy {
    /// Locks of other people are taken off, where there are any.
    pub(in crate::run::tests) fn unlock(&mut self, send: SendId, files: &[FileId]) -> Record {
        let mut answers = UnlockAnswers::default();
        for id in files {
            let note = || FileNote {
                file: id.clone(),
                why: "no".into(),
            };
            let locked = self
                .files
                .get(id)
                .is_some_and(|file| matches!(file.blocker, Some(Blocker::Locked { .. })));
            if !locked {
                answers.free.push(id.clone());
            } else if self.strikes(Fault::UnlockRefused) {
                answers.refused.push(note());
            } else if self.strikes(Fault::LostBefore) {
                answers.lost.push(note());
            } else {
                if let Some(file) = self.files.get_mut(id) {
                    file.blocker = None;
                }
                *self.unlocked.entry(id.clone()).or_default() += 1;
                if self.strikes(Fault::LostAfter) {
                    answers.lost.push(note());
                } else {
                    answers.unlocked.push(id.clone());
                }
            }
        }
        Record::UnlockAnswered { send, answers }
    }

    /// Files are given other titles; the portal does not care whether they are taken.
    pub(in crate::run::tests) fn rename(&mut self, renames: &[NewTitle]) -> Record {
        let mut answers = RenameAnswers::default();
        for new in renames {
            let note = || FileNote {
                file: new.file.clone(),
                why: "no".into(),
            };
            if self.strikes(Fault::LostBefore) {
                answers.lost.push(note());
                continue;
            }
            let known = self.files.get(&new.file).map(|file| file.spot);
            let gone = !matches!(known, Some(Spot::Target | Spot::Room | Spot::Elsewhere));
            if gone || self.strikes(Fault::RenameRefused) {
                answers.refused.push(note());
                continue;
            }
            let title = if self.strikes(Fault::RenameTwisted) {
                format!("{}_", new.title)
            } else {
                new.title.to_string()
            };
            if let Some(file) = self.files.get_mut(&new.file) {
                file.title.clone_from(&title);
            }
            if self.strikes(Fault::LostAfter) {
                answers.lost.push(note());
            } else if title == *new.title {
                answers.renamed.push(new.file.clone());
            } else {
                answers.other.push(NewTitle {
                    file: new.file.clone(),
                    title: title.into(),
                });
            }
        }
        Record::RenameAnswered { answers }
    }
}
