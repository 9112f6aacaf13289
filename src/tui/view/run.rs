//! The run: the whole in a bar, one row per chunk, and what has happened.

use ratatui::layout::Rect;

use super::{
    super::{
        model::{Model, RunModel, Tone, rows_inside, run_areas},
        theme::Role,
        widgets::{Pen, row, text, words},
    },
    problem, run_guest, run_head,
};
use crate::run::ChunkStatus;

/// Columns of the bar of a chunk.
const BAR: u16 = 16;

/// Draws the run.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, body: Rect) {
    let Some(run) = &model.run else {
        return;
    };
    let areas = run_areas(body);
    run_head::draw(model, run, pen, areas.head);
    draw_chunks(run, pen, areas.chunks);
    if areas.log.height >= 3 {
        draw_log(run, pen, areas.log);
    }
    if let Some(failed) = run.end.problem() {
        let area = Rect {
            height: areas.chunks.height.min(12),
            width: body.width,
            ..areas.chunks
        };
        pen.clear(area);
        let inner = pen.boxed(area, "The run has failed", true);
        problem::draw(failed, "", pen, inner);
    }
}

fn draw_chunks(run: &RunModel, pen: &mut Pen<'_>, area: Rect) {
    let chunks = &run.chunks;
    let mut title = format!("Chunks: {}", words::number(chunks.len() as u64));
    if run.planned.plan.guest.is_some() {
        let calls = words::count(run.guest_calls().len() as u64, "call", "calls");
        title = format!("{title}, then the guest: {calls}");
    }
    let inner = pen.boxed(area, &title, true);
    let (len, height) = (run.row_count(), rows_inside(area, 0));
    let seen = run.window.visible(len, height);
    pen.scrollbar(area, len, seen.start, height);
    let digits = chunks.len().max(run.guest_calls().len()).to_string().len();
    for (at, number) in (0u16..).zip(seen) {
        let line = row(inner, at);
        match chunks.get(number) {
            Some(chunk) => draw_chunk(chunk, number + 1, digits, pen, line),
            None => run_guest::draw(run, number - chunks.len(), digits, pen, line),
        }
        if number == run.window.selected {
            pen.select_row(line, !run.follows);
        }
    }
}

fn draw_chunk(chunk: &ChunkStatus, number: usize, digits: usize, pen: &mut Pen<'_>, line: Rect) {
    let (role, glyph, word) = status(chunk, pen);
    let used = pen.pieces(
        line,
        &[
            (Role::Quiet, format!(" {number:>digits$} ")),
            (role, format!("{glyph} ")),
        ],
    );
    let width = line.width.saturating_sub(used);
    let bar = if width >= 40 { BAR } else { 0 };
    let cell = |x: u16, width: u16| Rect {
        x: line.x + x,
        width,
        ..line
    };
    pen.text(cell(used, width.saturating_sub(bar + 2)), role, &word);
    if bar > 0 {
        let reported = chunk
            .reported
            .max(chunk.files.saturating_sub(chunk.arrived) * u32::from(chunk.percent) / 100);
        pen.bar(
            cell(line.width.saturating_sub(bar + 1), bar),
            u64::from(chunk.arrived),
            u64::from(if chunk.running > 0 { reported } else { 0 }),
            u64::from(chunk.files),
        );
    }
}

/// A chunk in a glyph and words.
fn status(chunk: &ChunkStatus, pen: &Pen<'_>) -> (Role, &'static str, String) {
    let glyphs = pen.glyphs();
    let ChunkStatus {
        files,
        arrived,
        archived,
        ..
    } = *chunk;
    let mut word = if archived == files {
        return (
            Role::Good,
            glyphs.good,
            format!("archived {archived}/{files}"),
        );
    } else if chunk.running > 0 {
        return (Role::Busy, glyphs.busy, running(chunk));
    } else if chunk.sent > 0 {
        return (Role::Busy, glyphs.busy, "sent, no answer yet".into());
    } else if chunk.verifying > 0 {
        return (
            Role::Busy,
            glyphs.busy,
            format!("verifying, {arrived}/{files} seen in the target"),
        );
    } else if chunk.queued > 0 && chunk.split {
        return (
            Role::Warning,
            glyphs.waiting,
            format!(
                "split, {} waiting, {arrived}/{files} there",
                parts(chunk.queued)
            ),
        );
    } else if chunk.queued > 0 {
        return (
            Role::Quiet,
            glyphs.waiting,
            format!(
                "queued, {}",
                words::count(u64::from(files), "file", "files")
            ),
        );
    } else if arrived == files {
        return (
            Role::Good,
            glyphs.good,
            format!("arrived {arrived}/{files}"),
        );
    } else if archived > 0 {
        format!("archived {archived}/{files}")
    } else {
        format!("arrived {arrived}/{files}")
    };
    for (number, what) in [
        (chunk.not_archived, "not archived"),
        (chunk.unknown, "unknown"),
    ] {
        if number > 0 {
            word = format!("{word}, {number} {what}");
        }
    }
    (Role::Bad, glyphs.bad, word)
}

fn running(chunk: &ChunkStatus) -> String {
    let split = if chunk.split { ", split" } else { "" };
    format!("moving {} %{split}", chunk.percent)
}

fn parts(parts: u32) -> String {
    words::count(u64::from(parts), "part", "parts")
}

fn draw_log(run: &RunModel, pen: &mut Pen<'_>, area: Rect) {
    let inner = pen.boxed(area, "What has happened", false);
    let width = usize::from(inner.width).saturating_sub(10).max(8);
    let mut rows = Vec::new();
    // From the newest backwards, until the pane is full.
    for line in run.log.iter().rev() {
        if rows.len() >= usize::from(inner.height) {
            break;
        }
        let (role, glyph) = match line.tone {
            Tone::Done => (Role::Good, pen.glyphs().good),
            Tone::Information => (Role::Plain, pen.glyphs().dot),
            Tone::Refused => (Role::Warning, pen.glyphs().warning),
        };
        let wrapped = text::wrap(&line.text, width);
        for (at, part) in wrapped.into_iter().enumerate().rev() {
            let lead = if at == 0 {
                format!(" {:>5} {glyph} ", words::clock(line.at))
            } else {
                " ".repeat(9)
            };
            rows.push((role, lead, part));
        }
    }
    rows.truncate(usize::from(inner.height));
    for (at, (role, lead, part)) in (0u16..).zip(rows.into_iter().rev()) {
        pen.pieces(row(inner, at), &[(Role::Quiet, lead), (role, part)]);
    }
}
