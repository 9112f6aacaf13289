//! The orders a listing can be asked in.

/// What a listing is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// When it was changed.
    #[default]
    DateAndTime,
    /// Title.
    Az,
    /// Bytes.
    Size,
    /// Name of the author.
    Author,
    /// Extension.
    Type,
    /// New ones first.
    New,
    /// When it was made.
    DateAndTimeCreation,
    /// Type of the room.
    RoomType,
    /// Tags.
    Tags,
    /// Room.
    Room,
    /// Manual order.
    CustomOrder,
    /// When it was opened last.
    LastOpened,
    /// Bytes below it.
    UsedSpace,
}

/// Every order with its name, in the order of the portal's numbers.
const NAMES: [(SortBy, &str); 13] = [
    (SortBy::DateAndTime, "DateAndTime"),
    (SortBy::Az, "AZ"),
    (SortBy::Size, "Size"),
    (SortBy::Author, "Author"),
    (SortBy::Type, "Type"),
    (SortBy::New, "New"),
    (SortBy::DateAndTimeCreation, "DateAndTimeCreation"),
    (SortBy::RoomType, "RoomType"),
    (SortBy::Tags, "Tags"),
    (SortBy::Room, "Room"),
    (SortBy::CustomOrder, "CustomOrder"),
    (SortBy::LastOpened, "LastOpened"),
    (SortBy::UsedSpace, "UsedSpace"),
];

impl SortBy {
    /// The order of that name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        NAMES
            .iter()
            .find(|(_, known)| known.eq_ignore_ascii_case(name))
            .map(|(order, _)| *order)
    }

    /// The number in the user's settings.
    pub fn number(self) -> usize {
        NAMES
            .iter()
            .position(|(order, _)| *order == self)
            .unwrap_or(0)
    }
}

/// A sort key with its direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Order {
    /// What to sort by.
    pub by: SortBy,
    /// Smallest first.
    pub ascending: bool,
}
