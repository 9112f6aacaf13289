//! The manifest of a run: which file of the room lies where now, as CSV.
//!
//! One line per archived file, in path order, under the header `id,old path,new place,version,size`. Version and size
//! are those that were listed when the plan was made; a move changes neither. Names are made visible, and no field
//! begins with a character at which a spreadsheet would begin to calculate.

use std::borrow::Cow;

use crate::{
    domain::titles::visible,
    plan::Plan,
    run::{RunId, RunState, Standing},
};

/// The title of a run's manifest where it lies among other files.
pub fn title(run: &RunId) -> String {
    format!("closeout-manifest-{run}.csv")
}

/// Writes the manifest. UTF-8 with a byte order mark, without which spreadsheets guess the encoding wrong.
pub fn csv(plan: &Plan, state: &RunState) -> Result<Vec<u8>, csv::Error> {
    let mut lines = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    lines.write_record(["id", "old path", "new place", "version", "size"])?;
    let target = plan.target.path();
    for (index, file) in plan.inventory.indexed_files() {
        if state.standing(index) != Some(&Standing::Archived) {
            continue;
        }
        let title = state.title_in_target(plan, index).unwrap_or(&file.title);
        let old = format!("{}/{}", plan.room.title, plan.inventory.file_path(index));
        lines.write_record([
            &*plain(&file.id.to_string()),
            &*plain(&visible(&old)),
            &*plain(&format!("{target}/{}", visible(title))),
            &*file.version.to_string(),
            &*file.size.to_string(),
        ])?;
    }
    lines
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

/// What a spreadsheet takes as text.
fn plain(field: &str) -> Cow<'_, str> {
    if field.starts_with(['=', '+', '-', '@']) {
        Cow::Owned(format!("'{field}"))
    } else {
        Cow::Borrowed(field)
    }
}
