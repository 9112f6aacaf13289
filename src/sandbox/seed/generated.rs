//! Worlds of a given size: one client room with so many files in so many folders, and a room with the archive.

use super::random::Random;
use super::spec::{FileSpec, FolderSpec, MemberSpec, PersonSpec, RoomSpec, WorldSpec};
use crate::sandbox::world::{Access, PersonKind};

/// The client room.
pub const CLIENT_ROOM: i32 = 539_564;
/// The room the archive lies in.
pub const ARCHIVE_ROOM: i32 = 748_200;
/// The folder with one folder per client.
pub const ARCHIVE_ROOT: i32 = 748_239;

const WORDS: [&str; 24] = [
    "Contract",
    "Invoice",
    "Offer",
    "Minutes",
    "Report",
    "Plan",
    "Budget",
    "Letter",
    "Summary",
    "Schedule",
    "Drawing",
    "Receipt",
    "Order",
    "Protocol",
    "Statement",
    "Agreement",
    "Notes",
    "Review",
    "Checklist",
    "Estimate",
    "Specification",
    "Photo",
    "Presentation",
    "Appendix",
];
const ENDINGS: [&str; 8] = ["docx", "xlsx", "pdf", "pptx", "png", "txt", "zip", "jpg"];

/// The world with `files` files in `folders` folders, every file movable and no two titles equal.
pub(super) fn world(files: u32, folders: u32, seed: u64) -> WorldSpec {
    let mut random = Random::for_purpose(seed, 5);
    let mut nest = Nest::grow(folders, &mut random);
    for number in 1..=files {
        let word = random.pick(&WORDS).copied().unwrap_or("File");
        let ending = random.pick(&ENDINGS).copied().unwrap_or("bin");
        let place = random.below(nest.files.len());
        if let Some(files) = nest.files.get_mut(place) {
            files.push(FileSpec::titled(format!("{word} {number:05}.{ending}")));
        }
    }
    let (root_files, root_folders) = nest.into_tree();
    let client = RoomSpec {
        id: Some(CLIENT_ROOM),
        title: "Contoso Ltd".into(),
        files: root_files,
        folders: root_folders,
        members: vec![MemberSpec {
            who: "gary".into(),
            access: Access::Read,
            ..MemberSpec::default()
        }],
        changed_days_ago: Some(1),
        ..RoomSpec::default()
    };
    let archive = RoomSpec {
        id: Some(ARCHIVE_ROOM),
        title: "Archive".into(),
        folders: vec![FolderSpec {
            id: Some(ARCHIVE_ROOT),
            title: "Clients".into(),
            ..FolderSpec::default()
        }],
        changed_days_ago: Some(2),
        ..RoomSpec::default()
    };
    WorldSpec {
        people: vec![
            PersonSpec::named("ann", PersonKind::DocSpaceAdmin),
            PersonSpec::named("bob", PersonKind::RoomAdmin),
            PersonSpec {
                invited_by: vec!["ann".into()],
                ..PersonSpec::named("gary", PersonKind::Guest)
            },
        ],
        rooms: vec![client, archive],
        main_room: Some(CLIENT_ROOM),
        ..WorldSpec::default()
    }
}

/// Folders by number, each but the first (the room) with a parent of a smaller number.
struct Nest {
    parents: Vec<usize>,
    files: Vec<Vec<FileSpec>>,
}

impl Nest {
    fn grow(folders: u32, random: &mut Random) -> Self {
        let count = usize::try_from(folders).unwrap_or(0) + 1;
        let mut depths = vec![0_usize];
        let mut parents = vec![0];
        for number in 1..count {
            // A few at the top, the others below, no deeper than six.
            let mut parent = if random.chance(20) {
                0
            } else {
                random.below(number)
            };
            if depths.get(parent).is_some_and(|depth| *depth >= 6) {
                parent = 0;
            }
            depths.push(depths.get(parent).copied().unwrap_or(0) + 1);
            parents.push(parent);
        }
        Self {
            parents,
            files: vec![Vec::new(); count],
        }
    }

    fn into_tree(mut self) -> (Vec<FileSpec>, Vec<FolderSpec>) {
        let mut made: Vec<Vec<FolderSpec>> = vec![Vec::new(); self.files.len()];
        for number in (1..self.files.len()).rev() {
            let files = self
                .files
                .get_mut(number)
                .map(std::mem::take)
                .unwrap_or_default();
            let folders = made.get_mut(number).map(std::mem::take).unwrap_or_default();
            let folder = FolderSpec {
                title: format!("Folder {number:04}"),
                files,
                folders,
                ..FolderSpec::default()
            };
            let parent = self.parents.get(number).copied().unwrap_or(0);
            if let Some(siblings) = made.get_mut(parent) {
                siblings.push(folder);
            }
        }
        let root_files = self
            .files
            .first_mut()
            .map(std::mem::take)
            .unwrap_or_default();
        (
            root_files,
            made.first_mut().map(std::mem::take).unwrap_or_default(),
        )
    }
}
