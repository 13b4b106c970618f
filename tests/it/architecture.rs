//! Which of our packages may use which, and what the inside must never name.

use std::collections::BTreeSet;

use tests::repository::{self, Package, TABLES};

/// Each package, and the packages of ours that it may use. Also in tests and build scripts.
#[rustfmt::skip]
const ARROWS: [(&str, &[&str]); 13] = [
    ("vitals",        &[]),
    ("risk-engine",   &["vitals"]),
    ("gatt",          &["vitals"]),
    ("wire",          &["vitals"]),
    ("gateway-agent", &["vitals", "gatt", "wire"]),
    ("homes",         &["vitals", "gatt", "wire", "gateway-agent"]),
    ("journal",       &[]),
    ("store",         &["vitals", "risk-engine"]),
    ("ingest",        &["vitals", "risk-engine", "wire", "journal", "store"]),
    ("cohort",        &["vitals"]),
    ("api",           SHIPPED),
    ("tests",         SHIPPED),
    ("benches",       SHIPPED),
];

#[rustfmt::skip]
const SHIPPED: &[&str] = &[
    "vitals", "risk-engine", "gatt", "wire", "gateway-agent", "homes", "journal", "store", "ingest",
    "cohort", "api",
];

/// The packages that take time, bytes and randomness as arguments.
const INSIDE: [&str; 4] = ["vitals", "risk-engine", "gatt", "wire"];

/// What the inside's code never names, because it reaches outside the program.
const OUTSIDE: [&str; 7] =
    ["SystemTime::now", "Instant::now", "tokio", "std::fs", "std::net", "std::env", "std::process"];

/// Crates that the inside's manifests never name, for the same reason.
const OUTSIDE_CRATES: [&str; 9] =
    ["tokio", "rumqttc", "mqtt5", "axum", "sqlx", "polars", "rand", "fs4", "tracing"];

