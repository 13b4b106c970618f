//! Accepting a monitor: its address goes into the configuration file.

use std::fs;
use std::path::Path;

use crate::orders::{Refused, change};

/// Adds a monitor (its address, with `=` and a name if it has one) to the file's `monitors`, and turns
/// Bluetooth on if it is off. Says what was done.
pub fn accept(
    file: &Path,
    monitor: &str,
    environment: &[(String, String)],
) -> Result<String, Refused> {
    let read = |source| Refused::Read { path: file.to_owned(), source };
    let table: toml::Table = fs::read_to_string(file).map_err(read)?.parse().unwrap_or_default();
    let said = |key: &str| table.get(key).and_then(toml::Value::as_str);
    let address = |entry: &str| entry.split('=').next().unwrap_or_default().trim().to_uppercase();
    let monitors = match said("monitors") {
        Some("any") => return Ok("every monitor is accepted already: `monitors` is any".to_owned()),
        Some(all) => {
            let others = all.split(',').filter(|other| address(other) != address(monitor));
            others.chain([monitor]).map(str::trim).collect::<Vec<_>>().join(", ")
        }
        None => monitor.trim().to_owned(),
    };
    let mut changes = vec![("monitors", toml::Value::String(monitors.clone()))];
    if matches!(said("bluetooth"), None | Some("off")) {
        changes.push(("bluetooth", toml::Value::String("on".to_owned())));
    }
    change(file, &changes, environment)?;
    Ok(format!("accepted: {monitors}; a gateway that runs hears it after its next start"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Configuration;

    #[test]
    fn a_monitor_is_accepted_once_and_keeps_the_others() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("gateway.toml");
        fs::write(&file, format!("gateway = \"gw-1\"\nkey = \"{}\"\n", "01".repeat(32))).unwrap();
        let check = |monitor: &str, expected: Result<&str, &str>| {
            let done = accept(&file, monitor, &[]).map_err(|error| error.to_string());
            let text = fs::read_to_string(&file).unwrap();
            match expected {
                Ok(line) => assert!(done.is_ok() && text.contains(line), "{done:?}: {text}"),
                Err(words) => assert!(done.unwrap_err().contains(words), "{text}"),
            }
            Configuration::parse(&text, []).unwrap();
        };
        check("C0:26:DA:00:00:01", Ok("monitors = \"C0:26:DA:00:00:01\""));
        check("kitchen", Err("is not an address"));
        check("C0:26:DA:00:00:02=cuff-1", Ok("00:00:01, C0:26:DA:00:00:02=cuff-1\""));
        check(
            "c0:26:da:00:00:01=scale-1",
            Ok("\"C0:26:DA:00:00:02=cuff-1, c0:26:da:00:00:01=scale-1\""),
        );
    }
}
