//! What lies in a folder: filters, recursion, order, pages, and what they silently leave out.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::time::Instant;

use super::collation::title_key;
use super::entries::{EntryId, File, Folder, Section};
use super::formats::Category;
use super::order::{Order, SortBy};
use super::people::PersonId;
use super::sequence::{Key, Sequence, manual_order};
use super::{World, titles};

/// One entry of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A folder.
    Folder(EntryId),
    /// A file.
    File(EntryId),
}

/// What a listing was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListingQuery {
    /// The order.
    pub order: Order,
    /// `filterType`; 0 is no filter.
    pub filter: u8,
    /// `withSubFolders`; has an effect together with a filter only.
    pub with_subfolders: bool,
    /// `applyFilterOption`: 0 both halves, 1 files only, 2 folders only. The other half comes unfiltered.
    pub apply_to: u8,
    /// Part of a title; empty is no filter.
    pub text: String,
    /// Extensions with their dot, lower-case.
    pub extensions: Vec<String>,
    /// Made by.
    pub subject: Option<PersonId>,
    /// Made by anybody else.
    pub exclude_subject: bool,
    /// A `roomId` other than 0 asks for a mark that only trashed entries have.
    pub origin_room: bool,
}

/// One page of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Entries in order; files in conversion are taken out after the page was cut.
    pub entries: Vec<Entry>,
    /// What the page says about the whole; lower by the files hidden on this page.
    pub total: usize,
}

/// Sequences made at the present revision of the tree, so that a hundred pages sort once.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct ListingCache {
    revision: u64,
    sequences: HashMap<(EntryId, Option<PersonId>, ListingQuery, bool), Arc<Sequence>>,
}

/// Filter types that select files of one category (and no folders).
fn category_of_filter(filter: u8) -> Option<&'static [Category]> {
    match filter {
        3 => Some(&[Category::Document]),
        4 => Some(&[Category::Presentation]),
        5 => Some(&[Category::Spreadsheet]),
        7 => Some(&[Category::Image]),
        10 => Some(&[Category::Archive]),
        12 => Some(&[Category::Video, Category::Audio]),
        22 | 23 => Some(&[Category::Pdf]),
        25 => Some(&[Category::Diagram]),
        _ => None,
    }
}