#[test]
fn packages_use_only_the_packages_above_them() {
    let ours: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    let mut wrong = Vec::new();
    for package in Package::all() {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
            wrong.push(format!("{} has no line in ARROWS", package.name));
            continue;
        };
        for (name, _) in package.dependencies_all() {
            if ours.contains(name.as_str()) && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{} -> {name}", package.name));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn nothing_ships_from_tests_or_benches() {
    for package in Package::all() {
        for (name, _) in package.dependencies_all() {
            assert!(name != "tests" && name != "benches", "{} -> {name}", package.name);
        }
    }
}

#[test]
fn every_package_in_the_tree_is_a_member_named_after_its_folder() {
    let members: BTreeSet<String> = Package::all().into_iter().map(|p| p.folder).collect();
    let manifests = repository::files();
    // What needs another compiler is a workspace of its own.
    let apart = |folder: &&str| {
        repository::manifest(&format!("{folder}/Cargo.toml")).contains_key("workspace")
    };
    let folders = manifests.iter().filter_map(|name| name.strip_suffix("/Cargo.toml"));
    let folders = folders.filter(|folder| !apart(folder));
    assert_eq!(members, folders.map(String::from).collect());
    for package in Package::all() {
        let folder = package.folder.rsplit('/').next();
        assert_eq!(folder, Some(package.name.as_str()), "{}", package.folder);
    }
}

#[test]
fn each_outside_crate_is_named_once_with_its_features() {
    let mut wrong = Vec::new();
    for package in Package::all() {
        for (name, value) in package.dependencies_all() {
            let plain = value.as_table().is_some_and(|table| {
                table.get("workspace").and_then(toml::Value::as_bool) == Some(true)
                    && table.keys().all(|key| key == "workspace" || key == "optional")
            });
            if !plain {
                wrong.push(format!("{}: write `{name}.workspace = true`", package.name));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_crate_is_listed_that_nobody_uses() {
    let root = repository::manifest("Cargo.toml");
    let listed = root["workspace"]["dependencies"].as_table().expect("a table");
    let used: BTreeSet<String> =
        Package::all().iter().flat_map(Package::dependencies_all).map(|(name, _)| name).collect();
    let outside = listed.iter().filter(|(_, value)| value.get("path").is_none());
    let unused: Vec<_> =
        outside.map(|(name, _)| name).filter(|name| !used.contains(*name)).collect();
    assert!(unused.is_empty(), "in [workspace.dependencies], used by no package: {unused:?}");
}

#[test]
fn every_package_takes_the_workspace_s_settings() {
    for package in Package::all() {
        let lints = &package.manifest["lints"]["workspace"];
        assert_eq!(lints.as_bool(), Some(true), "{}: lints", package.name);
        for key in ["version", "edition", "rust-version", "license", "publish"] {
            let inherited = package.manifest["package"]
                .get(key)
                .and_then(|value| value.get("workspace"))
                .and_then(toml::Value::as_bool);
            assert_eq!(inherited, Some(true), "{}: {key}", package.name);
        }
    }
}

#[test]
fn one_file_names_timely() {
    check_who_names("timely", |file| file == "risk-engine/src/dataflow.rs");
    check_who_lists("timely", &["risk-engine"]);
}

#[test]
fn three_packages_name_polars() {
    check_who_names("polars", |file| {
        ["ingest/store/", "gateway-agent/homes/", "api/cohort/"]
            .iter()
            .any(|of| file.starts_with(of))
    });
    check_who_lists("polars", &["store", "homes", "cohort"]);
}

#[test]
fn the_inside_takes_time_bytes_and_randomness_as_arguments() {
    let mut wrong = Vec::new();
    for package in Package::all().into_iter().filter(|p| INSIDE.contains(&p.name.as_str())) {
        for table in TABLES.into_iter().filter(|table| *table != "dev-dependencies") {
            for (name, _) in package.dependencies(table) {
                if OUTSIDE_CRATES.contains(&name.as_str()) {
                    wrong.push(format!("{}/Cargo.toml lists {name}", package.folder));
                }
            }
        }
        let own = format!("{}/src/", package.folder);
        for (file, text) in repository::sources("rs") {
            if file.starts_with(&own) {
                let named = outside_names(&text);
                wrong.extend(named.iter().map(|name| format!("{file} names {name}")));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_grouped_import_does_not_hide_a_name() {
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(outside_names(text), expected);
    }
    check("use std::{fmt, fs};", &["std::fs"]);
    check("use std::{\n    io::Read,\n    net::IpAddr,\n};", &["std::net"]);
    check("let now = Instant::now();", &["Instant::now"]);
    check("use std::fmt; // not std::fs", &[]);
    check("fn a() {}\n#[cfg(test)]\nmod tests { use std::fs; }", &[]);
}

/// What this text names that reaches outside the program, unit tests and comments apart.
fn outside_names(text: &str) -> Vec<&'static str> {
    let code = repository::without_comments(repository::before_tests(text));
    let grouped = code.split("std::{").skip(1).map(|rest| rest.split("};").next().unwrap_or(rest));
    let parts: Vec<&str> =
        grouped.flat_map(|group| group.split(|c: char| c != '_' && !c.is_alphanumeric())).collect();
    let named = |name: &&str| {
        code.contains(name) || name.strip_prefix("std::").is_some_and(|part| parts.contains(&part))
    };
    OUTSIDE.into_iter().filter(named).collect()
}

#[track_caller]
fn check_who_names(name: &str, allowed: impl Fn(&str) -> bool) {
    let path = format!("{name}::");
    let wrong: Vec<String> = repository::sources("rs")
        .into_iter()
        .filter(|(file, _)| !allowed(file) && !file.starts_with("tests/it/"))
        .filter(|(_, text)| repository::without_comments(text).contains(&path))
        .map(|(file, _)| file)
        .collect();
    assert!(wrong.is_empty(), "{path} is named in {wrong:?}");
}

#[track_caller]
fn check_who_lists(crate_name: &str, allowed: &[&str]) {
    for package in Package::all() {
        let lists = package.dependencies_all().iter().any(|(name, _)| name == crate_name);
        let may = allowed.contains(&package.name.as_str());
        assert!(may || !lists, "{} lists {crate_name}", package.name);
    }
}
