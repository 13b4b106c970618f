//! The server's configuration: a TOML file, then the environment, checked whole before anything opens.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ingest::entry::{Assignment, Enrolment, Entry, Trust, base_plan};
use ingest::pipeline::JournalSettings;
use ingest::places::Places;
use risk_engine::fact::Spo2Scale;
use serde::Deserialize;
use vitals::{Private, TakenAt, UserSlot};

use crate::access::Settings;
use crate::notify::{self, NotifyConfig};
use crate::rota::WeeklyRota;
use crate::traces::TracesConfig;

pub use self::doors::Doors;
pub use self::exchange::Exchange;
pub use self::tenants::{Served, Tenants};

mod canary;
mod doors;
mod exchange;
mod keep;
mod openid;
mod pages;
mod stores;
mod telemetry;
mod tenants;
#[cfg(test)]
mod testing;

/// What the server needs to know, with every value checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where pages and the API are served.
    pub listen: SocketAddr,
    /// The folder of the journal and the stores.
    pub data: PathBuf,
    /// Where the stores are.
    pub places: Places,
    /// How the journal is kept.
    pub journal: JournalSettings,
    /// How long readings are kept in their store after they were taken; none: for ever.
    pub readings_keep: Option<Duration>,
    /// Where traces go, if anywhere.
    pub traces: Option<TracesConfig>,
    /// Where messages come from.
    pub broker: BrokerChoice,
    /// Whose gateways are served.
    pub tenant: String,
    /// The shards that this node owns.
    pub shards: Vec<u32>,
    /// Workers of the engine.
    pub workers: usize,
    /// A snapshot is taken every so many journal entries.
    pub snapshot_every: u64,
    /// So often a synthetic patient's reading is sent through; never if it isn't said.
    pub canary_every: Option<Duration>,
    /// The secret that gateways' keys are derived from; `None`: a file in `data`, made if missing.
    pub master_key: Option<[u8; 32]>,
    /// Who is cared for, which gateways are ours, who wears what.
    pub roster: Vec<Entry>,
    /// Who outside is told of alerts.
    pub notify: NotifyConfig,
    /// Whom escalations go to.
    pub rota: Option<WeeklyRota>,
    /// Where gateways come in.
    pub doors: Doors,
    /// How people reach the pages.
    pub access: Settings,
    /// What other systems may take.
    pub exchange: Exchange,
}

/// Which broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokerChoice {
    /// Our own, which listens here.
    Embedded(SocketAddr),
    /// One that runs already.
    Foreign(SocketAddr),
}

/// One thing that is wrong, with its key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {what}")]
pub struct Mistake {
    /// Which key.
    pub key: String,
    /// What is wrong, and what to write instead.
    pub what: String,
}