impl World {
    /// One page of a folder's listing: folders before files, `start` and `count` over both.
    pub fn page(
        &mut self,
        folder: EntryId,
        who: Option<PersonId>,
        query: &ListingQuery,
        window: (usize, usize),
        request_number: u64,
        now: Instant,
    ) -> Page {
        let sequence = self.sequence(folder, who, query);
        let (start, count) = window;
        let end = start.saturating_add(count).min(sequence.entries.len());
        let shuffle = self
            .ties
            .then_some(self.seed() ^ request_number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let cut = sequence.window(start.min(end), end, shuffle);
        let is_hidden = |entry: &Entry| match entry {
            Entry::File(id) => self
                .tree
                .file(*id)
                .is_some_and(|file| self.is_converting(file, now)),
            Entry::Folder(_) => false,
        };
        let hidden = cut.iter().filter(|entry| is_hidden(entry)).count();
        let entries = cut.into_iter().filter(|entry| !is_hidden(entry)).collect();
        Page {
            entries,
            total: sequence.entries.len() - hidden,
        }
    }

    fn sequence(
        &mut self,
        folder: EntryId,
        who: Option<PersonId>,
        query: &ListingQuery,
    ) -> Arc<Sequence> {
        let revision = self.tree.revision();
        if self.listings.revision != revision || self.listings.sequences.len() > 64 {
            self.listings.sequences.clear();
            self.listings.revision = revision;
        }
        let key = (folder, who, query.clone(), self.not_recursive);
        if let Some(known) = self.listings.sequences.get(&key) {
            return Arc::clone(known);
        }
        let made = Arc::new(self.make_sequence(folder, who, query));
        self.listings.sequences.insert(key, Arc::clone(&made));
        made
    }

    fn make_sequence(
        &self,
        folder: EntryId,
        who: Option<PersonId>,
        query: &ListingQuery,
    ) -> Sequence {
        if query.origin_room && !matches!(self.section_of(folder), Some(Section::Trash(_))) {
            return Sequence::default();
        }
        let may_recurse = query.with_subfolders
            && !self.not_recursive
            && !self.is_third_party(folder)
            && !self.is_ai(folder)
            && !matches!(self.section_of(folder), Some(Section::Trash(_)));
        let folders = self.folder_half(folder, query, may_recurse);
        let files = self.file_half(folder, who, query, may_recurse);
        let indexed = self
            .room_of(folder)
            .and_then(|room| room.room.as_ref())
            .is_some_and(|room| room.indexing);
        if indexed {
            return manual_order(&folders, &files);
        }
        let mut sequence = Sequence::default();
        let by = query.order.by;
        let keyed = folders
            .into_iter()
            .map(|folder| (self.folder_key(folder, by), Entry::Folder(folder.id)));
        sequence.append(
            keyed.collect(),
            query.order.ascending || !orders_folders(by),
        );
        let keyed = files
            .into_iter()
            .map(|file| (self.file_key(file, by), Entry::File(file.id)));
        sequence.append(keyed.collect(), query.order.ascending || !orders_files(by));
        sequence
    }

    fn folder_half(
        &self,
        folder: EntryId,
        query: &ListingQuery,
        may_recurse: bool,
    ) -> Vec<&Folder> {
        let filter = if query.apply_to == 1 { 0 } else { query.filter };
        if filter == 1 || category_of_filter(filter).is_some() {
            return Vec::new();
        }
        let text = if query.apply_to == 1 {
            ""
        } else {
            query.text.as_str()
        };
        let filtered = filter != 0 || query.subject.is_some() || !text.is_empty();
        let ids = if may_recurse && filtered {
            self.tree.folders_below(folder)
        } else {
            self.tree.subfolders(folder)
        };
        ids.into_iter()
            .filter_map(|id| self.tree.folder(id))
            .filter(|entry| contains(&entry.title, text))
            .filter(|entry| {
                query
                    .subject
                    .is_none_or(|subject| (entry.created_by == subject) != query.exclude_subject)
            })
            .collect()
    }

    fn file_half(
        &self,
        folder: EntryId,
        who: Option<PersonId>,
        query: &ListingQuery,
        may_recurse: bool,
    ) -> Vec<&File> {
        let unfiltered = query.apply_to == 2;
        let filter = if unfiltered { 0 } else { query.filter };
        if filter == 2 {
            return Vec::new();
        }
        let text = if unfiltered { "" } else { query.text.as_str() };
        let extensions: &[String] = if unfiltered { &[] } else { &query.extensions };
        let filtered =
            filter != 0 || query.subject.is_some() || !text.is_empty() || !extensions.is_empty();
        let recursive = may_recurse && filtered;
        let ids = if recursive {
            self.tree.files_below(folder)
        } else {
            self.tree.direct_files(folder)
        };
        let categories = category_of_filter(filter);
        ids.into_iter()
            .filter_map(|id| self.tree.file(id))
            .filter(|file| recursive || !who.is_some_and(|who| file.restricted_for.contains(&who)))
            .filter(|file| {
                categories.is_none_or(|wanted| wanted.contains(&Category::of(&file.title)))
            })
            .filter(|file| filter != 23 || file.is_form)
            .filter(|file| contains(&file.title, text))
            .filter(|file| {
                extensions.is_empty()
                    || extensions.contains(&titles::extension(&file.title).to_lowercase())
            })
            .filter(|file| {
                query
                    .subject
                    .is_none_or(|subject| (file.created_by == subject) != query.exclude_subject)
            })
            .collect()
    }

    fn folder_key(&self, folder: &Folder, by: SortBy) -> Key {
        match by {
            SortBy::DateAndTime => Key::Number(folder.updated),
            SortBy::DateAndTimeCreation => Key::Number(folder.created),
            SortBy::Author => Key::Text(self.author(folder.created_by)),
            _ => Key::Title(title_key(&folder.title)),
        }
    }

    fn file_key(&self, file: &File, by: SortBy) -> Key {
        match by {
            SortBy::DateAndTime => Key::Number(file.updated),
            SortBy::DateAndTimeCreation => Key::Number(file.created),
            SortBy::Author => Key::Text(self.author(file.created_by)),
            SortBy::Size => Key::Number(file.size),
            SortBy::Type => Key::Text(titles::extension(&file.title).to_lowercase()),
            _ => Key::Title(title_key(&file.title)),
        }
    }

    fn author(&self, person: PersonId) -> String {
        self.person(person)
            .map(super::people::Person::display_name)
            .unwrap_or_default()
    }

    /// The direct subfolders a caller sees, by title: what `/subfolders` answers, all of them at once.
    pub fn subfolders_by_title(&self, folder: EntryId) -> Vec<EntryId> {
        let mut folders = self.tree.subfolders(folder);
        folders
            .sort_by_cached_key(|id| self.tree.folder(*id).map(|folder| title_key(&folder.title)));
        folders
    }
}

/// Orders that mean something for folders; the others fall back to the title, ascending.
fn orders_folders(by: SortBy) -> bool {
    matches!(
        by,
        SortBy::Az | SortBy::DateAndTime | SortBy::DateAndTimeCreation | SortBy::Author
    )
}

/// Orders that mean something for files; the others fall back to the title, ascending.
fn orders_files(by: SortBy) -> bool {
    orders_folders(by) || matches!(by, SortBy::Size | SortBy::Type)
}

fn contains(title: &str, text: &str) -> bool {
    text.is_empty() || title.to_lowercase().contains(&text.to_lowercase())
}
