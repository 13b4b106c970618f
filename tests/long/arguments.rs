//! How long, how often, from which seed.

use std::time::Duration;

use tests::lives;

use crate::round::Tally;

/// What a run is to be.
#[derive(Debug, Clone)]
pub(crate) struct Arguments {
    pub(crate) seed: u64,
    pub(crate) is_long: bool,
    pub(crate) kills: u64,
    pub(crate) readings: u64,
    pub(crate) seconds: u64,
    pub(crate) round_seconds: u64,
    pub(crate) gateways: u8,
    /// In each home.
    pub(crate) people: u64,
    pub(crate) from_round: u64,
    /// `cargo test` was given the name of another test.
    pub(crate) is_not_meant: bool,
}

pub(crate) const HELP: &str = "\
tests/chaos [--long] [--kills N] [--readings N] [--seconds N] [--round-seconds N] [--gateways N] [--people N] [--seed N] [--from-round N]
  --long           the proof run; without it two short rounds
  --kills          it ends when there were so many (10000)
  --readings       and so many readings (1000000),
  --seconds        or when so long has passed (4500)
  --round-seconds  how long faults rain in a round (120)
  --gateways       how many homes there are (8)
  --people         how many people live in each (30)
  --seed           draws the same faults again
  --from-round     goes on where a run was interrupted";

/// Rounds of the short run.
const SHORT_ROUNDS: u64 = 2;

impl Arguments {
    pub(crate) fn parse(given: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            seed: 0,
            is_long: false,
            kills: 10_000,
            readings: 1_000_000,
            seconds: 4_500,
            round_seconds: 0,
            gateways: 0,
            people: 0,
            from_round: 0,
            is_not_meant: false,
        };
        let (mut seed, mut given) = (None, given);
        while let Some(name) = given.next() {
            if name == "--long" {
                arguments.is_long = true;
                continue;
            }
            // What `cargo test` hands to every test.
            if matches!(name.as_str(), "-q" | "--quiet" | "--nocapture") {
                continue;
            }
            if !name.starts_with('-') {
                arguments.is_not_meant |= !"chaos".contains(&name);
                continue;
            }
            let value = given.next().and_then(|value| value.parse::<u64>().ok());
            let value = value.ok_or_else(|| format!("{name} needs a number"))?;
            match name.as_str() {
                "--kills" => arguments.kills = value,
                "--readings" => arguments.readings = value,
                "--people" => arguments.people = value,
                "--seconds" => arguments.seconds = value,
                "--round-seconds" => arguments.round_seconds = value,
                "--gateways" => {
                    arguments.gateways = value.try_into().map_err(|_| "at most 255 gateways")?;
                }
                "--seed" => seed = Some(value),
                "--from-round" => arguments.from_round = value,
                _ => return Err(format!("{name} is not known")),
            }
        }
        arguments.seed = seed.unwrap_or_else(lives::seed);
        let (seconds, gateways, people) = if arguments.is_long { (120, 8, 30) } else { (20, 3, 2) };
        if arguments.round_seconds == 0 {
            arguments.round_seconds = seconds;
        }
        if arguments.gateways == 0 {
            arguments.gateways = gateways;
        }
        if arguments.people == 0 {
            arguments.people = people;
        }
        Ok(arguments)
    }

    /// The command that plays it again from a round on.
    pub(crate) fn command(&self, round: u64) -> String {
        let long = if self.is_long { "--long " } else { "" };
        format!(
            "tests/chaos {long}--seed {} --round-seconds {} --gateways {} --people {} --kills {} --readings {} --seconds {} --from-round {round}",
            self.seed,
            self.round_seconds,
            self.gateways,
            self.people,
            self.kills,
            self.readings,
            self.seconds
        )
    }

    /// Whether no further round begins.
    pub(crate) fn is_over(&self, elapsed: Duration, total: &Tally, round: u64) -> bool {
        if !self.is_long {
            return round >= self.from_round + SHORT_ROUNDS;
        }
        let is_enough = total.kills() >= self.kills && total.readings >= self.readings;
        is_enough || elapsed.as_secs() >= self.seconds
    }
}
