//! Paths and queries of requests.

use url::form_urlencoded;

use crate::domain::{RemoteId, SavedOrder};

/// The saved order as query parameters.
pub(super) fn order_pairs(order: &SavedOrder) -> [(&'static str, &str); 2] {
    let direction = if order.ascending {
        "ascending"
    } else {
        "descending"
    };
    [("sortBy", &order.sort_by), ("sortOrder", direction)]
}

pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// An id as one segment of a path.
pub(super) fn segment(id: &RemoteId) -> String {
    match id {
        RemoteId::Number(number) => number.to_string(),
        // URL parsers take even an encoded dot segment for a step upwards.
        RemoteId::Text(text) if matches!(&**text, "." | "..") => text.replace('.', "%252E"),
        RemoteId::Text(text) => form_urlencoded::byte_serialize(text.as_bytes())
            .collect::<String>()
            .replace('+', "%20"),
    }
}
