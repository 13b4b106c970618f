//! How everybody stands at the end, as the workload writes it.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use risk_engine::baseline::Baselines;
use risk_engine::patient::PatientState;
use risk_engine::rules::{RuleSet, Scene};
use risk_engine::snapshot::Snapshot;
use vitals::TakenAt;

use super::alerts::level_of;

/// Writes `final.csv`: `pid,sum,level,stored readings` of everybody of whom something is stored.
pub fn write_final(path: &Path, snapshot: &Snapshot) -> Result<()> {
    let rules = RuleSet::workload();
    let mut file = BufWriter::new(File::create(path)?);
    for state in snapshot.patients() {
        let stored = state.readings().0;
        let sum = sum_of(&state, &rules);
        writeln!(file, "{},{sum},{},{stored}", state.patient(), current_level(&state))?;
    }
    file.flush()?;
    Ok(())
}

fn sum_of(state: &PatientState, rules: &RuleSet) -> u16 {
    let scene = Scene {
        at: TakenAt::from_unix_ms(i64::MAX),
        held: state.held(),
        baselines: &Baselines::default(),
        plan: state.plan(),
        answered: &[],
    };
    rules.score("levels", &scene).map_or(0, |points| points.low)
}

fn current_level(state: &PatientState) -> u8 {
    let spells = state.tracks().iter().filter_map(|track| track.spells().last());
    spells.filter(|spell| spell.active).map(|spell| level_of(spell.severity)).max().unwrap_or(0)
}
