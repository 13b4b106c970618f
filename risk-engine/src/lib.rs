//! The engine: a pure fold over journal entries that scores risk and runs the life of alerts.
//!
//! Nothing here reads a clock, a disk or a socket. [`patient::PatientState`] is plain Rust;
//! [`dataflow`] is the one file that names timely and spreads patients over workers.

pub mod apart;
pub mod baseline;
pub mod contract;
pub mod dataflow;
pub mod fact;
pub mod held;
pub mod news2;
pub mod observation;
pub mod outcome;
pub mod patient;
pub mod priority;
mod rest;
pub mod rota;
pub mod rules;
pub mod snapshot;
pub mod timeline;
pub mod told;
pub mod track;
pub mod trial;
pub mod view;
