//! `hearthwatch demo`: the whole real path on one machine, with simulated homes at its end.
//!
//! Each home runs the gateway's own decision core, spool and uplink; its monitors give the bytes of
//! Bluetooth characteristics. Only the radio between them is left out.

mod change;
mod claims;
mod fleet;
mod guests;
mod lives;
mod narrator;
mod phone;
mod report;
mod start;

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use homes::Home;
use ingest::entry::{Assignment, Enrolment, Entry, Trust, base_plan};
use ingest::pipeline::last_stored_at;
use risk_engine::fact::Spo2Scale;
use vitals::{DeviceId, PatientId, Private, TakenAt};

use crate::access::Settings;
use crate::config::{BrokerChoice, Config, Doors};
use crate::files;
use crate::notify::NotifyConfig;
use crate::rota::WeeklyRota;
use crate::server::{Notice, Server, ServerClock};
use fleet::Fleet;
pub(crate) use guests::guests;
use report::Counted;
pub use report::Report;

/// What to show.
#[derive(Debug, Clone)]
pub struct DemoOptions {
    /// How many homes; of recorded people, 0 for all.
    pub homes: usize,
    /// How many times as fast as the wall's the clock runs.
    pub speed: f64,
    /// Makes the same people and the same course of events.
    pub seed: u64,
    /// Days that invented people's monitors hold in memory at the start.
    pub history_days: u32,
    /// A folder with recorded people, in place of invented ones.
    pub people: Option<PathBuf>,
    /// Leave out what recorded people measured after so many days.
    pub days: Option<u32>,
    /// Stop when every recorded series is through.
    pub until_done: bool,
    /// Where pages are served.
    pub listen: SocketAddr,
    /// Where gateways connect.
    pub broker_listen: SocketAddr,
    /// Serve the whole local network, with a QR code for a phone.
    pub lan: bool,
    /// Keep the data in this folder; without one, nothing is kept.
    pub data: Option<PathBuf>,
    /// Say what happens on standard output.
    pub narrate: bool,
}

/// The tenant in the demo's topics.
const TENANT: &str = "demo";
/// How long the homes' last readings may take at the end.
const DRAIN_MAX: Duration = Duration::from_secs(60);
/// The stores are asked so often whether they have followed.
const FOLLOW_PAUSE: Duration = Duration::from_millis(10);

/// Runs the demo until `stop` completes, or every series is through; then counts.
pub async fn run(options: DemoOptions, stop: impl Future<Output = ()>) -> Result<Report> {
    let clock = ServerClock::start(options.speed, last_stored_ms(options.data.as_deref()));
    let (people, summary) = populate(&options, clock.started_at_ms())?;
    let count = people.len();
    files::suffice(files::raise(), count)?;
    let scratch = tempfile::tempdir().context("could not make a scratch folder")?;
    let data = options.data.clone().unwrap_or_else(|| scratch.path().join("server"));
    let config = config(&options, data.clone(), &people);
    let notice = match &options.people {
        None => Notice::Invented,
        Some(_) => Notice::Recorded,
    };
    let roster = config.roster.clone();
    let server = Server::start(config, clock, Some(notice)).await?;
    if options.people.is_none() {
        start::fill(server.pipeline(), clock, &roster).await?;
    }
    let broker = server.broker_address().context("the demo's broker is always ours")?;
    if options.narrate {
        print_welcome(&options, people.len(), &summary, server.address());
    }
    let spools = scratch.path().join("homes");
    // What an earlier demo left in a folder that was kept is not this one's.
    let before = Counted::now(&server).await?;
    let fleet = Fleet::start(people, &spools, broker, &data, clock, options.days).await?;
    let talk = options.narrate.then(|| {
        tokio::spawn(narrator::run(server.pipeline().board().clone(), clock, fleet.produced()))
    });
    let pipeline = Arc::downgrade(server.pipeline());
    let phones = tokio::spawn(phone::run(pipeline.clone(), clock, fleet.asks()));
    let claims = tokio::spawn(claims::run(pipeline, server.settling()));
    let staff = options.people.is_none().then(|| {
        // Without a history nobody was asked to measure either.
        let guest = guests::patient(&roster).filter(|_| options.history_days > 0);
        let guest = guest.map(|person| person.patient.clone());
        let changes = change::fits(&options, count);
        tokio::spawn(change::run(server.shared().clone(), guest, changes))
    });
    let broken = tokio::select! {
        () = stop => None,
        () = fleet.all_done(), if options.until_done => None,
        why = server.pipeline().failure() => Some(why),
    };
    if let Some(why) = broken {
        anyhow::bail!("{why}");
    }
    fleet.rest(DRAIN_MAX).await;
    phones.abort();
    claims.abort();
    if let Some(staff) = staff {
        // It holds the server, and lets go of it here.
        staff.abort();
        let _ = staff.await;
    }
    if let Some(talk) = talk {
        talk.abort();
    }
    follow(&server, DRAIN_MAX).await;
    let report = Report::take(&server, &fleet, summary, &before).await?;
    fleet.stop().await;
    server.run_until(std::future::ready(())).await?;
    Ok(report)
}

