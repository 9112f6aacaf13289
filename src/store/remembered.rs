//! What the program remembers for the person between runs. Kept apart from the configuration, so that a file the
//! person wrote is never rewritten.

use std::{collections::BTreeMap, io, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::{ConfigProblem, StatePlace, StoreError, files};
use crate::domain::{FolderId, PortalName};

/// What is remembered, in `remembered.toml` of the state place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    path: PathBuf,
    values: Values,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Values {
    /// Portal to archive root. Unknown names are dropped: a newer version may have written them.
    #[serde(default)]
    archive_root: BTreeMap<String, FolderId>,
}

impl Remembered {
    /// Reads what is remembered in a place; nothing yet is not an error.
    pub fn load(place: &StatePlace) -> Result<Self, StoreError> {
        let path = place.root().join("remembered.toml");
        let bytes = match files::read(&path) {
            Ok(bytes) => bytes,
            Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Vec::new()
            }
            Err(error) => return Err(error),
        };
        match toml::from_str(&String::from_utf8_lossy(&bytes)) {
            Ok(values) => Ok(Self { path, values }),
            Err(error) => Err(StoreError::Config {
                path,
                line: None,
                problem: Box::new(ConfigProblem::Toml(error)),
            }),
        }
    }

    /// The archive root that was last used on a portal.
    pub fn archive_root(&self, portal: &PortalName) -> Option<&FolderId> {
        self.values.archive_root.get(&portal.0)
    }

    /// Remembers a portal's archive root. Of two processes that remember at the same moment, the later one wins.
    pub fn remember_archive_root(
        &mut self,
        portal: &PortalName,
        root: FolderId,
    ) -> Result<(), StoreError> {
        self.values.archive_root.insert(portal.0.clone(), root);
        let text = toml::to_string(&self.values).map_err(|source| StoreError::EncodeToml {
            path: self.path.clone(),
            source,
        })?;
        if let Some(folder) = self.path.parent() {
            files::create_private_folder(folder)?;
        }
        files::write_whole(&self.path, text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_root_is_remembered_per_portal() {
        let root = tempfile::tempdir().unwrap();
        let place = StatePlace::rehearsal_at(root.path().join("not yet there"));
        let portal = PortalName("127.0.0.1:8731".to_owned());
        let other = PortalName("docspace.example.com".to_owned());
        let third_party = FolderId::parse("drive-7-0ABc").unwrap();
        let mut remembered = Remembered::load(&place).unwrap();
        assert_eq!(remembered.archive_root(&portal), None);
        for (portal, root) in [
            (&portal, FolderId::number(1)),
            (&other, third_party.clone()),
        ] {
            remembered.remember_archive_root(portal, root).unwrap();
        }
        let remembered = Remembered::load(&place).unwrap();
        assert_eq!(remembered.archive_root(&portal), Some(&FolderId::number(1)));
        assert_eq!(remembered.archive_root(&other), Some(&third_party));
    }
}
