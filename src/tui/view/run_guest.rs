//! The guest step in the run: one row per call, and one for what was read back.

use ratatui::layout::Rect;

use super::super::{
    model::RunModel,
    theme::Role,
    widgets::{Pen, Piece},
};
use crate::{
    domain::titles::visible,
    run::{GuestAnswer, GuestCallStage, GuestOutcome, GuestSummary},
};

/// Columns of the word for the state.
const STATE: usize = 9;

/// How it stands, and what is said beside it.
struct State {
    role: Role,
    glyph: &'static str,
    word: &'static str,
    text: String,
}

/// Draws the row of a call, or the one behind the last call: the read-back.
pub(super) fn draw(run: &RunModel, number: usize, digits: usize, pen: &mut Pen<'_>, line: Rect) {
    let (lead, state) = if number < run.guest_calls().len() {
        (format!("g{:>digits$}", number + 1), call(run, number, pen))
    } else {
        (" ".repeat(digits + 1), read_back(run, pen))
    };
    let State {
        role,
        glyph,
        word,
        text,
    } = state;
    let pieces: [Piece; 4] = [
        (Role::Quiet, format!("{lead} ")),
        (role, format!("{glyph} ")),
        (role, format!("{word:<STATE$} ")),
        (Role::Plain, visible(&text).into_owned()),
    ];
    pen.pieces(line, &pieces);
}

fn call(run: &RunModel, number: usize, pen: &Pen<'_>) -> State {
    let glyphs = pen.glyphs();
    let step = run.planned.plan.guest.as_ref();
    let found = step.and_then(|step| Some((step.calls.get(number)?, &step.facts)));
    let (sentence, short) = found.map_or_else(Default::default, |(call, facts)| {
        (call.sentence(facts), call.word())
    });
    let state = |role, glyph, word, text| State {
        role,
        glyph,
        word,
        text,
    };
    match run.state.guest_call_stage(number) {
        GuestCallStage::Waiting if run.is_going() => {
            state(Role::Quiet, glyphs.waiting, "queued", sentence)
        }
        GuestCallStage::Waiting => state(Role::Warning, glyphs.warning, "not made", sentence),
        GuestCallStage::Skipped => state(
            Role::Warning,
            glyphs.warning,
            "skipped",
            format!("{short}: the file is not archived and keeps its link"),
        ),
        GuestCallStage::Asked if run.is_going() => {
            state(Role::Busy, glyphs.busy, "asked", sentence)
        }
        GuestCallStage::Asked => state(Role::Bad, "?", "unknown", sentence),
        GuestCallStage::Answered(GuestAnswer::Done) => {
            state(Role::Good, glyphs.good, "done", sentence)
        }
        GuestCallStage::Answered(GuestAnswer::Replaced { .. }) => {
            state(Role::Warning, glyphs.warning, "replaced", sentence)
        }
        GuestCallStage::Answered(GuestAnswer::Refused { why }) => {
            state(Role::Bad, glyphs.bad, "refused", format!("{short}: {why}"))
        }
        GuestCallStage::Answered(GuestAnswer::Lost { why }) => {
            state(Role::Bad, "?", "unknown", format!("{short}: {why}"))
        }
    }
}

fn read_back(run: &RunModel, pen: &Pen<'_>) -> State {
    let glyphs = pen.glyphs();
    let is_over = !run.is_going() || run.state.is_finished();
    let is_seen = run.state.guest_seen().is_some();
    // Summing up looks at every file: not while there is nothing to sum up.
    let summary = (is_over || is_seen)
        .then(|| GuestSummary::of(&run.planned.plan, &run.state))
        .flatten();
    let outcome = summary.as_ref().map(|summary| summary.outcome);
    let (role, glyph, word, text) = match (outcome, summary) {
        (Some(GuestOutcome::Revoked), _) => (
            Role::Good,
            glyphs.good,
            "revoked",
            "read back: no access that your key can see".to_owned(),
        ),
        (Some(GuestOutcome::StillOpen), Some(summary)) => {
            let open = summary.still_open.join("; ");
            (Role::Bad, glyphs.bad, "open", open)
        }
        (Some(GuestOutcome::NotTried), Some(summary)) => {
            let why = summary.gate.map_or_else(
                || "the run was stopped before".to_owned(),
                |gate| gate.sentence(),
            );
            (Role::Warning, glyphs.warning, "untouched", why)
        }
        _ => (
            Role::Quiet,
            glyphs.waiting,
            "queued",
            "read back what is still open".to_owned(),
        ),
    };
    State {
        role,
        glyph,
        word,
        text,
    }
}
