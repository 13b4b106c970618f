//! Learns the priority score's coefficients from recorded stays, and measures them.
//!
//! ```text
//! priority train --data ../shared/data --out risk-engine/src/priority/coefficients.toml
//! priority evaluate --data ../shared/data
//! ```

use std::path::PathBuf;

use anyhow::Context;
use benches::priority::document::text;
use benches::priority::figures;
use benches::priority::learn::{Lessons, Stays, crossed};
use clap::Parser;

#[derive(Parser)]
#[command(about)]
enum Command {
    /// Learn, print the figures, write the coefficients.
    Train {
        /// The folder with cinc2019b, cinc2012 and eicu_demo in it.
        #[arg(long)]
        data: PathBuf,
        /// Where the coefficients go.
        #[arg(long)]
        out: PathBuf,
    },
    /// Learn and print the figures only.
    Evaluate {
        /// The folder with cinc2019b, cinc2012 and eicu_demo in it.
        #[arg(long)]
        data: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    let (data, out) = match Command::parse() {
        Command::Train { data, out } => (data, Some(out)),
        Command::Evaluate { data } => (data, None),
    };
    let stays = Stays::read(&data)?;
    let lessons = Lessons::of(&stays);
    let crossed = crossed(&lessons)?;
    if let Some(out) = out {
        let document = lessons.learn(None)?.document(crossed.line);
        std::fs::write(&out, text(&document)?)
            .with_context(|| format!("could not write {}", out.display()))?;
    }
    figures::print(&stays, &crossed);
    Ok(())
}
