//! Keys of the preview that only change what is looked at.

use super::{
    super::{
        keymap::Action,
        model::{Lens, Model, PreviewFocus, PreviewModel, TreeRow},
    },
    lists,
};
use crate::{domain::FolderIndex, run::Manner};

/// Keys that only change what is looked at.
pub(super) fn look(model: &mut Model, action: Action) {
    let Some(preview) = &mut model.preview else {
        return;
    };
    match action {
        Action::OtherPane => {
            preview.focus = match preview.focus {
                PreviewFocus::Tree => PreviewFocus::Lens,
                PreviewFocus::Lens => PreviewFocus::Tree,
            };
        }
        Action::ShowTree => preview.focus = PreviewFocus::Tree,
        Action::ShowLens(number) => {
            if let Some(lens) = Lens::ALL.get(usize::from(number)) {
                preview.lens = *lens;
                preview.focus = PreviewFocus::Lens;
            }
        }
        Action::Manner => {
            preview.manner = if preview.manner.gentle {
                Manner::NORMAL
            } else {
                Manner::GENTLE
            };
        }
        Action::Open | Action::Fold | Action::Unfold | Action::FoldAll => fold(preview, action),
        _ => {}
    }
    lists::settle(model);
}

/// Folding, and finding the file of a list in the tree.
fn fold(preview: &mut PreviewModel, action: Action) {
    let Some(listing) = preview.listing.here().cloned() else {
        return;
    };
    if action == Action::FoldAll {
        preview.tree.fold_all(&listing.shape);
        return;
    }
    if preview.focus == PreviewFocus::Lens {
        let file = preview.lens_file(preview.lens_window().selected);
        if let Some(file) = file.filter(|_| action == Action::Open)
            && let Some(row) = preview
                .tree
                .reveal(file, &listing.inventory, &listing.shape)
        {
            preview.tree_window.selected = row;
            preview.focus = PreviewFocus::Tree;
        }
        return;
    }
    let row = preview.tree_row();
    match (action, row) {
        (Action::Open, Some(TreeRow::Folder(folder))) => {
            let hide = !preview.tree.is_folded(folder);
            preview.tree.fold(folder, hide, &listing.shape);
        }
        (Action::Unfold, Some(TreeRow::Folder(folder))) => {
            preview.tree.fold(folder, false, &listing.shape);
        }
        (Action::Fold, Some(TreeRow::Folder(folder))) if !preview.tree.is_folded(folder) => {
            preview.tree.fold(folder, true, &listing.shape);
        }
        (Action::Fold, Some(TreeRow::Folder(folder))) => {
            let above = listing
                .inventory
                .folders
                .get(folder.0 as usize)
                .and_then(|entry| entry.parent);
            go_to_folder(preview, above);
        }
        (Action::Fold, Some(TreeRow::File(file))) => {
            go_to_folder(
                preview,
                listing.inventory.file(file).map(|file| file.folder),
            );
        }
        _ => {}
    }
}

fn go_to_folder(preview: &mut PreviewModel, folder: Option<FolderIndex>) {
    if let Some(row) = folder.and_then(|folder| preview.tree.row_of_folder(folder)) {
        preview.tree_window.selected = row;
    }
}
