//! The workload that systems are compared on, through the product's admission, journal and engine.

pub mod alerts;
pub mod answers;
pub mod broker;
pub mod door;
pub mod floor;
pub mod frames;
pub mod gate;
pub mod machine;
pub mod message;
pub mod numbers;
pub mod scan;

#[cfg(test)]
mod tests;
