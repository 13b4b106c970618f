//! The package's tests, one program: what they share is built once.

mod examples;
mod golden;
mod json;
mod properties;
