//! Reading a number, a flag or a text from whatever stands there.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// Any JSON value, as far as a single value can be read from it.
enum Loose {
    Absent,
    Flag(bool),
    Whole(i64),
    Text(String),
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Loose, E> {
        Ok(Loose::Flag(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Loose, E> {
        Ok(Loose::Whole(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Loose, E> {
        Ok(Loose::Whole(i64::try_from(value).unwrap_or(i64::MAX)))
    }

    fn visit_f64<E>(self, _value: f64) -> Result<Loose, E> {
        Ok(Loose::Absent)
    }

    fn visit_str<E>(self, value: &str) -> Result<Loose, E> {
        Ok(Loose::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Loose, E> {
        Ok(Loose::Text(value))
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Absent)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Loose, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::Absent)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Loose, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::Absent)
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

/// A whole number, quoted or not.
pub(super) fn signed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(match Loose::deserialize(deserializer)? {
        Loose::Whole(number) => Some(number),
        Loose::Text(text) => text.trim().parse().ok(),
        Loose::Absent | Loose::Flag(_) => None,
    })
}

/// A whole number that is not negative, quoted or not.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(signed(deserializer)?.and_then(|number| u64::try_from(number).ok()))
}

/// A yes or no; absent is no.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(match Loose::deserialize(deserializer)? {
        Loose::Flag(flag) => flag,
        Loose::Text(text) => text.eq_ignore_ascii_case("true"),
        Loose::Absent | Loose::Whole(_) => false,
    })
}

/// A text.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Loose::deserialize(deserializer)? {
        Loose::Text(text) => Some(text),
        Loose::Absent | Loose::Flag(_) | Loose::Whole(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Deserialize, Debug, PartialEq)]
    struct Probe {
        #[serde(default, deserialize_with = "super::number")]
        number: Option<u64>,
        #[serde(default, deserialize_with = "super::flag")]
        flag: bool,
        #[serde(default, deserialize_with = "super::text")]
        text: Option<String>,
    }

    #[test]
    fn whatever_stands_there_does_not_spoil_the_rest() {
        for (json, number, flag, text) in [
            (
                r#"{"number":5,"flag":true,"text":"a"}"#,
                Some(5),
                true,
                Some("a"),
            ),
            (
                r#"{"number":"5","flag":"True","text":5}"#,
                Some(5),
                true,
                None,
            ),
            (
                r#"{"number":-1,"flag":null,"text":null}"#,
                None,
                false,
                None,
            ),
            (
                r#"{"number":{"a":[1]},"flag":[1,{}],"text":1.5}"#,
                None,
                false,
                None,
            ),
            (
                r#"{"number":18446744073709551615}"#,
                Some(i64::MAX as u64),
                false,
                None,
            ),
            ("{}", None, false, None),
        ] {
            let probe: Probe = serde_json::from_str(json).unwrap();
            let expected = Probe {
                number,
                flag,
                text: text.map(Into::into),
            };
            assert_eq!(probe, expected, "{json}");
        }
    }
}
