//! How often the path that readings take is tried, as the configuration says it.

use std::time::Duration;

use super::{Mistake, mistake};

const EVERY_S: u64 = 60;

/// Checks how often a synthetic patient's reading is sent; none if it never is.
pub(super) fn every(written: Option<u64>, mistakes: &mut Vec<Mistake>) -> Option<Duration> {
    let every_s = written.unwrap_or(EVERY_S);
    if every_s > EVERY_S {
        let what = format!(
            "{every_s} would leave alerts unwatched for longer than a minute: write 1 to {EVERY_S}, \
             or 0 for no synthetic patient"
        );
        mistakes.push(mistake("canary_every_s", what));
    }
    (every_s > 0).then(|| Duration::from_secs(every_s))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::Config;
    use super::super::testing::check;

    #[test]
    fn the_path_is_tried_once_a_minute_more_often_or_never() {
        let every = |text: &str| Config::parse(text, |_| None).unwrap().canary_every;
        assert_eq!(every(""), Some(Duration::from_secs(60)));
        assert_eq!(every("canary_every_s = 2\n"), Some(Duration::from_secs(2)));
        assert_eq!(every("canary_every_s = 0\n"), None);
        check("canary_every_s = 61\n", &["canary_every_s"]);
    }

    #[test]
    fn nobody_is_called_as_synthetic_patients_are() {
        check("[[patients]]\nid = \"canary:0\"\n", &["patients"]);
        check("[[gateways]]\nid = \"canary:9\"\n", &["gateways"]);
    }
}
