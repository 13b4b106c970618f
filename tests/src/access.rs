//! Who the tests are: people of all staff roles, made on the command line and signed in like anybody.
//!
//! A request is sent as whoever its body says in `by`, else as [`TESTER`]; the page's session is kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::authenticator;
use crate::cargo;
use crate::http::{self, Answer};

/// Whoever asks, if nobody is named.
pub const TESTER: &str = "Tess Ter";
/// What everybody here signs in with.
pub const PASSWORD: &str = "zq-7-kwv-xyj-42";

/// How to be let in at a port.
#[derive(Debug, Clone)]
enum Way {
    /// By an account that is made with this configuration.
    Account(PathBuf),
    /// With a click.
    Demo,
}

static WAYS: Mutex<BTreeMap<u16, Way>> = Mutex::new(BTreeMap::new());
static COOKIES: Mutex<BTreeMap<(u16, String), String>> = Mutex::new(BTreeMap::new());

/// The server on this port has this configuration.
pub fn at(port: u16, config: &Path) {
    lock(&WAYS).insert(port, Way::Account(config.into()));
}

/// Signs in anew at this port: the sessions there are over.
pub fn forget(port: u16) {
    lock(&COOKIES).retain(|(at, _), _| *at != port);
}

/// On this port is a demo.
pub fn at_demo(port: u16) {
    lock(&WAYS).insert(port, Way::Demo);
}

/// Who sends this.
pub fn sender(body: Option<&Value>) -> &str {
    let by = body.and_then(|body| body["by"].as_str());
    by.map(str::trim).filter(|by| !by.is_empty()).unwrap_or(TESTER)
}

/// The cookie of somebody who is signed in at this port; none where nobody can sign in.
pub fn cookie(port: u16, who: &str) -> Result<Option<String>> {
    let Some(way) = lock(&WAYS).get(&port).cloned() else { return Ok(None) };
    let key = (port, who.to_owned());
    // One at a time: an account is made once.
    let mut cookies = lock(&COOKIES);
    if let Some(cookie) = cookies.get(&key) {
        return Ok(Some(cookie.clone()));
    }
    // Not before it answers.
    http::send(port, "GET", "/healthz", &[], "")?;
    let cookie = match way {
        Way::Demo => click(port, if who == "Ben Cole" { "clinician" } else { "care_manager" })?,
        Way::Account(config) => {
            let entered = enter(port, &link(&config, who, &STAFF, &[])?)?;
            if entered.starts_with(HALFWAY) { set_up_codes(port, &entered)? } else { entered }
        }
    };
    cookies.insert(key, cookie.clone());
    Ok(Some(cookie))
}

/// Lets somebody in on the command line, or anew if they are there; gives the link's path.
pub fn link(config: &Path, who: &str, roles: &[&str], patients: &[&str]) -> Result<String> {
    let roles = roles.iter().flat_map(|role| ["--role", role]);
    let patients = patients.iter().flat_map(|patient| ["--patient", patient]);
    let more: Vec<&str> = roles.chain(patients).collect();
    let mut output = account(config, "add", who, &more)?;
    if !output.status.success() {
        output = account(config, "reset", who, &[])?;
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let path = said.lines().next().and_then(|line| Some(&line[line.find("/enter/")?..]));
    let why = || String::from_utf8_lossy(&output.stderr).into_owned();
    Ok(path.with_context(why)?.to_owned())
}

/// One of `hearthwatch account`'s commands.
pub fn account(config: &Path, verb: &str, who: &str, more: &[&str]) -> Result<Output> {
    let mut command = Command::new(cargo::program("hearthwatch"));
    command.args(["account", verb, "--config"]).arg(config).args(more);
    if verb != "list" {
        command.arg(who);
    }
    Ok(command.output()?)
}

/// Uses a link, choosing [`PASSWORD`]; gives the cookie.
pub fn enter(port: u16, link: &str) -> Result<String> {
    cookie_of(&form(port, link, &[], &format!("password={PASSWORD}"))?)
}

/// Sets codes from an app up, where a server asks for them after the password; gives the session.
fn set_up_codes(port: u16, halfway: &str) -> Result<String> {
    let page = http::send(port, "GET", "/signin/second", &[("Cookie", halfway)], "")?;
    let page = String::from_utf8_lossy(&page.body).into_owned();
    let letters = page.split_once("<code>").and_then(|(_, rest)| rest.split_once("</code>"));
    let (letters, _) = letters.context("no letters for an app")?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    let body = format!("code={}", authenticator::code(letters, now));
    cookie_of(&form(port, "/signin/second", &[("Cookie", halfway)], &body)?)
}

/// What the cookie of somebody is called who has typed a password and no code.
pub const HALFWAY: &str = "hearthwatch-second=";

/// Signs in to a demo; gives the cookie.
pub fn click(port: u16, role: &str) -> Result<String> {
    cookie_of(&form(port, "/signin/demo", &[], &format!("role={role}"))?)
}

/// Sends a form as a page of ours would.
pub fn form(port: u16, path: &str, more: &[(&str, &str)], body: &str) -> Result<Answer> {
    let origin = format!("http://127.0.0.1:{port}");
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let headers = [&[kind, ("Origin", origin.as_str())], more].concat();
    http::send(port, "POST", path, &headers, body)
}

/// The session that an answer gives.
pub fn cookie_of(answer: &Answer) -> Result<String> {
    let lines = answer.head.lines().filter_map(|line| line.split_once(": "));
    let mut set = lines.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    let cookie = set.next().and_then(|(_, cookie)| cookie.split(';').next());
    let Some(cookie) = cookie else {
        bail!("no session: {}\n{}", answer.head, String::from_utf8_lossy(&answer.body));
    };
    Ok(cookie.to_owned())
}

const STAFF: [&str; 3] = ["clinician", "care_manager", "operator"];

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A test that failed elsewhere leaves it whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
