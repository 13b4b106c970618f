//! `[exchange]` in the configuration: what other systems may take, and where they may be told.

use serde::Deserialize;

use super::{Mistake, mistake};

/// What other systems may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// All bulk exports together take no more room on the disk.
    pub export_bytes: u64,
}

impl Default for Exchange {
    fn default() -> Self {
        Self { export_bytes: EXPORT_GB * GB }
    }
}

/// `[exchange]` as it may be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Written {
    /// 10^9 bytes.
    export_gb: Option<u64>,
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
    Exchange { export_bytes: export_gb.saturating_mul(GB) }
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
        let room = |text: &str| Config::parse(text, |_| None).unwrap().exchange.export_bytes;
        assert_eq!(room(""), 10_000_000_000);
        assert_eq!(room("[exchange]\nexport_gb = 2"), 2_000_000_000);
    }
}
