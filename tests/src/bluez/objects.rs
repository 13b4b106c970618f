//! The stand-in's objects on the bus: methods and properties as BlueZ has them.

use std::sync::{Arc, Mutex};

use dbus::Path;
use dbus::arg::PropMap;
use dbus_crossroads::{Crossroads, IfaceBuilder, IfaceToken, MethodErr};

use super::lock;
use super::world::{ADAPTER, ADAPTER_PATH, CHARACTERISTIC, DEVICE, Layout, RSSI, World, long};

type Shared = Arc<Mutex<World>>;

pub(super) struct Objects {
    device: IfaceToken<String>,
    service: IfaceToken<Service>,
    characteristic: IfaceToken<Characteristic>,
}

struct Service {
    uuid: u16,
    device: String,
}

struct Characteristic {
    uuid: u16,
    address: String,
    service: String,
    flags: Vec<String>,
}

impl Objects {
    /// Puts the adapter on the bus, and knows how to put devices there.
    pub(super) fn register(roads: &mut Crossroads, world: &Shared) -> Self {
        let manager = roads.object_manager();
        roads.insert("/", &[manager], ());
        let agents = roads.register("org.bluez.AgentManager1", |it| agent_manager(it, world));
        roads.insert("/org/bluez", &[agents], ());
        let adapter = roads.register(ADAPTER, |it| self::adapter(it, world));
        roads.insert(ADAPTER_PATH, &[adapter], ());
        Self {
            device: roads.register(DEVICE, |it| self::device(it, world)),
            service: roads.register("org.bluez.GattService1", service),
            characteristic: roads.register(CHARACTERISTIC, |it| self::characteristic(it, world)),
        }
    }

    /// Puts a device and its parts on the bus. BlueZ does the latter when it has connected.
    pub(super) fn appear(&self, roads: &mut Crossroads, layout: &Layout) {
        for it in &layout.services {
            let data = Service { uuid: it.uuid, device: layout.path.clone() };
            roads.insert(it.path.clone(), &[self.service], data);
            for part in &it.characteristics {
                let data = Characteristic {
                    uuid: part.uuid,
                    address: layout.address.clone(),
                    service: it.path.clone(),
                    flags: part.flags.clone(),
                };
                roads.insert(part.path.clone(), &[self.characteristic], data);
            }
        }
        roads.insert(layout.path.clone(), &[self.device], layout.address.clone());
    }
}

fn agent_manager(it: &mut IfaceBuilder<()>, world: &Shared) {
    let registered = world.clone();
    it.method("RegisterAgent", ("agent", "capability"), (), move |_, _, (_, _): (Path, String)| {
        lock(&registered).agent = true;
        Ok(())
    });
    it.method("RequestDefaultAgent", ("agent",), (), |_, _, (_,): (Path,)| Ok(()));
}

fn adapter(it: &mut IfaceBuilder<()>, world: &Shared) {
    for (name, value) in [
        ("Address", "F0:F0:F0:00:00:0A"),
        ("AddressType", "public"),
        ("Name", "stand-in"),
        ("Alias", "stand-in"),
        ("Modalias", "usb:v1D6Bp0246d0542"),
    ] {
        it.property::<String, _>(name).get(move |_, ()| Ok(value.to_owned()));
    }
    let (read, written) = (world.clone(), world.clone());
    it.property("Powered").get(move |_, ()| Ok(lock(&read).powered)).set(move |_, (), on| {
        lock(&written).set_powered(on);
        Ok(None)
    });
    let read = world.clone();
    it.property("Discovering").get(move |_, ()| Ok(lock(&read).discovering));
    it.method("SetDiscoveryFilter", ("filter",), (), |_, _, (_,): (PropMap,)| Ok(()));
    let start = world.clone();
    it.method("StartDiscovery", (), (), move |_, _, ()| {
        let mut world = lock(&start);
        if !world.powered {
            return Err(error("NotReady", "the adapter is off"));
        }
        if world.discovering {
            return Err(error("InProgress", "Operation already in progress"));
        }
        world.set_discovering(true);
        world.scans += 1;
        Ok(())
    });
    let stop = world.clone();
    it.method("StopDiscovery", (), (), move |_, _, ()| {
        lock(&stop).set_discovering(false);
        Ok(())
    });
}

fn device(it: &mut IfaceBuilder<String>, world: &Shared) {
    it.property("Address").get(|_, address: &mut String| Ok(address.clone()));
    it.property::<String, _>("AddressType").get(|_, _| Ok("public".to_owned()));
    it.property("Adapter").get(|_, _| Ok(Path::from(ADAPTER_PATH)));
    for name in ["Trusted", "Blocked", "LegacyPairing"] {
        it.property(name).get(|_, _| Ok(false));
    }
    for name in ["Name", "Alias"] {
        let world = world.clone();
        it.property(name)
            .get(move |_, address: &mut String| Ok(lock(&world).device(address).monitor.name()));
    }
    for name in ["Paired", "Bonded"] {
        let world = world.clone();
        it.property(name)
            .get(move |_, address: &mut String| Ok(lock(&world).device(address).paired));
    }
    for name in ["Connected", "ServicesResolved"] {
        let world = world.clone();
        it.property(name)
            .get(move |_, address: &mut String| Ok(lock(&world).device(address).connected));
    }
    let read = world.clone();
    it.property("UUIDs").get(move |_, address: &mut String| {
        let world = lock(&read);
        let services = &world.device(address).layout.services;
        Ok(services.iter().map(|service| long(service.uuid)).collect::<Vec<_>>())
    });
    let read = world.clone();
    it.property("RSSI").get(move |_, address: &mut String| {
        let heard = lock(&read).device(address).awake;
        if heard { Ok(RSSI) } else { Err(error("Failed", "it isn't heard")) }
    });
    device_methods(it, world);
}

