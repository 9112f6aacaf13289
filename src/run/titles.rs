//! Files that arrived beside others of their title get titles of their own in the target.
//!
//! ```text
//!   all settled ─▶ the target is listed ─▶ titles checked ─▶ renamed, a hundred a record ─▶ final listing
//! ```
//!
//! The plan has foretold the titles; what lies in the target by now may make another number necessary, or a title for a
//! file that met nobody when the plan was made. A file that keeps its title is archived all the same.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    record::Record,
    state::{RunState, Standing},
};
use crate::{
    domain::{FileId, FileIndex, titles::fold},
    plan::{CollisionPolicy, Plan, free_title},
};

/// Files renamed under one intent at most.
const BATCH: usize = 100;
/// A renaming whose answer was lost is repeated twice at most. Repeating does no harm: the title a file has already is
/// not written again.
const MOST_TRIES: u8 = 3;

/// A file and a title in the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTitle {
    /// The file.
    pub file: FileId,
    /// The title.
    pub title: Box<str>,
}

/// A file and what is said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileNote {
    /// The file.
    pub file: FileId,
    /// In words.
    pub why: String,
}

/// What came of renaming some files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RenameAnswers {
    /// Answered with the new title.
    pub renamed: Vec<FileId>,
    /// Answered with another title than was asked for.
    pub other: Vec<NewTitle>,
    /// Refused.
    pub refused: Vec<FileNote>,
    /// The answer was lost.
    pub lost: Vec<FileNote>,
}

/// What became of the title of an archived file that was not to keep its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TitleFact {
    /// It has this one.
    Given(Box<str>),
    /// It has another one than this, for this reason.
    Kept {
        /// The title it was to get.
        wanted: Box<str>,
        /// In words.
        why: String,
    },
}

/// How far the titles are.
#[derive(Debug, Clone, Default)]
pub(super) struct Titles {
    /// As the plan has them.
    planned: BTreeMap<FileIndex, Box<str>>,
    /// Files that arrived by a request under which equal titles lie side by side.
    beside: BTreeSet<FileIndex>,
    stage: TitleStage,
    renamings: BTreeMap<FileIndex, Renaming>,
    /// Those of them that are still to be asked for.
    open: BTreeSet<FileIndex>,
    /// Files that the target did not show when it was looked at.
    unseen: BTreeSet<FileIndex>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum TitleStage {
    /// The target has not been looked at.
    #[default]
    ToCome,
    Checked,
    /// It could not be listed.
    Unchecked(Arc<str>),
}

#[derive(Debug, Clone)]
struct Renaming {
    title: Box<str>,
    tries: u8,
    answer: Answer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    /// Not asked for, or nobody knows: from another process, or lost.
    Open(Option<Arc<str>>),
    Given,
    /// It has this title instead.
    Other(Box<str>),
    Refused(Arc<str>),
}

impl Titles {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            planned: plan.new_titles.clone(),
            ..Self::default()
        }
    }

    /// A file has arrived where its title may be taken.
    pub(super) fn arrived_beside(&mut self, index: FileIndex) {
        self.beside.insert(index);
    }

    /// The title a file is to have in the target; `None` when it keeps its own.
    fn wanted(&self, index: FileIndex) -> Option<&str> {
        self.renamings
            .get(&index)
            .map(|renaming| &*renaming.title)
            .or_else(|| self.planned.get(&index).map(|title| &**title))
    }
}

impl RunState {
    /// Whether the target has to be looked at before files are renamed in it.
    pub(super) fn titles_to_check(&self) -> bool {
        self.policy == CollisionPolicy::Rename
            && self.titles.stage == TitleStage::ToCome
            && self.candidates().next().is_some()
    }

    /// The next files to be renamed.
    pub(super) fn next_renames(&self, plan: &Plan) -> Vec<NewTitle> {
        let named = self.titles.open.iter().filter_map(|index| {
            let file = plan.inventory.file(*index)?;
            let renaming = self.titles.renamings.get(index)?;
            Some(NewTitle {
                file: file.id.clone(),
                title: renaming.title.clone(),
            })
        });
        named.take(BATCH).collect()
    }

    /// Files of which another one of the same title may lie in the target.
    fn candidates(&self) -> impl Iterator<Item = FileIndex> {
        self.titles
            .beside
            .iter()
            .copied()
            .filter(|index| self.standing(*index) == Some(&Standing::Arrived))
    }

