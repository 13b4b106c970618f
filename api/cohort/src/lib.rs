//! Analytics over many people at once, on polars. Values in, figures out: no file, no journal, no HTTP.

pub mod adherence;
pub mod billing;
pub mod burden;
pub mod cgm;
pub mod claims;
pub mod day;
pub mod definitions;
pub mod filter;
pub mod glucose;
pub mod list;
pub mod panel;
pub mod person;
pub mod pressure;
pub mod quiet;
pub mod rate;
pub mod stays;
pub mod summary;
pub mod table;
mod values;
pub mod workload;
