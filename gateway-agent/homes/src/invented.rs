//! People made up from a seed: names, conditions, bodies and habits.

mod battery;
mod body;
mod cast;
mod habits;
mod measure;
mod planned;
mod resident;
mod story;

pub use body::Illness;
pub(crate) use resident::Resident;

use crate::civil::{DAY, MINUTE, SECOND, year_of, zone_offset_min};
use crate::dice::Dice;
use crate::home::Home;
use crate::monitor::{Monitor, MonitorKind};
use crate::person::Person;
use body::{Body, Condition};
use cast::Role;
use habits::Habits;

/// Invents homes. The same arguments give the same bytes, on every machine.
///
/// Each home first gives what its monitors hold in memory of the `history_days` before `start_ms`,
/// then lives on from there without end. The first three people are the cast of the demo: see
/// README.md.
pub fn invented(count: usize, seed: u64, start_ms: i64, history_days: u32) -> Vec<Home> {
    (0..count).map(|index| home(index, seed, start_ms, history_days)).collect()
}

/// The home that stands at this place among [`invented`]'s, with as much history as is said here.
pub fn invented_at(index: usize, seed: u64, start_ms: i64, history_days: u32) -> Home {
    home(index, seed, start_ms, history_days)
}

/// Two people who live together and share a scale that knows no users: which of them stood on it, only
/// they know. The demo has the first of them.
///
/// Each couple has a number; its people are two of [`invented`]'s, one of whom is watched for their heart.
pub fn couple(number: usize, seed: u64, start_ms: i64, history_days: u32) -> [Home; 2] {
    // These two of each twenty have a scale.
    let [first, mut second] = [HEART, PRESSURE]
        .map(|place| home(20 * (number + 1) + place, seed, start_ms, history_days));
    let shared = first.monitors.iter().find(|monitor| monitor.kind == MonitorKind::Scale);
    if let Some(shared) = shared.cloned() {
        second.monitors.retain(|monitor| monitor.kind != MonitorKind::Scale);
        second.monitors.push(shared);
    }
    [first, second]
}

/// Places in the twenty conditions that come again and again.
const HEART: usize = 2;
const PRESSURE: usize = 1;

const ZONE: &str = "Europe/London";

fn home(index: usize, seed: u64, start_ms: i64, history_days: u32) -> Home {
    let role = Role::of(index, seed, start_ms);
    let dice = Dice::new(seed, index as u64);
    let body = Body::new(role.condition, role.sex, role.story, dice, start_ms);
    let kinds = monitors_of(role.condition);
    let person = Person {
        patient: format!("p-{:04}", index + 1),
        name: role.name,
        born: Some(role.born),
        sex: role.sex,
        conditions: role.condition.words(),
        spo2_scale: body.spo2_scale(),
        zone: ZONE.to_owned(),
        source: "invented".to_owned(),
    };
    let monitors = kinds
        .iter()
        .map(|kind| {
            // Made of a fixed word and the patient's id, both of safe characters.
            let device = format!("{}-{}", kind.word(), person.patient).parse().expect("a safe id");
            let wrong_by =
                if role.story.is_some() { 0 } else { wrong_clock(dice, *kind, start_ms) };
            let zone_ahead = i64::from(zone_offset_min(ZONE, start_ms)) * MINUTE;
            Monitor::new(device, *kind, zone_ahead + wrong_by)
        })
        .collect();
    let resident =
        Resident::new(dice, body, kinds.to_vec(), Habits::default(), start_ms, history_days);
    Home::invented(person, monitors, resident)
}

/// What stands in the home of somebody with this condition.
fn monitors_of(condition: Condition) -> &'static [MonitorKind] {
    use MonitorKind::{App, Belt, Cgm, Cuff, GlucoseMeter, Oximeter, Scale, Thermometer};
    match condition {
        Condition::Copd => &[Cuff, Oximeter, Thermometer, App],
        Condition::HeartFailure => &[Cuff, Oximeter, Thermometer, Scale, Belt, App],
        Condition::Hypertension => &[Cuff, Oximeter, Thermometer, Scale, App],
        Condition::Diabetes => &[Cuff, Oximeter, Thermometer, Scale, GlucoseMeter, Cgm, App],
        Condition::None => &[Cuff, Oximeter, Thermometer, App],
    }
}

/// How far a monitor's clock is off: most by seconds, some by minutes, and one in thirty fell back
/// to 2015 when its battery was changed. Phones keep time.
fn wrong_clock(dice: Dice, kind: MonitorKind, start_ms: i64) -> i64 {
    let subject = format!("clock of {}", kind.word());
    if kind == MonitorKind::App {
        return 0;
    }
    let year = year_of(start_ms);
    match dice.unit(&subject, 0) {
        x if x < 1.0 / 30.0 => -(DAY * 365 * (year - 2015).max(1)),
        x if x < 0.2 => dice.whole(&subject, 1, -16 * 60, 16 * 60) * SECOND,
        _ => dice.whole(&subject, 2, -20, 20) * SECOND,
    }
}

#[cfg(test)]
mod tests;
