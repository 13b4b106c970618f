//! Gateways with certificates: how one becomes ours, what it may do, what it can be asked, and how it
//! is shut out. The embedded broker first, then Mosquitto with the site's authority.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::agent::Agent;
use tests::feeder::Feeder;
use tests::mosquitto::Guarded;
use tests::openssl;
use tests::process::Process;
use tests::scene::Scene;
use tests::server::Known;
use tests::site::{self, Site, mosquitto, topic};
use tests::{cargo, lives, wait};

use crate::chaos::{check_everything_arrived, check_saved_arrived};

const LIMIT: Duration = Duration::from_secs(30);

/// Lets an enrolled gateway measure for a while; everything must arrive.
fn check_readings_arrive(scene: &Scene, site: &Site, known: &Known, config: PathBuf) {
    let agent = Agent::enrolled(scene, known, config);
    let mut feeder = Feeder::new(&known.device);
    let end = Instant::now() + Duration::from_secs(2);
    let mut random = lives::random(lives::seed(), agent.name());
    let mut process = agent.work(&mut feeder, &mut random, || Instant::now() >= end);
    assert!(process.wait(LIMIT).success());
    check_everything_arrived(&site.server, std::slice::from_ref(known), &[feeder]);
}

#[test]
fn a_gateway_is_enrolled_with_a_code_and_its_readings_arrive_with_its_certificate() {
    let scene = Scene::new();
    let known = Known::numbered(1);
    let site = Site::start(&scene, std::slice::from_ref(&known));
    let config = site.welcome(&scene, &known);
    let gateway = site.gateway("gw-1");
    assert_eq!(gateway["certificate"]["state"], "good", "{gateway}");
    let doctor = site::agent(&["doctor", "--config"], &config);
    assert!(doctor.text.contains("the certificates fit"), "{}", doctor.text);
    assert!(doctor.text.contains("certificate: 8"), "{}", doctor.text);
    check_readings_arrive(&scene, &site, &known, config);
}

#[test]
fn a_code_counts_once_for_its_gateway_and_says_whom_to_trust() {
    let scene = Scene::new();
    let site = Site::start(&scene, &[]);
    let check = |code: &str, name: &str, words: &str| {
        let said = site.enrol(&scene, code, name);
        assert!(said.code == Some(1) && said.text.contains(words), "{}", said.text);
        assert!(!scene.path(&format!("{name}.toml")).exists());
    };
    let first = site.code("gw-new");
    let code = first["code"].as_str().unwrap();
    assert_eq!(first["server"], site.enrolment());
    // Somebody else's authority: the gateway says nothing, the code isn't used up.
    let (fingerprint, secret) = code.split_at(19);
    let stranger = format!("{}{secret}", fingerprint.replace(|c: char| c != '-', "Z"));
    check(&stranger, "stranger", "of another authority");
    let said = site.enrol(&scene, code, "gw-new");
    assert_eq!(said.code, Some(0), "{}", said.text);
    check(code, "second", "was used");
    let again = site.enrol(&scene, code, "gw-new");
    assert!(again.text.contains("is there already"), "{}", again.text);
    // An older code counts no more once there is a newer one, and nobody may guess for long.
    let (old, _) = (site.code("gw-old"), site.code("gw-old"));
    for attempt in 0..4 {
        check(old["code"].as_str().unwrap(), &format!("old-{attempt}"), "was used");
    }
    check(old["code"].as_str().unwrap(), "old", "too many wrong codes");
    // On the command line, beside the running server: with the QR code and what to do.
    let made = Command::new(cargo::program("hearthwatch"))
        .args(["enrol-code", "--config"])
        .arg(scene.path("hearthwatch.toml"))
        .arg("gw-cli")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&made.stdout);
    assert!(made.status.success() && text.contains("gateway-agent enrol --server"), "{text}");
    assert!(text.contains('█'), "{text}");
    let reserved = json!({ "gateway": "hearthwatch-ingest-test-0", "by": "Sian Jones" });
    assert_eq!(site.server.post("/api/gateways/codes", &reserved).status, 422);
}

#[test]
fn the_keys_that_enrolment_writes_are_their_owner_s_alone() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new();
    let known = Known::numbered(1);
    let site = Site::start(&scene, &[]);
    let config = site.welcome(&scene, &known);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let files = scene.path("gw-1.identity");
    assert_eq!((mode(&config), mode(&files)), (0o600, 0o700));
    for name in ["identity.pem", "gateway.key", "authority.pem"] {
        assert_eq!(mode(&files.join(name)), 0o600, "{name}");
    }
    assert_eq!(mode(&site.server.data().join("authority.pem")), 0o600);
    let key = std::fs::read_to_string(files.join("gateway.key")).unwrap();
    assert_eq!(key, known.key().to_hex());
}

