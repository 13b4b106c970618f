//! The stores: two ports, each a projection of the journal, and their embedded adapters.
//!
//! [`care`] holds people, alerts, what was decided and what was quarantined (SQLite); [`readings`]
//! holds every accepted value (Parquet segments and a tail in memory). Both say up to which journal
//! offset they are complete, and take anything that they are given twice as if it were given once.
//!
//! [`tabular`] reads other people's files of readings: CSV, Parquet, NDJSON.

pub mod care;
mod names;
pub mod readings;
pub mod tabular;
