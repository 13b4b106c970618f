//! Builds the staff pages with npm and writes the table that `pages.rs` embeds.
//!
//! The pages are built in `OUT_DIR`, from a copy of their sources, so that no build output lands in
//! the tree. `HEARTHWATCH_WEB=skip` leaves them out; the server then says so at `/`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};

/// What the pages are made of, under `web`.
const SOURCES: [&str; 6] =
    ["package.json", "package-lock.json", "index.html", "vite.config.ts", "tsconfig.json", "src"];

fn main() {
    println!("cargo::rerun-if-env-changed=HEARTHWATCH_WEB");
    for source in SOURCES {
        println!("cargo::rerun-if-changed=web/{source}");
    }
    // The pages take their sentences from beside them.
    println!("cargo::rerun-if-changed=locales");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let table = out.join("pages_table.rs");
    if std::env::var("HEARTHWATCH_WEB").as_deref() == Ok("skip") {
        write(&table, "&[]");
        return;
    }
    let web = out.join("web");
    copy_sources(Path::new("web"), &web);
    copy_folder(Path::new("locales"), &out.join("locales"));
    npm(&web, &["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    npm(&web, &["run", "build"]);
    let mut rows = String::from("&[\n");
    let dist = web.join("dist");
    for file in files_below(&dist) {
        let name = file.strip_prefix(&dist).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let _ = writeln!(rows, "    ({name:?}, include_bytes!({:?})),", file.to_string_lossy());
    }
    rows.push(']');
    write(&table, &rows);
}

fn npm(folder: &Path, arguments: &[&str]) {
    let command = format!("npm {}", arguments.join(" "));
    let status = Command::new("npm")
        .args(arguments)
        .current_dir(folder)
        .stdout(std::process::Stdio::null())
        .status();
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => fail(&format!("`{command}` ended with {status}; its words stand above")),
        Err(error) => fail(&format!("could not run `{command}`: {error}")),
    }
}

fn fail(why: &str) -> ! {
    eprintln!("{why}");
    eprintln!(
        "the pages need Node 20.19 or newer with npm; HEARTHWATCH_WEB=skip builds the server without pages"
    );
    exit(1)
}

fn copy_sources(from: &Path, to: &Path) {
    for source in SOURCES {
        let (from, to) = (from.join(source), to.join(source));
        if from.is_dir() {
            copy_folder(&from, &to);
        } else if from.exists() {
            copy(&from, &to);
        }
    }
}

fn copy_folder(from: &Path, to: &Path) {
    // What was deleted in the sources must not stay in the copy.
    let _ = fs::remove_dir_all(to);
    for file in files_below(from) {
        copy(&file, &to.join(file.strip_prefix(from).unwrap_or(&file)));
    }
}

fn copy(from: &Path, to: &Path) {
    if let Some(folder) = to.parent()
        && let Err(error) = fs::create_dir_all(folder)
    {
        fail(&format!("could not make {}: {error}", folder.display()));
    }
    if let Err(error) = fs::copy(from, to) {
        fail(&format!("could not copy {}: {error}", from.display()));
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn write(path: &Path, text: &str) {
    if let Err(error) = fs::write(path, text) {
        fail(&format!("could not write {}: {error}", path.display()));
    }
}
