//! Changes to the configuration file: whole lines, so that what people wrote around them stays.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::{Configuration, ENVIRONMENT, Problems};
use crate::identity::{IdentityError, write_privately};

/// Keys, each with its new value in TOML.
pub type Changes = Vec<(&'static str, toml::Value)>;

/// Why a configuration stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It can't be read.
    #[error("can't read {}: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// An environment variable goes over the file.
    #[error("{0} is set in the environment, which goes over the file")]
    Environment(String),
    /// It would be wrong.
    #[error("{0}")]
    Wrong(#[from] Problems),
    /// The file is written in a way that can't be changed line by line.
    #[error("{0} stands in the file in more than a line: change it there")]
    Form(&'static str),
    /// The disk.
    #[error("{0}")]
    Disk(#[from] IdentityError),
}

/// Changes keys of a configuration file, if it is right afterwards. The file is replaced whole, and is
/// its owner's alone from then on.
pub fn change(
    path: &Path,
    changes: &Changes,
    environment: &[(String, String)],
) -> Result<(), Refused> {
    let read = |source| Refused::Read { path: path.to_owned(), source };
    let text = fs::read_to_string(path).map_err(read)?;
    for (key, _) in changes {
        let variable = format!("{ENVIRONMENT}{}", key.to_ascii_uppercase());
        if environment.iter().any(|(name, _)| *name == variable) {
            return Err(Refused::Environment(variable));
        }
    }
    let changed = edited(&text, changes)?;
    Configuration::parse(&changed, environment.iter().cloned())?;
    Ok(write_privately(path, changed.as_bytes())?)
}

/// The text with these keys changed or added, and nothing else.
fn edited(text: &str, changes: &Changes) -> Result<String, Refused> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (key, value) in changes {
        let is_key = |line: &String| line.split_once('=').is_some_and(|(it, _)| it.trim() == *key);
        let line = format!("{key} = {value}");
        match lines.iter().position(is_key) {
            Some(at) => lines[at] = line,
            None => lines.push(line),
        }
    }
    let changed = lines.join("\n") + "\n";
    // Whatever the line-by-line view got wrong shows here.
    let read = |text: &str| text.parse::<toml::Table>().ok();
    let mut expected = read(text).unwrap_or_default();
    for (key, value) in changes {
        expected.insert((*key).to_owned(), value.clone());
    }
    if read(&changed) == Some(expected) {
        return Ok(changed);
    }
    Err(Refused::Form(changes.first().map_or("a key", |(key, _)| key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> toml::Value {
        toml::Value::String(value.to_owned())
    }

    #[test]
    fn what_people_wrote_around_a_key_stays() {
        let before = "# Mrs Evans' kitchen\ngateway = \"gw-1\"\nkeep_alive_s = 20 # as delivered\n";
        let changes = vec![
            ("keep_alive_s", toml::Value::Integer(60)),
            ("monitors", text("C0:26:DA:00:00:01=a\"b")),
        ];
        let after = "# Mrs Evans' kitchen\ngateway = \"gw-1\"\nkeep_alive_s = 60\n\
                     monitors = 'C0:26:DA:00:00:01=a\"b'\n";
        assert_eq!(edited(before, &changes).unwrap(), after);
    }

    #[test]
    fn a_key_that_stands_in_several_lines_is_left_to_people() {
        let before = "monitors = \"\"\"any\n\"\"\"\n";
        assert!(matches!(edited(before, &vec![("monitors", text("any"))]), Err(Refused::Form(_))));
        let quoted = "\"monitors\" = \"any\"\n";
        assert!(matches!(edited(quoted, &vec![("monitors", text("any"))]), Err(Refused::Form(_))));
    }

    #[test]
    fn a_change_that_would_be_wrong_leaves_the_file_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("gateway.toml");
        let before = format!("gateway = \"gw-1\"\nkey = \"{}\"\n", "01".repeat(32));
        fs::write(&path, &before).unwrap();
        let keep_alive = |seconds| vec![("keep_alive_s", toml::Value::Integer(seconds))];
        let wrong = change(&path, &keep_alive(0), &[]).unwrap_err();
        assert!(wrong.to_string().contains("keep_alive_s"), "{wrong}");
        let environment = [("GATEWAY_AGENT_KEEP_ALIVE_S".to_owned(), "9".to_owned())];
        assert!(matches!(
            change(&path, &keep_alive(9), &environment),
            Err(Refused::Environment(_))
        ));
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
        change(&path, &keep_alive(9), &[]).unwrap();
        assert!(fs::read_to_string(&path).unwrap().ends_with("keep_alive_s = 9\n"));
    }
}
