//! Which QuestDB, as its clients write it: `http::addr=host:port;username=…;password=…;`.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use questdb_confstr::{ConfStr, parse_conf_str};
use vitals::Private;

/// Where a QuestDB is, and which of its tables are ours.
#[derive(Clone, PartialEq, Eq)]
pub struct QuestDbSettings {
    written: Private<String>,
    pub(super) address: String,
    /// The value of the header `Authorization`.
    pub(super) authorization: Option<Private<String>>,
    /// What the tables' names begin with.
    pub(super) tables: String,
}

/// Settings that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Not a connection string.
    #[error("is not like http::addr=localhost:9000;")]
    Form,
    /// Another protocol than HTTP.
    #[error("`{0}` is not supported: only http, to a server on this machine or through a tunnel")]
    Protocol(String),
    /// A key that nothing here understands.
    #[error("`{0}` is not supported: addr, username with password, or token")]
    Key(String),
    /// A name for tables that isn't one.
    #[error("`{0}` is no beginning for a table's name: small letters, digits and _")]
    Tables(String),
}

const KEYS: [&str; 4] = ["addr", "username", "password", "token"];
/// Where a QuestDB listens.
const PORT: u16 = 9000;

impl QuestDbSettings {
    /// Reads a connection string; the tables' names begin with `tables`.
    pub fn parse(written: &str, tables: &str) -> Result<Self, SettingsError> {
        let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if tables.is_empty() || tables.len() > 60 || !tables.chars().all(is_part) {
            return Err(SettingsError::Tables(tables.into()));
        }
        let parsed = parse_conf_str(written).map_err(|_| SettingsError::Form)?;
        if parsed.service() != "http" {
            return Err(SettingsError::Protocol(parsed.service().into()));
        }
        if let Some(key) = parsed.params().keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(SettingsError::Key(key.clone()));
        }
        let addr = parsed.get("addr").ok_or(SettingsError::Form)?;
        let has_port = addr.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let address = if has_port { addr.into() } else { format!("{addr}:{PORT}") };
        let authorization = authorization(&parsed)?;
        let written = Private::hide(written.to_owned());
        Ok(Self { written, address, authorization, tables: tables.into() })
    }

    /// What the client that sends is given: it tries once, and we say when again.
    pub(super) fn sending(&self) -> String {
        let written = self.written.reveal();
        let end = if written.ends_with(';') { "" } else { ";" };
        format!("{written}{end}retry_timeout=0;auto_flush=off;")
    }
}

fn authorization(parsed: &ConfStr) -> Result<Option<Private<String>>, SettingsError> {
    let value = match (parsed.get("username"), parsed.get("password"), parsed.get("token")) {
        (None, None, None) => return Ok(None),
        (Some(name), Some(password), None) => {
            format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
        }
        (None, None, Some(token)) => format!("Bearer {token}"),
        _ => return Err(SettingsError::Form),
    };
    Ok(Some(Private::hide(value)))
}

/// Prints no password.
impl fmt::Debug for QuestDbSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QuestDbSettings")
            .field("address", &self.address)
            .field("tables", &self.tables)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: Result<(&str, Option<&str>), SettingsError>) {
        let got = QuestDbSettings::parse(written, "hearthwatch");
        let got = got.map(|s| (s.address, s.authorization.map(|header| header.reveal().clone())));
        let expected = expected.map(|(address, header)| (address.into(), header.map(Into::into)));
        assert_eq!(got, expected, "{written}");
    }

    #[test]
    fn a_connection_string_says_where_and_as_whom() {
        check("http::addr=localhost", Ok(("localhost:9000", None)));
        check("http::addr=db.example:9123;", Ok(("db.example:9123", None)));
        let basic = Some("Basic YW5uOnM7Yw==");
        check("http::addr=db;username=ann;password=s;;c;", Ok(("db:9000", basic)));
        check("http::addr=db;token=abc;", Ok(("db:9000", Some("Bearer abc"))));
    }

    #[test]
    fn what_cannot_be_used_is_refused() {
        for written in ["", "localhost:9000", "http::", "http::addr=db;username=ann;"] {
            check(written, Err(SettingsError::Form));
        }
        check("https::addr=db;", Err(SettingsError::Protocol("https".into())));
        check("tcp::addr=db;", Err(SettingsError::Protocol("tcp".into())));
        let unknown = SettingsError::Key("auto_flush_rows".into());
        check("http::addr=db;auto_flush_rows=5;", Err(unknown));
        for tables in ["", "a'b", "A", "a-b"] {
            let refused = QuestDbSettings::parse("http::addr=db;", tables);
            assert_eq!(refused, Err(SettingsError::Tables(tables.into())));
        }
    }

    #[test]
    fn no_password_reaches_a_log() {
        let settings = QuestDbSettings::parse("http::addr=db;token=hush;", "hearthwatch").unwrap();
        assert!(!format!("{settings:?}").contains("hush"), "{settings:?}");
    }
}
