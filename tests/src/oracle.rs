//! What must be true at the end: what the feeders made is what is durable, scored and visible.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::feeder::Feeder;

/// A reading's way through the transport: gateway, spool incarnation, sequence.
pub type Transport = (String, String, u64);

/// The weights that a patient's page shows, in grams, each with how it came.
///
/// Fails when one transport identity is there twice: that reading was counted twice.
pub fn visible(page: &Value) -> Result<BTreeMap<Transport, u32>> {
    let readings = page["readings"].as_array().context("the page has no readings")?;
    let mut visible = BTreeMap::new();
    for reading in readings {
        let weight = transport(reading).zip(grams(reading));
        let (transport, grams) = weight.with_context(|| format!("not a weight: {reading}"))?;
        if visible.insert(transport, grams).is_some() {
            bail!("visible twice: {reading}");
        }
    }
    Ok(visible)
}

fn transport(reading: &Value) -> Option<Transport> {
    let gateway = reading["gateway"].as_str()?.into();
    let incarnation = reading["incarnation"].as_str()?.into();
    Some((gateway, incarnation, reading["seq"].as_u64()?))
}

fn grams(reading: &Value) -> Option<u32> {
    let kilograms = reading["value"].as_f64()?;
    Some((kilograms * 1000.0).round() as u32)
}

/// How what a feeder's gateway saved differs from what is visible, in words; nothing when it
/// doesn't.
///
/// A reading given twice (the gateway died between saving and saying so) has two sequences and
/// one content: it must be visible once, under either.
pub fn differences(feeder: &Feeder, visible: &BTreeMap<Transport, u32>) -> Vec<String> {
    let made: BTreeSet<u32> = feeder.saved().iter().map(|(_, w)| w.grams()).collect();
    let shown: BTreeSet<u32> = visible.values().copied().collect();
    let mut differences = Vec::new();
    for grams in made.difference(&shown) {
        differences.push(format!("{grams} g was saved and is lost"));
    }
    for grams in shown.difference(&made) {
        differences.push(format!("{grams} g is visible and was never saved"));
    }
    if shown.len() != visible.len() {
        let extra = visible.len() - shown.len();
        differences.push(format!("{extra} readings are visible under a second sequence"));
    }
    differences
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(shown: &[(u64, f64)], expected: &[&str]) {
        let mut feeder = Feeder::new("scale-1");
        feeder.measure();
        feeder.next_line();
        feeder.take(r#"{"saved":{"seq":1}}"#);
        let reading = |(seq, kg): &(u64, f64)| json!({ "gateway": "gw-1", "incarnation": "00", "seq": seq, "value": kg });
        let page = json!({ "readings": shown.iter().map(reading).collect::<Vec<_>>() });
        assert_eq!(differences(&feeder, &visible(&page).unwrap()), expected);
    }

    #[test]
    fn the_oracle_sees_what_is_lost_invented_and_doubled() {
        check(&[(1, 40.0)], &[]);
        check(&[(2, 40.0)], &[]);
        check(&[], &["40000 g was saved and is lost"]);
        check(&[(1, 40.0), (2, 40.005)], &["40005 g is visible and was never saved"]);
        check(&[(1, 40.0), (2, 40.0)], &["1 readings are visible under a second sequence"]);
    }

    #[test]
    fn the_oracle_refuses_one_sequence_twice() {
        let reading = json!({ "gateway": "gw-1", "incarnation": "00", "seq": 1, "value": 40.0 });
        assert!(visible(&json!({ "readings": [reading, reading] })).is_err());
    }
}
