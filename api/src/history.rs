//! Files of readings: scored for research (`replay --from`), put into a journal (`import`), or
//! summed up (`cohort cgm`).
//!
//! [`people`] a file's rows by person → `sets.rs` what one person's rows of one time mean →
//! [`score`] through the engine to a line each, or [`import`] through admission into the journal.

pub mod glucose;
pub mod import;
pub mod mapping;
pub mod people;
pub mod refusals;
pub mod score;

pub(crate) mod meter;
mod output;
pub(crate) mod sets;
