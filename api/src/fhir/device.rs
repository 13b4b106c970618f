//! Monitors and gateways as Devices.

use std::collections::BTreeMap;

use serde_json::json;
use store::care::{AssignmentRow, GatewayRow};
use vitals::{DeviceId, PatientId};

use super::codes::{MDC, coding};
use super::ids;
use super::kind::Kind;
use super::resource::Resource;

/// Our own name for a device.
pub(super) const DEVICE: &str = "urn:hearthwatch:device";

/// A device with who wears it.
#[derive(Debug)]
pub(super) struct Worn {
    pub(super) resource: Resource,
    pub(super) patients: Vec<PatientId>,
}

/// The monitors of assignments, each with who wears it now.
pub(super) fn monitors(assignments: &[AssignmentRow]) -> Vec<Worn> {
    let mut by_device: BTreeMap<&DeviceId, Vec<&AssignmentRow>> = BTreeMap::new();
    for row in assignments {
        by_device.entry(&row.device).or_default().push(row);
    }
    by_device.into_iter().map(|(device, rows)| monitor(device, &rows)).collect()
}

fn monitor(device: &DeviceId, rows: &[&AssignmentRow]) -> Worn {
    let newest = rows.iter().map(|row| row.from.unix_ms()).max().unwrap_or_default();
    let mut patients: Vec<PatientId> = rows.iter().map(|row| row.patient.clone()).collect();
    patients.sort();
    patients.dedup();
    let mut value = json!({
        "identifier": [{ "system": DEVICE, "value": device.as_str() }],
        "status": "active",
    });
    // A device that several share is nobody's alone.
    if let [patient] = patients.as_slice() {
        value["patient"] = json!({ "reference": format!("Patient/{}", ids::of(patient.as_str())) });
    }
    let resource = Resource::made(Kind::Device, &ids::of(device.as_str()), newest, newest, value);
    Worn { resource, patients }
}

/// A gateway.
pub(super) fn gateway(row: &GatewayRow) -> Resource {
    let value = json!({
        "identifier": [{ "system": DEVICE, "value": row.gateway.as_str() }],
        "status": "active",
        "type": { "coding": [coding(MDC, "531981", "MDC_MOC_VMS_MDS_AHD")] },
    });
    let at = row.at.unix_ms();
    Resource::made(Kind::Device, &ids::of(row.gateway.as_str()), at, at, value)
}
