//! What came of the run. Stays until it is left.

use ratatui::layout::Rect;

use super::{
    super::{
        message::RunEnd,
        model::{Model, RunModel, rows_inside, summary_areas},
        theme::Role,
        widgets::{Pen, Piece, row, text, words},
    },
    problem,
};
use crate::{
    domain::{Completeness, titles::visible},
    run::{Ending, FileLine, Outcome},
};

/// Draws the summary.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, body: Rect) {
    let Some((run, end)) = model
        .run
        .as_ref()
        .and_then(|run| Some((run, run.end.here()?)))
    else {
        return;
    };
    let areas = summary_areas(body);
    draw_head(model, run, end, pen, areas.head);
    draw_files(run, end, pen, areas.files);
    if let Some(file) = end.summary.not_archived.get(run.summary_window.selected) {
        let inside = Rect {
            x: areas.detail.x + 1,
            width: areas.detail.width.saturating_sub(2),
            ..areas.detail
        };
        let whole = format!("{}: {}", visible(&file.path), visible(&file.reason));
        pen.wrapped(inside, Role::Plain, &whole);
    }
}

fn draw_head(model: &Model, run: &RunModel, end: &RunEnd, pen: &mut Pen<'_>, area: Rect) {
    let (role, glyph, sentence) = ending(end, pen);
    let mut lines: Vec<Vec<Piece>> = vec![vec![(role, format!(" {glyph} {sentence}"))]];
    if let Some(stop) = &end.summary.stop {
        lines.push(vec![(
            Role::Bad,
            format!("   {}", visible(&stop.sentence())),
        )]);
    }
    if let Some(doubt) = end.summary.doubt() {
        let columns = usize::from(area.width).saturating_sub(4);
        let doubt = text::cut_middle(doubt, columns, pen.cut()).into_owned();
        lines.push(vec![(Role::Warning, format!("   {doubt}"))]);
    }
    lines.push(counts(end, pen));
    let plan = &run.planned.plan;
    let target = text::cut_middle(
        &plan.target.path(),
        usize::from(area.width).saturating_sub(24),
        pen.cut(),
    )
    .into_owned();
    let id = end
        .summary
        .target
        .as_ref()
        .map(|id| format!(" (id {id})"))
        .unwrap_or_default();
    let field = |name: &str, role: Role, text: String| {
        vec![(Role::Quiet, format!(" {name:<8} ")), (role, text)]
    };
    lines.push(field("target", Role::Plain, format!("{target}{id}")));
    let took = words::clock(run.elapsed(model.now));
    let numbers = format!(
        "{took}; {} by this program so far",
        words::count(run.requests, "request", "requests")
    );
    lines.push(field("took", Role::Plain, numbers));
    let directory = visible(&end.directory.display().to_string()).into_owned();
    let directory = text::cut_middle(
        &directory,
        usize::from(area.width).saturating_sub(11),
        pen.cut(),
    )
    .into_owned();
    lines.push(field("journal", Role::Plain, directory));
    if model.options.demo {
        lines.push(field(
            "next",
            Role::Plain,
            "`closeout` opens the same on your own portal".into(),
        ));
    } else if let Some(command) = run.next_command() {
        lines.push(field("next", Role::Heading, command));
    }
    let gap = u16::from(area.height as usize > lines.len() + 1);
    for (at, line) in (gap..).zip(&lines) {
        if at < area.height {
            pen.pieces(row(area, at), line);
        }
    }
}

