//! The keys about Bluetooth.

use std::collections::BTreeMap;
use std::path::Path;

use gatt::Consent;
use vitals::DeviceId;

use super::fields::Fields;
use crate::radio::{Accept, RadioOptions};

/// What was said, before it is known where the spool is.
pub(super) struct Radio {
    adapter: Option<String>,
    accept: Accept,
    consents: BTreeMap<String, Consent>,
    may_delete: bool,
}

impl Radio {
    pub(super) fn options(self, spool: &Path) -> RadioOptions {
        let Self { adapter, accept, consents, may_delete } = self;
        let memory = spool.join("monitors.json");
        RadioOptions { adapter, accept, may_delete, consents, memory }
    }
}

/// `None` if it is off, or if something is wrong with it.
pub(super) fn radio(fields: &mut Fields) -> Option<Radio> {
    let bluetooth = fields.optional("bluetooth", adapter);
    let accept = fields.optional("monitors", monitors);
    let consents = fields.optional("consents", consents).unwrap_or_default();
    let may_delete = fields.truth("delete_records");
    let Some(Some(adapter)) = bluetooth else {
        if accept.is_some() && !fields.failed("bluetooth") {
            fields.problem::<()>("monitors", "needs bluetooth");
        }
        return None;
    };
    if accept.is_none() && !fields.failed("monitors") {
        let reason = "is missing: whose are heard? Addresses with commas between, or any";
        return fields.problem("monitors", reason);
    }
    Some(Radio { adapter, accept: accept?, consents, may_delete: may_delete.unwrap_or(false) })
}

/// Whether, and with which adapter if not the first.
fn adapter(text: &str) -> Result<Option<Option<String>>, String> {
    let numbered = text.strip_prefix("hci").is_some_and(|number| number.parse::<u16>().is_ok());
    match text {
        "off" => Ok(None),
        "on" => Ok(Some(None)),
        name if numbered => Ok(Some(Some(name.to_owned()))),
        other => Err(format!("{other:?} is neither on, off nor an adapter such as hci0")),
    }
}

/// `any`, or addresses with commas between, each with `=` and a name if it has one.
fn monitors(text: &str) -> Result<Accept, String> {
    if text == "any" {
        return Ok(Accept::Any);
    }
    let entries = text.split(',').map(|entry| monitor(entry.trim()));
    entries.collect::<Result<BTreeMap<_, _>, _>>().map(Accept::Listed)
}

fn monitor(entry: &str) -> Result<(String, DeviceId), String> {
    let (text, name) = entry.split_once('=').unwrap_or((entry, entry));
    let device = name.parse().map_err(|error: vitals::InvalidId| error.to_string());
    Ok((address(text)?, device?))
}

/// Addresses with commas between, each with `=`, a user's number, `/` and the code.
fn consents(text: &str) -> Result<BTreeMap<String, Consent>, String> {
    text.split(',').map(|entry| consent(entry.trim())).collect()
}

fn consent(entry: &str) -> Result<(String, Consent), String> {
    let refused = || format!("{entry:?} is not an address, =, a user such as 1, / and a code");
    let (text, rest) = entry.split_once('=').ok_or_else(refused)?;
    let (index, code) = rest.split_once('/').ok_or_else(refused)?;
    let index = index.parse().map_err(|_| refused())?;
    let code = code.parse().ok().filter(|code| *code <= 9999).ok_or_else(refused)?;
    Ok((address(text)?, Consent { index, code }))
}

fn address(address: &str) -> Result<String, String> {
    let octet = |text: &str| text.len() == 2 && u8::from_str_radix(text, 16).is_ok();
    if address.split(':').count() != 6 || !address.split(':').all(octet) {
        return Err(format!("{address:?} is not an address such as C0:26:DA:00:00:01"));
    }
    Ok(address.to_ascii_uppercase())
}
