//! Pictures of the screen on disk. They show names of clients, so they are for the owner's eyes only.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::report::picture::{self, Picture};

/// All forms of a picture with the endings of their files.
pub(super) fn forms(picture: &Picture<'_>) -> Vec<(&'static str, Vec<u8>)> {
    let forms = vec![
        ("svg", picture::svg(picture).into_bytes()),
        ("txt", picture::text(picture).into_bytes()),
        ("ansi", picture::ansi(picture).into_bytes()),
    ];
    #[cfg(feature = "png")]
    let forms = {
        let mut forms = forms;
        forms.extend(picture::png(picture, 2).ok().map(|png| ("png", png)));
        forms
    };
    forms
}

/// Writes all forms under the first number that is free, so that no picture replaces another.
pub(super) fn save(
    folder: &Path,
    word: &str,
    forms: &[(&str, Vec<u8>)],
) -> io::Result<Vec<PathBuf>> {
    private_folders().create(folder)?;
    let name = |number: u32, ending: &str| folder.join(format!("{word}-{number:03}.{ending}"));
    let is_free = |number: &u32| {
        forms
            .iter()
            .all(|(ending, _)| !name(*number, ending).exists())
    };
    let number = (1..u32::MAX).find(is_free).unwrap_or(u32::MAX);
    let mut saved = Vec::new();
    for (ending, content) in forms {
        let path = name(number, ending);
        private_file()
            .open(&path)
            .and_then(|mut file| io::Write::write_all(&mut file, content))?;
        saved.push(path);
    }
    Ok(saved)
}

/// Folders for the owner's eyes only.
fn private_folders() -> std::fs::DirBuilder {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// A new file for the owner's eyes only: pictures show names of clients.
fn private_file() -> std::fs::OpenOptions {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
