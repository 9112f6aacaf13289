//! Taking the room over before anything else is written, and handing it back after everything else.
//!
//! ```text
//!   look ─▶ take ─▶ look ─▶ … the run … ─▶ look ─▶ give back ─▶ look ─▶ leave ─▶ look
//! ```
//!
//! What is true is only what was seen. The portal takes the same change twice without harm, so a lost answer is settled
//! by a look and, if nothing came of it, asked for once more. Somebody else's room is never touched: before each change
//! the room has to belong to whom it is expected to belong.

mod summary;

pub use summary::{OwnershipOutcome, OwnershipSummary};

use serde::{Deserialize, Serialize};

use super::{
    record::{Record, Stop},
    state::RunState,
};
use crate::{
    domain::{Person, UserId, titles::visible},
    plan::Plan,
};

/// Each change is asked for at most this often.
const MOST_ASKS: u8 = 2;

/// A change of who has the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handover {
    /// The caller becomes the owner.
    Take,
    /// The old owner becomes the owner again; the caller stays behind as room manager.
    GiveBack,
    /// The caller leaves the room.
    Leave,
}

/// What the portal answered to a change. Even `Done` proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    tag = "answer",
    rename_all_fields = "camelCase"
)]
pub enum HandoverAnswer {
    /// It took the call.
    Done,
    /// It refused, and nothing was changed.
    Refused {
        /// In words.
        why: String,
    },
    /// The answer was lost, or the call may be tried again.
    Lost {
        /// In words.
        why: String,
    },
}

/// How far taking and handing back are.
#[derive(Debug, Clone)]
pub(super) struct Ownership {
    me: UserId,
    from: Person,
    may_return: bool,
    /// From the first order on the room may be the caller's, until it was seen to be otherwise.
    may_be_mine: bool,
    take: Change,
    give_back: Change,
    leave: Change,
}

#[derive(Debug, Clone, Default)]
struct Change {
    asks: u8,
    stage: ChangeStage,
    /// What was said when the answer was lost.
    lost: Option<String>,
    /// It was asked for, and what came of it could not be seen.
    unseen: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum ChangeStage {
    #[default]
    ToCome,
    /// Asked for; what came of it has to be seen.
    Asked,
    /// Seen.
    Done,
    /// Nothing more is tried.
    Failed(String),
}

/// What is to be done next about who has the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HandoverStep {
    Look(Handover),
    Ask(Handover),
}

impl Change {
    /// It was asked for and is not so.
    fn again_or_failed(&mut self, otherwise: &str) {
        self.stage = if self.asks < MOST_ASKS {
            ChangeStage::ToCome
        } else {
            ChangeStage::Failed(self.lost.take().unwrap_or_else(|| otherwise.to_owned()))
        };
    }

    fn fail(&mut self, why: String) {
        self.stage = ChangeStage::Failed(why);
    }
}

impl Ownership {
    pub(super) fn new(plan: &Plan) -> Option<Self> {
        let step = plan.ownership.as_ref()?;
        Some(Self {
            me: plan.made_by.person.id.clone(),
            from: step.from.clone(),
            may_return: step.may_return(),
            may_be_mine: false,
            take: Change::default(),
            give_back: Change::default(),
            leave: Change::default(),
        })
    }

    fn change(&mut self, which: Handover) -> &mut Change {
        match which {
            Handover::Take => &mut self.take,
            Handover::GiveBack => &mut self.give_back,
            Handover::Leave => &mut self.leave,
        }
    }

    fn ask(&mut self, which: Handover) {
        self.may_be_mine |= which == Handover::Take;
        let change = self.change(which);
        change.asks = change.asks.saturating_add(1);
        change.stage = ChangeStage::Asked;
    }

    fn answer(&mut self, which: Handover, answer: &HandoverAnswer) {
        let change = self.change(which);
        if change.stage != ChangeStage::Asked {
            return;
        }
        match answer {
            HandoverAnswer::Done => change.lost = None,
            HandoverAnswer::Lost { why } => change.lost = Some(why.clone()),
            HandoverAnswer::Refused { why } => {
                let was_alone = change.asks == 1;
                change.fail(why.clone());
                // An earlier order whose answer was lost may still come to something.
                if which == Handover::Take && was_alone {
                    self.may_be_mine = false;
                }
            }
        }
    }