/// Waits until everything durable is on the board and in the stores.
async fn follow(server: &Server, at_most: Duration) {
    let pipeline = server.pipeline();
    let end = pipeline.journal().durable_end();
    let all = async {
        while pipeline.telemetry().figures().care_offset < end || pipeline.readings().cursor() < end
        {
            tokio::time::sleep(FOLLOW_PAUSE).await;
        }
    };
    if tokio::time::timeout(at_most, all).await.is_err() {
        tracing::warn!("the stores are still behind the journal");
    }
}

/// When a demo that kept its data stored its last entry: its clock may be days ahead of the wall's.
fn last_stored_ms(data: Option<&Path>) -> Option<i64> {
    let reader = journal::LocalReader::open(&data?.join("journal")).ok()?;
    // A journal that can't be read is told when the server opens it.
    last_stored_at(&reader).ok()?.map(vitals::StoredAt::unix_ms)
}

/// What was taken of each set of recorded people, as lines for the operator.
type Summary = Vec<String>;

fn populate(options: &DemoOptions, start_ms: i64) -> Result<(Vec<Home>, Summary)> {
    let Some(folder) = &options.people else {
        let people = lives::homes(options.homes, options.seed, start_ms, options.history_days);
        return Ok((people, Vec::new()));
    };
    let people = homes::people(folder, options.homes, options.seed, start_ms)
        .with_context(|| format!("could not read the people in {}", folder.display()))?;
    let sets = people.sets.iter().map(|set| {
        format!("{}: {} of {} people, {} readings", set.set, set.people, set.of, set.readings)
    });
    let summary = sets.chain(people.notes.iter().cloned()).collect();
    Ok((people.homes, summary))
}

fn config(options: &DemoOptions, data: PathBuf, people: &[Home]) -> Config {
    let shared = shared(people);
    let open = |address: SocketAddr| {
        if options.lan {
            SocketAddr::new(IpAddr::from([0, 0, 0, 0]), address.port())
        } else {
            address
        }
    };
    Config {
        listen: open(options.listen),
        data,
        places: Default::default(),
        journal: Default::default(),
        readings_keep: None,
        traces: None,
        // The homes run in this process: their broker stays on loopback.
        broker: BrokerChoice::Embedded(options.broker_listen),
        tenant: TENANT.into(),
        shards: vec![0],
        workers: 2,
        snapshot_every: 100_000,
        canary_every: Some(Duration::from_secs(60)),
        master_key: None,
        roster: people.iter().flat_map(|home| roster_of(home, &shared)).collect(),
        notify: NotifyConfig::default(),
        rota: WeeklyRota::parse(ROTA).ok(),
        doors: Doors::default(),
        // A number that is kept free for stories (Ofcom).
        access: Settings { team_phone: Some("+441632960000".into()), ..Settings::default() },
        exchange: Default::default(),
    }
}

/// Who is on call: the clinician of the demo by day, somebody invented by night, and doctors behind them.
const ROTA: &str = r#"zone = "Europe/London"
list = ["Dr Hill", "Dr Evans"]

[[layers]]
shifts = [
  { who = "Ben Cole (clinician)", from = "07:00", to = "20:00" },
  { who = "Sian Jones", from = "20:00", to = "07:00" },
]

