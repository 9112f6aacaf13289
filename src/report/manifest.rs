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

/// What a spreadsheet takes as text: a quote before every character at which it would begin to calculate, at the
/// beginning and behind a semicolon, which parts fields where the comma is a decimal sign.
fn plain(field: &str) -> Cow<'_, str> {
    const CALCULATES: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let begins = |part: &str| part.trim_start().starts_with(CALCULATES);
    if !field.split(';').any(begins) {
        return Cow::Borrowed(field);
    }
    let parts = field.split(';').map(|part| {
        if begins(part) {
            format!("'{part}")
        } else {
            part.to_owned()
        }
    });
    Cow::Owned(parts.collect::<Vec<_>>().join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_field_calculates() {
        for (field, plain_field) in [
            ("a=b.txt", "a=b.txt"),
            ("=1.txt", "'=1.txt"),
            ("-x", "'-x"),
            ("x;=HYPERLINK(1).txt", "x;'=HYPERLINK(1).txt"),
            ("x; @y;z", "x;' @y;z"),
            ("＝1", "'＝1"),
            ("/Archive/=Client", "/Archive/=Client"),
        ] {
            assert_eq!(plain(field), plain_field);
        }
    }
}
