//! Signing in by a sign-in service: a real provider, and one that forges.

use std::process::Command;

use tests::mosquitto::Mosquitto;
use tests::scene::{self, Scene};
use tests::server::Server;
use tests::{access, port, repository};

fn server(scene: &Scene, broker: &Mosquitto, provider: u16) -> Server {
    let more = format!(
        "\n[openid]\nissuer = \"http://127.0.0.1:{provider}\"\nname = \"the ward's service\"\n\
         client_id = \"watch\"\nclient_secret = \"a-secret-of-the-test\"\n\
         [openid.roles]\nward-nurses = [\"clinician\"]\nward-it = [\"operator\"]\n"
    );
    Server::start_with(scene, broker.port(), &[], &more)
}

#[test]
fn staff_sign_in_by_a_real_provider_and_no_forger_does() {
    let _turn = scene::turn();
    let (honest, deceived) = (Scene::new(), Scene::new());
    let broker = Mosquitto::start(&honest);
    let (provider, forger) = (port::free(), port::free());
    let first = server(&honest, &broker, provider);
    // Two servers of one name would take each other's place at one broker.
    let other = Mosquitto::start(&deceived);
    let second = server(&deceived, &other, forger);
    let auditor = access::cookie(first.port(), access::TESTER).expect("an account");
    let folder = repository::root().join("tests/openid");
    let run = |arguments: &[&str]| {
        let mut command = Command::new("npm");
        command
            .args(arguments)
            .current_dir(&folder)
            .env("HEARTHWATCH_URL", format!("http://127.0.0.1:{}", first.port()))
            .env("DECEIVED_URL", format!("http://127.0.0.1:{}", second.port()))
            .env("PROVIDER_PORT", provider.to_string())
            .env("FORGER_PORT", forger.to_string())
            .env("AUDITOR", auditor.as_deref().unwrap_or_default());
        let output = command.output().expect("tests/run looks for npm");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "npm {} in tests/openid:\n{said}", arguments.join(" "));
    };
    run(&["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    run(&["test"]);
}
