//! A belt that sends the heart rate each second, and wants no bond.

use super::{Act, Monitor, Service, Timed};

/// A belt that sends so many values after each subscription.
pub struct Belt {
    values: u16,
}

impl Belt {
    /// So many values, one each second.
    pub fn new(values: u16) -> Self {
        Self { values }
    }
}

impl Monitor for Belt {
    fn name(&self) -> String {
        "Belt".to_owned()
    }

    fn services(&self) -> Vec<Service> {
        vec![(0x180D, vec![(HEART_RATE, vec!["notify"])])]
    }

    fn needs_bond(&self) -> bool {
        false
    }

    fn subscribed(&mut self, uuid: u16) -> Vec<Timed> {
        let value = |n: u16| Act::Send(uuid, vec![0, 60 + (n % 40) as u8]);
        (0..self.values).map(|n| Timed::new(u64::from(n) * 1000, value(n))).collect()
    }

    fn written(&mut self, _: u16, _: &[u8]) -> Vec<Timed> {
        Vec::new()
    }

    fn read(&mut self, _: u16) -> Vec<u8> {
        Vec::new()
    }

    fn left(&mut self) {}
}

const HEART_RATE: u16 = 0x2A37;