/// Says something on a topic that can't be read: if it arrives, it is quarantined.
fn shout(site: &Site, files: &Path, client: &str, to: &str, version: &str) -> site::Said {
    let more = ["-V", version, "-q", "1", "-t", to, "-m", client];
    mosquitto("mosquitto_pub", site.gate, files, client, &more)
}

#[test]
fn a_gateway_is_itself_and_keeps_to_its_own_topics() {
    let scene = Scene::new();
    let known = [1, 2].map(Known::numbered);
    let site = Site::start(&scene, &known);
    site.welcome(&scene, &known[0]);
    let files = scene.path("gw-1.identity");
    let quarantined = || site.server.ops().unwrap()["quarantined"]["total"].clone();
    let own = shout(&site, &files, "gw-1", &topic("gw-1", "readings"), "mqttv5");
    assert_eq!(own.code, Some(0), "{}", own.text);
    wait::until_equal("what it says to arrive", LIMIT, &json!(1), quarantined);
    // Another's topic: told, and not delivered.
    let other = shout(&site, &files, "gw-1", &topic("gw-2", "readings"), "mqttv5");
    assert!(other.text.to_lowercase().contains("not authorized"), "{}", other.text);
    // Another's name, the server's own, and a protocol that can't be told of a refusal.
    for (client, version) in
        [("gw-2", "mqttv5"), ("hearthwatch-ingest-test-0", "mqttv5"), ("gw-1", "mqttv311")]
    {
        let said = shout(&site, &files, client, &topic("gw-1", "readings"), version);
        assert_ne!(said.code, Some(0), "{client} {version}: {}", said.text);
    }
    // What others hear is not for it.
    for filter in ["#", "rpm/v1/test/0/+/ledger", "rpm/v1/test/0/gw-1/readings"] {
        let more = ["-t", filter, "-W", "2"];
        let said = mosquitto("mosquitto_sub", site.gate, &files, "gw-1", &more);
        assert!(said.text.contains("denied"), "{filter}: {}", said.text);
    }
    // Without a certificate nobody comes as far as MQTT.
    let nobody = Command::new("mosquitto_pub")
        .args([
            "-h",
            "localhost",
            "-p",
            &site.gate.to_string(),
            "-V",
            "mqttv5",
            "-t",
            "a",
            "-m",
            "b",
        ])
        .arg("--cafile")
        .arg(files.join("authority.pem"))
        .output()
        .unwrap();
    assert!(!nobody.status.success());
    site.server.wait_settled();
    assert_eq!(quarantined(), 1, "only its own word on its own topic arrived");
}

/// A gateway that runs, and what it prints.
struct Running {
    _process: Process,
    _stdin: std::process::ChildStdin,
    said: Receiver<String>,
}

impl Running {
    fn start(scene: &Scene, config: &Path) -> Self {
        let mut command = Command::new(cargo::program("gateway-agent"));
        command.args(["run", "--config"]).arg(config);
        let log = scene.path("agent.log");
        let (process, stdin, stdout) = Process::start_piped("gateway-agent", &mut command, &log);
        let (tx, said) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if tx.send(line).is_err() {
                    return;
                }
            }
        });
        Self { _process: process, _stdin: stdin, said }
    }

    fn line(&self) -> Value {
        let line = self.said.recv_timeout(LIMIT).expect("it says something");
        serde_json::from_str(&line).expect("it says JSON")
    }
}

/// Asks a gateway to do something; gives what came of it.
fn ask(site: &Site, mut command: Value) -> (String, String) {
    command["by"] = "Sian Jones".into();
    let answer = site.server.post("/api/gateways/gw-1/commands", &command);
    assert_eq!(answer.status, 202, "{command}");
    let number = answer.json().unwrap()["number"].clone();
    wait::until(&format!("an answer to {command}"), LIMIT, || {
        let gateway = site.gateway("gw-1");
        let all = gateway["commands"].as_array().cloned().unwrap_or_default();
        let asked = all.into_iter().find(|asked| asked["number"] == number)?;
        let text = |key: &str| asked[key].as_str().unwrap_or_default().to_owned();
        (asked["state"] != "waiting").then(|| (text("state"), text("detail")))
    })
}

