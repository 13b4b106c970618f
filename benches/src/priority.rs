//! How the priority score is learnt, and how well it does: stays in, coefficients and figures out.
//!
//! Inputs and scores come from `risk_engine::priority` itself, on its own types, so what is learnt
//! here is what runs there.

pub mod basis;
pub mod cohort;
pub mod document;
pub mod figures;
pub mod fit;
pub mod learn;
pub mod measure;
pub mod solve;
