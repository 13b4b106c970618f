//! Reads the fields of a JSON object, and says which one is wrong.

use gatt::DateTime;
use gatt::bits::{BitNames, mask, names};
use serde_json::Map;

use super::quantities::decimal;
use super::{Decimal, Refused, Value};

/// An object whose fields are taken out one by one. What is left at the end is a mistake.
pub(super) struct Fields {
    path: String,
    map: Map<String, Value>,
}

pub(super) type Read<T> = Result<Option<T>, Refused>;

impl Fields {
    pub(super) fn parse(json: &str) -> Result<Self, Refused> {
        Self::of(serde_json::from_str(json)?, String::new())
    }

    fn of(value: Value, path: String) -> Result<Self, Refused> {
        match value {
            Value::Object(map) => Ok(Self { path, map }),
            _ => {
                let field = if path.is_empty() { "value".to_owned() } else { path };
                Err(Refused::Field { field, reason: "it must be an object".to_owned() })
            }
        }
    }

    /// Refuses what nobody has taken: a misspelt field would else be lost.
    pub(super) fn finish(&self) -> Result<(), Refused> {
        match self.map.keys().next() {
            Some(key) => Err(self.refuse(key, "there is no such field")),
            None => Ok(()),
        }
    }

    pub(super) fn refuse(&self, key: &str, reason: impl Into<String>) -> Refused {
        Refused::Field { field: self.path_of(key), reason: reason.into() }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Reads with `read`, and refuses absence.
    pub(super) fn need<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Self, &str) -> Read<T>,
    ) -> Result<T, Refused> {
        read(self, key)?.ok_or_else(|| self.refuse(key, "it is missing"))
    }

    /// The field as it is.
    pub(super) fn any(&mut self, key: &str) -> Read<Value> {
        Ok(self.map.remove(key))
    }

    /// A field that says nothing new, as it follows from others.
    pub(super) fn skip(&mut self, key: &str) {
        self.map.remove(key);
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// A string inside an object, without taking it.
    pub(super) fn peek(&self, key: &str, inner: &str) -> Option<&str> {
        self.map.get(key)?.get(inner)?.as_str()
    }

    pub(super) fn integer<T: TryFrom<i64>>(&mut self, key: &str) -> Read<T> {
        let Some(value) = self.map.remove(key) else { return Ok(None) };
        let number = value.as_number().and_then(decimal).and_then(Decimal::integer);
        let fits = number.and_then(|number| T::try_from(number).ok());
        fits.map(Some).ok_or_else(|| self.refuse(key, format!("{value} is no integer that fits")))
    }

    /// `null` is a value here: not known.
    pub(super) fn integer_or_null(&mut self, key: &str) -> Read<Option<i64>> {
        if self.map.get(key).is_some_and(Value::is_null) {
            self.skip(key);
            return Ok(Some(None));
        }
        Ok(self.integer(key)?.map(Some))
    }

    /// False when absent.
    pub(super) fn flag(&mut self, key: &str) -> Result<bool, Refused> {
        match self.map.remove(key) {
            None => Ok(false),
            Some(Value::Bool(set)) => Ok(set),
            Some(_) => Err(self.refuse(key, "it must be true or false")),
        }
    }

    pub(super) fn text(&mut self, key: &str) -> Read<String> {
        match self.map.remove(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.refuse(key, "it must be a string")),
        }
    }

    pub(super) fn list(&mut self, key: &str) -> Read<Vec<Value>> {
        match self.map.remove(key) {
            None => Ok(None),
            Some(Value::Array(list)) => Ok(Some(list)),
            Some(_) => Err(self.refuse(key, "it must be a list")),
        }
    }

    pub(super) fn object(&mut self, key: &str) -> Read<Self> {
        self.map.remove(key).map(|value| Self::of(value, self.path_of(key))).transpose()
    }

    /// The objects of a list.
    pub(super) fn objects(&mut self, key: &str) -> Read<Vec<Self>> {
        let Some(list) = self.list(key)? else { return Ok(None) };
        let objects = list.into_iter().enumerate();
        let path = self.path_of(key);
        objects
            .map(|(n, value)| Self::of(value, format!("{path}[{n}]")))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// One of `all`, by its word.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &str,
        all: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Read<T> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let found = all.iter().copied().find(|one| word(*one) == text);
        found.map(Some).ok_or_else(|| {
            let known: Vec<_> = all.iter().map(|one| word(*one)).collect();
            self.refuse(key, format!("{text:?} is none of {}", known.join(", ")))
        })
    }

    /// A status, by its number or the names of its bits. If both are there, they must agree.
    pub(super) fn raw_bits(&mut self, key: &str, table: &BitNames) -> Read<u32> {
        let Some(mut status) = self.object(key)? else { return Ok(None) };
        let raw = status.raw_and_bits(table)?;
        status.finish()?;
        Ok(Some(raw))
    }

    pub(super) fn raw_and_bits(&mut self, table: &BitNames) -> Result<u32, Refused> {
        let raw = self.integer::<u32>("raw")?;
        let bits = self.bit_list("bits", table)?;
        match (raw, bits) {
            (Some(raw), Some(bits)) if names(raw, table).ne(names(bits, table)) => {
                Err(self.refuse("bits", format!("they are not those of raw {raw}")))
            }
            (Some(raw), _) => Ok(raw),
            (None, Some(bits)) => Ok(bits),
            (None, None) => Err(self.refuse("raw", "it is missing")),
        }
    }

    pub(super) fn bit_list(&mut self, key: &str, table: &BitNames) -> Read<u32> {
        let Some(list) = self.list(key)? else { return Ok(None) };
        let bit = |name: &Value| {
            let known = name.as_str().and_then(|name| mask(name, table));
            known.ok_or_else(|| self.refuse(key, format!("{name} is no name of a bit")))
        };
        list.iter().try_fold(0, |bits, name| Ok(bits | bit(name)?)).map(Some)
    }

    pub(super) fn time(&mut self, key: &str) -> Read<DateTime> {
        let Some(mut time) = self.object(key)? else { return Ok(None) };
        let read = if time.flag("unknown")? {
            DateTime::from_bytes([0; DateTime::BYTES])
        } else if time.flag("invalid")? {
            DateTime::from_bytes([0xFF; DateTime::BYTES])
        } else {
            let iso = time.need("iso", Self::text)?;
            date_time(&iso)
                .ok_or_else(|| time.refuse("iso", "it must look like 2026-11-21T08:30:00"))?
        };
        time.finish()?;
        Ok(Some(read))
    }
}

/// `2026-11-21T08:30:00`; a time that does not exist is none.
fn date_time(iso: &str) -> Option<DateTime> {
    let (date, time) = iso.split_once('T')?;
    let [year, month, day] = date.split('-').collect::<Vec<_>>().try_into().ok()?;
    let [hour, minute, second] = time.split(':').collect::<Vec<_>>().try_into().ok()?;
    let parsed = DateTime {
        year: year.parse().ok()?,
        month: month.parse().ok()?,
        day: day.parse().ok()?,
        hour: hour.parse().ok()?,
        minute: minute.parse().ok()?,
        second: second.parse().ok()?,
    };
    matches!(parsed.local(), gatt::LocalTime::At(_)).then_some(parsed)
}
