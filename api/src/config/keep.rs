//! How long things are kept, as the configuration says it.

use std::time::Duration;

use ingest::pipeline::JournalSettings;
use serde::Deserialize;

use super::{Mistake, mistake};

/// `[journal]` as it may be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WrittenJournal {
    /// How many days entries are kept at least.
    keep_days: Option<u32>,
    /// How large one file of it becomes, MiB.
    segment_mb: Option<u64>,
}

/// For so long somebody may say whose a reading is, take one back, or ask why an alert was raised.
const JOURNAL_DAYS_MIN: u32 = 30;
/// Figures over people look back so far.
const READINGS_DAYS_MIN: u32 = 100;
const DAYS_MAX: u32 = 36_500;
const DAY: Duration = Duration::from_secs(24 * 3600);
const MIB: u64 = 1024 * 1024;
const SEGMENT_MB_MAX: u64 = 1024;

/// Checks how the journal is kept.
pub(super) fn journal(written: &WrittenJournal, mistakes: &mut Vec<Mistake>) -> JournalSettings {
    let keep = days("journal.keep_days", written.keep_days, JOURNAL_DAYS_MIN, mistakes);
    let segment_bytes = written.segment_mb.map(|mb| {
        if !(1..=SEGMENT_MB_MAX).contains(&mb) {
            let what = format!("{mb} is not between 1 and {SEGMENT_MB_MAX}");
            mistakes.push(mistake("journal.segment_mb", what));
        }
        mb.saturating_mul(MIB)
    });
    let default = JournalSettings::default();
    JournalSettings { keep, segment_bytes: segment_bytes.unwrap_or(default.segment_bytes) }
}

/// Checks how long readings are kept.
pub(super) fn readings(keep_days: Option<u32>, mistakes: &mut Vec<Mistake>) -> Option<Duration> {
    days("readings.keep_days", keep_days, READINGS_DAYS_MIN, mistakes)
}

fn days(key: &str, days: Option<u32>, least: u32, mistakes: &mut Vec<Mistake>) -> Option<Duration> {
    let days = days?;
    if !(least..=DAYS_MAX).contains(&days) {
        let what = format!(
            "{days} is not between {least} and {DAYS_MAX}; leave it out to keep everything for ever"
        );
        mistakes.push(mistake(key, what));
    }
    Some(DAY * days)
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::super::testing::check;
    use super::*;

    #[test]
    fn the_journal_is_kept_for_ever_unless_it_is_said() {
        let of = |text: &str| Config::parse(text, |_| None).unwrap().journal;
        assert_eq!(of(""), JournalSettings::default());
        assert_eq!(of("[journal]\n").keep, None);
        let said = of("[journal]\nkeep_days = 400\nsegment_mb = 8\n");
        assert_eq!((said.keep, said.segment_bytes), (Some(DAY * 400), 8 << 20));
    }

    #[test]
    fn readings_are_kept_wherever_they_are() {
        let of = |text: &str| Config::parse(text, |_| None).unwrap().readings_keep;
        assert_eq!(of("[readings]\n"), None);
        assert_eq!(of("[readings]\nkeep_days = 100\n"), Some(DAY * 100));
        let questdb = "[readings]\nquestdb = \"http::addr=one;\"\nkeep_days = 4000\n";
        assert_eq!(of(questdb), Some(DAY * 4000));
        check("[readings]\nkeep_days = 99\n", &["readings.keep_days"]);
    }

    #[test]
    fn what_would_be_kept_too_short_is_told() {
        check("[journal]\nkeep_days = 29\n", &["journal.keep_days"]);
        check("[journal]\nkeep_days = 30\n", &[]);
        check(
            "[journal]\nkeep_days = 36501\nsegment_mb = 0\n",
            &["journal.keep_days", "journal.segment_mb"],
        );
        check("[journal]\nsegment_mb = 1025\n", &["journal.segment_mb"]);
        check("[journal]\nkeep = 30\n", &["journal"]);
    }
}
