//! How far the server is known to hold the spool, kept so that a restart doesn't send it all again.
//!
//! Written by rename and without `fsync`: an old or missing mark costs a repetition, nothing else.

use std::fs;
use std::io;
use std::path::Path;

use wire::StoreEpoch;

/// The server's mark, and which life of its store gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) stored: u64,
    pub(super) epoch: StoreEpoch,
}

const BYTES: usize = 28;

impl Mark {
    /// `None` when there is none, or none that can be read.
    pub(super) fn load(dir: &Path) -> Option<Self> {
        let bytes: [u8; BYTES] = fs::read(dir.join("mark")).ok()?.try_into().ok()?;
        let (stored, rest) = bytes.split_first_chunk::<8>()?;
        let epoch = rest.first_chunk::<16>()?;
        let mark = Self {
            stored: u64::from_le_bytes(*stored),
            epoch: StoreEpoch(u128::from_le_bytes(*epoch)),
        };
        (mark.bytes() == bytes[..]).then_some(mark)
    }

    pub(super) fn save(self, dir: &Path) -> io::Result<()> {
        let beside = dir.join("mark.new");
        fs::write(&beside, self.bytes())?;
        fs::rename(beside, dir.join("mark"))
    }

    fn bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.extend_from_slice(&self.stored.to_le_bytes());
        bytes.extend_from_slice(&self.epoch.0.to_le_bytes());
        bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
        bytes
    }
}
