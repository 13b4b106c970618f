//! Bluetooth as it is: monitors that others implemented, on BlueZ and Debian's kernel in a virtual
//! machine, reach the server through the shipped gateway. `tests/run` starts it where QEMU runs.

use std::time::Duration;

use serde_json::Value;
use tests::machine::Machine;
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::{Known, Server, TENANT};
use tests::wait;

const LIMIT: Duration = Duration::from_secs(60);

/// The server, and what it shows of the one patient.
struct Shown {
    server: Server,
    patient: String,
}

impl Shown {
    /// Waits until so many values of a sign from a device are there; gives them, the newest first.
    #[track_caller]
    fn values(&self, device: &str, sign: &str, count: usize) -> Vec<Value> {
        wait::until(&format!("{count} times {sign} from {device}"), LIMIT, || {
            let page = self.server.page(&format!("/api/patients/{}", self.patient));
            let of = |it: &Value| it["device"] == device && it["sign"] == sign;
            let values = page["readings"].as_array()?.iter().filter(|it| of(it)).cloned();
            let values: Vec<Value> = values.collect();
            (values.len() >= count).then_some(values)
        })
    }

    /// Milliseconds from the measurement to its arrival at the gateway.
    fn age_ms(value: &Value) -> i64 {
        let at = |field: &str| value[field].as_i64().expect("a time");
        at("heard_at") - at("taken_at")
    }
}

/// One boot takes 10 s, so all of it is one story.
#[test]
fn real_monitors_reach_the_server_through_the_real_stack() {
    let scene = Scene::new();
    let broker = Mosquitto::start(&scene);
    let known = Known::numbered(1);
    let devices = ["cuff-1", "oximeter-1", "meter-1"]
        .map(|device| format!("[[devices]]\nid = \"{device}\"\npatient = \"{}\"\n", known.patient));
    let all = std::slice::from_ref(&known);
    let server = Server::start_with(&scene, broker.port(), all, &devices.concat());
    let mut machine = Machine::boot(&scene, &config(&known, broker.port()));
    let shown = Shown { server, patient: known.patient };

    a_cuff_with_a_slow_clock(&mut machine, &shown);
    an_oximeter(&mut machine, &shown);
    a_meter(&mut machine, &shown);
    the_radio_is_switched_off(&mut machine);
    bluetoothd_is_killed(&mut machine, &shown);
    the_gateway_is_killed(&mut machine, &shown);
    the_cuff_comes_back(&mut machine, &shown);
}

fn config(known: &Known, broker_port: u16) -> String {
    // 10.0.2.2 is the computer's own loopback, as the machine sees it.
    format!(
        "gateway = \"{}\"\nkey = \"{}\"\nspool = \"/var/spool\"\nzone = 0\ntenant = \"{TENANT}\"\n\
         broker = \"10.0.2.2:{broker_port}\"\nbluetooth = \"on\"\n\
         monitors = \"C0:26:DA:00:00:01=cuff-1, C0:26:DA:00:00:02=oximeter-1, \
         C0:26:DA:00:00:03=meter-1\"\n",
        known.gateway,
        known.key().to_hex(),
    )
}

fn a_cuff_with_a_slow_clock(machine: &mut Machine, shown: &Shown) {
    machine.home("cuff 128");
    machine.home_says("cuff paired", 1);
    let systolic = &shown.values("cuff-1", "systolic", 1)[0];
    assert_eq!((&systolic["value"], &systolic["unit"]), (&128.0.into(), &"mmHg".into()));
    // Its clock was an hour behind: measured just now all the same.
    let age_ms = Shown::age_ms(systolic);
    assert!((-5_000..60_000).contains(&age_ms), "{age_ms} ms");
    assert_eq!(shown.values("cuff-1", "rhythm", 1)[0]["value"], 1.0, "the irregular pulse");
    machine.home_says("cuff clock set", 1);
}

fn an_oximeter(machine: &mut Machine, shown: &Shown) {
    machine.home("oximeter");
    machine.home_says("oximeter spot-check confirmed", 1);
    let values = shown.values("oximeter-1", "spo2", 3);
    let percent: Vec<f64> = values.iter().filter_map(|it| it["value"].as_f64()).collect();
    assert!(percent.contains(&93.5) && percent.contains(&97.0), "{percent:?}");
}

fn a_meter(machine: &mut Machine, shown: &Shown) {
    machine.home("meter 60");
    machine.home_says("meter paired", 1);
    // Each of 60 records once.
    let values = shown.values("meter-1", "glucose", 60);
    assert_eq!(values.len(), 60);
    assert_eq!((&values[0]["value"], &values[0]["unit"]), (&120.0.into(), &"mg/dL".into()));
}

fn the_radio_is_switched_off(machine: &mut Machine) {
    let streams = machine.home_said("oximeter streams");
    machine.guest("radio-off");
    machine.home_says("oximeter streams", streams + 1);
}

fn bluetoothd_is_killed(machine: &mut Machine, shown: &Shown) {
    machine.guest("kill-bluetoothd");
    machine.guest_says("bluetoothd is gone", 1);
    machine.guest("bluetoothd");
    machine.guest_says("listening for monitors", 2);
    machine.home("meter 1");
    machine.home("meter-leaves");
    shown.values("meter-1", "glucose", 61);
}

fn the_gateway_is_killed(machine: &mut Machine, shown: &Shown) {
    machine.guest("kill-agent");
    machine.guest("agent");
    machine.guest_says("listening for monitors", 3);
    machine.home("meter 1");
    machine.home("meter-leaves");
    let values = shown.values("meter-1", "glucose", 62);
    assert_eq!(values.len(), 62, "nothing came twice");
}

fn the_cuff_comes_back(machine: &mut Machine, shown: &Shown) {
    machine.home("cuff 131");
    let systolic = &shown.values("cuff-1", "systolic", 2)[0];
    assert_eq!(systolic["value"], 131.0);
    assert_eq!(machine.home_said("cuff paired"), 1, "the bond holds");
}
