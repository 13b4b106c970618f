//! What is done on a connection, in which order.

use gatt::{Characteristic, Consent};

use crate::radio::profile::{Features, Kind};

/// One step of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Connect,
    Pair,
    Discover,
    ReadSensor(Characteristic),
    ReadClock(Characteristic),
    Subscribe(Characteristic),
    Consent(Consent),
    SetClock(Characteristic),
    CheckClock(Characteristic),
    Records(Kind),
    Ask(gatt::RecordRequest),
    Check,
    Disconnect,
}

/// What to do with a monitor that has these, once paired: know its clock before anything moves, be
/// subscribed before it is told the time (some send everything as soon as they know it), then ask.
pub(super) fn plan(features: &Features, consent: Option<Consent>) -> Vec<Step> {
    let sensor = [Characteristic::CgmFeature, Characteristic::CgmSessionStart];
    let mut steps: Vec<Step> =
        sensor.into_iter().filter(|it| features.reads(*it)).map(Step::ReadSensor).collect();
    let clock = features.clock();
    steps.extend(clock.map(|(clock, _)| Step::ReadClock(clock)));
    if let Some(consent) = consent.filter(|_| features.has_users()) {
        steps.extend([Step::Subscribe(Characteristic::UserControl), Step::Consent(consent)]);
    }
    let records = features.records();
    steps.extend(records.map(|_| Step::Subscribe(Characteristic::RecordAccess)));
    steps.extend(features.measurements().map(Step::Subscribe));
    if let Some((clock, true)) = clock {
        steps.extend([Step::SetClock(clock), Step::CheckClock(clock)]);
    }
    steps.push(Step::Check);
    steps.extend(records.map(Step::Records));
    steps
}
