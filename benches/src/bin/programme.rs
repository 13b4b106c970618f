//! How many alerts does a clinician get in a programme of 1,000 homes, and what do they miss?

use std::path::PathBuf;

use anyhow::Result;
use benches::household::START_MS;
use benches::programme::{DAY_MS, Line, Span, plain_news2, print, run};
use clap::Parser;
use risk_engine::rules::RuleSet;

/// A simulated programme in virtual time, or recorded people through the same.
#[derive(Parser)]
struct Args {
    /// Invented homes.
    #[arg(long, default_value_t = 1000)]
    homes: usize,
    /// Days that count.
    #[arg(long, default_value_t = 30)]
    days: i64,
    /// Days before that, in which the engine learns what is usual.
    #[arg(long, default_value_t = 7)]
    warm_up: i64,
    /// The same number gives the same people, illnesses and answers.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// A folder with sets of recorded people, instead of invented ones.
    #[arg(long)]
    people: Option<PathBuf>,
    /// Which of its sets.
    #[arg(long, value_delimiter = ',', default_values = SETS)]
    sets: Vec<String>,
    /// A rule set instead of the built-in one.
    #[arg(long)]
    rules: Option<PathBuf>,
    /// Leave plain NEWS2 out.
    #[arg(long)]
    alone: bool,
    /// Print JSON and nothing else.
    #[arg(long)]
    json: bool,
}

/// The sets of people who live at home.
const SETS: [&str; 4] = ["bp_home", "cgm_dexcom", "cgm_shanghai_t2dm", "welltory_home"];
/// Longer than any recording.
const LONG_MS: i64 = 20 * 365 * DAY_MS;

fn main() -> Result<()> {
    let args = Args::parse();
    let rules = match &args.rules {
        Some(path) => RuleSet::from_toml(&std::fs::read_to_string(path)?)?,
        None => RuleSet::built_in(),
    };
    let lines = match &args.people {
        Some(folder) => recorded(&args, folder, &rules)?,
        None => invented(&args, &rules)?,
    };
    print(&lines, args.json);
    Ok(())
}

fn invented(args: &Args, rules: &RuleSet) -> Result<Vec<Line>> {
    let count_from_ms = START_MS + args.warm_up * DAY_MS;
    let end_ms = count_from_ms + args.days * DAY_MS;
    let span = Span { start_ms: START_MS, count_from_ms, end_ms };
    let mut sets = vec![(rules.name().to_owned(), rules.clone())];
    if !args.alone {
        for threshold in [5, 7] {
            sets.push((format!("NEWS2 ≥ {threshold}"), plain_news2(threshold)?));
        }
    }
    let line = |(name, rules): (String, RuleSet)| {
        let homes = homes::invented(args.homes, args.seed, START_MS, 0);
        Ok(Line::of(&name, &run(homes, &rules, span, args.seed)?))
    };
    sets.into_iter().map(line).collect()
}

fn recorded(args: &Args, folder: &std::path::Path, rules: &RuleSet) -> Result<Vec<Line>> {
    let span = Span { start_ms: START_MS, count_from_ms: START_MS, end_ms: START_MS + LONG_MS };
    let line = |set: &String| {
        let found = homes::people(&folder.join(set), 0, args.seed, START_MS)?;
        Ok(Line::of(set, &run(found.homes, rules, span, args.seed)?))
    };
    args.sets.iter().map(line).collect()
}