#[test]
fn each_command_is_done_once_and_answered_in_words() {
    let scene = Scene::new();
    let known = Known::numbered(1);
    let mut site = Site::start(&scene, std::slice::from_ref(&known));
    let config = site.welcome(&scene, &known);
    let running = Running::start(&scene, &config);
    let check = |site: &Site, command: Value, state: &str, words: &str| {
        let (found, detail) = ask(site, command.clone());
        assert!(found == state && detail.contains(words), "{command}: {found}, {detail}");
    };
    check(&site, json!({ "order": "identify" }), "done", "standard output");
    assert_eq!(running.line(), json!({ "identify": { "gateway": "gw-1" } }));
    check(&site, json!({ "order": "prompt", "device": "cuff-1", "text": "Once more" }), "done", "");
    assert_eq!(running.line(), json!({ "prompt": { "device": "cuff-1", "text": "Once more" } }));
    check(&site, json!({ "order": "set_clock" }), "refused", "Bluetooth is off");
    check(&site, json!({ "order": "report" }), "done", "held_by_server");
    check(&site, json!({ "order": "configure", "keep_alive_s": 0 }), "refused", "keep_alive_s");
    check(&site, json!({ "order": "configure", "monitors": "kitchen" }), "refused", "monitors");
    check(&site, json!({ "order": "configure", "keep_alive_s": 7 }), "done", "written");
    assert!(std::fs::read_to_string(&config).unwrap().contains("keep_alive_s = 7\n"));
    // It has begun anew, with the same standard input.
    check(&site, json!({ "order": "identify" }), "done", "");
    assert_eq!(running.line(), json!({ "identify": { "gateway": "gw-1" } }));
    let serial = |site: &Site| site.gateway("gw-1")["certificate"]["serial"].clone();
    let first = serial(&site);
    thread::sleep(Duration::from_secs(5));
    check(&site, json!({ "order": "rotate_certificate" }), "done", "a new certificate");
    assert_ne!(serial(&site), first);
    // All of it is in the journal.
    site.server.kill();
    site.server.revive();
    site.server.wait_ready();
    let commands = site.gateway("gw-1")["commands"].as_array().cloned().unwrap_or_default();
    assert_eq!(commands.len(), 9, "{commands:#?}");
    assert!(commands.iter().all(|asked| asked["answered_at"].is_i64()), "{commands:#?}");
    check(&site, json!({ "order": "report" }), "done", "certificate_until");
    assert!(running.said.try_recv().is_err(), "nothing was done twice");
    for (path, body) in [
        ("/api/gateways/gw-9/commands", json!({ "order": "report", "by": "Sian Jones" })),
        ("/api/gateways/gw-1/commands", json!({ "order": "reboot", "by": "Sian Jones" })),
    ] {
        assert!([400, 404].contains(&site.server.post(path, &body).status), "{path}");
    }
}

#[test]
fn a_gateway_that_is_shut_out_is_cut_off_at_once_and_a_new_code_lets_it_in() {
    let scene = Scene::new();
    let known = Known::numbered(1);
    let site = Site::start(&scene, std::slice::from_ref(&known));
    let config = site.welcome(&scene, &known);
    let agent = Agent::enrolled(&scene, &known, config.clone());
    let mut feeder = Feeder::new(&known.device);
    let is_over = AtomicBool::new(false);
    let mut random = lives::random(lives::seed(), agent.name());
    let online = || site.gateway("gw-1")["online"].clone();
    thread::scope(|scope| {
        let working = scope
            .spawn(|| agent.work(&mut feeder, &mut random, || is_over.load(Ordering::Relaxed)));
        wait::until_equal("it to be online", LIMIT, &json!(true), online);
        let body = json!({ "by": "Sian Jones", "reason": "stolen" });
        assert_eq!(site.server.post("/api/gateways/gw-1/revocations", &body).status, 204);
        wait::until_equal("it to be cut off", LIMIT, &json!(false), online);
        assert_eq!(site.gateway("gw-1")["shut_out"]["reason"], "stolen");
        wait::until("it to say so", LIMIT, || {
            agent.log().contains("it was shut out").then_some(())
        });
        is_over.store(true, Ordering::Relaxed);
        drop(working.join().unwrap());
    });
    feeder.gateway_died();
    // Its renewal is refused, too: with the old certificate there is no way back.
    std::fs::rename(&config, scene.path("old.toml")).unwrap();
    let old = std::fs::read(scene.path("gw-1.identity/identity.pem")).unwrap();
    let config = site.welcome(&scene, &known);
    assert_eq!(site.gateway("gw-1")["shut_out"], Value::Null);
    let agent = Agent::enrolled(&scene, &known, config);
    let mut process = agent.work(&mut feeder, &mut random, || true);
    assert!(process.wait(LIMIT).success());
    // What was on its way when it was shut out was kept apart, and came again with the new certificate.
    check_saved_arrived(&site.server, std::slice::from_ref(&known), &[feeder]);
    std::fs::write(scene.path("gw-1.identity/identity.pem"), old).unwrap();
    let said =
        shout(&site, &scene.path("gw-1.identity"), "gw-1", &topic("gw-1", "readings"), "mqttv5");
    assert!(said.text.to_lowercase().contains("not authorized"), "{}", said.text);
}

