//! What can follow a run: the list of it in the summary.

use super::{RunModel, TextRow};
use crate::{
    domain::titles::visible,
    run::{AfterFact, AfterStep},
    tui::{
        keymap::{self, Action},
        message::{Problem, RequestId},
        widgets::text,
    },
};

/// How far the steps after the run are, in this program.
#[derive(Debug, Clone, Default)]
pub struct AfterModel {
    /// The step that was ordered and not answered yet.
    pub under_way: Option<(RequestId, AfterStep)>,
    /// Steps that could not even be asked for, with why.
    pub problems: Vec<(AfterStep, Problem)>,
    /// The user was told that leaving now leaves an answer behind.
    pub warned: bool,
}

/// What orders a step in the summary.
pub fn action_of(step: AfterStep) -> Action {
    match step {
        AfterStep::PutManifest => Action::PutManifest,
        AfterStep::ArchiveRoom => Action::ArchiveRoom,
    }
}

impl RunModel {
    /// Whether a step can be ordered now.
    pub fn offers(&self, step: AfterStep) -> bool {
        let end = self.end.here();
        self.after.under_way.is_none() && end.is_some_and(|end| end.summary.offers.contains(&step))
    }

    /// Why a step cannot be ordered, in a sentence.
    pub fn why_not(&self, step: AfterStep) -> String {
        if let Some((_, running)) = &self.after.under_way {
            return format!("{}: still under way.", running.word());
        }
        let end = self.end.here();
        let done = end.is_some_and(|end| {
            let mut lines = end.summary.afterwards.iter();
            lines.any(|line| line.step == step && line.fact == AfterFact::Done)
        });
        let why = match self.state.may_follow(&self.planned.plan, step) {
            Err(why) if !done => why.sentence(),
            _ => "it is done already".into(),
        };
        format!("{}: not possible, because {why}.", step.word())
    }

    /// Where the manifest lies, and what can be done or was done after the run.
    pub fn after_rows(&self, columns: usize) -> Vec<TextRow> {
        let columns = columns.saturating_sub(4).max(8);
        let mut rows = Vec::new();
        let mut say = |kind: fn(String) -> TextRow, sentence: &str| {
            let lines = text::wrap_indented(&visible(sentence), columns, 2);
            rows.extend(lines.into_iter().map(kind));
        };
        let Some(end) = self.end.here() else {
            return rows;
        };
        match &end.manifest {
            Ok(path) => say(
                TextRow::Plain,
                &format!("Manifest on this machine: {}", path.display()),
            ),
            Err(problem) => say(
                TextRow::Bad,
                &format!("No manifest on this machine: {}", problem.what),
            ),
        }
        for step in AfterStep::ALL {
            let word = step.word();
            let told = end.summary.afterwards.iter().find(|line| line.step == step);
            match told.map(|line| &line.fact) {
                Some(fact @ AfterFact::Done) => {
                    say(TextRow::Good, &format!("{word}: {}", fact.sentence()));
                }
                Some(fact) => say(TextRow::Warning, &format!("{word}: {}", fact.sentence())),
                None => {}
            }
            let failed = self
                .after
                .problems
                .iter()
                .find(|(failed, _)| *failed == step);
            if let Some((_, problem)) = failed {
                say(
                    TextRow::Warning,
                    &format!("{word}: not done. {}", problem.what),
                );
            }
            if self
                .after
                .under_way
                .as_ref()
                .is_some_and(|(_, running)| *running == step)
            {
                say(TextRow::Plain, &format!("{word}: under way"));
            } else if self.offers(step) {
                say(
                    TextRow::Plain,
                    &format!(
                        "{word}: {} orders it, after a question",
                        keymap::key_of(action_of(step))
                    ),
                );
            } else if told.is_none() && failed.is_none() {
                say(TextRow::Plain, &self.why_not(step));
            }
        }
        rows
    }
}
