//! Bluetooth Low Energy: finding the monitors of a home, and hearing everything that they have to say.

pub mod clock;
pub mod health;
pub mod memory;
pub mod profile;
pub mod records;
pub mod session;