#[test]
fn mosquitto_with_the_site_s_authority_keeps_each_gateway_to_itself() {
    let scene = Scene::new();
    let known = [1, 2].map(Known::numbered);
    let broker = Guarded::prepare(&scene);
    let site = Site::start_beside(&scene, &known, broker.tls_port(), broker.port());
    let made = Command::new(cargo::program("hearthwatch"))
        .args(["broker-certificate", "--config"])
        .arg(scene.path("hearthwatch.toml"))
        .arg("--out")
        .arg(broker.certificates())
        .args(["localhost", "127.0.0.1"])
        .status();
    assert!(made.unwrap().success());
    let _broker = broker.begin();
    let config = site.welcome(&scene, &known[0]);
    let files = scene.path("gw-1.identity");
    check_readings_arrive(&scene, &site, &known[0], config.clone());
    let quarantined = || site.server.ops().unwrap()["quarantined"]["total"].clone();
    let other = shout(&site, &files, "gw-1", &topic("gw-2", "readings"), "mqttv5");
    assert!(other.text.to_lowercase().contains("not authorized"), "{}", other.text);
    // The broker makes the client's id out of the certificate, whatever it says.
    let hijack = shout(&site, &files, "gw-2", &topic("gw-2", "readings"), "mqttv5");
    assert!(hijack.text.to_lowercase().contains("not authorized"), "{}", hijack.text);
    let own = shout(&site, &files, "gw-1", &topic("gw-1", "readings"), "mqttv5");
    assert_eq!(own.code, Some(0), "{}", own.text);
    wait::until_equal("its own word", LIMIT, &json!(1), quarantined);
    refused_certificates(&scene, &site, &config);
    assert_eq!(quarantined(), 1);
}

/// No certificate, another authority's, and one that is over: the broker refuses, and the gateway says
/// why, in the log and in `doctor`.
fn refused_certificates(scene: &Scene, site: &Site, config: &Path) {
    let (files, text) = (scene.path("gw-1.identity"), std::fs::read_to_string(config).unwrap());
    let identity = std::fs::read(files.join("identity.pem")).unwrap();
    let without: String = text
        .lines()
        .filter(|line| !line.starts_with("cert_") && !line.starts_with("server"))
        .map(|line| format!("{line}\n"))
        .collect();
    let check = |words: &[&str]| {
        let doctor = site::agent(&["doctor", "--config"], config);
        let says = |text: &str| words.iter().any(|words| text.contains(words));
        assert!(doctor.code == Some(1) && says(&doctor.text), "{words:?}: {}", doctor.text);
        let log = scene.path("refused.log");
        let mut command = Command::new(cargo::program("gateway-agent"));
        command.args(["run", "--config"]).arg(config);
        let (_process, _stdin) = Process::start_told("gateway-agent", &mut command, &log);
        wait::until(&format!("{words:?} in the log"), LIMIT, || {
            says(&std::fs::read_to_string(&log).unwrap_or_default()).then_some(())
        });
        std::fs::remove_file(log).unwrap();
    };
    std::fs::write(config, &without).unwrap();
    check(&["this gateway has none"]);
    std::fs::write(config, &text).unwrap();
    let authority = site.server.data().join("authority.pem");
    // Another authority with the same name, and this one's certificate of last year.
    openssl::rogue(scene);
    let days = ["-days", "9"];
    openssl::certificate(scene, "rogue.pem", "rogue.key", &days, &files.join("identity.pem"));
    check(&["doesn't accept this gateway's certificate", "another authority"]);
    let past = ["-startdate", "20250101000000Z", "-enddate", "20250401000000Z"];
    let authority = authority.to_string_lossy();
    openssl::certificate(scene, &authority, &authority, &past, &files.join("identity.pem"));
    check(&["certificate is over", "it is over since"]);
    std::fs::write(files.join("identity.pem"), identity).unwrap();
}