    /// Which of the candidates get which titles, by what lies in the target now: the record of having looked. It holds
    /// only what differs from the plan, and the candidates that the target does not show: they may lie in the client's
    /// room, or with somebody who took them, and nothing is renamed there.
    pub fn check_titles<'t>(
        &self,
        plan: &Plan,
        target: impl IntoIterator<Item = (&'t FileId, &'t str)>,
    ) -> Record {
        let candidates: BTreeSet<FileIndex> = self.candidates().collect();
        let mut lying = HashMap::new();
        let mut taken = HashSet::new();
        for (file, title) in target {
            match self.index_of(file).filter(|at| candidates.contains(at)) {
                Some(index) => {
                    lying.insert(index, title);
                }
                None => {
                    taken.insert(fold(title));
                }
            }
        }
        let own_title = |index: FileIndex| {
            let listed = plan.inventory.file(index).map(|file| &*file.title);
            lying.get(&index).copied().or(listed).unwrap_or_default()
        };
        let (planned, others): (Vec<_>, Vec<_>) = candidates
            .iter()
            .partition(|index| self.titles.planned.contains_key(index));
        let mut to_number = Vec::new();
        for index in others {
            // The own title of one that was not seen stays taken: it may come to light beside the others.
            if !taken.insert(fold(own_title(index))) && lying.contains_key(&index) {
                to_number.push(index);
            }
        }
        let planned = planned.into_iter().filter(|at| lying.contains_key(at));
        for index in planned {
            let title = self.titles.planned.get(&index);
            if !title.is_some_and(|title| taken.insert(fold(title))) {
                to_number.push(index);
            }
        }
        to_number.sort_unstable();
        let unseen = candidates.iter().filter(|at| !lying.contains_key(at));
        let unseen = unseen.filter_map(|index| plan.inventory.file(*index));
        Record::TitlesChecked {
            instead: numbered(plan, &to_number, &mut taken),
            not_seen: unseen.map(|file| file.id.clone()).collect(),
        }
    }

    pub(super) fn take_titles(&mut self, instead: &[NewTitle], not_seen: &[FileId]) {
        if self.titles.stage != TitleStage::ToCome {
            return;
        }
        self.titles.stage = TitleStage::Checked;
        let unseen = not_seen.iter().filter_map(|file| self.index_of(file));
        self.titles.unseen = unseen.collect();
        let instead: BTreeMap<_, _> = instead
            .iter()
            .filter_map(|new| Some((self.index_of(&new.file)?, new.title.clone())))
            .collect();
        let candidates: Vec<_> = self.candidates().collect();
        let seen = |index: &FileIndex| !self.titles.unseen.contains(index);
        for index in candidates.into_iter().filter(seen).collect::<Vec<_>>() {
            let planned = self.titles.planned.get(&index);
            if let Some(title) = instead.get(&index).or(planned).cloned() {
                let renaming = Renaming {
                    title,
                    tries: 0,
                    answer: Answer::Open(None),
                };
                self.titles.renamings.insert(index, renaming);
                self.titles.open.insert(index);
            }
        }
    }

    pub(super) fn titles_not_checked(&mut self, why: &str) {
        if self.titles.stage == TitleStage::ToCome {
            self.titles.stage = TitleStage::Unchecked(why.into());
        }
    }

    pub(super) fn ask_renames(&mut self, renames: &[NewTitle]) {
        self.anything_sent = true;
        for new in renames {
            let index = self.index_of(&new.file);
            let renamings = &mut self.titles.renamings;
            let Some((index, renaming)) = index.and_then(|at| Some((at, renamings.get_mut(&at)?)))
            else {
                continue;
            };
            renaming.tries = renaming.tries.saturating_add(1);
            if renaming.tries >= MOST_TRIES {
                self.titles.open.remove(&index);
            }
        }
    }

    pub(super) fn take_rename_answers(&mut self, answers: &RenameAnswers) {
        for file in &answers.renamed {
            self.answer_rename(file, Answer::Given);
        }
        for other in &answers.other {
            self.answer_rename(&other.file, Answer::Other(other.title.clone()));
        }
        for note in &answers.refused {
            self.answer_rename(&note.file, Answer::Refused(note.why.as_str().into()));
        }
        for note in &answers.lost {
            self.answer_rename(&note.file, Answer::Open(Some(note.why.as_str().into())));
        }
    }

    fn answer_rename(&mut self, file: &FileId, answer: Answer) {
        let index = self.index_of(file);
        let renamings = &mut self.titles.renamings;
        let Some((index, renaming)) = index.and_then(|at| Some((at, renamings.get_mut(&at)?)))
        else {
            return;
        };
        if !matches!(answer, Answer::Open(_)) {
            self.titles.open.remove(&index);
        }
        renaming.answer = answer;
    }

    /// The titles of renamed files that the final listing shows otherwise than they were to be.
    pub fn titles_otherwise<'t>(
        &self,
        target: impl IntoIterator<Item = (&'t FileId, &'t str)>,
    ) -> Vec<NewTitle> {
        if self.titles.renamings.is_empty() {
            return Vec::new();
        }
        let otherwise = target.into_iter().filter(|(file, title)| {
            self.index_of(file)
                .and_then(|index| self.titles.renamings.get(&index))
                .is_some_and(|renaming| *renaming.title != **title)
        });
        let named = otherwise.map(|(file, title)| NewTitle {
            file: file.clone(),
            title: title.into(),
        });
        named.collect()
    }

    /// The final listing outweighs every answer about titles too, except for files that it misses: of their titles it
    /// says nothing.
    pub(super) fn list_titles(&mut self, otherwise: &[NewTitle], missing: &BTreeSet<FileIndex>) {
        let otherwise: BTreeMap<_, _> = otherwise
            .iter()
            .filter_map(|seen| Some((self.index_of(&seen.file)?, &seen.title)))
            .collect();
        let renamings = self.titles.renamings.iter_mut();
        for (index, renaming) in renamings.filter(|(index, _)| !missing.contains(index)) {
            match (otherwise.get(index), &renaming.answer) {
                (None, _) => renaming.answer = Answer::Given,
                // Why it kept its title is known better.
                (Some(_), Answer::Refused(_) | Answer::Open(Some(_))) => {}
                (Some(_), Answer::Open(None)) if renaming.tries == 0 => {}
                (Some(title), _) => renaming.answer = Answer::Other((*title).clone()),
            }
        }
    }

    /// What became of the titles of archived files that were not to keep their own, in path order.
    pub fn title_facts(&self) -> Vec<(FileIndex, TitleFact)> {
        let renamed = self.titles.renamings.keys();
        let indexes: BTreeSet<_> = renamed.chain(self.titles.planned.keys()).collect();
        let archived = indexes
            .into_iter()
            .filter(|index| self.standing(**index) == Some(&Standing::Archived));
        archived
            .filter_map(|index| Some((*index, self.title_fact(*index)?)))
            .collect()
    }

    /// The title a file has got in the target, if it is not its own.
    pub(super) fn new_title(&self, index: FileIndex) -> Option<&str> {
        let renaming = self.titles.renamings.get(&index)?;
        match &renaming.answer {
            Answer::Given => Some(&renaming.title),
            Answer::Other(title) => Some(title),
            Answer::Refused(_) | Answer::Open(_) => None,
        }
    }

    fn title_fact(&self, index: FileIndex) -> Option<TitleFact> {
        let wanted: Box<str> = self.titles.wanted(index)?.into();
        let renaming = self.titles.renamings.get(&index);
        let why = match renaming.map(|renaming| (&renaming.answer, renaming.tries)) {
            Some((Answer::Given, _)) => return Some(TitleFact::Given(wanted)),
            Some((Answer::Other(title), _)) => format!("the portal shows it as {title}"),
            Some((Answer::Refused(why), _)) => why.to_string(),
            Some((Answer::Open(Some(why)), _)) => format!("tried again and again: {why}"),
            Some((Answer::Open(None), 0)) => "the run ended before it was renamed".into(),
            Some((Answer::Open(None), _)) => "the run ended before the portal answered".into(),
            None => match &self.titles.stage {
                TitleStage::Unchecked(why) => format!("the target could not be listed: {why}"),
                TitleStage::Checked if self.titles.unseen.contains(&index) => {
                    "the target did not show it when titles were looked for, and nothing is renamed elsewhere".into()
                }
                TitleStage::Checked => "it was seen in the target only when the run ended".into(),
                TitleStage::ToCome => "the run ended before it was renamed".into(),
            },
        };
        Some(TitleFact::Kept { wanted, why })
    }
}

fn numbered(plan: &Plan, files: &[FileIndex], taken: &mut HashSet<String>) -> Vec<NewTitle> {
    let mut from: HashMap<String, u32> = HashMap::new();
    let mut titles = Vec::new();
    for index in files {
        let Some(file) = plan.inventory.file(*index) else {
            continue;
        };
        // Lower numbers were found taken by the file before.
        let from = from.entry(fold(&file.title)).or_insert(2);
        let is_free = |title: &str| !taken.contains(&fold(title));
        if let Some((number, title)) = free_title(&file.title, *from, is_free) {
            *from = number + 1;
            taken.insert(fold(&title));
            titles.push(NewTitle {
                file: file.id.clone(),
                title,
            });
        }
    }
    titles
}