fn ending(end: &RunEnd, pen: &Pen<'_>) -> (Role, &'static str, String) {
    let glyphs = pen.glyphs();
    let counts = &end.summary.counts;
    let archived = words::count(counts.archived, "file is", "files are");
    match end.summary.ending {
        Ending::Done => (
            Role::Good,
            glyphs.good,
            format!("Done: {archived} archived, each seen in the target twice."),
        ),
        Ending::Partly => (
            Role::Warning,
            glyphs.warning,
            format!(
                "Partly done: {archived} archived, {} not.",
                words::number(counts.not_archived())
            ),
        ),
        Ending::RevokeNotConfirmed => (
            Role::Warning,
            glyphs.warning,
            format!("{archived} archived; the guest's access is not confirmed as cut."),
        ),
        Ending::NothingMoved => (Role::Bad, glyphs.bad, "Nothing was moved.".into()),
        Ending::Cancelled => (
            Role::Warning,
            glyphs.warning,
            format!("Stopped by you: {archived} archived."),
        ),
        Ending::Key => (
            Role::Bad,
            glyphs.bad,
            format!("The key was refused: {archived} archived until then."),
        ),
        Ending::Limits => (
            Role::Bad,
            glyphs.bad,
            format!("The portal's limits are reached: {archived} archived until then."),
        ),
    }
}

fn counts(end: &RunEnd, pen: &Pen<'_>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = vec![(Role::Plain, "  ".into())];
    for outcome in Outcome::ALL {
        let files = end.summary.counts.of(outcome);
        let (glyph, role) = outcome_glyph(outcome, pen);
        let role = if files == 0 { Role::Quiet } else { role };
        pieces.push((
            role,
            format!(" {glyph} {} {} ", outcome.word(), words::number(files)),
        ));
    }
    pieces
}

fn outcome_glyph(outcome: Outcome, pen: &Pen<'_>) -> (&'static str, Role) {
    let glyphs = pen.glyphs();
    match outcome {
        Outcome::Archived => (glyphs.good, Role::Good),
        Outcome::Left => (glyphs.warning, Role::Warning),
        Outcome::Refused | Outcome::Gone => (glyphs.bad, Role::Bad),
        Outcome::Unknown => ("?", Role::Bad),
        Outcome::New => ("+", Role::Warning),
    }
}

fn draw_files(run: &RunModel, end: &RunEnd, pen: &mut Pen<'_>, area: Rect) {
    let files = &end.summary.not_archived;
    let title = match files.len() {
        0 => "Not archived: none".to_owned(),
        several => format!("Not archived: {}", words::number(several as u64)),
    };
    let inner = pen.boxed(area, &title, true);
    if files.is_empty() {
        let sentence = "Every listed file is in the target: seen there by the operation that moved it, and by the listing \
                        afterwards.";
        problem::empty(pen, inner, sentence, &not_visible(run));
        return;
    }
    let height = rows_inside(area, 0);
    let seen = run.summary_window.visible(files.len(), height);
    pen.scrollbar(area, files.len(), seen.start, height);
    for (at, number) in (0u16..).zip(seen) {
        let line = row(inner, at);
        draw_file(&files[number], pen, line);
        if number == run.summary_window.selected {
            pen.select_row(line, true);
        }
    }
}

/// What no list has shown cannot be told about, and must not be forgotten.
fn not_visible(run: &RunModel) -> String {
    match run.planned.plan.inventory.proof.completeness {
        Completeness::Complete => String::new(),
        Completeness::CompleteExcept { not_visible } => format!(
            "About {} that the portal counted and did not show may still be in the room.",
            words::count(not_visible, "file", "files")
        ),
    }
}

fn draw_file(file: &FileLine, pen: &mut Pen<'_>, line: Rect) {
    let (glyph, role) = outcome_glyph(file.outcome, pen);
    let used = pen.text(line, role, &format!(" {glyph} {:<8} ", file.outcome.word()));
    let rest = line.width.saturating_sub(used);
    let path_columns = rest * 9 / 20;
    let path = text::title(&file.path, usize::from(path_columns), pen.cut());
    let at = |x: u16, width: u16| Rect {
        x: line.x + x,
        width,
        ..line
    };
    pen.text(at(used, path_columns), Role::Plain, &path);
    let reason = visible(&file.reason).into_owned();
    let x = used + path_columns + 2;
    pen.text(at(x, line.width.saturating_sub(x)), Role::Plain, &reason);
}
