//! Locks of other people: which of them the plan breaks.

use std::collections::BTreeSet;

use super::{
    super::{
        effect::Effect,
        model::{Model, Notice, Planned, PreviewModel},
    },
    preview,
};
use crate::{
    domain::{FileId, FileIndex, titles::visible},
    plan::Unlock,
};

/// Breaks the lock on the file under the cursor, or leaves it again.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    let Some((preview, planned)) = shown(model) else {
        return Vec::new();
    };
    let Some(file) = preview
        .file_under_cursor()
        .filter(|file| planned.is_unlockable(*file))
    else {
        model.notice = Some(Notice::refused(
            "There is no lock of somebody else on this line that you may break.",
        ));
        return Vec::new();
    };
    let Some(id) = id_of(planned, file) else {
        return Vec::new();
    };
    let mut broken = match &preview.choices.unlock {
        Unlock::None => BTreeSet::new(),
        Unlock::These(files) => files.clone(),
        Unlock::All => ids(planned),
    };
    let breaks = !broken.remove(&id);
    let said = if breaks {
        let holder = planned.plan.inventory.holders.get(&file);
        let holder = holder.map_or("somebody else".into(), |name| visible(name).into_owned());
        broken.insert(id);
        format!(
            "The lock of {holder} will be broken right before the file moves. The portal then overwrites the comment of the \
             file's current version."
        )
    } else {
        "The lock stays, and so does the file.".to_owned()
    };
    let unlock = if broken.is_empty() {
        Unlock::None
    } else {
        Unlock::These(broken)
    };
    model.notice = Some(Notice::information(said));
    preview::change(model, |preview| preview.choices.unlock = unlock)
}

/// Breaks all locks that may be broken; none, where all are to be broken already.
pub(super) fn toggle_all(model: &mut Model) -> Vec<Effect> {
    let Some((preview, planned)) = shown(model) else {
        return Vec::new();
    };
    let ids = ids(planned);
    let all_are = ids.iter().all(|id| preview.choices.unlock.wants(id));
    let (unlock, said) = if ids.is_empty() {
        (
            preview.choices.unlock.clone(),
            "There is no lock of somebody else in this room that you may break.".to_owned(),
        )
    } else if all_are {
        (
            Unlock::None,
            "No lock is broken: locked files stay in the room.".to_owned(),
        )
    } else {
        let said = format!(
            "Locks of other people that will be broken right before their files move: {}. The portal then overwrites the \
             comment of the current version of each.",
            ids.len()
        );
        (Unlock::All, said)
    };
    model.notice = Some(Notice::information(said));
    preview::change(model, |preview| preview.choices.unlock = unlock)
}

fn shown(model: &Model) -> Option<(&PreviewModel, &Planned)> {
    let preview = model.preview.as_ref()?;
    Some((preview, &**preview.shown_plan()?))
}

fn id_of(planned: &Planned, file: FileIndex) -> Option<FileId> {
    let entry = planned.plan.inventory.file(file)?;
    Some(entry.id.clone())
}

fn ids(planned: &Planned) -> BTreeSet<FileId> {
    let files = planned.unlockable.iter();
    files.filter_map(|file| id_of(planned, *file)).collect()
}
