//! Ingest: MQTT in, admit, journal, acknowledge, hand to the engine, project into the stores.

pub mod admit;
pub mod attribute;
pub mod board;
pub mod clocks;
pub mod entry;
pub mod fleet;
pub mod import;
pub mod intake;
pub mod journey;
pub mod keepsake;
pub mod mend;
pub mod pipeline;
pub mod places;
pub mod replay;
pub mod roster;
pub mod telemetry;

mod project;
mod prune;
mod save;
mod writer;
