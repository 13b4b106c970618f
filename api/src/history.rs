//! Files of readings: scored for research (`replay --from`), or put into a journal (`import`).
//!
//! [`people`] a file's rows by person → `sets.rs` what one person's rows of one time mean →
//! [`score`] through the engine to a line each, or [`import`] through admission into the journal.

pub mod mapping;
pub mod people;
pub mod refusals;
pub mod score;

mod meter;
mod output;
mod sets;
