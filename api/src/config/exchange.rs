//! `[exchange]` in the configuration: what other systems may take, and where they may be told.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;
use tokio_rustls::rustls::ClientConfig;

use super::{Mistake, mistake};
use crate::fhir::Endpoint;
use crate::notify;

/// What other systems may take, and where they may be told.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// All bulk exports together take no more room on the disk.
    pub export_bytes: u64,
    /// What lies at or below these addresses may be told by subscriptions.
    pub endpoints: Vec<Endpoint>,
    /// Whom these have to be vouched for by; none if there are none.
    pub tls: Option<Arc<ClientConfig>>,
}

impl Default for Exchange {
    fn default() -> Self {
        Self { export_bytes: EXPORT_GB * GB, endpoints: Vec::new(), tls: None }
    }
}

/// `[exchange]` as it may be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Written {
    /// 10^9 bytes.
    export_gb: Option<u64>,
    endpoints: Vec<String>,
    ca_file: Option<PathBuf>,
}

const GB: u64 = 1_000_000_000;
const EXPORT_GB: u64 = 10;
const EXPORT_GB_MAX: u64 = 100_000;

pub(super) fn exchange(written: &Written, mistakes: &mut Vec<Mistake>) -> Exchange {
    let export_gb = written.export_gb.unwrap_or(EXPORT_GB);
    if !(1..=EXPORT_GB_MAX).contains(&export_gb) {
        let what = format!("{export_gb} is not between 1 and {EXPORT_GB_MAX}");
        mistakes.push(mistake("exchange.export_gb", what));
    }
    let mut endpoints = Vec::new();
    for text in &written.endpoints {
        match Endpoint::read(text) {
            Ok(endpoint) => endpoints.push(endpoint),
            Err(what) => mistakes.push(mistake("exchange.endpoints", format!("{text:?} {what}"))),
        }
    }
    let tls = match endpoints[..] {
        [] => None,
        _ => notify::client_tls("exchange.ca_file", written.ca_file.as_deref(), mistakes),
    };
    Exchange { export_bytes: export_gb.saturating_mul(GB), endpoints, tls }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::super::testing::check;

    #[test]
    fn exports_have_room_that_the_configuration_names() {
        check("[exchange]\nexport_gb = 0", &["exchange.export_gb"]);
        check("[exchange]\nexport_gb = \"all\"", &["exchange"]);
        check("[exchange]\nroom = 1", &["exchange"]);
        let outside = "[exchange]\nendpoints = [\"http://ehr.example/\", \"ftp://ehr.example/\"]";
        check(outside, &["exchange.endpoints", "exchange.endpoints"]);
        check(
            "[exchange]\nendpoints = [\"https://ehr.example/hooks\", \"http://127.0.0.1:9000\"]",
            &[],
        );
        let room = |text: &str| Config::parse(text, |_| None).unwrap().exchange.export_bytes;
        assert_eq!(room(""), 10_000_000_000);
        assert_eq!(room("[exchange]\nexport_gb = 2"), 2_000_000_000);
    }
}
