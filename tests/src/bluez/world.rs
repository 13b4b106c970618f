//! What is true in the stand-in: the adapter, the monitors, and what is to be told of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use dbus::Message;
use dbus::arg::{PropMap, RefArg, Variant};
use dbus::blocking::stdintf::org_freedesktop_dbus::PropertiesPropertiesChanged;
use dbus::message::SignalArgs;

use super::monitor::{Act, Monitor, Timed};

pub(super) struct World {
    pub(super) powered: bool,
    pub(super) discovering: bool,
    /// How often a scan was begun.
    pub(super) scans: usize,
    /// Whether somebody answers when bluetoothd pairs.
    pub(super) agent: bool,
    devices: BTreeMap<String, Device>,
    /// Signals to send.
    pub(super) outbox: Vec<Message>,
}

pub(super) struct Device {
    pub(super) monitor: Box<dyn Monitor>,
    pub(super) layout: Layout,
    pub(super) awake: bool,
    pub(super) connected: bool,
    pub(super) paired: bool,
    pub(super) calls: Vec<String>,
    pub(super) notifying: BTreeSet<u16>,
    pub(super) values: BTreeMap<u16, Vec<u8>>,
    /// Whether it is on the bus.
    appeared: bool,
    announced_at: Option<Instant>,
    due: Vec<(Instant, Act)>,
}

/// Where a device and all its parts are on the bus.
#[derive(Clone)]
pub(super) struct Layout {
    pub(super) address: String,
    pub(super) path: String,
    pub(super) services: Vec<ServiceAt>,
}

#[derive(Clone)]
pub(super) struct ServiceAt {
    pub(super) uuid: u16,
    pub(super) path: String,
    pub(super) characteristics: Vec<CharacteristicAt>,
}

#[derive(Clone)]
pub(super) struct CharacteristicAt {
    pub(super) uuid: u16,
    pub(super) path: String,
    pub(super) flags: Vec<String>,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            powered: false,
            discovering: false,
            scans: 0,
            agent: false,
            devices: BTreeMap::new(),
            outbox: Vec::new(),
        }
    }

    /// A new bluetoothd knows its bonds and nothing else.
    pub(super) fn restart(&mut self) {
        (self.powered, self.discovering, self.agent) = (false, false, false);
        self.outbox.clear();
        for device in self.devices.values_mut() {
            if device.connected {
                device.monitor.left();
            }
            device.connected = false;
            device.appeared = false;
            device.announced_at = None;
            device.notifying.clear();
            device.due.clear();
        }
    }

    pub(super) fn add(&mut self, address: &str, monitor: Box<dyn Monitor>) {
        let layout = Layout::new(address, monitor.as_ref());
        let device = Device {
            monitor,
            layout,
            awake: false,
            connected: false,
            paired: false,
            calls: Vec::new(),
            notifying: BTreeSet::new(),
            values: BTreeMap::new(),
            appeared: false,
            announced_at: None,
            due: Vec::new(),
        };
        self.devices.insert(address.to_owned(), device);
    }

    pub(super) fn device(&self, address: &str) -> &Device {
        &self.devices[address]
    }

    pub(super) fn device_mut(&mut self, address: &str) -> &mut Device {
        self.devices.get_mut(address).expect("the test added it")
    }

    pub(super) fn set_powered(&mut self, on: bool) {
        if self.powered != on {
            self.powered = on;
            self.outbox.push(changed(ADAPTER_PATH, ADAPTER, "Powered", on));
        }
        if !on {
            self.set_discovering(false);
        }
    }

    pub(super) fn set_discovering(&mut self, on: bool) {
        if self.discovering != on {
            self.discovering = on;
            self.outbox.push(changed(ADAPTER_PATH, ADAPTER, "Discovering", on));
        }
    }

    pub(super) fn set_connected(&mut self, address: &str, on: bool) {
        let device = self.device_mut(address);
        if device.connected == on {
            return;
        }
        device.connected = on;
        if !on {
            device.notifying.clear();
            device.due.clear();
            device.announced_at = None;
            device.monitor.left();
        }
        let path = device.layout.path.clone();
        self.outbox.push(changed(&path, DEVICE, "Connected", on));
        self.outbox.push(changed(&path, DEVICE, "ServicesResolved", on));
    }

    /// What a monitor does in answer, when its time has come.
    pub(super) fn plan(&mut self, address: &str, timed: Vec<Timed>) {
        let now = Instant::now();
        let due = timed.into_iter().map(|Timed { after, act }| (now + after, act));
        self.device_mut(address).due.extend(due);
    }

    /// Lets what is due happen; gives the devices that are seen for the first time.
    pub(super) fn step(&mut self, now: Instant) -> Vec<Layout> {
        let addresses: Vec<String> = self.devices.keys().cloned().collect();
        let mut appeared = Vec::new();
        for address in addresses {
            self.act(&address, now);
            appeared.extend(self.announce(&address, now));
        }
        appeared
    }

    fn act(&mut self, address: &str, now: Instant) {
        let device = self.device_mut(address);
        device.due.sort_by_key(|(at, _)| *at);
        let later = device.due.iter().position(|(at, _)| *at > now).unwrap_or(device.due.len());
        let acts: Vec<Act> = device.due.drain(..later).map(|(_, act)| act).collect();
        for act in acts {
            match act {
                Act::Send(uuid, value) => self.send(address, uuid, value),
                Act::Leave => self.set_connected(address, false),
            }
        }
    }

    fn send(&mut self, address: &str, uuid: u16, value: Vec<u8>) {
        let device = self.device(address);
        if device.connected && device.notifying.contains(&uuid) {
            self.set_value(address, uuid, value);
        }
    }

    /// BlueZ tells everybody of every value, also of one that somebody has just read.
    pub(super) fn set_value(&mut self, address: &str, uuid: u16, value: Vec<u8>) {
        let device = self.device_mut(address);
        device.values.insert(uuid, value.clone());
        let path = device.layout.path_of(uuid);
        self.outbox.push(changed(&path, CHARACTERISTIC, "Value", value));
    }

    fn announce(&mut self, address: &str, now: Instant) -> Option<Layout> {
        let scanning = self.powered && self.discovering;
        let device = self.device_mut(address);
        let due = device.announced_at.is_none_or(|at| now >= at + ANNOUNCING);
        if !scanning || !device.awake || device.connected || !due {
            return None;
        }
        device.announced_at = Some(now);
        let path = device.layout.path.clone();
        if !device.appeared {
            device.appeared = true;
            return Some(device.layout.clone());
        }
        self.outbox.push(changed(&path, DEVICE, "RSSI", RSSI));
        None
    }
}

