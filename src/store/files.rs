//! Private folders and files, and writing a file so that it is there whole or not at all.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use super::StoreError;

/// Creates a folder and its parents, each new one with mode 0700. Existing ones are left as they are.
pub(super) fn create_private_folder(path: &Path) -> Result<(), StoreError> {
    folder_builder()
        .recursive(true)
        .create(path)
        .map_err(StoreError::io("create the folder", path))
}

/// A builder of folders with mode 0700.
pub(super) fn folder_builder() -> DirBuilder {
    #[cfg_attr(
        not(unix),
        expect(unused_mut, reason = "only Unix has modes to set on the builder")
    )]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder
}

/// Options that create files with mode 0600.
pub(super) fn private_file() -> OpenOptions {
    #[cfg_attr(
        not(unix),
        expect(unused_mut, reason = "only Unix has modes to set on the options")
    )]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Reads a whole file.
pub fn read(path: &Path) -> Result<Vec<u8>, StoreError> {
    fs::read(path).map_err(StoreError::io("read", path))
}

/// Writes a file so that at any moment, power failure included, the path holds the old content or the new one:
/// a temporary file beside it, synced, renamed over it, the folder synced.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    // The parent of a bare file name is an empty path, which no system call takes.
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let temporary = temporary_beside(path);
    let written = write_synced(&temporary, content).and_then(|()| {
        fs::rename(&temporary, path).map_err(StoreError::io("move into place", path))
    });
    if written.is_err() {
        // The first failure is the one to report.
        let _ = fs::remove_file(&temporary);
    }
    written.and_then(|()| sync_folder(folder))
}

/// A name of its own for each write of each process, so that two writers never share a temporary file.
fn temporary_beside(path: &Path) -> PathBuf {
    static WRITES: AtomicU64 = AtomicU64::new(0);
    let write = WRITES.fetch_add(1, Ordering::Relaxed);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.{write}.tmp", std::process::id()))
}

/// Creates a file, writes it and waits until it is on the disk.
fn write_synced(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    let mut file = private_file()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(StoreError::io("create", path))?;
    file.write_all(content)
        .map_err(StoreError::io("write", path))?;
    file.sync_all().map_err(StoreError::io("sync", path))
}

/// Waits until a folder's entries are on the disk. Only Unix can, and needs to.
pub(super) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        File::open(path)
            .and_then(|folder| folder.sync_all())
            .map_err(StoreError::io("sync the folder", path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_keeps_the_old_content_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        // A folder in the place of the file: the rename must fail.
        let taken = folder.path().join("taken");
        fs::create_dir(&taken).unwrap();
        fs::write(taken.join("old"), "old").unwrap();
        assert!(matches!(
            write_whole(&taken, b"new"),
            Err(StoreError::Io { .. })
        ));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(fs::read(taken.join("old")).unwrap(), b"old");
    }

    #[cfg(unix)]
    #[test]
    fn folders_and_files_are_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a/b");
        create_private_folder(&folder).unwrap();
        let file = folder.join("file");
        write_whole(&file, b"content").unwrap();
        write_whole(&file, b"again").unwrap();
        for (path, mode) in [
            (root.path().join("a"), 0o700),
            (folder, 0o700),
            (file, 0o600),
        ] {
            let found = fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
            assert_eq!(found, mode, "{}", path.display());
        }
    }
}
