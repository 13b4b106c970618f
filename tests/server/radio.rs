//! Bluetooth without a radio: the shipped agent, with btleplug as it is, against a stand-in for
//! bluetoothd on a private bus.

use std::collections::BTreeSet;
use std::time::Duration;

use tests::bluez::{Belt, Bluez, Cuff, Meter};
use tests::bus::Bus;
use tests::hub::{Hub, saved};
use tests::scene::Scene;
use tests::wait;
use vitals::Flags;
use wire::{Body, ClockRule, Dated, Quantity, WireReading};

const CUFF: &str = "C0:26:DA:00:00:01";
const METER: &str = "C0:26:DA:00:00:02";
const HOUR_MS: i64 = 3_600_000;
const LIMIT: Duration = Duration::from_secs(20);

/// A home: its bus, its bluetoothd and its gateway.
struct Home {
    hub: Hub,
    bluez: Bluez,
    _bus: Bus,
    scene: Scene,
}

impl Home {
    fn new(monitors: &str, more: &str) -> Self {
        let scene = Scene::new();
        let bus = Bus::start(&scene);
        let bluez = Bluez::start(bus.address());
        let hub = Hub::start(&scene, &bus, monitors, more);
        Self { hub, bluez, _bus: bus, scene }
    }

    fn wait_called(&self, address: &str, call: &str) {
        wait::until(&format!("{call} at {address}"), LIMIT, || {
            self.bluez.calls(address).iter().any(|it| it == call).then_some(())
        });
    }
}

fn systolic(reading: &WireReading) -> i32 {
    match reading.body {
        Body::BloodPressure { systolic: Quantity::Milli(milli), .. } => milli / 1000,
        ref other => panic!("{other:?}"),
    }
}

fn sequences(readings: &[WireReading]) -> BTreeSet<u32> {
    readings.iter().filter_map(|reading| reading.device_sequence).collect()
}

#[test]
fn what_a_cuff_has_kept_is_saved_with_its_time_and_flags_though_it_leaves_at_once() {
    let home = Home::new(&format!("{CUFF}=cuff-1"), "");
    let cuff = Cuff::new(-HOUR_MS, true);
    for (systolic, ago_min) in [(128, 30), (131, 20), (125, 10)] {
        cuff.measured(systolic, ago_min * 60_000);
    }
    home.bluez.add(CUFF, cuff.clone());
    home.bluez.wake(CUFF, true);
    let readings = home.hub.saved(3);
    assert_eq!(readings.iter().map(systolic).collect::<Vec<_>>(), [128, 131, 125]);
    for (reading, ago_min) in readings.iter().zip([30, 20, 10]) {
        assert_eq!(reading.device.as_str(), "cuff-1");
        assert_eq!(reading.flags, Flags { irregular_pulse: true, ..Flags::default() });
        let Dated::At { taken_at, rule } = reading.dated else { panic!("{reading:?}") };
        assert_eq!(rule, ClockRule::Corrected);
        // Its clock was an hour behind.
        let late_ms = reading.heard_at.unix_ms() - taken_at.unix_ms() - ago_min * 60_000;
        assert!((-2_000..20_000).contains(&late_ms), "{late_ms} ms off");
    }
    let calls = home.bluez.calls(CUFF);
    let order = ["connect", "pair", "read 2a2b", "subscribe 2a35"];
    let first: Vec<_> = calls.iter().take(4).map(String::as_str).collect();
    assert_eq!(first, order, "{calls:?}");
}

#[test]
fn a_cuffs_clock_is_set_and_its_next_reading_is_right_too() {
    let home = Home::new(&format!("{CUFF}=cuff-1"), "");
    let cuff = Cuff::new(5 * HOUR_MS, false);
    home.bluez.add(CUFF, cuff.clone());
    home.bluez.wake(CUFF, true);
    wait::until("the clock to be right", LIMIT, || {
        (cuff.clock_ahead_ms().abs() < 2_000).then_some(())
    });
    wait::until("the clock to be read again", LIMIT, || {
        let calls = home.bluez.calls(CUFF);
        (calls.iter().filter(|call| *call == "read 2a2b").count() == 2).then_some(())
    });
}

#[test]
fn only_the_home_s_own_monitors_are_connected_and_echoes_are_no_readings() {
    let home = Home::new(&format!("{CUFF}=cuff-1"), "");
    let (ours, neighbours) = (Cuff::new(0, false), Cuff::new(0, false));
    ours.measured(120, 0);
    neighbours.measured(180, 0);
    home.bluez.add(METER, neighbours.clone());
    home.bluez.add(CUFF, ours);
    home.bluez.wake(METER, true);
    home.bluez.wake(CUFF, true);
    assert_eq!(systolic(&home.hub.saved(1)[0]), 120);
    home.wait_called(CUFF, "read 2a2b");
    assert_eq!(home.bluez.calls(METER), Vec::<String>::new());
    assert_eq!(neighbours.kept(), 1);
    assert_eq!(saved(home.hub.spool()).len(), 1);
}

#[test]
fn a_meters_records_all_come_though_some_are_lost_and_then_only_new_ones_are_asked_for() {
    let mut home = Home::new(&format!("{METER}=meter-1"), "");
    let meter = Meter::new(500).losing(7);
    home.bluez.add(METER, meter.clone());
    home.bluez.wake(METER, true);
    wait::until("500 different records", LIMIT, || {
        (sequences(&saved(home.hub.spool())).len() == 500).then_some(())
    });
    let reports = |home: &Home| {
        home.bluez.calls(METER).iter().filter(|call| *call == "write 2a52 0101").count()
    };
    assert_eq!(reports(&home), 2, "{:?}", home.bluez.calls(METER));
    let remembered = home.hub.spool().join("monitors.json");
    wait::until("the meter to be remembered", LIMIT, || {
        std::fs::read_to_string(&remembered).ok().filter(|text| text.contains("500"))
    });

    home.hub.kill();
    home.bluez.kill();
    meter.measured();
    home.bluez.revive();
    home.hub.revive();
    wait::until("the new record", LIMIT, || {
        sequences(&saved(home.hub.spool())).contains(&500).then_some(())
    });
    home.wait_called(METER, "write 2a52 010301f401");
    assert_eq!(reports(&home), 2, "nothing was asked for twice");
}

