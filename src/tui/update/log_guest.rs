//! The guest step in words, for the log.

use super::super::model::{RunModel, Tone};
use crate::{
    domain::titles::visible,
    run::{GuestAnswer, GuestOutcome, GuestSummary, Record},
};

/// The line for a record of the guest step, and at the end of the run why there was none.
pub(super) fn line(run: &RunModel, record: &Record) -> Option<(Tone, String)> {
    let plan = &run.planned.plan;
    let step = plan.guest.as_ref()?;
    match record {
        Record::GuestCallAnswered { call, answer } => {
            let tone = match answer {
                GuestAnswer::Done => Tone::Done,
                _ => Tone::Refused,
            };
            let call = step.calls.get(*call as usize)?.word();
            let text = format!("Guest: {call}: {}.", visible(&answer.words()));
            Some((tone, text))
        }
        Record::GuestReadBack { .. } => {
            let summary = GuestSummary::of(plan, &run.state)?;
            Some(if summary.outcome == GuestOutcome::Revoked {
                (
                    Tone::Done,
                    "Guest: read back, no access that your key can see.".into(),
                )
            } else {
                let open = summary.still_open.first().cloned().unwrap_or_default();
                (
                    Tone::Refused,
                    format!("Guest: read back, not revoked: {}.", visible(&open)),
                )
            })
        }
        Record::Finished => {
            let gate = GuestSummary::of(plan, &run.state)?.gate?;
            Some((
                Tone::Refused,
                format!("Guest untouched: {}.", gate.sentence()),
            ))
        }
        _ => None,
    }
}