    /// A look because of a change. `listed` is whether the caller has a row of his own in the share list, if that could
    /// be read.
    fn see(&mut self, which: Handover, owner: &Person, listed: Option<bool>) {
        let (is_mine, is_old) = (owner.id == self.me, owner.id == self.from.id);
        let belongs = format!("it belongs to {} by now", visible(&owner.name));
        let asked = self.change(which).stage == ChangeStage::Asked;
        match which {
            Handover::Take if self.take.asks > 0 && is_mine => self.take.stage = ChangeStage::Done,
            Handover::Take if asked && is_old => self.take.again_or_failed(NOT_DONE),
            Handover::Take if self.take.stage == ChangeStage::ToCome && !is_old => {
                self.take.fail(belongs);
            }
            Handover::Take if asked => {
                self.may_be_mine = false;
                self.take.fail(belongs);
            }
            Handover::GiveBack if is_old => {
                self.may_be_mine = false;
                self.give_back.stage = ChangeStage::Done;
                if listed == Some(false) {
                    self.leave.stage = ChangeStage::Done;
                }
            }
            Handover::GiveBack if asked && is_mine => self.give_back.again_or_failed(NOT_DONE),
            Handover::GiveBack if !is_mine => {
                self.may_be_mine = false;
                self.give_back.fail(belongs);
            }
            Handover::Leave if listed == Some(false) => self.leave.stage = ChangeStage::Done,
            Handover::Leave if asked => self.leave.again_or_failed(if listed.is_none() {
                "the portal did not show who is in the room"
            } else {
                NOT_DONE
            }),
            _ => {}
        }
    }

    fn not_seen(&mut self, which: Handover, why: &str) {
        let change = self.change(which);
        if matches!(change.stage, ChangeStage::ToCome | ChangeStage::Asked) {
            change.unseen = change.stage == ChangeStage::Asked;
            change.fail(format!("who has the room could not be seen: {why}"));
        }
    }

    /// The next thing to do for a change that is to come or not settled. `seen_for` is the change because of which this
    /// process has last looked.
    fn step(&self, which: Handover, seen_for: Option<Handover>) -> Option<HandoverStep> {
        let change = match which {
            Handover::Take => &self.take,
            Handover::GiveBack => &self.give_back,
            Handover::Leave => &self.leave,
        };
        // The look that shows the old owner shows the caller's own row as well.
        let was_seen = seen_for == Some(which)
            || (which == Handover::Leave && seen_for == Some(Handover::GiveBack));
        match change.stage {
            ChangeStage::ToCome if was_seen => Some(HandoverStep::Ask(which)),
            ChangeStage::ToCome | ChangeStage::Asked => Some(HandoverStep::Look(which)),
            ChangeStage::Done | ChangeStage::Failed(_) => None,
        }
    }

    fn hand_back_step(&self, seen_for: Option<Handover>) -> Option<HandoverStep> {
        if self.take.stage == ChangeStage::Asked {
            return Some(HandoverStep::Look(Handover::Take));
        }
        if self.give_back.stage == ChangeStage::Done {
            return self.step(Handover::Leave, seen_for);
        }
        (self.may_be_mine && self.may_return)
            .then(|| self.step(Handover::GiveBack, seen_for))
            .flatten()
    }
}

const NOT_DONE: &str = "the portal took the call and changed nothing";

impl RunState {
    /// What has to be done before anything is sent; `None` when the room is the caller's, or was never to be.
    pub(super) fn taking_step(&self) -> Option<HandoverStep> {
        self.ownership
            .as_ref()
            .and_then(|ownership| ownership.step(Handover::Take, self.tempo.owner_seen_for()))
    }

    /// What has to be done after everything else, whatever came of the run. A dead key can do nothing.
    pub(super) fn hand_back_step(&self) -> Option<HandoverStep> {
        let ownership = self.ownership.as_ref()?;
        if matches!(self.stop, Some(Stop::Key { .. })) {
            return None;
        }
        ownership.hand_back_step(self.tempo.owner_seen_for())
    }

    /// The change of who has the room that is being made now.
    pub fn handover_under_way(&self) -> Option<Handover> {
        let ownership = self.ownership.as_ref()?;
        let is_open = |change: &Change| {
            change.stage == ChangeStage::Asked
                || (change.asks == 0 && change.stage == ChangeStage::ToCome)
        };
        if is_open(&ownership.take) && self.stop.is_none() {
            Some(Handover::Take)
        } else if ownership.give_back.stage == ChangeStage::Done {
            is_open(&ownership.leave).then_some(Handover::Leave)
        } else {
            (ownership.give_back.asks > 0 && !self.finished).then_some(Handover::GiveBack)
        }
    }

    /// Whether the old owner could have the room, and has not.
    pub(super) fn is_to_be_handed_back(&self) -> bool {
        let ownership = self.ownership.as_ref();
        ownership.is_some_and(|ownership| ownership.may_be_mine && ownership.may_return)
    }

    /// Whether the room has been taken over and was not seen to be handed back.
    pub fn may_own_the_room(&self) -> bool {
        let ownership = self.ownership.as_ref();
        ownership.is_some_and(|ownership| ownership.may_be_mine)
    }

    pub(super) fn apply_to_ownership(&mut self, record: &Record) {
        let Some(ownership) = &mut self.ownership else {
            return;
        };
        match record {
            Record::OwnershipIntended { change } => ownership.ask(*change),
            Record::OwnershipAnswered { change, answer } => ownership.answer(*change, answer),
            Record::OwnershipSeen {
                change,
                owner,
                listed,
            } => ownership.see(*change, owner, *listed),
            Record::OwnershipNotSeen { change, why } => ownership.not_seen(*change, why),
            _ => {}
        }
        if let ChangeStage::Failed(why) = &ownership.take.stage {
            let why = why.clone();
            self.stop_because(&Stop::Ownership { why });
        }
    }
}
