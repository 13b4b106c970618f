//! Several tenants in one process: a file that names them, and for each a configuration as if it were alone.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ingest::places::ReadingsPlace;
use serde::Deserialize;

use super::pages::network;
use super::{BrokerChoice, Config, Mistake, mistake};

/// What a configuration file is of.
#[derive(Debug, Clone)]
pub enum Served {
    /// One tenant, who has the process to themselves.
    One(Box<Config>),
    /// Several.
    Several(Tenants),
}

/// Tenants who share a process and the port of its pages, and nothing else.
#[derive(Debug, Clone)]
pub struct Tenants {
    /// Where everybody's pages are served.
    pub listen: SocketAddr,
    /// Each as if it were alone; each has a `public_url`, by whose name it is told from the others.
    pub each: Vec<Config>,
}

/// The file as it may be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    listen: Option<String>,
    open_to_network: Option<bool>,
    /// Name to file.
    tenants: toml::Table,
}

/// What of a configuration is the process's where there are several tenants.
const OF_THE_PROCESS: [&str; 2] = ["listen", "open_to_network"];

impl Served {
    /// Reads a file and those that it names, then the environment given as a function. Gives every mistake
    /// at once.
    pub fn read(
        path: &Path,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<Mistake>> {
        let text = text(path).map_err(|wrong| vec![mistake("--config", wrong)])?;
        match text.parse::<toml::Table>() {
            Ok(table) if table.contains_key("tenants") => {
                let folder = path.parent().unwrap_or(Path::new(""));
                Tenants::check(table, folder, environment).map(Self::Several)
            }
            // What is no TOML is told there.
            _ => Config::parse(&text, environment).map(|config| Self::One(Box::new(config))),
        }
    }
}

impl Tenants {
    fn check(
        table: toml::Table,
        folder: &Path,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<Mistake>> {
        let written =
            Written::deserialize(table).map_err(|error| vec![mistake("file", error.message())])?;
        let mut mistakes = Vec::new();
        let listen = environment("HEARTHWATCH_LISTEN").or(written.listen);
        let listen = listen.as_deref().unwrap_or("127.0.0.1:8080");
        let listen = listen.parse().unwrap_or_else(|_| {
            let what = format!("{listen:?} is not an address such as 127.0.0.1:8080");
            mistakes.push(mistake("listen", what));
            SocketAddr::from(([127, 0, 0, 1], 0))
        });
        network(listen, written.open_to_network, &mut mistakes);
        if written.tenants.is_empty() {
            mistakes.push(mistake("tenants", "names nobody: write north = \"north.toml\""));
        }
        let mut each = Vec::new();
        for (name, file) in &written.tenants {
            match one(name, file, folder, &environment) {
                Ok(config) => each.push(config),
                Err(wrong) => mistakes.extend(wrong.into_iter().map(|wrong| of(name, wrong))),
            }
        }
        for (index, config) in each.iter().enumerate() {
            for before in &each[..index] {
                let wrong = shared(before, config).into_iter();
                mistakes.extend(wrong.map(|wrong| of(&config.tenant, wrong)));
            }
        }
        if mistakes.is_empty() { Ok(Self { listen, each }) } else { Err(mistakes) }
    }
}

/// A tenant's own configuration. The environment says of it what it says of a server that is alone, with
/// the tenant's name before the key: `HEARTHWATCH_NORTH_POSTGRES`.
fn one(
    name: &str,
    file: &toml::Value,
    folder: &Path,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Config, Vec<Mistake>> {
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    if name.is_empty() || !name.chars().all(is_plain) {
        let what = "is no name: write small letters and digits, as in north2";
        return Err(vec![mistake("name", what)]);
    }
    let Some(file) = file.as_str() else {
        return Err(vec![mistake(
            "file",
            "is the name of the tenant's file, such as \"north.toml\"",
        )]);
    };
    let text = text(&folder.join(file)).map_err(|wrong| vec![mistake("file", wrong)])?;
    let own = format!("HEARTHWATCH_{}_", name.to_uppercase());
    let config = Config::parse(&text, |key| {
        environment(&format!("{own}{}", key.strip_prefix("HEARTHWATCH_")?))
    })?;
    let mut mistakes = Vec::new();
    // It was read as TOML just now.
    let keys: toml::Table = text.parse().unwrap_or_default();
    for key in OF_THE_PROCESS {
        if keys.contains_key(key) {
            let what =
                "is for all tenants: write it into the file that names them, and leave it out here";
            mistakes.push(mistake(key, what));
        }
    }
    if config.tenant != name {
        let what = format!(
            "is {:?} here and {name:?} in the file that names it: write the same",
            config.tenant
        );
        mistakes.push(mistake("tenant", what));
    }
    if config.access.public_name().is_none() {
        let what =
            "is missing: tenants are told from each other by it, as in https://north.example";
        mistakes.push(mistake("public_url", what));
    }
    if mistakes.is_empty() { Ok(config) } else { Err(mistakes) }
}

/// What two tenants would share that they mustn't.
fn shared(first: &Config, second: &Config) -> Vec<Mistake> {
    let whose = &first.tenant;
    let mut mistakes = Vec::new();
    let mut same = |is_same: bool, key: &str, what: &str| {
        if is_same {
            mistakes.push(mistake(key, format!("{what} {whose}'s: give each tenant its own")));
        }
    };
    let name = |config: &Config| config.access.public_name().map(str::to_lowercase);
    same(name(first) == name(second), "public_url", "has the same name as");
    let data = |config: &Config| absolute(&config.data);
    let (one, other) = (data(first), data(second));
    same(
        one.starts_with(&other) || other.starts_with(&one),
        "data",
        "is the same folder as, or in,",
    );
    let is_same = first.master_key.is_some() && first.master_key == second.master_key;
    same(is_same, "master_key", "is the same as");
    let is_same = first.places.readings == second.places.readings
        && first.places.readings != ReadingsPlace::Embedded;
    same(is_same, "readings", "are in the same tables as");
    for (key, port) in ports(second) {
        let is_taken = |(_, taken): &(_, SocketAddr)| port.port() != 0 && *taken == port;
        same(ports(first).iter().any(is_taken), key, "is the same port as one of");
    }
    mistakes
}

/// The ports that a tenant opens of its own.
fn ports(config: &Config) -> Vec<(&'static str, SocketAddr)> {
    let broker = match config.broker {
        BrokerChoice::Embedded(address) => Some(address),
        BrokerChoice::Foreign(_) => None,
    };
    let all = [
        ("broker_listen", broker),
        ("gateways_listen", config.doors.gateways),
        ("enrol_listen", config.doors.enrolment),
    ];
    all.into_iter().filter_map(|(key, address)| Some((key, address?))).collect()
}

fn absolute(path: &Path) -> PathBuf {
    // Without a current folder it is compared as it is written.
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("could not read {}: {error}", path.display()))
}

/// The same mistake, with whose it is.
fn of(name: &str, wrong: Mistake) -> Mistake {
    mistake(&format!("tenants.{name}: {}", wrong.key), wrong.what)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORTH: &str = "tenant = \"north\"\npublic_url = \"https://north.example\"\ndata = \"n\"\n\
                         broker_listen = \"127.0.0.1:0\"\n";
    const SOUTH: &str = "tenant = \"south\"\npublic_url = \"https://south.example\"\ndata = \"s\"\n\
                         broker_listen = \"127.0.0.1:0\"\n";

    fn read(
        main: &str,
        (north, south): (&str, &str),
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Served, Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        let main_path = folder.path().join("all.toml");
        for (name, text) in [("all.toml", main), ("n.toml", north), ("s.toml", south)] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let read = Served::read(&main_path, environment);
        read.map_err(|wrong| wrong.into_iter().map(|wrong| wrong.key).collect())
    }

    const BOTH: &str = "[tenants]\nnorth = \"n.toml\"\nsouth = \"s.toml\"\n";

    #[track_caller]
    fn check(files: (&str, &str), expected: &[&str]) {
        let told = read(BOTH, files, |_| None).map_or_else(|told| told, |_| Vec::new());
        assert_eq!(told, expected);
    }

    #[test]
    fn a_file_without_tenants_is_one_servers() {
        assert!(matches!(read("shards = [3]", ("", ""), |_| None), Ok(Served::One(_))));
        let told = read("shards = 3", ("", ""), |_| None).unwrap_err();
        assert_eq!(told, ["shards"]);
    }

    #[test]
    fn each_tenant_has_its_file_and_its_environment() {
        let environment = |key: &str| match key {
            "HEARTHWATCH_LISTEN" => Some("127.0.0.1:9000".to_owned()),
            "HEARTHWATCH_NORTH_DATA" => Some("elsewhere".to_owned()),
            "HEARTHWATCH_DATA" => Some("everybody's".to_owned()),
            _ => None,
        };
        let Ok(Served::Several(tenants)) = read(BOTH, (NORTH, SOUTH), environment) else {
            panic!("two tenants");
        };
        assert_eq!(tenants.listen.port(), 9000);
        let folders: Vec<&Path> = tenants.each.iter().map(|one| &*one.data).collect();
        assert_eq!(folders, [Path::new("elsewhere"), Path::new("s")]);
    }

    #[test]
    fn nothing_is_shared_by_accident() {
        check((NORTH, SOUTH), &[]);
        let south = SOUTH.replace("data = \"s\"", "data = \"n/within\"");
        check((NORTH, &south), &["tenants.south: data"]);
        let south = SOUTH.replace("south.example", "North.example:8443");
        check((NORTH, &south), &["tenants.south: public_url"]);
        let key = format!("master_key = \"{}\"\n", "5a".repeat(32));
        let with_key = (format!("{NORTH}{key}"), format!("{SOUTH}{key}"));
        check((&with_key.0, &with_key.1), &["tenants.south: master_key"]);
        let tables = "[readings]\nquestdb = \"http::addr=one;\"\n";
        let in_one = (format!("{NORTH}{tables}"), format!("{SOUTH}{tables}"));
        check((&in_one.0, &in_one.1), &["tenants.south: readings"]);
        let by_default = (NORTH.replace(":0\"", ":1883\""), SOUTH.replace(":0\"", ":1883\""));
        check((&by_default.0, &by_default.1), &["tenants.south: broker_listen"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_whose_it_is() {
        let north = format!("listen = \"127.0.0.1:1\"\n{NORTH}");
        let south = SOUTH.replace("\"south\"", "\"east\"").replace("https://", "http://");
        check((&north, &south), &["tenants.north: listen", "tenants.south: public_url"]);
        check((&NORTH.replace("\"north\"", "\"east\""), SOUTH), &["tenants.north: tenant"]);
        let nobody = read("[tenants]\n", ("", ""), |_| None).unwrap_err();
        assert_eq!(nobody, ["tenants"]);
        let odd = read("[tenants]\n\"../x\" = \"n.toml\"\nsouth = 3\n", ("", ""), |_| None);
        assert_eq!(odd.unwrap_err(), ["tenants.../x: name", "tenants.south: file"]);
        let open = format!("listen = \"0.0.0.0:8080\"\ncolour = 1\n{BOTH}");
        assert_eq!(read(&open, (NORTH, SOUTH), |_| None).unwrap_err(), ["file"]);
        let open = format!("listen = \"0.0.0.0:8080\"\n{BOTH}");
        assert_eq!(read(&open, (NORTH, SOUTH), |_| None).unwrap_err(), ["listen"]);
    }
}
