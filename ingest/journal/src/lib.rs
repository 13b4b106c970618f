//! The log: the one source of truth, append-only, durable before it answers.
//!
//! [`Journal`] and [`Reader`] are the port; [`LocalJournal`] keeps the log in segment files of this
//! machine. Nothing here knows what an entry means. [`contract::check`] holds an adapter to what
//! the port promises.

pub mod contract;
mod error;
mod local;
mod port;

pub use error::{Damage, JournalError};
pub use local::{
    Beginning, Disk, Fault, FaultyDisk, LocalJournal, LocalOptions, LocalReader, Opened, Pruned,
    RealDisk, Recovery, Torn, Verified, verify,
};
pub use port::{ChainHash, Entries, Entry, Journal, MAX_ENTRY_BYTES, Pruner, Reader};
