//! The repository as the tests see it: its files as git would commit them, and its manifests.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The workspace's own folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is inside the workspace").into()
}

/// Reads one file, named from the root.
pub fn read(path: &str) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every file that git holds or would add, named from the root, sorted. Needs no commit.
pub fn files() -> Vec<String> {
    let output = Command::new("git")
        // A checkout that belongs to somebody else (a mounted volume) is still ours to read.
        .args(["-c", "safe.directory=*", "ls-files", "-z"])
        .args(["--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git is installed");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git ls-files failed: {complaint}");
    let names = String::from_utf8(output.stdout).expect("file names are UTF-8");
    let mut files: Vec<String> = names
        .split_terminator('\0')
        // Deleted, but not committed yet.
        .filter(|name| root().join(name).is_file())
        .map(String::from)
        .collect();
    files.sort();
    files.dedup();
    files
}

/// The files with this extension, each with its text.
pub fn sources(extension: &str) -> Vec<(String, String)> {
    let wanted = |name: &String| Path::new(name).extension().is_some_and(|e| e == extension);
    files().into_iter().filter(wanted).map(|name| (name.clone(), read(&name))).collect()
}

/// The part of a Rust file that ships: everything before its unit tests.
pub fn before_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text)
}

/// Rust text without its line comments (a `//` right after a colon is an address).
pub fn without_comments(text: &str) -> String {
    text.lines().map(before_comment).collect::<Vec<_>>().join("\n")
}

fn before_comment(line: &str) -> &str {
    let mut from = 0;
    while let Some(found) = line[from..].find("//") {
        let at = from + found;
        if !line[..at].ends_with(':') {
            return &line[..at];
        }
        from = at + 2;
    }
    line
}

/// One of our packages.
pub struct Package {
    /// The package's name.
    pub name: String,
    /// Its folder, named from the root.
    pub folder: String,
    /// Its `Cargo.toml`.
    pub manifest: toml::Table,
}

impl Package {
    /// All packages of the workspace, in the order of the root's list.
    pub fn all() -> Vec<Self> {
        let root = manifest("Cargo.toml");
        let members = root["workspace"]["members"].as_array().expect("members is a list");
        members.iter().map(|m| Self::read(m.as_str().expect("a member is a path"))).collect()
    }

    fn read(folder: &str) -> Self {
        let manifest = manifest(&format!("{folder}/Cargo.toml"));
        let name = manifest["package"]["name"].as_str().expect("name is a string").into();
        Self { name, folder: folder.into(), manifest }
    }

    /// What this package depends on in one table (`dependencies`, `dev-dependencies`,
    /// `build-dependencies`), for every target platform.
    pub fn dependencies(&self, table: &str) -> Vec<(String, toml::Value)> {
        let everywhere = self.manifest.get(table).and_then(toml::Value::as_table);
        let targets = self.manifest.get("target").and_then(toml::Value::as_table);
        let by_target = targets
            .into_iter()
            .flat_map(|targets| targets.values())
            .filter_map(|target| target.get(table).and_then(toml::Value::as_table));
        everywhere
            .into_iter()
            .chain(by_target)
            .flatten()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// The same over all three tables.
    pub fn dependencies_all(&self) -> Vec<(String, toml::Value)> {
        TABLES.iter().flat_map(|table| self.dependencies(table)).collect()
    }
}

/// Reads a manifest, named from the root.
pub fn manifest(path: &str) -> toml::Table {
    read(path).parse().unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The tables in which a manifest names what it depends on.
pub const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_ends_the_code_and_an_address_does_not() {
        let text = "let a = 1; // tokio\nlet b = \"http://x\"; // y";
        assert_eq!(without_comments(text), "let a = 1; \nlet b = \"http://x\"; ");
    }

    #[test]
    fn unit_tests_do_not_ship() {
        assert_eq!(before_tests("fn a() {}\n#[cfg(test)]\nmod tests {}"), "fn a() {}");
    }
}
