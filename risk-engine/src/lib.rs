//! The engine: a pure fold over journal entries that scores risk and runs the life of alerts.
//!
//! Nothing here reads a clock, a disk or a socket. [`patient::PatientState`] is plain Rust;
//! [`dataflow`] is the one file that names timely and spreads patients over workers.

pub mod dataflow;
pub mod episode;
pub mod fact;
pub mod held;
pub mod news2;
pub mod outcome;
pub mod patient;
pub mod priority;
pub mod request;
pub mod rules;
pub mod snapshot;
pub mod view;

/// The engine's version, stored with each outcome.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");
