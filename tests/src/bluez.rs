//! A stand-in for bluetoothd: `org.bluez` on a private bus, as btleplug sees it.
//!
//! It says what we believe of BlueZ (DEVICES, section 2), and nothing about radios: pairing that
//! hangs, links that die unnoticed and lost notifications are for the test with the real stack.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use dbus::blocking::SyncConnection;
use dbus::channel::{Channel, MatchingReceiver, Sender};
use dbus::message::MatchRule;
use dbus_crossroads::Crossroads;

pub use self::monitor::{Act, Monitor, Service, Timed, belt::Belt, cuff::Cuff, meter::Meter};
use self::objects::Objects;
use self::world::World;

mod monitor;
mod objects;
mod world;

/// The stand-in, with its monitors. They outlive its deaths.
pub struct Bluez {
    address: String,
    world: Arc<Mutex<World>>,
    life: Option<Life>,
}

struct Life {
    over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Bluez {
    /// One adapter, switched off, on the bus at this address.
    pub fn start(address: &str) -> Self {
        let mut bluez = Self {
            address: address.to_owned(),
            world: Arc::new(Mutex::new(World::new())),
            life: None,
        };
        bluez.revive();
        bluez
    }

    /// Puts a monitor into the home, asleep.
    pub fn add(&self, address: &str, monitor: impl Monitor + 'static) {
        self.world().add(address, Box::new(monitor));
    }

    /// Whether it announces itself. One that sleeps keeps a link that it has.
    pub fn wake(&self, address: &str, awake: bool) {
        self.world().device_mut(address).awake = awake;
    }

    /// What was asked of a monitor so far, in order.
    pub fn calls(&self, address: &str) -> Vec<String> {
        self.world().device_mut(address).calls.clone()
    }

    /// Whether it is connected.
    pub fn is_connected(&self, address: &str) -> bool {
        self.world().device_mut(address).connected
    }

    /// Somebody switches the adapter off.
    pub fn switch_off(&self) {
        self.world().set_powered(false);
    }

    /// How often a scan was begun.
    pub fn scans(&self) -> usize {
        self.world().scans
    }

    /// Whether the adapter is on and scans.
    pub fn is_scanning(&self) -> bool {
        let world = self.world();
        world.powered && world.discovering
    }

    /// `kill -9`: no word to anybody, and the bus sees the name go.
    pub fn kill(&mut self) {
        if let Some(life) = self.life.take() {
            life.over.store(true, Ordering::Relaxed);
            life.thread.join().expect("the stand-in doesn't panic");
        }
    }

    /// Starts it again: bonds are kept, links, scan and agent are not.
    pub fn revive(&mut self) {
        self.world().restart();
        let over = Arc::new(AtomicBool::new(false));
        let (address, world, told) = (self.address.clone(), self.world.clone(), over.clone());
        let thread = std::thread::spawn(move || serve(&address, &world, &told));
        self.life = Some(Life { over, thread });
    }

    fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }
}

impl Drop for Bluez {
    fn drop(&mut self) {
        if let Some(life) = self.life.take() {
            life.over.store(true, Ordering::Relaxed);
            let _ = life.thread.join();
        }
    }
}

fn serve(address: &str, world: &Arc<Mutex<World>>, over: &AtomicBool) {
    let mut channel = Channel::open_private(address).expect("the bus is there");
    channel.register().expect("the bus lets everybody in");
    let connection = Arc::new(SyncConnection::from(channel));
    let mut roads = Crossroads::new();
    roads.set_object_manager_support(Some(connection.clone()));
    let objects = Objects::register(&mut roads, world);
    let roads = Arc::new(Mutex::new(roads));
    let served = roads.clone();
    connection.start_receive(
        MatchRule::new_method_call(),
        Box::new(move |message, connection| {
            let _ = lock(&served).handle_message(message, connection);
            true
        }),
    );
    connection.request_name("org.bluez", false, true, true).expect("the name is free");
    while !over.load(Ordering::Relaxed) {
        connection.process(STEP).expect("the bus is there");
        // Objects ask the world for their properties, so it is let go before they appear.
        let appeared = lock(world).step(Instant::now());
        for layout in appeared {
            objects.appear(&mut lock(&roads), &layout);
        }
        for message in lock(world).outbox.drain(..) {
            let _ = connection.send(message);
        }
    }
    // They hold each other, and the bus would never see the connection end.
    lock(&roads).set_object_manager_support(None);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const STEP: Duration = Duration::from_millis(5);