#[test]
fn records_are_deleted_only_when_asked_for_and_after_they_are_on_disk() {
    let home = Home::new(&format!("{METER}=meter-1"), "delete_records = true\n");
    let spool = home.hub.spool().to_owned();
    let meter = Meter::new(100).asking(move || sequences(&saved(&spool)).len());
    home.bluez.add(METER, meter.clone());
    home.bluez.wake(METER, true);
    home.wait_called(METER, "write 2a52 0202016300");
    assert_eq!(meter.safe_at_deletion(), [100]);
}

#[test]
fn bluetoothd_may_be_killed_and_come_back() {
    let mut home = Home::new(&format!("{CUFF}=cuff-1"), "");
    let cuff = Cuff::new(0, false);
    cuff.measured(120, 0);
    home.bluez.add(CUFF, cuff.clone());
    home.bluez.wake(CUFF, true);
    home.hub.saved(1);
    for (saved, systolic) in [(2, 121), (3, 122)] {
        home.bluez.kill();
        cuff.measured(systolic, 0);
        home.bluez.revive();
        // What bluetoothd has confirmed and not told when it is killed is lost, as with the real one.
        home.hub.saved(saved);
    }
    let readings = home.hub.saved(3);
    assert_eq!(readings.iter().map(systolic).collect::<Vec<_>>(), [120, 121, 122]);
}

#[test]
fn an_adapter_that_is_switched_off_is_switched_on() {
    let home = Home::new("any", "");
    wait::until("a scan", LIMIT, || home.bluez.is_scanning().then_some(()));
    let scans = home.bluez.scans();
    home.bluez.switch_off();
    wait::until("a scan again", LIMIT, || {
        (home.bluez.is_scanning() && home.bluez.scans() > scans).then_some(())
    });
}

#[test]
fn several_monitors_that_wake_for_a_moment_are_all_heard() {
    let home = Home::new("any", "");
    let cuffs: Vec<(String, Cuff)> =
        (1..=5).map(|n| (format!("C0:26:DA:00:01:0{n}"), Cuff::new(0, true))).collect();
    for (number, (address, cuff)) in (120..).zip(&cuffs) {
        cuff.measured(number, 0);
        home.bluez.add(address, cuff.clone());
    }
    wait::until("a scan", LIMIT, || home.bluez.is_scanning().then_some(()));
    for (address, _) in &cuffs {
        home.bluez.wake(address, true);
    }
    let readings = home.hub.saved(5);
    let heard: BTreeSet<i32> = readings.iter().map(systolic).collect();
    assert_eq!(heard, (120..125).collect());
    assert!(home.scene.path("gateway.log").is_file());
}

#[test]
fn five_belts_at_a_value_a_second_fit_a_small_computer() {
    let home = Home::new("any", "");
    for n in 1..=5 {
        let address = format!("C0:26:DA:00:02:0{n}");
        home.bluez.add(&address, Belt::new(8));
        home.bluez.wake(&address, true);
    }
    let readings = home.hub.saved(5 * 8);
    assert_eq!(readings.len(), 40, "each value once");
    let (resident_kb, cpu) = home.hub.cost();
    println!("resident {resident_kb} kB, CPU {cpu:?} since the start");
    // A debug build; the limit is what the unit allows, halved.
    assert!(resident_kb < 64 * 1024, "{resident_kb} kB");
    assert!(cpu < Duration::from_secs(2), "{cpu:?} in about 8 s");
}

#[test]
fn a_gateway_without_bluetoothd_waits_for_it_and_ends_when_told() {
    let mut home = Home::new("any", "");
    wait::until("a scan", LIMIT, || home.bluez.is_scanning().then_some(()));
    home.bluez.kill();
    home.hub.says("bluetoothd is gone");
    let status = home.hub.stop(LIMIT);
    assert_eq!(status.code(), Some(0));
}

#[test]
fn the_doctor_says_what_is_missing_and_what_is_heard_is_listed() {
    let mut home = Home::new(&format!("{CUFF}=cuff-1"), "");
    home.bluez.add(CUFF, Cuff::new(0, false));
    home.bluez.wake(CUFF, true);
    wait::until("the cuff to be paired", LIMIT, || {
        home.bluez.calls(CUFF).contains(&"pair".to_owned()).then_some(())
    });
    home.hub.kill();
    home.bluez.kill();
    let (code, said) = home.hub.ask("doctor", &[]);
    assert_eq!(code, Some(1));
    assert!(said.contains("ok    disk: "), "{said}");
    assert!(said.contains("FAIL  bluetoothd: "), "{said}");
    assert!(said.ends_with("this gateway can't work: broker, bluetoothd\n"), "{said}");
    home.bluez.revive();
    let (_, said) = home.hub.ask("doctor", &[]);
    assert!(said.contains("ok    power: is on"), "{said}");
    let (code, said) = home.hub.ask("devices", &["--seconds", "1"]);
    assert_eq!(code, Some(0), "{said}");
    let cuff = said.lines().next().unwrap_or_default();
    assert!(cuff.starts_with(CUFF) && cuff.contains("accepted, paired"), "{said}");
    assert!(cuff.contains("blood pressure"), "{said}");
}
