//! The whole of the run in four lines: bar, numbers, what it does now, what the keys would do.

use ratatui::layout::Rect;

use super::super::{
    model::{Model, RunModel},
    theme::Role,
    widgets::{Pen, Piece, row, words},
};
use crate::run::{CancelRung, GuestCallStage, Handover};

/// Draws the lines.
pub(super) fn draw(model: &Model, run: &RunModel, pen: &mut Pen<'_>, area: Rect) {
    let bar = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..row(area, 0)
    };
    pen.bar(bar, run.arrived(), run.reported(), run.travelling());
    pen.pieces_that_fit(row(area, 1), 1, &numbers(model, run, pen));
    pen.pieces(row(area, 2), &now(run, pen));
    pen.pieces(row(area, 3), &ladder(run));
}

fn numbers(model: &Model, run: &RunModel, pen: &Pen<'_>) -> Vec<Piece> {
    let dot = pen.glyphs().dot;
    let of = run.travelling();
    let mut pieces = vec![(
        Role::Heading,
        format!(
            " {} of {} arrived",
            words::number(run.arrived()),
            words::count(of, "file", "files")
        ),
    )];
    if run.reported() > 0 {
        pieces.push((
            Role::Busy,
            format!(", {} reported", words::number(run.reported())),
        ));
    }
    if let Some(rate) = run.rate() {
        pieces.push((Role::Plain, format!(" {dot} {rate:.1} files/s")));
    }
    pieces.push((
        Role::Plain,
        format!(" {dot} {}", words::clock(run.elapsed(model.now))),
    ));
    if let Some(left) = run.time_left() {
        pieces.push((Role::Plain, format!(", about {} left", words::about(left))));
    }
    if run.requests > 0 {
        pieces.push((
            Role::Quiet,
            format!(
                " {dot} {}",
                words::count(run.requests, "request", "requests")
            ),
        ));
    }
    pieces
}

/// What the run does now.
fn now(run: &RunModel, pen: &Pen<'_>) -> Vec<Piece> {
    let glyphs = pen.glyphs();
    let in_flight = words::count(run.state.in_flight() as u64, "request", "requests");
    let sentence = if !run.is_going() {
        let sentence = if run.end.problem().is_some() {
            "The run has failed."
        } else {
            "The run is over."
        };
        return vec![(Role::Plain, format!(" {} {sentence}", glyphs.dot))];
    } else if run.rung() == Some(CancelRung::Abandon) {
        "Giving up what is in flight.".to_owned()
    } else if run.state.is_paused() && run.rung().is_none() {
        format!("Paused: nothing new is sent; {in_flight} in flight.")
    } else if let Some(change) = run
        .state
        .handover_under_way()
        .filter(|_| run.state.run().is_some())
    {
        match change {
            Handover::Take => "Taking the room over.",
            Handover::GiveBack => "Handing the room back.",
            Handover::Leave => "Leaving the room.",
        }
        .to_owned()
    } else if run.rung() == Some(CancelRung::Finish) {
        format!("Stopping: nothing new is sent; finishing {in_flight} in flight.")
    } else if run.pause_asked {
        "Pausing.".to_owned()
    } else if run.state.run().is_none() {
        "Beginning: the plan is checked against the portal once more.".to_owned()
    } else if run.guest_calls_asked() > 0 {
        guest(run)
    } else if run.state.is_listed() {
        "The last look at single files.".to_owned()
    } else if run.state.target().is_none() {
        "Looking for the target folder.".to_owned()
    } else if run.listed > 0 || run.settled() >= run.planned.totals.moving {
        format!(
            "Listing room and target, the second proof: {} so far.",
            words::count(run.listed, "entry", "entries")
        )
    } else {
        format!("Moving: {in_flight} in flight.")
    };
    let role = if run.rung().is_some() || run.state.is_paused() {
        Role::Warning
    } else {
        Role::Busy
    };
    vec![(role, format!(" {} {sentence}", glyphs.busy))]
}

fn guest(run: &RunModel) -> String {
    let (asked, calls) = (run.guest_calls_asked(), run.guest_calls().len());
    let is_answered = matches!(
        run.state.guest_call_stage(asked.saturating_sub(1)),
        GuestCallStage::Answered(_)
    );
    if asked == calls && is_answered {
        "Reading back what the guest can still reach.".into()
    } else {
        format!("Cutting the guest's access: call {asked} of {calls}.")
    }
}

/// What the keys would do, before they are pressed.
fn ladder(run: &RunModel) -> Vec<Piece> {
    if !run.is_going() {
        return Vec::new();
    }
    let (key, sentence) = match run.cancels {
        0 => (
            " q",
            " stops: nothing new is sent, what is in flight is finished. Nothing is lost.",
        ),
        1 if run.state.may_own_the_room() => (
            " q again",
            " stops waiting: what is in flight stays \"unknown\", and the room is NOT handed back.",
        ),
        1 => (
            " q again",
            " stops waiting: what is in flight stays \"unknown\" until looked at again.",
        ),
        _ => (
            " q once more",
            " leaves at once. The journal keeps what was sent.",
        ),
    };
    vec![(Role::Key, key.into()), (Role::Quiet, sentence.into())]
}
