//! The lives of a process that is killed again and again at moments drawn from a seed.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// One life: how it begins and how long it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// Whether the clock starts when the process is ready, or at once (so that it may be killed
    /// while it starts).
    pub from_ready: bool,
    /// How long it may run before the kill.
    pub length: Duration,
    /// How long it stays dead.
    pub death: Duration,
}

/// The seed of this run: `HEARTHWATCH_SEED` when it is set, else a new one. Says which.
pub fn seed() -> u64 {
    let given = std::env::var("HEARTHWATCH_SEED").ok();
    let seed = given.map(|text| text.trim().parse().expect("HEARTHWATCH_SEED is a number"));
    let seed = seed.unwrap_or_else(|| u64::from(StdRng::from_os_rng().random::<u32>()));
    println!("seed {seed}; the same moments again: HEARTHWATCH_SEED={seed}");
    seed
}

/// The randomness of one part of a run: the same seed and part give the same numbers, whatever
/// the other parts do.
pub fn random(seed: u64, part: &str) -> StdRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    for (at, byte) in part.bytes().take(24).enumerate() {
        bytes[8 + at] = byte;
    }
    StdRng::from_seed(bytes)
}

/// Draws the lives of one process. A quarter of them may end while it starts.
pub fn draw(random: &mut StdRng, count: usize) -> Vec<Life> {
    let life = |_| Life {
        from_ready: random.random_ratio(3, 4),
        length: Duration::from_millis(random.random_range(LENGTH_MS)),
        death: Duration::from_millis(random.random_range(DEATH_MS)),
    };
    (0..count).map(life).collect()
}

const LENGTH_MS: std::ops::Range<u64> = 50..3_500;
const DEATH_MS: std::ops::Range<u64> = 0..700;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_each_part_its_own_lives_again_and_again() {
        let lives = |seed, part| draw(&mut random(seed, part), 60);
        assert_eq!(lives(7, "broker"), lives(7, "broker"));
        assert_ne!(lives(7, "broker"), lives(7, "server"));
        assert_ne!(lives(7, "broker"), lives(8, "broker"));
    }
}
