//! Bluetooth Low Energy: finding the monitors of a home, and hearing everything that they have to say.
//!
//! What is decided is in `session.rs`, `records.rs`, `clock.rs` and `health.rs`, without a radio;
//! `central.rs` and `driver.rs` do it, `bluez.rs` does what btleplug lacks.

use std::collections::BTreeMap;
use std::path::PathBuf;

use vitals::DeviceId;

pub use self::central::run;
pub use self::survey::{Seen, examine, survey};

mod bluez;
mod book;
mod central;
pub mod clock;
mod driver;
pub mod health;
pub mod memory;
pub mod profile;
pub mod records;
mod saver;
pub mod session;
mod survey;

/// How to listen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RadioOptions {
    /// Which adapter, such as `hci0`; the first there is if it isn't said.
    pub adapter: Option<String>,
    /// Whose monitors are listened to.
    pub accept: Accept,
    /// Whether monitors with record access are told to forget what is saved.
    pub may_delete: bool,
    /// For which of its users a monitor may speak, by address.
    pub consents: BTreeMap<String, gatt::Consent>,
    /// The file that holds what is remembered of monitors.
    pub memory: PathBuf,
}

/// Whose monitors are listened to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accept {
    /// Everybody's: whatever announces a health service. Neighbours have some too.
    Any,
    /// These, by address in capital letters, and what each is called.
    Listed(BTreeMap<String, DeviceId>),
}

impl Accept {
    /// Whether that device may pair with us.
    pub fn may_pair(&self, address: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Listed(monitors) => monitors.contains_key(address),
        }
    }

    /// What the device is called if it is one of ours; `services` are what it announces.
    pub fn device(&self, address: &str, services: &[u128]) -> Option<DeviceId> {
        match self {
            Self::Any => {
                let measures = !profile::measures(services).is_empty();
                measures.then(|| address.parse().ok()).flatten()
            }
            Self::Listed(monitors) => monitors.get(address).cloned(),
        }
    }
}

/// Why nothing can be heard.
#[derive(Debug, thiserror::Error)]
pub enum RadioError {
    /// The system bus isn't there, or doesn't let us in.
    #[error("can't use the system bus")]
    Bus(#[source] dbus::Error),
    /// The system bus was there.
    #[error("the system bus is gone")]
    BusLost,
    /// Bluetooth can't be used.
    #[error("can't use Bluetooth")]
    Radio(#[from] btleplug::Error),
    /// There is no adapter, or none of that name.
    #[error("there is no Bluetooth adapter")]
    NoAdapter,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neighbours_monitor_is_not_listened_to_unless_anybodys_is() {
        let ours = ("C0:26:DA:00:00:01".to_owned(), "cuff-1".parse().unwrap());
        let listed = Accept::Listed(BTreeMap::from([ours]));
        let cuff = [0x00001810_0000_1000_8000_00805F9B34FB];
        #[track_caller]
        fn check(accept: &Accept, address: &str, services: &[u128], expected: Option<&str>) {
            let device = accept.device(address, services);
            assert_eq!(device.as_ref().map(DeviceId::as_str), expected);
        }
        check(&listed, "C0:26:DA:00:00:01", &[], Some("cuff-1"));
        check(&listed, "C0:26:DA:00:00:02", &cuff, None);
        check(&Accept::Any, "C0:26:DA:00:00:02", &cuff, Some("C0:26:DA:00:00:02"));
        check(&Accept::Any, "C0:26:DA:00:00:02", &[1], None);
        assert!(!listed.may_pair("C0:26:DA:00:00:02"));
    }
}
