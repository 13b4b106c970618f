//! CPU time of this process, whole and by thread name, and its memory, as the kernel tells it.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

/// The kernel counts for user space in hundredths of a second, on every Linux.
const TICKS_PER_S: f64 = 100.0;

/// CPU-seconds of the whole process so far, threads that have ended included.
pub fn process_s() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat").context("could not read our own CPU time")?;
    Ok(parse(&stat).context("the kernel's line about us can't be read")?.1)
}

/// Bytes of memory that the process holds now.
pub fn resident_bytes() -> Result<u64> {
    let status =
        fs::read_to_string("/proc/self/status").context("could not read our own memory")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    Ok(1024 * kibibytes.context("the kernel's line about us can't be read")?)
}

/// CPU-seconds so far of the threads that live now, summed by name without its trailing number.
pub fn threads_s() -> Result<BTreeMap<String, f64>> {
    let mut threads = BTreeMap::new();
    for thread in fs::read_dir("/proc/self/task").context("could not list our own threads")? {
        // A thread that has just ended is not there any more.
        let Ok(stat) = fs::read_to_string(thread?.path().join("stat")) else {
            continue;
        };
        if let Some((name, cpu_s)) = parse(&stat) {
            let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || "-_:".contains(c));
            *threads.entry(name.to_owned()).or_default() += cpu_s;
        }
    }
    Ok(threads)
}

/// What each name gained from one look to the next, most first, as `name 1.2 s`.
pub fn gained(before: &BTreeMap<String, f64>, after: &BTreeMap<String, f64>) -> String {
    let mut gains: Vec<(f64, &str)> = after
        .iter()
        .map(|(name, cpu_s)| (cpu_s - before.get(name).unwrap_or(&0.0), name.as_str()))
        .filter(|(gain, _)| *gain >= 0.05)
        .collect();
    gains.sort_by(|one, other| other.0.total_cmp(&one.0));
    let gains = gains.iter().map(|(gain, name)| format!("{name} {gain:.1} s"));
    gains.collect::<Vec<_>>().join(", ")
}

/// Name, and user and system time together.
fn parse(stat: &str) -> Option<(&str, f64)> {
    let (before, after) = stat.rsplit_once(')')?;
    let (_, name) = before.split_once('(')?;
    let mut times = after.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Some((name, (times.next()?.ok()? + times.next()?.ok()?) / TICKS_PER_S))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_spaces_and_brackets() {
        let stat = "7 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0";
        assert_eq!(parse(stat), Some(("a (b) c", 2.0)));
    }
}