[[layers]]
shifts = [{ who = "Dr Evans", from = "00:00", to = "00:00" }]
"#;

/// The monitors that two people use.
fn shared(people: &[Home]) -> BTreeSet<DeviceId> {
    let mut known = BTreeSet::new();
    let devices = people.iter().flat_map(|home| &home.monitors).map(|monitor| &monitor.device);
    devices.filter(|device| !known.insert(*device)).cloned().collect()
}

/// What the register says of a home.
fn roster_of(home: &Home, shared: &BTreeSet<DeviceId>) -> Vec<Entry> {
    let person = &home.person;
    let Ok(patient) = person.patient.parse::<PatientId>() else {
        // Homes make ids that are safe.
        return Vec::new();
    };
    let mut entries = vec![Entry::Enrolled(Enrolment {
        patient: patient.clone(),
        name: Private::hide(listed_name(&person.name)),
        born: Private::hide(person.born.clone().unwrap_or_default()),
        sex: person.sex.to_owned(),
        conditions: person.conditions.clone(),
        zone: person.zone.clone(),
        plan: Arc::new(base_plan(
            person.born.as_deref().unwrap_or_default(),
            &person.conditions,
            if person.spo2_scale == 2 { Spo2Scale::Two } else { Spo2Scale::One },
            None,
        )),
    })];
    if let Ok(gateway) = fleet::gateway_of(person).parse() {
        entries.push(Entry::Registered { gateway, trust: Trust::Authenticated });
    }
    entries.extend(home.monitors.iter().map(|monitor| {
        Entry::Assigned(Assignment {
            device: monitor.device.clone(),
            slot: None,
            patient: patient.clone(),
            from: TakenAt::from_unix_ms(0),
            shared: shared.contains(&monitor.device),
        })
    }));
    entries
}

/// "Priya Singh" as a list has it: "SINGH, Priya". A recorded person has no name to turn.
fn listed_name(name: &str) -> String {
    match name.rsplit_once(' ') {
        Some((given, surname)) if surname.chars().all(char::is_alphabetic) => {
            format!("{}, {given}", surname.to_uppercase())
        }
        _ => name.to_owned(),
    }
}

fn print_welcome(options: &DemoOptions, people: usize, summary: &[String], address: SocketAddr) {
    let port = address.port();
    let what = if options.people.is_some() { "recorded people's homes" } else { "invented homes" };
    let history = if options.people.is_some() {
        String::new()
    } else {
        format!("{} days of history, ", options.history_days)
    };
    println!(
        "Hearthwatch demo: {people} {what}, {history}time ×{}, seed {}",
        options.speed, options.seed
    );
    for line in summary {
        println!("  {line}");
    }
    println!("  Open        http://localhost:{port}/");
    println!(
        "  Sign in with one click, as patient, clinician, care manager or operator: this is a demo."
    );
    println!("  Stop: Ctrl-C. {}", kept(options.data.as_deref()));
    if options.lan {
        print_lan(port);
    }
}

fn kept(data: Option<&Path>) -> String {
    data.map_or("Nothing is kept".into(), |data| format!("Data stays in {}", data.display()))
}

fn print_lan(port: u16) {
    println!("  Anybody on this network can sign in with one click: this is a demo.");
    let Some(address) = lan_address() else {
        println!("  This machine seems to have no address on a network.");
        return;
    };
    let url = format!("http://{address}:{port}/");
    println!("  Phone       {url}");
    if let Ok(code) = qrcode::QrCode::new(&url) {
        println!("{}", code.render::<qrcode::render::unicode::Dense1x2>().quiet_zone(true).build());
    }
}

/// The address that this machine would send from. Nothing is sent: a UDP socket only looks it up.
fn lan_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    // An address that documentation keeps for itself (RFC 5737).
    socket.connect(("192.0.2.1", 9)).ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use vitals::StoredAt;

    use super::*;

    #[test]
    fn somebody_is_on_call_in_a_demo_at_any_time() {
        let now = StoredAt::from_unix_ms(1_795_000_000_000);
        let rota = WeeklyRota::parse(ROTA).unwrap().dated(now, 4);
        assert_eq!(rota.gaps(now, now.later(Duration::from_secs(14 * 24 * 3600))), []);
    }
}
