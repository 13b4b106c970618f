//! `gateway-agent doctor`: what a gateway needs, whether it is there, and what to do if it isn't.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;
use vitals::HeardAt;

use crate::config::Configuration;
use crate::radio;

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
        ("broker", broker(&config.gateway.uplink.host, config.gateway.uplink.port).await),
    ];
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

async fn broker(host: &str, port: u16) -> Result<String, String> {
    let remedy = |reason: String| format!("{host}:{port}: {reason}; is the network up?");
    match timeout(PATIENCE, TcpStream::connect((host, port))).await {
        Ok(Ok(_)) => Ok(format!("{host}:{port} answers")),
        Ok(Err(error)) => Err(remedy(error.to_string())),
        Err(_) => Err(remedy("no answer".to_owned())),
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
        assert!(broker("127.0.0.1", 1).await.unwrap_err().contains("127.0.0.1:1"));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(broker("127.0.0.1", port).await.is_ok());
    }
}