/// The file as it may be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Written {
    listen: Option<String>,
    data: Option<PathBuf>,
    broker: Option<String>,
    broker_listen: Option<String>,
    tenant: Option<String>,
    shards: Option<Vec<u32>>,
    workers: Option<usize>,
    open_to_network: Option<bool>,
    snapshot_every: Option<u64>,
    canary_every_s: Option<u64>,
    master_key: Option<String>,
    patients: Vec<WrittenPatient>,
    gateways: Vec<WrittenGateway>,
    devices: Vec<WrittenDevice>,
    notify: notify::Written,
    rota: Option<PathBuf>,
    gateways_listen: Option<String>,
    enrol_listen: Option<String>,
    names: Vec<String>,
    gateways_broker: Option<String>,
    public_url: Option<String>,
    team_phone: Option<String>,
    access: Option<pages::WrittenAccess>,
    openid: Option<openid::Written>,
    readings: stores::WrittenReadings,
    care: stores::WrittenCare,
    exchange: exchange::Written,
    journal: keep::WrittenJournal,
    telemetry: telemetry::Written,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPatient {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    born: String,
    #[serde(default)]
    sex: String,
    #[serde(default)]
    conditions: Vec<String>,
    zone: Option<String>,
    spo2_scale: Option<u8>,
    supplemental_oxygen: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenGateway {
    id: String,
    #[serde(default)]
    json: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDevice {
    id: String,
    patient: String,
    slot: Option<u8>,
    from: Option<String>,
    /// Whether whoever has it already keeps it, too.
    #[serde(default)]
    shared: bool,
}

const KEYS: [&str; 29] = [
    "listen",
    "data",
    "broker",
    "broker_listen",
    "tenant",
    "shards",
    "workers",
    "open_to_network",
    "snapshot_every",
    "canary_every_s",
    "master_key",
    "patients",
    "gateways",
    "devices",
    "notify",
    "rota",
    "gateways_listen",
    "enrol_listen",
    "names",
    "gateways_broker",
    "public_url",
    "team_phone",
    "access",
    "openid",
    "readings",
    "care",
    "exchange",
    "journal",
    "telemetry",
];
/// Keys that `HEARTHWATCH_…` may set; they win over the file.
const TEXT_KEYS: [&str; 6] = ["listen", "data", "broker", "broker_listen", "tenant", "master_key"];

impl Config {
    /// Reads a file, then the environment given as a function.
    pub fn read(
        path: &Path,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<Mistake>> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            vec![mistake("--config", format!("could not read {}: {error}", path.display()))]
        })?;
        Self::parse(&text, environment)
    }

    /// Reads the text of a file, then the environment. Gives every mistake at once.
    pub fn parse(
        text: &str,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<Mistake>> {
        let mut table: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| vec![mistake("file", error.to_string())])?;
        for key in TEXT_KEYS {
            if let Some(value) = environment(&format!("HEARTHWATCH_{}", key.to_uppercase())) {
                table.insert(key.into(), toml::Value::String(value));
            }
        }
        stores::overlay(&mut table, &environment);
        let mut mistakes: Vec<Mistake> = table
            .keys()
            .filter(|key| !KEYS.contains(&key.as_str()))
            .map(|key| mistake(key, format!("is not a key; the keys are {}", KEYS.join(", "))))
            .collect();
        let written = read_tables(table, &mut mistakes);
        let config = Self::check(written, environment, &mut mistakes);
        if mistakes.is_empty() { Ok(config) } else { Err(mistakes) }
    }

    fn check(
        written: Written,
        environment: impl Fn(&str) -> Option<String>,
        mistakes: &mut Vec<Mistake>,
    ) -> Self {
        let mut address = |key: &str, text: Option<&String>, default: &str| {
            let text = text.map_or(default, String::as_str);
            text.parse().unwrap_or_else(|_| {
                mistakes.push(mistake(
                    key,
                    format!("{text:?} is not an address such as 127.0.0.1:8080"),
                ));
                SocketAddr::from(([127, 0, 0, 1], 0))
            })
        };
        let listen = address("listen", written.listen.as_ref(), "127.0.0.1:8080");
        let broker = match &written.broker {
            Some(broker) => BrokerChoice::Foreign(address("broker", Some(broker), "")),
            None => BrokerChoice::Embedded(address(
                "broker_listen",
                written.broker_listen.as_ref(),
                "127.0.0.1:1883",
            )),
        };
        if written.broker.is_some() && written.broker_listen.is_some() {
            mistakes.push(mistake(
                "broker_listen",
                "is for the embedded broker: leave out this or `broker`",
            ));
        }
        if let BrokerChoice::Embedded(address) = broker
            && !address.ip().is_loopback()
        {
            let what = "is plain MQTT, which believes whoever reaches it: keep it on 127.0.0.1, and \
                        open gateways_listen to the network";
            mistakes.push(mistake("broker_listen", what));
        }
        let doors = doors::doors(&written, broker, mistakes);
        let openid = openid::settings(written.openid.as_ref(), environment, mistakes);
        let access = Settings { openid, ..pages::settings(&written, listen, mistakes) };
        let exchange = exchange::exchange(&written.exchange, mistakes);
        let places = stores::places(&written.readings, &written.care, mistakes);
        let journal = keep::journal(&written.journal, mistakes);
        let readings_keep = keep::readings(written.readings.keep_days, mistakes);
        let traces = telemetry::traces(&written.telemetry, mistakes);
        let shards = written.shards.unwrap_or_else(|| vec![0]);
        if shards.is_empty() {
            mistakes.push(mistake("shards", "names no shard: write [0] for a single node"));
        }
        let workers = written.workers.unwrap_or(2);
        if !(1..=64).contains(&workers) {
            mistakes.push(mistake("workers", format!("{workers} is not between 1 and 64")));
        }
        let snapshot_every = written.snapshot_every.unwrap_or(100_000);
        if snapshot_every == 0 {
            mistakes.push(mistake(
                "snapshot_every",
                "0 would take a snapshot all the time: write 100000",
            ));
        }
        let canary_every = canary::every(written.canary_every_s, mistakes);
        let tenant = written.tenant.unwrap_or_else(|| "home".into());
        if tenant.is_empty() || tenant.contains(['/', '+', '#', '\0']) {
            mistakes.push(mistake("tenant", format!("{tenant:?} can't be part of a topic")));
        }
        let master_key = written.master_key.as_ref().and_then(|text| {
            let key = parse_key(text);
            if key.is_none() {
                mistakes.push(mistake("master_key", "is not 64 hexadecimal digits"));
            }
            key
        });
        let patients = written.patients.iter().map(enrolment);
        let gateways = written.gateways.iter().map(registration);
        let devices = written.devices.iter().map(assignment);
        let mut roster = Vec::new();
        for entry in patients.chain(gateways).chain(devices) {
            match entry {
                Ok(entry) => roster.push(entry),
                Err(wrong) => mistakes.push(wrong),
            }
        }
        let patients = written.patients.iter().map(|patient| ("patients", &patient.id));
        let gateways = written.gateways.iter().map(|gateway| ("gateways", &gateway.id));
        let devices = written.devices.iter().map(|device| ("devices", &device.id));
        for (key, id) in patients.chain(gateways).chain(devices) {
            if id.starts_with(vitals::SYNTHETIC) {
                mistakes.push(mistake(key, format!("{id}: only synthetic patients are called so")));
            }
        }
        for device in &written.devices {
            if !written.patients.iter().any(|patient| patient.id == device.patient) {
                let what = format!(
                    "device {} is worn by {}, who is not in [[patients]]",
                    device.id, device.patient
                );
                mistakes.push(mistake("devices", what));
            }
        }
        let notify = written.notify.check(&tenant, mistakes);
        let rota = written.rota.and_then(|path| read_rota(&path, mistakes));
        let data = written.data.unwrap_or_else(|| PathBuf::from("hearthwatch-data"));
        Self {
            listen,
            data,
            places,
            journal,
            readings_keep,
            traces,
            broker,
            tenant,
            shards,
            workers,
            snapshot_every,
            canary_every,
            master_key,
            roster,
            notify,
            rota,
            doors,
            access,
            exchange,
        }
    }
}

