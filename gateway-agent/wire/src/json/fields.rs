//! The fields of one JSON object, each exactly once, taken by name; what is left over is refused.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What is wrong with a field: its path, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The field's name, empty for the object itself.
    pub(crate) path: String,
    pub(crate) reason: String,
}

impl Refused {
    pub(crate) fn at(path: &str, reason: impl Into<String>) -> Self {
        Self { path: path.to_owned(), reason: reason.into() }
    }

    pub(crate) fn by_serde(path: &str, error: &serde_json::Error) -> Self {
        // serde_json counts lines and columns within the field, which tells the reader nothing.
        let reason = error.to_string();
        let end = reason.find(" at line ").unwrap_or(reason.len());
        Self::at(path, &reason[..end])
    }
}

/// An object's fields as they came. A name that stands twice is an error: which one is meant?
pub(crate) struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Fields<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Refused> {
        serde_json::from_slice(bytes).map_err(|error| Refused::by_serde("", &error))
    }

    /// The field, if it is there and not `null`.
    pub(crate) fn take_raw(&mut self, name: &str) -> Option<&'a RawValue> {
        let at = self.0.iter().position(|(given, _)| given == name)?;
        let (_, value) = self.0.swap_remove(at);
        (value.get() != "null").then_some(value)
    }

    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Refused> {
        let Some(raw) = self.take_raw(name) else { return Ok(None) };
        serde_json::from_str(raw.get()).map(Some).map_err(|error| Refused::by_serde(name, &error))
    }

    pub(crate) fn require<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Refused> {
        self.take(name)?.ok_or_else(|| Refused::at(name, "is missing"))
    }

    /// A text that is something else inside.
    pub(crate) fn take_as<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Refused> {
        let Some(text) = self.take::<String>(name)? else { return Ok(None) };
        parse(&text).map(Some).map_err(|reason| Refused::at(name, reason))
    }

    /// Refuses a field that nobody took.
    pub(crate) fn end(self) -> Result<(), Refused> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => Err(Refused::at(name, "is not a field here")),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Once;

        impl<'de> Visitor<'de> for Once {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut fields: Self::Value = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                    if fields.len() == MAX_FIELDS {
                        return Err(serde::de::Error::custom("too many fields"));
                    }
                    if fields.iter().any(|(given, _)| *given == name) {
                        return Err(serde::de::Error::custom(format!("{name:?} stands twice")));
                    }
                    fields.push((name, value));
                }
                Ok(fields)
            }
        }

        deserializer.deserialize_map(Once).map(Fields)
    }
}

/// More than any kind of reading has; a bound on comparing names.
const MAX_FIELDS: usize = 64;
