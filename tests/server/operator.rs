//! What the person who starts the server is told when it can't start.

use std::net::TcpListener;
use std::process::Output;

use tests::scene::Scene;
use tests::server::{self, Known};

/// `EX_USAGE`: the configuration must change before it is worth trying again.
const MISCONFIGURED: i32 = 64;

#[test]
fn three_mistakes_in_the_configuration_are_three_lines_and_exit_code_64() {
    let scene = Scene::new();
    let good = server::config(&scene, 28_001, 28_002, &[Known::numbered(1)]);
    let bad = good
        .replace("listen = \"127.0.0.1:28001\"", "listen = \"here\"")
        .replace("broker = \"127.0.0.1:28002\"", "broker = \"127.0.0.1:99999\"")
        .replace("shards = ", "shrads = ");
    let output = serve(&scene, &bad);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(MISCONFIGURED), "{told}");
    for key in ["listen", "broker", "shrads"] {
        let of_key = |line: &&str| line.contains(&format!(": {key}: "));
        let lines = told.lines().filter(of_key).count();
        assert_eq!(lines, 1, "one line about {key} in:\n{told}");
    }
    assert_eq!(told.lines().count(), 3, "nothing else in:\n{told}");
    assert!(!scene.path("data").exists(), "nothing is opened before everything is checked");
}

#[test]
fn a_port_in_use_is_named_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("it is bound").port();
    let scene = Scene::new();
    let output = serve(&scene, &server::config(&scene, port, 28_002, &[Known::numbered(1)]));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(told.contains(&port.to_string()) && told.contains("in use"), "{told}");
    assert!(told.contains("listen"), "names the key to change: {told}");
}

#[test]
fn the_key_of_a_gateway_is_printed_for_its_configuration() {
    let scene = Scene::new();
    let known = Known::numbered(1);
    let config = server::config(&scene, 28_001, 28_002, std::slice::from_ref(&known));
    let config = scene.write("hearthwatch.toml", config);
    let output = server::run(&["gateway-key", known.gateway.as_str(), "--config"], &config);
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), known.key().to_hex());
}

/// Runs `hearthwatch serve` with this configuration, which must end by itself.
fn serve(scene: &Scene, config: &str) -> Output {
    let config = scene.write("hearthwatch.toml", config);
    server::run(&["serve", "--config"], &config)
}
