//! Worlds to begin with: described as data ([`WorldSpec`]), made by code (the demo, the generator) or read from a file.

mod build;
mod build_rooms;
pub mod demo;
mod generated;
mod random;
mod spec;
mod uploads;

use std::path::Path;

use super::options::{SandboxError, SandboxOptions, WorldSource};
use super::world::World;

pub use random::Random;
pub use spec::{
    FileSpec, FolderSpec, GroupSpec, LinkSpec, MemberSpec, PersonSpec, RoomSpec, WorldSpec,
};

/// Ids of the generated world, so that tests and benches can name them.
pub mod generated_ids {
    pub use super::generated::{ARCHIVE_ROOM, ARCHIVE_ROOT, CLIENT_ROOM};
}

/// Builds the world the options ask for.
pub(super) fn world(
    options: &SandboxOptions,
    now: tokio::time::Instant,
) -> Result<World, SandboxError> {
    let spec = match &options.world {
        WorldSource::Demo => demo::world(options.seed),
        WorldSource::Generated { files, folders } => {
            generated::world(*files, *folders, options.seed)
        }
        WorldSource::File(path) => read(path)?,
        WorldSource::Given(spec) => (**spec).clone(),
    };
    build::build(&spec, options, now)
}

fn read(path: &Path) -> Result<WorldSpec, SandboxError> {
    let text = std::fs::read_to_string(path).map_err(|source| SandboxError::ReadWorld {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_str(&text).map_err(|source| SandboxError::ParseWorld {
        path: path.to_owned(),
        source,
    })
}
