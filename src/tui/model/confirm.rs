//! The question before the run. Nothing here can say yes by accident.

use std::{sync::Arc, time::Duration};

use tui_input::Input;

use super::Planned;
use crate::{
    plan::{Consent, ConsentItem},
    run::Manner,
    tui::input::KeyPress,
};

/// How long the key that opened the question is ignored, so that its repeats are not typed into the field.
const OPENING_KEY_REST: Duration = Duration::from_millis(600);

/// The question.
#[derive(Debug, Clone)]
pub struct ConfirmModel {
    /// What is asked about; it cannot change while the question stands.
    pub planned: Arc<Planned>,
    /// How hard the portal would be worked.
    pub manner: Manner,
    /// What has to be typed.
    pub wanted: TypedWord,
    /// What is typed.
    pub input: Input,
    /// What has to be agreed to by name, and whether it is.
    pub items: Vec<(ConsentItem, bool)>,
    /// Where keys go.
    pub focus: ConfirmFocus,
    /// It was seen: keys count from now on.
    pub painted: bool,
    /// Enter was pressed while something was missing.
    pub insisted: bool,
    opened: (KeyPress, Duration),
}

/// Where keys of the question go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmFocus {
    /// One of the items, by position.
    Item(usize),
    /// The field.
    Field,
}

/// What has to be typed to say yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedWord {
    /// The client's name.
    Name(String),
    /// The number of files that move, because the name cannot be typed on every keyboard.
    Files(u64),
}

impl TypedWord {
    /// The name where every keyboard has its characters, else the number.
    fn for_plan(planned: &Planned) -> Self {
        let title = planned.plan.target.title.trim();
        let typable = title.chars().all(|c| c.is_ascii_graphic() || c == ' ');
        if typable && !title.contains("  ") {
            Self::Name(title.to_owned())
        } else {
            Self::Files(planned.totals.moving)
        }
    }

    /// The very text.
    pub fn text(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Files(files) => files.to_string(),
        }
    }
}

impl ConfirmModel {
    /// Asks about a plan. `opened_by` is the key that opened the question, pressed at `at`.
    pub fn new(planned: Arc<Planned>, manner: Manner, opened_by: KeyPress, at: Duration) -> Self {
        let items: Vec<_> = planned
            .plan
            .needs()
            .into_iter()
            .map(|item| (item, false))
            .collect();
        Self {
            wanted: TypedWord::for_plan(&planned),
            planned,
            manner,
            input: Input::default(),
            focus: if items.is_empty() {
                ConfirmFocus::Field
            } else {
                ConfirmFocus::Item(0)
            },
            items,
            painted: false,
            insisted: false,
            opened: (opened_by, at),
        }
    }

    /// Whether a key counts: the question was seen, and it is not the key that opened it, still held down.
    pub fn takes(&mut self, key: KeyPress, at: Duration) -> bool {
        if !self.painted {
            return false;
        }
        let (opened_by, since) = self.opened;
        if key != opened_by {
            return true;
        }
        if at.saturating_sub(since) < OPENING_KEY_REST {
            // Every repeat begins the rest anew: only letting go ends it.
            self.opened.1 = at;
            return false;
        }
        true
    }

    /// Whether the typed text is the wanted one.
    pub fn is_typed(&self) -> bool {
        self.input.value().trim() == self.wanted.text()
    }

    /// What is agreed to, once everything that has to be is and the text is typed.
    pub fn consent(&self) -> Option<Consent> {
        let all_agreed = self.items.iter().all(|(_, agreed)| *agreed);
        (self.painted && self.is_typed() && all_agreed).then(|| Consent {
            digest: self.planned.plan.digest.clone(),
            items: self.items.iter().map(|(item, _)| item.clone()).collect(),
        })
    }
}
