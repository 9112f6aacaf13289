//! `?fields=`: which members of the answer the caller wants.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What is wanted of an object: everything, or the named members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Everything.
    #[default]
    All,
    /// These members, and of each what is wanted of it.
    Some(BTreeMap<String, Wanted>),
}

static ALL: Wanted = Wanted::All;
/// Nothing of an object, though the object itself is there.
static NOTHING: Wanted = Wanted::Some(BTreeMap::new());

impl Wanted {
    /// Reads comma lists of dotted names; no list at all wants everything.
    pub(super) fn parse<'a>(lists: impl Iterator<Item = &'a str>) -> Self {
        let mut wanted = Self::All;
        for path in lists
            .flat_map(|list| list.split(','))
            .map(str::trim)
            .filter(|path| !path.is_empty())
        {
            if wanted == Self::All {
                wanted = NOTHING.clone();
            }
            wanted.add(path);
        }
        wanted
    }

    fn add(&mut self, path: &str) {
        let Self::Some(members) = self else { return };
        match path.split_once('.') {
            None => drop(members.insert(path.to_owned(), Self::All)),
            Some((name, rest)) => members
                .entry(name.to_owned())
                .or_insert_with(|| NOTHING.clone())
                .add(rest),
        }
    }

    /// Whether the member is wanted at all.
    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(members) => members.contains_key(name),
        }
    }

    /// What is wanted of the member.
    pub(super) fn of(&self, name: &str) -> &Self {
        match self {
            Self::All => &ALL,
            Self::Some(members) => members.get(name).unwrap_or(&NOTHING),
        }
    }

    /// Cuts what is not wanted; a list is cut item by item.
    pub(super) fn cut(&self, value: Value) -> Value {
        let Self::Some(members) = self else {
            return value;
        };
        match value {
            Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.cut(item)).collect())
            }
            Value::Object(object) => {
                let kept = object.into_iter().filter_map(|(name, value)| {
                    let wanted = members.get(&name)?;
                    Some((name, wanted.cut(value)))
                });
                Value::Object(kept.collect())
            }
            plain => plain,
        }
    }
}

/// An object in the making: members that nobody wants are never computed, nulls are left out.
#[derive(Debug)]
pub(super) struct Shape<'a> {
    wanted: &'a Wanted,
    members: Map<String, Value>,
}

impl<'a> Shape<'a> {
    pub(super) fn new(wanted: &'a Wanted) -> Self {
        Self {
            wanted,
            members: Map::new(),
        }
    }

    /// Adds a member with what `value` gives, if it is wanted and not null.
    pub(super) fn put<V: Into<Value>>(&mut self, name: &str, value: impl FnOnce() -> V) {
        if self.wanted.has(name) {
            let value = value().into();
            if !value.is_null() {
                self.members.insert(name.to_owned(), value);
            }
        }
    }

    pub(super) fn done(self) -> Value {
        Value::Object(self.members)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_named_members_stay_and_a_bare_name_keeps_its_branch() {
        let value = json!({"files": [{"id": 1, "title": "a", "createdBy": {"id": "x", "name": "y"}}], "total": 3, "current": {"id": 5}});
        let wanted = Wanted::parse(["files.id,files.createdBy.id", "current"].into_iter());
        assert_eq!(
            wanted.cut(value.clone()),
            json!({"files": [{"id": 1, "createdBy": {"id": "x"}}], "current": {"id": 5}})
        );
        assert_eq!(Wanted::parse(std::iter::empty()).cut(value.clone()), value);
        assert_eq!(Wanted::parse(["nothing"].into_iter()).cut(value), json!({}));
    }
}