fn device_methods(it: &mut IfaceBuilder<String>, world: &Shared) {
    let connect = world.clone();
    it.method("Connect", (), (), move |_, address, ()| {
        let mut world = lock(&connect);
        world.device_mut(address).calls.push("connect".to_owned());
        if !world.device(address).awake {
            return Err(error("Failed", "le-connection-abort-by-local"));
        }
        world.set_connected(address, true);
        Ok(())
    });
    let disconnect = world.clone();
    it.method("Disconnect", (), (), move |_, address, ()| {
        let mut world = lock(&disconnect);
        world.device_mut(address).calls.push("disconnect".to_owned());
        if !world.device(address).connected {
            return Err(error("NotConnected", "Not Connected"));
        }
        world.set_connected(address, false);
        Ok(())
    });
    let pair = world.clone();
    it.method("Pair", (), (), move |_, address, ()| {
        let mut world = lock(&pair);
        let agent = world.agent;
        let device = world.device_mut(address);
        device.calls.push("pair".to_owned());
        if !agent {
            return Err(error("AuthenticationFailed", "no agent available"));
        }
        device.paired = true;
        Ok(())
    });
}

fn service(it: &mut IfaceBuilder<Service>) {
    it.property("UUID").get(|_, service: &mut Service| Ok(long(service.uuid)));
    it.property("Primary").get(|_, _| Ok(true));
    it.property("Device").get(|_, service: &mut Service| Ok(Path::from(service.device.clone())));
    it.property("Includes").get(|_, _| Ok(Vec::<Path>::new()));
}

fn characteristic(it: &mut IfaceBuilder<Characteristic>, world: &Shared) {
    it.property("UUID").get(|_, part: &mut Characteristic| Ok(long(part.uuid)));
    it.property("Service").get(|_, part: &mut Characteristic| Ok(Path::from(part.service.clone())));
    it.property("Flags").get(|_, part: &mut Characteristic| Ok(part.flags.clone()));
    it.property("MTU").get(|_, _| Ok(247u16));
    let read = world.clone();
    it.property("Value").get(move |_, part: &mut Characteristic| {
        let world = lock(&read);
        Ok(world.device(&part.address).values.get(&part.uuid).cloned().unwrap_or_default())
    });
    let read = world.clone();
    it.property("Notifying").get(move |_, part: &mut Characteristic| {
        Ok(lock(&read).device(&part.address).notifying.contains(&part.uuid))
    });
    let read = world.clone();
    it.method("ReadValue", ("options",), ("value",), move |_, part, (_,): (PropMap,)| {
        let mut world = called(&read, part, "read", &[])?;
        let value = world.device_mut(&part.address).monitor.read(part.uuid);
        world.set_value(&part.address, part.uuid, value.clone());
        Ok((value,))
    });
    let write = world.clone();
    it.method(
        "WriteValue",
        ("value", "options"),
        (),
        move |_, part, (value, _): (Vec<u8>, PropMap)| {
            let mut world = called(&write, part, "write", &value)?;
            let timed = world.device_mut(&part.address).monitor.written(part.uuid, &value);
            world.plan(&part.address, timed);
            Ok(())
        },
    );
    let start = world.clone();
    it.method("StartNotify", (), (), move |_, part, ()| {
        let mut world = called(&start, part, "subscribe", &[])?;
        let device = world.device_mut(&part.address);
        device.notifying.insert(part.uuid);
        let timed = device.monitor.subscribed(part.uuid);
        world.plan(&part.address, timed);
        Ok(())
    });
    let stop = world.clone();
    it.method("StopNotify", (), (), move |_, part, ()| {
        lock(&stop).device_mut(&part.address).notifying.remove(&part.uuid);
        Ok(())
    });
}

/// Notes the call; refuses it without a link, and without a bond where one is needed.
fn called<'a>(
    world: &'a Shared,
    part: &Characteristic,
    what: &str,
    value: &[u8],
) -> Result<std::sync::MutexGuard<'a, World>, MethodErr> {
    let mut world = lock(world);
    let device = world.device_mut(&part.address);
    let hex: String = value.iter().map(|octet| format!("{octet:02x}")).collect();
    let call = format!("{what} {:04x} {hex}", part.uuid);
    device.calls.push(call.trim_end().to_owned());
    if !device.connected {
        return Err(error("Failed", "Not connected"));
    }
    if device.monitor.needs_bond() && !device.paired {
        return Err(error("NotPermitted", "Read not permitted"));
    }
    Ok(world)
}

fn error(name: &str, text: &str) -> MethodErr {
    MethodErr::from((format!("org.bluez.Error.{name}"), text))
}
