//! `gateway-agent doctor`: what a gateway needs, whether it is there, and what to do if it isn't.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;
use vitals::HeardAt;

use crate::config::Configuration;
use crate::identity::{Certificate, Life};
use crate::radio;
use crate::uplink::UplinkOptions;
use crate::uplink::handshake::handshake;
use crate::uplink::words::explained;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub subject: &'static str,
    /// How it stands, or what to do about it.
    pub state: Result<String, String>,
}

/// Looks at everything.
pub async fn examine(config: &Configuration) -> Vec<Finding> {
    let mut found = vec![
        ("disk", disk(&config.gateway.spool)),
        ("time", time(config.gateway.clock.now())),
        ("broker", broker(&config.gateway.uplink).await),
    ];
    if let Some(own) = config.gateway.uplink.tls.as_ref().and_then(|tls| tls.own.as_ref()) {
        let now = config.gateway.clock.now().unix_ms();
        found.push(("certificate", certificate(own.certificate().as_ref(), config, now)));
    }
    match &config.radio {
        Some(options) => found.extend(radio::examine(options.adapter.as_deref()).await),
        None => found.push(("bluetooth", Ok("is off".to_owned()))),
    }
    found.into_iter().map(|(subject, state)| Finding { subject, state }).collect()
}

/// The findings, one on a line, and a line for a hub without a screen at the end.
pub fn report(found: &[Finding]) -> String {
    let line = |it: &Finding| match &it.state {
        Ok(state) => format!("ok    {}: {state}\n", it.subject),
        Err(remedy) => format!("FAIL  {}: {remedy}\n", it.subject),
    };
    let failed: Vec<&str> =
        found.iter().filter(|it| it.state.is_err()).map(|it| it.subject).collect();
    let last = match failed[..] {
        [] => "this gateway has what it needs".to_owned(),
        _ => format!("this gateway can't work: {}", failed.join(", ")),
    };
    found.iter().map(line).collect::<String>() + &last
}

/// Whether the spool's folder takes a megabyte: about a day of a home, and what no full disk takes.
fn disk(spool: &Path) -> Result<String, String> {
    let written = write(&spool.join("doctor.tmp"));
    let shown = spool.display();
    written
        .map(|()| format!("{shown} takes what is measured"))
        .map_err(|error| format!("{shown}: {error}; make room, or give it to this user"))
}

fn write(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create(path)?;
    let written = file.write_all(&[0; 1 << 20]).and_then(|()| file.sync_data());
    // Also what could not be written whole.
    fs::remove_file(path)?;
    written
}

/// A computer without a clock that runs while it is off begins somewhere in the past.
fn time(now: HeardAt) -> Result<String, String> {
    if now.unix_ms() < PLAUSIBLE_MS {
        return Err("the clock isn't set: `timedatectl set-ntp true`, and a network".to_owned());
    }
    Ok("is plausible".to_owned())
}

/// Whether the broker answers, and with TLS whether the two take each other's certificates.
async fn broker(uplink: &UplinkOptions) -> Result<String, String> {
    let (host, port) = (uplink.host.as_str(), uplink.port);
    let remedy = |reason: String| format!("{host}:{port}: {reason}; is the network up?");
    let stream = match timeout(PATIENCE, TcpStream::connect((host, port))).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(remedy(error.to_string())),
        Err(_) => return Err(remedy("no answer".to_owned())),
    };
    let Some(tls) = &uplink.tls else { return Ok(format!("{host}:{port} answers")) };
    match timeout(PATIENCE, handshake(stream, host, tls)).await {
        Ok(Ok(())) => Ok(format!("{host}:{port} answers, and the certificates fit")),
        Ok(Err(error)) => Err(format!("{host}:{port}: {}", explained(&error))),
        Err(_) => Err(format!("{host}:{port}: it answers, and doesn't speak TLS")),
    }
}

/// How long the gateway's certificate still counts, and what to do about it.
fn certificate(
    own: Option<&Certificate>,
    config: &Configuration,
    now: i64,
) -> Result<String, String> {
    let Some(own) = own else {
        return Err("it can't be read: enrol this gateway again with a new code".to_owned());
    };
    let days = own.days_left(now);
    let renews = config.renewals.is_some();
    match own.life(now) {
        Life::Over => Err(format!("it is over since {} days: enrol again with a new code", -days)),
        Life::NotYet => {
            Err("it isn't valid yet: this clock is behind; `timedatectl set-ntp true`".to_owned())
        }
        Life::Due if renews => Err(format!(
            "{days} days are left, and it should have been renewed: does `server` answer? The log of \
             `gateway-agent run` says why"
        )),
        Life::Due => Err(format!("{days} days are left: have a new one made and put in its place")),
        Life::Good if renews => {
            Ok(format!("{days} days are left; it is renewed in its last third"))
        }
        Life::Good => Ok(format!("{days} days are left; nobody renews it: `server` isn't said")),
    }
}

/// 2026-01-01: this program is younger.
const PLAUSIBLE_MS: i64 = 1_767_225_600_000;
const PATIENCE: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_with_what_to_do_and_in_one_line_at_the_end() {
        let found = [
            Finding { subject: "disk", state: Ok("takes".to_owned()) },
            Finding {
                subject: "time",
                state: time(HeardAt::from_unix_ms(0)).map(|_| String::new()),
            },
        ];
        let expected = "ok    disk: takes\n\
                        FAIL  time: the clock isn't set: `timedatectl set-ntp true`, and a network\n\
                        this gateway can't work: time";
        assert_eq!(report(&found), expected);
        assert!(report(&found[..1]).ends_with("has what it needs"));
    }

    #[test]
    fn a_disk_is_tried_and_left_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let spool = dir.path().join("spool");
        assert!(disk(&spool).is_ok());
        assert_eq!(fs::read_dir(&spool).unwrap().count(), 0);
        let file = dir.path().join("file");
        fs::write(&file, b"").unwrap();
        assert!(disk(&file).unwrap_err().contains("make room"));
    }

    #[tokio::test]
    async fn a_broker_that_does_not_answer_is_told() {
        let text = |port: u16| {
            let key = "01".repeat(32);
            format!("gateway = \"gw-1\"\nkey = \"{key}\"\nbroker = \"127.0.0.1:{port}\"\n")
        };
        let uplink = |port| Configuration::parse(&text(port), []).unwrap().gateway.uplink;
        assert!(broker(&uplink(1)).await.unwrap_err().contains("127.0.0.1:1"));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(broker(&uplink(port)).await.is_ok());
    }

    #[test]
    fn a_certificate_s_life_is_told_with_what_to_do() {
        let day = 24 * 3600 * 1000;
        let own = Certificate {
            name: "gw-1".into(),
            serial: vec![1],
            not_before: 0,
            not_after: 90 * day,
            public_key: Vec::new(),
        };
        let text = format!("gateway = \"gw-1\"\nkey = \"{}\"\n", "01".repeat(32));
        let config = Configuration::parse(&text, []).unwrap();
        let check = |days: i64, expected: Result<&str, &str>| {
            let told = certificate(Some(&own), &config, days * day);
            let fits = match (&told, expected) {
                (Ok(told), Ok(words)) | (Err(told), Err(words)) => told.contains(words),
                _ => false,
            };
            assert!(fits, "day {days}: {told:?}");
        };
        check(-1, Err("clock is behind"));
        check(10, Ok("80 days are left"));
        check(70, Err("20 days are left"));
        check(92, Err("over since 2 days"));
        assert!(certificate(None, &config, 0).is_err());
    }
}
