//! A look around, for people: which devices are heard, and whether the radio works at all.

use std::time::Duration;

use btleplug::api::{Central as _, Manager as _, Peripheral as _, ScanFilter};
use btleplug::platform::{Adapter, Manager};
use tokio::time::{sleep, timeout};

use super::bluez::{Bluez, address};
use super::{RadioError, profile};

/// A device that was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its address, as the key `monitors` wants it.
    pub address: String,
    /// What it calls itself.
    pub name: String,
    /// What it measures, in words, as far as it announces that.
    pub measures: Vec<&'static str>,
    /// How strong it is, in dBm.
    pub rssi: i16,
    /// Whether it and this computer share a key.
    pub paired: bool,
}

/// Listens for so long; gives what was heard, the strongest first.
pub async fn survey(wanted: Option<&str>, length: Duration) -> Result<Vec<Seen>, RadioError> {
    let bluez = Bluez::connect(|_| false).await?;
    let (adapter, path) = adapter(&bluez, wanted).await?;
    if !bluez.is_powered(&path).await.map_err(RadioError::Bus)? {
        bluez.set_powered(&path, true).await.map_err(RadioError::Bus)?;
    }
    adapter.start_scan(ScanFilter::default()).await?;
    sleep(length).await;
    let mut seen = Vec::new();
    for peripheral in adapter.peripherals().await? {
        let Some(properties) = peripheral.properties().await? else { continue };
        let path = format!("/org/bluez/{}", peripheral.id());
        // Bluetoothd also tells of devices that it remembers and doesn't hear.
        let (Some(rssi), Some(address)) = (properties.rssi, address(&path)) else { continue };
        let services: Vec<u128> = properties.services.iter().map(|it| it.as_u128()).collect();
        let measures = profile::measures(&services);
        let paired = bluez.is_paired(&path).await.unwrap_or(false);
        let name = properties.local_name.unwrap_or_default();
        seen.push(Seen { address, name, measures, rssi, paired });
    }
    // Whoever else scans goes on.
    drop(adapter.stop_scan().await);
    seen.sort_by_key(|seen| std::cmp::Reverse((!seen.measures.is_empty(), seen.rssi)));
    Ok(seen)
}

/// What the radio needs, one after the other, up to the first that is missing: what it is, and how it
/// stands or what to do about it.
pub async fn examine(wanted: Option<&str>) -> Vec<(&'static str, Result<String, String>)> {
    let bluez = match Bluez::connect(|_| false).await {
        Ok(bluez) => bluez,
        Err(_) => {
            let remedy = "the system bus doesn't answer: install and start dbus";
            return vec![("bus", Err(remedy.to_owned()))];
        }
    };
    let mut found = vec![("bus", Ok("answers".to_owned()))];
    if timeout(PATIENCE, bluez.up()).await.is_err() {
        let remedy = "bluetoothd doesn't run: install bluez, then `systemctl start bluetooth`";
        found.push(("bluetoothd", Err(remedy.to_owned())));
        return found;
    }
    found.push(("bluetoothd", Ok("runs".to_owned())));
    found.push((
        "pairing",
        match bluez.register_agent().await {
            Ok(()) => Ok("is allowed".to_owned()),
            Err(error) => Err(format!("{error}: run this as a member of the group bluetooth")),
        },
    ));
    let adapter = adapter(&bluez, wanted).await;
    found.push((
        "adapter",
        match &adapter {
            Ok((_, path)) => Ok(path.rsplit('/').next().unwrap_or_default().to_owned()),
            Err(_) => Err("there is none: plug one in, or see `rfkill list`".to_owned()),
        },
    ));
    if let Ok((_, path)) = adapter {
        let on = bluez.is_powered(&path).await.unwrap_or(false)
            || bluez.set_powered(&path, true).await.is_ok();
        let remedy = "can't be switched on: see `rfkill list`";
        found.push(("power", if on { Ok("is on".to_owned()) } else { Err(remedy.to_owned()) }));
    }
    found
}

/// The adapter of that name or the first there is, and its path; doesn't wait for one.
async fn adapter(bluez: &Bluez, wanted: Option<&str>) -> Result<(Adapter, String), RadioError> {
    if timeout(PATIENCE, bluez.up()).await.is_err() {
        return Err(RadioError::NoAdapter);
    }
    for adapter in Manager::new().await?.adapters().await? {
        let info = adapter.adapter_info().await?;
        let name = info.split_whitespace().next().unwrap_or_default().to_owned();
        if wanted.is_none_or(|wanted| wanted == name) {
            return Ok((adapter, format!("/org/bluez/{name}")));
        }
    }
    Err(RadioError::NoAdapter)
}

/// What runs answers sooner.
const PATIENCE: Duration = Duration::from_secs(3);
