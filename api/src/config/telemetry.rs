//! Where the server tells how it works, as the configuration says it.

use hyper::Uri;
use serde::Deserialize;

use super::{Mistake, mistake};
use crate::notify::is_this_machine;
use crate::traces::TracesConfig;

/// `[telemetry]` as it may be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Written {
    /// A collector for traces.
    otlp: Option<String>,
    /// One message in so many is traced.
    one_in: Option<u64>,
}

const ONE_IN: u64 = 100;

/// Checks where traces go.
pub(super) fn traces(written: &Written, mistakes: &mut Vec<Mistake>) -> Option<TracesConfig> {
    if written.otlp.is_none() && written.one_in.is_some() {
        mistakes.push(mistake("telemetry.one_in", "is for `otlp`, which isn't there"));
    }
    let one_in = written.one_in.unwrap_or(ONE_IN);
    if one_in == 0 {
        mistakes.push(mistake("telemetry.one_in", "0 is no share: 1 traces every message"));
    }
    let otlp = address(written.otlp.as_deref()?);
    if otlp.is_none() {
        let what = "is no collector on this machine: write http://127.0.0.1:4318";
        mistakes.push(mistake("telemetry.otlp", what));
    }
    Some(TracesConfig { otlp: otlp?, one_in })
}

/// Plain HTTP, so to this machine only: a collector there knows TLS and where to send them.
fn address(text: &str) -> Option<Uri> {
    let url: Uri = text.parse().ok()?;
    let host = url.host()?.trim_start_matches('[').trim_end_matches(']');
    let is_plain = url.scheme_str() == Some("http") && !url.authority()?.as_str().contains('@');
    (is_plain && is_this_machine(host)).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::super::testing::check;

    #[test]
    fn nothing_is_traced_unless_there_is_a_collector() {
        let traces = |text: &str| Config::parse(text, |_| None).unwrap().traces;
        assert_eq!(traces(""), None);
        let said = traces("[telemetry]\notlp = \"http://127.0.0.1:4318\"\n").unwrap();
        assert_eq!((said.otlp.to_string().as_str(), said.one_in), ("http://127.0.0.1:4318/", 100));
        let said = traces("[telemetry]\notlp = \"http://[::1]:4318/x\"\none_in = 1\n").unwrap();
        assert_eq!(said.one_in, 1);
    }

    #[test]
    fn a_collector_elsewhere_and_a_share_of_nothing_are_mistakes() {
        check("[telemetry]\none_in = 3\n", &["telemetry.one_in"]);
        for wrong in ["https://127.0.0.1:4318", "http://traces.example:4318", "127.0.0.1:4318", ""]
        {
            check(&format!("[telemetry]\notlp = \"{wrong}\"\n"), &["telemetry.otlp"]);
        }
        let both = "[telemetry]\notlp = \"http://127.0.0.1:4318\"\none_in = 0\n";
        check(both, &["telemetry.one_in"]);
        check("[telemetry]\nspans = true\n", &["telemetry"]);
    }
}
