//! Random bytes, from the system.

use ring::rand::{SecureRandom, SystemRandom};

/// So many of them. A system without randomness can't run a gateway: there is nothing to go on with.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Linux answers this since 3.17; before its boot is over it waits.
    SystemRandom::new().fill(&mut bytes).expect("the system has random bytes");
    bytes
}