/// Reads the rota's own file.
fn read_rota(path: &Path, mistakes: &mut Vec<Mistake>) -> Option<WeeklyRota> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        mistakes.push(mistake("rota", format!("could not read {}: {error}", path.display())));
    });
    WeeklyRota::parse(&text.ok()?)
        .map_err(|wrong| {
            let told = wrong.iter().map(|wrong| format!("{}: {wrong}", path.display()));
            mistakes.extend(told.map(|what| mistake("rota", what)));
        })
        .ok()
}

/// Reads each key by itself, so that one of the wrong type doesn't hide the others.
fn read_tables(table: toml::Table, mistakes: &mut Vec<Mistake>) -> Written {
    let mut right = toml::Table::new();
    for (key, value) in table {
        if !KEYS.contains(&key.as_str()) {
            continue;
        }
        let alone = toml::Table::from_iter([(key.clone(), value.clone())]);
        match Written::deserialize(alone) {
            Ok(_) => {
                right.insert(key, value);
            }
            Err(error) => mistakes.push(mistake(&key, error.message())),
        }
    }
    // Each key was read once already.
    Written::deserialize(right).unwrap_or_default()
}

fn enrolment(written: &WrittenPatient) -> Result<Entry, Mistake> {
    let wrong = |what: String| mistake("patients", format!("{}: {what}", written.id));
    let spo2_scale = match written.spo2_scale.unwrap_or(1) {
        1 => Spo2Scale::One,
        2 => Spo2Scale::Two,
        other => return Err(wrong(format!("spo2_scale is {other}, and can be 1 or 2"))),
    };
    if !written.born.is_empty() && written.born.parse::<jiff::civil::Date>().is_err() {
        return Err(wrong(format!("born {:?} is not a date such as 1952-03-09", written.born)));
    }
    Ok(Entry::Enrolled(Enrolment {
        patient: written.id.parse().map_err(|error| wrong(format!("{error}")))?,
        name: Private::hide(if written.name.is_empty() {
            written.id.clone()
        } else {
            written.name.clone()
        }),
        born: Private::hide(written.born.clone()),
        sex: written.sex.clone(),
        conditions: written.conditions.clone(),
        zone: written.zone.clone().unwrap_or_else(|| "UTC".into()),
        plan: Arc::new(base_plan(
            &written.born,
            &written.conditions,
            spo2_scale,
            written.supplemental_oxygen,
        )),
    }))
}

