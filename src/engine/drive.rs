//! The loop of a run: ask what comes next, journal the intent, do it, journal the outcome, tell the observer.

use std::{future::Future, pin::Pin, time::Duration};

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::{sync::mpsc, time::Instant};

use super::{
    answer::Answer,
    failure::chain,
    journal::{Journal, JournalFailed},
    perform::{self, Hands},
};
use crate::{
    docspace::{Client, Transport},
    plan::{ConfirmedPlan, Plan},
    run::{CancelRung, Progress, Record, RunEvent, RunState, Step, Stop, next},
};

/// What a user can ask of a run under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// The next rung of the ladder: first start nothing new, then stop waiting too.
    Cancel,
    /// Change nothing new on the portal. What is in flight goes on, and so does looking.
    Pause,
    /// Go on.
    Resume,
}

/// A run that is over.
#[derive(Debug)]
pub struct Driven {
    /// What it came to.
    pub state: RunState,
}

/// Carries out a confirmed plan to its end. `began` is the first record. Dropping the future is like a kill: what is
/// in flight stays behind as an intent without outcome. A journal that takes no more records ends the run in the same
/// way, for nothing is sent that is not journalled; then the last two events, which say so, are only shown.
pub async fn drive<T: Transport, J: Journal>(
    client: &Client<T>,
    confirmed: &ConfirmedPlan,
    began: Record,
    journal: &mut J,
    controls: &mut mpsc::Receiver<Control>,
    observe: impl FnMut(&RunEvent),
) -> Driven {
    let plan = confirmed.plan();
    let mut driver = Driver {
        plan,
        state: RunState::new(plan),
        journal,
        observe,
        start: Instant::now(),
    };
    let hands = Hands::new(client.clone(), plan.clone());
    if let Err(failure) = driver.drive(&hands, began, controls).await {
        driver.break_off(&failure);
    }
    Driven {
        state: driver.state,
    }
}

type UnderWay<'a> = Pin<Box<dyn Future<Output = (Step, Answer)> + Send + 'a>>;

async fn sleep_until(start: Instant, wake: Option<Duration>) {
    if let Some(wake) = wake {
        tokio::time::sleep_until(start + wake).await;
    }
}

struct Driver<'a, J, O> {
    plan: &'a Plan,
    state: RunState,
    journal: &'a mut J,
    observe: O,
    start: Instant,
}

impl<J: Journal, O: FnMut(&RunEvent)> Driver<'_, J, O> {
    async fn drive<T: Transport>(
        &mut self,
        hands: &Hands<T>,
        began: Record,
        controls: &mut mpsc::Receiver<Control>,
    ) -> Result<(), JournalFailed> {
        self.record(began)?;
        let mut under_way: FuturesUnordered<UnderWay<'_>> = FuturesUnordered::new();
        while !self.state.is_finished() {
            // What the user asked for while the last answers came is heard before anything new is sent.
            while let Ok(control) = controls.try_recv() {
                self.control(control)?;
            }
            let wake = self.start_steps(hands, &mut under_way)?;
            if self.state.is_finished() {
                break;
            }
            tokio::select! {
                Some((step, answer)) = under_way.next(), if !under_way.is_empty() => self.take(&step, answer)?,
                Some(control) = controls.recv(), if !controls.is_closed() || !controls.is_empty() => self.control(control)?,
                () = sleep_until(self.start, wake), if wake.is_some() => {}
                else => self.end_without_a_word()?,
            }
        }
        Ok(())
    }

    /// Nothing is under way, nobody can be asked and there is no time to wait for.
    fn end_without_a_word(&mut self) -> Result<(), JournalFailed> {
        if self.state.is_paused() {
            // Nobody is left who could end the pause. Room and target are still listed, and the room is handed back.
            return self.control(Control::Cancel);
        }
        // That cannot come from `next`; ending is the only answer that neither spins nor hangs.
        self.record(Record::Finished)
    }

    /// The run ends here, and what is under way stays unknown. The journal cannot be told any more.
    fn break_off(&mut self, failure: &JournalFailed) {
        let stop = Stop::Journal {
            why: chain(failure),
        };
        self.tell(&RunEvent::Record(Record::Stopped { stop }));
        self.tell(&RunEvent::Record(Record::Finished));
    }

    /// Starts everything that is due; returns when to ask again.
    fn start_steps<'h, T: Transport>(
        &mut self,
        hands: &'h Hands<T>,
        under_way: &mut FuturesUnordered<UnderWay<'h>>,
    ) -> Result<Option<Duration>, JournalFailed> {
        let mut wake = None;
        for step in next(self.plan, &self.state, self.start.elapsed()) {
            match step {
                Step::Wait(until) => wake = Some(until),
                Step::Finish => {
                    // What is still in flight is given up: its files stay unknown.
                    under_way.clear();
                    self.record(Record::Finished)?;
                }
                step => {
                    if let Some(intent) = hands.intent(&step, &self.state) {
                        self.record(intent)?;
                    }
                    self.state.began(&step, self.start.elapsed());
                    let work = hands.perform(&step, &self.state);
                    under_way.push(Box::pin(async move { (step, work.await) }));
                }
            }
        }
        Ok(wake)
    }

    fn take(&mut self, step: &Step, answer: Answer) -> Result<(), JournalFailed> {
        self.state.ended(step, self.start.elapsed());
        for event in perform::events(answer, self.plan, &self.state) {
            match event {
                RunEvent::Record(record) => self.record(record)?,
                RunEvent::Progress(progress) => self.show(progress),
            }
        }
        Ok(())
    }

    fn control(&mut self, control: Control) -> Result<(), JournalFailed> {
        match control {
            Control::Pause => self.show(Progress::Paused { paused: true }),
            Control::Resume => self.show(Progress::Paused { paused: false }),
            Control::Cancel => {
                let rung = if self.state.cancel().is_none() {
                    CancelRung::Finish
                } else {
                    CancelRung::Abandon
                };
                self.record(Record::CancelAsked { rung })?;
            }
        }
        Ok(())
    }

    /// Journal first, then the meaning, then the observer.
    fn record(&mut self, record: Record) -> Result<(), JournalFailed> {
        self.journal.append(&record)?;
        self.tell(&RunEvent::Record(record));
        Ok(())
    }

    fn show(&mut self, progress: Progress) {
        self.tell(&RunEvent::Progress(progress));
    }

    fn tell(&mut self, event: &RunEvent) {
        self.state.observe(event, self.start.elapsed());
        (self.observe)(event);
    }
}
