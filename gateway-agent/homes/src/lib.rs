//! Simulated people, their homes and their monitors: what leaves each monitor, as bytes, and when.
//!
//! [`invented`] makes people up from a seed; [`people`] replays recorded series out of a folder.
//! Both give [`Home`]s, and a home gives [`Emission`]s in the order of time. Nothing here has a
//! clock, a socket or a server: time and seed come in, bytes go out.

mod civil;
mod dice;
mod encode;
mod home;
mod invented;
mod monitor;
mod people;
mod person;
mod sample;

pub use civil::zone_offset_min;
pub use home::{Emission, Home, Sent};
pub use invented::{Illness, couple, invented, invented_at};
pub use monitor::{Monitor, MonitorKind};
pub use people::{People, PeopleError, SetSummary, Stay, StaySet, people, stays};
pub use person::Person;
