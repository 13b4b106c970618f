//! The configuration of `gateway-agent run`: a TOML file, and `GATEWAY_AGENT_*` over it.
//!
//! Checked whole before anything is opened: every problem is told at once, with its key.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use vitals::GatewayId;
use wire::GatewayKey;

use self::fields::Fields;
use crate::clock::{Clock, Zone};
use crate::enrol::Renewals;
use crate::gateway::GatewayConfig;
use crate::radio::RadioOptions;
use crate::spool::SpoolOptions;
use crate::uplink::{Credentials, UplinkOptions};

mod accept;
mod fields;
mod radio;
mod security;
#[cfg(test)]
mod tests;

/// What is wrong with a configuration: one problem on each line, with its key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Problems(pub Vec<Problem>);

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {reason}")]
pub struct Problem {
    /// Which key, or `$` for the file.
    pub key: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Problem {
    fn new(key: &str, reason: impl Into<String>) -> Self {
        Self { key: key.to_owned(), reason: reason.into() }
    }
}

pub use self::accept::accept;

/// What every environment variable of ours begins with.
pub const ENVIRONMENT: &str = "GATEWAY_AGENT_";

/// What `gateway-agent run` needs.
pub struct Configuration {
    /// The gateway itself.
    pub gateway: GatewayConfig,
    /// Bluetooth, if it is on.
    pub radio: Option<RadioOptions>,
    /// How its certificate is renewed, if it was enrolled.
    pub renewals: Option<Renewals>,
    /// The file that says how the gateway is.
    pub state_file: PathBuf,
}

impl Configuration {
    /// Reads a file, with the variables given over it.
    pub fn load(
        file: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problems> {
        let text = fs::read_to_string(file).map_err(|error| {
            Problems(vec![Problem::new("$", format!("can't read {}: {error}", file.display()))])
        })?;
        Self::parse(&text, environment)
    }

    /// Reads TOML, with the variables given over it.
    pub fn parse(
        text: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problems> {
        let mut table: BTreeMap<String, toml::Value> = toml::from_str(text)
            .map_err(|error| Problems(vec![Problem::new("$", error.message())]))?;
        for (name, value) in environment {
            if let Some(key) = name.strip_prefix(ENVIRONMENT) {
                table.insert(key.to_ascii_lowercase(), toml::Value::String(value));
            }
        }
        let mut fields = Fields::new(table);
        let config = Self::from_fields(&mut fields);
        fields.end()?;
        // Without a problem there is nothing missing.
        config.ok_or_else(|| Problems(vec![Problem::new("$", "is incomplete")]))
    }

    fn from_fields(fields: &mut Fields) -> Option<Self> {
        let gateway: Option<GatewayId> = fields.required("gateway", |text| {
            text.parse().map_err(|error: vitals::InvalidId| error.to_string())
        });
        let key = key(fields);
        let spool = fields.optional("spool", |text| Ok(PathBuf::from(text)));
        let spool_options = spool_options(fields);
        let state_file = fields.optional("state_file", |text| Ok(PathBuf::from(text)));
        let broker = fields.optional("broker", address);
        let (host, port, encrypted) = broker.unwrap_or(("127.0.0.1".to_owned(), 1883, false));
        let (tls, renewals) = security::security(fields, encrypted);
        let credentials = credentials(fields);
        let tenant = fields.optional("tenant", level).unwrap_or("home".to_owned());
        let shard = fields.optional("shard", level).unwrap_or("0".to_owned());
        let seconds = fields.whole("keep_alive_s", 1..=3600).unwrap_or(20);
        let zone = fields.optional("zone", zone).unwrap_or_else(system_zone);
        let radio = radio::radio(fields);
        let gateway = gateway?;
        let spool = spool.unwrap_or_else(|| PathBuf::from(format!("{gateway}-spool")));
        let radio = radio.map(|radio| radio.options(&spool));
        let state_file = state_file.unwrap_or_else(|| spool.join("state.json"));
        let gateway = GatewayConfig {
            key: key?,
            spool,
            spool_options,
            uplink: UplinkOptions {
                gateway,
                host,
                port,
                tls,
                credentials,
                tenant,
                shard,
                keep_alive: Duration::from_secs(seconds),
            },
            clock: Clock::system(zone),
        };
        Some(Self { gateway, radio, renewals, state_file })
    }
}

/// The key itself, or the file that holds it.
fn key(fields: &mut Fields) -> Option<GatewayKey> {
    let parse = |text: &str| GatewayKey::from_hex(text.trim()).map_err(|error| error.to_string());
    let file = fields.optional("key_file", |path| parse(&read_text(path)?));
    match fields.optional("key", parse) {
        Some(_) if file.is_some() => fields.problem("key_file", "can't be given beside key"),
        None if file.is_none() && !fields.failed("key") && !fields.failed("key_file") => {
            fields.problem("key", "is missing, and so is key_file")
        }
        key => key.or(file),
    }
}

fn spool_options(fields: &mut Fields) -> SpoolOptions {
    let default = SpoolOptions::default();
    let days = fields.whole("spool_retain_days", 1..=3650);
    let megabytes = fields.whole("spool_retain_mb", 1..=1_000_000);
    let days_max = fields.whole("spool_max_days", 1..=3650);
    let megabytes_max = fields.whole("spool_max_mb", 1..=1_000_000);
    let days_or =
        |days: Option<u64>, other| days.map_or(other, |it| Duration::from_secs(it * 86_400));
    let bytes_or = |megabytes: Option<u64>, other| megabytes.map_or(other, |it| it << 20);
    SpoolOptions {
        retain_for: days_or(days, default.retain_for),
        retain_bytes: bytes_or(megabytes, default.retain_bytes),
        max_age: days_or(days_max, default.max_age),
        max_bytes: bytes_or(megabytes_max, default.max_bytes),
        ..default
    }
}

fn credentials(fields: &mut Fields) -> Option<Credentials> {
    let username = fields.optional("username", |text| Ok(text.to_owned()));
    let password = fields.optional("password", |text| Ok(text.to_owned()));
    match (username, password) {
        (Some(username), Some(password)) => Some(Credentials { username, password }),
        (None, None) => None,
        (Some(_), None) => fields.problem("password", "is missing beside username"),
        (None, Some(_)) => fields.problem("username", "is missing beside password"),
    }
}

/// `host`, `host:port`, `mqtt://…` or `mqtts://…`; 1883 and 8883 if no port is given.
fn address(text: &str) -> Result<(String, u16, bool), String> {
    let (text, encrypted) = match text.split_once("://") {
        None => (text, false),
        Some(("mqtt", rest)) => (rest, false),
        Some(("mqtts", rest)) => (rest, true),
        Some((scheme, _)) => return Err(format!("{scheme:?} is neither mqtt nor mqtts")),
    };
    let refused = || format!("{text:?} is not a host or host:port");
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (host, port) = match (bracketed, text.rsplit_once(':')) {
        (Some((host, "")), _) => (host, None),
        (Some((host, port)), _) => (host, Some(port.strip_prefix(':').ok_or_else(refused)?)),
        (None, Some((host, port))) => (host, Some(port)),
        (None, None) => (text, None),
    };
    let default = if encrypted { 8883 } else { 1883 };
    let port = port.map_or(Ok(default), str::parse).map_err(|_| refused())?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let good = match bracketed {
        Some((host, _)) => host.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.chars().all(plain),
    };
    if !good {
        return Err(refused());
    }
    Ok((host.to_owned(), port, encrypted))
}

/// One level of a topic.
fn level(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if !text.is_empty() && text.len() <= 64 && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    Err(format!("{text:?} is not 1 to 64 of the characters A-Z a-z 0-9 . _ -"))
}

/// `system`, a place such as `Europe/London`, or minutes that it is ahead of UTC.
fn zone(text: &str) -> Result<Zone, String> {
    if text == "system" {
        return Ok(system_zone());
    }
    if let Ok(minutes) = text.parse::<i16>() {
        let possible = (-18 * 60..=18 * 60).contains(&minutes);
        return possible.then_some(Zone::Fixed(minutes)).ok_or("is more than 18 hours".to_owned());
    }
    jiff::tz::TimeZone::get(text).map(Zone::Place).map_err(|error| error.to_string())
}

fn system_zone() -> Zone {
    Zone::Place(jiff::tz::TimeZone::system())
}

fn read_text(path: &str) -> Result<String, String> {
    String::from_utf8(read_bytes(path)?).map_err(|error| format!("can't read {path}: {error}"))
}

/// A key or a certificate: whatever is longer than a megabyte isn't one.
fn read_bytes(path: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|it| it.take(FILE_BYTES_MAX).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|error| format!("can't read {path}: {error}"))
}

const FILE_BYTES_MAX: u64 = 1 << 20;