impl Layout {
    fn new(address: &str, monitor: &dyn Monitor) -> Self {
        let path = format!("{ADAPTER_PATH}/dev_{}", address.replace(':', "_"));
        let service = |(number, (uuid, characteristics)): (usize, super::monitor::Service)| {
            let path = format!("{path}/service{number:04x}");
            let characteristics = characteristics
                .into_iter()
                .enumerate()
                .map(|(number, (uuid, flags))| CharacteristicAt {
                    uuid,
                    path: format!("{path}/char{number:04x}"),
                    flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
                })
                .collect();
            ServiceAt { uuid, path, characteristics }
        };
        let services = monitor.services().into_iter().enumerate().map(service).collect();
        Self { address: address.to_owned(), path, services }
    }

    fn path_of(&self, uuid: u16) -> String {
        let mut all = self.services.iter().flat_map(|service| &service.characteristics);
        all.find(|it| it.uuid == uuid).expect("the monitor has it").path.clone()
    }
}

/// The 128-bit form of a number.
pub(super) fn long(uuid: u16) -> String {
    format!("0000{uuid:04x}-0000-1000-8000-00805f9b34fb")
}

fn changed(path: &str, interface: &str, name: &str, value: impl RefArg + 'static) -> Message {
    let mut changed_properties = PropMap::new();
    changed_properties.insert(name.to_owned(), Variant(Box::new(value)));
    let signal = PropertiesPropertiesChanged {
        interface_name: interface.to_owned(),
        changed_properties,
        invalidated_properties: Vec::new(),
    };
    signal.to_emit_message(&path.to_owned().into())
}

pub(super) const ADAPTER_PATH: &str = "/org/bluez/hci0";
pub(super) const ADAPTER: &str = "org.bluez.Adapter1";
pub(super) const DEVICE: &str = "org.bluez.Device1";
pub(super) const CHARACTERISTIC: &str = "org.bluez.GattCharacteristic1";
pub(super) const RSSI: i16 = -50;
/// How often a monitor announces itself.
const ANNOUNCING: Duration = Duration::from_millis(50);
