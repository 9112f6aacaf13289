//! What came of the run. Stays until it is left.

use ratatui::layout::Rect;

use super::{
    super::{
        message::RunEnd,
        model::{Model, RunModel, SummaryPart, rows_inside, summary_areas, titles},
        theme::Role,
        widgets::{Pen, row, text, words},
    },
    entry, problem, summary_head,
    summary_head::outcome_glyph,
    text_row,
};
use crate::{
    domain::{Completeness, titles::visible},
    run::{FileLine, TitleLine},
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
    summary_head::draw(model, run, end, pen, areas.head);
    draw_list(run, end, pen, areas.files);
    let inside = Rect {
        x: areas.detail.x + 1,
        width: areas.detail.width.saturating_sub(2),
        ..areas.detail
    };
    let selected = run.summary_windows[run.summary_part.position()].selected;
    pen.wrapped(inside, Role::Plain, &detail(run, end, selected));
}

/// The whole of the row under the cursor.
fn detail(run: &RunModel, end: &RunEnd, selected: usize) -> String {
    match run.summary_part {
        SummaryPart::Files => {
            let file = end.summary.not_archived.get(selected);
            file.map(|file| format!("{}: {}", visible(&file.path), visible(&file.reason)))
        }
        SummaryPart::Titles => titles(&end.summary).get(selected).map(|line| {
            let (path, title) = (visible(&line.path), visible(&line.title));
            match &line.why_not {
                None => format!("{path}: called {title} in the target"),
                Some(why) => {
                    format!("{path}: was to be called {title}; {}", visible(why))
                }
            }
        }),
        SummaryPart::Guest | SummaryPart::After => None,
    }
    .unwrap_or_default()
}

/// The list that is chosen, under the names of all that have something to say.
fn draw_list(run: &RunModel, end: &RunEnd, pen: &mut Pen<'_>, area: Rect) {
    let parts = run.summary_parts();
    let title = if parts.len() == 1 {
        match end.summary.not_archived.len() {
            0 => "Not archived: none".to_owned(),
            several => format!("Not archived: {}", words::number(several as u64)),
        }
    } else {
        String::new()
    };
    let inner = pen.boxed(area, &title, true);
    if parts.len() > 1 {
        draw_tabs(run, end, &parts, pen, area);
    }
    let text = match run.summary_part {
        SummaryPart::After => run.after_rows(usize::from(area.width)),
        _ => run.guest_rows(usize::from(area.width)),
    };
    if run.summary_part == SummaryPart::Files && end.summary.not_archived.is_empty() {
        let sentence = "Every listed file is in the target: seen there by the operation that moved it, and by the listing \
                        afterwards.";
        problem::empty(pen, inner, sentence, &not_visible(run));
        return;
    }
    let window = run.summary_windows[run.summary_part.position()];
    let (len, height) = (
        run.summary_len(usize::from(area.width)),
        rows_inside(area, 0),
    );
    let seen = window.visible(len, height);
    pen.scrollbar(area, len, seen.start, height);
    let titles = titles(&end.summary);
    for (at, number) in (0u16..).zip(seen) {
        let line = row(inner, at);
        match run.summary_part {
            SummaryPart::Files => draw_file(&end.summary.not_archived[number], pen, line),
            SummaryPart::Titles => draw_title(titles[number], pen, line),
            SummaryPart::Guest | SummaryPart::After => text_row::draw(&text, number, pen, line),
        }
        if number == window.selected {
            pen.select_row(line, true);
        }
    }
}

fn draw_tabs(run: &RunModel, end: &RunEnd, parts: &[SummaryPart], pen: &mut Pen<'_>, area: Rect) {
    let summary = &end.summary;
    let mut pieces = Vec::new();
    for part in parts {
        let rows = match part {
            SummaryPart::Files => format!(" {}", words::number(summary.not_archived.len() as u64)),
            SummaryPart::Titles => format!(" {}", words::number(titles(summary).len() as u64)),
            SummaryPart::Guest | SummaryPart::After => String::new(),
        };
        let role = if *part == run.summary_part {
            Role::Selected
        } else {
            Role::Plain
        };
        pieces.push((Role::Key, format!(" {}", part.position() + 1)));
        pieces.push((role, format!(" {}{rows} ", part.words())));
    }
    let title = Rect {
        x: area.x + 1.min(area.width),
        width: area.width.saturating_sub(2),
        height: area.height.min(1),
        ..area
    };
    pen.pieces(title, &pieces);
}

fn draw_title(line: &TitleLine, pen: &mut Pen<'_>, place: Rect) {
    let glyphs = pen.glyphs();
    let (role, glyph, words) = match &line.why_not {
        None => (Role::Good, glyphs.good, line.title.to_string()),
        Some(why) => (
            Role::Warning,
            glyphs.warning,
            format!("kept its title: {why}"),
        ),
    };
    let room = usize::from(place.width / 5 * 3).saturating_sub(3);
    let words = text::title(&words, room, pen.cut());
    let words = [(role, format!("{glyph} ")), (Role::Plain, words)];
    entry::draw(pen, place, 1, &line.path, &words);
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