fn registration(written: &WrittenGateway) -> Result<Entry, Mistake> {
    let gateway = written.id.parse().map_err(|error| mistake("gateways", format!("{error}")))?;
    Ok(Entry::Registered {
        gateway,
        trust: if written.json { Trust::Topic } else { Trust::Authenticated },
    })
}

fn assignment(written: &WrittenDevice) -> Result<Entry, Mistake> {
    let wrong = |error: vitals::InvalidId| mistake("devices", format!("{}: {error}", written.id));
    let slot = match written.slot {
        None => None,
        Some(index) => Some(UserSlot::from_index(index).ok_or_else(|| {
            mistake(
                "devices",
                format!("{}: slot 255 means that the monitor doesn't know", written.id),
            )
        })?),
    };
    let from: Option<jiff::Timestamp> = match &written.from {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| {
            mistake(
                "devices",
                format!("{}: from {text:?} is not a time such as 2026-11-21T08:30:00Z", written.id),
            )
        })?),
    };
    Ok(Entry::Assigned(Assignment {
        device: written.id.parse().map_err(wrong)?,
        slot,
        patient: written.patient.parse().map_err(wrong)?,
        // Without a start the device was always worn by this person.
        from: TakenAt::from_unix_ms(from.map_or(0, jiff::Timestamp::as_millisecond)),
        shared: written.shared,
    }))
}

/// 32 bytes from 64 hexadecimal digits.
pub fn parse_key(text: &str) -> Option<[u8; 32]> {
    let digits: Option<Vec<u8>> = text
        .trim()
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let bytes: Vec<u8> = digits?
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect();
    (text.trim().len() == 64).then(|| bytes.try_into().ok()).flatten()
}

pub(crate) fn mistake(key: &str, what: impl Into<String>) -> Mistake {
    Mistake { key: key.to_owned(), what: what.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<String> {
        match Config::parse(text, |_| None) {
            Ok(_) => Vec::new(),
            Err(mistakes) => mistakes.into_iter().map(|mistake| mistake.key).collect(),
        }
    }

    #[test]
    fn defaults_run_on_one_machine_with_no_other_service() {
        let config = Config::parse("", |_| None).unwrap();
        assert_eq!(config.listen, SocketAddr::from(([127, 0, 0, 1], 8080)));
        assert_eq!(config.broker, BrokerChoice::Embedded(SocketAddr::from(([127, 0, 0, 1], 1883))));
    }

    #[test]
    fn every_mistake_is_told_at_once_with_its_key() {
        let text = "listen = \"nowhere\"\nworkers = 0\ncolour = \"red\"\nshards = \"all\"\n";
        let mut told = mistakes(text);
        told.sort();
        assert_eq!(told, ["colour", "listen", "shards", "workers"]);
    }

    #[test]
    fn a_device_of_nobody_is_a_mistake() {
        assert_eq!(mistakes("[[devices]]\nid = \"d-1\"\npatient = \"p-1\"\n"), ["devices"]);
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let environment =
            |key: &str| (key == "HEARTHWATCH_LISTEN").then(|| "127.0.0.1:9000".to_owned());
        let config = Config::parse("listen = \"127.0.0.1:8000\"", environment).unwrap();
        assert_eq!(config.listen.port(), 9000);
    }

    #[test]
    fn a_key_has_64_digits() {
        assert_eq!(parse_key(&"0f".repeat(32)), Some([15; 32]));
        assert_eq!(parse_key(&"0f".repeat(31)), None);
        assert_eq!(parse_key(&"zz".repeat(32)), None);
    }
}
