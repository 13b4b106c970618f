//! Two servers on one data folder, or one PostgreSQL: the second is refused and told why, and one that was
//! killed is in nobody's way.

use std::path::Path;
use std::process::Command;

use tests::mosquitto::Mosquitto;
use tests::postgres::PostgreSql;
use tests::scene::Scene;
use tests::server::{Known, Server, config};
use tests::{cargo, port};

/// What a server with this configuration says before it ends by itself.
fn refused(config: &Path) -> String {
    let mut command = Command::new("timeout");
    command
        .args(["60"])
        .arg(cargo::program("hearthwatch"))
        .arg("serve")
        .arg("--config")
        .arg(config);
    let output = command.output().expect("timeout can be started");
    assert_eq!(output.status.code(), Some(1), "it ends by itself");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_second_server_on_one_data_folder_is_refused_and_a_killed_one_is_in_nobody_s_way() {
    let scene = Scene::new();
    let known = [Known::numbered(1)];
    let broker = Mosquitto::start(&scene);
    let mut first = Server::start(&scene, broker.port(), &known);
    let second = config(&scene, port::free(), broker.port(), &known);
    let second = scene.write("second.toml", second);
    let said = refused(&second);
    assert!(said.contains("another process writes the journal"), "{said}");
    assert!(first.ops().is_some(), "the first goes on");
    first.kill();
    first.revive();
    first.wait_ready();
}

#[test]
fn a_second_server_on_one_postgresql_is_refused_and_a_killed_one_is_in_nobody_s_way() {
    let (scene, other) = (Scene::new(), Scene::new());
    let known = [Known::numbered(1)];
    let broker = Mosquitto::start(&scene);
    let postgres = PostgreSql::start(&scene);
    let more = format!("\n[care]\npostgres = {:?}\n", postgres.database());
    let mut first = Server::start_with(&scene, broker.port(), &known, &more);
    let text = config(&other, port::free(), broker.port(), &known) + &more;
    let second = other.write("second.toml", text);
    let said = refused(&second);
    assert!(said.contains("another server uses this PostgreSQL database"), "{said}");
    assert!(first.ops().is_some(), "the first goes on");
    first.kill();
    first.revive();
    first.wait_ready();
    first.wait_settled();
}
