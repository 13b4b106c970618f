//! schemathesis asks a real server for everything that its OpenAPI document says, as each kind of asker.
//!
//! It takes `HEARTHWATCH_FUZZ_S` seconds, 60 if that isn't set.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use tests::access::{account, enter, link};
use tests::mosquitto::Mosquitto;
use tests::scene::{self, Scene};
use tests::server::{Known, Server};
use tests::{http, repository};

/// Who asks, and which part of the time.
const ASKERS: [(&str, u64); 8] = [
    ("staff", 36),
    ("clinician", 10),
    ("patient", 16),
    ("carer", 8),
    ("token:records", 6),
    ("token:metrics", 4),
    ("token:system/*.cruds", 12),
    ("nobody", 8),
];

struct Site {
    server: Server,
    _broker: Mosquitto,
    scene: Scene,
}

impl Site {
    fn new() -> Self {
        let scene = Scene::new();
        let broker = Mosquitto::start(&scene);
        let known = [1, 2].map(|number| Known::numbered(number).with_json());
        let server = Server::start(&scene, broker.port(), &known);
        Self { server, _broker: broker, scene }
    }

    fn cookie(&self, name: &str, roles: &[&str], patients: &[&str]) -> String {
        let link = link(self.server.config(), name, roles, patients).expect("a link");
        format!("Cookie: {}", enter(self.server.port(), &link).expect("a session"))
    }

    fn token(&self, scope: &str) -> String {
        account(self.server.config(), "add", "Feed One", &["--role", "integrator"])
            .expect("an account");
        let wish = json!({ "account": "Feed One", "label": scope, "scopes": [scope], "by": null });
        let mut wish = wish;
        wish.as_object_mut().expect("an object").remove("by");
        let made = http::post_json(self.server.port(), "/api/tokens", &wish).expect("an answer");
        let token: Value = made.json().expect("JSON");
        format!("Authorization: Bearer {}", token["token"].as_str().expect("a token"))
    }

    /// The header that an asker comes with.
    fn header(&self, asker: &str) -> Option<String> {
        Some(match asker {
            "staff" => self.cookie("Sam Staff", &["clinician", "care_manager", "operator"], &[]),
            "clinician" => self.cookie("Cleo Nurse", &["clinician"], &[]),
            "patient" => self.cookie("Dilys Evans", &["patient"], &["p-0001"]),
            "carer" => self.cookie("Gwen Hart", &["carer"], &["p-0001"]),
            "nobody" => return None,
            token => self.token(token.trim_start_matches("token:")),
        })
    }

    /// Lets schemathesis ask; gives what it says.
    fn ask(&self, header: Option<&str>, seconds: u64) -> (bool, String) {
        let origin = format!("http://127.0.0.1:{}", self.server.port());
        let folder = repository::root().join("tests/schemathesis");
        let mut command = Command::new(schemathesis());
        command
            .current_dir(self.scene.path("."))
            .arg("--config-file")
            .arg(folder.join("schemathesis.toml"))
            .args(["run", "--url", &origin, "--seed", "1", "--no-shrink", "--warnings", "off"])
            .args(["--max-redirects", "5", "--request-timeout", "20"])
            .args(["--max-time", &seconds.to_string(), "--header", &format!("Origin: {origin}")]);
        if let Some(header) = header {
            command.args(["--header", header]);
        }
        let output = command.arg(format!("{origin}/api/openapi.json")).output().expect("it starts");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }
}

/// Where `tests/run` has put it.
fn schemathesis() -> PathBuf {
    let path = std::env::var_os("HEARTHWATCH_SCHEMATHESIS").map(PathBuf::from);
    let path = path.unwrap_or_else(|| {
        let exe = std::env::current_exe().expect("a running test has a path");
        let target = exe.ancestors().nth(3).expect("target/<profile>/deps/test");
        target.join("schemathesis/bin/schemathesis")
    });
    assert!(path.is_file(), "no schemathesis at {}: tests/run installs it", path.display());
    path
}

#[test]
fn every_answer_is_as_the_document_says_and_none_is_the_servers_fault() {
    let _turn = scene::turn();
    let site = Site::new();
    let seconds = std::env::var("HEARTHWATCH_FUZZ_S").ok().and_then(|text| text.parse().ok());
    let seconds: u64 = seconds.unwrap_or(60);
    let mut wrong = Vec::new();
    // All sign in before anybody asks: whoever tries links that aren't ones has to wait, and so would
    // those who come from the same address.
    let askers = ASKERS.map(|(asker, part)| (asker, part, site.header(asker)));
    for (asker, part, header) in askers {
        let (is_right, said) = site.ask(header.as_deref(), (seconds * part / 100).max(2));
        let figures: Vec<&str> = said.lines().filter(|line| line.contains("generated")).collect();
        println!("{asker}: {}", figures.join(" ").trim());
        if !is_right {
            wrong.push(format!("as {asker}:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    site.server.verify();
}
