//! What must hold at every step, whatever a test is about.

use std::time::Duration;

use super::super::toy::Spot;
use super::{Driver, files_of};
use crate::{
    domain::FileEntry,
    plan::Fate,
    run::{Handover, Record, Standing, Step},
};

impl Driver<'_> {
    /// What must hold for every step.
    pub(super) fn check(&mut self, step: &Step) {
        let stopped =
            self.log.records.iter().any(|record| {
                matches!(record, Record::CancelAsked { .. } | Record::Stopped { .. })
            });
        let writes = self.intent(step).is_some();
        assert!(!(writes && self.state.is_paused()), "{step:?} in a pause");
        match step {
            Step::Wait(until) => assert!(*until > self.now(), "waiting for the past"),
            Step::MakeTarget => {
                assert!(!stopped && self.toy.targets.is_empty(), "a needless folder");
            }
            Step::Send(send) => {
                assert!(!stopped, "sent although it was told to stop");
                assert!(self.state.target().is_some());
                let files = files_of(self.plan, &self.state, *send);
                assert!(!files.is_empty() && files.len() <= 100);
                self.log.sends.push((self.clock, *send, files));
            }
            Step::Poll { send, .. } => {
                self.log.looks += 1;
                if !self.looked_at.insert(*send) {
                    if let Some(before) = self.log.repeated_looks.last() {
                        let pause = self.clock.saturating_sub(*before);
                        assert!(
                            pause >= Duration::from_secs(1),
                            "looked again after {pause:?}"
                        );
                    }
                    self.log.repeated_looks.push(self.clock);
                }
            }
            Step::Read { files, .. } | Step::ReadLast(files) => assert!(!files.is_empty()),
            Step::Unlock { files, .. } => {
                assert!(
                    !stopped && !files.is_empty(),
                    "unlocked though it was told to stop"
                );
                for file in files {
                    let index = self.state.index_of(file).unwrap();
                    assert!(
                        self.plan.unlocks.contains(&index),
                        "{file} was not to be unlocked"
                    );
                }
            }
            Step::ReadEditors(files) => assert!(!stopped && !files.is_empty()),
            Step::CheckTitles => assert!(!stopped && self.everything_is_settled()),
            Step::Rename(renames) => {
                assert!(!stopped, "renamed though it was told to stop");
                assert!(self.everything_is_settled() && (1..=100).contains(&renames.len()));
                for new in renames {
                    let seen = self.log.before_renaming.contains(&new.file);
                    assert!(seen, "{} was not in the target", new.file);
                }
            }
            Step::Guest(_) | Step::ReadGuestBack => {
                assert!(
                    !stopped,
                    "the guest's access was touched though it was told to stop"
                );
                self.check_gate();
            }
            Step::ChangeOwner(Handover::Take) => {
                assert!(!stopped, "took a room although it was told to stop");
            }
            Step::FindTarget
            | Step::ListAll
            | Step::LookAtOwner(_)
            | Step::ChangeOwner(_)
            | Step::Finish => {}
        }
    }

    /// Nothing is on its way or waits for its turn.
    pub(super) fn everything_is_settled(&self) -> bool {
        let moving = |standing: &Standing| matches!(standing, Standing::Waiting | Standing::Sent);
        !self.state.standings().iter().any(moving)
    }

    /// The gate by what is true on the portal, not by what the run thinks.
    pub(super) fn check_gate(&self) {
        let stays = |(file, fate): &(&FileEntry, &Fate)| {
            matches!(fate, Fate::Stay(_)) && self.toy.files[&file.id].spot != Spot::Target
        };
        let files = self.plan.inventory.files.iter().zip(&self.plan.fates);
        let staying = files.filter(stays).count();
        let despite_left = self
            .plan
            .guest
            .as_ref()
            .is_some_and(|guest| guest.choice.despite_left);
        assert!(staying == 0 || despite_left, "{staying} files stay");
        assert!(self.toy.uploads.is_empty(), "files came in");
        for (index, file) in self.plan.inventory.indexed_files() {
            if matches!(self.plan.fates[index.0 as usize], Fate::Move(_)) {
                let spot = self.toy.files[&file.id].spot;
                assert_eq!(spot, Spot::Target, "{} and the guest goes", file.id);
            }
        }
        assert!(self.log.listed_room.is_some(), "without the last look");
    }
}
