//! The gateway of one home: it hears monitors, keeps what they say on its disk, and sends it until
//! the server says that it holds it.

pub mod adapter;
pub mod agent;
pub mod clock;
pub mod config;
pub mod decode;
mod disk;
pub mod doctor;
pub mod enrol;
mod error;
pub mod gateway;
pub mod hear;
pub mod identity;
pub mod orders;
pub mod radio;
mod random;
pub mod spool;
pub mod status;
pub mod uplink;
